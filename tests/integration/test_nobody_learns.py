"""Nobody learns which addresses have an account: not by words, not by headers, not by time."""
import pytest

from checklist.access import Role
from checklist.services import passwords
from tests.accounts import PASSWORD, account, messages, signed_in, staff
from tests.browsing import Client
from tests.companies import company

KNOWN, WITHOUT, BLOCKED, STAFF = (
    'olga@example.ru', 'link-only@example.ru', 'blocked@example.ru', 'inspector@example.ru')
ADDRESSES = ('nobody@example.ru', KNOWN, WITHOUT, BLOCKED, STAFF)


class Counted:
    """Hashes like the real one and counts how often it had to work."""

    def __init__(self, real):
        self.real = real
        self.verified = []

    def __getattr__(self, name):
        return getattr(self.real, name)

    def verify(self, kept, password):
        self.verified.append(kept)
        return self.real.verify(kept, password)


@pytest.fixture
def hasher(monkeypatch):
    counted = Counted(passwords._hasher)
    monkeypatch.setattr(passwords, '_hasher', counted)
    return counted


@pytest.fixture(autouse=True)
def people(database):
    account(database, KNOWN, password=PASSWORD)
    account(database, WITHOUT)
    blocked = account(database, BLOCKED, password=PASSWORD)
    staff(database, Role.INSPECTOR, STAFF)
    database.execute("UPDATE user_account SET state = 'blocked' WHERE id = :id", id=blocked)


def told(answer, email):
    """Return everything that an answer says, but for what the visitor said and its tokens."""
    headers = {name: value for name, value in answer.headers.items()
               if name not in ('Set-Cookie', 'Content-Length')}
    return answer.status_code, headers, answer.page.text.replace(email, '…')


def sign_in(app, number, email, password='wrong wrong wrong'):
    client = Client(app, f'198.51.{number}.1')
    return client.send(client.page('/sign-in/').form('/sign-in/password'), email=email,
                       password=password)


@pytest.mark.abuse('A28')
@pytest.mark.asvs('6.3.8')
def test_a_wrong_password_is_answered_alike_for_everybody(app):
    answers = [told(sign_in(app, number, email), email)
               for number, email in enumerate(ADDRESSES)]

    assert answers[0][0] == 422
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.abuse('A28')
@pytest.mark.asvs('6.3.8')
def test_the_right_password_of_a_blocked_account_is_answered_as_a_wrong_one(app):
    assert told(sign_in(app, 1, BLOCKED, PASSWORD), BLOCKED) == told(
        sign_in(app, 2, BLOCKED), BLOCKED)


@pytest.mark.abuse('A28')
@pytest.mark.asvs('6.3.8')
@pytest.mark.parametrize('email', ADDRESSES)
def test_the_same_hard_work_is_done_for_everybody(app, hasher, email):
    """One hash of the same cost, whether there is something to compare it with or not."""
    sign_in(app, 1, email)

    assert len(hasher.verified) == 1
    assert hasher.verified[0].startswith('$argon2id$v=19$m=19456,t=2,p=1$')


@pytest.mark.abuse('A28')
@pytest.mark.asvs('6.3.8', '6.4.3')
def test_asking_for_a_link_is_answered_alike_for_everybody(app, database):
    """A link is what helps against a forgotten password, too; staff gets no way in by it."""
    answers = []
    for number, email in enumerate(ADDRESSES):
        client = Client(app, f'198.51.{number}.1')
        answer = client.send(client.page('/sign-in/').form('/sign-in/link'), email=email)
        answers.append(told(answer, email))

    assert all(answer == answers[0] for answer in answers)
    assert sorted(message['recipient'] for message in messages(database)) == sorted(ADDRESSES)
    kinds = {message['recipient']: message['kind'] for message in messages(database)}
    assert (kinds[STAFF], kinds[KNOWN]) == ('sign_in_staff', 'sign_in')


@pytest.mark.abuse('A28')
@pytest.mark.asvs('6.3.8')
def test_asking_for_another_address_does_not_tell_whether_it_is_taken(app, database):
    answers = []
    for email in ADDRESSES:
        database.execute('DELETE FROM rate_limit_counter')
        client = signed_in(database, database.value(
            'SELECT account_id FROM account_role JOIN user_account ON id = account_id'
            " WHERE role = 'entrepreneur' AND password_hash IS NULL"))
        form = client.page('/account/email').main_form
        answers.append(told(client.send(form, url='/account/email', email=email), email))

    assert all(answer == answers[0] for answer in answers)


def invite(client, person_id, email):
    """Invite somebody to a company; return what is said, and the list of those who are invited."""
    form = next(form for form in client.page(f'/companies/{person_id}/members').forms
                if 'email' in form.names)
    answer = client.send(form, email=email)
    return answer, client.get(answer.location)


@pytest.mark.abuse('A28')
@pytest.mark.asvs('6.3.8')
def test_inviting_a_colleague_is_answered_alike_for_everybody(database):
    """Only the message differs, and only its reader sees it; the same work is done for each."""
    owner = account(database, 'owner@example.ru')
    person_id = company(database, owner)
    client = signed_in(database, owner)
    answers, works = [], []
    for email in ADDRESSES:
        database.execute('DELETE FROM rate_limit_counter')
        with database.statements() as seen:
            answer, page = invite(client, person_id, email)
        answers.append((answer.status_code, answer.location, told(page, email)))
        works.append(len(seen))
        client.send(page.page.form('/invitations/revoke'))

    assert answers[0][0] == 303 and '…' in answers[0][2][2]
    assert all(answer == answers[0] for answer in answers)
    assert len(set(works)) == 1, works
    assert sorted(item['recipient'] for item in messages(database, 'invite_colleague')) == sorted(
        ADDRESSES)
