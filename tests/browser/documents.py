"""What stands in the files that a result gives away."""
import io
import re
from typing import Any

from icalendar import Calendar
from pypdf import PdfReader
from python_calamine import CalamineWorkbook


def pdf_text(body: bytes) -> str:
    """Return the words of a PDF without their spaces, which depend on where lines break."""
    assert body.startswith(b'%PDF-')
    pages = PdfReader(io.BytesIO(body)).pages
    return without_spaces(' '.join(page.extract_text() for page in pages))


def workbook_text(body: bytes) -> str:
    """Return all cells of all sheets as one text."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    cells = (cell for name in book.sheet_names
             for row in book.get_sheet_by_name(name).to_python() for cell in row)
    return ' '.join(str(cell) for cell in cells)


def calendar_events(body: bytes) -> list[Any]:
    return list(Calendar.from_ical(body).walk('VEVENT'))


def without_spaces(text: str) -> str:
    """Return text for a search that no line break and no hyphen at its end can spoil."""
    return re.sub(r'[\s\u00ad-]', '', text)
