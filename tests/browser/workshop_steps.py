"""Steps from the spreadsheet of a regulator to the receipt of a respondent, in the browser."""
from pathlib import Path

from checklist.access import Role
from tests.accounts import session, staff
from tests.browser.conftest import NewVisitor
from tests.browser.measures import look
from tests.browser.visitor import Visitor
from tests.browser.world import Hand
from tests.clock import today
from tests.databases import Database

CATERING, AUTHORITY = 'public-catering', 'rpn-74'


def member(new_visitor: NewVisitor, url: str, database: Database, role: Role) -> Visitor:
    """Return somebody of the authority, signed in."""
    account_id = staff(database, role, f'{role}@rpn.example', AUTHORITY)
    visitor = new_visitor(url, width=1280, height=800)
    visitor.context.add_cookies([{'name': 'account', 'value': session(database, account_id),
                                  'url': visitor.url, 'httpOnly': True}])
    return visitor


def begin(owner: Visitor, sections: int = 2) -> str:
    """Answer the first sections of the checklist in force."""
    hand = Hand(owner.context.request)
    hand.describe()
    path = hand.begin(CATERING)
    hand.fill_in(path, {}, sections=sections)
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


def upload(editor: Visitor, draft: str, body: bytes, folder: Path, shown: str) -> None:
    """Send a spreadsheet, read what it changes, and let it take the place of the draft."""
    file = folder / 'catering.xlsx'
    file.write_bytes(body)
    editor.open(f'{draft}files')
    look(editor)
    editor.page.locator('input[type=file]').set_input_files(file)
    editor.press(editor.page.locator('main form[enctype] button'))
    look(editor)
    assert shown in editor.page.locator('main').inner_text()
    editor.press(editor.page.get_by_role(
        'button', name=editor.words('Replace the draft by the file')))
    assert editor.page.url.endswith(draft)


def ask_approval(editor: Visitor, draft: str) -> None:
    editor.open(f'{draft}approval')
    look(editor)
    editor.page.locator('input[name=effective_from]').fill(today().isoformat())
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
