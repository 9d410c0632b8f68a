"""The plan of work as a calendar: one whole day for each thing to put right."""
from datetime import UTC, timedelta

from flask_babel import get_locale, gettext
from icalendar import Alarm, Calendar, Event, vText

from checklist.reports.documents import plan_of_work
from checklist.reports.summary import Summary, Violation

DAY = timedelta(days=1)


def plan_calendar(summary: Summary) -> bytes:
    """Return the calendar in the language that is set; the same bytes for the same summary.

    It tells whoever sees the calendar what is to be done and when, and nothing of who does it:
    neither name and ИНН nor the notes of the business.
    """
    calendar = Calendar()
    calendar.add('prodid', f'-//Checklist//Plan of work//{get_locale().language.upper()}')
    calendar.add('version', '2.0')
    calendar.add('method', 'PUBLISH')
    # Only as vText is the text of a name that RFC 5545 does not know escaped.
    calendar['x-wr-calname'] = vText(gettext('Plan of work: %(title)s', title=summary.title))
    for item in plan_of_work(summary):
        calendar.add_component(_event(summary, item))
    body: bytes = calendar.to_ical()
    return body


def _event(summary: Summary, item: Violation) -> Event:
    """Return one event. Its UID is the same each time, so that a second import adds nothing."""
    event = Event()
    event.add('uid', f'{summary.document_hash[:32]}-{item.code}@checklist')
    event.add('dtstamp', summary.submitted_at.astimezone(UTC))
    event.add('dtstart', item.due_on)
    event.add('dtend', item.due_on + DAY)
    event.add('summary', f'{item.number}. {item.topic}')
    event.add('description', f'{item.remedy}\n\n{item.question}')
    event.add('transp', 'TRANSPARENT')
    event.add_component(_alarm(item))
    return event


def _alarm(item: Violation) -> Alarm:
    alarm = Alarm()
    alarm.add('action', 'DISPLAY')
    alarm.add('description', f'{item.number}. {item.topic}')
    alarm.add('trigger', -DAY)
    return alarm
