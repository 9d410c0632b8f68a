"""Check the catalog: ``python -m requirements_catalog [FOLDER] [--on DAY] [--json]``."""
import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from requirements_catalog.canonical import fingerprint
from requirements_catalog.lint import Finding, lint
from requirements_catalog.loader import DATA, Catalog, load_catalog
from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import CatalogError, Level, Problem


def main(arguments: list[str]) -> int:
    """Print what is wrong with a catalog; 1 if anything keeps it from being published."""
    options = _parser().parse_args(arguments)
    report = _print_json if options.json else _print_text
    try:
        catalog = load_catalog(options.folder)
    except CatalogError as error:
        report(error.problems, [])
        return 1
    found = [(version, _findings(catalog, version, options.on, options.days_ahead))
             for version in _living(catalog, options.on)]
    report((), found)
    return int(any(finding.level is Level.ERROR for _, findings in found for finding in findings))


Found = list[tuple[CatalogVersion, tuple[Finding, ...]]]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python -m requirements_catalog',
        description='Check the files of a catalog and what they say.')
    parser.add_argument('folder', nargs='?', type=Path, default=DATA,
                        help='the folder of the catalog; the shipped one by default')
    parser.add_argument('--on', type=date.fromisoformat, default=date.today(), metavar='DAY',
                        help='the day on which acts must be in force; today by default')
    parser.add_argument('--days-ahead', type=int, default=90, metavar='N',
                        help='tell of acts that end within N days; 90 by default')
    parser.add_argument('--json', action='store_true', help='print JSON for programs')
    return parser


def _living(catalog: Catalog, on: date) -> Iterator[CatalogVersion]:
    """Yield the versions that are in force on a day or will be: the past may cite the past."""
    for version in catalog.versions:
        content = version.content
        successors = [other.content for other in catalog.versions
                      if other.content.checklist == content.checklist
                      and other.content.version > content.version]
        ended = content.effective_to is not None and content.effective_to < on
        if not ended and not any(successor.effective_from <= on for successor in successors):
            yield version


def _findings(catalog: Catalog, version: CatalogVersion, on: date,
              days_ahead: int) -> tuple[Finding, ...]:
    """A version of the future is looked at on its first day, beside the one it follows."""
    content = version.content
    before = next((other for other in reversed(catalog.versions)
                   if other.content.checklist == content.checklist
                   and other.content.version < content.version), None)
    return lint(version, on=max(on, content.effective_from), days_ahead=days_ahead,
                before=before)


def _print_text(problems: tuple[Problem, ...], found: Found) -> None:
    for problem in problems:
        print(problem)
    for version, findings in found:
        print(f'{version.content.checklist} v{version.content.version}:'
              f' {len(version.questions)} questions, {fingerprint(version)[:12]}')
        for finding in findings:
            print(f'  {finding}')


def _print_json(problems: tuple[Problem, ...], found: Found) -> None:
    report = {'problems': list(map(asdict, problems)),
              'versions': [_describe(version, findings) for version, findings in found]}
    print(json.dumps(report, ensure_ascii=False, indent=2))


def _describe(version: CatalogVersion, findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {'checklist': version.content.checklist, 'version': version.content.version,
            'questions': len(version.questions), 'fingerprint': fingerprint(version),
            'findings': list(map(asdict, findings))}


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
