"""Open data: the frozen numbers of every question as rows for programs, the same in all languages.

A row is what was frozen of one question, for everybody or in one territory, in one month of one
version. Nothing is added up here, so whoever adds up can do it by the rules of docs/statistics.md.
"""
from collections.abc import Collection, Iterable, Iterator, Mapping

from checklist.services.statistics import FrameHead, read_group_sizes, read_items
from checklist.statistics.dimensions import Axes, Dimension
from checklist.statistics.figures import ROUNDING
from checklist.statistics.frames import Split
from checklist.statistics.letters import MET, NOT_APPLICABLE, NOT_ASKED, NOT_MET, UNKNOWN
from checklist.statistics.method import METHOD
from checklist.statistics.periods import write_month
from checklist.statistics.shares import tally
from requirements_catalog.model import CatalogQuestion, CatalogVersion

ANSWERS: Mapping[str, str] = {
    'met': MET, 'not_met': NOT_MET, 'to_find_out': UNKNOWN,
    'not_applicable': NOT_APPLICABLE, 'not_asked': NOT_ASKED}
NAMES = {letter: name for name, letter in ANSWERS.items()}
_MARGINS = {letter: f'{name}_margin' for letter, name in NAMES.items()}
_NO_ANSWERS = dict.fromkeys((*NAMES.values(), *_MARGINS.values()))
REGION: Axes = ()
TERRITORIES: Axes = (Dimension.TERRITORY,)

# What a row holds by the names of its columns; None is a number that is hidden.
Row = Mapping[str, str | int | None]


def open_rows(heads: Collection[FrameHead], axes: Axes = REGION,
              territories: Iterable[str] = ('',)) -> Iterator[Row]:
    """Yield the rows of frames, in the order of time; of territories all that are named."""
    sizes, items = read_group_sizes(heads, axes), read_items(heads, axes)
    places = list(territories)
    for head in heads:
        version = head.published.version
        for code, question in version.questions.items():
            about = _about(head, question)
            for place in places:
                yield {**about, 'territory': place, **_numbers(
                    sizes.get(head.id, {}).get(place),
                    items.get(code, {}).get(head.id, {}).get(place))}


def _about(head: FrameHead, question: CatalogQuestion) -> Row:
    """Return what all rows of a question of a frame begin with; where they are of is to come."""
    return {
        'month': write_month(head.month), 'checklist': head.checklist, 'version': head.number,
        'territory': None, 'question': question.code,
        'question_ru': question.text.in_language('ru'),
        'question_en': question.text.in_language('en'),
        'clause': '; '.join(clauses_of(head.published.version, question)), 'method': METHOD}


def _numbers(size: int | None, split: Split | None) -> Row:
    """Return how a question came out in one group of one frame."""
    found = tally([(size, split)])
    row: dict[str, str | int | None] = {
        'businesses': size, 'businesses_margin': None if size is None else ROUNDING,
        'most_frequent': None, **_NO_ANSWERS}
    for letter, number in found.numbers.items():
        row[NAMES[letter]], row[_MARGINS[letter]] = number, ROUNDING
    for rest in found.rests:
        row |= {'most_frequent': NAMES[rest], _MARGINS[rest]: ROUNDING * len(found.numbers)}
    share = found.share(NOT_MET, NOT_APPLICABLE + NOT_ASKED)
    return {
        **row, 'not_met_percent': share.percent if share else None,
        'not_met_percent_at_most': ('true' if share.at_most else 'false') if share else None,
        'applicable': share.of if share else None}


def clauses_of(version: CatalogVersion, question: CatalogQuestion) -> list[str]:
    """Return the clauses in force that a question rests on, as the law names them."""
    clauses = version.requirement_of(question).clauses
    current = [clause for clause in clauses if clause.current] or list(clauses)
    return [f'{version.acts_by_code[clause.act].short}, {clause.unit}' for clause in current]
