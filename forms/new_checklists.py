"""Naming a checklist that was not there before."""
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Optional, Regexp

from forms.base import BaseForm, text_field
from forms.part_labels import SHORT
from forms.part_shapes import LegalDay
from requirements_catalog.model import ChecklistFile
from requirements_catalog.texts import LocalText

_EMPTY = _l('Fill in this field.')


class NewChecklistForm(BaseForm):
    """What a checklist is called, what it belongs to and from when on it is to be used."""

    title_ru = text_field(_l('Name of the checklist, in Russian'), SHORT, DataRequired(_EMPTY))
    title_en = text_field(_l('Name of the checklist, in English'), SHORT, Optional())
    short_ru = text_field(_l('Short name, in Russian'), 60, DataRequired(_EMPTY))
    short_en = text_field(_l('Short name, in English'), 60, Optional())
    code = text_field(_l('Code in addresses'), 40, DataRequired(_EMPTY), Regexp(
        '[a-z][a-z0-9-]{2,39}$',
        message=_l('Use small Latin letters, digits and hyphens, at least three signs.')))
    kind_of_control = SelectField(_l('Kind of control'))
    effective_from = LegalDay(_l('In force from'), [DataRequired(_EMPTY)])

    def content(self, authority: str, today: date) -> ChecklistFile:
        """Return the first version with nothing asked yet; what it is about is still its name."""
        title = _text(self.title_ru.data, self.title_en.data)
        return ChecklistFile(
            checklist=self.code.data, version=1, title=title,
            short=_text(self.short_ru.data, self.short_en.data), summary=title, audience=title,
            kind_of_control=self.kind_of_control.data, authority=authority, as_of=today,
            effective_from=self.effective_from.data or today, requirements=(), sections=())


def _text(russian: str, english: str | None) -> LocalText:
    return LocalText.of({'ru': russian, **({'en': english} if english else {})})
