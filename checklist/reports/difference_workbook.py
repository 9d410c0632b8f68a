"""The difference of two versions as a workbook: one table that can be filtered."""
from collections.abc import Iterator
from datetime import UTC, datetime, time
from io import BytesIO

from flask_babel import gettext
from xlsxwriter import Workbook

from checklist.reports.difference_words import kind_name, meaning_name, thing_name
from checklist.reports.sheets import OPTIONS, Styles, Value, add_sheet, write_list
from checklist.reports.version_differences import ChangedThing, VersionDifference
from checklist.reports.wording import local


def difference_workbook(found: VersionDifference) -> bytes:
    """Return the workbook in the language that is set; the same bytes for the same versions."""
    stream = BytesIO()
    content = found.new.content
    with Workbook(stream, OPTIONS) as book:
        book.set_properties({
            'title': local(content.title), 'author': gettext('Checklist'),
            'created': datetime.combine(content.as_of, time(), UTC).replace(tzinfo=None)})
        styles = Styles.of(book)
        sheet = add_sheet(book, gettext('Changes'))
        write_list(sheet, [
            (gettext('For a respondent'), 24), (gettext('What'), 18), (gettext('Code'), 12),
            (gettext('Name'), 44), (gettext('Change'), 14), (gettext('Field'), 20),
            (gettext('Before'), 50), (gettext('Now'), 50)], _rows(found), styles)
    return stream.getvalue()


def _rows(found: VersionDifference) -> Iterator[tuple[Value, ...]]:
    for meaning, group in found.groups.items():
        for thing in group:
            head = (meaning_name(meaning), thing_name(thing.thing), thing.code, thing.name,
                    ', '.join(map(kind_name, thing.kinds)))
            for field, old, new in _changes(thing):
                yield (*head, field, old, new)


def _changes(thing: ChangedThing) -> Iterator[tuple[str, str, str]]:
    if thing.moved:
        yield (gettext('place'), *thing.moved)
    for field in thing.fields:
        yield field.name, '\n'.join(field.old), '\n'.join(field.new)
    if not thing.moved and not thing.fields:
        yield '', '', ''
