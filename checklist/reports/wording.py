"""Sentences about conditions, fines and sums, in the language of the reader."""
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from babel.numbers import format_currency
from flask import g
from flask_babel import force_locale, format_decimal, get_locale, gettext, ngettext

from checklist.services.reference import library
from requirements_catalog.activities import all_activities
from requirements_catalog.applicability import Profile, Reason
from requirements_catalog.conditions import Comparison, Operator, Source
from requirements_catalog.legal import Sanction
from requirements_catalog.model import CatalogVersion
from requirements_catalog.texts import LocalText

_INVERTED = {
    Operator.EQ: Operator.NE, Operator.NE: Operator.EQ, Operator.GT: Operator.LTE,
    Operator.LTE: Operator.GT, Operator.LT: Operator.GTE, Operator.GTE: Operator.LT}


def language() -> str:
    """Return the reader's language, looked up once: one page asks for it hundreds of times."""
    kept = vars(g._get_current_object())
    if 'language' not in kept:
        kept['language'] = get_locale().language
    found: str = kept['language']
    return found


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak another language than the reader's for a while, as in a preview."""
    before = language()
    g.language = code
    with force_locale(code):
        yield
    g.language = before


def local(text: LocalText | str | None) -> str:
    """Return a text of the catalog in the reader's language; a plain text as it is."""
    if isinstance(text, LocalText):
        return text.in_language(language())
    return text or ''


def roubles(amount: int) -> str:
    """Return an amount like "40 000 ₽"."""
    return _roubles(amount, language())


@lru_cache(maxsize=1024)
def _roubles(amount: int, language: str) -> str:
    return format_currency(amount, 'RUB', '#,##0\xa0¤', language, currency_digits=False)


def fine(sanction: Sanction) -> str:
    """Return the range of a fine, or an empty text where there is no fine."""
    return _fine(sanction.minimum, sanction.maximum, language())


@lru_cache(maxsize=1024)
def _fine(low: int | None, high: int | None, _language: str) -> str:
    if low is None and high is None:
        return ''
    if low is None:
        return gettext('up to %(sum)s', sum=roubles(high or 0))
    if high is None:
        return gettext('from %(sum)s', sum=roubles(low))
    if low == high:
        return roubles(low)
    return gettext('%(low)s to %(high)s', low=format_decimal(low), high=roubles(high))


def critical_sentence(broken: int, unconfirmed: int) -> str:
    """Return why critical requirements stop a score from counting as high.

    Who has yet to find out has broken nothing so far, so that is not said.
    """
    if not unconfirmed:
        return ngettext(
            '%(num)d critical requirement is not met, so the score does not count as high.',
            '%(num)d critical requirements are not met, so the score does not count as high.',
            broken)
    if not broken:
        return ngettext(
            '%(num)d critical requirement is not confirmed, so the score does not count as high.',
            '%(num)d critical requirements are not confirmed, so the score does not count as high.',
            unconfirmed)
    return gettext('Critical requirements: %(broken)d not met, %(unconfirmed)d not confirmed.'
                   ' So the score does not count as high.',
                   broken=broken, unconfirmed=unconfirmed)


def path_sentence(steps: int, only_unknown: bool) -> str:
    """Return how many steps lead to a high score; what is to be found out may need no fix."""
    if only_unknown:
        return ngettext('To confirm %(num)d requirement is enough for a high score.',
                        'To confirm %(num)d requirements is enough for a high score.', steps)
    return ngettext('%(num)d fix is enough for a high score.',
                    '%(num)d fixes are enough for a high score.', steps)


class ReasonWording:
    """Says why something of a version was left out."""

    def __init__(self, version: CatalogVersion) -> None:
        self.version = version
        self.features = {feature.code: feature for feature in version.features}

    def sentences(self, reasons: Iterable[Reason], profile: Profile) -> list[str]:
        return list(dict.fromkeys(self.sentence(reason, profile) for reason in reasons))

    def sentence(self, reason: Reason, profile: Profile) -> str:
        comparison = reason.comparison
        if comparison.source is Source.ANSWER:
            question = self.version.questions[comparison.name]
            return gettext('Depends on your answer to the question “%(question)s”.',
                           question=local(question.text))
        describe = {
            'features': self._feature, 'activities': self._activity,
            'legal_form': self._legal_form, 'territory': self._territory,
        }.get(comparison.name)
        if describe:
            return describe(comparison, reason.expected)
        return self._number(comparison, reason.expected, profile)

    def _feature(self, comparison: Comparison, expected: bool) -> str:
        feature = self.features.get(str(comparison.value))
        what = local(feature.phrase) if feature else str(comparison.value)
        if expected:
            return gettext('Asked only if you have this: %(what)s.', what=what)
        return gettext('Not asked if you have this: %(what)s.', what=what)

    def _activity(self, comparison: Comparison, expected: bool) -> str:
        activity = all_activities().get(str(comparison.value))
        title = activity.title if activity else ''
        if expected:
            return gettext('Only for activity %(code)s “%(title)s”.',
                           code=comparison.value, title=title)
        return gettext('Not for activity %(code)s “%(title)s”.',
                       code=comparison.value, title=title)

    def _legal_form(self, comparison: Comparison, expected: bool) -> str:
        positive = (comparison.operator is not Operator.NE) is expected
        companies = ('legal_entity' in _values(comparison)) is positive
        return (gettext('Only for legal entities.') if companies
                else gettext('Only for sole proprietors.'))

    def _territory(self, comparison: Comparison, expected: bool) -> str:
        known = library().territories
        names = ', '.join(local(known[code].name) if code in known else code
                          for code in _values(comparison))
        if (comparison.operator is not Operator.NE) is expected:
            return gettext('Only in: %(names)s.', names=names)
        return gettext('Not in: %(names)s.', names=names)

    def _number(self, comparison: Comparison, expected: bool, profile: Profile) -> str:
        operator = comparison.operator if expected else _INVERTED[comparison.operator]
        name, limit = comparison.name, format_decimal(comparison.value)
        fact = profile.staff if name == 'staff' else profile.numbers.get(name)
        what = (gettext('number of employees') if name == 'staff'
                else local(self.features[name].phrase) if name in self.features else name)
        relation = relation_sentence(operator, limit)
        if fact is None:
            return gettext('Asked only if %(what)s is %(relation)s.', what=what, relation=relation)
        return gettext('Asked only if %(what)s is %(relation)s; yours is %(fact)s.',
                       what=what, relation=relation, fact=format_decimal(fact))


def _values(comparison: Comparison) -> tuple[str, ...]:
    value = comparison.value
    return value if isinstance(value, tuple) else (str(value),)


def relation_sentence(operator: Operator, limit: str) -> str:
    return {
        Operator.EQ: gettext('exactly %(limit)s', limit=limit),
        Operator.NE: gettext('other than %(limit)s', limit=limit),
        Operator.GT: gettext('more than %(limit)s', limit=limit),
        Operator.GTE: gettext('%(limit)s or more', limit=limit),
        Operator.LT: gettext('less than %(limit)s', limit=limit),
        Operator.LTE: gettext('%(limit)s or less', limit=limit),
    }[operator]
