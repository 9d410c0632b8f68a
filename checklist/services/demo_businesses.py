"""Synthetic businesses of a demonstration: seeded, skewed, and nobody's.

Shares and populations are rough; they only have to be as uneven as real ones. An ИНН has the
check digits of a real one, but begins with the digits of a region that there is not, so that it
belongs to nobody.
"""
import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from checklist.services.observations import business_digest
from checklist.services.profiles import Respondent, write_respondent
from checklist.statistics.dimensions import TERRITORY_LENGTH, traits_of
from requirements_catalog.applicability import Profile
from requirements_catalog.model import Feature, FeatureKind, LegalForm

# Thousands of inhabitants; territories that are not named here have the least.
POPULATIONS: Mapping[str, int] = {
    '75701': 1178, '75738': 408, '75742': 164, '75712': 158, '75728': 147, '75743': 88,
    '75652': 82, '75649': 74, '75752': 72, '75633': 56, '75609': 55, '75746': 53, '75619': 46,
    '75623': 42, '75634': 42, '75606': 40, '75758': 39, '75764': 37, '75734': 36, '75603': 33,
    '75617': 31, '75655': 31, '75707': 31, '75620': 30, '75626': 30, '75657': 29, '75636': 28,
    '75706': 28, '75629': 26, '75612': 24, '75614': 24, '75638': 24, '75648': 24, '75654': 24,
    '75755': 23, '75656': 20, '75632': 19, '75642': 17, '75647': 17, '75659': 17, '75644': 14,
    '75715': 11}
LEAST_POPULATION = 8
KINDS = 400
WITHOUT_INN = 0.05
NOWHERE = '98'
# How somebody answers, with the share of those who do so; the rest answers as it is.
HABITS: Mapping[str, float] = {
    'straight': 0.05, 'skipping': 0.04, 'hasty': 0.04, 'copying': 0.04, 'usual': 0.83}
# Chains of which every branch is alike and hands in the same answers.
CHAINS = 2
# The largest number of workers of each size, and how many companies and proprietors have it.
SIZES = (0, 15, 100, 250, 900)
SIZE_SHARES: Mapping[LegalForm, Sequence[float]] = {
    LegalForm.LEGAL_ENTITY: (0.03, 0.72, 0.2, 0.04, 0.01),
    LegalForm.SOLE_PROPRIETOR: (0.35, 0.62, 0.03, 0, 0)}
TITLES = {LegalForm.LEGAL_ENTITY: 'ООО «Пример {}»', LegalForm.SOLE_PROPRIETOR: 'ИП Пример {}'}
FOOD = {'sells_food': 0.95, 'loose_food': 0.6, 'chilled_food': 0.9, 'alcohol': 0.5, 'tobacco': 0.4}
KITCHEN = {'kitchen': 0.9, 'fryer': 0.5, 'outdoor_grill': 0.15, 'delivery': 0.4,
           'off_site_catering': 0.1, 'chilled_food': 0.9, 'alcohol': 0.3, 'hazardous_work': 0.6}
USUAL = {'premises': 0.9, 'fire_systems': 0.7, 'internal_fire_water': 0.25, 'hot_works': 0.03,
         'dwelling_house': 0.35, 'website': 0.5, 'customer_data': 0.6, 'data_contractors': 0.4,
         'cross_border_data': 0.05, 'video_surveillance': 0.6, 'hazardous_work': 0.15,
         'remote_workers': 0.1, 'minors': 0.02, 'shift_work': 0.5, 'distance_selling': 0.1}


@dataclass(frozen=True)
class Trade:
    """What some businesses do: how many of a hundred, and what they have besides the usual."""

    activity: str
    share: int
    companies: float
    features: Mapping[str, float]


TRADES = (
    Trade('47.11', 18, 0.35, FOOD), Trade('47.29', 6, 0.3, FOOD), Trade('47.71', 9, 0.15, {}),
    Trade('47.73', 4, 0.8, {}), Trade('47.91', 4, 0.2, {'premises': 0.4, 'distance_selling': 1}),
    Trade('45.20', 7, 0.3, {'hot_works': 0.5, 'hazardous_work': 0.6}),
    Trade('56.10.1', 14, 0.55, KITCHEN), Trade('56.30', 4, 0.4, {**KITCHEN, 'alcohol': 0.9}),
    Trade('55.10', 3, 0.6, {'kitchen': 0.3}), Trade('10.71', 4, 0.6, {**KITCHEN, **FOOD}),
    Trade('41.20', 5, 0.9, {'hot_works': 0.4, 'hazardous_work': 0.8}),
    Trade('49.41', 5, 0.3, {'hazardous_work': 0.6}), Trade('96.02', 7, 0.1, {}),
    Trade('86.21', 3, 0.9, {}), Trade('85.41', 2, 0.5, {}), Trade('68.20', 2, 0.6, {}),
    Trade('62.01', 2, 0.6, {'remote_workers': 0.8}), Trade('69.20', 1, 0.6, {}))


