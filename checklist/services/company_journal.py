"""The journal of a company for its owners: who did and looked at what, and when."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from checklist.access import STAFF, Actor
from checklist.extensions import db
from checklist.models.accounts import UserAccount
from checklist.models.companies import ControlledObject
from checklist.models.inspections import SelfInspection
from checklist.models.catalog import ChecklistVersion
from checklist.models.journal import JournalEntry
from checklist.services.catalog import PublishedVersion, published_version
from checklist.services.companies import owned_company
from checklist.services.members import list_members

PAGE = 50


@dataclass(frozen=True)
class Deed:
    """One entry as an owner reads it.

    ``who`` is a member by name and address; it is empty for everybody else, of whom ``kind``
    says what they are: a former member, staff with ``roles`` and ``authority``, a visitor or
    the service itself. Of what was done something to, whatever is still there is named.
    """

    at: datetime
    action: str
    kind: str
    who: str
    roles: tuple[str, ...]
    authority: str
    inspection_id: str
    published: PublishedVersion | None
    object_title: str
    about_member: str


@dataclass(frozen=True)
class Deeds:
    """One page of the journal."""

    rows: Sequence[Deed]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_deeds(actor: Actor, person_id: str, page: int = 1) -> Deeds:
    """Return one page of the journal of a company to its owners, the newest first."""
    owned_company(actor, person_id)
    total = db.session.scalar(select(func.count()).select_from(JournalEntry).where(
        JournalEntry.tenant == person_id)) or 0
    entries = db.session.scalars(
        select(JournalEntry).where(JournalEntry.tenant == person_id)
        .order_by(JournalEntry.id.desc()).offset((page - 1) * PAGE).limit(PAGE)).all()
    reader = _Reader(actor, person_id, entries)
    return Deeds([reader.deed(entry) for entry in entries], total, page)


class _Reader:
    """Reads entries with what is known of their people and things, each asked for once."""

    def __init__(self, actor: Actor, person_id: str, entries: Sequence[JournalEntry]) -> None:
        self.members = {member.account_id: f'{member.name}, {member.email}'.removeprefix(', ')
                        for member in list_members(actor, person_id)}
        things = {entry.object_id for entry in entries}
        self.authorities: dict[str, str | None] = {
            row.id: row.authority_code for row in db.session.execute(
                select(UserAccount.id, UserAccount.authority_code)
                .where(UserAccount.id.in_({entry.account_id for entry in entries})))}
        self.inspections = {
            row.id: published_version(row.version_id, row.fingerprint)
            for row in db.session.execute(
                select(SelfInspection.id, SelfInspection.version_id,
                       ChecklistVersion.fingerprint)
                .join(ChecklistVersion, ChecklistVersion.id == SelfInspection.version_id)
                .where(SelfInspection.id.in_(things), SelfInspection.person_id == person_id)
            ).all()}
        self.objects: dict[str, str] = {row.id: row.title for row in db.session.execute(
            select(ControlledObject.id, ControlledObject.title).where(
                ControlledObject.id.in_(things), ControlledObject.person_id == person_id))}

    def deed(self, entry: JournalEntry) -> Deed:
        account_id = _who(entry)
        kind = self._kind(entry, account_id)
        staff = kind == 'staff'
        published = self.inspections.get(entry.object_id)
        return Deed(
            at=entry.at, action=entry.action, kind=kind,
            who=self.members.get(account_id, ''),
            roles=tuple(entry.role.split('+')) if staff else (),
            authority=(self.authorities.get(entry.account_id) or '') if staff else '',
            inspection_id=entry.object_id if published else '', published=published,
            object_title=self.objects.get(entry.object_id, ''),
            about_member='' if entry.object_id == account_id
            else self.members.get(entry.object_id, ''))

    def _kind(self, entry: JournalEntry, account_id: str) -> str:
        if account_id in self.members:
            return 'member'
        if set(entry.role.split('+')) & STAFF:
            return 'staff'
        if account_id:
            return 'former'
        return 'visitor' if entry.role == 'visitor' else 'service'


def _who(entry: JournalEntry) -> str:
    """Return who did it: who opens an account by an invitation joins before they sign in."""
    return entry.account_id or (entry.object_id if entry.action == 'join' else '')
