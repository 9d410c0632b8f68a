"""Publishing versions of checklists, and reading the published ones."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, select

from checklist.errors import Conflict, Missing
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion, ControlQuestion
from checklist.services.journal import record
from requirements_catalog.canonical import read_version, sha256, write_version
from requirements_catalog.model import CatalogVersion

SECONDS_PER_QUESTION = 25


@dataclass(frozen=True, eq=False)
class PublishedVersion:
    """A version with its identity in the database."""

    id: int
    fingerprint: str
    version: CatalogVersion

    @property
    def code(self) -> str:
        return self.version.content.checklist

    @cached_property
    def question_count(self) -> int:
        return len(self.version.questions)


# Versions are immutable and few, so a process reads each once; the key is the fingerprint.
_read: dict[str, CatalogVersion] = {}


def minutes(questions: int) -> int:
    """Return how long that many questions take, in whole minutes."""
    return max(1, -(-questions * SECONDS_PER_QUESTION // 60))


def publish_version(version: CatalogVersion, *, now: datetime) -> bool:
    """Copy a version into the database once, and return whether it was new.

    The same number with other content is refused: a correction is a new version.
    """
    content = write_version(version)
    fingerprint = sha256(content)
    code, number = version.content.checklist, version.content.version
    kept = db.session.scalar(select(ChecklistVersion.fingerprint).where(
        ChecklistVersion.checklist_code == code, ChecklistVersion.number == number))
    if kept is not None:
        if kept != fingerprint:
            raise Conflict(f'{code} version {number} is published with other content.')
        return False
    row = ChecklistVersion(
        checklist_code=code, number=number, fingerprint=fingerprint, content=content,
        effective_from=version.content.effective_from,
        effective_to=version.content.effective_to, published_at=now)
    db.session.add(row)
    db.session.flush()  # The questions need the generated id.
    db.session.add_all(_questions(row.id, version))
    record('publish', code, now, number=number, fingerprint=fingerprint)
    return True


def current_versions(on: date) -> list[PublishedVersion]:
    """Return the version in force of each checklist, in the order of their codes."""
    return newest_versions(
        ChecklistVersion.effective_from <= on,
        (ChecklistVersion.effective_to.is_(None)) | (ChecklistVersion.effective_to >= on))


def current_version(code: str, on: date) -> PublishedVersion:
    """Return the version of a checklist that is in force."""
    for published in current_versions(on):
        if published.code == code:
            return published
    raise Missing('There is no such checklist.')


def newest_versions(*conditions: ColumnElement[bool]) -> list[PublishedVersion]:
    """Return the newest version of each checklist, in force or not, in the order of codes."""
    rows = db.session.execute(
        select(ChecklistVersion.id, ChecklistVersion.fingerprint,
               ChecklistVersion.checklist_code)
        .where(*conditions).order_by(ChecklistVersion.checklist_code, ChecklistVersion.number))
    newest = {code: (version_id, fingerprint) for version_id, fingerprint, code in rows}
    return [published_version(*identity) for identity in newest.values()]


def published_version(version_id: int, fingerprint: str) -> PublishedVersion:
    """Return a version whose identity a query has found; its content is read at most once."""
    if fingerprint not in _read:
        content = db.session.scalar(
            select(ChecklistVersion.content).where(ChecklistVersion.id == version_id))
        _read[fingerprint] = read_version(content or '')
    return PublishedVersion(version_id, fingerprint, _read[fingerprint])


def _questions(version_id: int, version: CatalogVersion) -> Iterable[ControlQuestion]:
    position = 0
    for section in version.content.sections:
        for question in section.questions:
            yield ControlQuestion(
                version_id=version_id, code=question.code, position=position,
                section_code=section.code, requirement_code=question.requirement,
                weight=question.weight, critical=question.critical)
            position += 1
