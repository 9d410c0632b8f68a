"""Messages by e-mail as text and as HTML, in the language that is set.

Both are made from one ``Letter``, so that they never say different things.
"""
import textwrap
from dataclasses import dataclass

from flask import current_app, render_template
from flask_babel import gettext

from checklist.reports.letter_texts import KINDS, Letter, Values
from checklist.reports.wording import language

WIDTH = 76


class UnwritableLetter(Exception):
    """There is no such kind of message, or what it needs is missing or not allowed."""


@dataclass(frozen=True)
class WrittenLetter:
    """A message ready to be sent. ``link`` is the address it leads to, if any."""

    sender: str
    subject: str
    text: str
    html: str
    link: str


def write_letter(kind: str, values: Values) -> WrittenLetter:
    """Write a message of a kind in the language that is set.

    Moments and days are given by ISO 8601, links as paths or with our own address, and the
    ``lines`` of a list with line breaks between them.
    """
    if kind not in KINDS:
        raise UnwritableLetter(f'There is no message {kind!r}.')
    try:
        letter = KINDS[kind](values)
    except (KeyError, ValueError) as error:
        raise UnwritableLetter(f'The message {kind!r} lacks or refuses {error}.') from error
    home = current_app.config['PUBLIC_URL']
    html = render_template('emails/letter.html', letter=letter, home=home, language=language())
    return WrittenLetter(
        gettext('Checklist'), letter.subject, _plain_text(letter, home), html, letter.link)


def _plain_text(letter: Letter, home: str) -> str:
    """Return a letter as plain text: the same words in the same order."""
    parts = [letter.subject.upper(), *letter.before]
    parts += ['\n'.join(f'{name}: {value}' for name, value in letter.facts)]
    parts += ['\n'.join(_wrapped(line, '– ') for line in letter.lines)]
    parts += [f'{letter.action}:\n{letter.link}' if letter.link else '', *letter.after]
    parts += ['--', letter.reason, f"{gettext('Checklist')}, {home}\n" + gettext(
        'This message was sent automatically. Answers to it are not read.')]
    return '\n\n'.join(part if '\n' in part else _wrapped(part) for part in parts if part) + '\n'


def _wrapped(text: str, first: str = '') -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=' ' * len(first),
                         break_long_words=False, break_on_hyphens=False)
