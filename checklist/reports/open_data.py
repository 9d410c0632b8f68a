"""Open data: the frozen numbers of every question as rows for programs, the same in all languages.

A row is what was frozen of one question, for everybody or in one territory, in one month of one
version. Nothing is added up here, so whoever adds up can do it by the rules of docs/statistics.md.
"""
from collections.abc import Collection, Iterable, Iterator, Mapping

from checklist.services.statistics import (
    FrameHead, Sizes, Splits, read_group_sizes, read_items)
from checklist.statistics.dimensions import Axes, Dimension
from checklist.statistics.figures import Figure, Outcome, outcome
from checklist.statistics.letters import (
    ANSWER_LETTERS, MET, NOT_APPLICABLE, NOT_ASKED, NOT_MET, UNKNOWN)
from checklist.statistics.method import METHOD
from checklist.statistics.periods import write_month
from requirements_catalog.model import CatalogQuestion, CatalogVersion

ANSWERS: Mapping[str, str] = {
    'met': MET, 'not_met': NOT_MET, 'to_find_out': UNKNOWN,
    'not_applicable': NOT_APPLICABLE, 'not_asked': NOT_ASKED}
NAMES = {letter: name for name, letter in ANSWERS.items()}
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
                yield {**about, 'territory': place,
                       **_numbers(*_outcome(head, sizes, items.get(code, {}), place))}


def _outcome(head: FrameHead, sizes: Sizes, splits: Splits, place: str) -> tuple[Outcome, str]:
    """Return how a question came out in a group, and the letter that most have."""
    size = sizes.get(head.id, {}).get(place)
    split = splits.get(head.id, {}).get(place)
    rest = split.rest if size is not None and split else ''
    return outcome([(size, split)], ANSWER_LETTERS), rest


def _about(head: FrameHead, question: CatalogQuestion) -> Row:
    """Return what all rows of a question of a frame begin with; where they are of is to come."""
    return {
        'month': write_month(head.month), 'checklist': head.checklist, 'version': head.number,
        'territory': None, 'question': question.code,
        'question_ru': question.text.in_language('ru'),
        'question_en': question.text.in_language('en'),
        'clause': '; '.join(clauses_of(head.published.version, question)), 'method': METHOD}


def _numbers(came_out: Outcome, rest: str) -> Row:
    share = came_out.not_met
    return {
        **_number('businesses', came_out.businesses),
        **{column: value for name, letter in ANSWERS.items()
           for column, value in _number(name, came_out.letters[letter]).items()},
        'most_frequent': NAMES[rest] if rest else None,
        'not_met_percent': share.percent if share else None,
        'not_met_percent_at_most': ('true' if share.at_most else 'false') if share else None,
        'applicable': share.of if share else None}


def _number(name: str, figure: Figure) -> Row:
    shown = figure.readable
    return {name: figure.number if shown else None,
            f'{name}_margin': figure.margin if shown else None}


def clauses_of(version: CatalogVersion, question: CatalogQuestion) -> list[str]:
    """Return the clauses in force that a question rests on, as the law names them."""
    clauses = version.requirement_of(question).clauses
    current = [clause for clause in clauses if clause.current] or list(clauses)
    return [f'{version.acts_by_code[clause.act].short}, {clause.unit}' for clause in current]
