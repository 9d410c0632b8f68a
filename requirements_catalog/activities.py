"""The classifier of activities ОК 029-2014 (ОКВЭД 2), searchable by words and by code."""
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_PATH = Path(__file__).parent / 'data' / 'activities.csv'
_CODE = re.compile(r'\d{2}(\.\d{1,2}){0,2}')
_WORD = re.compile(r'\w+')
# Russian words change their endings, so words are compared by their beginnings.
_STEM_LENGTH = 5


@dataclass(frozen=True)
class Activity:
    """One group of the classifier; ``section`` is its letter."""

    code: str
    title: str
    section: str


@lru_cache(maxsize=1)
def all_activities() -> dict[str, Activity]:
    """Return every activity by its code, in the order of the classifier."""
    with _PATH.open(encoding='utf-8', newline='') as file:
        rows = [row for row in csv.DictReader(file) if row['code']]
    return {row['code']: Activity(row['code'], row['title'], row['section']) for row in rows}


def find_activities(text: str, most: int = 20) -> list[Activity]:
    """Return the activities that a code or some words mean, the best first.

    A code finds itself and what lies below it. Words are all looked for in the title; titles in
    which they stand earlier, and shorter titles, come first.
    """
    text = text.strip().casefold().replace('ё', 'е')
    if _CODE.match(text):
        code = text.split()[0].rstrip('.,')
        return [activity for activity in all_activities().values()
                if activity.code.startswith(code)][:most]
    stems = [word[:_STEM_LENGTH] for word in _WORD.findall(text) if len(word) > 1]
    if not stems:
        return []
    found = sorted(_ranked(stems), key=lambda pair: pair[0])
    return [activity for _, activity in found[:most]]


def get_activity(text: str) -> Activity | None:
    """Return the activity whose code stands at the beginning of a text."""
    match = _CODE.match(text.strip())
    return all_activities().get(match[0]) if match else None


def _ranked(stems: list[str]) -> Iterator[tuple[tuple[int, int], Activity]]:
    for activity, words in _indexed():
        places = [next((place for place, word in enumerate(words) if word.startswith(stem)), -1)
                  for stem in stems]
        if min(places) >= 0:
            yield (sum(places), len(words)), activity


@lru_cache(maxsize=1)
def _indexed() -> tuple[tuple[Activity, tuple[str, ...]], ...]:
    return tuple((activity, tuple(_WORD.findall(activity.title.casefold().replace('ё', 'е'))))
                 for activity in all_activities().values())
