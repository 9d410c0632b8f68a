"""A draft under public discussion, so that a demonstration shows how a checklist changes."""
from dataclasses import replace
from datetime import date, datetime, timedelta

from checklist.access import Actor, Role
from checklist.extensions import day_of
from checklist.models.version_drafts import VersionDraft
from checklist.services.catalog import newest_versions
from checklist.services.discussions import (
    LEAST_DAYS, get_discussion, list_proposals, open_discussion, propose, settle)
from checklist.services.tokens import new_token
from checklist.services.version_drafts import begin_draft, find_heads, get_draft, save_version
from requirements_catalog.lint import lint
from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import Level
from requirements_catalog.texts import LocalText

CHECKLIST, AUTHORITY = 'public-catering', 'rpn-74'
BEGUN_BEFORE = timedelta(days=5)
SUMMARY = LocalText.of({
    'ru': 'Что проверяет Роспотребнадзор в кафе, столовых, барах и кофейнях. Первый вопрос весит'
          ' больше: без него остальные не имеют смысла.',
    'en': 'What the sanitary authority checks in cafés, canteens, bars and coffee shops. The first'
          ' question counts more: without it the others make no sense.'})
PROPOSALS = (
    ('Поясните, пожалуйста, для кофеен без кухни: какие документы нужны им, а какие нет.',
     'Сеть кофеен (пример)'),
    ('Предлагаю перенести вопросы о доставке в конец: они касаются не всех.', ''))
ANSWER = 'Спасибо. Пояснение добавим в текст вопроса до утверждения.'


def add_demo_draft(now: datetime) -> str | None:
    """Add a draft with two proposals, one of them answered; return its id, None if it is there.

    Nor is there one where the law that was shipped is in force no more: such a draft is not shown.
    """
    published = {each.code: each for each in newest_versions()}.get(CHECKLIST)
    before = now - BEGUN_BEFORE
    if (published is None or _is_outdated(published.version, day_of(before))
            or find_heads(VersionDraft.checklist_code == CHECKLIST)):
        return None
    actor = Actor(new_token(), new_token(), frozenset({Role.CATALOG_EDITOR}), AUTHORITY, before)
    draft_id = begin_draft(actor, published, now=before)
    draft = get_draft(actor, draft_id)
    save_version(actor, draft, _changed(draft.version), action='checklist', now=before)
    begins = day_of(before)
    open_discussion(actor, get_draft(actor, draft_id), begins, begins + timedelta(LEAST_DAYS),
                    today=begins, now=before)
    _discuss(actor, draft_id, now)
    return draft_id


def _is_outdated(version: CatalogVersion, on: date) -> bool:
    found = lint(version, on=max(on, version.content.effective_from))
    return any(finding.level is Level.ERROR for finding in found)


def _changed(version: CatalogVersion) -> CatalogVersion:
    first, *others = version.content.sections
    question, *rest = first.questions
    heavier = replace(first, questions=(replace(question, weight=question.weight + 1), *rest))
    return replace(version, content=replace(
        version.content, summary=SUMMARY, sections=(heavier, *others)))


def _discuss(actor: Actor, draft_id: str, now: datetime) -> None:
    discussion = get_discussion(draft_id, day_of(now))
    for days, (text, author) in zip((3, 1), PROPOSALS, strict=True):
        moment = now - timedelta(days=days)
        propose(discussion, '', author, text, today=day_of(now), now=moment)
    settle(actor, get_draft(actor, draft_id), list_proposals(draft_id)[0], show=True,
           answer=ANSWER, now=now)
