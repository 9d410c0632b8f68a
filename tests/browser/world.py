"""Self-inspections in every state, brought about over plain HTTP because that is quick."""
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import APIRequestContext, APIResponse

from tests.browser.arithmetic import Answer, YES, version_of
from tests.browser.people import People, make_people
from tests.pages import Form, Page

CHECKLIST = 'fire-safety-small'
CHELYABINSK = '75701'
CAFE = {'legal_form': 'sole_proprietor', 'activity': '56.10.1', 'territory': CHELYABINSK,
        'staff': '3', 'name': 'ИП Ромашкина'}
REASON = 'Этого у нас нет: помещение арендуем.'


@dataclass(frozen=True)
class World:
    """Paths of self-inspections by their state, and the cookies of the browser that has them.

    ``cookies`` are by language; ``strangers`` are those of browsers that have nothing.
    """

    database: Path
    paths: Mapping[str, str]
    cookies: Mapping[str, Any]
    strangers: Mapping[str, Any]
    codes: tuple[str, ...]
    verification_codes: Mapping[str, str]
    people: People


class Hand:
    """Sends the forms of pages as a browser would, without one."""

    def __init__(self, request: APIRequestContext) -> None:
        self.request = request

    def page(self, path: str) -> Page:
        return _page(self.request.get(path))

    def send(self, path: str, action: str, button: str = '', **changes: str) -> APIResponse:
        """Send the form of a page to ``action`` with some fields changed."""
        form = self.form(path, action)
        names = {name: value for name, value in [('action', button)] if value}
        return self.request.post(form.action or path, form={**form.values, **names, **changes})

    def form(self, path: str, action: str) -> Form:
        return next(form for form in self.page(path).forms
                    if form.method == 'post' and action in (form.action or path))

    def describe(self, facts: Mapping[str, str] | None = None, **business: str) -> None:
        """Say who one is; all facts are true unless named."""
        self.send('/find/', '/find/', **{**CAFE, **business})
        self._answer_facts('/find/features', facts or {})

    def begin(self, code: str = CHECKLIST, facts: Mapping[str, str] | None = None) -> str:
        """Start a checklist and return the path of the self-inspection."""
        page = self.send(f'/checklists/{code}', '/inspections/', checklist=code)
        if '/new/' in page.url:
            page = self._answer_facts(f'/inspections/new/{code}', facts or {})
        assert page.ok, page.url
        return _path(page)

    def fill_in(self, path: str, plan: Mapping[str, Answer], sections: int = 99) -> None:
        """Answer sections from the first on; what the plan does not name is met."""
        section = f'{path}/sections/1'
        for _ in range(sections):
            form = self.form(section, '/sections/')
            changes = {'action': 'next'}
            for name in form.names:
                if name.startswith('answer-'):
                    code = name.removeprefix('answer-')
                    answer = plan.get(code, YES)
                    changes |= {name: answer.option, f'note-{code}': answer.note}
            reply = self.request.post(section, form={**form.values, **changes})
            section = _path(reply)
            if '/sections/' not in section:
                return

    def finish(self, path: str) -> None:
        reply = self.send(f'{path}/check', '/submit')
        assert reply.url.endswith('/receipt'), reply.url

    def renew(self, path: str) -> str:
        reply = self.send(f'{path}/result', '/renew')
        return _path(reply)

    def _answer_facts(self, path: str, facts: Mapping[str, str]) -> APIResponse:
        form = self.form(path, path)
        values = {name: facts.get(name, 'yes' if form.choices(name) else '20')
                  for name in form.names if name != 'csrf_token'}
        return self.send(path, path, **values)


def make_plan(code: str = CHECKLIST) -> dict[str, Answer]:
    """Return answers with a violation of every kind, by what each question allows.

    Only questions that always apply and open no others are taken.
    """
    questions = [question for question in version_of(code).questions.values()
                 if question.applies_if is None]
    critical = [question for question in questions if question.critical]
    optional = [question for question in questions
                if question.not_applicable and not question.critical]
    plain = [question for question in questions
             if not question.critical and not question.not_applicable]
    heavy = max(plain, key=lambda question: question.weight)
    light = [question for question in plain if question.weight == 1]
    return {
        critical[0].code: Answer('no', 'Дверь закрыта на ключ <b>с утра</b> & «до вечера».'),
        heavy.code: Answer('no'),
        light[-1].code: Answer('unknown'),
        optional[0].code: Answer('not_applicable', REASON),
        optional[-1].code: Answer('no'),
    }


def make_world(request: APIRequestContext, stranger: APIRequestContext,
               database: Path) -> World:
    """Begin, fill in and finish self-inspections until each kind of page has one to show."""
    hand = Hand(request)
    hand.describe()
    paths = {name: hand.begin() for name in ('fresh', 'draft', 'complete', 'violated', 'passed')}
    plan = make_plan()
    hand.fill_in(paths['draft'], {**plan, **_without_reason(plan)}, sections=3)
    for name, answers in (('complete', plan), ('violated', plan), ('passed', {})):
        hand.fill_in(paths[name], answers)
    hand.finish(paths['violated'])
    paths['renewed'] = hand.renew(paths['violated'])
    hand.send(f'{paths["renewed"]}/sections/1', '/sections/', 'next')
    for name in ('passed', 'renewed'):
        hand.finish(paths[name])
    codes = {name: _verification_code(hand, paths[name]) for name in ('violated', 'passed')}
    hand.send(f'{paths["passed"]}/result', '/verification', shows_score='yes')
    return World(database, paths, _cookies(hand), _cookies(Hand(stranger)),
                 tuple(version_of(CHECKLIST).questions), codes, make_people(database))


def _without_reason(plan: Mapping[str, Answer]) -> dict[str, Answer]:
    return {code: Answer(answer.option) for code, answer in plan.items()
            if answer.option == 'not_applicable'}


def _cookies(hand: Hand) -> dict[str, Any]:
    """Return the cookies of a browser in each language, Russian being that of new ones."""
    russian = hand.request.storage_state()
    hand.send('/about', '/language', language='en')
    return {'ru': russian, 'en': hand.request.storage_state()}


def _verification_code(hand: Hand, path: str) -> str:
    address = next(link for link in hand.page(f'{path}/result').links if '/verify/' in link
                   and not link.endswith('/verify/'))
    return address.rpartition('/')[2]


def _page(answer: APIResponse) -> Page:
    assert answer.ok, (answer.status, answer.url)
    return Page(answer.text())


def _path(answer: APIResponse) -> str:
    return urlsplit(answer.url).path.rstrip('/')
