"""People with accounts in the world of the browser, put into the database of the service."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checklist.access import Role
from checklist.answers import GivenAnswer
from checklist.extensions import db
from checklist.models.accounts import Erasure
from checklist.services.account_links import Purpose, make_link
from checklist.services.accounts import change_account
from checklist.services.catalog import current_version
from checklist.services.companies import CompanyDetails, add_company
from checklist.services.consents import ConsentPurpose, current_text, give_consent
from checklist.services.invitations import Invited, invite
from checklist.services.members import invite_colleague
from checklist.services.objects import ObjectDetails, add_object
from checklist.services.sessions import find_session
from requirements_catalog.model import AnswerOption, LegalForm
from requirements_catalog.texts import LocalText
from tests.accounts import AUTHORITY, PASSWORD, account, session, staff
from tests.browser.visitor import Visitor
from tests.clock import today
from tests.companies import CAFE_PROFILE
from tests.company_factories import clean_evidence
from tests.databases import Database, make_app
from tests.factories import RESPONDENT, Held, begin, committed, publish, submit
from tests.frozen_months import freeze_months
from tests.moves import begun, moved, moving_version
from tests.version_drafts import discussed, draft_of, editor, in_review, sent_file

CHECKLIST = 'fire-safety-small'
YES = GivenAnswer(AnswerOption.YES)
NO = GivenAnswer(AnswerOption.NO, 'Сломан замок')
CHANGED = LocalText.of({'ru': 'Магазины и киоски', 'en': 'Shops and kiosks'})
STAFF = {'inspector': Role.INSPECTOR, 'editor': Role.CATALOG_EDITOR, 'approver': Role.APPROVER,
         'admin': Role.ADMINISTRATOR}


class Served(Database):
    """The database of a running service, with its keys."""

    name = 'sqlite'

    def __init__(self, path: Path) -> None:
        self.url = f'sqlite:///{path}'
        self.folder = path.parent
        keys = {name: (path.parent / name).read_text().strip()
                for name in ('secret_key', 'data_key', 'journal_key')}
        self.app = make_app(self.url, self.folder, **keys)


@dataclass(frozen=True)
class People:
    """Accounts by name, and what their pages are about."""

    database: Served
    accounts: Mapping[str, str]
    things: Mapping[str, str]

    def sign_in(self, visitor: Visitor, name: str, **how: Any) -> None:
        """Sign somebody in anew, so that nobody has been idle and every proof is fresh."""
        visitor.context.add_cookies([{
            'name': 'account', 'value': session(self.database, self.accounts[name], **how),
            'url': visitor.url, 'httpOnly': True}])


def make_people(path: Path) -> People:
    """Open accounts of every kind, with companies, places, files and invitations."""
    database = Served(path)
    freeze_months(database)
    accounts = {name: staff(database, role, f'{name}@example.ru')
                for name, role in STAFF.items()}
    accounts['newcomer'] = account(database, 'newcomer@example.ru', Role.INSPECTOR,
                                   password=PASSWORD, authority=AUTHORITY)
    for name, role in (('health editor', Role.CATALOG_EDITOR), ('health approver', Role.APPROVER)):
        accounts[name] = staff(database, role, f'{role}@health.example.ru', 'rpn-74')
    accounts['olga'] = account(database, 'olga@example.ru', password=PASSWORD)
    accounts['igor'] = account(database, 'igor@example.ru')
    token = session(database, accounts['olga'])
    things: dict[str, str] = committed(database, lambda: _things(token))
    rounds = [finished_round(database, things['company'], bad) for bad in (4, 2)]
    draft = _begun(database, things['company'], 0)
    going = begun(database)
    _belongs(database, going, things['company'])
    publish(database, moving_version(2))
    move_id = moved(database, going)
    publish(database, moving_version(3))
    version_draft = draft_of(database, accounts['editor'])
    things |= {
        'first': rounds[0].path, 'second': rounds[1].path, 'begun': draft.path,
        'question': questions_of(database)[0],
        'going': going.path, 'move': move_id,
        'version_draft': version_draft,
        'sent_file': sent_file(database, accounts['editor'], version_draft, AUTHORITY),
        **_drafts(database, accounts['health editor']),
        'checked': accounts['inspector'], 'colleague': accounts['igor'],
        'evidence': clean_evidence(database, draft, accounts['olga'],
                                   questions_of(database)[0])}
    return People(database, accounts, things)


def _things(token: str) -> dict[str, str]:
    now = datetime.now(UTC)
    found = find_session(token, now=now)
    assert found is not None
    olga = found.actor
    change_account(olga.account_id, now=now, name='Ольга Петровна', language='ru')
    give_consent(olga.account_id, current_text(ConsentPurpose.ACCOUNT, 'ru'), network='',
                 now=now)
    company = add_company(olga, CompanyDetails(
        LegalForm.LEGAL_ENTITY, 'ООО «Кафе “Ёлка”»', '7707083893', '1027700132195'), now=now)
    db.session.flush()
    invite(Invited('new-inspector@example.ru', frozenset({Role.INSPECTOR}), AUTHORITY), now=now)
    act = 'e' * 64
    db.session.add(Erasure(account_digest=act, asked_at=now, done_at=now,
                           act='{"ground": "asked", "counts": {}}'))
    return {
        'company': company, 'act': act,
        'object': add_object(olga, company, ObjectDetails(
            'Кафе на Кирова', 'Челябинск, улица Кирова, 1', CAFE_PROFILE), now=now),
        'colleague_link': invite_colleague(olga, company, 'colleague@example.ru', now=now),
        'staff_link': invite(Invited('one-more@example.ru', frozenset({Role.APPROVER}),
                                     AUTHORITY), now=now),
        'sign_in_link': make_link(Purpose.SIGN_IN, {'email': 'fresh@example.ru', 'next': ''},
                                  now=now),
        'email_link': make_link(Purpose.CHANGE_EMAIL, {'email': 'other@example.ru'}, now=now,
                                account_id=olga.account_id),
        'text': current_text(ConsentPurpose.ACCOUNT, 'ru').hash}


def _drafts(database: Database, account_id: str) -> dict[str, str]:
    """Return a draft that waits for approval, one under discussion, and a proposal to it."""
    actor = editor(account_id, 'rpn-74')
    reviewed, shown = (draft_of(database, account_id, checklist)
                       for checklist in ('retail-food', 'public-catering'))
    in_review(database, actor, reviewed, audience=CHANGED)
    return {'reviewed_draft': reviewed, 'discussed_draft': shown,
            'proposal': discussed(database, actor, shown)}


def questions_of(database: Database) -> list[str]:
    with database.app.app_context():
        published = current_version(CHECKLIST, today())
        return list(published.version.questions)


def _begun(database: Database, company: str, bad: int) -> Held:
    with database.app.app_context():
        published = current_version(CHECKLIST, today())
    answers = {code: NO if place < bad else YES
               for place, code in enumerate(questions_of(database))}
    held = begin(database, answers, published, RESPONDENT)
    _belongs(database, held, company)
    return held


def _belongs(database: Database, held: Held, company: str) -> None:
    database.execute('UPDATE self_inspection SET person_id = :company WHERE id = :id',
                     company=company, id=held.id)


def finished_round(database: Database, company: str, bad: int) -> Held:
    """Return a finished self-inspection of a company with so many violations."""
    held = _begun(database, company, bad)
    submit(database, held)
    return held
