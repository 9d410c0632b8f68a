"""Who of an authority is written to about its checklists."""
from sqlalchemy import select

from checklist.access import Role
from checklist.extensions import db
from checklist.models.accounts import AccountRole, UserAccount


def active_with(role: Role, authority: str) -> list[UserAccount]:
    """Return the active accounts of an authority that have a role."""
    return list(db.session.scalars(
        select(UserAccount).join(AccountRole, AccountRole.account_id == UserAccount.id)
        .where(AccountRole.role == role, UserAccount.state == 'active',
               UserAccount.authority_code == authority)))
