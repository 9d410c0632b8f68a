"""Which test shows which requirement of OWASP ASVS 5.0.0: ``python -m tests.asvs``.

Tests name what they show by ``@pytest.mark.asvs('7.2.1')``, and the case of abuse that they try by
``@pytest.mark.abuse('A23')``. This reads the names, without running anything, and writes
``docs/security.md``; with ``--check`` it only says whether that is true.
"""
import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
REPORT = ROOT / 'docs' / 'security.md'
REQUIREMENTS = Path(__file__).parent / 'asvs_requirements.csv'
ABUSE_CASES = Path(__file__).parent / 'abuse_cases.csv'
CHAPTERS = {
    1: 'Encoding and sanitization', 2: 'Validation and business logic', 3: 'Web frontend',
    4: 'API and web service', 5: 'Files', 6: 'Authentication', 7: 'Sessions', 8: 'Authorization',
    9: 'Self-contained tokens', 10: 'OAuth and OIDC', 11: 'Cryptography', 12: 'Communication',
    13: 'Configuration', 14: 'Data protection', 15: 'Secure coding', 16: 'Logging and errors'}
INTRODUCTION = """\
# Security: what is promised and which test shows it

The requirements of [OWASP ASVS 5.0.0](https://github.com/OWASP/ASVS) that apply to this service:
levels 1 and 2, and a few of level 3 taken on purpose. After them follow the
[cases of abuse](#cases-of-abuse) that were thought of beforehand. Who may open which page is a
table of its own, executed: [tests/matrix.py](../tests/matrix.py).

This page is written by `.venv/bin/python -m tests.asvs` from the marks of the tests
(`@pytest.mark.asvs('7.2.1')`, `@pytest.mark.abuse('A23')`); a test fails when it is out of date.
"""


@dataclass(frozen=True)
class Requirement:
    """One requirement, in our words."""

    id: str
    level: int
    what: str

    @property
    def place(self) -> tuple[int, ...]:
        return tuple(map(int, self.id.split('.')))


@dataclass(frozen=True, order=True)
class Shown:
    """A test that shows a requirement."""

    path: str
    name: str

    def __str__(self) -> str:
        words = self.name.removeprefix('test_').replace('_', ' ')
        return f'[{words}](../{self.path})'


def requirements() -> list[Requirement]:
    with REQUIREMENTS.open(encoding='utf-8', newline='') as file:
        rows = csv.DictReader(file, delimiter=';')
        return sorted((Requirement(row['id'], int(row['level']), row['what']) for row in rows),
                      key=lambda requirement: requirement.place)


def abuse_cases() -> dict[str, str]:
    """Return what somebody tries and what comes of it, by the number of the case."""
    with ABUSE_CASES.open(encoding='utf-8', newline='') as file:
        return {row['id']: row['what'] for row in csv.DictReader(file, delimiter=';')}


def marked_tests(mark: str = 'asvs') -> dict[str, list[Shown]]:
    """Return the tests by what they are marked with."""
    found = defaultdict(list)
    for path in sorted((ROOT / 'tests').rglob('test_*.py')):
        tree = ast.parse(path.read_text(encoding='utf-8'))
        everywhere = [number for node in tree.body if _is_pytestmark(node)
                      for number in _ids(node, mark)]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith('test_'):
                shown = Shown(str(path.relative_to(ROOT)), node.name)
                marks = [number for item in node.decorator_list
                         for number in _ids(item, mark)]
                for number in {*everywhere, *marks}:
                    found[number].append(shown)
    return {number: sorted(tests) for number, tests in found.items()}


def report(tests: Mapping[str, list[Shown]], abuse: Mapping[str, list[Shown]]) -> str:
    wanted = requirements()
    shown = [requirement for requirement in wanted if tests.get(requirement.id)]
    lines = [INTRODUCTION, _figures(wanted, shown)]
    for number, title in CHAPTERS.items():
        of_chapter = [item for item in shown if item.place[0] == number]
        if of_chapter:
            lines += [f'\n## {number}. {title}\n', '| Id | Level | The service | Shown by |',
                      '|---|---|---|---|', *(_row(item, tests[item.id]) for item in of_chapter)]
    missing = [item for item in wanted if item not in shown]
    if missing:
        lines += ['\n## Not shown by a test yet\n', '| Id | Level | The service |', '|---|---|---|',
                  *(f'| {item.id} | {item.level} | {item.what} |' for item in missing)]
    return '\n'.join([*lines, *_abuse(abuse)]) + '\n'


def main() -> int:
    text = report(marked_tests(), marked_tests('abuse'))
    if '--check' in sys.argv:
        return int(not REPORT.exists() or REPORT.read_text(encoding='utf-8') != text)
    REPORT.write_text(text, encoding='utf-8')
    return 0


def _abuse(tests: Mapping[str, list[Shown]]) -> list[str]:
    cases = abuse_cases()
    missing = [number for number in cases if number not in tests]
    lines = ['\n## Cases of abuse\n',
             f'Tried by tests: {len(cases) - len(missing)} of {len(cases)}.\n',
             '| Case | What is tried, and what comes of it | Tried by |', '|---|---|---|',
             *(f'| {number} | {what} | {_links(tests[number])} |'
               for number, what in cases.items() if number in tests)]
    if missing:
        lines += ['\n### Not tried by a test yet\n', '| Case | What is to come of it |',
                  '|---|---|', *(f'| {number} | {cases[number]} |' for number in missing)]
    return lines


def _figures(wanted: list[Requirement], shown: list[Requirement]) -> str:
    parts = [f'{sum(item.level == level for item in shown)} of'
             f' {sum(item.level == level for item in wanted)} of level {level}'
             for level in (1, 2, 3)]
    return f'Shown by tests: {len(shown)} of {len(wanted)} ({", ".join(parts)}).'


def _row(requirement: Requirement, tests: list[Shown]) -> str:
    return (f'| {requirement.id} | {requirement.level} | {requirement.what} |'
            f' {_links(tests)} |')


def _links(tests: list[Shown]) -> str:
    return '<br>'.join(map(str, tests))


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == 'pytestmark'


def _ids(node: ast.AST, mark: str) -> Iterator[str]:
    """Yield what is named in such marks inside a decorator or an assignment."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == f'pytest.mark.{mark}':
            yield from (str(ast.literal_eval(argument)) for argument in call.args)


if __name__ == '__main__':
    sys.exit(main())
