"""What a visitor says of the business, kept until a checklist is chosen."""
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from checklist.errors import Missing
from checklist.extensions import db
from checklist.models.inspections import RespondentProfile
from checklist.services.tokens import new_token
from requirements_catalog.applicability import Profile
from requirements_catalog.canonical import canonical_json
from requirements_catalog.serialization import CONVERTER


@dataclass(frozen=True, kw_only=True)
class Respondent:
    """A business as it describes itself; only the profile is needed."""

    profile: Profile
    name: str = ''
    inn: str = ''
    ogrn: str = ''


def write_respondent(respondent: Respondent) -> str:
    """Return a respondent as canonical JSON."""
    return canonical_json(CONVERTER.unstructure(respondent))


def read_respondent(text: str) -> Respondent:
    return CONVERTER.structure(json.loads(text), Respondent)


def save_profile(profile_id: str | None, respondent: Respondent, *, now: datetime) -> str:
    """Keep a profile and return its id; an id that is gone is replaced by a new one."""
    row = db.session.get(RespondentProfile, profile_id) if profile_id else None
    if row is None:
        row = RespondentProfile(id=new_token())
        db.session.add(row)
    row.data = write_respondent(respondent)
    row.updated_at = now
    return row.id


def get_profile(profile_id: str | None) -> Respondent:
    row = db.session.get(RespondentProfile, profile_id) if profile_id else None
    if row is None:
        raise Missing('There is no such profile.')
    return read_respondent(row.data)


def forget_profile(profile_id: str | None) -> None:
    """Forget what a visitor said of the business."""
    if profile_id:
        db.session.execute(
            delete(RespondentProfile).where(RespondentProfile.id == profile_id))
