"""Answers as they are kept, and the merging of two windows that changed the same page.

A draft is a mapping of question codes to given answers. A page carries a *stamp* of what it was
drawn from, so that a save can tell three things apart for each question: only this window
changed it, only another window did, or both did.
"""
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from requirements_catalog.model import AnswerOption

LETTERS = {AnswerOption.YES: 'Y', AnswerOption.NO: 'N',
           AnswerOption.NOT_APPLICABLE: 'A', AnswerOption.UNKNOWN: 'U'}
NOT_ANSWERED = '-'


@dataclass(frozen=True)
class GivenAnswer:
    """One answer with its note; no option means that only a note was written so far."""

    option: AnswerOption | None = None
    note: str = ''

    @property
    def empty(self) -> bool:
        return self.option is None and not self.note

    @property
    def stamp(self) -> str:
        """A short print of the answer: equal stamps mean equal answers."""
        letter = LETTERS[self.option] if self.option else NOT_ANSWERED
        return letter + (hashlib.sha256(self.note.encode()).hexdigest()[:10] if self.note else '')


EMPTY = GivenAnswer()
_WITHOUT_NOTE: dict[str, GivenAnswer] = {option: GivenAnswer(option) for option in AnswerOption}
Draft = Mapping[str, GivenAnswer]


@dataclass(frozen=True)
class Conflict:
    """One question that two windows answered differently."""

    code: str
    saved: GivenAnswer
    mine: GivenAnswer


@dataclass(frozen=True)
class Merge:
    """What a save leaves behind, and what a person has to decide first."""

    draft: Draft
    conflicts: tuple[Conflict, ...]


def merge(saved: Draft, mine: Draft, base: Mapping[str, str]) -> Merge:
    """Merge the answers of one page into a draft.

    ``mine`` holds the questions of the page; ``base`` their stamps when the page was drawn. A
    question without a stamp counts as one that was empty then.
    """
    merged, conflicts = dict(saved), []
    for code, answer in mine.items():
        kept = saved.get(code, EMPTY)
        drawn = base.get(code, EMPTY.stamp)
        if answer.stamp in (kept.stamp, drawn):
            continue
        if kept.stamp != drawn:
            conflicts.append(Conflict(code, kept, answer))
        elif answer.empty:
            merged.pop(code, None)
        else:
            merged[code] = answer
    return Merge(merged, tuple(conflicts))


def stamps(draft: Draft, codes: Iterable[str]) -> str:
    """Return the stamps of a page's questions as one text for a hidden field."""
    return write_stamps({code: answer.stamp for code, answer in draft.items()}, codes)


def write_stamps(base: Mapping[str, str], codes: Iterable[str]) -> str:
    """Return some stamps as that text; a question without one counts as empty."""
    return ' '.join(f'{code}={base.get(code) or EMPTY.stamp}' for code in codes)


def read_stamps(text: str) -> dict[str, str]:
    """Return what ``stamps`` wrote; whatever does not look like it is passed over."""
    pairs = (item.partition('=') for item in text.split())
    return {code: stamp for code, _, stamp in pairs if stamp}


def options(draft: Draft) -> dict[str, AnswerOption]:
    """Return the chosen options alone, for applicability and scoring."""
    return {code: answer.option for code, answer in draft.items() if answer.option}


def write_draft(draft: Draft) -> str:
    """Return a draft as JSON: ``{code: {"option": …, "note": …}}``."""
    return json.dumps(
        {code: {'option': answer.option, 'note': answer.note} for code, answer in draft.items()},
        ensure_ascii=False, separators=(',', ':'))


def read_draft(text: str) -> dict[str, GivenAnswer]:
    return {code: given_answer(item['option'], item['note'])
            for code, item in json.loads(text).items()}


def given_answer(option: str | None, note: str = '') -> GivenAnswer:
    """Return an answer; those without a note are most, and one of each will do."""
    if option and not note:
        return _WITHOUT_NOTE[option]
    return GivenAnswer(AnswerOption(option) if option else None, note)


def pack(codes: Iterable[str], given: Mapping[str, AnswerOption]) -> str:
    """Return one letter per question, in the order of the version, for statistics."""
    return ''.join(LETTERS[given[code]] if code in given else NOT_ANSWERED for code in codes)
