"""What is kept goes on time: not a minute early, and nothing outlives its class."""
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklist.config import Retention
from checklist.extensions import db, run_in
from checklist.forgetting import forget_all
from checklist.models.accounts import AccountLink, Erasure, UserSession
from checklist.models.documents import Document
from checklist.models.inspections import RespondentProfile, SelfInspection
from checklist.models.mail import MailMessage
from checklist.services.consents import ConsentPurpose, current_text, give_consent
from checklist.services.inspections import begin_inspection
from checklist.services.retention import BATCH, forget_expired
from checklist.services.tokens import new_token
from tests.accounts import account, messages, signed_in
from tests.factories import COMPLETE, RESPONDENT, YES, begin, committed, publish, save
from tests.holdings import company

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEEP = Retention()
TERMS = {
    'draft': timedelta(days=7), 'company draft': timedelta(days=365),
    'result': timedelta(days=366), 'result of a company': timedelta(days=366),
    'profile': timedelta(days=7), 'session': timedelta(days=7), 'link': timedelta(),
    'failed message': timedelta(days=7), 'last message': timedelta(days=1),
    'proof': timedelta(days=3 * 366)}
EVER = ('wanted message', 'erasure under way')


class Shelf:
    """Things of every class with their ages, put there straight."""

    def __init__(self, database):
        self.database = database
        self.account_id = account(database)
        self.person_id = company(database, self.account_id)
        self.published = publish(database)

    def put(self, kind, age):
        """Put a thing there that was last touched so long ago; return its key."""
        return committed(self.database, lambda: self._put(kind, NOW - age))

    def _put(self, kind, at):
        if kind.startswith(('draft', 'company', 'result')):
            return self._inspection(kind, at)
        key = new_token()
        db.session.add(self._row(kind, key, at))
        return key

    def _inspection(self, kind, at):
        inspection_id, _ = begin_inspection(RESPONDENT, self.published, now=at)
        row = db.session.get_one(SelfInspection, inspection_id)
        if 'company' in kind:
            row.person_id = self.person_id
        if kind.startswith('result'):
            row.state, row.draft = 'submitted', None
        return inspection_id

    def _row(self, kind, key, at):
        if kind == 'profile':
            return RespondentProfile(id=key, data='{}', updated_at=at)
        if kind == 'session':
            return UserSession(
                id=key, token_hash=key, account_id=self.account_id, complete=True, way='link',
                browser='', network='', created_at=at, seen_at=at, confirmed_at=at)
        if kind == 'link':
            return AccountLink(token_hash=key, purpose='sign_in', subject='{}', created_at=at,
                               expires_at=at)
        if 'message' in kind:
            return MailMessage(
                id=key, kind='erased' if kind == 'last message' else 'sign_in', language='ru',
                recipient='a@example.ru', values='{}', send_after=at, asked_at=at,
                state='failed' if kind == 'failed message' else 'wanted')
        return Erasure(account_digest=key, asked_at=at, act='{}',
                       done_at=None if kind == 'erasure under way' else at)

    def keys(self):
        """Return the keys of everything that is there."""
        columns = (('self_inspection', 'id'), ('respondent_profile', 'id'),
                   ('user_session', 'id'), ('account_link', 'token_hash'),
                   ('mail_message', 'id'), ('erasure', 'account_digest'))
        return {row[0] for table, column in columns
                for row in self.database.rows(f'SELECT {column} FROM {table}')}


@pytest.fixture
def shelf(database):
    return Shelf(database)


@pytest.mark.asvs('14.2.4', '14.2.7')
def test_each_thing_goes_a_moment_after_its_term_and_not_before(shelf):
    moment = timedelta(seconds=1)
    old = {kind: shelf.put(kind, term + moment) for kind, term in TERMS.items()}
    young = {kind: shelf.put(kind, term - moment) for kind, term in TERMS.items()}
    ever = {kind: shelf.put(kind, timedelta(days=5000)) for kind in EVER}

    forget_all(shelf.database.app, NOW)

    left = shelf.keys()
    assert {kind for kind, key in old.items() if key in left} == set()
    assert {kind for kind, key in young.items() if key not in left} == set()
    assert set(ever.values()) <= left


