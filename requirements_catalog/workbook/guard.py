"""What no workbook of a catalog has any need of is refused before a library reads it.

Every part is streamed through expat once: no document types and hence no entities, no depth,
no formulas, no hidden sheets, nothing from elsewhere, and no cell so far out that a library
would make room for millions of empty ones. Elements are told by their names without prefix,
as readers of workbooks tell them.
"""
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from requirements_catalog.problems import CatalogError, Problem, Said, said
from requirements_catalog.workbook.archive import Archive

MAX_ROWS = 40_000
MAX_COLUMNS = 32
MAX_TAGS = 2_500_000
MAX_DEPTH = 60
MAX_TEXT = 24_000_000
MAX_PROBLEMS = 100
_LONGEST_NAME = 20_000
_ADDRESS = re.compile(r'([A-Z]{1,3})([1-9][0-9]{0,6})')
# Nearly all addresses are of this form, and looked at no closer.
_SURELY_INSIDE = re.compile('[A-Z][1-9][0-9]{0,3}')
# A program that formats whole columns writes a million of these. They hold no tag, so that
# nothing can hide in what is left out.
_EMPTY_ROW = re.compile(rb'<row [^<>]*/>')
_BINARY = ('.bin', '.png', '.jpg', '.jpeg', '.gif', '.emf', '.wmf', '.vml')
_STRINGS = 'xl/sharedstrings.xml'
_FIRST = ('xl/workbook.xml', 'xl/_rels/workbook.xml.rels', _STRINGS)


Watcher = Callable[[dict[str, str]], None]


def check_workbook(data: bytes, file: str) -> None:
    """Return where a workbook is harmless; otherwise CatalogError says what is wrong where."""
    archive = Archive(data, file)
    names = sorted(archive.parts, key=lambda name: (name.casefold() not in _FIRST,
                                                    'rels' in name, name))
    _count_tags(archive, names)
    guard = _Guard(archive)
    for name in names:
        if not name.casefold().endswith(_BINARY):
            guard.scan(name)
    if guard.problems:
        raise CatalogError(guard.problems)


def _count_tags(archive: Archive, names: list[str]) -> None:
    """Unpack everything once, cheaply, so that no parser meets more than it can bear.

    A zero byte is in no XML but that of two bytes to a letter, which another reader of the part
    may take for something else.
    """
    tags = 0
    for name in names:
        for chunk in archive.unpack(name):
            if b'\0' in chunk and not name.casefold().endswith(_BINARY):
                raise archive.refusal('the part %(name)s is not of a workbook', name=name)
            tags += chunk.count(b'<')
            if tags > MAX_TAGS:
                raise archive.refusal('the file has too many cells: delete empty rows and'
                                      ' columns that have a format')


