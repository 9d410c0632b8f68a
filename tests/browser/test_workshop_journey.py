"""From the regulator's spreadsheet to the receipt of a respondent."""
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
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
from tests.accounts import session, staff
from tests.browser.conftest import NewVisitor
from tests.browser.measures import look
from tests.browser.people import Served
from tests.browser.service import Service
from tests.browser.visitor import Visitor
from tests.browser.world import Hand

pytestmark = pytest.mark.browser

CATERING, AUTHORITY = 'public-catering', 'rpn-74'
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
    editor, approver = (member(new_visitor, own_service, role)
                        for role in (Role.CATALOG_EDITOR, Role.APPROVER))
    owner = new_visitor(own_service.url)
    begun = begin(owner)

    draft = begin_draft(editor)
    version = read_workbook(download(editor, f'{draft}files/draft.xlsx'))
    changed, reworded, dropped = change(version)
    upload(editor, draft, write_workbook(changed, 'ru'), tmp_path)
    ask_approval(editor, draft)
    approve_and_publish(approver, draft)

    receipt = move(owner, begun)
    assert reworded in receipt and dropped in receipt
    answer_what_changed(owner)


def member(new_visitor: NewVisitor, service: Service, role: Role) -> Visitor:
    """Return somebody of the authority, signed in."""
    database = Served(service.database)
    account_id = staff(database, role, f'{role}@rpn.example', AUTHORITY)
    visitor = new_visitor(service.url, width=1280, height=800)
    visitor.context.add_cookies([{'name': 'account', 'value': session(database, account_id),
                                  'url': visitor.url, 'httpOnly': True}])
    return visitor


def begin(owner: Visitor) -> str:
    """Answer the first section of the checklist in force."""
    hand = Hand(owner.context.request)
    hand.describe()
    path = hand.begin(CATERING)
    hand.fill_in(path, {}, sections=2)
    return path


def begin_draft(editor: Visitor) -> str:
    editor.open('/authority/drafts/')
    look(editor)
    editor.press(editor.page.locator(f'form[action$="/begin/{CATERING}"] button'))
    look(editor)
    return editor.page.url.removeprefix(editor.url)


def download(editor: Visitor, path: str) -> bytes:
    body: bytes = editor.context.request.get(path).body()
    return body


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


def upload(editor: Visitor, draft: str, body: bytes, folder: Path) -> None:
    file = folder / 'catering.xlsx'
    file.write_bytes(body)
    editor.open(f'{draft}files')
    look(editor)
    editor.page.locator('input[type=file]').set_input_files(file)
    editor.press(editor.page.locator('main form[enctype] button'))
    look(editor)
    assert str(ADDED) in editor.page.locator('main').inner_text()
    editor.press(editor.page.get_by_role(
        'button', name=editor.words('Replace the draft by the file')))
    assert editor.page.url.endswith(draft)


def ask_approval(editor: Visitor, draft: str) -> None:
    editor.open(f'{draft}approval')
    look(editor)
    editor.page.locator('input[name=effective_from]').fill(f'{datetime.now(UTC):%Y-%m-%d}')
    editor.press(editor.page.get_by_role('button', name=editor.words('Ask for approval')))
    look(editor)


def approve_and_publish(approver: Visitor, draft: str) -> None:
    approver.open(f'{draft}approval')
    look(approver)
    approver.press(approver.page.get_by_role('link', name=approver.words('Approve this content')))
    look(approver)
    approver.page.locator('textarea[name=act]').fill('Приказ от 22.11.2026 № 1')
    approver.press(approver.page.get_by_role(
        'button', name=approver.words('Approve exactly this content')))
    approver.press(approver.page.get_by_role('link', name=approver.words('Publish the version')))
    look(approver)
    approver.press(approver.page.get_by_role(
        'button', name=approver.words('Publish the version')))
    look(approver)


def move(owner: Visitor, begun: str) -> str:
    """Move the draft to the new version and return what the receipt says."""
    owner.open(f'{begun}/')
    look(owner)
    owner.press(owner.page.get_by_role(
        'link', name=owner.words('See what changes for your answers')))
    look(owner)
    owner.press(owner.page.locator('form[action$="/new-version"] button'))
    look(owner)
    return owner.page.locator('main').inner_text()


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
