"""What statistics took down of a self-inspection goes once its month is frozen."""
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text

from checklist import forgetting
from checklist.errors import Conflict
from checklist.extensions import begin_writing, db
from checklist.forgetting import forget_all, forget_counted_rows
from checklist.freezing import Freezer
from checklist.services import observations
from checklist.services.freezing import count_month, due_months, keep_month
from checklist.services.inspections import delete_inspections
from checklist.services.journal_proof import journal_damages
from checklist.services.observations import forget_counted
from checklist.services.statistics_reports import report_months
from tests.factories import SMALL, committed, publish, small_version, submitted
from tests.observed import LATER, freeze, observe_all
from tests.reported import AUTHORITY, fill_month

MET = 'YYYYYP4-'
OCTOBER, NOVEMBER = 202610, 202611
POSTGRESQL = pytest.mark.parametrize(
    'database', [pytest.param('postgresql', marks=pytest.mark.postgresql)], indirect=True)


@pytest.fixture
def version(database):
    return publish(database)


@pytest.fixture(autouse=True)
def small_lots(monkeypatch):
    monkeypatch.setattr(observations, 'LOT', 7)
    monkeypatch.setattr(forgetting, 'PAUSE_SECONDS', 0)


def observe(database, version, count=20, month=OCTOBER, first=0):
    observe_all(database, version.id,
                [(f'{first + place:010}', '75701EI1', MET) for place in range(count)],
                month, moment=first)


def freeze_only(database):
    """Freeze as the service did before it forgot rows, and as a worker that is ended then."""
    with database.app.app_context():
        counted = [(*due, count_month(*due)) for due in due_months(LATER)]
        db.session.rollback()
    for checklist, month, frozen in counted:
        committed(database, lambda due=(checklist, month, frozen): keep_month(*due, now=LATER))


def forget(database):
    forget_counted_rows(database.app)


def kept(database):
    """Return how many rows there are by version and month."""
    return {(row.version_id, row.month): row.number for row in database.rows(
        'SELECT version_id, month, count(*) AS number FROM observation'
        ' GROUP BY version_id, month')}


def frames(database):
    return database.rows('SELECT version_id, month, businesses FROM frozen_frame'
                         ' ORDER BY month, version_id')


@pytest.mark.asvs('14.2.7')
def test_rows_go_when_their_month_is_frozen_and_no_others(database, version):
    """Not even of rows with the same ids."""
    observe(database, version, 20, OCTOBER)
    database.execute(f'INSERT INTO observation SELECT version_id, {NOVEMBER}, id, business, moment,'
                     ' traits, marks FROM observation')

    assert freeze(database) == 1

    assert kept(database) == {(version.id, NOVEMBER): 20}
    assert frames(database) == [(version.id, OCTOBER, 20)]


def test_rows_of_a_month_that_is_not_frozen_cannot_be_forgotten(database, version):
    """Not even where it is over, and another checklist's month of that name is frozen."""
    other = publish(database, small_version(checklist='other-list'))
    observe(database, other, 20)
    freeze(database)
    observe(database, version, 20)

    forget(database)
    last = committed(database, lambda: forget_counted(version.id, OCTOBER))

    assert last is None
    assert kept(database) == {(version.id, OCTOBER): 20}
    assert freeze(database) == 1


@pytest.mark.asvs('14.2.7')
@pytest.mark.parametrize('round_of', [
    lambda database: freeze(database),
    lambda database: forget_all(database.app, LATER),
    lambda database: forget(database)])
def test_each_hourly_round_forgets_what_was_left_over(database, version, round_of):
    """As of a database from before, or of a worker that ended between."""
    observe(database, version, 20)
    freeze_only(database)
    before = frames(database)
    assert kept(database) == {(version.id, OCTOBER): 20}

    round_of(database)

    assert kept(database) == {}
    assert frames(database) == before == [(version.id, OCTOBER, 20)]


def test_who_comes_too_late_for_a_frozen_month_is_forgotten_uncounted(database, version):
    observe(database, version, 20)
    freeze(database)
    second = publish(database, small_version(2))
    observe(database, version, 15, first=100)
    observe(database, second, 15, first=200)

    assert freeze(database) == 0

    assert kept(database) == {}
    assert frames(database) == [(version.id, OCTOBER, 20)]


