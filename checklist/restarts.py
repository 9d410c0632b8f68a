"""A process that is started again when it ends, after pauses that grow while it keeps ending."""
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from checklist.config import ROOT

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0


class Restarted:
    """One process under watch. One that has lived for a minute is started again soon."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str],
                 clock: Callable[[], float] = time.monotonic) -> None:
        self._command, self._environment, self._clock = command, environment, clock
        self._pause = 0.0
        self._due: float | None = None
        self._start()

    def watch(self) -> None:
        """Note that it has ended, or start it again when its pause is over. Never waits."""
        if self.process.poll() is None:
            return
        if self._due is None:
            self._plan()
        elif self._clock() >= self._due:
            self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(self._command, env=self._environment, cwd=ROOT)
        self._started, self._due = self._clock(), None

    def _plan(self) -> None:
        now = self._clock()
        lived_long = now - self._started >= LONGEST_PAUSE
        self._pause = FIRST_PAUSE if lived_long or not self._pause else min(
            2 * self._pause, LONGEST_PAUSE)
        self._due = now + self._pause
        print(f'{self._command[-1]} has ended ({self.process.returncode}) and starts again in'
              f' {self._pause:.0f} s.', file=sys.stderr, flush=True)
