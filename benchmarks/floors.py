"""The floors: bare Flask doing only what cannot be left out, in the same gunicorn.

``/memory/NAME`` sends the bytes of a page of the product, ``/rendered/NAME`` draws one of as many
bytes and questions with Jinja, ``/static/NAME`` is a file. ``/rows`` commits a row for each
answer it is sent, ``/one`` commits one row. The pages lie in BENCHMARK_FOLDER; the database is
BENCHMARK_DATABASE.
"""
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from whitenoise import WhiteNoise

from checklist.database import sqlite_module

FOLDER = Path(os.environ.get('BENCHMARK_FOLDER', '.'))
OPTIONS = (('yes', 'Да'), ('no', 'Нет'), ('not_applicable', 'Неприменимо'),
           ('unknown', 'Нужно узнать'))
WORDS = 'Готовить блюда и напитки по утверждённым технологическим картам. '
TEMPLATE = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><form method="post"><input type="hidden" name="csrf_token" value="{{ token }}">
{% for question in questions %}
<fieldset id="q-{{ question.code }}"><legend>{{ loop.index }}. {{ question.text }}</legend>
{% for value, label in options %}
<label><input type="radio" name="answer-{{ question.code }}" value="{{ value }}"
{%- if value == question.answer %} checked{% endif %}> {{ label }}</label>
{% endfor %}
<textarea name="note-{{ question.code }}">{{ question.note }}</textarea>
<details>{{ question.details }}</details></fieldset>
{% endfor %}
<button>{{ title }}</button></form></body></html>
"""


@dataclass(frozen=True)
class Question:
    """What the template of the floor shows of one question."""

    code: str
    text: str
    details: str
    answer: str = 'yes'
    note: str = ''


class Store:
    """A table of answers, written as durably as the product's own tables."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.kept = threading.local()
        self.lock = threading.Lock()
        self.statement = 'INSERT INTO floor VALUES (?, ?, ?, ?)'
        if not url.startswith('sqlite'):
            self.statement = self.statement.replace('?', '%s')

    def add(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Commit some rows. As in the product, one process writes to SQLite once at a time."""
        if self.url.startswith('sqlite'):
            with self.lock:
                self.connection.execute('BEGIN IMMEDIATE')
                self.connection.executemany(self.statement, list(rows))
                self.connection.execute('COMMIT')
        else:
            with self.connection.transaction(), self.connection.cursor() as cursor:
                cursor.executemany(self.statement, list(rows))

    def create(self) -> None:
        self.connection.execute('CREATE TABLE IF NOT EXISTS floor (inspection text,'
                                ' question text, answer text, note text)')

    @property
    def connection(self) -> Any:
        if not hasattr(self.kept, 'connection'):
            self.kept.connection = self._connect()
        return self.kept.connection

    def _connect(self) -> Any:
        if not self.url.startswith('sqlite'):
            return psycopg.connect(self.url.replace('+psycopg', ''), autocommit=True)
        connection = sqlite_module.connect(
            self.url.removeprefix('sqlite:///'), timeout=5.0, isolation_level=None)
        for pragma in ('journal_mode=WAL', 'synchronous=FULL'):
            connection.execute(f'PRAGMA {pragma}')
        return connection


def create_app() -> Flask:
    app = Flask(__name__)
    app.jinja_loader = DictLoader({'page.html': TEMPLATE})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    store = Store(os.environ.get('BENCHMARK_DATABASE', ''))
    memory = {path.stem: path.read_bytes() for path in FOLDER.glob('*.html')}

    @app.get('/bare')
    def bare() -> ResponseReturnValue:
        return 'bare'

    @app.get('/memory/<name>')
    def in_memory(name: str) -> ResponseReturnValue:
        return memory[name]

    @app.get('/rendered/<name>/<int:count>')
    def rendered(name: str, count: int) -> ResponseReturnValue:
        return draw(questions(count, len(memory[name])))

    @app.post('/rows')
    def rows() -> ResponseReturnValue:
        form = request.form
        store.add((form['id'], name, option, form.get(f'note-{name[7:]}', ''))
                  for name, option in form.items() if name.startswith('answer-'))
        return redirect('/bare', 303)

    @app.post('/one')
    def one() -> ResponseReturnValue:
        store.add([(request.form['id'], 'question', 'yes', '')])
        return {'saved': True}

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=FOLDER, prefix='static/', max_age=31536000)
    return app


def draw(shown: tuple[Question, ...]) -> str:
    return render_template('page.html', questions=shown, options=OPTIONS,
                           title='Самопроверка', token='0' * 90)


@lru_cache(maxsize=32)
def questions(count: int, size: int) -> tuple[Question, ...]:
    """Return so many questions that make a page of a size in bytes."""
    bare = _questions(count, '')
    missing = (size - len(draw(bare).encode())) // count
    text = (WORDS * (1 + missing // len(WORDS))).encode()[:max(missing, 0)].decode(errors='ignore')
    return _questions(count, text)


def _questions(count: int, details: str) -> tuple[Question, ...]:
    return tuple(Question(f'CT-{number:03}-1', WORDS, details) for number in range(count))


app = create_app() if 'BENCHMARK_FOLDER' in os.environ else None
