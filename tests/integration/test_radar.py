"""Acts that end: all that hangs on them, and the messages to the editors, once each."""
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from checklist.access import Role
from checklist.jobs import remind_all
from checklist.services.catalog import newest_versions
from checklist.services.radar import DAYS_BEFORE, Use, endings, tell_of_endings
from checklist.services.reference import library
from checklist.services.version_drafts import get_draft
from tests.accounts import account, messages, signed_in, staff
from tests.clock import ZONE, today
from tests.factories import YES, begin, committed
from tests.version_drafts import FIRE, draft_of, edited, editor

NOW = datetime.now(UTC)
AUTHORITY = 'mchs-74'
ACT = 'ppr-1479'


@pytest.fixture
def anna(database):
    return editor(staff(database, Role.CATALOG_EDITOR, 'anna@example.ru'), AUTHORITY)


@pytest.fixture
def last_day(database):
    """The last day of an act on which most questions about fire safety rest."""
    with database.app.app_context():
        found = {ending.act.code: ending for ending in endings(AUTHORITY, today(), 3650)}
    act = max(found.values(), key=lambda ending: len(ending.uses[0].questions))
    return act.ends_on


def told(database, day):
    """Send what is due on a day, and return the messages."""
    moment = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=6)
    committed(database, lambda: tell_of_endings(day, now=moment))
    return messages(database, 'radar')


def test_what_hangs_on_an_act_is_counted(database, anna, last_day):
    draft_id = draft_of(database, anna.account_id)
    fire = committed(database, lambda: next(
        each for each in newest_versions() if each.code == FIRE))
    begin(database, {next(iter(fire.version.questions)): YES}, fire)

    with database.app.app_context():
        ending = next(each for each in endings(AUTHORITY, today(), 3650)
                      if each.ends_on == last_day)

    published, draft = ending.uses
    assert published.begun == 1 and published.draft is None
    assert draft.draft.id == draft_id and draft.begun == 0
    assert set(published.questions) <= set(fire.version.questions)
    assert published.units and published.questions == draft.questions


def test_a_draft_that_does_without_the_act_is_not_named(database, anna, last_day):
    draft_id = draft_of(database, anna.account_id)
    fire = committed(database, lambda: next(
        each for each in newest_versions() if each.code == FIRE))
    with database.app.app_context():
        code = next(each.act.code for each in endings(AUTHORITY, today(), 3650)
                    if each.ends_on == last_day)
    edited(database, anna, draft_id, approved_form=None, requirements=tuple(
        replace(requirement, clauses=tuple(
            replace(clause, current=clause.act != code) for clause in requirement.clauses))
        for requirement in fire.version.content.requirements))

    with database.app.app_context():
        uses = [use for each in endings(AUTHORITY, today(), 3650) if each.act.code == code
                for use in each.uses]

    assert [use.draft for use in uses] == [None]


def test_a_clause_may_end_before_its_act(database, anna, last_day):
    draft_id, ends_on = draft_of(database, anna.account_id), last_day - timedelta(days=100)
    with database.app.app_context():
        act = next(each.act for each in endings(AUTHORITY, today(), 3650)
                   if each.ends_on == last_day)
        version = get_draft(anna, draft_id).version
    first = next(requirement for requirement in version.content.requirements
                 if any(is_of(act, clause) for clause in requirement.clauses))
    ending = replace(first, clauses=tuple(
        replace(clause, unit='пункт 900', valid_to=ends_on) if is_of(act, clause) else clause
        for clause in first.clauses))
    edited(database, anna, draft_id, requirements=tuple(
        ending if each == first else each for each in version.content.requirements))

    with database.app.app_context():
        found = {(each.act.code, each.ends_on): each
                 for each in endings(AUTHORITY, today(), 3650)}

    one, = found[act.code, ends_on].uses
    assert one.draft.id == draft_id and one.units == ('пункт 900',)
    assert set(one.questions) == {question.code for question in version.questions.values()
                                  if question.requirement == first.code}
    assert found[act.code, ends_on].units == ('пункт 900',)
    assert found[act.code, last_day].units == ()
    assert 'пункт 900' not in {unit for use in found[act.code, last_day].uses
                               for unit in use.units}


