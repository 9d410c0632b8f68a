"""The plan of work as a calendar: one whole day for each thing to put right."""
from datetime import UTC, date, timedelta

from flask_babel import get_locale, gettext
from icalendar import Alarm, Calendar, Event, vText

from checklist.reports.documents import NO_TASKS, Tasks, planned
from checklist.reports.summary import Summary, Violation

DAY = timedelta(days=1)


def plan_calendar(summary: Summary, tasks: Tasks = NO_TASKS) -> bytes:
    """Return the calendar in the language that is set; the same bytes for the same plan.

    It tells whoever sees the calendar what is to be done and when, and nothing of whose it is:
    neither name and ИНН nor the notes of the business. Tasks move the days and name who is
    responsible; what is done, and what has no day, stays out.
    """
    calendar = Calendar()
    calendar.add('prodid', f'-//Checklist//Plan of work//{get_locale().language.upper()}')
    calendar.add('version', '2.0')
    calendar.add('method', 'PUBLISH')
    # Only as vText is the text of a name that RFC 5545 does not know escaped.
    calendar['x-wr-calname'] = vText(gettext('Plan of work: %(title)s', title=summary.title))
    for item, task in planned(summary, tasks):
        due_on = task.due_on if task else item.due_on
        if due_on and not (task and task.done_on):
            calendar.add_component(_event(summary, item, due_on, task.responsible if task else ''))
    body: bytes = calendar.to_ical()
    return body


def _event(summary: Summary, item: Violation, due_on: date, responsible: str) -> Event:
    """Return one event. Its UID is the same each time, so that a second import adds nothing."""
    event = Event()
    event.add('uid', f'{summary.document_hash[:32]}-{item.code}@checklist')
    event.add('dtstamp', summary.submitted_at.astimezone(UTC))
    event.add('dtstart', due_on)
    event.add('dtend', due_on + DAY)
    event.add('summary', f'{item.number}. {item.topic}')
    lines = [item.remedy, item.question]
    if responsible:
        lines.append(gettext('Responsible: %(who)s', who=responsible))
    event.add('description', '\n\n'.join(lines))
    event.add('transp', 'TRANSPARENT')
    event.add_component(_alarm(item))
    return event


def _alarm(item: Violation) -> Alarm:
    alarm = Alarm()
    alarm.add('action', 'DISPLAY')
    alarm.add('description', f'{item.number}. {item.topic}')
    alarm.add('trigger', -DAY)
    return alarm
