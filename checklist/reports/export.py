"""All data of an account as one ZIP file with a page that says what is in it."""
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from flask_babel import gettext

from checklist.services.export import Piece

# These are packed already; packing them again takes time and saves nothing.
PACKED = ('.pdf', '.jpg', '.jpeg', '.png')


def write_export(target: BinaryIO, pieces: Iterable[Piece], now: datetime) -> None:
    """Write an export, one piece after the other."""
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as archive:
        _add(archive, Piece('README.txt', readme(now).encode()), now)
        for piece in pieces:
            _add(archive, piece, now)


def readme(now: datetime) -> str:
    """Return what is in an export, in the reader's language."""
    parts = (
        ('account.json', gettext('your account')),
        ('sessions.json', gettext('where you are signed in')),
        ('consents.json, consents/', gettext('what you have agreed to and taken back, with the'
                                             ' texts word by word')),
        ('journal.jsonl', gettext('what you did and what was done to your account, one entry on'
                                  ' each line')),
        ('companies/…/company.json', gettext('a company that you work for, with its objects')),
        ('companies/…/inspections/…/inspection.json', gettext(
            'a self-inspection with its answers so far, its tasks and the list of its evidence')),
        ('companies/…/inspections/…/record.json', gettext(
            'what was submitted, byte by byte as it was frozen: its SHA-256 stands in the report')),
        ('companies/…/inspections/…/result-….pdf', gettext('a report that has been printed')),
        ('companies/…/inspections/…/evidence/', gettext('the files that prove answers')))
    return '\n'.join((
        gettext('Your data from the service Checklist'), f'{now:%Y-%m-%d %H:%M:%S} UTC', '',
        *(f'{path}\n    {meaning}' for path, meaning in parts), '',
        gettext('Other people are in it as numbers only, and the people responsible for tasks are'
                ' left out: their data are theirs. Passwords and secret links are kept by nobody'
                ' in a readable form.'), ''))


def _add(archive: zipfile.ZipFile, piece: Piece, now: datetime) -> None:
    entry = zipfile.ZipInfo(piece.path, now.timetuple()[:6])
    entry.external_attr = 0o600 << 16
    packed = piece.path.endswith(PACKED)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(entry, piece.body)
