"""The plan of action: who may change it, what a company sees, and when it reminds."""
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from checklist.extensions import day_of, db
from checklist.jobs import remind_all
from checklist.models.accounts import UserAccount
from checklist.services.reminders import plan_forgotten, remind
from checklist.services.tasks import Task, save_task
from tests.accounts import account, messages, signed_in
from tests.clock import today
from tests.company_factories import join, taken_over, team
from tests.factories import NO, YES, begin, committed, submitted
from tests.journeys import open_held

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = date(2026, 11, 21)
PERSON = 'Ольга, администратор зала'


@pytest.fixture
def olga(database):
    return team(database)


@pytest.fixture
def held(database, olga):
    return taken_over(database, olga.person_id)


def rows(database):
    return database.rows('SELECT * FROM remedy_task ORDER BY question_code')


def want_reminders(database, *accounts):
    def work():
        for account_id in accounts:
            db.session.get_one(UserAccount, account_id).reminders = True

    committed(database, work)


def due(database, held, person_id, day, code='Q-2', **more):
    committed(database, lambda: save_task(
        Task(held.id, code, due_on=day, **more), person_id=person_id, now=NOW))


def reminded(database, day):
    return committed(database, lambda: remind(day, now=NOW))


def test_a_day_ends_at_midnight_of_the_service_whatever_the_hour_of_utc(app):
    """Yekaterinburg is five hours ahead of UTC."""
    with app.app_context():
        assert day_of(datetime(2026, 11, 29, 18, 59, 59, tzinfo=UTC)) == date(2026, 11, 29)
        assert day_of(datetime(2026, 11, 29, 19, tzinfo=UTC)) == date(2026, 11, 30)


def test_a_submission_of_a_company_has_a_task_for_all_that_is_to_be_mended(database, held):
    tasks = rows(database)

    day = today()
    assert [task.question_code for task in tasks] == ['Q-2', 'Q-4']
    assert {date.fromisoformat(str(task.due_on)) for task in tasks} == {day + timedelta(10)}
    assert {task.done_on for task in tasks} == {None}


def test_what_nobody_took_over_has_a_plan_to_read_and_no_rows(client, database, olga):
    held = submitted(database)
    open_held(client, held)

    page = client.page(f'{held.path}/plan')

    assert len(list(page.root.all('article'))) == 2
    assert [form.action for form in page.forms if '/plan' in form.action] == []
    assert rows(database) == []
    assert f'{held.path}/plan' in client.page(f'{held.path}/result').links


def test_a_task_is_changed_and_kept_sealed(database, olga, held):
    form = olga.client.page(f'{held.path}/plan/Q-2').form('/plan/Q-2')

    page = olga.client.press(form, responsible=PERSON, due_on='2026-12-31', note='Купить замок')

    assert PERSON in page.text
    assert '31 декабря 2026' in page.text
    row = rows(database)[0]
    assert PERSON not in str(row)
    assert 'замок' not in str(row)
    form = olga.client.page(f'{held.path}/plan/Q-2').form('/plan/Q-2')
    assert (form.values['responsible'], form.values['due_on']) == (PERSON, '2026-12-31')
    entry = database.rows("SELECT * FROM journal_entry WHERE action = 'change_task'")[0]
    assert (entry.tenant, entry.object_id) == (olga.person_id, held.id)
    assert PERSON not in str(entry)


@pytest.mark.parametrize('typed', ['31.12.2026', '2026-12-31', ' 31.12.2026 '])
def test_a_day_is_read_as_pickers_send_it_and_as_people_type_it(database, olga, held, typed):
    olga.client.press(olga.client.page(f'{held.path}/plan/Q-2').form('/plan/Q-2'), due_on=typed)

    assert str(rows(database)[0].due_on) == '2026-12-31'


@pytest.mark.asvs('1.4.2')
@pytest.mark.parametrize('typed', [
    '31.02.2026', 'завтра', '2026-13-01', '２０２６-12-31', '1.1.1', '31.12.99999', '2026-12-31-1',
    '-1', '9' * 400])
def test_what_is_no_day_comes_back_with_everything_typed(database, olga, held, typed):
    form = olga.client.page(f'{held.path}/plan/Q-2').form('/plan/Q-2')
    before = rows(database)

    answer = olga.client.send(form, due_on=typed, responsible=PERSON)

    assert answer.status_code == 422
    returned = answer.page.form('/plan/Q-2').values
    assert (returned['due_on'], returned['responsible']) == (typed, PERSON)
    assert rows(database) == before


def test_a_task_without_a_day_is_possible(database, olga, held):
    olga.client.press(olga.client.page(f'{held.path}/plan/Q-2').form('/plan/Q-2'), due_on='')

    assert rows(database)[0].due_on is None
    assert 'Без срока' in olga.client.page(f'{held.path}/plan').text


