"""A worker that ends is started again, and less and less often while it keeps ending."""
import sys

import pytest

from checklist.restarts import FIRST_PAUSE, LONGEST_PAUSE, Restarted

ENDING = [sys.executable, '-I', '-S', '-c', 'raise SystemExit(3)']
STEP = 0.2


class Watched:
    """A process that ends at once, watched by a clock of our own."""

    def __init__(self):
        self.now = 1000.0
        self.process = Restarted(ENDING, {}, lambda: self.now)

    def pause(self, lived=0.0):
        """Let the process live so long and end; return after how long another one stands there."""
        before = self.process.process
        before.wait()
        self.now += lived
        ended = self.now
        while self.process.process is before:
            self.process.watch()
            self.now += STEP
        return self.now - ended


@pytest.fixture
def watched():
    watched = Watched()
    yield watched
    watched.process.process.wait()


def test_pauses_grow_to_a_minute_while_the_worker_keeps_ending(watched, capfd):
    pauses = [watched.pause() for _ in range(8)]

    assert pauses == pytest.approx([2, 4, 8, 16, 32, 60, 60, 60], abs=3 * STEP)
    assert 'has ended (3) and starts again in 60 s.' in capfd.readouterr().err


def test_a_worker_that_has_lived_for_long_is_started_again_soon(watched):
    for _ in range(4):
        watched.pause()

    assert watched.pause(lived=LONGEST_PAUSE) == pytest.approx(FIRST_PAUSE, abs=3 * STEP)


def test_a_worker_that_lives_is_left_alone():
    living = Restarted([sys.executable, '-I', '-S', '-c', 'import time; time.sleep(60)'], {})
    process = living.process
    try:
        living.watch()
        assert living.process is process
    finally:
        process.kill()
        process.wait()
