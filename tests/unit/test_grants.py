"""The table of grants, against one written out by hand."""
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.access import Actor, Permission, Role, roles_fit

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
# One line for each permission, one column for each role, in the order of Role.
TABLE = """
                      entrepreneur  inspector  catalog_editor  approver  administrator
use_account           yes           yes        yes             yes       yes
keep_companies        yes           -          -               -         -
work_for_authority    -             yes        yes             yes       -
read_statistics       -             yes        -               -         -
handle_declarations   -             yes        -               -         -
read_drafts           -             -          yes             yes       -
edit_catalog          -             -          yes             -         -
approve_catalog       -             -          -               yes       -
administer            -             -          -               -         yes
"""
ROLES, *LINES = (line.split() for line in TABLE.strip().splitlines())
CELLS = [(role, permission, answer == 'yes') for permission, *answers in LINES
         for role, answer in zip(ROLES, answers, strict=True)]


def actor(*roles, authority=None, confirmed_at=NOON):
    return Actor('A' * 26, 'S' * 26, frozenset(roles), authority, confirmed_at)


def test_the_table_is_whole():
    assert ROLES == [role.value for role in Role]
    assert [line[0] for line in LINES] == [permission.value for permission in Permission]


@pytest.mark.asvs('8.2.1')
@pytest.mark.parametrize(('role', 'permission', 'granted'), CELLS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role, permission, granted):
    assert actor(Role(role)).may(Permission(permission)) is granted


@given(st.sets(st.sampled_from(Role)), st.sampled_from(Permission))
def test_several_roles_may_do_what_one_of_them_may(roles, permission):
    assert actor(*roles).may(permission) is any(
        actor(role).may(permission) for role in roles)


@pytest.mark.asvs('8.2.1')
@given(st.sets(st.sampled_from(Role)), st.none() | st.just('mchs-74'))
def test_nobody_sits_on_two_chairs(roles, authority):
    """Respondents judge nobody, administrators judge nothing, inspectors belong somewhere."""
    if roles_fit(roles, authority):
        assert roles
        assert len(roles) == 1 or not roles & {Role.ENTREPRENEUR, Role.ADMINISTRATOR}
        assert (authority is None) == bool(roles & {Role.ENTREPRENEUR, Role.ADMINISTRATOR})
        assert actor(*roles).staff == (Role.ENTREPRENEUR not in roles)
    else:
        apart = {Role.ENTREPRENEUR, Role.ADMINISTRATOR} & roles
        assert not roles or (apart and len(roles) > 1) or bool(apart) == bool(authority)
