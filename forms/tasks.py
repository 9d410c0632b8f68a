"""Changing a task of the plan of action, and choosing which tasks to see."""
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from forms.base import BaseForm, clean, text_field

FIRST_YEAR, LAST_YEAR = 2020, 2100
SHOWN = (('open', _l('To do')), ('overdue', _l('Overdue')), ('done', _l('Done')),
         ('all', _l('All')))


class DayField(StringField):  # type: ignore[misc]
    """A day, as date pickers send it or as people type it: 2026-12-31 or 31.12.2026."""

    def pre_validate(self, _form: Form) -> None:
        if self.data and self.day is None:
            raise ValidationError(_l('Enter a day like 31.12.2026.'))

    @property
    def day(self) -> date | None:
        typed = self.data or ''
        parts = typed.split('.')[::-1] if '.' in typed else typed.split('-')
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
            return None
        try:
            found = date(*(int(part[:4]) for part in parts))
        except ValueError:
            return None
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


class TaskForm(BaseForm):
    """Who does it, by when, and whether it is done."""

    responsible = text_field(_l('Who is responsible'), 120)
    due_on = DayField(_l('By when'), [Optional()], filters=[clean])
    done = BooleanField(_l('It is done'))
    note = text_field(_l('Note'), 1000, long=True)


class ShownForm(BaseForm):
    """Which tasks of a company to show. People are chosen by a number that names nobody."""

    show = RadioField(_l('Show'), [Optional()], choices=[
        SelectChoice(value, label) for value, label in SHOWN], default='open')
    who = SelectField(_l('Who is responsible'), [Optional()], validate_choice=False)
