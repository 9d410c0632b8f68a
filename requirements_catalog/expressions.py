"""Conditions as one line that people read and write: in a cell of a spreadsheet, in a message.

    ОКВЭД: 56 или (признак: kitchen и seats >= 25 и не ответ CT-010 = да)
    activities: 56 or (features: kitchen and seats >= 25 and not answer CT-010 = yes)

Both languages are read anywhere, also mixed. What is written is read back as the same condition.
"""
import re
from collections.abc import Iterator
from dataclasses import dataclass

from requirements_catalog.conditions import (
    AllOf, AnyOf, Comparison, Condition, Not, Operator, Source, Value)
from requirements_catalog.problems import said

MAX_DEPTH = 40
_TOKEN = re.compile(
    r'\s*(?:"((?:[^"\\]|\\.)*)"|«([^«»]*)»|“([^“”]*)”'
    r'|(<=|>=|!=|≤|≥|≠|[<>=:,()])|([^\s"«»“”<>=!≤≥≠:,()]+)|(\S.{,19}))', re.DOTALL)
_NUMBER = re.compile(r'-?[0-9]+')
_DIGITS = re.compile(r'[0-9]+')
_PLAIN = re.compile(r'[A-Za-z_][A-Za-z0-9._-]*|[0-9]+[.-][A-Za-z0-9._-]*')

# The words of each language for what stands in conditions by code.
_WORDS = {
    'ru': {'and': 'и', 'or': 'или', 'not': 'не', 'all': 'все', 'any': 'любое', 'in': 'среди',
           'answer': 'ответ', 'legal_form': 'форма', 'activities': 'ОКВЭД',
           'territory': 'территория', 'staff': 'работников', 'features': 'признак',
           'legal_entity': 'юрлицо', 'sole_proprietor': 'ИП', 'yes': 'да', 'no': 'нет',
           'not_applicable': 'неприменимо', 'unknown': 'неизвестно'},
    'en': {}}
_KEYWORDS = frozenset({'and', 'or', 'not', 'all', 'any', 'in', 'answer'})
_CODES = {word.casefold(): code for code, word in _WORDS['ru'].items()}
_SIGNS = {Operator.EQ: '=', Operator.NE: '!=', Operator.GT: '>', Operator.GTE: '>=',
          Operator.LT: '<', Operator.LTE: '<=', Operator.HAS: ':', Operator.IN: 'in'}
_OPERATORS = {sign: operator for operator, sign in _SIGNS.items()} | {
    'has': Operator.HAS, '≠': Operator.NE, '≥': Operator.GTE, '≤': Operator.LTE}
# Facts whose values are texts although they look like numbers.
_CODED = frozenset({'activities', 'territory'})


def write_expression(condition: Condition, language: str = 'en') -> str:
    """Return a condition as a line in the words of a language."""
    return _write(condition, _WORDS[language])


def read_expression(text: str) -> Condition:
    """Return the condition that a line states; ValueError says what is wrong with it."""
    reader = _Reader(text)
    condition = reader.either(0)
    if reader.token.kind != 'end':
        raise reader.error()
    return condition


def _write(condition: Condition, words: dict[str, str]) -> str:
    if isinstance(condition, Comparison):
        return _write_comparison(condition, words)
    if isinstance(condition, Not):
        return f'{words.get("not", "not")} {_write_part(condition.part, words)}'
    key = 'all' if isinstance(condition, AllOf) else 'any'
    if len(condition.parts) == 1:
        return f'{words.get(key, key)} ({_write(condition.parts[0], words)})'
    key = 'and' if isinstance(condition, AllOf) else 'or'
    joined = f' {words.get(key, key)} '
    return joined.join(_write_part(part, words) for part in condition.parts)


def _write_part(part: Condition, words: dict[str, str]) -> str:
    text = _write(part, words)
    chained = isinstance(part, (AllOf, AnyOf)) and len(part.parts) > 1
    return f'({text})' if chained else text


def _write_comparison(comparison: Comparison, words: dict[str, str]) -> str:
    name = _write_text(comparison.name, words)
    if comparison.source is Source.ANSWER:
        name = f'{words.get("answer", "answer")} {name}'
    value = _write_value(comparison.value, words, comparison.name in _CODED)
    if comparison.operator is Operator.HAS:
        return f'{name}: {value}'
    sign = _SIGNS[comparison.operator]
    return f'{name} {words.get(sign, sign)} {value}'


