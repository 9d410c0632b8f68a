"""Pages of an account give nothing away by their addresses, and no browser keeps them."""
import pytest

from tests.accounts import PASSWORD, account, signed_in
from tests.browsing import crawl
from tests.factories import INN, NAME
from tests.holdings import belonging, company

EMAIL = 'kanareyka-7391@example.ru'


@pytest.fixture
def answers(database):
    olga = account(database, EMAIL, password=PASSWORD)
    belonging(database, company(database, olga), 2)
    client = signed_in(database, olga)
    return client.get_cookie('account').value, crawl(client.get, '/account/profile')


@pytest.mark.asvs('14.2.1')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_no_address_names_a_person_a_number_or_a_token(answers):
    token, seen = answers
    assert len(seen) > 15 and any('/companies/' in address for address in seen)
    for secret in (EMAIL, 'kanareyka', INN, NAME, token):
        assert [address for address in seen if secret in address] == []
        assert [address for address, answer in seen.items()
                if secret in (answer.location or '')] == []


@pytest.mark.abuse('A23')
@pytest.mark.asvs('14.3.2')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_no_page_of_an_account_is_kept_by_a_browser(answers):
    _, seen = answers
    private = {address: answer for address, answer in seen.items()
               if address.startswith(('/account', '/companies', '/inspections'))}
    assert len(private) > 8
    assert {answer.headers['Cache-Control'] for answer in private.values()} == {'no-store'}


@pytest.mark.asvs('3.3.4')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_the_token_of_a_session_stands_on_no_page(answers):
    token, seen = answers
    assert [address for address, answer in seen.items() if token.encode() in answer.data] == []


@pytest.mark.asvs('16.2.5')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_no_log_names_the_person(database, caplog, request):
    caplog.set_level('DEBUG')
    token, _ = request.getfixturevalue('answers')

    for secret in (EMAIL, 'kanareyka', PASSWORD, INN, token):
        assert secret not in caplog.text
