"""The process that prints documents, cleans files and sends messages.

It alone loads WeasyPrint and what decodes the files of people.
"""
from checklist.app import create_app
from checklist.cleaning import Cleaner
from checklist.config import Settings
from checklist.freezing import Freezer
from checklist.jobs import make_queue, prepare_queue, register_jobs
from checklist.log_lines import write_log
from checklist.mailing import Postman
from checklist.post import make_post
from checklist.quarantine import Quarantine
from checklist.reports.pdf import Printer

settings = Settings.from_environment()
app = create_app(settings)
queue = make_queue(settings)
register_jobs(app, queue, Printer(), Postman(app, make_post(settings)),
              Quarantine(app, Cleaner(settings.clamd)), Freezer(app))


def main() -> None:
    """Work until the process is ended."""
    write_log('worker: ')
    prepare_queue(queue)
    consumer = queue.create_consumer(
        workers=1, worker_type='thread', periodic=True, initial_delay=0.05, backoff=1.15,
        max_delay=1.0)
    app.extensions['jobs']['sweep'].call_local()
    app.extensions['jobs']['anchor']()
    consumer.run()


if __name__ == '__main__':
    main()
