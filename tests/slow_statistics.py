"""Statistics worked out slowly, by another hand: loops over what was submitted, one at a time.

Nothing of the service is used. Letters, dimensions and rules are written down once more, as
docs/statistics.md tells them, so that a mistake has to be made twice to stay unseen.
"""
import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

TEN, FIFTY = 10, 50
KEYS = 1 << 20
# Yekaterinburg is five hours ahead all year round.
AHEAD = timedelta(hours=5)
DIMENSIONS = ('territory', 'legal_form', 'activity', 'size')
TABLES = ('', *DIMENSIONS, 'territory*legal_form', 'territory*activity', 'territory*size',
          'legal_form*activity', 'legal_form*size', 'activity*size')
FORMS = {'legal_entity': 'E', 'sole_proprietor': 'P'}
SECTIONS = {'47.11': 'G', '56.10': 'I', '86.10': 'Q'}
ANSWERS = {'yes': 'Y', 'no': 'N', 'unknown': 'U', 'not_applicable': 'A'}
VERDICTS = {'passed': 'P', 'below_threshold': 'B', 'critical_broken': 'C', 'not_scorable': 'S'}
SIGNALS = ('@all-yes', '@many-not-applicable', '@pace', '@same')
LETTERS = {'@verdict': 'PBCS', '@score': '43210-', **dict.fromkeys(SIGNALS, '+-')}

Cell = tuple[str, ...]


@dataclass
class Seen:
    """One self-inspection, read from its frozen document."""

    version: int
    month: int
    moment: datetime
    inn: str
    key: int
    traits: dict[str, str]
    answers: str
    letters: dict[str, str]


@dataclass
class SlowFrame:
    """What may be published of one month of one version.

    ``sizes`` by table and key; ``splits`` by table, item and key: the letter that is left, and
    the numbers of the others. ``totals`` is what was read of all questions together.
    ``reasons`` counts what each rule has hidden.
    """

    businesses: int | None = None
    without_inn: int | None = None
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    splits: dict[str, dict[str, dict[str, list[Any]]]] = field(default_factory=dict)
    totals: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)


def read(document: Mapping[str, Any], codes: Sequence[str], began: datetime,
         secret: str) -> Seen:
    """Read a frozen document; ``codes`` are the questions of its version."""
    moment = datetime.fromisoformat(document['submitted_at'])
    local = moment + AHEAD
    answers = ''.join(_answer(document['answers'].get(code)) for code in codes)
    asked = len(codes) - answers.count('-')
    fast = not document['previous'] and (moment - began).total_seconds() < 3 * asked
    letters = dict(zip(codes, answers, strict=True)) | {
        '@verdict': VERDICTS[document['score']['verdict']],
        '@score': _band(document['score']['percent']),
        '@all-yes': '+' if set(answers) <= set('Y-') else '-',
        '@many-not-applicable': '+' if 100 * answers.count('A') > 33 * asked else '-',
        '@pace': '+' if fast else '-'}
    inn, month = document['respondent'].get('inn', ''), local.year * 100 + local.month
    return Seen(document['version'], month, moment, inn, _key(inn, month, secret),
                _traits(document['respondent']['profile']), answers, letters)


def slow_frames(seen: Sequence[Seen]) -> dict[tuple[int, int], SlowFrame]:
    """Return every frame by version and month."""
    frames = {}
    for place in sorted({(each.version, each.month) for each in seen}):
        here = [each for each in seen if (each.version, each.month) == place]
        last = [each for each in here if each.inn and not any(
            other.inn == each.inn and other.month == each.month and other.moment > each.moment
            for other in seen)]
        without = sum(not each.inn for each in here)
        frames[place] = _frame(last)
        frames[place].without_inn = nearest(without) if without >= TEN else None
    return frames


def nearest(number: int) -> int:
    """Return the nearest multiple of five, by looking for it."""
    return min(range(0, number + 5, 5), key=lambda multiple: abs(multiple - number))


