"""The pages as a person uses them; what leads to another page returns it."""
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Download, Locator, Page

from tests.browser.visitor import Visitor
from tests.browser.words import plain

REPORT_SECONDS = 120.0


@dataclass(frozen=True)
class Review:
    """One row of the page on which the answers are checked."""

    text: str
    complete: bool


class Screen:
    """Any page."""

    def __init__(self, visitor: Visitor, page: Page | None = None) -> None:
        self.visitor = visitor
        self.page = page or visitor.page
        self.words = visitor.words

    @property
    def title(self) -> str:
        return self.page.title()

    @property
    def heading(self) -> str:
        return self._text('h1')

    @property
    def text(self) -> str:
        return self._text('main')

    @property
    def notices(self) -> str:
        return ' '.join(self._texts('.notice'))

    @property
    def problems(self) -> list[str]:
        """The error summary: one line for each problem."""
        return self._texts('.summary-box li')

    def _text(self, selector: str) -> str:
        return plain(self.page.locator(selector).first.inner_text())

    def _texts(self, selector: str) -> list[str]:
        return [plain(text) for text in self.page.locator(selector).all_inner_texts()]

    def _press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def _choose(self, name: str, value: str) -> None:
        """Press the label of a radio button or a box, as people do."""
        self.page.locator(f'[name="{name}"][value="{value}"] + label').click()


class StartScreen(Screen):
    """The first page, with the search."""

    @classmethod
    def open(cls, visitor: Visitor) -> 'StartScreen':
        visitor.open('/')
        return cls(visitor)

    @property
    def found(self) -> list[str]:
        return self._texts('#checklists article h3')

    def search(self, words: str) -> 'StartScreen':
        self.page.locator('#q').fill(words)
        self._press('#checklists form button')
        return StartScreen(self.visitor)

    def find(self) -> 'BusinessScreen':
        self._press('.hero a.button')
        return BusinessScreen(self.visitor)


class BusinessScreen(Screen):
    """Step one: who, what, where, how many."""

    def fill_in(self, *, legal_form: str, activity: str, territory: str, staff: str,
                **numbers: str) -> 'BusinessScreen':
        self._choose('legal_form', legal_form)
        self.page.locator('#activity').fill(activity)
        self.page.locator('#territory').select_option(territory)
        self.page.locator('#staff').fill(staff)
        if numbers:
            self.page.locator('main details.more > summary').click()
        for name, value in numbers.items():
            self.page.locator(f'#{name}').fill(value)
        return self

    @property
    def suggestions(self) -> Locator:
        return self.page.locator('#activities option')

    @property
    def matches(self) -> list[str]:
        return self._texts('#matches .choice')

    def choose_match(self, code: str) -> 'BusinessScreen':
        self._choose('activity_code', code)
        return self

    def go_on(self) -> 'FactsScreen':
        """Press the button; with errors the same page comes again."""
        self._press('main form .actions button')
        return FactsScreen(self.visitor)


class FactsScreen(Screen):
    """Facts of the object: yes or no, or a number. Step two, and before a checklist begins."""

    def fill_in(self, facts: Mapping[str, str] | None = None, *, other: str = 'yes',
                number: str = '20') -> 'FactsScreen':
        """Answer all facts: those named as given, the others alike."""
        given = facts or {}
        for group in self.page.locator('main [role=radiogroup]').all():
            name = group.locator('input').first.get_attribute('name') or ''
            self._choose(name, given.get(name, other))
        for field in self.page.locator('main form input[inputmode=numeric]').all():
            field.fill(given.get(field.get_attribute('name') or '', number))
        return self

    @property
    def asked(self) -> list[str]:
        inputs = self.page.locator('main form .rows input')
        names: list[Any] = inputs.evaluate_all('inputs => inputs.map(input => input.name)')
        return list(dict.fromkeys(names))

    def go_on(self) -> 'AppliesScreen':
        self._press('main form .actions button')
        return AppliesScreen(self.visitor)

    def start(self) -> 'SectionsScreen':
        self._press('main form .actions button')
        return SectionsScreen(self.visitor)


class AppliesScreen(Screen):
    """What applies, and why the rest does not."""

    @property
    def checklists(self) -> list[str]:
        return self._texts('main article h2')

    def reasons(self) -> str:
        """Unfold what was left out."""
        details = self.page.locator('main details.more').last
        details.locator('summary').click()
        return plain(details.inner_text())

    def start(self, code: str) -> FactsScreen:
        self._press(f'form:has([name=checklist][value="{code}"]) button')
        return FactsScreen(self.visitor)


class SectionsScreen(Screen):
    """The task list of a draft."""

    @property
    def sections(self) -> list[str]:
        return self._texts('ol.tasks li a')[:-1]

    @property
    def states(self) -> list[str]:
        return self._texts('ol.tasks .tasks__state')

    @property
    def answered(self) -> int:
        return int(self.page.locator('main progress').get_attribute('value') or -1)

    def section(self, number: int) -> 'QuestionsScreen':
        self._press(f'ol.tasks li:nth-child({number}) a')
        return QuestionsScreen(self.visitor)

    def go_on(self) -> 'QuestionsScreen':
        self._press('main .actions a.button')
        return QuestionsScreen(self.visitor)

    def check(self) -> 'CheckScreen':
        self._press('ol.tasks li:last-child a')
        return CheckScreen(self.visitor)

    def delete(self) -> 'StartScreen':
        """Delete the draft, after the second look."""
        self._press('main a[href$="/delete"]')
        self._press('main .button--danger')
        return StartScreen(self.visitor)


