"""What people do with the data of their account."""
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form
from wtforms.validators import InputRequired, ValidationError

from forms.base import BaseForm, text_field


class Confirmed:
    """Refuse anything but the word that says that one means it."""

    def __call__(self, form: Form, field: Field) -> None:
        if (field.data or '').casefold() != confirming_word().casefold():
            raise ValidationError(gettext('Type the word “%(word)s”.', word=confirming_word()))


def confirming_word() -> str:
    """Return the word to type in the reader's language."""
    word: str = gettext('delete')
    return word


class DeleteForm(BaseForm):
    """Delete the account, by a word that nobody types by accident."""

    confirmation = text_field(_l('Confirmation'), 40, InputRequired(
        _l('Type the word to confirm.')), Confirmed())
