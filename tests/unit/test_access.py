"""The table of grants: what is not granted is denied, and no account has two hats."""
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from checklist.access import FRESH, GRANTS, OF_AUTHORITY, STAFF, Actor, Permission, Role, roles_fit

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def actor(*roles, authority=None):
    return Actor('A', 'S', frozenset(roles), authority, NOW)


def every_set_of_roles():
    return [set(roles) for size in range(len(Role) + 1) for roles in combinations(Role, size)]


def test_every_role_is_in_the_table():
    assert set(GRANTS) == set(Role)


def test_every_permission_is_granted_to_somebody():
    assert set().union(*GRANTS.values()) == set(Permission)


@pytest.mark.parametrize('role', Role)
@pytest.mark.parametrize('permission', Permission)
def test_an_actor_may_what_a_role_grants_and_nothing_else(role, permission):
    assert actor(role).may(permission) is (permission in GRANTS[role])


def test_nobody_without_a_role_may_anything():
    assert not any(actor().may(permission) for permission in Permission)


@pytest.mark.parametrize('role', sorted(STAFF))
def test_staff_keeps_no_companies(role):
    assert not actor(role).may(Permission.KEEP_COMPANIES)


def test_only_staff_is_staff():
    assert [role for role in Role if not actor(role).staff] == [Role.ENTREPRENEUR]


def test_only_an_administrator_administers():
    holders = [role for role in Role if actor(role).may(Permission.ADMINISTER)]

    assert holders == [Role.ADMINISTRATOR]
    assert GRANTS[Role.ADMINISTRATOR] == {Permission.USE_ACCOUNT, Permission.ADMINISTER}


def test_the_journal_names_roles_in_one_order():
    assert actor(Role.INSPECTOR, Role.APPROVER).role == 'approver+inspector'
    assert actor(Role.APPROVER, Role.INSPECTOR).role == 'approver+inspector'


@pytest.mark.asvs('7.5.1')
@pytest.mark.parametrize(('age', 'fresh'), [
    (timedelta(0), True), (FRESH, True), (FRESH + timedelta(microseconds=1), False)])
def test_a_proof_is_fresh_for_five_minutes(age, fresh):
    assert actor(Role.ENTREPRENEUR).is_fresh(NOW + age) is fresh
    assert FRESH == timedelta(minutes=5)


@pytest.mark.parametrize('roles', every_set_of_roles(), ids=lambda roles: '+'.join(sorted(roles)))
@pytest.mark.parametrize('authority', [None, 'mchs'])
def test_roles_of_one_account_fit_together(roles, authority):
    alone = roles in ({Role.ENTREPRENEUR}, {Role.ADMINISTRATOR}) and authority is None
    in_authority = bool(roles) and roles <= OF_AUTHORITY and authority is not None

    assert roles_fit(roles, authority) is (alone or in_authority)
