"""Writes docs/data-map.md: ``python -m tests.data_map``. A test sees that it is up to date."""
from flask import Flask
from flask_babel import Babel, force_locale

from checklist import models
from checklist.config import ROOT, Retention
from checklist.extensions import Base
from checklist.reports.data_map import DataClass, classes_of, privacy_rows

PATH = ROOT / 'docs' / 'data-map.md'
HEAD = """# What is kept of people

Made by `.venv/bin/python -m tests.data_map` from `checklist/reports/data_map.py`, as is the page
“What is kept”. A column without a class fails a test. Terms are the defaults; an operator may
shorten them ([operations.md](operations.md)).

| class | what | purpose | ground | kept for | who reads it |
| --- | --- | --- | --- | --- | --- |
"""
TECHNICAL = """
Two classes hold nothing of people by themselves: `technical` (random ids, states and times, which
go with their row) and `catalog` (the published requirements).

## Columns

| table | columns by class |
| --- | --- |
"""


def written() -> str:
    """Return the page as it should be."""
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale('en'):
        rows = privacy_rows(Retention())
    classes = ''.join(f'| `{kind}` | {" | ".join(vars(row).values())} |\n'
                      for kind, row in rows.items())
    tables = ''.join(f'| `{name}` | {_columns(name)} |\n' for name in sorted(tables_of_models()))
    return HEAD + classes + TECHNICAL + tables


def tables_of_models() -> dict[str, set[str]]:
    """Return the columns of every table."""
    assert models
    return {table.name: {column.name for column in table.columns}
            for table in Base.metadata.tables.values()}


def _columns(table: str) -> str:
    known = classes_of(table)
    return '; '.join(
        f'**{kind}**: ' + ', '.join(name for name, found in known.items() if found is kind)
        for kind in DataClass if kind in known.values())


if __name__ == '__main__':
    PATH.write_text(written())
