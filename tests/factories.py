"""Published checklists, drafts and submissions, made by the services that make them in earnest."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from checklist.answers import GivenAnswer
from checklist.extensions import begin_writing, db
from checklist.services.catalog import PublishedVersion, current_version, publish_version
from checklist.services.inspections import (
    Viewer, begin_inspection, get_inspection, save_answers)
from checklist.services.profiles import Respondent
from checklist.services.submissions import submit_inspection
from checklist.services.tokens import new_token
from requirements_catalog.model import AnswerOption, CatalogVersion
from tests.clock import today
from tests.databases import Database
from tests.unit.examples import answered, policy, profile, question, section, version_of

SMALL = 'small-list'
NAME, INN, OGRN = 'ООО «Тайная Ромашка»', '7707083893', '1027700132195'
RESPONDENT = Respondent(profile=profile(), name=NAME, inn=INN, ogrn=OGRN)
NOTE = 'Работу выполняет подрядчик по договору № 5'
YES = GivenAnswer(AnswerOption.YES)
NO = GivenAnswer(AnswerOption.NO, 'Сломан замок')
NOT_APPLICABLE = GivenAnswer(AnswerOption.NOT_APPLICABLE, NOTE)
UNKNOWN = GivenAnswer(AnswerOption.UNKNOWN)
# What suffices to submit the small list: Q-5 opens only when Q-4 is "yes".
COMPLETE = {'Q-1': YES, 'Q-2': NO, 'Q-3': NOT_APPLICABLE, 'Q-4': UNKNOWN}


@dataclass(frozen=True)
class Held:
    """A self-inspection with its secret key."""

    id: str
    key: str

    @property
    def path(self) -> str:
        return f'/inspections/{self.id}'

    def section(self, number: int = 1) -> str:
        return f'{self.path}/sections/{number}'


def small_version(number: int = 1, **changes: Any) -> CatalogVersion:
    """Return a checklist of two sections: one critical question, one that another one opens."""
    first = section(
        'S-1', question('Q-1', weight=3, critical=True),
        question('Q-2', requirement='R-2', not_applicable=False),
        question('Q-3', requirement='R-3'))
    second = section(
        'S-2', question('Q-4', requirement='R-4'),
        question('Q-5', requirement='R-5', applies_if=answered('Q-4', 'yes')))
    return version_of(first, second, judged_by=policy(valid_from=date(2019, 1, 1)), **{
        'checklist': SMALL, 'version': number, 'effective_from': date(2020, 1, number),
        **changes})


def committed(database: Database, work: Callable[[], Any]) -> Any:
    """Do one piece of work in a transaction of its own, as a view does."""
    with database.app.app_context():
        begin_writing()
        outcome = work()
        db.session.commit()
        return outcome


def publish(database: Database, version: CatalogVersion | None = None) -> PublishedVersion:
    """Publish a version and return the one that is in force then."""
    new = version or small_version()

    def work() -> PublishedVersion:
        publish_version(new, now=datetime.now(UTC))
        return current_version(new.content.checklist, today())

    outcome: PublishedVersion = committed(database, work)
    return outcome


def begin(database: Database, draft: Mapping[str, GivenAnswer] | None = None,
          published: PublishedVersion | None = None,
          respondent: Respondent = RESPONDENT) -> Held:
    version = published or publish(database)
    return Held(*committed(database, lambda: begin_inspection(
        respondent, version, now=datetime.now(UTC), draft=draft)))


def save(database: Database, held: Held, answers: Mapping[str, GivenAnswer]) -> None:
    """Save answers as a window that has seen what is saved already."""
    def work() -> None:
        inspection = get_inspection(held.id, Viewer(held.key), lock=True)
        base = {code: inspection.draft[code].stamp for code in answers
                if code in inspection.draft}
        save_answers(inspection, answers, base, now=datetime.now(UTC))

    committed(database, work)


def submit(database: Database, held: Held, key: str = '', language: str = 'ru') -> str:
    """Submit a complete draft; return the submission key that was used."""
    submission_key = key or new_token()

    def work() -> None:
        inspection = get_inspection(held.id, Viewer(held.key), lock=True)
        submit_inspection(inspection, submission_key=submission_key,
                          revision=inspection.revision, language=language,
                          now=datetime.now(UTC))

    committed(database, work)
    return submission_key


def submitted(database: Database, draft: Mapping[str, GivenAnswer] | None = None) -> Held:
    """Return a submitted self-inspection of the small list."""
    held = begin(database, draft or COMPLETE)
    submit(database, held)
    return held
