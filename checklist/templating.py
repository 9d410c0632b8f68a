"""Filters and globals of the templates."""
import hashlib
import re
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, current_app, g, request, session, url_for
from flask_babel import format_datetime, get_locale, get_translations, gettext
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from checklist.drawn import Drawn, mark
from checklist.reports.consents import purpose_title
from checklist.reports.difference_words import kind_name, meaning_name, thing_name
from checklist.reports.erasure import act_facts
from checklist.reports.figure_words import bound_sign, count_words, share_words
from checklist.reports.statistics_links import address_values
from checklist.reports.statistics_words import month_name
from checklist.reports.wording import language, local, roubles
from forms.base import is_plain
from requirements_catalog.marking import mark_words
from requirements_catalog.texts import FIRST_LANGUAGE

APPEARANCES = ('auto', 'light', 'dark', 'contrast')
MOST_KEPT = 1000
MEGABYTE = 1024 * 1024
STATIC = Path(__file__).parent / 'static'
# From the first Russian letter to the last one, or a digit, before any Latin letter.
_RUSSIAN = re.compile('([А-Яа-яЁё](?:[^A-Za-z]*[А-Яа-яЁё0-9»])?)')


def day(value: date) -> str:
    """Return a day like "21 ноября 2026 г."."""
    return _day(value, language())


@lru_cache(maxsize=1024)
def _day(value: date, language: str) -> str:
    return format_date(value, _pattern(language), language)


def moment(value: datetime) -> str:
    """Return a moment in the zone of the service, like "21 ноября 2026 г., 14:05"."""
    return format_datetime(value, f'{_pattern(language())}, HH:mm')


def percent(value: Decimal | None) -> str:
    """Return a percentage like "86,6 %"; a dash where there is none."""
    return '—' if value is None else _percent(value, language())


@lru_cache(maxsize=2048)
def _percent(value: Decimal, language: str) -> str:
    return f"{format_decimal(value, '0.0', language)}\xa0%"


def whole_number(value: int) -> str:
    """Return a number like "1 250"."""
    return _whole_number(value, language())


@lru_cache(maxsize=4096)
def _whole_number(value: int, language: str) -> str:
    return str(format_decimal(value, locale=language))


def file_size(value: int) -> str:
    """Return a size like "1,2 МБ"; small files are told in kB."""
    if value < MEGABYTE:
        return gettext('%(size)s kB', size=format_decimal(max(1, round(value / 1024)),
                                                          locale=language()))
    return gettext('%(size)s MB', size=format_decimal(round(value / MEGABYTE, 1),
                                                      locale=language()))


def russian(text: str) -> Markup:
    """Return a text of the law, marking what is in Russian on a page in another language.

    Names of activities and clauses of acts exist in Russian only, and are to be read aloud so.
    """
    if language() == FIRST_LANGUAGE:
        return escape(text)
    pieces = [escape(piece) for piece in _RUSSIAN.split(text)]
    pieces[1::2] = [Markup('<span lang="ru">{}</span>').format(piece) for piece in pieces[1::2]]
    return Markup('').join(pieces)


def visible(text: str) -> str:
    """Return a text in which characters that do not show, or turn it around, are named.

    Forms refuse them, but files may bring them.
    """
    return text if is_plain(text) else ''.join(
        character if is_plain(character) else f'⟦U+{ord(character):04X}⟧' for character in text)


def _pattern(language: str) -> str:
    return 'd MMMM y' if language == 'en' else "d MMMM y 'г'."


@lru_cache(maxsize=64)
def _fingerprint(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """Return the address of a file of ours that may be kept for ever: it names the content."""
    return url_for('static', filename=path, v=_fingerprint(path))


def drawn_once(name: str, caller: Callable[[Markup, Markup], str]) -> Markup:
    """Return a part of the frame that only depends on the kind of page and on preferences.

    The part is given marks for what else differs: the token of its forms and the address to
    come back to.
    """
    drawn = _kept((name,), lambda: caller(mark('token'), mark('address')))
    return Markup(drawn.fill({'token': generate_csrf(), 'address': escape(request.full_path)}))


def drawn_page(key: tuple[Hashable, ...], draw: Callable[[], str], values: Mapping[str, str], *,
               alone: bool = False) -> str:
    """Return a page that is drawn once for each key, filled in with this reader's values.

    ``draw`` puts marks where the values go and may show nothing else that belongs to a reader.
    A page that does, as one with a message from the last action, is drawn for the reader alone.
    """
    def with_marks() -> str:
        return draw().replace(generate_csrf(), mark('token'))

    own = alone or bool(request.query_string) or '_flashes' in session
    drawn = Drawn(with_marks()) if own else _kept(key, with_marks)
    return drawn.fill({'token': generate_csrf(), **values})


def _kept(key: tuple[Hashable, ...], draw: Callable[[], str]) -> Drawn:
    """Return what was drawn before for this key, page, language and appearance."""
    kept: dict[tuple[Hashable, ...], Drawn] = current_app.extensions['drawn']
    whole = (*key, request.endpoint, language(), session.get('appearance'), request.script_root,
             audience())
    if whole not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[whole] = Drawn(draw())
    return kept[whole]


def audience() -> tuple[str, ...]:
    """Return what the reader may do, by which the frame of a page differs; nothing to visitors."""
    found: tuple[str, ...] = g.get('audience', ())
    return found


def register_templating(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for function in (local, roubles, day, moment, percent, whole_number, file_size, russian,
                     visible, purpose_title, act_facts, meaning_name, thing_name,
                     kind_name, month_name, count_words, share_words, address_values):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(
        static_url=static_url, drawn_once=drawn_once, _=translate, gettext=translate,
        ngettext=translate_plural, mark_words=mark_words, bound_sign=bound_sign)
    app.extensions['question_cards'] = {}
    app.extensions['drawn'] = {}
    app.context_processor(_preferences)


def translate(message: str, /, **values: object) -> Markup:
    """Return a text of the interface with values in it, escaped where they need it.

    Pages are mostly made of such texts. What Flask-Babel and Jinja have for them takes as long
    for each as drawing a small table.
    """
    if values:
        return _text(message, language()) % values
    return _plain_text(message, language())


def translate_plural(one: str, many: str, num: int, /, **values: object) -> Markup:
    text: str = _catalogue(language()).ungettext(one, many, num)
    return Markup(text) % {'num': num, **values}


@lru_cache(maxsize=4096)
def _plain_text(message: str, language: str) -> Markup:
    return _text(message, language) % {}


@lru_cache(maxsize=4096)
def _text(message: str, language: str) -> Markup:
    return Markup(_catalogue(language).ugettext(message))


@lru_cache(maxsize=8)
def _catalogue(_language: str) -> Any:
    """Return the messages of the reader's language; the argument tells languages apart."""
    return get_translations()


def _preferences() -> dict[str, Any]:
    locale = get_locale()
    return {
        'language': locale.language if locale else 'ru',
        'appearance': session.get('appearance', 'auto') if request else 'auto',
        'retention_days': current_app.config['RETENTION'].draft,
        'audience': audience(),
        'design_page': current_app.config['DESIGN_PAGE'],
    }
