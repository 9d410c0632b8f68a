"""Companies, their objects and colleagues, and what is taken over from a browser."""
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField, DateField, Field, Form, HiddenField, RadioField, SelectChoice, SelectField,
    StringField)
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from forms.accounts import email_field
from forms.base import BaseForm, Plain, clean, text_field
from forms.identifiers import Reason, check_kpp, normalise
from forms.messages import identifier_message
from forms.profiles import LEGAL_FORMS, MOST_STAFF, Inn, Ogrn, legal_form_of, number_field

NAME_LENGTH = 200
ADDRESS_LENGTH = 300
FIRST_YEAR, LAST_YEAR = 2000, 2199
# In a list of companies or objects: one that is yet to be added.
NEW = 'new'


class Kpp:
    """A КПП, which only companies have."""

    def __call__(self, form: Form, field: Field) -> None:
        problem = check_kpp(field.data, legal_form_of(form))
        if problem and problem.reason is Reason.LEGAL_FORM:
            raise ValidationError(_l('A sole proprietor has no КПП: leave this field empty.'))
        if problem:
            raise ValidationError(identifier_message('kpp', problem))


def _legal_form_field(*validators: Any) -> RadioField:
    return RadioField(
        _l('Legal form'), choices=[SelectChoice(value.value, label)
                                   for value, label in LEGAL_FORMS.items()],
        validators=[*validators, InputRequired(_l('Choose the legal form.'))])


def _name_field(*validators: Any) -> Field:
    return text_field(_l('Name of the company'), NAME_LENGTH, *validators,
                      InputRequired(_l('Enter the name of the company.')))


def _number_field(label: Any, *validators: Any) -> StringField:
    return StringField(label, [*validators], filters=[normalise])


class CompanyForm(BaseForm):
    """A company or a sole proprietor."""

    legal_form = _legal_form_field()
    name = _name_field()
    inn = _number_field(_l('ИНН'), Optional(), Inn())
    ogrn = _number_field(_l('ОГРН or ОГРНИП'), Optional(), Ogrn())
    kpp = _number_field(_l('КПП'), Optional(), Kpp())


class ObjectForm(BaseForm):
    """A place of a company, and what decides which requirements concern it."""

    title = text_field(_l('What do you call this object?'), NAME_LENGTH,
                       InputRequired(_l('Give the object a name.')))
    address = text_field(_l('Address'), ADDRESS_LENGTH)
    activity = text_field(_l('What is done there?'), 200)
    activity_code = StringField(_l('Choose your activity'), [Optional()], filters=[clean])
    territory = SelectField(
        _l('Where is it?'), validators=[InputRequired(_l('Choose a municipality.'))])
    staff = number_field(_l('How many employees work there?'), MOST_STAFF,
                         _l('Enter the number of employees; 0 if you work alone.'))


class DeleteCompanyForm(BaseForm):
    """The name of the company, typed, so that nobody deletes one by a slip."""

    name = text_field(_l('Name of the company'), NAME_LENGTH,
                      InputRequired(_l('Enter the name of the company.')))


class InviteForm(BaseForm):
    """Whom to invite."""

    email = email_field(_l('E-mail of your colleague'))


class InvitationForm(BaseForm):
    """Which invitation is meant."""

    invitation = HiddenField(validators=[InputRequired(), Length(max=64), Plain()])


class PlaceForm(BaseForm):
    """Which company and object the next self-inspection is about."""

    place = SelectField(_l('Which company and object is it about?'), validate_choice=False,
                        validators=[InputRequired(_l('Choose one.'))])


class DayField(DateField):  # type: ignore[misc]
    """A day, with words of ours for what is none."""

    data: date | None
    first_year = FIRST_YEAR

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_l('Enter a day of the calendar.')) from error
        day: date | None = self.data
        if day and not self.first_year <= day.year <= LAST_YEAR:
            self.data = None
            raise ValueError(_l('Enter a day of the calendar.'))


class FilterForm(BaseForm):
    """What to show of the self-inspections of a company."""

    checklist = SelectField(_l('Which checklist'), validate_choice=False, default='')
    object = SelectField(_l('Object'), validate_choice=False, default='')
    state = SelectField(_l('State'), validate_choice=False, default='')
    since = DayField(_l('From'), [Optional()])
    until = DayField(_l('Until'), [Optional()])


class ComparisonForm(BaseForm):
    """Which two rounds to compare."""

    series = SelectField(_l('Checklist and object'), validate_choice=False)
    before = SelectField(_l('Earlier round'), validate_choice=False)
    after = SelectField(_l('Later round'), validate_choice=False)


class OnlyForNew:
    """Ask nothing of a new company where none is to be added."""

    def __call__(self, form: Form, field: Field) -> None:
        if not form['taken'].data or form['company'].data != NEW:
            field.errors = []
            raise StopValidation()


class TakeOverForm(BaseForm):
    """What is to become of one self-inspection of this browser."""

    taken = BooleanField(_l('Take over'))
    company = SelectField(_l('To which company does it belong?'), validate_choice=False)
    object = SelectField(_l('Object'), validate_choice=False)
    legal_form = _legal_form_field(OnlyForNew())
    name = _name_field(OnlyForNew())
    inn = _number_field(_l('ИНН'), OnlyForNew(), Optional(), Inn())
    ogrn = _number_field(_l('ОГРН or ОГРНИП'), OnlyForNew(), Optional(), Ogrn())
