"""The things that the eight of the matrix have, on both sides, and their browsers."""
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from checklist.access import Role
from checklist.extensions import db
from checklist.models.accounts import Erasure
from checklist.provider_settings import OidcSettings
from checklist.providers.oidc import OidcProvider
from checklist.services.account_links import Purpose, make_link
from checklist.services.companies import CompanyDetails, add_company
from checklist.services.consents import (
    ConsentPurpose, current_text, give_consent, list_consents)
from checklist.services.members import invite_colleague
from checklist.services.objects import ObjectDetails, add_object
from checklist.services.identities import link_identity
from checklist.services.invitations import Invited, invite
from checklist.services.sessions import find_session
from checklist.services.statistics_reports import REPORTS, ask_for_report
from checklist.services.tokens import hashed
from requirements_catalog.model import LegalForm
from tests.accounts import account, session, staff
from tests.browsing import Answer, Client
from tests.companies import CAFE_PROFILE
from tests.company_factories import clean_evidence
from tests.databases import Database
from tests.factories import COMPLETE, NAME, RESPONDENT, Held, begin, committed, publish, submit
from tests.matrix import MATRIX, SIDES, Person, Row, Side
from tests.frozen_months import freeze_months
from tests.moves import begun, moved, moving_version
from tests.observed import LATER, freeze
from tests.pages import Page
from tests.postgresql import free_port
from tests.reported import fill_month
from tests.routes import NOWHERE
from tests.version_drafts import discussed, draft_of, editor, sent_file

AUTHORITIES = {Side.A: 'mchs-74', Side.B: 'rpn-74'}
CHECKLISTS = {Side.A: 'fire-safety-small', Side.B: 'public-catering'}
REQUIREMENTS = {Side.A: 'FS-R01', Side.B: 'CT-R01'}
QUESTIONS = {Side.A: 'FS-001', Side.B: 'CT-001'}
SHIPPED = 'fire-safety-small'
# What these name is the same for everybody, or a page of ours whatever it is.
FIXED: Mapping[str, object] = {
    'number': 1, 'filename': 'css/site.css', 'provider': 'oidc', 'kind': 'requirement',
    'format_name': 'yaml', 'territory_code': '75701', 'month': '2026-10', 'file_type': 'csv',
    'table_name': 'overview-months', 'table_format': 'csv', 'period': '2026-10',
    'question_code': 'Q-2', 'purpose': 'reminders',
    'text_hash': current_text(ConsentPurpose.REMINDERS, 'ru').hash}
# What the fields of a form must hold for its page to know what it is about.
FIELDS: Mapping[str, Mapping[str, str]] = {
    'inspections.begin': {'checklist': SHIPPED}, 'draft_parts.change': {'revision': '1'},
    'draft_parts.merge': {'revision': '1', 'shown': '1'}}
