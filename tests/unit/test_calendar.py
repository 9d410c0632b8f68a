"""The calendar: one day for each thing to mend, the same each time, and nobody's name."""
from datetime import UTC, timedelta

import pytest
from icalendar import Calendar

from checklist.reports.calendar import plan_calendar
from tests.unit.summaries import (
    SUBMITTED_AT, noise, reading_in, short_summary, summary, with_texts)


def calendar_of(result, language='ru'):
    with reading_in(language):
        return plan_calendar(result)


def events_of(body):
    return Calendar.from_ical(body).walk('VEVENT')


def test_each_thing_to_mend_has_its_day():
    result = summary()

    events = events_of(calendar_of(result))

    expected = {(item.due_on, item.due_on + timedelta(1), f'{item.number}. {item.topic}',
                 f'{item.remedy}\n\n{item.question}') for item in result.to_mend}
    assert {(event['dtstart'].dt, event['dtend'].dt, str(event['summary']),
             str(event['description'])) for event in events} == expected
    assert len(events) == 11


def test_each_event_reminds_a_day_before():
    for event in events_of(calendar_of(summary())):
        alarm, = event.walk('VALARM')
        assert alarm['trigger'].dt == timedelta(days=-1)
        assert alarm['action'] == 'DISPLAY'


def test_events_are_known_again_and_dated_by_the_submission():
    events = events_of(calendar_of(summary()))

    uids = [event['uid'] for event in events]
    assert len(set(uids)) == 11
    assert uids == [event['uid'] for event in events_of(calendar_of(summary()))]
    assert {event['dtstamp'].dt for event in events} == {SUBMITTED_AT.astimezone(UTC)}
    assert calendar_of(summary()) == calendar_of(summary())
    other = events_of(calendar_of(summary(document_hash='e' * 64)))
    assert not set(uids) & {event['uid'] for event in other}


def test_calendar_says_nothing_of_who_it_is_about():
    result = summary()

    body = b''.join(calendar_of(result).split(b'\r\n ')).decode()

    for private in (result.name, result.inn, result.verification_code, result.document_hash,
                    result.violations[0].note):
        assert private not in body


def test_lines_are_short_and_end_as_the_format_wants():
    long = with_texts(summary(), lambda: noise(1000))

    lines = calendar_of(long).split(b'\r\n')

    assert max(map(len, lines)) <= 75
    assert b'\n' not in b''.join(lines)
    for line in lines:
        line.decode()


@pytest.mark.parametrize('text', ['a\r\nATTACH:file:///etc/passwd', 'END:VEVENT\nBEGIN:VALARM',
                                  'x;y,z:\\n', '{{7*7}}', '"'])
def test_texts_cannot_add_lines_of_their_own(text):
    small = with_texts(summary(violations=1, unknown=0), lambda: text)

    event, = events_of(calendar_of(small))

    assert set(event) == {'UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY', 'DESCRIPTION', 'TRANSP'}
    assert len(event.walk('VALARM')) == 1
    assert event['description'].replace('\r\n', '\n') == f'{text}\n\n{text}'.replace('\r\n', '\n')


def test_calendar_without_anything_to_mend_has_no_events():
    assert not events_of(calendar_of(short_summary()))
