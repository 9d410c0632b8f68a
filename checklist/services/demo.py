"""Synthetic businesses, so that every page has something to show. Seeded, hence repeatable."""
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from checklist.answers import GivenAnswer
from checklist.extensions import day_of
from checklist.services.catalog import PublishedVersion, current_versions
from checklist.services.inspections import (
    Inspection, Viewer, begin_inspection, get_inspection, save_answers)
from checklist.services.profiles import Respondent
from checklist.services.renewals import renew_inspection
from checklist.services.submissions import get_submitted, submit_inspection
from checklist.services.tokens import new_token
from requirements_catalog.applicability import Profile, holds
from requirements_catalog.model import AnswerOption, CatalogQuestion, LegalForm

CAFE = Respondent(
    profile=Profile(
        legal_form=LegalForm.LEGAL_ENTITY, activities=('56.10.1',), territory='75701', staff=12,
        features={
            'premises': True, 'fire_systems': True, 'internal_fire_water': False,
            'hot_works': False, 'kitchen': True, 'fryer': True, 'outdoor_grill': False,
            'delivery': True, 'off_site_catering': False, 'sells_food': False,
            'loose_food': False, 'chilled_food': True, 'alcohol': False, 'tobacco': False,
            'distance_selling': False, 'dwelling_house': True, 'website': True,
            'customer_data': True, 'data_contractors': True, 'cross_border_data': False,
            'video_surveillance': True, 'hazardous_work': True, 'remote_workers': False,
            'minors': False, 'shift_work': True},
        numbers={'people_on_floor': 55, 'seats': 40}),
    name='ООО «Уралочка» (пример)')
NOTES = {
    AnswerOption.NO: 'Обнаружено при обходе, исправим.',
    AnswerOption.NOT_APPLICABLE: 'У нас этого нет: работу выполняет подрядчик.',
    AnswerOption.UNKNOWN: 'Уточним у бухгалтера.',
}


def add_demo(now: datetime) -> list[tuple[str, str]]:
    """Add finished self-inspections of one café; return their titles and secret keys."""
    return list(_cafe(random.Random(2026), now))


def _cafe(chance: random.Random, now: datetime) -> Iterator[tuple[str, str]]:
    before = now - timedelta(days=60)
    for place, published in enumerate(current_versions(day_of(now))):
        if not holds(published.version.content.applies_if, CAFE.profile):
            continue
        title = str(published.version.content.title)
        share = (0.98, 0.9, 0.82, 0.93, 0.88)[place % 5]
        last = bool(place % 2)
        inspection_id, key = _finish(published, chance, share, now if last else before)
        if last:
            yield title, key
            continue
        again_id, again_key, _ = renew_inspection(
            get_submitted(inspection_id), published, now=now)
        _submit(_mended(get_inspection(again_id, Viewer(again_key)), chance, now), now)
        yield title, again_key


def _finish(published: PublishedVersion, chance: random.Random, share: float,
            now: datetime) -> tuple[str, str]:
    inspection_id, key = begin_inspection(CAFE, published, now=now)
    inspection = get_inspection(inspection_id, Viewer(key))
    while inspection.missing:
        answers = {question.code: random_answer(question, chance, share)
                   for question in inspection.missing}
        save_answers(inspection, answers, {}, now=now)
        inspection = get_inspection(inspection_id, Viewer(key))
    _submit(inspection, now)
    return inspection_id, key


def random_answer(question: CatalogQuestion, chance: random.Random, share: float) -> GivenAnswer:
    """Return an answer as a business gives it, "yes" with some probability."""
    if chance.random() < share:
        return GivenAnswer(AnswerOption.YES)
    options = [AnswerOption.NO, AnswerOption.NO, AnswerOption.UNKNOWN]
    if question.not_applicable:
        options.append(AnswerOption.NOT_APPLICABLE)
    option = chance.choice(options)
    return GivenAnswer(option, NOTES[option])


def _mended(inspection: Inspection, chance: random.Random, now: datetime) -> Inspection:
    """Mend about half of what was broken, as a business does between two rounds."""
    mended = {code: replace(answer, option=AnswerOption.YES, note='')
              for code, answer in inspection.draft.items()
              if answer.option == AnswerOption.NO and chance.random() < 0.5}
    merged = save_answers(
        inspection, mended, {code: inspection.draft[code].stamp for code in mended}, now=now)
    return replace(inspection, draft=merged.draft,
                   revision=inspection.revision + bool(mended))


def _submit(inspection: Inspection, now: datetime) -> None:
    submit_inspection(inspection, submission_key=new_token(), revision=inspection.revision,
                      language='ru', now=now)
