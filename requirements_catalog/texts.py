"""A text in several languages under one key."""
from collections.abc import Mapping
from dataclasses import dataclass

FIRST_LANGUAGE = 'ru'
LANGUAGES = ('ru', 'en')


@dataclass(frozen=True)
class LocalText:
    """One text by language. Russian is always there; other languages may be missing."""

    by_language: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> 'LocalText':
        return cls(tuple(sorted(texts.items())))

    def in_language(self, language: str) -> str:
        """Return the text in a language, or in Russian where it has not been translated."""
        return dict(self.by_language)[FIRST_LANGUAGE if self.lacks(language) else language]

    def lacks(self, language: str) -> bool:
        return not dict(self.by_language).get(language, '').strip()

    def __str__(self) -> str:
        return self.in_language(FIRST_LANGUAGE)