class QuestionsScreen(Screen):
    """One section with its questions."""

    @property
    def codes(self) -> list[str]:
        ids: list[str] = self.page.locator('[data-question]').evaluate_all(
            'items => items.map(item => item.id)')
        return [item.removeprefix('q-') for item in ids]

    @property
    def status(self) -> Locator:
        return self.page.locator('[data-status]')

    @property
    def revision(self) -> int:
        return int(self.page.locator('[name=revision]').input_value())

    @property
    def ends(self) -> bool:
        """Whether this is no section any more but the page to check all answers on."""
        return not self.page.locator('[data-autosave]').count()

    def can_be(self, code: str, option: str) -> bool:
        return bool(self.page.locator(f'#q-{code}-{option}').count())

    def choose(self, code: str, option: str) -> None:
        self.page.locator(f'[for="q-{code}-{option}"]').click()

    def chosen(self, code: str) -> str:
        checked = self.page.locator(f'[name="answer-{code}"]:checked')
        return checked.get_attribute('value') or '' if checked.count() else ''

    def note(self, code: str) -> Locator:
        return self.page.locator(f'#q-{code}-note')

    def error(self, code: str) -> str:
        return self._text(f'#q-{code}-errors')

    def show(self) -> 'MergeScreen':
        """Show the answers of both windows."""
        self._press('[data-conflict-button]')
        return MergeScreen(self.visitor, self.page)

    def save(self) -> 'QuestionsScreen':
        """Save and go on; after the last section this leads to the page of all answers."""
        self._press('button[name=action][value=next]')
        return QuestionsScreen(self.visitor)

    def leave(self) -> 'LinkScreen':
        self._press('button[name=action][value=leave]')
        return LinkScreen(self.visitor)


class LinkScreen(Screen):
    """The secret link."""

    @property
    def address(self) -> str:
        return self._text('#resume-url')

    @property
    def code(self) -> str:
        return self._texts('.secret')[-1]


class MergeScreen(Screen):
    """Two windows changed the same answers."""

    @property
    def sides(self) -> list[str]:
        return self._texts('.pair label')

    def keep(self, code: str, side: str) -> QuestionsScreen:
        self._choose(f'keep-{code}', side)
        self._press('main form .actions button')
        return QuestionsScreen(self.visitor)


class CheckScreen(Screen):
    """All answers on one page, before they are frozen."""

    @property
    def rows(self) -> list[Review]:
        return [Review(plain(row.inner_text()), not row.locator('.error').count())
                for row in self.page.locator('.review li').all()]

    def finish(self) -> 'ReceiptScreen':
        self._press('form[action$="/submit"] button')
        return ReceiptScreen(self.visitor)


class ReceiptScreen(Screen):
    """Proof that the answers are frozen."""

    def result(self) -> 'ResultScreen':
        self._press('main .actions a.button')
        return ResultScreen(self.visitor)


class ResultScreen(Screen):
    """The verdict with its arithmetic, the violations, the path and the downloads."""

    @property
    def percent(self) -> str:
        return self._text('.percent')

    @property
    def arithmetic(self) -> str:
        return self._text('.verdict details ul')

    @property
    def violations(self) -> list[str]:
        return self._texts('#violations .violation')

    @property
    def unknown(self) -> list[str]:
        return self._texts('#unknown .violation')

    @property
    def steps(self) -> list[str]:
        return self._texts('ol.first li')

    @property
    def changes(self) -> str:
        return self._text('section[aria-labelledby=changes-title]')

    @property
    def verification_code(self) -> str:
        address = self._texts('#verification a.code')[-1]
        return address.rpartition('/')[2]

    def download(self, name: str) -> bytes:
        """Press a download and read the file; a report that is being made is asked for again."""
        files: list[Download] = []
        address = self.page.url
        self.page.once('download', lambda file: files.append(file))
        deadline = time.monotonic() + REPORT_SECONDS
        link = self.page.locator(f'main a[href$="/{name}"]').first
        link.click()
        while not files:
            assert time.monotonic() < deadline, f'{name} never came'
            self.page.wait_for_timeout(100.0)
            if self.page.url.endswith(f'/{name}'):  # The page that says it is being prepared.
                link.click()
        if self.page.url != address:
            self.visitor.open(address)
        return files[0].path().read_bytes()

    def show_score(self) -> 'ResultScreen':
        self._choose('shows_score', 'yes')
        self._press('form[action$="/verification"] button')
        return ResultScreen(self.visitor)

    def renew(self) -> SectionsScreen:
        self._press('form[action$="/renew"] button')
        return SectionsScreen(self.visitor)


class VerificationScreen(Screen):
    """What anybody sees who types in the code of a document."""

    @classmethod
    def ask(cls, visitor: Visitor, code: str) -> 'VerificationScreen':
        visitor.open('/verify/')
        visitor.page.locator('#code').fill(code)
        visitor.press(visitor.page.locator('main form .actions button'))
        return cls(visitor)

    @property
    def facts(self) -> str:
        return self._text('dl.facts')
