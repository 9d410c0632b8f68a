"""The base of all forms: what is typed is trimmed, put into one Unicode form and checked."""
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

# Line breaks are kept in notes; everything else that does not show is refused.
_ALLOWED = frozenset('\n\r\t')
_REFUSED_CATEGORIES = frozenset({'Cc', 'Cs', 'Co', 'Cn'})
_BIDI_CONTROLS = frozenset('\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')


class Plain:
    """Refuse control characters, halves of characters and marks that turn text around.

    PostgreSQL cannot keep a NUL, and turned text shows something else than it says.
    """

    def __call__(self, form: Form, field: Field) -> None:
        if isinstance(field.data, str) and not is_plain(field.data):
            raise ValidationError(_l('Remove the characters that cannot be seen from this field.'))


def is_plain(text: str) -> bool:
    return not any(
        character in _BIDI_CONTROLS
        or (character not in _ALLOWED and unicodedata.category(character) in _REFUSED_CATEGORIES)
        for character in text)


def clean(text: Any) -> Any:
    """Trim typed text and put it into NFC; leave everything else alone.

    Only for typed text: an answer option is a str too, and must stay what it is.
    """
    if not isinstance(text, str):
        return text
    return unicodedata.normalize('NFC', text.replace('\r\n', '\n')).strip()


def text_field(label: Any, most: int, *validators: Any, long: bool = False) -> Any:
    """Return a field for typed text of at most ``most`` characters."""
    kind = TextAreaField if long else StringField
    too_long = _l('Use at most %(max)d characters.')
    return kind(label, [*validators, Length(max=most, message=too_long), Plain()],
                filters=[clean])


class BaseForm(Form):  # type: ignore[misc]
    """A form whose page is drawn by our own macros."""

    class Meta:
        """Messages of WTForms itself come from our own catalogue, not from its."""

        locales = False
