"""The first version of a checklist that was not there before."""
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from checklist.access import Actor
from checklist.errors import Conflict, Missing, WrongState
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.services.reference import library
from checklist.services.version_drafts import add_draft, open_draft_of
from requirements_catalog.authorities import KindOfControl
from requirements_catalog.model import ChecklistFile


def own_kinds_of_control(actor: Actor) -> list[KindOfControl]:
    """Return the kinds of control that the actor's authority exercises."""
    authority = library().authorities.get(actor.authority or '')
    return [library().kinds_of_control[code]
            for code in (authority.kinds_of_control if authority else ())]


def begin_checklist(actor: Actor, content: ChecklistFile, *, now: datetime) -> str:
    """Begin a checklist from nothing and return the id of the draft of its first version.

    Raises Conflict where a checklist has this code already, and WrongState where no policy of
    the kind of control is in force on its first day.
    """
    if content.kind_of_control not in {kind.code for kind in own_kinds_of_control(actor)}:
        raise Missing('There is no such kind of control.')
    published = db.session.scalar(select(ChecklistVersion.id).where(
        ChecklistVersion.checklist_code == content.checklist).limit(1))
    if published is not None or open_draft_of(content.checklist):
        raise Conflict('There is a checklist of this code.')
    own = replace(content, authority=actor.authority or '')
    try:
        version = library().resolve(own)
    except KeyError as error:
        raise WrongState('No policy is in force on this day.') from error
    return add_draft(actor, version, None, now)