class _Guard:
    """Watches the elements of all parts of one workbook."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.problems: list[Problem] = []
        self.titles: dict[str, str] = {}
        """What a sheet is called, by the id of its relation and then by its part."""
        self.lengths: list[int] = []
        """How long each shared string is."""
        self.text = 0
        self.watchers: dict[str, Watcher] = {
            'sheet': self._sheet, 'Relationship': self._relation, 'Override': self._content,
            'Default': self._content, 'definedName': self._listen, 'si': self._string,
            'c': self._cell, 'f': self._formula, 'v': self._value, 't': self._value}

    def scan(self, name: str) -> None:
        """Read one part, and note what is wrong with it."""
        self.part, self.cell, self.kind, self.heard = name, '', '', ''
        self.listening = False
        self.opened: list[str] = []
        """The names of the elements that are open, from the outermost on."""
        self.names: dict[str, tuple[str, Watcher | None]] = {}
        parser = self._parser()
        try:
            for chunk in self.archive.unpack(name):
                parser.Parse(_EMPTY_ROW.sub(b'', chunk), False)
            parser.Parse(b'', True)
        except expat.ExpatError as error:
            raise self.archive.refusal(
                'the part %(name)s is damaged: %(why)s', name=name, why=str(error)) from error

    def _parser(self) -> Any:
        parser = expat.ParserCreate('utf-8', ' ')
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._hear
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        return parser

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        known = self.names.get(tag)
        if known is None:
            name = tag.rpartition(' ')[2]
            known = self.names[tag] = name, self.watchers.get(name)
        self.opened.append(known[0])
        if len(self.opened) > MAX_DEPTH:
            raise self.archive.refusal('the part %(name)s is nested deeper than %(most)s levels',
                                       name=self.part, most=MAX_DEPTH)
        if known[1]:
            known[1](attributes)

    def _end(self, _: str) -> None:
        name = self.opened.pop()
        if self.listening and name in ('v', 'definedName'):
            self.listening = False
            (self._named if name == 'definedName' else self._repeated)(self.heard)

    def _refuse_document_type(self, *_: object) -> None:
        raise self.archive.refusal('the part %(name)s has a document type, which could bring in'
                                   ' other files', name=self.part)

    def _problem(self, message: Said, address: str = '') -> None:
        row, column = _place(address)
        title = self.titles.get(self.part, self.part)
        self.problems.append(Problem(self.archive.file, row, column, message, sheet=title))
        if len(self.problems) == MAX_PROBLEMS:
            raise CatalogError(self.problems)

    def _sheet(self, attributes: dict[str, str]) -> None:
        """Note the title of a sheet; one that nobody sees is refused."""
        title = attributes.get('name', '')
        for name, value in attributes.items():
            if name.endswith(' id'):
                self.titles[value] = title
        if attributes.get('state', 'visible') != 'visible':
            self.titles[self.part] = title
            self._problem(said('the sheet is hidden: show it or delete it'))

    def _relation(self, attributes: dict[str, str]) -> None:
        kind, target = attributes.get('Type', ''), attributes.get('Target', '')
        if attributes.get('TargetMode') == 'External' and not kind.endswith('/hyperlink'):
            raise self.archive.refusal(
                'the file has %(what)s, which are not accepted: save it without them',
                what=said('links to other files'))
        if not self.part.casefold().endswith('workbook.xml.rels'):
            return
        if not kind.endswith('/worksheet') and attributes.get('Id') in self.titles:
            raise self.archive.refusal('a sheet of charts or macros is not accepted')
        if kind.endswith('/worksheet') and not target.casefold().endswith('.xml'):
            raise self.archive.refusal('the part %(name)s is not of a workbook', name=target)
        part = target.lstrip('/') if target.startswith('/') else f'xl/{target}'
        self.titles[part] = self.titles.get(attributes.get('Id', ''), part)

    def _content(self, attributes: dict[str, str]) -> None:
        if 'macroenabled' in attributes.get('ContentType', '').casefold():
            raise self.archive.refusal(
                'the file has %(what)s, which are not accepted: save it without them',
                what=said('macros'))

    def _listen(self, _: dict[str, str]) -> None:
        self.listening, self.heard = True, ''

    def _string(self, _: dict[str, str]) -> None:
        if self.part.casefold() == _STRINGS:
            self.lengths.append(0)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.cell, self.kind = attributes.get('r', ''), attributes.get('t', 'n')
        if self.kind == 'e':
            self._problem(said('the cell holds an error instead of a value'), self.cell)

    def _formula(self, _: dict[str, str]) -> None:
        if 'c' in self.opened:
            self._problem(said('the cell holds a formula: put its value there instead'),
                          self.cell)

    def _value(self, _: dict[str, str]) -> None:
        """A cell that holds something, or a piece of a shared string."""
        if 'c' not in self.opened:
            return
        self.listening, self.heard = self.kind == 's', ''
        if _SURELY_INSIDE.fullmatch(self.cell):
            return
        row, column = _place(self.cell)
        if not row:
            raise self.archive.refusal('a cell does not say where it stands: save the file in'
                                       ' Excel or LibreOffice')
        if row > MAX_ROWS or column > MAX_COLUMNS:
            self._problem(said('the cell lies beyond row %(rows)s or column %(columns)s: delete'
                               ' it', rows=MAX_ROWS, columns=MAX_COLUMNS), self.cell)

    def _hear(self, text: str) -> None:
        if self.listening:
            self.heard += text
            if len(self.heard) > _LONGEST_NAME:
                raise self.archive.refusal('the file is damaged or cut short')
        elif 'si' in self.opened and self.lengths:
            self.lengths[-1] += len(text)

    def _named(self, text: str) -> None:
        """Names may stand for commands of other programs (DDE) and for other files."""
        if '|' in text or '[' in text:
            raise self.archive.refusal(
                'the file has %(what)s, which are not accepted: save it without them',
                what=said('links to other files'))

    def _repeated(self, text: str) -> None:
        """Measure every cell that repeats a shared string: a short file may unfold to much."""
        place = int(text) if text.strip().isdecimal() and len(text) < 9 else -1
        if not 0 <= place < len(self.lengths):
            raise self.archive.refusal('the file is damaged or cut short')
        self.text += self.lengths[place]
        if self.text > MAX_TEXT:
            raise self.archive.refusal('the texts of the file are longer than %(most)s'
                                       ' characters', most=MAX_TEXT)


def _place(address: str) -> tuple[int, int]:
    """Return the row and the column of a cell, counted from 1; zeros where it has no address."""
    match = _ADDRESS.fullmatch(address)
    return (int(match[2]), _column(match[1])) if match else (0, 0)


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord('A') + 1
    return column