def test_a_task_is_marked_as_done_and_taken_up_again(database, olga, held):
    page = olga.client.press(olga.client.page(f'{held.path}/plan').form('/plan/Q-2/done'))
    assert str(rows(database)[0].done_on) == str(today())
    assert 'Сделано 1 из 2' in page.text

    olga.client.press(page.form('/plan/Q-2/done'))

    assert rows(database)[0].done_on is None


def test_only_those_who_work_for_the_company_change_its_plan(app, client, database, olga, held):
    open_held(client, held)
    other = signed_in(database, account(database, 'igor@example.ru'))
    open_held(other, held)
    stranger = team(database, 'stranger@example.ru')
    before = rows(database)

    for url in (f'{held.path}/plan/Q-2', f'{held.path}/plan/Q-2/done'):
        assert client.post(url, data={'csrf_token': client.token()}).status_code == 401
        for browser in (other, stranger.client):
            assert browser.post(url, data={'csrf_token': browser.token()}).status_code == 404
    assert client.get(f'{held.path}/plan').status_code == 200
    assert stranger.client.get(f'{held.path}/plan').status_code == 404
    assert stranger.client.get(f'/companies/{olga.person_id}/tasks').status_code == 404
    assert olga.client.get(f'{held.path}/plan/Q-1').status_code == 404
    assert rows(database) == before


@pytest.mark.asvs('8.2.3')
def test_people_named_in_a_plan_are_shown_to_members_only(client, database, olga, held):
    due(database, held, olga.person_id, TODAY, responsible=PERSON)
    open_held(client, held)

    assert PERSON in olga.client.page(f'{held.path}/plan').text
    assert PERSON not in client.page(f'{held.path}/plan').text
    assert PERSON in olga.client.page(f'/companies/{olga.person_id}/tasks').text


def test_a_company_sees_its_tasks_with_the_overdue_first(database, olga, held):
    other = taken_over(database, olga.person_id)
    due(database, held, olga.person_id, today() + timedelta(3), responsible=PERSON)
    due(database, other, olga.person_id, today() - timedelta(1))
    due(database, other, olga.person_id, today(), 'Q-4', done_on=today())
    url = f'/companies/{olga.person_id}/tasks'

    def shown(query=''):
        page = olga.client.page(url + query)
        return [link for link in page.links if '/plan/' in link]

    first, second, last = shown()
    assert (first, second) == (f'{other.path}/plan/Q-2', f'{held.path}/plan/Q-2')
    assert shown('?show=overdue') == [first]
    assert shown('?show=done') == [f'{other.path}/plan/Q-4']
    assert len(shown('?show=all')) == 4
    assert shown('?show=<b>') == [first, second, last]
    person = olga.client.page(url).main_form.choices('who')[0]
    assert PERSON not in person
    assert shown(f'?who={person}') == [second]


def test_a_newer_round_takes_the_tasks_over(database, olga, held):
    olga.client.press(olga.client.page(f'{held.path}/result').form('/renew'))
    again = database.value('SELECT id FROM self_inspection WHERE previous_id = :id', id=held.id)
    url = f'/companies/{olga.person_id}/tasks'
    assert {link.split('/')[2] for link in olga.client.page(url).links if '/plan/' in link} == {
        held.id}

    olga.client.press(olga.client.page(f'/inspections/{again}/check').form('/submit'))

    assert {link.split('/')[2] for link in olga.client.page(url).links if '/plan/' in link} == {
        again}


def test_results_taken_over_later_get_their_tasks_from_the_job(database, olga):
    held = submitted(database)
    clean = submitted(database, {'Q-1': YES, 'Q-2': YES, 'Q-3': YES, 'Q-4': YES, 'Q-5': YES})
    database.execute('UPDATE self_inspection SET person_id = :person', person=olga.person_id)

    assert committed(database, lambda: plan_forgotten(NOW)) == 1
    assert committed(database, lambda: plan_forgotten(NOW)) == 0
    assert {row.inspection_id for row in rows(database)} == {held.id}
    assert clean.id != held.id


@pytest.mark.parametrize('offset', range(-3, 10))
def test_reminders_come_seven_days_and_one_day_before_and_once_after(database, olga, held, offset):
    """Run the job on each day from long before to long after: it writes on three of them."""
    want_reminders(database, olga.account_id)
    due(database, held, olga.person_id, TODAY + timedelta(offset))
    due(database, held, olga.person_id, None, 'Q-4')

    days = [TODAY + timedelta(number) for number in range(-10, 20)]
    found = [day for day in days if reminded(database, day)]

    assert [(day - TODAY).days - offset for day in found] == [
        number for number in (-7, -1, 1) if number + offset >= -10]


