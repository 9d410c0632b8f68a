"""Freezing a month: from submitted self-inspections to what pages may read, on both databases."""
import gc
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from checklist.extensions import db
from checklist.models.statistics import FrozenFrame, Observation
from checklist.services.inspections import delete_inspections
from checklist.services.statistics import frame_heads, read_group_sizes, read_item
from checklist.statistics.dimensions import Dimension
from checklist.statistics.frames import Split
from tests.factories import SMALL, committed, publish, submitted
from tests.observed import freeze, observe_all

MET, BROKEN = 'YYYYYP4-', 'NYYYYC3-'


def businesses(count, marks, traits='75701EI1', first=0):
    return [(f'{first + place:010}', traits, marks) for place in range(count)]


@pytest.fixture
def version(database):
    return publish(database)


def frozen(database):
    freeze(database)
    with database.app.app_context():
        heads = frame_heads([SMALL])
        return (heads, read_item(heads, (), 'Q-1'),
                read_group_sizes(heads, (Dimension.TERRITORY,)))


def test_a_month_is_frozen_with_rounded_numbers(database, version):
    observe_all(database, version.id, businesses(40, MET) + businesses(15, BROKEN, first=100))

    heads, splits, sizes = frozen(database)

    assert [(head.month, head.businesses, head.without_inn) for head in heads] == [
        (202610, 55, None)]
    assert splits[heads[0].id][''] == Split('Y', {'N': 15})
    assert sizes[heads[0].id] == {'75701': 55}


def test_the_last_self_inspection_of_a_business_counts(database, version):
    """One firm that submits fifty times is one firm."""
    observe_all(database, version.id, businesses(20, MET))
    observe_all(database, version.id, [('0' * 10, '75701EI1', BROKEN)] * 50, moment=1000)

    heads, splits, _ = frozen(database)

    assert heads[0].businesses == 20
    assert splits == {}  # One has broken it: too few to be told.


def test_those_without_an_inn_are_counted_apart(database, version):
    observe_all(database, version.id,
                businesses(10, MET) + [('', '75701EI1', BROKEN)] * 33)

    heads, _, sizes = frozen(database)

    assert (heads[0].businesses, heads[0].without_inn) == (10, 35)
    assert sizes[heads[0].id] == {'75701': 10}


def test_a_month_that_is_not_over_is_not_frozen(database, version):
    observe_all(database, version.id, businesses(20, MET), month=202611)

    assert freeze(database, datetime(2026, 11, 30, 12, tzinfo=UTC)) == 0
    # The first of December in Yekaterinburg is not enough: a request may still be on its way.
    assert freeze(database, datetime(2026, 11, 30, 20, tzinfo=UTC)) == 0
    assert freeze(database, datetime(2026, 12, 2, 12, tzinfo=UTC)) == 1


def test_a_month_is_frozen_once(database, version):
    observe_all(database, version.id, businesses(20, MET))
    freeze(database)

    observe_all(database, version.id, businesses(20, MET, first=500), moment=1000)

    assert freeze(database) == 0
    with database.app.app_context():
        assert [head.businesses for head in frame_heads([SMALL])] == [20]


@pytest.mark.parametrize('statement', [
    'UPDATE frozen_frame SET businesses = 5', 'DELETE FROM frozen_frame',
    "UPDATE frozen_table SET body = '{}'", 'DELETE FROM frozen_table'])
def test_the_database_itself_refuses_to_change_what_was_frozen(database, version, statement):
    observe_all(database, version.id, businesses(20, MET))
    freeze(database)

    with pytest.raises(DBAPIError, match='immutable'):
        committed(database, lambda: db.session.execute(text(statement)))

    with database.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FrozenFrame)) == 1


def test_a_submission_is_taken_down_and_goes_with_its_self_inspection(database):
    held = submitted(database)
    with database.app.app_context():
        row = db.session.scalars(select(Observation)).one()
        assert (row.traits[5:], row.marks[:5]) == ('EI1', 'YNAU-')
        assert row.business is not None

    committed(database, lambda: delete_inspections([held.id], now=datetime.now(UTC)))

    with database.app.app_context():
        assert db.session.scalars(select(Observation)).all() == []


def test_counting_leaves_the_collector_as_it_was(database, version):
    observe_all(database, version.id, businesses(20, MET))
    assert freeze(database) == 1
    assert gc.isenabled()

    observe_all(database, version.id, businesses(20, MET), month=202609)
    gc.disable()
    try:
        assert freeze(database) == 1
        assert not gc.isenabled()
    finally:
        gc.enable()