@dataclass(frozen=True)
class Kind:
    """Businesses of one kind: all but the territory, the name and the ИНН of each.

    ``written`` is the respondent as canonical JSON with gaps for these three, ``traits`` what
    statistics tell it by, after the territory.
    """

    place: int
    profile: Profile
    written: str
    traits: str

    def profile_in(self, territory: str) -> Profile:
        return replace(self.profile, territory=territory)


@dataclass(frozen=True)
class Business:
    """One business; ``care`` says how much it leaves undone: 1 is as others do."""

    number: int
    kind: Kind
    territory: str
    inn: str
    care: float
    habit: str

    @property
    def name(self) -> str:
        return TITLES[self.kind.profile.legal_form].format(self.number) if self.inn else ''

    @property
    def written(self) -> str:
        """The respondent as canonical JSON."""
        return self.kind.written % {
            'territory': self.territory, 'name': self.name, 'inn': self.inn}

    @property
    def digest(self) -> int | None:
        return business_digest(self.inn)

    @property
    def traits(self) -> str:
        return self.territory[:TERRITORY_LENGTH] + self.kind.traits


class Businesses:
    """All businesses of a demonstration, each made when it is asked for and always the same."""

    def __init__(self, seed: int, territories: Sequence[str], features: Sequence[Feature]) -> None:
        chance = random.Random(f'kinds {seed}')
        self.seed = seed
        self.territories = territories
        self.kinds = [_kind(place, chance, features) for place in range(KINDS)]
        self._people = list(accumulate(
            POPULATIONS.get(code, LEAST_POPULATION) for code in territories))
        self._habits = list(HABITS), list(accumulate(HABITS.values()))

    def get(self, number: int) -> Business:
        """Return the business with a number."""
        chance = random.Random(self.seed * 1_000_000_007 + number)
        habits, shares = self._habits
        habit = habits[min(bisect(shares, chance.random()), len(habits) - 1)]
        kind = self.kinds[int(chance.random() * (CHAINS if habit == 'copying' else KINDS))]
        return Business(
            number=number, kind=kind,
            territory=self.territories[bisect(self._people, chance.random() * self._people[-1])],
            inn='' if chance.random() < WITHOUT_INN else make_inn(kind.profile.legal_form, number),
            care=0.25 + 1.8 * chance.random() ** 2, habit=habit)


def make_inn(legal_form: LegalForm, number: int) -> str:
    """Return the ИНН of the business with a number: ten digits of a company, twelve of a person."""
    if legal_form is LegalForm.LEGAL_ENTITY:
        body = f'{NOWHERE}{number:07}'
        return body + _check_digit(body, (2, 4, 10, 3, 5, 9, 4, 6, 8))
    body = f'{NOWHERE}{number:08}'
    body += _check_digit(body, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
    return body + _check_digit(body, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def _check_digit(digits: str, weights: Sequence[int]) -> str:
    return str(sum(int(digit) * weight for digit, weight in zip(
        digits, weights, strict=True)) % 11 % 10)


def template(text: str, *gaps: str) -> str:
    """Return a text to be filled in with ``%``: each gap stands in it once, as ``@name@``."""
    text = text.replace('%', '%%')
    for gap in gaps:
        assert text.count(f'@{gap}@') == 1, gap
        text = text.replace(f'@{gap}@', f'%({gap})s')
    return text


def _kind(place: int, chance: random.Random, features: Sequence[Feature]) -> Kind:
    trade, = chance.choices(TRADES, [trade.share for trade in TRADES])
    form = (LegalForm.LEGAL_ENTITY if chance.random() < trade.companies
            else LegalForm.SOLE_PROPRIETOR)
    size, = chance.choices(range(len(SIZES)), SIZE_SHARES[form])
    staff = chance.randint(SIZES[size - 1] + 1, SIZES[size]) if size else 0
    shares = {**USUAL, **trade.features}
    profile = Profile(
        legal_form=form, activities=(trade.activity,), territory='@territory@', staff=staff,
        features={feature.code: chance.random() < shares.get(feature.code, 0.01)
                  for feature in features if feature.kind is FeatureKind.FLAG},
        numbers={feature.code: _number(feature.code, trade, staff, chance)
                 for feature in features if feature.kind is FeatureKind.NUMBER})
    return Kind(place, profile, template(
        write_respondent(Respondent(profile=profile, name='@name@', inn='@inn@')),
        'territory', 'name', 'inn'), traits_of(profile)[TERRITORY_LENGTH:])


def _number(code: str, trade: Trade, staff: int, chance: random.Random) -> int:
    """Return a number that is asked for: seats only where guests sit, people on a floor always."""
    if code == 'seats' and 'kitchen' not in trade.features:
        return 0
    return min(250, staff) + int(60 * chance.random() ** 2)
