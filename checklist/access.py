"""Who may do what: one table. Pure, so that it can be read and tested whole.

A permission that is not granted here is denied. Pages name the permission they need
(``views/guards.py``) and services load only what the actor may see.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# For how long somebody who has just proved who they are may change how they prove it.
FRESH = timedelta(minutes=5)


class Role(StrEnum):
    """What an account is used for."""

    ENTREPRENEUR = 'entrepreneur'
    INSPECTOR = 'inspector'
    CATALOG_EDITOR = 'catalog_editor'
    APPROVER = 'approver'
    ADMINISTRATOR = 'administrator'


class Permission(StrEnum):
    """What a page is for; most pages need one."""

    USE_ACCOUNT = 'use_account'
    KEEP_COMPANIES = 'keep_companies'
    WORK_FOR_AUTHORITY = 'work_for_authority'
    READ_STATISTICS = 'read_statistics'
    HANDLE_DECLARATIONS = 'handle_declarations'
    READ_DRAFTS = 'read_drafts'
    EDIT_CATALOG = 'edit_catalog'
    APPROVE_CATALOG = 'approve_catalog'
    ADMINISTER = 'administer'


STAFF = frozenset({Role.INSPECTOR, Role.CATALOG_EDITOR, Role.APPROVER, Role.ADMINISTRATOR})
# These belong to one supervisory authority and see nothing of another.
OF_AUTHORITY = STAFF - {Role.ADMINISTRATOR}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.ENTREPRENEUR: frozenset({Permission.USE_ACCOUNT, Permission.KEEP_COMPANIES}),
    Role.INSPECTOR: frozenset({
        Permission.USE_ACCOUNT, Permission.WORK_FOR_AUTHORITY, Permission.READ_STATISTICS,
        Permission.HANDLE_DECLARATIONS}),
    Role.CATALOG_EDITOR: frozenset({
        Permission.USE_ACCOUNT, Permission.WORK_FOR_AUTHORITY, Permission.READ_DRAFTS,
        Permission.EDIT_CATALOG}),
    Role.APPROVER: frozenset({
        Permission.USE_ACCOUNT, Permission.WORK_FOR_AUTHORITY, Permission.READ_DRAFTS,
        Permission.APPROVE_CATALOG}),
    Role.ADMINISTRATOR: frozenset({Permission.USE_ACCOUNT, Permission.ADMINISTER}),
}


@dataclass(frozen=True)
class Actor:
    """Somebody who is signed in, as far as deciding needs it.

    ``confirmed_at`` is when they last proved who they are; ``authority`` is set for the staff of
    a supervisory authority.
    """

    account_id: str
    session_id: str
    roles: frozenset[Role]
    authority: str | None
    confirmed_at: datetime

    @property
    def staff(self) -> bool:
        return bool(self.roles & STAFF)

    @property
    def role(self) -> str:
        """The roles as the journal writes them."""
        return '+'.join(sorted(self.roles))

    def may(self, permission: Permission) -> bool:
        return any(permission in GRANTS[role] for role in self.roles)

    def is_fresh(self, now: datetime) -> bool:
        """Return whether they proved who they are a moment ago."""
        return now - self.confirmed_at <= FRESH


def roles_fit(roles: Iterable[Role], authority: str | None) -> bool:
    """Return whether one account may have these roles.

    Staff is never a respondent too, an administrator has no other role, and every other staff
    role belongs to an authority.
    """
    found = frozenset(roles)
    if found in ({Role.ENTREPRENEUR}, {Role.ADMINISTRATOR}):
        return authority is None
    return bool(found) and found <= OF_AUTHORITY and authority is not None
