"""Work done in a process forked for it alone: whatever it does to memory, time or the state of
libraries ends with it, and a limit ends nothing else.
"""
import gc
import os
import resource
import select
import signal
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

MEGABYTE = 1024 * 1024
MOST_FILES = 65_536


class ConfinedError(Exception):
    """Work that failed, or was not done within its limits."""


@dataclass(frozen=True)
class Limits:
    """What one piece of work may take.

    ``memory_bytes`` is what it may add to the addresses of the process it is forked from, which
    depend on the threads of that process: a report of 36 questions adds about 100 MB.
    """

    cpu_seconds: int = 30
    wall_seconds: int = 40
    memory_bytes: int = 512 * MEGABYTE
    file_bytes: int = MEGABYTE


def confined(work: Callable[[], bytes], limits: Limits) -> bytes:
    """Return what ``work`` makes in a process of its own, or raise ConfinedError."""
    with tempfile.TemporaryDirectory(prefix='checklist-') as folder:
        source, sink = os.pipe()
        child = _fork()
        if child == 0:
            _be_child(work, limits, folder, sink)
        os.close(sink)
        try:
            body = _read_all(source, limits.wall_seconds)
        except BaseException:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise
        finally:
            os.close(source)
        return _outcome(child, body)


def _be_child(work: Callable[[], bytes], limits: Limits, folder: str, sink: int) -> NoReturn:
    """Write what the work makes into ``sink`` and end, whatever happens."""
    try:
        tempfile.tempdir = folder
        _let_go_of_parent(sink)
        _set_limits(limits)
        gc.disable()
        _write_all(sink, work())
        os._exit(0)
    except MemoryError:
        os.write(sink, b'it takes too much memory')
    except Exception as error:
        os.write(sink, _place_of(error).encode())
    finally:
        os._exit(1)


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns where other threads are alive. The child uses nothing of theirs, and
        # one that waits for a lock of theirs all the same meets its limit.
        warnings.simplefilter('ignore', DeprecationWarning)
        return os.fork()


def _let_go_of_parent(sink: int) -> None:
    """Close the files of the parent, its database above all, and forget its signal handlers."""
    os.closerange(3, sink)
    os.closerange(sink + 1, MOST_FILES)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _set_limits(limits: Limits) -> None:
    """Limit this process; the alarm is for the case that the parent is gone."""
    signal.alarm(limits.wall_seconds + 1)
    for kind, value in (
            (resource.RLIMIT_CPU, limits.cpu_seconds),
            (resource.RLIMIT_AS, _addresses() + limits.memory_bytes),
            (resource.RLIMIT_FSIZE, limits.file_bytes), (resource.RLIMIT_CORE, 0)):
        _, most = resource.getrlimit(kind)
        soft = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (soft, most))


def _addresses() -> int:
    """Return how many bytes of addresses this process has (proc(5), statm)."""
    return int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()


def _write_all(sink: int, body: bytes) -> None:
    with open(sink, 'wb') as pipe:
        pipe.write(body)


def _place_of(error: Exception) -> str:
    """Return what failed and where, without the texts it was about."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f'{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}'


def _read_all(source: int, seconds: float) -> bytes:
    """Read to the end, or ConfinedError once the time is over."""
    deadline = time.monotonic() + seconds
    parts: list[bytes] = []
    poll = select.poll()
    poll.register(source, select.POLLIN)
    while poll.poll(max(0, deadline - time.monotonic()) * 1000):
        part = os.read(source, 64 * 1024)
        if not part:
            return b''.join(parts)
        parts.append(part)
    raise ConfinedError('It took too long and was given up.')


def _outcome(child: int, body: bytes) -> bytes:
    """Return what a child made, or raise what became of it."""
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise ConfinedError(f'Its process was ended by {signal.Signals(-code).name}.')
    if code:
        why = body[-120:].decode(errors='replace')
        raise ConfinedError(f'It could not be done: {why}.')
    return body
