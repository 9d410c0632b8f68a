"""From a self-inspection without an account to an account, a colleague, and the way out."""
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.browser.conftest import NewVisitor
from tests.browser.mailbox import link_to
from tests.browser.measures import look
from tests.browser.service import Service
from tests.browser.visitor import Visitor
from tests.browser.world import Hand, make_plan

pytestmark = pytest.mark.browser

OWNER, COLLEAGUE = 'olga@example.ru', 'petr@example.ru'
COMPANY = 'ИП Ромашкина'


def test_somebody_registers_takes_over_invites_compares_exports_and_leaves(
        new_visitor: NewVisitor, service: Service) -> None:
    owner, colleague = new_visitor(), new_visitor(width=1280, height=800)
    first, second = two_rounds(owner)

    register(owner, service.folder)
    take_over(owner)
    compare(owner)
    plan_a_task(owner, second)
    invite(owner, colleague, service.folder)
    colleague.expected = {404}
    assert colleague.open(f'{first}/result').status == 200

    names = export(owner)
    assert 'account.json' in {Path(name).name for name in names}
    assert any('compan' in name for name in names), names
    leave(owner)
    assert colleague.open(f'{first}/result').status == 404


def two_rounds(owner: Visitor) -> tuple[str, str]:
    """Finish a self-inspection without an account and its next round, better than the first."""
    hand = Hand(owner.context.request)
    hand.describe(name=COMPANY)
    first = hand.begin()
    hand.fill_in(first, make_plan())
    hand.finish(first)
    second = hand.renew(first)
    broken = dict(list(make_plan().items())[:1])
    hand.fill_in(second, broken)
    hand.finish(second)
    return first, second


def register(owner: Visitor, folder: Path) -> None:
    owner.open('/sign-in/')
    look(owner)
    owner.page.locator('form[action$="/sign-in/link"] input[type=email]').fill(OWNER)
    owner.press(owner.page.get_by_role('button', name=owner.words('Send me a link')))
    look(owner)

    owner.open(link_to(folder, OWNER, 'sign_in'))
    look(owner)
    assert not owner.page.locator('input[name=consent]').is_checked()
    owner.page.locator('input[name=consent]').check()
    owner.press(owner.page.get_by_role('button', name=owner.words('Open the account')))


def take_over(owner: Visitor) -> None:
    assert owner.page.url.endswith('/companies/take-over')
    look(owner)
    owner.press(owner.page.get_by_role('button', name=owner.words('Take over what is ticked')))

    assert owner.page.locator('h1').inner_text() == COMPANY
    look(owner)
    assert owner.page.locator('#list ul.tasks > li').count() == 2


def compare(owner: Visitor) -> None:
    """Read what the second round has mended."""
    company = owner.page.url
    owner.press(owner.page.locator('main a[href$="/compare/"]').first)
    look(owner)
    mended = sum(item.option in ('no', 'unknown') for item in make_plan().values()) - 1
    assert str(mended) in owner.page.locator('main h3 .num').all_inner_texts()
    owner.open(company.removeprefix(owner.url))


def plan_a_task(owner: Visitor, inspection: str) -> None:
    """Say who mends what, and tick it off."""
    company = owner.page.url.removeprefix(owner.url)
    owner.open(f'{inspection}/result')
    look(owner)
    owner.press(owner.page.locator('main a', has_text=owner.words('Plan of action')).first)
    look(owner)
    owner.open(company)


def invite(owner: Visitor, colleague: Visitor, folder: Path) -> None:
    owner.press(owner.page.locator('a[href$="/members"]').first)
    look(owner)
    owner.page.locator('form[action$="/members"] input[type=email]').fill(COLLEAGUE)
    owner.press(owner.page.get_by_role('button', name=owner.words('Invite'), exact=True))
    look(owner)

    colleague.open(link_to(folder, COLLEAGUE, 'invite_colleague'))
    look(colleague)
    colleague.page.locator('input[name=consent]').check()
    colleague.press(colleague.page.locator('main form button').first)
    assert COMPANY in colleague.page.locator('main').inner_text()
    look(colleague)


def export(owner: Visitor) -> list[str]:
    """Take everything along and return the names in the file."""
    owner.open('/account/export')
    look(owner)
    with owner.page.expect_download() as download:
        owner.page.get_by_role('button', name=owner.words('Put the file together')).click()
    with zipfile.ZipFile(BytesIO(Path(download.value.path()).read_bytes())) as archive:
        account = next(name for name in archive.namelist() if name.endswith('account.json'))
        assert OWNER in json.dumps(json.loads(archive.read(account)), ensure_ascii=False)
        return archive.namelist()


def leave(owner: Visitor) -> None:
    owner.open('/account/delete')
    look(owner)
    hint = owner.page.locator('#confirmation-hint').inner_text()
    owner.page.locator('#confirmation').fill(hint.split('«')[1].split('»')[0])
    owner.press(owner.page.get_by_role('button', name=owner.words(
        'Delete the account for good')))
    look(owner)
    owner.open('/account/')
    assert '/sign-in/' in owner.page.url
