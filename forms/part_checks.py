"""Checks of what is typed into the parts of a draft."""
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form
from wtforms.validators import StopValidation, ValidationError

from forms.inspections import whole
from forms.part_labels import Label
from requirements_catalog.texts import LANGUAGES


class RussianFirst:
    """A text that may be missing has Russian words where it has English ones."""

    def __init__(self, name: str) -> None:
        self.other = f'{name}-{LANGUAGES[1]}'

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data and form[self.other].data:
            raise StopValidation(_l('Write it in Russian, too.'))


class AtLeast:
    """A number that is not less than another."""

    def __init__(self, least: int) -> None:
        self.least = least

    def __call__(self, form: Form, field: Field) -> None:
        number = whole(field.data)
        if number is not None and number < self.least:
            raise ValidationError(_l('Enter a number of at least %(least)d.', least=self.least))


class NotBefore:
    """A day that does not come before another, or a number that is not less than it."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Form, field: Field) -> None:
        first, second = (_comparable(value) for value in (form[self.other].data, field.data))
        if first is not None and second is not None and second < first:
            raise ValidationError(_l('The end comes before the beginning.'))


def _comparable(value: Any) -> Any:
    return whole(value) if isinstance(value, str) else value


def not_before(name: str, label: Label) -> list[NotBefore]:
    """Return the check of a field that ends what another one of its row begins."""
    place = name.rpartition('-')[0]
    return [NotBefore(f'{place}-{label.after}' if place else label.after)] if label.after else []