def to_five(rows: Sequence[Seen]) -> int:
    """Return how many there are, to five up or down as their keys decide together."""
    below = max(range(0, len(rows) + 1, 5))
    chance = Fraction(sum(row.key for row in rows) % KEYS, KEYS)
    return below + 5 if chance < Fraction(len(rows) - below, 5) else below


def _key(inn: str, month: int, secret: str) -> int:
    """Return the twenty bits of a business in a month: SplitMix64 over its keyed digest."""
    key = hashlib.sha256(f'digest {secret}'.encode()).digest()
    digest = hmac.new(key, f'business {inn}'.encode(), 'sha256').digest()
    mixed = (int.from_bytes(digest[:8], 'big') // 2 + month * 0x9E3779B97F4A7C15) % 2 ** 64
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) % 2 ** 64
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) % 2 ** 64
    return mixed // 2 ** 44


def _answer(given: Any) -> str:
    if given is None:
        return '-'
    return ANSWERS[given if isinstance(given, str) else given['option']]


def _band(percent: str | None) -> str:
    if percent is None:
        return '-'
    return str(sum(Fraction(percent) >= least for least in (50, 70, 80, 90)))


def _traits(profile: Mapping[str, Any]) -> dict[str, str]:
    first = (*profile.get('activities', ()), None)[0]
    return {'territory': (profile.get('territory', '') + '?????')[:5],
            'legal_form': FORMS[profile['legal_form']],
            'activity': SECTIONS[first] if first else '?',
            'size': str(sum(profile.get('staff', 0) > most for most in (0, 15, 100, 250)))}


def _frame(rows: list[Seen]) -> SlowFrame:
    """Publish a frame of businesses that stand in it once each."""
    frame = SlowFrame()
    for row in rows:
        alike = sum(other.answers == row.answers for other in rows)
        row.letters['@same'] = '+' if alike >= 5 and row.letters['@all-yes'] == '-' else '-'
    groups: dict[str, set[Cell]] = {}
    known: dict[tuple[str, str, str], set[Cell]] = {}
    for table in TABLES:
        cells = {cell: _in(rows, table, cell) for cell in _cells(rows, table)}
        groups[table] = _groups(frame, table, cells, groups)
        frame.sizes[table] = {'|'.join(cell): to_five(cells[cell]) for cell in groups[table]}
        frame.splits[table] = {}
        for item in (rows[0].letters if rows else ()):
            found = _splits(frame, table, item, cells, groups[table], known)
            if found:
                frame.splits[table][item] = found
    frame.businesses = frame.sizes[''].get('')
    return frame


def _axes(table: str) -> list[str]:
    return table.split('*') if table else []


def _cells(rows: list[Seen], table: str) -> list[Cell]:
    """Return all groups of a table, empty ones too, in the order of their categories."""
    return list(product(*(sorted({row.traits[axis] for row in rows}) for axis in _axes(table))))


def _in(rows: list[Seen], table: str, cell: Cell) -> list[Seen]:
    return [row for row in rows
            if all(row.traits[axis] == name
                   for axis, name in zip(_axes(table), cell, strict=True))]


def _without(cell: Cell, place: int) -> Cell:
    return cell[:place] + cell[place + 1:]


def _parents(table: str) -> list[str]:
    """Return for each axis the table in which that axis is summed up."""
    axes = _axes(table)
    return ['*'.join(axis for axis in axes if axis != summed) for summed in axes]


def _groups(frame: SlowFrame, table: str, cells: Mapping[Cell, list[Seen]],
            groups: Mapping[str, set[Cell]]) -> set[Cell]:
    """Return the groups of a table that may be shown: rules of size, of wholes, of lines."""
    sums = [groups[parent] for parent in _parents(table)]
    numbers = {cell: len(rows) for cell, rows in cells.items()}
    shown = {cell for cell in cells if numbers[cell] >= TEN and all(
        _without(cell, place) in line for place, line in enumerate(sums))}
    frame.reasons['small group'] += sum(0 < number < TEN for number in numbers.values())
    return _complemented(frame, 'group', numbers, shown, sums)


