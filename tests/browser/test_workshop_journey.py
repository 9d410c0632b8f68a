"""From the regulator's spreadsheet to the receipt of a respondent."""
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checklist.access import Role
from requirements_catalog.editing import put_part, remove_part
from requirements_catalog.lineage import ChangeClass, LineageKind, LineageLink
from requirements_catalog.model import CatalogVersion
from requirements_catalog.parts import Thing
from requirements_catalog.texts import LocalText
from requirements_catalog.workbook.reading import read_workbook
from requirements_catalog.workbook.writing import write_workbook
from tests.browser.conftest import NewVisitor
from tests.browser.measures import look
from tests.browser.people import Served
from tests.browser.service import Service
from tests.browser.visitor import Visitor
from tests.browser.workshop_steps import (
    approve_and_publish, ask_approval, begin, begin_draft, download, member, move, upload)
from tests.shipped import lasting

pytestmark = pytest.mark.browser

ADDED = LocalText.of({'ru': 'Есть ли запас одноразовых перчаток на смену?',
                      'en': 'Are there enough disposable gloves for a shift?'})


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    """A service in which nothing is drafted yet."""
    service = Service(tmp_path / 'var')
    service.folder.mkdir()
    service.start()
    try:
        yield service
    finally:
        service.stop()


def test_a_spreadsheet_becomes_a_version_and_the_version_a_receipt(
        new_visitor: NewVisitor, own_service: Service, tmp_path: Path) -> None:
    database = Served(own_service.database)
    editor, approver = (member(new_visitor, own_service.url, database, role)
                        for role in (Role.CATALOG_EDITOR, Role.APPROVER))
    owner = new_visitor(own_service.url)
    begun = begin(owner)

    draft = begin_draft(editor)
    version = lasting(read_workbook(download(editor, f'{draft}files/draft.xlsx')))
    changed, reworded, dropped = change(version)
    upload(editor, draft, write_workbook(changed, 'ru'), tmp_path, str(ADDED))
    ask_approval(editor, draft)
    approve_and_publish(approver, draft)

    receipt = move(owner, begun)
    assert reworded in receipt and dropped in receipt
    answer_what_changed(owner)


def change(version: CatalogVersion) -> tuple[CatalogVersion, str, str]:
    """Return a version with a reworded, a dropped and a new question, and the first two texts."""
    section = version.content.sections[0]
    first, second, *_ = [question for question in section.questions
                         if question.applies_if is None and not asked_by(version, question.code)]
    text = LocalText.of({'ru': f'{first.text} Каждую смену.', 'en': 'Every shift?'})
    changed = put_part(version, Thing.QUESTION, replace(first, text=text))
    changed = remove_part(changed, Thing.QUESTION, second.code)
    changed = put_part(changed, Thing.QUESTION, replace(
        second, code='PC-901', text=ADDED, critical=False), section=section.code)
    lineage = (
        LineageLink(kind=LineageKind.REWORDED, old=(first.code,), new=(first.code,),
                    change=ChangeClass.MEANING),
        LineageLink(kind=LineageKind.DROPPED, old=(second.code,)),
        LineageLink(kind=LineageKind.ADDED, new=('PC-901',)))
    return (replace(changed, content=replace(changed.content, lineage=lineage)),
            str(text), str(second.text))


def asked_by(version: CatalogVersion, code: str) -> bool:
    """Return whether a condition looks at the answer to a question."""
    return f"name='{code}'" in repr(version.content)


def answer_what_changed(owner: Visitor) -> None:
    owner.press(owner.page.get_by_role('link', name=owner.words('Answer the changed questions')))
    look(owner)
    assert owner.page.locator('fieldset.question').count() == 2
    new = owner.page.locator('#q-PC-901-yes')
    new.check(force=True)
    owner.press(owner.page.get_by_role('button', name=owner.words('Save these answers')))
    look(owner)
    assert owner.page.get_by_role(
        'link', name=owner.words('Answer the changed questions')).count() == 0
