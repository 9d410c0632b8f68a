"""Commands for operators: parse, call, commit or roll back, say one line."""
import click
from flask import Flask, current_app
from flask.cli import AppGroup

from checklist.commands.accounts import accounts
from checklist.commands.catalog import catalog
from checklist.commands.demo import demo
from checklist.commands.journal import journal, verify
from checklist.commands.statistics import statistics
from checklist.jobs import prepare_queue
from checklist.schema import upgrade

database = AppGroup('database', help='The database.')


def register_commands(app: Flask) -> None:
    app.cli.add_command(accounts)
    app.cli.add_command(catalog)
    app.cli.add_command(database)
    app.cli.add_command(journal)
    app.cli.add_command(verify)
    app.cli.add_command(demo)
    app.cli.add_command(statistics)


@database.command('upgrade')
def upgrade_database() -> None:
    """Bring the database to the newest revision, and make the tables of the queue."""
    upgrade()
    prepare_queue(current_app.extensions['queue'])
    click.echo('The database is up to date.')
