"""What administrators type: whom they invite, what an account may do, why one is blocked."""
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField, DateField, Field, HiddenField, IntegerField, RadioField, SelectChoice,
    SelectField)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from forms.accounts import NAME_LENGTH, email_field
from forms.base import BaseForm, text_field

SERVICE, AUTHORITY = 'service', 'authority'
OF_AUTHORITY = ('inspector', 'catalog_editor', 'approver')
# What the staff does, and what is done to it, in words.
ACTIONS = {
    'sign_in': _l('signed in'),
    'first_factor': _l('gave the password'),
    'wrong_password': _l('a wrong password'),
    'wrong_code': _l('a wrong code'),
    'wrong_confirmation': _l('a wrong confirmation'),
    'use_recovery_code': _l('used a recovery code'),
    'end_session': _l('ended a session'),
    'end_sessions': _l('ended the sessions'),
    'end_all_sessions': _l('ended the sessions of everybody'),
    'set_password': _l('set a password'),
    'set_second_factor': _l('set up a second factor'),
    'drop_second_factor': _l('dropped the second factor'),
    'reset_second_factor': _l('reset the second factor'),
    'new_recovery_codes': _l('made new recovery codes'),
    'change_account': _l('changed the profile'),
    'change_email': _l('changed the address'),
    'invite_staff': _l('invited somebody'),
    'withdraw_invitation': _l('withdrew an invitation'),
    'accept_invitation': _l('accepted an invitation'),
    'open_account': _l('opened an account'),
    'change_roles': _l('changed the roles'),
    'block_account': _l('blocked an account'),
    'unblock_account': _l('unblocked an account'),
    'find_account': _l('searched for an account'),
    'inquire': _l('looked into a breach'),
    'hurry_mail': _l('sent waiting messages anew'),
    'begin_draft': _l('began a draft of a version'),
    'discard_draft': _l('discarded a draft of a version'),
    'open_discussion': _l('opened a public discussion'),
    'settle_proposal': _l('answered a proposal'),
    'ask_approval': _l('asked for the approval of a version'),
    'approve_draft': _l('approved a version'),
    'send_back_draft': _l('sent a draft of a version back'),
    'publish_draft': _l('published a version'),
    'denied': _l('was refused a page'),
    'read': _l('read a self-inspection'),
}
REFUSALS = {
    'entrepreneur': _l('An entrepreneur has an account with this address. Staff never checks'
                       ' companies of its own, so it needs another address.'),
    'staff': _l('Somebody of the staff has this address. Change what they may do in the list of'
                ' the staff.'),
    'roles': _l('These roles do not go together.'),
}


class FindForm(BaseForm):
    """The whole address of an account."""

    email = email_field(_l('E-mail'))


class PostForm(BaseForm):
    """What an account of the staff is for: the service itself, or roles at one authority.

    What is chosen for an authority counts only where the account belongs to one.
    """

    post = RadioField(
        _l('What the account is for'), [InputRequired(_l('Choose one.'))], choices=[
            SelectChoice(AUTHORITY, _l('Work at a supervisory authority')),
            SelectChoice(SERVICE, _l('Administer the service: accounts and operation, never'
                                     ' answers'))])
    authority = SelectField(_l('Authority'), choices=[])
    inspector = BooleanField(_l('Inspector: statistics and declarations of this authority'))
    catalog_editor = BooleanField(_l('Editor of the catalog: prepares new versions of checklists'))
    approver = BooleanField(_l('Approver of the catalog: publishes what others have prepared'))

    def offer(self, authorities: Iterable[tuple[str, str]]) -> None:
        """Take the authorities that can be chosen, each with its name."""
        self.authority.choices = [
            SelectChoice('', _l('Choose …')),
            *(SelectChoice(code, name) for code, name in authorities)]

    @property
    def roles(self) -> list[str]:
        if self.post.data == SERVICE:
            return ['administrator']
        return [name for name in OF_AUTHORITY if self[name].data]

    @property
    def place(self) -> str | None:
        """The code of the authority; None for the service itself."""
        return self.authority.data if self.post.data == AUTHORITY else None

    def validate(self, extra_validators: object = None) -> bool:
        right: bool = super().validate(extra_validators)
        if self.post.data != AUTHORITY:
            return right
        if not self.authority.data:
            self.authority.errors = [_l('Choose an authority.')]
        if not self.roles:
            self.inspector.errors = [_l('Choose at least one role.')]
        return right and bool(self.authority.data and self.roles)


class InviteForm(FindForm, PostForm):
    """Whom to invite, and to what."""

    name = text_field(_l('Name'), NAME_LENGTH)


class StaffFilter(BaseForm):
    """Whom of the staff to show."""

    authority = SelectField(_l('Where'), choices=[])
    state = SelectField(_l('State'), choices=[
        SelectChoice('', _l('Any')), SelectChoice('active', _l('Active')),
        SelectChoice('blocked', _l('Blocked'))])

    def offer(self, authorities: Iterable[tuple[str, str]]) -> None:
        self.authority.choices = [
            SelectChoice('', _l('Everywhere')), SelectChoice(SERVICE, _l('The service itself')),
            *(SelectChoice(code, name) for code, name in authorities)]


class BlockForm(BaseForm):
    """Why an account is blocked."""

    reason = RadioField(_l('Reason'), [InputRequired(_l('Choose a reason.'))], choices=[
        SelectChoice('left', _l('The person does not work here any more')),
        SelectChoice('suspected', _l('Somebody else may have got in')),
        SelectChoice('misuse', _l('The service was misused')),
        SelectChoice('asked', _l('The owner asked for it'))])


class JournalFilter(BaseForm):
    """Which entries of the journal to show."""

    action = SelectField(_l('Action'), validate_choice=False, choices=[
        SelectChoice('', _l('Any')),
        *(SelectChoice(code, words) for code, words in ACTIONS.items())])
    account = HiddenField()
    day = DateField(_l('Day'), [Optional()])
    before = IntegerField(validators=[Optional(), NumberRange(1, 2 ** 53)])


class BreachForm(FindForm):
    """Whose reading is looked into, and when it was."""

    since = DateField(_l('From'), [InputRequired(_l('Enter a day.'))])
    until = DateField(_l('Until'), [InputRequired(_l('Enter a day.'))])

    def validate_until(self, field: Field) -> None:
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(_l('This is before the first day.'))
