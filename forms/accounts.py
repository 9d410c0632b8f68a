"""Signing in, and what people change of their accounts."""
import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField, Field, Form, HiddenField, PasswordField, SelectChoice, SelectField)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from forms.base import BaseForm, Plain, text_field

EMAIL_LENGTH = 254
NAME_LENGTH = 100
MOST_TYPED = 4000
_EMAIL = re.compile(r'[^\s@<>"(),:;\\\[\]]{1,64}@[^\s@<>"(),:;\\\[\]]+\.[^\s@<>"(),:;\\\[\].]{2,}')


def is_email(text: str) -> bool:
    return bool(_EMAIL.fullmatch(text))


class Email:
    """Refuse what cannot be an address; whether it is one, a message to it shows."""

    def __call__(self, form: Form, field: Field) -> None:
        if not is_email(field.data or ''):
            raise ValidationError(_l('Enter an address like name@example.ru.'))


def email_field(label: object) -> Field:
    return text_field(label, EMAIL_LENGTH, InputRequired(_l('Enter your e-mail address.')),
                      Email())


def password_field(label: object, missing: object) -> Field:
    """Return a field for a password, which is never trimmed or changed."""
    return PasswordField(label, [InputRequired(missing), Length(max=MOST_TYPED)])


class LinkForm(BaseForm):
    """Ask for a link by e-mail."""

    email = email_field(_l('E-mail'))
    next = HiddenField(validators=[Length(max=500), Plain()])


class PasswordForm(LinkForm):
    """Sign in by password."""

    password = password_field(_l('Password'), _l('Enter your password.'))

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        # It stands on one page with the other form, where no two fields may have the same id.
        self.email.id = 'password-email'


class NextForm(BaseForm):
    """Where to go on afterwards."""

    next = HiddenField(validators=[Length(max=500), Plain()])


class ConsentForm(BaseForm):
    """Open an account, with a consent of its own."""

    consent = BooleanField(_l('I agree to this processing of my data'), [InputRequired(
        _l('Without this consent there can be no account. You may go on without one.'))])


class CodeForm(NextForm):
    """The second factor: six digits, or a recovery code."""

    code = text_field(_l('Code'), 40, InputRequired(_l('Enter the code.')))


class SetUpForm(CodeForm):
    """The first code of a new second factor."""

    seed = HiddenField(validators=[InputRequired(), Length(max=400)])


class NewPasswordForm(BaseForm):
    """A new password; the current one too where there is one."""

    current = PasswordField(_l('Current password'), [Optional(), Length(max=MOST_TYPED)])
    password = password_field(_l('New password'), _l('Enter a new password.'))


class FirstPasswordForm(BaseForm):
    """The password of an account that is just being opened."""

    password = password_field(_l('Password'), _l('Choose a password.'))


class ConfirmForm(NextForm):
    """Prove once more who it is."""

    password = PasswordField(_l('Password'), [Optional(), Length(max=MOST_TYPED)])
    code = text_field(_l('Code'), 40)


class ProfileForm(BaseForm):
    """What somebody says of themselves."""

    name = text_field(_l('Your name'), NAME_LENGTH)
    language = SelectField(_l('Language of messages'),
                           choices=[SelectChoice('ru', 'Русский'), SelectChoice('en', 'English')])


class EmailForm(BaseForm):
    """A new address."""

    email = email_field(_l('New e-mail'))
