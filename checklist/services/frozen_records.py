"""The frozen record of a submitted self-inspection: what is in it, and how it is read again."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from checklist.answers import Draft, GivenAnswer, given_answer
from checklist.scoring import RULES_VERSION, Score
from checklist.services.inspections import Inspection
from requirements_catalog.serialization import CONVERTER

DOCUMENT_FORMAT = 1


def frozen_record(inspection: Inspection, answers: Draft, result: Score,
                  now: datetime) -> dict[str, Any]:
    """Return the record of a self-inspection that is submitted now."""
    return {
        'format': DOCUMENT_FORMAT,
        'checklist': inspection.published.code,
        'version': inspection.published.version.content.version,
        'fingerprint': inspection.published.fingerprint,
        'respondent': CONVERTER.unstructure(inspection.respondent),
        'answers': {code: _plain(answer) for code, answer in answers.items()},
        'score': {
            'points': result.total.points, 'attainable': result.total.attainable,
            'percent': str(result.total.percent) if result.total.percent is not None else None,
            'verdict': result.verdict.value, 'rules': RULES_VERSION},
        'submitted_at': now.isoformat(timespec='seconds'),
        'previous': inspection.previous_id,
    }


def answers_of(plain: Mapping[str, Any]) -> dict[str, GivenAnswer]:
    """Return the answers of a frozen record."""
    return {code: given_answer(item) if isinstance(item, str)
            else given_answer(item['option'], item['note'])
            for code, item in plain.items()}


def _plain(answer: GivenAnswer) -> str | dict[str, str]:
    """Return an answer as the record keeps it: most have no note and are one word."""
    option = str(answer.option)
    return {'option': option, 'note': answer.note} if answer.note else option
