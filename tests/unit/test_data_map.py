"""Every column of every table has a class, and the policy speaks of every class."""
import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from checklist.config import Retention
from checklist.extensions import Base, Sealed
from checklist.reports.data_map import COLUMNS, DataClass, classes_of, privacy_rows
from tests.data_map import PATH, tables_of_models, written

# A company stands in the registers of the state; its name and objects are searched for.
PUBLIC = ('controlled_person',)
WITHOUT_PEOPLE = {DataClass.TECHNICAL, DataClass.CATALOG}


@pytest.fixture
def rows():
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale('ru'):
        return privacy_rows(Retention())


def test_every_column_has_exactly_one_class():
    for table, columns in tables_of_models().items():
        named = [name for text in COLUMNS.get(table, {}).values() for name in text.split()]
        assert sorted(named) == sorted(columns), table


def test_the_map_names_no_table_that_is_gone():
    assert set(COLUMNS) == set(tables_of_models())


def test_the_policy_speaks_of_every_class_that_is_used(rows):
    used = {kind for table in COLUMNS for kind in classes_of(table).values()}

    assert set(rows) == used - WITHOUT_PEOPLE
    assert all(all(vars(row).values()) for row in rows.values())


def test_the_page_of_the_docs_is_up_to_date():
    assert PATH.read_text() == written(), 'run python -m tests.data_map'


@pytest.mark.parametrize('column', ['email', 'name', 'totp_secret', 'recipient', 'values',
                                    'subject', 'responsible', 'note'])
def test_contacts_and_secrets_are_sealed(column):
    """Contacts of people stand in no column that a stolen copy of the database shows."""
    found = [item for table in Base.metadata.tables.values() for item in table.columns
             if item.name == column and table.name not in PUBLIC]
    assert found and all(isinstance(item.type, Sealed) for item in found)
