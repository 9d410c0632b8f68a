"""What a visitor does from the first page to the receipt, by links and buttons alone."""
from collections.abc import Callable
from dataclasses import dataclass

from tests.browsing import Client
from tests.factories import Held
from tests.pages import Form, Page

CAFE = {
    'legal_form': 'legal_entity', 'activity': '56.10.1', 'staff': '12',
    'name': 'ООО «Кафе “Ёлка”» & <b>сыновья</b>', 'inn': '7707083893', 'ogrn': '1027700132195'}

Choose = Callable[[str, list[str]], tuple[str, str]]


@dataclass
class Answers:
    """Chooses answers in turn and remembers what was given, so that facts can be compared."""

    pattern: tuple[str, ...] = ('yes', 'yes', 'no', 'yes', 'not_applicable', 'unknown', 'yes')
    given: dict[str, tuple[str, str]] | None = None

    def __call__(self, code: str, options: list[str]) -> tuple[str, str]:
        self.given = {} if self.given is None else self.given
        wanted = self.pattern[len(self.given) % len(self.pattern)]
        option = wanted if wanted in options else 'no'
        note = f'Пояснение к {code}: «так & <i>эдак</i>»' if option != 'yes' else ''
        return self.given.setdefault(code, (option, note))


def describe_business(client: Client, says: str = 'yes', **changes: str) -> Page:
    """Say who one is; return the page of what applies."""
    form = client.page('/find/').main_form
    territory = form.choices('territory')[0]
    page = client.press(form, url='/find/', **{**CAFE, 'territory': territory, **changes})
    return answer_features(client, page, '/find/features', says)


def answer_features(client: Client, page: Page, url: str, says: str = 'yes') -> Page:
    """Answer the facts that a page asks for, if it asks; of everything there are twenty."""
    if not _asks_features(page):
        return page
    form = page.main_form
    facts = {name: says if form.choices(name) else '20' for name in form.names
             if name != 'csrf_token'}
    return client.press(form, url=url, **facts)


def begin(client: Client, code: str) -> Page:
    """Start a checklist from its own page; return the list of its sections."""
    form = client.page(f'/checklists/{code}').form('/inspections/')
    page = client.press(form)
    return answer_features(client, page, f'/inspections/new/{code}')


def identify(page: Page) -> str:
    """Return the address of the self-inspection that a page belongs to."""
    parts = next(link for link in page.links if link.startswith('/inspections/')
                 and link.count('/') > 2).split('/')
    return '/'.join(parts[:3])


def filled(form: Form, choose: Choose) -> dict[str, str]:
    """Return what to change in a section's form so that every question is answered."""
    changes = {}
    for name in form.names:
        if name.startswith('answer-'):
            code = name.removeprefix('answer-')
            changes[name], changes[f'note-{code}'] = choose(code, form.choices(name))
    return changes


def fill_in(client: Client, path: str, choose: Choose) -> Page:
    """Answer all sections in turn, those that open too; return the page to check them on."""
    page = client.page(f'{path}/sections/1')
    while not any(form.action.endswith('/submit') for form in page.forms):
        form = page.form('/sections/')
        page = client.press(form, 'next', **filled(form, choose))
    return page


def finish(client: Client, page: Page) -> Page:
    """Submit from the page of all answers; return the receipt."""
    return client.press(page.form('/submit'))


def _asks_features(page: Page) -> bool:
    return any(item['role'] == 'radiogroup' or item['inputmode'] == 'numeric'
               for item in page.root.first('main').all())


def open_held(client: Client, held: Held) -> None:
    """Give the browser the key of a self-inspection; opening its link counts as a try."""
    with client.session_transaction() as session:
        session['keys'] = [*session.get('keys', []), (held.id, held.key)]
