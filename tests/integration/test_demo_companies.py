"""Made-up companies: each self-inspection is one that the service could have taken."""
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from checklist import start
from checklist.answers import options, pack
from checklist.cli import register_commands
from checklist.extensions import db, run_in
from checklist.models.inspections import SelfInspection, Submission
from checklist.models.statistics import FrozenFrame, Observation
from checklist.scoring import RULES_VERSION, Verdict
from checklist.services.bulk import insert_many
from checklist.services.demo_businesses import make_inn
from checklist.services.demo_companies import add_companies, handed_in, has_companies
from checklist.services.inspections import is_complete
from checklist.services.journal_proof import journal_damages
from checklist.services.observations import Observed, observation_row, seconds_taken
from checklist.services.submissions import get_frozen_document, get_submitted
from checklist.services.tokens import is_token, new_tokens
from forms.identifiers import check_inn
from requirements_catalog.applicability import applicable, holds
from requirements_catalog.canonical import canonical_json, sha256
from requirements_catalog.model import LegalForm
from tests.databases import SqliteDatabase, make_app
from tests.factories import committed

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
SOME, MONTHS, SEED = 600, 3, 7
CODE = 'SELECT checklist_code FROM checklist_version'


@pytest.fixture
def filled(database):
    fill(database)
    return database


def fill(database, number=SOME, seed=SEED):
    with database.app.app_context():
        lots = add_companies(number, MONTHS, seed, now=NOW)
        return run_in(database.app, lambda: list(lots))


def drawn(database, number, seed=SEED):
    with database.app.app_context():
        return [(one.business, one.sheet.published.fingerprint, one.filled, one.at)
                for one in handed_in(number, MONTHS, seed, now=NOW)]


def test_the_same_seed_makes_the_same_companies_and_answers(database):
    assert drawn(database, 200) == drawn(database, 200)
    assert drawn(database, 200) != drawn(database, 200, seed=SEED + 1)


def test_so_many_are_added_in_the_order_of_time_over_the_months(filled):
    moments = [row[0] for row in filled.rows('SELECT at FROM journal_entry'
                                             " WHERE action = 'submit' ORDER BY id")]
    months = Counter(row.month for row in filled.rows('SELECT month FROM observation'))

    assert len(moments) == SOME
    assert moments == sorted(moments)
    assert sorted(months) == [202608, 202609, 202610, 202611]
    assert months[202610] > months[202611] > 50  # Seventeen days of it are over.


def test_every_record_is_what_the_service_would_have_frozen(filled):
    with filled.app.app_context():
        for row in db.session.scalars(select(Submission)).all():
            kept = get_submitted(row.inspection_id)
            document = get_frozen_document(row.inspection_id)
            total = kept.score.total

            assert sha256(document) == row.document_hash
            assert canonical_json(json.loads(document)) == document
            assert (total.points, total.attainable, total.percent, kept.score.verdict) == (
                row.points, row.attainable, row.percent, row.verdict)
            assert row.verdict != Verdict.INCOMPLETE
            assert row.scoring_rules == RULES_VERSION


def test_exactly_what_applies_is_answered_and_could_be_submitted(filled):
    with filled.app.app_context():
        for row in db.session.scalars(select(Submission)).all():
            kept = get_submitted(row.inspection_id)
            version, given = kept.published.version, options(kept.answers)
            asked = applicable(version, kept.respondent.profile, given).questions

            assert holds(version.content.applies_if, kept.respondent.profile)
            assert {question.code for question in asked} == set(given)
            assert all(is_complete(question, kept.answers[question.code]) for question in asked)
            assert row.packed == pack(version.questions, given)


def test_observations_agree_with_what_was_submitted(filled):
    with filled.app.app_context():
        made, stored = [], [vars_of(row) for row in db.session.scalars(select(Observation))]
        for row in db.session.scalars(select(Submission)).all():
            kept = get_submitted(row.inspection_id)
            made.append(observation_row(Observed(
                row.inspection_id, kept.published.id, kept.respondent, row.packed,
                Verdict(row.verdict), row.percent,
                seconds_taken(row.inspection_id, None, row.submitted_at), row.submitted_at)))

    by_id = {row['id']: row for row in made}
    assert len(stored) == SOME
    assert {row['id']: row for row in stored} == by_id


def vars_of(row):
    return {column.key: getattr(row, column.key) for column in Observation.__table__.columns}


def test_the_journal_proves_them_all(filled):
    assert list(_damages(filled)) == []

    filled.execute('DELETE FROM submission WHERE inspection_id IN'
                   ' (SELECT min(inspection_id) FROM submission)')

    assert [damage.table for damage in _damages(filled)] == ['submission']


def _damages(database):
    with database.app.app_context():
        return [damage for damage in journal_damages(Path('no/anchors'), NOW)
                if 'anchor' not in damage.problem]


