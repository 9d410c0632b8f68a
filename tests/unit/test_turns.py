"""Turns: one costly page of an account at a time, and never all threads for one."""
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event

import pytest
from flask import Flask

from checklist.errors import Busy
from checklist.extensions import db
from checklist.views.turns import Turns

pytestmark = pytest.mark.abuse('A36')
SOON = 5.0


@pytest.fixture
def app():
    app = Flask(__name__)
    app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite://'
    db.init_app(app)
    return app


@contextmanager
def standing(app, turns, whose, number):
    """Let so many stand in a line, one of whom has the turn, until the block ends."""
    leave, at_work = Event(), Event()

    def work():
        with app.app_context(), turns.take(whose):
            at_work.set()
            leave.wait(SOON)

    with ThreadPoolExecutor(number) as threads:
        found = [threads.submit(work) for _ in range(number)]
        try:
            assert at_work.wait(SOON)
            deadline = time.monotonic() + SOON
            while turns._lines[whose].standing < number and time.monotonic() < deadline:
                time.sleep(0.005)
            yield
        finally:
            leave.set()
        for each in found:
            each.result(SOON)


def test_pages_of_one_account_are_made_one_after_the_other(app):
    turns, at_work, most = Turns(8, 8, SOON), [], []

    def work(_place):
        with app.app_context(), turns.take('anna'):
            at_work.append(1)
            most.append(len(at_work))
            time.sleep(0.005)
            at_work.pop()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))

    assert most == [1] * 8
    assert turns._lines == {}


def test_whoever_asks_for_too_many_is_refused_and_others_are_not(app):
    turns = Turns(3, 6, SOON)

    with standing(app, turns, 'anna', 3), app.app_context():
        with pytest.raises(Busy) as refused, turns.take('anna'):
            pass
        with turns.take('boris'):
            assert turns._lines['boris'].standing == 1

    assert refused.value.retry_after == 1
    with app.app_context(), turns.take('anna'):
        pass


def test_all_together_leave_threads_to_those_who_ask_for_something_else(app):
    turns = Turns(2, 3, SOON)

    with ExitStack() as stack:
        stack.enter_context(standing(app, turns, 'anna', 2))
        stack.enter_context(standing(app, turns, 'boris', 1))
        with app.app_context(), pytest.raises(Busy), turns.take('olga'):
            pass
        assert 'olga' not in turns._lines


def test_a_turn_ends_with_its_page_whatever_becomes_of_it(app):
    turns = Turns(1, 1, SOON)

    with app.app_context():
        with pytest.raises(ZeroDivisionError), turns.take('anna'):
            raise ZeroDivisionError
        with turns.take('anna'):
            pass
    assert turns._lines == {}


def test_nobody_stands_for_ever(app):
    turns = Turns(3, 3, 0.02)

    with standing(app, turns, 'anna', 1), app.app_context():
        with pytest.raises(Busy), turns.take('anna'):
            pass
        assert turns._lines['anna'].standing == 1
