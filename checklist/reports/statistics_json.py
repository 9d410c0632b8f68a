"""A table of statistics as JSON: the numbers with all that is uncertain about them."""
import json
from typing import Any

from flask_babel import get_locale

from checklist.reports.statistics_tables import Cell, CellKind, StatisticsTable

FORMAT = 1


def statistics_json(table: StatisticsTable) -> bytes:
    """Return a table with its notes; rows name their values by the codes of the columns."""
    return json.dumps({
        'format': FORMAT, 'language': get_locale().language, 'name': table.name,
        'title': table.title, 'facts': dict(table.facts), 'notes': list(table.notes),
        'columns': [{'code': column.code, 'title': column.title, 'kind': column.kind.value}
                    for column in table.columns],
        'rows': [{column.code: _value(cell, column.kind)
                  for cell, column in zip(row, table.columns, strict=True)}
                 for row in table.rows],
    }, ensure_ascii=False, indent=1).encode()


def _value(cell: Cell, kind: CellKind) -> Any:
    """Return a text as it is, and a number as an object that says how certain it is."""
    if kind is CellKind.TEXT:
        return cell.text
    found: dict[str, Any] = {
        'value': None if cell.hidden else cell.number, 'hidden': cell.hidden,
        'at_least': cell.at_least, 'at_most': cell.at_most}
    if kind is CellKind.COUNT:
        found['margin'] = cell.margin
    if cell.of is not None:
        found |= {'of': cell.of, 'of_at_least': cell.partial}
    return found if not cell.text else {**found, 'text': cell.text}