def _splits(frame: SlowFrame, table: str, item: str, cells: Mapping[Cell, list[Seen]],
            groups: set[Cell], known: dict[tuple[str, str, str], set[Cell]]
            ) -> dict[str, list[Any]]:
    """Return how an item came out in the groups of a table, and note which letters are known."""
    letters = LETTERS.get(item, 'YNUA-')
    having = {letter: {cell: [row for row in rows if row.letters[item] == letter]
                       for cell, rows in cells.items()} for letter in letters}
    counts = {letter: {cell: len(rows) for cell, rows in having[letter].items()}
              for letter in letters}
    rest = {cell: max(letters, key=lambda letter, here=cell: counts[letter][here])
            for cell in cells}
    possible = {cell for cell in groups if counts[rest[cell]][cell] >= TEN
                and not (item in SIGNALS and '*' in table)}
    measured = {letter: _measured(frame, table, item, letter, counts[letter], rest, possible,
                                  known) for letter in letters}
    told = {cell for cell in possible if len(cells[cell]) >= FIFTY
            or any(cell in measured[letter] for letter in letters)}
    frame.reasons['only the rest'] += len(possible - told)
    for letter in letters:
        known[table, item, letter] = measured[letter] | {
            cell for cell in told if rest[cell] == letter}
    return {'|'.join(cell): [rest[cell], {
        letter: to_five(having[letter][cell]) for letter in letters if cell in measured[letter]}]
        for cell in told}


def _measured(frame: SlowFrame, table: str, item: str, letter: str, numbers: Mapping[Cell, int],
              rest: Mapping[Cell, str], possible: set[Cell],
              known: Mapping[tuple[str, str, str], set[Cell]]) -> set[Cell]:
    """Return in which groups a letter may be told as a number."""
    sums = [known[parent, item, letter] for parent in _parents(table)]
    shown = {cell for cell in possible if numbers[cell] >= TEN and rest[cell] != letter and all(
        _without(cell, place) in line for place, line in enumerate(sums))}
    return _complemented(frame, 'letter', numbers, shown, sums)


def _complemented(frame: SlowFrame, what: str, numbers: Mapping[Cell, int], shown: set[Cell],
                  sums: Sequence[set[Cell]]) -> set[Cell]:
    """Hide the smallest of every line that hides one group, or fewer than ten, until none does."""
    shown = set(shown)
    before = len(shown) + 1
    while len(shown) < before:
        before = len(shown)
        for line in _lines(numbers, sums):
            hidden = [numbers[cell] for cell in line if cell not in shown and numbers[cell]]
            rest = [cell for cell in line if cell in shown]
            if rest and hidden and (len(hidden) == 1 or sum(hidden) < TEN):
                shown.remove(min(rest, key=lambda cell: numbers[cell]))
                frame.reasons[f'complementary {what}'] += 1
    return shown


def _lines(cells: Iterable[Cell], sums: Sequence[set[Cell]]) -> Iterator[list[Cell]]:
    """Yield the groups that add up to one that is known, axis by axis."""
    for place, known in enumerate(sums):
        for parent in sorted(known):
            yield [cell for cell in cells if _without(cell, place) == parent]


def slow_totals(frame: SlowFrame) -> dict[str, dict[str, list[Any]]]:
    """Add up the questions of every group of every table: how many, numbers, how often, rests."""
    totals: dict[str, dict[str, list[Any]]] = {}
    for table, sizes in frame.sizes.items():
        totals[table] = {}
        for key, size in sizes.items():
            told = [groups[key] for item, groups in frame.splits[table].items()
                    if item[0] != '@' and key in groups]
            whole = [{**measured, rest: max(0, size - sum(measured.values()))}
                     for rest, measured in told]
            letters = sorted({letter for numbers in whole for letter in numbers})
            totals[table][key] = [
                len(told), {each: sum(numbers.get(each, 0) for numbers in whole)
                            for each in letters},
                {each: sum(each in numbers for numbers in whole) for each in letters},
                ''.join(sorted({rest for rest, _ in told}))]
    return totals
