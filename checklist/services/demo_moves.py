"""A self-inspection begun before a checklist changed, so that a demonstration shows its move."""
import random
from dataclasses import replace
from datetime import datetime, timedelta

from checklist.models.catalog import ChecklistVersion
from checklist.services.catalog import newest_versions
from checklist.services.demo import CAFE, random_answer
from checklist.services.inspections import Viewer, begin_inspection, get_inspection, save_answers
from checklist.services.successors import successor_of

CHECKLIST, FIRST = 'public-catering', 1
BEGUN_BEFORE = timedelta(days=3)
LEFT_OPEN = 3
# The second version asks no more about the hours in which alcohol is sold in dwelling houses.
BAR = replace(CAFE, name='ООО «Полночь» (пример)', profile=replace(
    CAFE.profile, activities=('56.30',),
    features={**CAFE.profile.features, 'alcohol': True}))


def add_demo_move(now: datetime) -> tuple[str, str] | None:
    """Add a draft of one bar on the first version of a checklist, nearly all of it answered.

    Return the title and the secret key, or None where no later version is in force.
    """
    published = newest_versions(ChecklistVersion.checklist_code == CHECKLIST,
                                ChecklistVersion.number == FIRST)
    if not published or successor_of(published[0], now) is None:
        return None
    before, chance = now - BEGUN_BEFORE, random.Random(FIRST)
    inspection_id, key = begin_inspection(BAR, published[0], now=before)
    inspection = get_inspection(inspection_id, Viewer(key))
    answers = {question.code: random_answer(question, chance, 0.9)
               for question in inspection.missing[LEFT_OPEN:]}
    save_answers(inspection, answers, {}, now=before)
    return str(published[0].version.content.title), key
