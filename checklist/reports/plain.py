"""The result as plain data, for programs: everything the page says, under stable names."""
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import get_locale

from checklist.reports.summary import Summary
from checklist.scoring import RULES_VERSION

FORMAT = 1


def summary_as_data(summary: Summary) -> dict[str, Any]:
    """Return a summary as JSON knows data: decimals as text, days and moments by ISO 8601.

    The steps of the path are named by the codes of their questions. What the verification page
    shows is a setting of its owner and no part of the result.
    """
    data: dict[str, Any] = _plain(asdict(summary))
    del data['shows_score']
    data['path']['steps'] = [step.code for step in summary.path.steps]
    return {'format': FORMAT, 'language': get_locale().language,
            'rules_version': RULES_VERSION, 'receipt_number': summary.receipt_number,
            'outcome': summary.outcome, **data}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
