"""The zip around a workbook: what it claims is checked before anything in it is read.

A reader of zips believes the directory at the end of the file, and another reader the headers
in front of the parts. So only archives are let through that say the same to everybody: one
directory at the very end, no part twice, and each part unpacking to just what was declared.
"""
import zlib
from collections.abc import Iterator
from io import BytesIO
from struct import unpack_from
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from requirements_catalog.problems import CatalogError, Problem, said

MAX_BYTES = 12_000_000
MAX_UNPACKED = 64_000_000
MAX_PARTS = 300
MAX_RATIO = 200
"""How many times a part may grow; small parts of repeated text grow as much and do no harm."""
_SMALL = 1_000_000
_CHUNK = 1 << 16
_MAX_DIRECTORY = MAX_PARTS * 400
_END = b'PK\x05\x06'
_END_64 = b'PK\x06\x07'
_OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
_ENCRYPTED = 'EncryptedPackage'.encode('utf-16-le')
# Parts that are there to do something, each with what people call it.
_MACROS, _LINKS, _OBJECTS = (
    said('macros'), said('links to other files'), said('embedded objects'))
_ACTIVE = {
    'vbaproject': _MACROS, 'macrosheets/': _MACROS, 'dialogsheets/': _MACROS,
    'customui/': _MACROS, 'externallinks/': _LINKS, 'connections.xml': _LINKS,
    'querytables/': _LINKS, 'embeddings/': _OBJECTS, 'activex/': _OBJECTS,
    'ctrlprops/': _OBJECTS, 'webextensions/': _OBJECTS}


class Archive:
    """The parts of a workbook, found to be what they claim; CatalogError for anything else."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data = data
        self.file = file
        self.parts = self._checked_parts()

    def refusal(self, template: str, **values: object) -> CatalogError:
        return CatalogError([Problem(self.file, 0, 0, said(template, **values))])

    def unpack(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece; one that is not what was declared is refused."""
        part = self.parts[name]
        size, checksum = 0, 0
        for chunk in self._inflate(part):
            size += len(chunk)
            if size > part.file_size:
                break
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
        if (size, checksum) != (part.file_size, part.CRC):
            raise self.refusal('the part %(name)s is not what the archive declares', name=name)

    def _checked_parts(self) -> dict[str, ZipInfo]:
        self._check_envelope()
        try:
            with ZipFile(BytesIO(self.data)) as archive:
                parts = [part for part in archive.infolist() if not part.is_dir()]
        except (BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise self.refusal('the file is damaged or cut short') from error
        self._check_parts(parts)
        return {part.filename: part for part in parts}

    def _check_envelope(self) -> None:
        if len(self.data) > MAX_BYTES:
            raise self.refusal('the file is larger than %(most)s bytes', most=MAX_BYTES)
        if self.data.startswith(_OLE):
            if _ENCRYPTED in self.data:
                raise self.refusal('the file is locked with a password: save it without one')
            raise self.refusal('this is a file of an old format (.xls): save it as .xlsx')
        if not self.data.startswith(b'PK\x03\x04'):
            raise self.refusal('this is not a workbook: save it as .xlsx')
        if self.data[-22:-18] != _END:
            raise self.refusal('the file is damaged or cut short')
        size, = unpack_from('<L', self.data, len(self.data) - 10)
        if size > _MAX_DIRECTORY or self.data[-42:-38] == _END_64:
            raise self.refusal('the file has more than %(most)s parts', most=MAX_PARTS)

    def _check_parts(self, parts: list[ZipInfo]) -> None:
        names = [part.filename.casefold() for part in parts]
        if len(parts) > MAX_PARTS:
            raise self.refusal('the file has more than %(most)s parts', most=MAX_PARTS)
        for name in names:
            for sign, what in _ACTIVE.items():
                if sign in name:
                    raise self.refusal(
                        'the file has %(what)s, which are not accepted: save it without them',
                        what=what)
        if not {'xl/workbook.xml', '[content_types].xml'} <= set(names):
            raise self.refusal('this is not a workbook: save it as .xlsx')
        if len(set(names)) < len(names) or min(part.header_offset for part in parts):
            raise self.refusal('the file is damaged or cut short')
        for part in parts:
            self._check_part(part)
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise self.refusal('unpacked, the file is larger than %(most)s bytes: delete empty'
                               ' rows and columns that have a format', most=MAX_UNPACKED)

    def _check_part(self, part: ZipInfo) -> None:
        if part.flag_bits & 1:
            raise self.refusal('the file is locked with a password: save it without one')
        if (part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or not part.filename.isascii()
                or '\\' in part.filename or '..' in part.filename):
            raise self.refusal('the part %(name)s is not of a workbook', name=part.filename)
        if part.file_size > max(_SMALL, part.compress_size * MAX_RATIO):
            raise self.refusal('the part %(name)s grows more than %(most)s times when unpacked',
                               name=part.filename, most=MAX_RATIO)

    def _inflate(self, part: ZipInfo) -> Iterator[bytes]:
        """Yield what the bytes of a part really unpack to, in pieces of bounded size."""
        packed = self._packed(part)
        if part.compress_type == ZIP_STORED:
            yield bytes(packed)
            return
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for start in range(0, len(packed), _CHUNK):
                rest: bytes | memoryview = packed[start:start + _CHUNK]
                while chunk := unpacker.decompress(rest, _CHUNK):
                    yield chunk
                    rest = unpacker.unconsumed_tail
        except zlib.error as error:
            raise self.refusal('the file is damaged or cut short') from error
        if not unpacker.eof or unpacker.unused_data:
            raise self.refusal('the file is damaged or cut short')

    def _packed(self, part: ZipInfo) -> memoryview:
        start = part.header_offset
        if self.data[start:start + 4] != b'PK\x03\x04' or start + 30 > len(self.data):
            raise self.refusal('the file is damaged or cut short')
        name, extra = unpack_from('<HH', self.data, start + 26)
        start += 30 + name + extra
        return memoryview(self.data)[start:start + part.compress_size]
