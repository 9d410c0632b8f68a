"""The parts of a draft that have no section: requirements, acts, liabilities, facts."""
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.services.version_drafts import get_draft
from checklist.views.guards import requires
from requirements_catalog.model import CatalogSection, CatalogVersion
from requirements_catalog.part_lookup import parts
from requirements_catalog.parts import Thing
from requirements_catalog.texts import LocalText

blueprint = Blueprint('draft_lists', __name__, url_prefix='/authority/drafts/<draft_id>/list')


@dataclass(frozen=True)
class Line:
    """A part in its list, with its place among all of its kind."""

    part: Any
    place: int


@dataclass(frozen=True)
class Outline:
    """A section with those of its questions that are looked for."""

    section: CatalogSection
    place: int
    lines: tuple[Line, ...]


@blueprint.get('/<any(requirement, act, liability, feature):kind>')
@requires(Permission.READ_DRAFTS)
def index(actor: Actor, draft_id: str, kind: str) -> ResponseReturnValue:
    """All parts of one kind, or those in which some words occur."""
    draft, words = get_draft(actor, draft_id), request.args.get('q', '')[:100].strip()
    lines = list(_lines(parts(draft.version, Thing(kind)), words))
    return render_template(
        'version_drafts/list.html', draft=draft, kind=kind, lines=lines, q=words,
        count=len(parts(draft.version, Thing(kind))), moved=request.args.get('moved', ''),
        way=request.args.get('way', ''),
        may_edit=actor.may(Permission.EDIT_CATALOG) and draft.head.editable)


def outline(version: CatalogVersion, words: str) -> list[Outline]:
    """Return the sections with their questions, or with those in which some words occur."""
    found = [Outline(section, place, tuple(_lines(section.questions, words)))
             for place, section in enumerate(version.content.sections, 1)]
    return [each for each in found if each.lines or not words]


def _lines(things: tuple[Any, ...], words: str) -> Iterator[Line]:
    for place, part in enumerate(things, 1):
        if words.casefold() in _text(part):
            yield Line(part, place)


def _text(part: Any) -> str:
    """Return all words of a part in which one may look for it."""
    texts = (getattr(part, field.name) for field in fields(part))
    return ' '.join((part.code, *(text for value in texts if isinstance(value, LocalText)
                                  for _, text in value.by_language))).casefold()
