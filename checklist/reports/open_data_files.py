"""The files of the open data: the same rows as CSV and as JSON, in no language but the data's."""
import json
from collections.abc import Iterable
from typing import Any

from checklist.reports.csv_files import csv_file
from checklist.reports.open_data import Row
from checklist.reports.open_data_dictionary import FORMAT, HIDDEN, LICENCE, NAMES
from checklist.statistics.method import FEWEST, METHOD, STEP


def open_csv(rows: Iterable[Row]) -> bytes:
    """Return rows as CSV. A hidden number is the word "hidden", which is neither 0 nor empty."""
    return csv_file(NAMES, ([HIDDEN if row[name] is None else row[name] for name in NAMES]
                            for row in rows))


def open_json(rows: Iterable[Row], dictionary: str) -> bytes:
    """Return rows as JSON with what is needed to read them. A hidden number is null and named."""
    return _json({
        'format': FORMAT, 'method': METHOD, 'hidden_below': FEWEST, 'rounded_to': STEP,
        'licence': LICENCE, 'dictionary': dictionary,
        'rows': [{**row, 'hidden': [name for name in NAMES if row[name] is None]}
                 for row in rows]})


def dictionary_json(dictionary: dict[str, Any]) -> bytes:
    return _json(dictionary)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
