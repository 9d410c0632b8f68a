"""Whom a demonstration invites, so that every place of the staff has somebody to show it."""
from collections.abc import Iterator
from datetime import datetime

from checklist.access import Role
from checklist.services.accounts import find_account
from checklist.services.invitations import Invited, invite

AUTHORITY = 'mchs-74'
# Of public catering: two people, since nobody approves what they have edited.
CATERING = 'rpn-74'
PEOPLE = {
    'regulator (catalog editor and approver)': Invited(
        'regulator@demo.example', frozenset({Role.CATALOG_EDITOR, Role.APPROVER}), AUTHORITY,
        'Регулятор (пример)'),
    'editor of public catering': Invited(
        'editor@demo.example', frozenset({Role.CATALOG_EDITOR}), CATERING, 'Редактор (пример)'),
    'approver of public catering': Invited(
        'approver@demo.example', frozenset({Role.APPROVER}), CATERING,
        'Утверждающий (пример)'),
    'inspector': Invited(
        'inspector@demo.example', frozenset({Role.INSPECTOR}), AUTHORITY, 'Инспектор (пример)'),
    'administrator': Invited(
        'administrator@demo.example', frozenset({Role.ADMINISTRATOR}),
        name='Администратор (пример)'),
}


def invite_demo_staff(now: datetime) -> Iterator[tuple[str, str]]:
    """Invite those who have not accepted yet; yield who it is and the token of the link.

    No message is sent: the addresses are nobody's, and the links are shown to whoever starts.
    """
    for title, invited in PEOPLE.items():
        if find_account(invited.email) is None:
            yield title, invite(invited, now=now)
