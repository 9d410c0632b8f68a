"""The texts of the interface in one language, found by their message ids."""
import io
import re
from functools import cache
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from checklist.config import ROOT


class Words:
    """Says a text as a page in this language does; the catalogue is read where it is written."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = _read(language)

    def __call__(self, message: str, **values: Any) -> str:
        text = self._texts.ugettext(message)
        return plain(text % values if values else text)

    def count(self, one: str, many: str, number: int, **values: Any) -> str:
        return plain(self._texts.ungettext(one, many, number) % {'num': number, **values})

    def decimal(self, text: str) -> str:
        """Return "86.6" as this language writes it."""
        return text.replace('.', ',') if self.language == 'ru' else text


@cache
def _read(language: str) -> Any:
    path = ROOT / 'checklist' / 'translations' / language / 'LC_MESSAGES' / 'messages.po'
    if not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open('rb') as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Translations(compiled)


def plain(text: str) -> str:
    """Return text with every run of spaces as one, also of those that do not break."""
    return re.sub(r'\s+', ' ', text).strip()
