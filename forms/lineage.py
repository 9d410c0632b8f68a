"""What became of the questions of the version before."""
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Length, ValidationError

from forms.base import BaseForm, Plain, text_field
from requirements_catalog.lineage import ChangeClass, LineageKind
from requirements_catalog.model import CatalogQuestion
from requirements_catalog.texts import LocalText

KINDS = {
    LineageKind.SAME: _l('stayed the same question'),
    LineageKind.REWORDED: _l('got another wording'),
    LineageKind.MOVED: _l('moved'),
    LineageKind.MERGED: _l('were merged into one'),
    LineageKind.SPLIT: _l('was split'),
    LineageKind.REPLACED: _l('was replaced'),
    LineageKind.COVERED: _l('is covered by another question'),
    LineageKind.DROPPED: _l('is not asked any more'),
    LineageKind.ADDED: _l('is new'),
}
CLASSES = {
    ChangeClass.EDITORIAL: _l('only the wording: the answer is carried over'),
    ChangeClass.MEANING: _l('the meaning: the answer is to be confirmed'),
    ChangeClass.SCOPE: _l('what it covers: it is asked anew'),
}
NOT_SAID = ''
REASON_LENGTH = 1000
_CLASS_CHOICES = [SelectChoice(NOT_SAID, _l('decide by the texts')),
                  *(SelectChoice(value.value, label) for value, label in CLASSES.items())]


class LineageForm(BaseForm):
    """One link: old questions, new ones, what became of them and why."""

    old: dict[str, str] = {}
    new: dict[str, str] = {}

    kind = SelectField(_l('What happened'), choices=[
        SelectChoice(value.value, label) for value, label in KINDS.items()],
        default=LineageKind.REPLACED.value)
    change = SelectField(_l('What changed'), choices=_CLASS_CHOICES)
    reason = text_field(_l('Why, in Russian'), REASON_LENGTH, long=True)
    reason_en = text_field(_l('Why, in English'), REASON_LENGTH, long=True)

    def chosen(self, side: str) -> tuple[str, ...]:
        """Return the codes that are ticked on a side."""
        return tuple(code for code, name in getattr(self, side).items() if self[name].data)

    def reason_text(self) -> LocalText | None:
        """Return the reason in each language it is given in; Russian comes first."""
        texts = {'ru': self.reason.data, 'en': self.reason_en.data}
        found = {language: text for language, text in texts.items() if text}
        return LocalText.of(found) if 'ru' in found else None

    def validate_reason_en(self, field: Any) -> None:
        if field.data and not self.reason.data:
            raise ValidationError(_l('Give the reason in Russian, too.'))


class AcceptForm(BaseForm):
    """One suggestion that the author confirms, and what changed in it."""

    old = HiddenField(validators=[InputRequired(), Length(max=64), Plain()])
    new = HiddenField(validators=[InputRequired(), Length(max=64), Plain()])
    change = SelectField(_l('What changed'), choices=_CLASS_CHOICES)


def make_lineage_form(old: Iterable[CatalogQuestion],
                      new: Iterable[CatalogQuestion]) -> type[LineageForm]:
    """Return a form class with a box for each question of both versions."""
    names = {side: {question.code: f'{side}-{question.code}' for question in questions}
             for side, questions in (('old', old), ('new', new))}
    fields = {name: BooleanField(code) for side in names.values() for code, name in side.items()}
    return type('LineageOfQuestionsForm', (LineageForm,), {**fields, **names})