# Of whom a session, an account or the like is taken to try somebody else's.
OTHERS = {Side.A: Person.ENTREPRENEUR_A, Side.B: Person.ENTREPRENEUR_B}
ROLES = {
    Person.INSPECTOR_A: Role.INSPECTOR, Person.INSPECTOR_B: Role.INSPECTOR,
    Person.EDITOR: Role.CATALOG_EDITOR, Person.APPROVER: Role.APPROVER,
    Person.ADMINISTRATOR: Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Cell:
    """One address with one method, about the things of some sides."""

    endpoint: str
    method: str
    url: str
    owners: frozenset[Side]

    def __str__(self) -> str:
        return f'{self.method} {self.endpoint} of {"+".join(sorted(self.owners)) or "all"}'


@dataclass(frozen=True)
class Browser:
    """The browser of one of the eight, brought back to its cookies before each request."""

    client: Client
    cookies: Mapping[str, str]
    csrf_token: str

    def open(self, cell: Cell) -> Answer:
        fields = {'csrf_token': self.csrf_token, **FIELDS.get(cell.endpoint, {})}
        return self.send(cell.method, cell.url, data=fields if cell.method == 'POST' else None)

    def send(self, method: str, url: str, **request: Any) -> Answer:
        for name, value in self.cookies.items():
            self.client.set_cookie(name, value)
        answer: Answer = self.client.open(url, method=method, **request)
        return answer


@dataclass(frozen=True)
class World:
    """Who is there and what they have. ``things`` are the ids of each side by their argument."""

    browsers: Mapping[Person, Browser]
    accounts: Mapping[Person, str]
    things: Mapping[Side, Mapping[str, str]]
    personal: Mapping[Person, Mapping[str, str]]

    def cells(self, app: Flask, rows: Mapping[str, Row], person: Person) -> Iterator[Cell]:
        """Yield every address with the ids of every side, mixed where there are several."""
        for rule in app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) & {'GET', 'POST'}):
                yield from self._cells(app, rule, method, rows[rule.endpoint], person)

    def granted(self, app: Flask, person: Person, method: str) -> Iterator[Cell]:
        """Yield the addresses that somebody may open."""
        for cell in self.cells(app, MATRIX, person):
            if cell.method == method and MATRIX[cell.endpoint].allows(person, cell.owners):
                yield cell

    def pages(self, app: Flask, person: Person) -> Iterator[tuple[Cell, Page]]:
        """Yield the pages that somebody may read."""
        for cell in self.granted(app, person, 'GET'):
            answer = self.browsers[person].open(cell)
            if answer.status_code == 200 and answer.mimetype == 'text/html':
                yield cell, answer.page

    def _cells(self, app: Flask, rule: Rule, method: str, row: Row, person: Person
               ) -> Iterator[Cell]:
        names = sorted(rule.arguments - set(FIXED))
        adapter = app.url_map.bind('localhost')

        def address(sides: tuple[Side, ...]) -> str:
            values = {name: self._thing(side, name, rule.endpoint, row, person)
                      for name, side in zip(names, sides, strict=True)}
            return adapter.build(rule.endpoint, {**_fixed(rule), **values}, method)

        for sides in product(Side, repeat=len(names)):
            yield Cell(rule.endpoint, method, address(sides), frozenset(sides))

    def _thing(self, side: Side, name: str, endpoint: str, row: Row, person: Person) -> str:
        if side is Side.NOBODY:
            return NOWHERE
        things = self.things[side]
        own = self.personal[person if SIDES.get(person) is side else OTHERS[side]]
        if name == 'inspection_id' and row.finished:
            return things['submitted_id']
        special = (f'{endpoint}.{name}', f'{endpoint.partition(".")[0]}.{name}')
        found = [things[key] for key in special if key in things]
        return found[0] if found else own.get(name) or things[name]


def make_world(database: Database) -> World:
    """Put two companies and two authorities there, with one of everything for each."""
    accounts = {person: _account(database, person)
                for person in Person if person is not Person.ANONYMOUS}
    publish(database)
    freeze_months(database, SHIPPED)
    _report_on(database)
    _know_provider(database, accounts.values())
    tokens = {person: session(database, account_id) for person, account_id in accounts.items()}
    things = {side: {**_things(database, side, accounts[owner], tokens[owner]),
                     **_of_staff(database, side, accounts[inspector])}
              for side, owner, inspector in (
                  (Side.A, Person.ENTREPRENEUR_A, Person.INSPECTOR_A),
                  (Side.B, Person.ENTREPRENEUR_B, Person.INSPECTOR_B))}
    browsers = {person: _browser(database, number, tokens.get(person, ''))
                for number, person in enumerate(Person)}
    personal = {person: _personal(database, token) for person, token in tokens.items()}
    return World(browsers, accounts, things, {Person.ANONYMOUS: {}, **personal})


def _report_on(database: Database) -> None:
    """Freeze a month of side B, too, and have a report of each side ready."""
    fill_month(database, AUTHORITIES[Side.B], 202610, 60)
    freeze(database)

    def work() -> None:
        for authority in AUTHORITIES.values():
            ask_for_report(authority, 202610, 'ru', now=LATER)
            db.session.flush()
            REPORTS.keep((authority, '2026-10', 'ru'), b'%PDF-')

    committed(database, work)


def _know_provider(database: Database, accounts: Iterable[str]) -> None:
    """Link everybody with a provider; it cannot be reached, and pages say so."""
    now = datetime.now(UTC)
    database.app.extensions['providers'] = {'oidc': OidcProvider(OidcSettings(
        f'http://127.0.0.1:{free_port()}', 'checklist', 'secret', 'Provider'))}

    def work() -> None:
        for account_id in accounts:
            link_identity(account_id, 'oidc', account_id, now=now)

    committed(database, work)


def _personal(database: Database, token: str) -> dict[str, str]:
    """Return what belongs to one account alone."""
    def work() -> dict[str, str]:
        found = find_session(token, now=datetime.now(UTC))
        assert found is not None
        account_id = found.actor.account_id
        give_consent(account_id, current_text(ConsentPurpose.REMINDERS, 'ru'), network='',
                     now=datetime.now(UTC))
        return {'session_id': found.actor.session_id, 'account_id': account_id,
                'consent_id': list_consents(account_id)[0].id}

    own: dict[str, str] = committed(database, work)
    return own


