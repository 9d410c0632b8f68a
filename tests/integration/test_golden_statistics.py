"""The golden data set: what is published is, number by number, what a slow count comes to."""
import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from checklist.extensions import db
from checklist.models.inspections import SelfInspection, Submission
from tests.databases import DATA_KEY
from tests.golden_data import OCTOBER, SEPTEMBER, SIZE, make_golden
from tests.observed import freeze
from tests.slow_statistics import TABLES, SlowFrame, read, slow_frames, slow_totals

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
ONCE = pytest.mark.parametrize('database', ['sqlite'], indirect=True)


def slowly(database, versions):
    """Count what was submitted from its frozen documents."""
    with database.app.app_context():
        rows = db.session.execute(
            select(Submission.document, SelfInspection.created_at)
            .join(SelfInspection, SelfInspection.id == Submission.inspection_id)
            .where(SelfInspection.version_id.in_([each.id for each in versions.values()])))
        documents = [(json.loads(document), began) for document, began in rows]
    return slow_frames([
        read(document, list(versions[document['version']].version.questions), began, DATA_KEY)
        for document, began in documents])


def published(database, versions):
    """Read what was frozen straight from its tables."""
    frames = {}
    for number, each in versions.items():
        for row in database.rows('SELECT * FROM frozen_frame WHERE version_id = :id', id=each.id):
            frame = SlowFrame(row.businesses, row.without_inn,
                              {name: {} for name in TABLES}, {name: {} for name in TABLES})
            for table in database.rows('SELECT * FROM frozen_table WHERE frame_id = :id',
                                       id=row.id):
                body = json.loads(table.body)
                if table.item == '@questions':
                    frame.totals[table.grouping] = body
                elif table.item:
                    frame.splits[table.grouping][table.item] = body
                else:
                    frame.sizes[table.grouping] = body
            frames[number, row.month] = frame
    return frames


def test_every_published_figure_is_that_of_a_slow_count(database):
    versions = make_golden(database)
    freeze(database, NOW)

    slow, frozen = slowly(database, versions), published(database, versions)

    assert set(frozen) == set(slow) == {(1, SEPTEMBER), (1, OCTOBER), (2, OCTOBER)}
    for place, frame in slow.items():
        assert frozen[place].businesses == frame.businesses, place
        assert frozen[place].without_inn == frame.without_inn, place
        assert frozen[place].sizes == frame.sizes, place
        assert frozen[place].splits == frame.splits, place
        assert frozen[place].totals == slow_totals(frame), place


@ONCE
def test_the_data_set_meets_every_rule(database):
    """Otherwise two implementations could agree about nothing."""
    versions = make_golden(database)

    slow = slowly(database, versions)

    assert database.value('SELECT count(*) FROM submission') == SIZE == 200
    reasons = sum((frame.reasons for frame in slow.values()), Counter())
    assert set(reasons) == {'small group', 'complementary group', 'complementary letter',
                            'only the rest'}
    assert slow[1, SEPTEMBER].without_inn == 15
    assert slow[1, OCTOBER].businesses is slow[2, OCTOBER].without_inn is None
    assert len(list(sizes(slow))) > 20
    assert len(list(numbers(slow))) > 80


def sizes(frames):
    """Yield the size of every group that is published."""
    for frame in frames.values():
        for table in frame.sizes.values():
            yield from table.values()


def numbers(frames):
    """Yield the number of every letter that is published; None of the one that is left."""
    for frame in frames.values():
        for items in frame.splits.values():
            for groups in items.values():
                for _, measured in groups.values():
                    yield from (None, *measured.values())
