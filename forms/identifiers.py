"""The numbers by which the state knows a business, and what can be wrong with one.

The check digits were verified on the numbers of thousands of businesses; DOMAIN.md part 6.1
names the sources. A number that passes has the right form; whether it exists nobody knows here.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from requirements_catalog.model import LegalForm

# Spaces that are typed or pasted between groups of digits, and marks that take no room at all.
_GAPS = str.maketrans('', '', ' \t\u00a0\u2007\u2009\u202f\u200b\u2060\ufeff')
_DIGITS = frozenset('0123456789')

_INN_LENGTHS = {LegalForm.LEGAL_ENTITY: 10, LegalForm.SOLE_PROPRIETOR: 12}
_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12_SECOND = (3, *_INN_12_FIRST)

_OGRN_LENGTHS = {LegalForm.LEGAL_ENTITY: 13, LegalForm.SOLE_PROPRIETOR: 15}
_OGRN_BEGINNINGS = {13: (1, 5), 15: (3,)}
_OGRN_DIVISORS = {13: 11, 15: 13}

_KPP_LENGTH = 9
_KPP_REASON = range(4, 6)
"""The places of the reason of registration, the only ones that may hold letters."""


class Reason(StrEnum):
    """What is wrong with a number, in the order in which it is looked for."""

    CHARACTER = 'character'
    LENGTH = 'length'
    LEGAL_FORM = 'legal_form'
    ZEROS = 'zeros'
    BEGINNING = 'beginning'
    REGION = 'region'
    CHECK_DIGIT = 'check_digit'


@dataclass(frozen=True)
class Fault:
    """What is wrong with a number, and where.

    ``first`` and ``last`` are the places of the wrong group, counted from 1; 0 where the whole
    number is meant. ``allowed`` holds the lengths that would do or, for a wrong beginning, the
    digits. It never holds the right check digit, which would invite people to type that in.
    """

    reason: Reason
    first: int = 0
    last: int = 0
    allowed: tuple[int, ...] = ()


def normalise(text: str | None) -> str:
    """Return a number without the gaps between its groups."""
    return (text or '').translate(_GAPS)


def check_inn(text: str, legal_form: LegalForm | None = None) -> Fault | None:
    """Return what is wrong with an ИНН: 10 digits of a company, 12 of a person."""
    return (_wrong_digits(text) or _wrong_length(text, _INN_LENGTHS, legal_form)
            or _wrong_region(text, 1) or _wrong_inn_check_digits(text))


def check_ogrn(text: str, legal_form: LegalForm | None = None) -> Fault | None:
    """Return what is wrong with an ОГРН of a company or an ОГРНИП of a sole proprietor."""
    return (_wrong_digits(text) or _wrong_length(text, _OGRN_LENGTHS, legal_form)
            or _wrong_ogrn_beginning(text) or _wrong_region(text, 4)
            or _wrong_ogrn_check_digit(text))


def check_kpp(text: str, legal_form: LegalForm | None = None) -> Fault | None:
    """Return what is wrong with a КПП, which only companies have; it has no check digit."""
    if legal_form is LegalForm.SOLE_PROPRIETOR:
        return Fault(Reason.LEGAL_FORM)
    return (_wrong_digits(text, letters=_KPP_REASON)
            or _wrong_length(text, {LegalForm.LEGAL_ENTITY: _KPP_LENGTH}, legal_form)
            or _wrong_region(text, 1))


def _wrong_digits(text: str, letters: Sequence[int] = ()) -> Fault | None:
    """Return the first character that is not an ASCII digit: "²" and "９" are digits to Python."""
    for place, character in enumerate(text):
        letter = place in letters and 'A' <= character <= 'Z'
        if character not in _DIGITS and not letter:
            return Fault(Reason.CHARACTER, place + 1, place + 1)
    return None


def _wrong_length(text: str, lengths: dict[LegalForm, int],
                  legal_form: LegalForm | None) -> Fault | None:
    allowed = tuple(length for form, length in lengths.items() if legal_form in (form, None))
    if len(text) not in lengths.values():
        return Fault(Reason.LENGTH, allowed=allowed)
    if len(text) not in allowed:
        return Fault(Reason.LEGAL_FORM, allowed=allowed)
    return Fault(Reason.ZEROS) if not text.strip('0') else None


def _wrong_region(text: str, place: int) -> Fault | None:
    """Return a fault where the two digits of the region are those of none."""
    region = text[place - 1:place + 1]
    return Fault(Reason.REGION, place, place + 1) if region == '00' else None


def _wrong_ogrn_beginning(text: str) -> Fault | None:
    allowed = _OGRN_BEGINNINGS[len(text)]
    return None if int(text[0]) in allowed else Fault(Reason.BEGINNING, 1, 1, allowed)


def _wrong_ogrn_check_digit(text: str) -> Fault | None:
    length = len(text)
    right = int(text[:-1]) % _OGRN_DIVISORS[length] % 10
    return None if int(text[-1]) == right else Fault(Reason.CHECK_DIGIT, length, length)


def _wrong_inn_check_digits(text: str) -> Fault | None:
    weights = (_INN_10,) if len(text) == 10 else (_INN_12_FIRST, _INN_12_SECOND)
    wrong = [len(row) + 1 for row in weights if _weighed(text, row) != int(text[len(row)])]
    return Fault(Reason.CHECK_DIGIT, wrong[0], wrong[-1]) if wrong else None


def _weighed(text: str, weights: tuple[int, ...]) -> int:
    pairs = zip(text[:len(weights)], weights, strict=True)
    return sum(int(digit) * weight for digit, weight in pairs) % 11 % 10
