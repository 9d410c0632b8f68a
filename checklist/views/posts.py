"""The posts of the staff, for forms and from them."""
from checklist.access import Role
from checklist.reports.wording import local
from checklist.services.invitations import Invited, Refusal, refusal
from checklist.services.reference import library
from forms.administration import REFUSALS, InviteForm, PostForm


def offered_authorities() -> list[tuple[str, str]]:
    """Return the authorities for a form, each with its name in the reader's language."""
    return [(code, local(authority.short)) for code, authority in library().authorities.items()]


def chosen_roles(form: PostForm) -> frozenset[Role]:
    return frozenset(map(Role, form.roles))


def invited_person(form: InviteForm) -> Invited | None:
    """Return whom a form invites; None, with a message at its field, where nobody may be."""
    invited = Invited(form.email.data, chosen_roles(form), form.place, form.name.data)
    found = refusal(invited)
    if found:
        field = form.post if found is Refusal.ROLES else form.email
        field.errors = [REFUSALS[found]]
    return None if found else invited


def post_of(roles: frozenset[Role]) -> dict[str, object]:
    """Return the roles of an account as a form holds them."""
    post = 'service' if Role.ADMINISTRATOR in roles else 'authority'
    return {'post': post, **{role.value: role in roles for role in Role}}
