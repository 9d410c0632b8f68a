"""What to say about an identifier that cannot be right."""
from flask_babel import gettext

from forms.identifiers import Fault, Reason

NAMES = {'inn': 'ИНН', 'ogrn': 'ОГРН', 'kpp': 'КПП'}


def identifier_message(name: str, fault: Fault) -> str:
    """Return what to do about a fault, in the language of the reader."""
    return _sentences()[fault.reason] % {
        'name': NAMES[name], 'first': fault.first, 'last': fault.last, 'places': _places(fault),
        'allowed': _either([str(number) for number in fault.allowed])}


def _sentences() -> dict[Reason, str]:
    return {
        Reason.CHARACTER: gettext(
            '%(name)s: only digits, please. Look at character %(first)d.'),
        Reason.LENGTH: gettext('%(name)s: the number must have %(allowed)s digits.'),
        Reason.LEGAL_FORM: gettext(
            '%(name)s: this number is of another legal form. Yours has %(allowed)s digits.'),
        Reason.ZEROS: gettext('%(name)s: the number cannot be all zeros.'),
        Reason.BEGINNING: gettext('%(name)s: the first digit must be %(allowed)s.'),
        Reason.REGION: gettext(
            '%(name)s: digits %(first)d and %(last)d are wrong, no region has this code.'),
        Reason.CHECK_DIGIT: gettext(
            '%(name)s: the check digits at place %(places)s do not agree with the other digits.'
            ' Compare the number with your documents.'),
    }


def _either(numbers: list[str]) -> str:
    if len(numbers) == 2:
        return gettext('%(one)s or %(other)s', one=numbers[0], other=numbers[1])
    return ', '.join(numbers)


def _places(fault: Fault) -> str:
    return f'{fault.first}' if fault.first == fault.last else f'{fault.first}–{fault.last}'