def test_businesses_are_skewed_come_back_and_have_right_numbers(database):
    businesses = [business for business, *_ in drawn(database, 3000)]
    numbers = {business.inn: business.kind.profile.legal_form for business in businesses
               if business.inn}
    territories = Counter(business.territory for business in businesses)
    without = sum(not business.inn for business in businesses) / len(businesses)

    assert all(check_inn(inn, form) is None for inn, form in numbers.items())
    assert len({business.number for business in businesses if business.inn}) == len(numbers)
    assert len(numbers) < 0.6 * len(businesses)
    assert 0.03 < without < 0.07
    assert territories.most_common(2)[0][0] == '75701'
    assert len(territories) > 38 and min(territories.values()) < 20
    assert {business.habit for business in businesses} == {
        'usual', 'straight', 'skipping', 'hasty', 'copying'}


@pytest.mark.parametrize('form', LegalForm)
def test_a_made_up_number_has_the_right_check_digits(form):
    assert all(check_inn(make_inn(form, number), form) is None
               for number in (*range(300), 123_456, 9_999_999))


def test_answers_get_better_and_differ_by_territory(database):
    shares = {}
    for business, _, filled, at in drawn(database, 6000):
        if business.habit == 'usual':
            for key in (at.month, business.territory):
                broken, asked = shares.get(key, (0, 0))
                shares[key] = (broken + filled.packed.count('N'), asked + filled.answered)
    share = {key: broken / asked for key, (broken, asked) in shares.items()}

    assert share[8] > share[9] > share[10]
    assert abs(share['75701'] - share['75738']) > 0.005


def test_many_tokens_are_as_good_as_one():
    tokens = new_tokens(500)

    assert all(map(is_token, tokens))
    assert len(set(tokens)) == 500
    assert {token[-1] for token in tokens} == set('AEIMQUY4')  # The last letter has three bits.


def test_many_rows_are_added_as_one_would_be(filled):
    """Dates, decimals and what is empty: by whatever way they came."""
    with filled.app.app_context():
        row = db.session.scalars(select(Submission).where(Submission.percent.is_not(None))).first()
        values = {column.key: getattr(row, column.key)
                  for column in Submission.__table__.columns}
        begun = db.session.get(SelfInspection, row.inspection_id)
        inspection = {column.key: getattr(begun, column.key)
                      for column in SelfInspection.__table__.columns}
        db.session.rollback()

    def copy(way, letter):
        way(SelfInspection, {**inspection, 'id': letter * 26, 'key_hash': letter * 64})
        way(Submission, {**values, 'inspection_id': letter * 26, 'submission_key': letter * 26})

    def usual(model, row):
        db.session.execute(insert(model), [row])

    committed(filled, lambda: copy(lambda model, row: insert_many(model, [row]), 'A'))
    committed(filled, lambda: copy(usual, 'B'))

    one, other = (filled.rows(
        'SELECT s.document, s.percent, s.submitted_at, i.created_at, i.draft, i.warned_at, i.asked'
        ' FROM submission s JOIN self_inspection i ON i.id = s.inspection_id'
        ' WHERE i.id = :id', id=letter * 26)[0] for letter in 'AB')
    assert one == other


def run(database, *arguments):
    outcome = database.app.test_cli_runner().invoke(args=['demo', 'companies', *arguments])
    database.dispose()
    return outcome


def test_the_command_adds_them_and_freezes_the_months_that_are_over(database):
    register_commands(database.app)

    outcome = run(database, '--self-inspections', '400', '--months', '2')

    assert outcome.exit_code == 0, outcome.output
    assert '400 of 400' in outcome.stderr
    with database.app.app_context():
        months = set(db.session.scalars(select(FrozenFrame.month)))
        assert has_companies()
        waiting = set(db.session.scalars(select(Observation.month)))
    assert len(months) == 2
    assert database.counts()['submission'] == 400
    assert not waiting & months


def test_production_refuses_made_up_companies(tmp_path):
    database = SqliteDatabase(tmp_path)
    database.app = make_app(database.url, tmp_path, production=True, public_url='https://a.example',
                            trusted_hosts=('a.example',))
    register_commands(database.app)
    with database.app.app_context():
        start.upgrade()

    refused = run(database, '--self-inspections', '10')
    forced = run(database, '--self-inspections', '10', '--force')

    assert refused.exit_code == 1 and 'production' in refused.stderr
    # There is no catalog, so it got further than that.
    assert forced.exit_code == 1 and forced.stderr.strip() == (
        'Error: No checklist is published yet.')
    assert database.counts()['self_inspection'] == 0


def test_a_second_start_adds_no_companies(tmp_path, monkeypatch):
    """The first start of a demonstration adds them in a process of its own."""
    monkeypatch.setenv('CHECKLIST_VAR', str(tmp_path))
    monkeypatch.setattr(start, 'DEMO_SELF_INSPECTIONS', 30)
    monkeypatch.setattr(start, 'serve', lambda *_: 0)
    arguments = ['--demo', '--port', '0']

    assert start.main(arguments) == 0
    monkeypatch.setattr(start, '_add_companies', lambda: pytest.fail('added again'))
    assert start.main(arguments) == 0