def _write_value(value: Value, words: dict[str, str], coded: bool) -> str:
    if isinstance(value, tuple):
        return f'({", ".join(_write_text(text, words, coded) for text in value)})'
    return str(value) if isinstance(value, int) else _write_text(value, words, coded)


def _write_text(text: str, words: dict[str, str], coded: bool = False) -> str:
    """Return a text as it is where it would be read as itself, otherwise in quotes."""
    if text in words and text not in _KEYWORDS:
        return words[text]
    plain = (_PLAIN.fullmatch(text) and text.casefold() not in _KEYWORDS
             and text.casefold() not in _CODES)
    if plain or (coded and _DIGITS.fullmatch(text)):
        return text
    escaped = text.replace('\\', '\\\\').replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True)
class _Token:
    """A part of a line: ``sign``, ``word``, ``quoted`` text, ``broken`` or the ``end``."""

    kind: str
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text.strip()):
        straight, angled, curly, sign, word, broken = match.groups()
        if sign is not None:
            yield _Token('sign', sign)
        elif word is not None:
            yield _Token('word', word)
        elif broken is not None:
            yield _Token('broken', broken)
        else:
            yield _Token('quoted', _unquoted(straight, angled, curly))


def _unquoted(straight: str | None, angled: str | None, curly: str | None) -> str:
    if straight is not None:
        return re.sub(r'\\(.)', r'\1', straight, flags=re.DOTALL)
    return (angled if curly is None else curly) or ''


class _Reader:
    """Reads a line from the left, one token ahead."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.token = _Token('end', '')
        self.next()

    def next(self) -> _Token:
        token, self.token = self.token, next(self.tokens, _Token('end', ''))
        return token

    def error(self) -> ValueError:
        if self.token.kind == 'end':
            return ValueError(said('the condition breaks off'))
        return ValueError(said('a condition cannot go on with %(text)s',
                               text=repr(self.token.text)))

    def keyword(self) -> str:
        """Return the code of the next word where it is one of the language, not a text."""
        word = self.token.text.casefold()
        return _CODES.get(word, word) if self.token.kind == 'word' else self.token.kind

    def sign(self, text: str) -> None:
        if self.token != _Token('sign', text):
            raise self.error()
        self.next()

    def either(self, depth: int) -> Condition:
        parts = [self.each(depth)]
        while self.keyword() == 'or':
            self.next()
            parts.append(self.each(depth))
        return AnyOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def each(self, depth: int) -> Condition:
        parts = [self.part(depth)]
        while self.keyword() == 'and':
            self.next()
            parts.append(self.part(depth))
        return AllOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def part(self, depth: int) -> Condition:
        if depth == MAX_DEPTH:
            raise ValueError(said('the condition is nested deeper than %(most)s levels',
                                  most=MAX_DEPTH))
        word = self.keyword()
        if word == 'not':
            self.next()
            return Not(self.part(depth + 1))
        if word in ('all', 'any'):
            self.next()
            inner = self.grouped(depth)
            return AllOf((inner,)) if word == 'all' else AnyOf((inner,))
        if self.token == _Token('sign', '('):
            return self.grouped(depth)
        return self.comparison()

    def grouped(self, depth: int) -> Condition:
        self.sign('(')
        inner = self.either(depth + 1)
        self.sign(')')
        return inner

    def comparison(self) -> Comparison:
        source = Source.FACT
        if self.keyword() == 'answer':
            source = Source.ANSWER
            self.next()
        name = self.text()
        operator = _OPERATORS.get(self.keyword() if self.token.kind == 'word'
                                  else self.token.text)
        if operator is None or self.token.kind == 'quoted':
            raise self.error()
        self.next()
        value = self.texts() if operator is Operator.IN else self.value(name, source)
        return Comparison(source, name, operator, value)

    def text(self) -> str:
        """Return the next word or quoted text; words of the language stand for their codes."""
        if self.token.kind == 'quoted':
            return self.next().text
        if self.token.kind != 'word' or self.keyword() in _KEYWORDS:
            raise self.error()
        word = self.next().text
        return _CODES.get(word.casefold(), word)

    def texts(self) -> tuple[str, ...]:
        self.sign('(')
        texts = [self.text()]
        while self.token == _Token('sign', ','):
            self.next()
            texts.append(self.text())
        self.sign(')')
        return tuple(texts)

    def value(self, name: str, source: Source) -> Value:
        coded = source is Source.ANSWER or name in _CODED
        if self.token.kind == 'word' and not coded and _NUMBER.fullmatch(self.token.text):
            return int(self.next().text)
        return self.text()
