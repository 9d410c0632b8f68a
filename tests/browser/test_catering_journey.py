"""The real change of public catering: from version 1 in a spreadsheet to answers on version 2."""
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checklist.access import Role
from checklist.models.catalog import ChecklistVersion
from checklist.services.catalog import newest_versions
from requirements_catalog.canonical import fingerprint
from requirements_catalog.loader import Catalog
from requirements_catalog.model import CatalogVersion
from requirements_catalog.workbook.reading import read_workbook
from requirements_catalog.workbook.writing import write_workbook
from tests.browser.conftest import NewVisitor
from tests.browser.measures import look
from tests.browser.service import serving
from tests.browser.visitor import Visitor
from tests.browser.world import Hand
from tests.browser.workshop_steps import (
    CATERING, approve_and_publish, ask_approval, begin, begin_draft, download, member, move, upload)
from tests.clock import today
from tests.databases import SqliteDatabase
from tests.factories import committed, publish
from tests.shipped import lasting

pytestmark = pytest.mark.browser

ALL_SECTIONS = 99


Versions = tuple[CatalogVersion, CatalogVersion]


@pytest.fixture
def shipped(shipped_catalog: Catalog) -> Versions:
    """The first two versions of public catering."""
    versions = {version.content.version: lasting(version) for version in shipped_catalog.versions
                if version.content.checklist == CATERING}
    second = versions[2]
    return versions[1], replace(second, content=replace(
        second.content, supersedes=fingerprint(versions[1])))


@pytest.fixture
def database(tmp_path: Path, shipped: Versions, shipped_catalog: Catalog) -> SqliteDatabase:
    """A database in which everything shipped is published but version 2 of public catering."""
    database = SqliteDatabase(tmp_path)
    database.prepare(lambda: None)
    database.reset()
    for version in shipped_catalog.versions:
        if (version.content.checklist, version.content.version) != (CATERING, 2):
            publish(database, lasting(version))
    return database


@pytest.fixture
def url(database: SqliteDatabase) -> Iterator[str]:
    with serving(database.app) as address:
        yield address
    database.dispose()


def test_answers_to_version_1_come_to_version_2_which_came_from_a_spreadsheet(
        new_visitor: NewVisitor, url: str, database: SqliteDatabase, tmp_path: Path,
        shipped: Versions) -> None:
    first, second = shipped
    editor, approver = (member(new_visitor, url, database, role)
                        for role in (Role.CATALOG_EDITOR, Role.APPROVER))
    owner = new_visitor(url)
    begun = begin(owner, ALL_SECTIONS)

    draft = begin_draft(editor)
    assert read_workbook(download(editor, f'{draft}files/draft.xlsx')).questions == first.questions
    upload(editor, draft, write_workbook(second, 'ru'), tmp_path, text_of(second, 'CT-046'))
    ask_approval(editor, draft)
    approve_and_publish(approver, draft)
    assert published(database) == on_the_day(second)

    receipt = move(owner, begun)
    for code in ('CT-020', 'CT-029', 'CT-040'):     # reworded, split, dropped
        assert text_of(first, code) in receipt, code
    assert text_of(second, 'CT-020') in receipt
    assert text_of(first, 'CT-001') not in receipt  # nothing changed, so it stands folded
    answer_what_changed(owner)
    Hand(owner.context.request).finish(begun)
    record = json.loads(download(owner, f'{begun}/record.json'))
    assert (record['checklist'], record['version']) == (CATERING, 2)


def text_of(version: CatalogVersion, code: str) -> str:
    return str(version.questions[code].text)


def published(database: SqliteDatabase) -> CatalogVersion:
    """Return the newest version in the database."""
    found: CatalogVersion = committed(database, lambda: newest_versions(
        ChecklistVersion.checklist_code == CATERING)[0].version)
    return found


def on_the_day(version: CatalogVersion) -> CatalogVersion:
    """Return a shipped version as it is when it comes into force today."""
    return replace(version, content=replace(version.content, effective_from=today()))


def answer_what_changed(owner: Visitor) -> None:
    """Answer each question that changed or is new, and see that nothing is left."""
    owner.press(owner.page.get_by_role('link', name=owner.words('Answer the changed questions')))
    look(owner)
    for field in owner.page.locator('fieldset.question').all():
        field.locator('input[value=yes]').check(force=True)
    owner.press(owner.page.get_by_role('button', name=owner.words('Save these answers')))
    look(owner)
    assert owner.page.get_by_role(
        'link', name=owner.words('Answer the changed questions')).count() == 0
