"""Costly pages: for each account one at a time, so that nobody keeps all threads of a process.

Whoever opens a few at once waits a moment for each; whoever calls them in a loop is refused, and
others are served meanwhile. A turn ends with the view, whether somebody waits for the answer or
not. Lines are those of one process.
"""
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any

from checklist.access import Actor
from checklist.errors import Busy
from checklist.extensions import let_go


@dataclass
class Line:
    """Whoever has the lock has the turn; ``standing`` counts them and those who wait."""

    lock: Lock = field(default_factory=Lock)
    standing: int = 0


class Turns:
    """The lines of all accounts.

    ``most`` may stand in a line, ``most_in_all`` in all of them together, and nobody for longer
    than ``seconds``.
    """

    def __init__(self, most: int, most_in_all: int, seconds: float) -> None:
        self._most, self._most_in_all, self._seconds = most, most_in_all, seconds
        self._guard = Lock()
        self._lines: dict[str, Line] = {}

    @contextmanager
    def take(self, whose: str) -> Iterator[None]:
        """Wait for a turn and have it; raise Busy where the line is too long or too slow."""
        line = self._stand(whose)
        try:
            self._wait(line)
            try:
                yield
            finally:
                line.lock.release()
        finally:
            self._leave(whose, line)

    def _stand(self, whose: str) -> Line:
        with self._guard:
            line = self._lines.get(whose) or Line()
            if line.standing >= self._most or self._in_all() >= self._most_in_all:
                raise Busy(1)
            line.standing += 1
            self._lines[whose] = line
            return line

    def _in_all(self) -> int:
        return sum(line.standing for line in self._lines.values())

    def _wait(self, line: Line) -> None:
        if line.lock.acquire(blocking=False):
            return
        let_go()    # Whoever waits keeps no connection of the database.
        if not line.lock.acquire(timeout=self._seconds):
            raise Busy(1)

    def _leave(self, whose: str, line: Line) -> None:
        with self._guard:
            line.standing -= 1
            if not line.standing:
                del self._lines[whose]


# Of the eight threads of a process two are left to others.
TURNS = Turns(most=4, most_in_all=6, seconds=10)


def in_turn(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let an account have one view of this kind at a time."""
    @wraps(view)
    def waited_for(actor: Actor, **arguments: Any) -> Any:
        with TURNS.take(actor.account_id):
            return view(actor, **arguments)

    return waited_for