def test_the_message_names_the_clauses_that_end(database, anna):
    draft_id, day = draft_of(database, anna.account_id), today() + timedelta(days=3000)
    with database.app.app_context():
        version = get_draft(anna, draft_id).version
    edited(database, anna, draft_id, requirements=tuple(
        replace(requirement, clauses=tuple(
            replace(clause, valid_to=day) if clause.unit == unit_of(version) else clause
            for clause in requirement.clauses))
        for requirement in version.content.requirements))

    lines = told(database, day - timedelta(days=7))[-1]['lines'].splitlines()

    assert any(line.endswith(f', {unit_of(version)}') for line in lines)


def is_of(act, clause):
    return clause.current and clause.act == act.code


def unit_of(version):
    """Return a clause of an act of which no end is known."""
    return next(clause.unit for requirement in version.content.requirements
                for clause in requirement.clauses
                if clause.current and not version.acts_by_code[clause.act].valid_to)


@pytest.mark.parametrize(('begun', 'told'), [(0, 0), (9, 0), (10, 10), (14, 10), (123, 120)])
def test_few_self_inspections_are_not_counted_out(begun, told):
    assert Use(None, None, (), (), begun).told == told


def test_editors_are_told_thirty_and_seven_days_before_once_each(database, anna, last_day):
    days = [last_day - timedelta(days=left) for left in (120, 90, 89, 30, 29, 7, 6, 0, -1)]

    counts = [len(told(database, day)) for day in days]

    of_others = [count for count in counts if count]
    assert counts[0] == 0 or counts[0] == counts[1] - 1
    assert len(set(counts)) - (counts[0] == 0) == len(DAYS_BEFORE) + (counts[0] > 0)
    assert of_others == sorted(of_others)
    assert counts[1:] == [counts[1], counts[1], counts[3], counts[3], counts[5], *[counts[5]] * 3]


def test_who_comes_late_hears_of_it_once(database, anna, last_day):
    assert len(told(database, last_day - timedelta(days=5))) == 1
    assert len(told(database, last_day - timedelta(days=4))) == 1


def test_an_end_that_nobody_could_be_told_of_is_told_to_the_first_editor(database, last_day):
    day = last_day - timedelta(days=20)
    assert told(database, day) == []

    staff(database, Role.CATALOG_EDITOR, 'anna@example.ru')

    assert len(told(database, day + timedelta(days=1))) == 1


def test_only_active_editors_of_the_authority_are_told(database, anna, last_day):
    staff(database, Role.APPROVER, 'approver@example.ru')
    staff(database, Role.CATALOG_EDITOR, 'other@example.ru', 'rpn-74')
    account(database, 'olga@example.ru')
    blocked = staff(database, Role.CATALOG_EDITOR, 'blocked@example.ru')
    database.execute("UPDATE user_account SET state = 'blocked' WHERE id = :id", id=blocked)

    found = told(database, last_day - timedelta(days=7))

    of_fire = [message for message in found
               if message['authority'] == str(library().authorities[AUTHORITY].short)]
    assert [message['recipient'] for message in of_fire] == ['anna@example.ru']
    assert of_fire[0]['link'] == '/authority/radar'


def test_the_hourly_job_tells_at_daytime_only(database, anna, last_day):
    day = last_day - timedelta(days=7)
    for hour in (3, 12, 13):
        remind_all(database.app, datetime(day.year, day.month, day.day, hour, tzinfo=ZONE))
        assert len(messages(database, 'radar')) == (hour > 3)


def test_an_editor_sees_the_acts_by_their_last_day(database, anna):
    page = signed_in(database, anna.account_id).page('/authority/radar')

    with database.app.app_context():
        found = endings(AUTHORITY, today())
    headings = [heading.text for heading in page.root.first('main').all('h2')]
    assert len(headings) == len(found)
    assert [ending.ends_on for ending in found] == sorted(ending.ends_on for ending in found)
    assert all(isinstance(ending.ends_on, date) for ending in found)


def test_another_authority_sees_its_own_checklists_only(database, anna):
    stranger = signed_in(database, staff(
        database, Role.CATALOG_EDITOR, 'stranger@example.ru', 'rpn-74'))
    draft_id = draft_of(database, anna.account_id)

    assert draft_id not in stranger.page('/authority/radar').html
