"""The pages of a checklist as forms, made from its questions."""
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from forms.base import BaseForm, Plain, clean, is_plain, text_field
from requirements_catalog.model import AnswerOption, CatalogQuestion

NOTE_LENGTH = 1000
LABELS = {
    AnswerOption.YES: _l('Yes'),
    AnswerOption.NO: _l('No'),
    AnswerOption.NOT_APPLICABLE: _l('Not applicable'),
    AnswerOption.UNKNOWN: _l('Need to find out'),
}
_ALL = tuple(LABELS)
_OBLIGATORY = tuple(option for option in _ALL if option is not AnswerOption.NOT_APPLICABLE)


class SectionForm(BaseForm):
    """One section: an answer and a note for each question, and what the page was drawn from."""

    questions: tuple[CatalogQuestion, ...] = ()
    revision = HiddenField(validators=[Length(max=12)])
    base = HiddenField(validators=[Length(max=8000), Plain()])

    def answer(self, question: CatalogQuestion) -> Field:
        return self[f'answer-{question.code}']

    def note(self, question: CatalogQuestion) -> Field:
        return self[f'note-{question.code}']

    def typed(self, *, keepable: bool) -> dict[str, tuple[AnswerOption | None, str]]:
        """Return what was typed, by question; with ``keepable`` only what a draft may hold.

        An answer without its obligatory note is kept, an impossible option or text is not.
        """
        found = {}
        for question in self.questions:
            option, note = self.answer(question).data, self.note(question).data or ''
            known = option in options_of(question)
            if not keepable or ((known or not option) and _may_be_kept(note)):
                found[question.code] = (AnswerOption(option) if known else None, note)
        return found

    def messages(self) -> dict[str, list[str]]:
        """Return what is wrong, by question."""
        found = {question.code: [*self.answer(question).errors, *self.note(question).errors]
                 for question in self.questions}
        return {code: messages for code, messages in found.items() if messages}


class NoteWhenNotApplicable:
    """"Not applicable" leaves the score, so it needs a reason (ПП РФ № 1844)."""

    def __init__(self, answer_name: str) -> None:
        self.answer_name = answer_name

    def __call__(self, form: SectionForm, field: Field) -> None:
        if form[self.answer_name].data == AnswerOption.NOT_APPLICABLE and not field.data:
            raise ValidationError(_l('Say in the note why this does not apply to you.'))


def _may_be_kept(note: str) -> bool:
    return len(note) <= NOTE_LENGTH and is_plain(note)


def options_of(question: CatalogQuestion) -> tuple[AnswerOption, ...]:
    """Return what may be answered to a question, in the order of the page."""
    return _ALL if question.not_applicable else _OBLIGATORY


@lru_cache(maxsize=512)
def make_section_form(questions: tuple[CatalogQuestion, ...]) -> type[SectionForm]:
    """Return a form class for the questions of one page.

    WTForms collects fields when a class is made, so each page needs a class of its own; they
    are few and are kept.
    """
    fields: dict[str, Any] = {}
    for question in questions:
        answer = f'answer-{question.code}'
        fields[answer] = RadioField(
            question.text.in_language('ru'), [Optional()],
            choices=[SelectChoice(option.value, LABELS[option])
                     for option in options_of(question)])
        fields[f'note-{question.code}'] = text_field(
            _l('Note'), NOTE_LENGTH, NoteWhenNotApplicable(answer), long=True)
    return type('QuestionsForm', (SectionForm,), {'questions': questions, **fields})


class SubmitForm(BaseForm):
    """The last page: a key that makes a second click harmless, and the revision shown."""

    submission_key = HiddenField(validators=[InputRequired(), Length(min=26, max=26), Plain()])
    revision = HiddenField(validators=[InputRequired(), Length(max=12)])


class KeyForm(BaseForm):
    """The code of a self-inspection, typed on another device."""

    code = text_field(_l('Code of your self-inspection'), 64,
                      InputRequired(_l('Enter the code.')))


def whole(text: str | None) -> int | None:
    """Return a whole number of ASCII digits, or None: int() would take other digits too."""
    text = clean(text or '')
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
