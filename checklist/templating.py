"""Filters and globals of the templates."""
import hashlib
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, session, url_for
from flask_babel import format_date, format_datetime, format_decimal, get_locale, get_translations
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from checklist.drawn import Drawn, mark
from checklist.reports.wording import local, roubles

APPEARANCES = ('auto', 'light', 'dark', 'contrast')
MOST_FRAMES = 1000
STATIC = Path(__file__).parent / 'static'


def day(value: date) -> str:
    """Return a day like "21 ноября 2026 г."."""
    return format_date(value, 'd MMMM y' if _english() else "d MMMM y 'г'.")


def moment(value: datetime) -> str:
    """Return a moment in the zone of the service, like "21 ноября 2026 г., 14:05"."""
    return format_datetime(value, 'd MMMM y, HH:mm' if _english() else "d MMMM y 'г'., HH:mm")


def percent(value: Decimal | None) -> str:
    """Return a percentage like "86,6 %"; a dash where there is none."""
    return '—' if value is None else f"{format_decimal(value, format='0.0')}\xa0%"


def _english() -> bool:
    return bool(get_locale().language == 'en')


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
    frames: dict[tuple[str | None, ...], Drawn] = current_app.extensions['frames']
    key = (name, get_locale().language, session.get('appearance'), request.endpoint,
           request.script_root)
    if key not in frames:
        if len(frames) >= MOST_FRAMES:
            frames.clear()
        frames[key] = Drawn(caller(mark('token'), mark('address')))
    return Markup(frames[key].fill(
        {'token': generate_csrf(), 'address': escape(request.full_path)}))


def register_templating(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for function in (local, roubles, day, moment, percent):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(static_url=static_url, drawn_once=drawn_once)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True)
    app.extensions['question_cards'] = {}
    app.extensions['frames'] = {}
    app.context_processor(_preferences)


def _gettext(message: str) -> str:
    return _catalogue().ugettext(message)


def _ngettext(one: str, many: str, number: int) -> str:
    return _catalogue().ungettext(one, many, number)


def _catalogue() -> Any:
    """Return the messages of the reader's language, looked up once and not for each message."""
    language = get_locale().language
    kept = g.get('catalogue')
    if kept is None or kept[0] != language:
        kept = g.catalogue = (language, get_translations())
    return kept[1]


def _preferences() -> dict[str, Any]:
    locale = get_locale()
    return {
        'language': locale.language if locale else 'ru',
        'appearance': session.get('appearance', 'auto') if request else 'auto',
        'retention_days': current_app.config['RETENTION_DAYS'],
        'design_page': current_app.config['DESIGN_PAGE'],
    }
