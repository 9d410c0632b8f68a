"""Workbooks made to do harm: refused in a second and in little memory, with the cell if any.

All are read one after another in one child process, whose largest memory is that of the worst.
"""
import json
import re
import struct
import sys
import zlib
from functools import partial
from io import BytesIO
from pathlib import Path
from subprocess import run
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.loader import load_catalog
from requirements_catalog.problems import CatalogError
from requirements_catalog.workbook import read_workbook, write_workbook
from tests.unit import examples
from tests.workbooks import repacked

VERSION = examples.version_of(examples.question('Q-1'))
GOOD = write_workbook(VERSION)
SHEET = 'xl/worksheets/sheet4.xml'
"""The part of the questions."""
MOST_SECONDS, MOST_MEGABYTES = 1, 100
ROOT = Path(__file__).parents[2]

READ = """
import json, sys, time
from pathlib import Path
from requirements_catalog.problems import CatalogError
from requirements_catalog.workbook import read_workbook
told = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    start = time.process_time()
    try:
        read_workbook(path.read_bytes())
        problems = []
    except CatalogError as error:
        problems = [[problem.sheet, problem.cell, problem.message] for problem in error.problems]
    told[path.name] = {'problems': problems, 'seconds': time.process_time() - start}
[peak] = [line for line in Path('/proc/self/status').read_text().splitlines() if 'VmHWM' in line]
told[''] = int(peak.split()[1]) / 1024
print(json.dumps(told))
"""


def edited(old, new, part=SHEET):
    def change(parts):
        assert old in parts[part], old
        parts[part] = parts[part].replace(old, new, 1)
    return repacked(GOOD, change)


def with_part(name, content=b'<x/>'):
    return repacked(GOOD, lambda parts: parts.update({name: content}))


def in_cell(inner, address=b'B2', attributes=b''):
    """Return a workbook with another cell in the second row of the questions."""
    cell = b'<c r="%s"%s>%s</c></row>' % (address, attributes, inner)
    return edited(b'</row></sheetData>', cell + b'</sheetData>')


