"""What to look at in a draft, and as whom."""
from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from forms.base import BaseForm
from forms.profiles import LEGAL_FORMS
from requirements_catalog.model import CatalogSection, LegalForm
from requirements_catalog.texts import FIRST_LANGUAGE, LANGUAGES


class PreviewForm(BaseForm):
    """A section, a language and a legal form; whatever cannot be read is the first of each."""

    section = SelectField(_l('Section'))
    language = SelectField(_l('Language'), choices=[
        SelectChoice('ru', 'Русский'), SelectChoice('en', 'English')])
    legal_form = SelectField(_l('Who answers'), choices=[
        SelectChoice(value.value, text) for value, text in LEGAL_FORMS.items()])

    @classmethod
    def for_sections(cls, sent: Mapping[str, str],
                     sections: Iterable[CatalogSection]) -> 'PreviewForm':
        form = cls(sent)
        codes = [section.code for section in sections]
        form.section.choices = [SelectChoice(section.code, str(section.title))
                                for section in sections]
        if form.section.data not in codes:
            form.section.data = codes[0] if codes else ''
        if form.language.data not in LANGUAGES:
            form.language.data = FIRST_LANGUAGE
        if form.legal_form.data not in set(LegalForm):
            form.legal_form.data = LegalForm.LEGAL_ENTITY.value
        return form

    @property
    def shown_legal_form(self) -> LegalForm:
        return LegalForm(self.legal_form.data)
