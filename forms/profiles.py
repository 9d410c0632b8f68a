"""What a business says of itself, in two short steps."""
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Optional, ValidationError

from forms.base import BaseForm, clean, text_field
from forms.identifiers import check_inn, check_ogrn, normalise
from forms.messages import identifier_message
from requirements_catalog.model import Feature, LegalForm

LEGAL_FORMS = {
    LegalForm.LEGAL_ENTITY: _l('Legal entity (ООО, АО and others)'),
    LegalForm.SOLE_PROPRIETOR: _l('Sole proprietor (ИП)'),
}
MOST_STAFF = 100_000


class WholeNumber:
    """A whole number from 0 to ``most``, of ASCII digits only."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Form, field: Field) -> None:
        text = field.data or ''
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(_l('Enter a whole number, for example 12.'))
        if len(text) > 9 or int(text) > self.most:
            raise ValidationError(_l('Enter a number of at most %(most)d.', most=self.most))


class Inn:
    """An ИНН of the right length for the legal form, with right check digits."""

    def __call__(self, form: Form, field: Field) -> None:
        problem = check_inn(field.data, legal_form_of(form))
        if problem:
            raise ValidationError(identifier_message('inn', problem))


class Ogrn:
    """An ОГРН of a company or an ОГРНИП of a sole proprietor."""

    def __call__(self, form: Form, field: Field) -> None:
        problem = check_ogrn(field.data, legal_form_of(form))
        if problem:
            raise ValidationError(identifier_message('ogrn', problem))


def legal_form_of(form: Form) -> LegalForm | None:
    """Return the legal form that was chosen on the same form."""
    value = form['legal_form'].data
    return LegalForm(value) if value in set(LegalForm) else None


def number_field(label: Any, most: int, missing: Any) -> StringField:
    return StringField(label, [InputRequired(missing), WholeNumber(most)],
                       filters=[clean], render_kw={'inputmode': 'numeric'})


class ProfileForm(BaseForm):
    """Step one: who you are, what you do and where."""

    legal_form = RadioField(
        _l('Who are you?'),
        choices=[SelectChoice(value.value, label) for value, label in LEGAL_FORMS.items()],
        validators=[InputRequired(_l('Choose who you are.'))])
    activity = text_field(_l('What do you do?'), 200)
    activity_code = StringField(_l('Choose your activity'), [Optional()], filters=[clean])
    territory = SelectField(
        _l('Where is your business?'), validators=[InputRequired(_l('Choose a municipality.'))])
    staff = number_field(_l('How many employees do you have?'), MOST_STAFF,
                         _l('Enter the number of employees; 0 if you work alone.'))
    name = text_field(_l('Name of the business'), 200)
    inn = StringField(_l('ИНН'), [Optional(), Inn()], filters=[normalise])
    ogrn = StringField(_l('ОГРН or ОГРНИП'), [Optional(), Ogrn()], filters=[normalise])


class FeaturesForm(BaseForm):
    """Step two: only what still decides something."""

    features: tuple[Field, ...] = ()


def make_features_form(features: Iterable[Feature], language: str) -> type[FeaturesForm]:
    """Return a form with a yes-or-no field or a number for each feature."""
    fields = {feature.code: _feature_field(feature, language) for feature in features}
    return type('AskedFeaturesForm', (FeaturesForm,), fields)


def _feature_field(feature: Feature, language: str) -> Field:
    label = feature.question.in_language(language)
    hint = feature.hint.in_language(language) if feature.hint else ''
    if feature.kind == 'number':
        return StringField(
            label, [InputRequired(_l('Enter a number.')), WholeNumber(feature.maximum)],
            filters=[clean], description=hint, render_kw={'inputmode': 'numeric'})
    return RadioField(
        label, [InputRequired(_l('Choose yes or no.')), AnyOf(['yes', 'no'])],
        choices=[SelectChoice('yes', _l('Yes')), SelectChoice('no', _l('No'))], description=hint)
