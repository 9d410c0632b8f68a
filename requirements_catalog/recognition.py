"""Questions that were given other codes by mistake, known again by identical content.

Texts repeat, above all in long catalogs. A question is only taken for the old one where its
content leaves no doubt: it stands under the same parent, and there as often as before. Parents
are known again by the children that occur once, or else by their headings.
"""
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from requirements_catalog.entries import Entries, Entry, Wording

_Content = tuple[tuple[str, str], ...]
_Bearing = tuple[tuple[str, Wording], ...]
_Place = tuple[str, _Content]
_Places = Mapping[_Place, list[str]]
# No code of a parent is like this.
_NOWHERE = '\0'


@dataclass(frozen=True)
class Recognised:
    """An old code and the new one under which its content stands.

    ``sure`` says that nothing else can be meant; otherwise somebody has to look.
    """

    old: str
    new: str
    sure: bool


def recognise(old: Entries, new: Entries, gone: Iterable[str],
              come: Iterable[str]) -> tuple[Recognised, ...]:
    """Return the codes that are gone with those that have come for identical content."""
    before, after = _by_place(old, gone), _by_place(new, come)
    if not before or not after:
        return ()
    kin = _kin(old, new)
    sure = [pair for parent, content in before
            for pair in _pairs(kin, parent, content, before, after)]
    known_old, known_new = {one for one, _ in sure}, {other for _, other in sure}
    left = _elsewhere(_left(before, known_old), _left(after, known_new))
    return (*(Recognised(*pair, True) for pair in sure),
            *(Recognised(*pair, False) for pair in left))


def _by_place(entries: Entries, codes: Iterable[str]) -> dict[_Place, list[str]]:
    found: defaultdict[_Place, list[str]] = defaultdict(list)
    for entry in (entries.asked[code] for code in codes):
        if entry.wording:
            found[entry.parent, entry.content].append(entry.code)
    return found


def _pairs(kin: '_Kin', parent: str, content: _Content, before: _Places,
           after: _Places) -> Iterator[tuple[str, str]]:
    """Yield the codes of one content under one parent in their order, where none is missing.

    Where sections were merged or split, the others that lead to the same one count as well.
    """
    mate = kin.mates.get(parent, _NOWHERE)
    ones, others = before[parent, content], after.get((mate, content), [])
    rivals = (sum(len(before.get((one, content), ())) for one in kin.leaning_to.get(mate, ())),
              sum(len(after.get((one, content), ())) for one in kin.leaning_from.get(parent, ())))
    if len(ones) == len(others) and max(rivals) <= len(ones):
        yield from zip(ones, others, strict=True)


def _left(places: Mapping[_Place, list[str]], known: set[str]) -> dict[_Content, list[str]]:
    found: defaultdict[_Content, list[str]] = defaultdict(list)
    for (_, content), codes in places.items():
        found[content].extend(code for code in codes if code not in known)
    return found


def _elsewhere(before: Mapping[_Content, list[str]],
               after: Mapping[_Content, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the codes of one content that stands in other places than it did."""
    for content, codes in before.items():
        yield from zip(codes, after.get(content, ()), strict=False)


@dataclass(frozen=True)
class _Kin:
    """Parents that are one and the same, by the old ones; and which share a child with which.

    Several old parents do with a new one where sections were merged, and the other way about.
    """

    mates: Mapping[str, str]
    leaning_to: Mapping[str, tuple[str, ...]]
    leaning_from: Mapping[str, tuple[str, ...]]


def _kin(old: Entries, new: Entries) -> _Kin:
    """Know parents again by the children that occur once, or by their headings.

    One child alone tells nothing of parents with other headings: it would vouch for itself.
    """
    children = _once(old), _once(new)
    counts = Counter((children[0][content].parent, children[1][content].parent)
                     for content in children[0].keys() & children[1].keys())
    votes = {pair: count for pair, count in counts.items()
             if count > 1 or _own_heading(old, pair[0]) == _own_heading(new, pair[1])}
    mates = _elected(votes)
    alike, taken = _once_headed(new), set(mates.values())
    for headings, parent in _once_headed(old).items():
        if parent not in mates and headings in alike and alike[headings] not in taken:
            mates[parent] = alike[headings]
    return _Kin(mates, _leaning(counts, 1), _leaning(counts, 0))


def _leaning(pairs: Iterable[tuple[str, str]], side: int) -> dict[str, tuple[str, ...]]:
    """Return for each parent of one side those of the other that it shares a child with."""
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for pair in pairs:
        found[pair[side]] += (pair[1 - side],)
    return found


def _own_heading(entries: Entries, parent: str) -> tuple[str, ...]:
    return entries.headings.get(parent, ())[-1:]


def _once(entries: Entries) -> dict[_Bearing, Entry]:
    """Return the entries that say what no other does, to the letter."""
    counts = Counter(entry.bearing for entry in entries.asked.values())
    return {entry.bearing: entry for entry in entries.asked.values()
            if counts[entry.bearing] == 1 and entry.wording}


def _elected(votes: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Return for each old parent the new one that most of its children name."""
    totals: Counter[str] = Counter()
    for (one, _), count in votes.items():
        totals[one] += count
    return {one: other for (one, other), count in votes.items() if 2 * count > totals[one]}


def _once_headed(entries: Entries) -> dict[tuple[str, ...], str]:
    counts = Counter(entries.headings.values())
    return {headings: parent for parent, headings in entries.headings.items()
            if counts[headings] == 1}
