"""What all pages of signed-in people have in common, and what hostile names do to them."""
from collections.abc import Mapping
from dataclasses import is_dataclass

import pytest
from flask import template_rendered
from sqlalchemy import update

from checklist.extensions import Base, db
from checklist.models.accounts import UserAccount, UserSession
from checklist.models.companies import ControlledObject, ControlledPerson
from checklist.models.tasks import Evidence
from checklist.views import printing
from tests.factories import committed
from tests.hostile import MARKUP
from tests.matrix import MATRIX, Person
from tests.matrix_world import make_world

HOSTILE = ' '.join(text for text in MARKUP if '\x00' not in text)
DANGEROUS = [text for text in MARKUP if any(character in text for character in '<>"\'')
             and len(text) > 5 and '\x00' not in text]
OF_FLASK = ('g', 'request', 'session')
SECRETS = ('token_hash', 'password_hash', 'totp_secret', 'mac', 'key_hash')

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)


@pytest.fixture
def world(database):
    return make_world(database)


def private_pages(app, world):
    """Yield the pages that only signed-in people open."""
    for person in Person:
        for cell, page in world.pages(app, person):
            if Person.ANONYMOUS not in MATRIX[cell.endpoint].who:
                yield person, cell, page


@pytest.mark.asvs('7.4.4')
def test_every_private_page_shows_how_to_sign_out(app, world):
    seen = 0
    for person, cell, page in private_pages(app, world):
        assert any(form.action == '/sign-in/out' for form in page.forms), (person, cell)
        seen += 1
    assert seen > 60


@pytest.mark.asvs('3.3.4', '14.2.1')
def test_no_page_holds_the_token_of_a_session_or_a_hash(app, database, world):
    table = db.metadata.tables
    # The hash of an invitation is its number: nobody finds the link by it.
    kept = {value for name in SECRETS for key in table
            if name in table[key].columns and key != 'account_link'
            for value, in database.rows(f'SELECT {name} FROM {key}') if value}
    for person in Person:
        token = world.browsers[person].cookies.get('account', 'no token')
        for cell, page in world.pages(app, person):
            assert token not in page.html, (person, cell)
            assert not any(secret in page.html for secret in kept), (person, cell)
            assert '@' not in cell.url


def rows_in(value, seen):
    """Yield the rows of tables that can be reached from what a template is given."""
    if id(value) in seen or isinstance(value, (str, bytes, int, type(None))):
        return
    seen[id(value)] = value
    if isinstance(value, Base):
        yield value
    inner = (value.values() if isinstance(value, Mapping) else value
             if isinstance(value, (list, tuple, set, frozenset)) else vars(value).values()
             if is_dataclass(value) and not isinstance(value, type) else ())
    for part in inner:
        yield from rows_in(part, seen)


@pytest.mark.asvs('15.3.1')
def test_pages_are_given_values_and_never_rows_of_tables(app, world):
    """A row would hand every column to the page, and ask the database while it is drawn."""
    found = {}

    def look(_app, template, context, **_more):
        given = {name: value for name, value in context.items() if name not in OF_FLASK}
        found.setdefault(template.name, []).extend(rows_in(given, {}))

    with template_rendered.connected_to(look, app):
        for person in Person:
            for _ in world.pages(app, person):
                pass
    assert len(found) > 50
    assert {name: rows for name, rows in found.items() if rows} == {}


@pytest.mark.abuse('A25')
@pytest.mark.asvs('1.2.1', '1.3.1', '1.3.7')
def test_hostile_names_are_only_text_on_every_page_of_everybody(app, database, world):
    """Names of people, companies, places, files and browsers, as colleagues and staff see them."""
    def spoil():
        for column in (UserAccount.name, ControlledPerson.name, ControlledObject.title,
                       ControlledObject.address, Evidence.name, UserSession.browser):
            db.session.execute(update(column.class_).values({column.key: HOSTILE}))

    committed(database, spoil)
    shown = set()
    for person in Person:
        for cell, page in world.pages(app, person):
            assert not [text for text in DANGEROUS if text in page.html], (person, cell)
            assert not list(page.root.all('x7')), (person, cell)
            assert all(script['src'] for script in page.root.all('script')), (person, cell)
            assert '{{7*7}}' in page.html or '49}' not in page.html, (person, cell)
            if '&lt;x7' in page.html:
                shown.add(cell.endpoint)
    assert len(shown) >= 10, shown