def test_a_round_that_is_interrupted_is_finished_by_the_next(database, version):
    observe(database, version, 20)
    freeze_only(database)
    with database.app.app_context():
        engine = db.engine
    seen = []

    def fail(_connection, _cursor, statement, *_rest):
        seen.append('DELETE FROM observation' in statement)
        if sum(seen) == 2:
            raise OSError('the power is out')

    event.listen(engine, 'before_cursor_execute', fail)
    try:
        with pytest.raises(OSError):
            forget(database)
    finally:
        event.remove(engine, 'before_cursor_execute', fail)
    assert kept(database) == {(version.id, OCTOBER): 13}

    assert freeze(database) == 0
    assert kept(database) == {}
    assert frames(database) == [(version.id, OCTOBER, 20)]


def test_a_round_ends_after_a_while_and_the_next_goes_on(database, version, monkeypatch):
    observe(database, version, 20)
    monkeypatch.setattr(forgetting, 'MOST_SECONDS', 0)

    assert freeze(database) == 1
    assert kept(database) == {(version.id, OCTOBER): 20}

    monkeypatch.setattr(forgetting, 'MOST_SECONDS', 30)
    forget(database)
    assert kept(database) == {}


def test_two_workers_forget_at_once(database, version):
    observe(database, version, 300)
    freeze_only(database)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(forget, database) for _ in range(2)]:
            done.result()
    forget(database)

    assert kept(database) == {}


def test_who_counts_what_another_worker_has_left_keeps_nothing(database, version):
    """Rows are gone by then; what came too late would make a second count of the month."""
    observe(database, version, 20)
    with database.app.app_context():
        due = due_months(LATER)
    assert freeze(database) == 1
    second = publish(database, small_version(2))
    observe(database, second, 20, first=100)

    with database.app.app_context():
        left = count_month(SMALL, OCTOBER)
    assert due == [(SMALL, OCTOBER)]
    assert [each.version_id for each in left] == [second.id]
    with pytest.raises(Conflict):
        committed(database, lambda: keep_month(SMALL, OCTOBER, left, now=LATER))
    assert not Freezer(database.app)._freeze(SMALL, OCTOBER, LATER)
    assert frames(database) == [(version.id, OCTOBER, 20)]


@POSTGRESQL
def test_forgetting_waits_for_nobody_who_deletes_a_self_inspection(database, version):
    observe(database, version, 20)
    freeze_only(database)
    with database.app.app_context():
        begin_writing()
        db.session.execute(text(
            'DELETE FROM observation WHERE id IN (SELECT id FROM observation LIMIT 3)'))
        forget(database)
        assert kept(database) == {(version.id, OCTOBER): 3}
        db.session.rollback()

    forget(database)
    assert kept(database) == {}


def test_the_same_months_can_be_reported_on_before_and_after(database):
    for month in (202608, 202609, OCTOBER):
        fill_month(database, AUTHORITY, month, 30, checklist='retail-food')
    freeze_only(database)
    fill_month(database, AUTHORITY, OCTOBER, 1, checklist='public-catering')
    before = committed(database, lambda: report_months(AUTHORITY))

    forget(database)

    assert before == [202609, 202608]
    assert committed(database, lambda: report_months(AUTHORITY)) == before
    freeze(database)
    assert committed(database, lambda: report_months(AUTHORITY)) == [OCTOBER, *before]


def test_a_self_inspection_outlives_its_row_and_can_be_deleted(database):
    held = submitted(database)
    freeze(database, datetime(2100, 1, 5, tzinfo=UTC))
    assert kept(database) == {}
    assert damages(database) == []

    committed(database, lambda: delete_inspections([held.id], now=datetime.now(UTC)))

    assert damages(database) == []
    assert database.counts()['submission'] == 0


def damages(database):
    with database.app.app_context():
        return [damage for damage in journal_damages(Path('no/anchors'), datetime.now(UTC))
                if 'anchor' not in damage.problem]
