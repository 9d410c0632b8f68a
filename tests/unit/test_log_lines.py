"""What stands in the log was written by the service, line by line."""
import io
import logging
import subprocess
import sys

import pytest

from checklist.config import ROOT
from checklist.log_lines import FURTHER, Entries
from tests.hostile import CONTROLS, DIRECTIONS

FORGED = 'x\n4f2a9c: form refused\r\n{"level":"ERROR"}\u2028forged\x1b[2K\x9b1A'


def logged(message, *values, error=None):
    """Return what one call writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Entries('%(message)s'))
    handler.emit(logging.LogRecord('checklist', logging.ERROR, '', 0, message, values, error and (
        type(error), error, error.__traceback__)))
    return stream.getvalue()


@pytest.mark.abuse('A26')
@pytest.mark.asvs('16.4.1')
@pytest.mark.parametrize('typed', [FORGED, *CONTROLS, *DIRECTIONS])
def test_nobody_can_write_lines_into_the_log(typed):
    try:
        raise ValueError(typed)
    except ValueError as error:
        text = logged('4f2a9c: %s', typed, error=error)

    first, *further = text.removesuffix('\n').split('\n')
    assert first.startswith('4f2a9c: ')
    assert further and all(line.startswith(FURTHER[1:]) for line in further)
    assert len(text.splitlines()) == 1 + len(further)
    assert ''.join(line.replace('\t', '') for line in (first, *further)).isprintable()


def test_what_is_harmless_stays_as_it_is():
    assert logged('4f2a9c: %s', 'Ёлка «№ 5»\tи\u00a0др.') == '4f2a9c: Ёлка «№ 5»\tи\u00a0др.\n'


@pytest.mark.asvs('16.4.1')
def test_the_service_writes_its_log_so(tmp_path):
    log = 'import logging, checklist.wsgi; logging.error("one\\ntwo\\rthree")'
    written = subprocess.run(
        [sys.executable, '-c', log],
        env={'CHECKLIST_VAR': str(tmp_path)}, cwd=ROOT, capture_output=True, text=True)

    assert written.stderr == f'one{FURTHER}two\\u000dthree\n'
