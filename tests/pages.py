"""Reading a page as a person does: headings, links, forms, errors, rows of tables."""
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = frozenset({
    'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source',
    'track', 'wbr'})


@dataclass
class Element:
    """One element with its attributes and what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list['Element | str'] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, '')

    @property
    def classes(self) -> list[str]:
        return self['class'].split()

    @property
    def raw_text(self) -> str:
        return ''.join(child if isinstance(child, str) else child.raw_text
                       for child in self.children)

    @property
    def text(self) -> str:
        """The words of the element, with single spaces."""
        return plain(' '.join(self._pieces()))

    def all(self, tag: str = '', **attributes: str) -> Iterator['Element']:
        """Yield the elements inside with this tag and these attributes; class_ is one class."""
        for child in self.children:
            if isinstance(child, Element):
                if child._fits(tag, attributes):
                    yield child
                yield from child.all(tag, **attributes)

    def first(self, tag: str = '', **attributes: str) -> 'Element':
        found = next(self.all(tag, **attributes), None)
        assert found is not None, f'no <{tag}> with {attributes} in: {self.text[:400]}'
        return found

    def _fits(self, tag: str, attributes: dict[str, str]) -> bool:
        return (not tag or self.tag == tag) and all(
            value in self.classes if name == 'class_' else self[name] == value
            for name, value in attributes.items())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ('script', 'style'):
                yield from child._pieces()


@dataclass(frozen=True)
class Form:
    """A form with what would be sent if its first button were pressed now."""

    action: str
    method: str
    values: dict[str, str]
    buttons: tuple[Element, ...]
    element: Element

    @classmethod
    def of(cls, element: Element) -> 'Form':
        buttons = tuple(item for item in element.all('button') if item['type'] != 'button')
        return cls(element['action'], element['method'], dict(_values(element)), buttons, element)

    def choices(self, name: str) -> list[str]:
        """Return what can be chosen for a field: radio buttons or options of a list."""
        options = [item['value'] for item in self.element.all('input', name=name)]
        for select in self.element.all('select', name=name):
            options += [item['value'] for item in select.all('option')]
        return [value for value in options if value]

    @property
    def names(self) -> list[str]:
        """The names of all fields, whether filled in or not."""
        fields = (item for tag in ('input', 'textarea', 'select') for item in self.element.all(tag))
        return list(dict.fromkeys(item['name'] for item in fields if item['name']))


def plain(text: str) -> str:
    """Return a text with single spaces, as a page shows it."""
    return ' '.join(text.split())


class Page:
    """A parsed page."""

    def __init__(self, html: str) -> None:
        self.html = html
        parser = _Parser()
        parser.feed(html)
        parser.close()
        self.root = parser.root

    @property
    def language(self) -> str:
        return self.root.first('html')['lang']

    @property
    def title(self) -> str:
        return self.root.first('title').text

    @property
    def heading(self) -> str:
        return self.root.first('h1').text

    @cached_property
    def text(self) -> str:
        return self.root.first('main').text

    @property
    def links(self) -> list[str]:
        return [item['href'] for item in self.root.all('a') if item['href']]

    @property
    def forms(self) -> list[Form]:
        return [Form.of(element) for element in self.root.all('form')]

    def form(self, part_of_action: str) -> Form:
        """Return the form whose address contains something, the last if there are several."""
        found = [form for form in self.forms if part_of_action in form.action]
        assert found, f'no form to {part_of_action!r}, only {[f.action for f in self.forms]}'
        return found[-1]

    @property
    def main_form(self) -> Form:
        """The form of the content; those of the header come before it."""
        element = next(self.root.first('main').all('form'), None)
        assert element is not None, f'no form in: {self.text[:400]}'
        return Form.of(element)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The error summary: the anchor and the words of each problem."""
        return [(link['href'], link.text) for box in self.root.all('', role='alert')
                for link in box.all('a')]

    @property
    def errors(self) -> list[str]:
        """The errors that stand at their fields."""
        return [item.text for item in self.root.all('', class_='error')]

    @property
    def facts(self) -> dict[str, str]:
        """The lists of facts: term to description."""
        found = {}
        for term in self.root.all('div'):
            heads, texts = list(term.all('dt')), list(term.all('dd'))
            if len(heads) == 1 and texts:
                found[heads[0].text] = ' '.join(item.text for item in texts)
        return found

    def rows(self) -> list[list[str]]:
        """Return the cells of all tables, row by row."""
        return [[cell.text for cell in row.children
                 if isinstance(cell, Element) and cell.tag in ('td', 'th')]
                for row in self.root.all('tr')]


class _Parser(HTMLParser):
    """Builds elements; a closing tag without an opening one is an error of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element('')
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or '' for name, value in attrs})
        if tag in ('input', 'option', 'button'):
            element.attributes.update(
                {name: 'yes' for name, value in attrs if value is None and name in (
                    'checked', 'selected', 'hidden')})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1:
            if self._open.pop().tag == tag:
                return
        raise AssertionError(f'</{tag}> closes nothing')

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _values(form: Element) -> Iterator[tuple[str, str]]:
    for item in form.all('input'):
        chosen = item['type'] not in ('radio', 'checkbox') or item['checked']
        if item['name'] and chosen:
            yield item['name'], item['value']
    for item in form.all('textarea'):
        # A browser drops one line break at the beginning, and sends CR LF.
        yield item['name'], item.raw_text.removeprefix('\n')
    for item in form.all('select'):
        options = list(item.all('option'))
        chosen_options = [option for option in options if option['selected']] or options[:1]
        for option in chosen_options:
            yield item['name'], option['value']