def bomb(part, size=300_000_000, declared=None, fill=b' '):
    """Return a workbook with a part that unpacks to a size, and may declare another."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    chunk, checksum = fill * 1_000_000, 0
    packed = b''
    for _ in range(size // len(chunk)):
        packed += packer.compress(chunk)
        checksum = zlib.crc32(chunk, checksum)
    packed += packer.flush()
    stored = repacked(GOOD, lambda parts: parts.update({part: packed}), ZIP_STORED)
    return _as_deflated(stored, part, declared or size, checksum)


def _as_deflated(data, part, size, checksum):
    """Say of a stored part that its bytes are deflated."""
    with ZipFile(BytesIO(data)) as archive:
        info, directory = archive.getinfo(part), archive.start_dir
    changed = bytearray(data)
    entry = data.index(part.encode(), directory) - 46
    struct.pack_into('<H', changed, info.header_offset + 8, 8)
    struct.pack_into('<L', changed, info.header_offset + 14, checksum)
    struct.pack_into('<L', changed, info.header_offset + 22, size)
    struct.pack_into('<H', changed, entry + 10, 8)
    struct.pack_into('<L', changed, entry + 16, checksum)
    struct.pack_into('<L', changed, entry + 24, size)
    return bytes(changed)


def with_bytes(part, offset, value, in_directory=False):
    """Return a workbook with other bytes in the header of a part, or in the directory."""
    with ZipFile(BytesIO(GOOD)) as archive:
        info, directory = archive.getinfo(part), archive.start_dir
    start = GOOD.index(part.encode(), directory) - 46 if in_directory else info.header_offset
    return GOOD[:start + offset] + value + GOOD[start + offset + len(value):]


def many_parts(count=60_000):
    stream = BytesIO(GOOD)
    with ZipFile(stream, 'a') as archive:
        for number in range(count):
            archive.writestr(f'{number}', b'')
    return stream.getvalue()


def repeated_strings():
    """A short file whose cells all repeat one long text."""
    text = b'<si><t>%s</t></si></sst>' % (b'x' * 1_000_000)

    def change(parts):
        strings = parts['xl/sharedStrings.xml']
        count = strings.count(b'<si>')
        parts['xl/sharedStrings.xml'] = strings.replace(b'</sst>', text)
        rows = b''.join(b'<row r="%d"><c r="B%d" t="s"><v>%d</v></c></row>' % (row, row, count)
                        for row in range(9, 5000))
        parts[SHEET] = parts[SHEET].replace(b'</sheetData>', rows + b'</sheetData>')
    return repacked(GOOD, change)


def twice(name):
    stream = BytesIO(GOOD)
    with ZipFile(stream, 'a') as archive, pytest.warns(UserWarning, match='Duplicate'):
        archive.writestr(name, b'<x/>')
    return stream.getvalue()


document_type = partial(edited, b'<worksheet', part=SHEET)
relation = partial(edited, b'</Relationships>', part='xl/_rels/workbook.xml.rels')
far_away = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
OLE = bytes.fromhex('d0cf11e0a1b11ae1') + bytes(4000)

HOSTILE = {
    'a formula': (lambda: in_cell(b'<f>1+1</f><v>2</v>', b'M2'), 'formula', 'M2'),
    'a formula without a value': (lambda: in_cell(b'<f>1+1</f>', b'M2'), 'formula', 'M2'),
    'a command of another program': (
        lambda: in_cell(b"<f>cmd|'/c calc'!A0</f>", b'M2'), 'formula', 'M2'),
    'a formula of another name space': (lambda: in_cell(
        b'<x:f xmlns:x="urn:x">1</x:f><v>1</v>', b'M2'), 'formula', 'M2'),
    'a formula deep in a cell': (lambda: in_cell(
        b'<is><r><f>1</f></r></is>', b'M2'), 'formula', 'M2'),
    'an error': (lambda: in_cell(b'<v>#REF!</v>', b'M2', b' t="e"'), 'error', 'M2'),
    'a program': (lambda: with_part('xl/vbaProject.bin', b'x'), 'macros', ''),
    'a program by its type': (lambda: edited(
        b'spreadsheetml.sheet.main', b'sheet.macroEnabled.main', '[Content_Types].xml'),
        'macros', ''),
    'an old program': (lambda: with_part('xl/macrosheets/sheet1.xml'), 'macros', ''),
    'a link to a file': (
        lambda: with_part('xl/externalLinks/externalLink1.xml'), 'other files', ''),
    'a relation outside': (lambda: relation(
        b'<Relationship Id="x" Type="x/oleObject" Target="file:///etc/passwd"'
        b' TargetMode="External"/></Relationships>'), 'other files', ''),
    'a connection': (lambda: with_part('xl/connections.xml'), 'other files', ''),
    'an object': (lambda: with_part('xl/embeddings/oleObject1.bin'), 'embedded', ''),
    'a name that is a command': (lambda: edited(
        b'</definedNames>', b"<definedName name=\"x\">cmd|'/c calc'!A0</definedName>"
        b'</definedNames>', 'xl/workbook.xml'), 'other files', ''),
    'a hidden sheet': (lambda: edited(
        b'sheetId="4"', b'sheetId="4" state="hidden"', 'xl/workbook.xml'), 'hidden', ''),
    'a sheet hidden well': (lambda: edited(
        b'sheetId="4"', b'sheetId="4" state="veryHidden"', 'xl/workbook.xml'), 'hidden', ''),
    'a bomb': (lambda: bomb(SHEET), 'grows more than 200 times', ''),
    'a bomb that says it is small': (
        lambda: bomb(SHEET, declared=1000), 'not what the archive declares', ''),
    'a bomb of many parts': (lambda: repacked(GOOD, lambda parts: parts.update(
        {f'xl/{number}.xml': b'<x>' + b'x' * 990_000 + b'</x>' for number in range(80)})),
        'larger than 64000000', ''),
    'sixty thousand parts': (many_parts, 'more than 300 parts', ''),
    'three hundred parts and one': (lambda: repacked(GOOD, lambda parts: parts.update(
        {str(number): b'' for number in range(300)})), 'more than 300 parts', ''),
    'a locked part': (lambda: with_bytes(SHEET, 8, b'\x01\0', True), 'password', ''),
    'another way of packing': (
        lambda: with_bytes(SHEET, 10, b'\x0e\0', True), 'not of a workbook', ''),
    'a broken directory': (
        lambda: with_bytes(SHEET, 0, b'xxxx', True), 'damaged', ''),
    'a broken header': (lambda: with_bytes(SHEET, 0, b'xxxx'), 'damaged', ''),
    'broken packing': (lambda: with_bytes(SHEET, 30 + len(SHEET), b'\xff' * 40), 'damaged', ''),
    'packing cut short': (
        lambda: with_bytes(SHEET, 20, b'\x40\0\0\0', True), 'damaged', ''),
    'another checksum': (lambda: with_bytes(SHEET, 16, b'\0\0\0\0', True),
                         'not what the archive declares', ''),
    'a long name': (lambda: edited(
        b'</definedNames>', b'<definedName name="x">' + b'x' * 30_000
        + b'</definedName></definedNames>', 'xl/workbook.xml'), 'damaged', ''),
    'a part twice': (lambda: twice(SHEET), 'damaged', ''),
    'a part twice in other letters': (
        lambda: with_part('XL/Worksheets/Sheet4.xml'), 'damaged', ''),
    'a path outside': (lambda: with_part('../../etc/cron.d/x'), 'not of a workbook', ''),
    'a cell at the end of the world': (
        lambda: edited(b'</sheetData>', far_away), 'beyond row 40000', 'XFD1048576'),
    'a cell in column ISI': (
        lambda: in_cell(b'<v>1</v>', b'ISI2'), 'beyond row 40000 or column 32', 'ISI2'),
    'a cell without a place': (
        lambda: edited(b'</row></sheetData>', b'<c><v>1</v></c></row></sheetData>'),
        'where it stands', ''),
    'three million rows': (lambda: edited(
        b'</sheetData>', b''.join(
            b'<row r="%d"/>' % row for row in range(2_600_000)) + b'</sheetData>'),
        'too many cells', ''),
    'one text a thousand times': (repeated_strings, 'longer than 24000000', ''),
    'a text that is not there': (
        lambda: in_cell(b'<v>99999</v>', b'M2', b' t="s"'), 'damaged', ''),
    'an entity from a file': (lambda: document_type(
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'),
        'document type', ''),
    'a billion laughs': (lambda: document_type(
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'),
        'document type', ''),
    'a document type from elsewhere': (lambda: document_type(
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><worksheet'), 'document type', ''),
    'a document type in the texts': (lambda: edited(
        b'<sst', b'<!DOCTYPE x><sst', 'xl/sharedStrings.xml'), 'document type', ''),
    'another encoding': (lambda: repacked(GOOD, lambda parts: parts.update(
        {SHEET: parts[SHEET].decode().replace('UTF-8', 'UTF-16').encode('utf-16')})),
        'not of a workbook', ''),
    'ten thousand levels': (lambda: edited(
        b'<sheetData>', b'<a>' * 10_000 + b'</a>' * 10_000 + b'<sheetData>'), 'nested', ''),
    'broken xml': (lambda: edited(b'</sheetData>', b''), 'damaged', ''),
    'a locked file': (lambda: OLE + 'EncryptedPackage'.encode('utf-16-le'), 'password', ''),
    'a file of an old format': (lambda: OLE, 'old format', ''),
    'a text': (lambda: b'code,text\n', 'not a workbook', ''),
    'nothing': (lambda: b'', 'not a workbook', ''),
    'a file cut short': (lambda: GOOD[:-1000], 'damaged', ''),
    'a file with a hole': (lambda: GOOD[:5000] + bytes(200) + GOOD[5200:], 'd', ''),
    'something in front': (lambda: b'PK\x03\x04' + GOOD, 'damaged', ''),
    'something behind': (lambda: GOOD + b'x', 'damaged', ''),
    'another archive': (lambda: repacked(GOOD, lambda parts: parts.pop('xl/workbook.xml')),
                        'not a workbook', ''),
    'a large file': (lambda: GOOD + bytes(13_000_000), 'larger than', ''),
}
HARMLESS = {
    'a million empty rows': lambda: edited(b'</sheetData>', b''.join(
        b'<row r="%d"/>' % row for row in range(100, 1_048_577)) + b'</sheetData>'),
    'a million rows by its own account': lambda: edited(
        b'<dimension ref="', b'<dimension ref="A1:XFD1048576" x="'),
    'formats up to the last column': lambda: edited(
        b'</row></sheetData>', b'<c r="ISI2" s="1"/></row></sheetData>'),
    'an empty text far below': lambda: edited(
        b'</sheetData>', b'<row r="12000"><c r="A12000" t="str"><v></v></c></row></sheetData>'),
    'formulas and texts that are of no cell': lambda: repacked(GOOD, lambda parts: parts.update({
        'xl/charts/chart1.xml': b'<x><f>1</f><si><t>x</t></si></x>'})),
    'an address that became a link': lambda: repacked(GOOD, lambda parts: parts.update({
        'xl/worksheets/_rels/sheet9.xml.rels':
            b'<Relationships><Relationship Id="rId1" Type="http://x/hyperlink"'
            b' Target="https://example.org" TargetMode="External"/></Relationships>'})),
}


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    """Every workbook as a file that goes by its name."""
    place = tmp_path_factory.mktemp('workbooks')
    for name, (make, _, _) in HOSTILE.items():
        (place / name).write_bytes(make())
    for name, make in HARMLESS.items():
        (place / name).write_bytes(make())
    return place


@pytest.fixture(scope='module')
def told(folder):
    """What a child process said of every file, how long it took, and its largest memory."""
    child = run([sys.executable, '-c', READ, folder], cwd=ROOT, capture_output=True, check=True,
                timeout=120)
    return json.loads(child.stdout)


@pytest.mark.asvs('1.5.1', '5.2.3')
@pytest.mark.parametrize('name', HOSTILE)
def test_a_hostile_workbook_is_refused_with_its_cell(folder, name):
    _, message, address = HOSTILE[name]

    with pytest.raises(CatalogError) as caught:
        read_workbook((folder / name).read_bytes())

    problem = caught.value.problems[0]
    assert message in problem.message
    assert problem.cell == address
    assert not address or problem.sheet == 'Вопросы'


@pytest.mark.asvs('5.2.3')
@pytest.mark.parametrize('name', HOSTILE)
def test_a_hostile_workbook_is_refused_in_a_second(told, name):
    assert told[name]['problems']
    assert told[name]['seconds'] < MOST_SECONDS


@pytest.mark.asvs('5.2.3')
@pytest.mark.parametrize('name', HARMLESS)
def test_what_only_looks_harmful_is_read(told, folder, name):
    assert read_workbook((folder / name).read_bytes()) == VERSION
    assert told[name]['problems'] == []
    assert told[name]['seconds'] < 2 * MOST_SECONDS


@pytest.mark.asvs('1.5.1', '5.2.3')
def test_no_workbook_takes_much_memory(told):
    assert told[''] < MOST_MEGABYTES


def test_every_formula_is_told_with_its_cell(told):
    data = edited(b'</sheetData>', b''.join(
        b'<row r="%d"><c r="M%d"><f>1</f></c></row>' % (row, row) for row in range(9, 400))
        + b'</sheetData>')

    with pytest.raises(Exception, match='formula') as caught:
        read_workbook(data)

    assert [problem.cell for problem in caught.value.problems] == [
        f'M{row}' for row in range(9, 109)]


def test_the_shipped_versions_are_harmless():
    for version in load_catalog().versions:
        read_workbook(write_workbook(version))


BROKEN = [b'', b'-1', b'99999999999', b'1e999', b'NaN', b'A0', b'ZZZ9999999', b'0', b's', b'b',
          b'd', b'str', b'inlineStr', b'n', b'[$-419]d', b'yyyy', '\u0430'.encode()]
PARTS = (SHEET, 'xl/worksheets/sheet2.xml', 'xl/sharedStrings.xml', 'xl/styles.xml',
         'xl/workbook.xml', 'xl/_rels/workbook.xml.rels', '[Content_Types].xml')


@given(data=st.data())
def test_a_broken_workbook_is_read_or_refused_and_nothing_else(data):
    def change(parts):
        part = data.draw(st.sampled_from(PARTS))
        values = list(re.finditer(rb'"[^"<>]*"|>[^<>]+<', parts[part]))
        value = values[data.draw(st.integers(0, len(values) - 1))]
        parts[part] = b''.join((
            parts[part][:value.start() + 1], data.draw(st.sampled_from(BROKEN)),
            parts[part][value.end() - 1:]))

    try:
        read_workbook(repacked(GOOD, change))
    except CatalogError as error:
        assert str(error)