def test_a_company_reads_in_its_journal_what_went_by_itself(shelf, database):
    """The journal of a company says what became of its self-inspections, and of no others."""
    theirs = shelf.put('result of a company', TERMS['result of a company'] + timedelta(days=1))
    shelf.put('result', TERMS['result'] + timedelta(days=1))

    forget_all(database.app, NOW)

    expired = database.rows("SELECT * FROM journal_entry WHERE action = 'expire'")
    assert len(expired) == 2
    assert [row.object_id for row in expired if row.tenant == shelf.person_id] == [theirs]
    page = signed_in(database, shelf.account_id).page(f'/companies/{shelf.person_id}/journal')
    assert 'Сервис удалена самопроверка' in page.text


@pytest.mark.asvs('14.2.7')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=st.lists(st.tuples(
    st.sampled_from(sorted(TERMS)), st.integers(-2, 1200 * 24 * 60)), max_size=12))
def test_nothing_survives_its_class_and_nothing_goes_early(shelf, things):
    put = [(kind, timedelta(minutes=age), shelf.put(kind, timedelta(minutes=age)))
           for kind, age in things]

    forget_all(shelf.database.app, NOW)

    left = shelf.keys()
    assert {key for kind, age, key in put if age <= TERMS[kind]} <= left
    assert not {key for kind, age, key in put if age > TERMS[kind]} & left


def test_an_operator_may_shorten_the_terms(shelf):
    held = shelf.put('company draft', timedelta(days=31))

    while committed(shelf.database, lambda: forget_expired(
            NOW, replace(KEEP, company_draft=30))):
        pass

    assert held not in shelf.keys()


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_no_batch_holds_the_write_lock_for_long(shelf):
    """Six hundred results with reports of 100 kB, in the time in which nobody notices."""
    for _ in range(12):
        committed(shelf.database, lambda: [_with_report(shelf) for _ in range(50)])
    took = []

    def forget():
        begun = time.perf_counter()
        gone = run_in(shelf.database.app, lambda: forget_expired(NOW, KEEP))
        took.append(time.perf_counter() - begun)
        return gone

    while gone := forget():
        assert gone <= BATCH

    assert shelf.database.value('SELECT count(*) FROM self_inspection') == 0
    assert sorted(took)[len(took) // 2] < 0.2, took


def _with_report(shelf):
    inspection_id = shelf._put('result', NOW - timedelta(days=400))
    db.session.flush()
    db.session.add(Document(
        inspection_id=inspection_id, kind='result', language='ru', template_version='1',
        state='ready', body=bytes(100_000), asked_at=NOW))


def wants_reminders(database, account_id):
    committed(database, lambda: give_consent(
        account_id, current_text(ConsentPurpose.REMINDERS, 'ru'), network='', now=NOW))


def test_a_company_is_warned_once_of_a_draft_that_will_go(shelf):
    wants_reminders(shelf.database, shelf.account_id)
    held = shelf.put('company draft', timedelta(days=351, minutes=1))
    shelf.put('company draft', timedelta(days=350))
    shelf.put('draft', timedelta(days=6))

    for _ in range(2):
        forget_all(shelf.database.app, NOW)

    warning, = messages(shelf.database, 'draft_ends')
    assert warning['recipient'] == 'olga@example.ru'
    assert warning['link'].endswith(f'/inspections/{held}')
    assert warning['day'] == '2026-12-06'
    assert held in shelf.keys()


def test_who_wants_no_reminders_is_not_warned(shelf):
    shelf.put('company draft', timedelta(days=360))

    forget_all(shelf.database.app, NOW)

    assert messages(shelf.database, 'draft_ends') == []


def test_after_a_change_a_draft_is_warned_of_anew(database):
    olga = account(database)
    wants_reminders(database, olga)
    held = begin(database, COMPLETE)
    database.execute('UPDATE self_inspection SET person_id = :person', person=company(
        database, olga))
    forget_all(database.app, datetime.now(UTC) + timedelta(days=352))
    save(database, held, {'Q-1': YES, 'Q-4': YES})
    database.execute('UPDATE self_inspection SET updated_at = :at',
                     at=datetime.now(UTC) + timedelta(days=353))

    forget_all(database.app, datetime.now(UTC) + timedelta(days=353 + 352))

    assert len(messages(database, 'draft_ends')) == 2