def _account(database: Database, person: Person) -> str:
    email = f'{person.name.lower()}@example.ru'
    if person not in ROLES:
        return account(database, email)
    authority = AUTHORITIES.get(SIDES.get(person, Side.NOBODY))
    return staff(database, ROLES[person], email, authority)


def _browser(database: Database, number: int, token: str) -> Browser:
    client = Client(database.app, f'198.51.{number}.1')
    if token:
        client.set_cookie('account', token)
    csrf_token = client.token()
    cookies = {'session': client.get_cookie('session').value}
    if token:
        cookies['account'] = token
    return Browser(client, cookies, csrf_token)


def _things(database: Database, side: Side, account_id: str, token: str) -> dict[str, str]:
    now = datetime.now(UTC)

    def work() -> dict[str, str]:
        found = find_session(token, now=now)
        assert found is not None
        person_id = add_company(found.actor, CompanyDetails(
            LegalForm.LEGAL_ENTITY, f'{NAME} {side}'), now=now)
        db.session.flush()
        address = f'new-{side}@example.ru'.lower()
        act_number = f'{side}'.ljust(64, '0')
        db.session.add(Erasure(account_digest=act_number, asked_at=now, done_at=now,
                               act='{"ground": "asked", "counts": {}}'))
        return {
            'person_id': person_id, 'act_number': act_number,
            'object_id': add_object(
                found.actor, person_id, ObjectDetails('Кафе', '', CAFE_PROFILE), now=now),
            'members.invitation.token': invite_colleague(
                found.actor, person_id, address, now=now),
            'sign_in.link.token': make_link(
                Purpose.SIGN_IN, {'email': address, 'next': ''}, now=now),
            'accounts.new_email.token': make_link(
                Purpose.CHANGE_EMAIL, {'email': address}, now=now, account_id=account_id)}

    things = committed(database, work)
    draft, finished = (_of_company(database, things['person_id']) for _ in range(2))
    submit(database, finished)
    code = database.value('SELECT code FROM verification WHERE inspection_id = :id',
                          id=finished.id)
    going = _of_company(
        database, things['person_id'], begun(database, checklist=f'moving-{side}'))
    publish(database, moving_version(2, checklist=f'moving-{side}'))
    move_id = moved(database, going)
    publish(database, moving_version(3, checklist=f'moving-{side}'))
    return {**things, 'inspection_id': draft.id, 'moves.inspection_id': going.id,
            'moves.move_id': move_id, 'submitted_id': finished.id, 'key': draft.key,
            'evidence_id': clean_evidence(database, draft, account_id),
            'code': SHIPPED, 'verification.verify.code': code,
            'sign_in.by_link.token': things['sign_in.link.token'],
            'members.accept.token': things['members.invitation.token']}


def _of_staff(database: Database, side: Side, inspector: str) -> dict[str, str]:
    """Return what administrators see of an authority: an account and an invitation."""
    invited = Invited(f'invited-{side}@example.ru'.lower(), frozenset({Role.INSPECTOR}),
                      AUTHORITIES[side])
    token: str = committed(database, lambda: invite(invited, now=datetime.now(UTC)))
    return {**_draft(database, side), 'staff.account_id': inspector, 'invitation_id': hashed(token),
            'invitations.accept.token': token}


def _draft(database: Database, side: Side) -> dict[str, str]:
    """Return a checklist of an authority and the draft of its next version."""
    account_id = staff(database, Role.CATALOG_EDITOR, f'editor-of-{side}@example.ru'.lower(),
                       AUTHORITIES[side])
    draft_id = draft_of(database, account_id, CHECKLISTS[side])
    authority = AUTHORITIES[side]
    return {'checklist_code': CHECKLISTS[side], 'part_code': REQUIREMENTS[side],
            'item_code': QUESTIONS[side],
            'draft_id': draft_id,
            'file_id': sent_file(database, account_id, draft_id, authority),
            'proposal_id': discussed(database, editor(account_id, authority), draft_id)}


def _of_company(database: Database, person_id: str, held: Held | None = None) -> Held:
    held = held or begin(database, COMPLETE, published=None, respondent=RESPONDENT)
    database.execute('UPDATE self_inspection SET person_id = :person WHERE id = :id',
                     person=person_id, id=held.id)
    return held


def _fixed(rule: Rule) -> dict[str, object]:
    return {name: FIXED[name] for name in rule.arguments & set(FIXED)}