def test_nobody_is_told_twice_on_a_day(database, olga, held):
    want_reminders(database, olga.account_id)
    due(database, held, olga.person_id, TODAY + timedelta(7))

    assert [reminded(database, TODAY) for _ in range(4)] == [1, 0, 0, 0]
    assert str(rows(database)[0].reminded_on) == str(TODAY)


def test_a_message_names_the_company_its_tasks_and_their_days(database, olga, held):
    want_reminders(database, olga.account_id)
    due(database, held, olga.person_id, TODAY + timedelta(1), responsible=PERSON, note='тайна')
    due(database, held, olga.person_id, TODAY - timedelta(5), 'Q-4')

    assert reminded(database, TODAY) == 1

    message, = messages(database, 'reminder')
    assert message['recipient'] == 'olga@example.ru'
    assert (message['count'], message['company']) == ('2', 'ООО «Ёлка»')
    assert message['link'] == f'/companies/{olga.person_id}/tasks'
    first, second = message['lines'].splitlines()
    assert first.startswith('16 ноября 2026')
    assert second.startswith('22 ноября 2026')
    assert PERSON not in str(message)
    assert 'тайна' not in str(message)


def test_only_members_who_want_it_are_reminded(database, olga, held):
    wanting, blocked, silent = (account(database, f'{name}@example.ru')
                                for name in ('wanting', 'blocked', 'silent'))
    for member in (wanting, blocked, silent):
        join(database, olga.person_id, member)
    stranger = team(database, 'stranger@example.ru')
    want_reminders(database, wanting, blocked, stranger.account_id)
    database.execute("UPDATE user_account SET state = 'blocked' WHERE id = :id", id=blocked)
    due(database, held, olga.person_id, TODAY + timedelta(7))

    reminded(database, TODAY)

    assert [item['recipient'] for item in messages(database)] == ['wanting@example.ru']


def test_where_nobody_wants_it_nothing_is_marked(database, olga, held):
    due(database, held, olga.person_id, TODAY + timedelta(7))

    assert reminded(database, TODAY) == 0
    assert rows(database)[0].reminded_on is None


@pytest.mark.parametrize('more', [{'done_on': TODAY}])
def test_what_is_done_is_not_told_of(database, olga, held, more):
    want_reminders(database, olga.account_id)
    due(database, held, olga.person_id, TODAY + timedelta(1), **more)

    assert reminded(database, TODAY) == 0


def test_a_task_put_off_is_told_of_again(database, olga, held):
    want_reminders(database, olga.account_id)
    due(database, held, olga.person_id, TODAY - timedelta(1))
    assert reminded(database, TODAY) == 1

    due(database, held, olga.person_id, TODAY + timedelta(8))

    assert [reminded(database, TODAY + timedelta(number)) for number in range(4)] == [0, 1, 0, 0]


@pytest.mark.parametrize(('hour', 'sent'), [(2, 0), (3, 1), (14, 1), (15, 0), (20, 0)])
def test_the_job_writes_at_daytime_in_the_zone_of_the_service(
        app, database, olga, held, hour, sent):
    """Yekaterinburg is five hours ahead of UTC."""
    want_reminders(database, olga.account_id)
    due(database, held, olga.person_id, TODAY + timedelta(7))

    for _ in range(2):
        remind_all(app, datetime(2026, 11, 21, hour, 23, tzinfo=UTC))

    assert len(messages(database, 'reminder')) == sent


def test_a_draft_of_a_company_has_no_plan_yet(database, olga):
    draft = begin(database, {'Q-1': NO})
    open_held(olga.client, draft)

    assert olga.client.get(f'{draft.path}/plan').location == f'{draft.path}/check'


def test_the_calendar_and_the_workbook_follow_the_plan(client, database, olga, held):
    due(database, held, olga.person_id, TODAY, responsible=PERSON)
    due(database, held, olga.person_id, TODAY, 'Q-4', done_on=TODAY)
    open_held(client, held)

    calendar = olga.client.get(f'{held.path}/plan.ics').data
    event, = Calendar.from_ical(calendar).walk('VEVENT')
    assert event['dtstart'].dt == TODAY
    assert PERSON in str(event['description'])
    book = CalamineWorkbook.from_filelike(BytesIO(olga.client.get(f'{held.path}/plan.xlsx').data))
    _, first, second = book.get_sheet_by_index(1).to_python()
    assert (first[0], first[-2], first[-1]) == (TODAY, PERSON, '')
    assert (second[0], second[-1]) == (TODAY, TODAY)
    assert len(Calendar.from_ical(client.get(f'{held.path}/plan.ics').data).walk('VEVENT')) == 2
    assert PERSON.encode() not in client.get(f'{held.path}/plan.ics').data
