"""What the code never does, read from the code itself: patterns, hashes, calls, ways in."""
import ast
import re

import pytest

from checklist.config import ROOT
from tests.unit.test_architecture import MODULES, functions, imported, name_of, tree_of, where

MATCHING = {'re.compile', 're.search', 're.match', 're.fullmatch', 're.sub', 're.split',
            're.findall', 're.finditer'}
HASHES = {'sha256', 'sha384', 'sha512'}
# What can speak with other machines, and who may: to the mail server, a scanner of viruses, the
# providers, and to ask whether a port is free. The databases have libraries of their own.
NETWORK = {'socket', 'ssl', 'smtplib', 'ftplib', 'http.client', 'urllib.request', 'requests',
           'asyncio'}
SPEAKING = {'checklist/post.py', 'checklist/scanner.py', 'checklist/start.py',
            'checklist/providers/web.py'}
# Every door of the house, and what is asked at it (docs/operations.md, "Ways in").
WAYS_IN = {
    'checklist/views/sign_in.py': {'by_password', 'by_link'},
    'checklist/views/second_factor.py': {'enter', 'begin'},
    'checklist/views/identities.py': {'_sign_in', 'new'},
    'checklist/views/invitations.py': {'accept'},
    'checklist/views/members.py': {'accept'}}
BEGINNING = {'let_in', 'open_session', 'complete_session', 'give_session', 'change_token'}
SCRIPTS = sorted((ROOT / 'checklist' / 'static' / 'js').glob('*.js'))
# What makes markup or code of text.
INTERPRETING = re.compile(
    r'innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser'
    r'|createContextualFragment|setHTMLUnsafe|srcdoc|set(?:Timeout|Interval)\(\s*[\'"`]')


def is_fixed(pattern: ast.expr) -> bool:
    """Return whether a pattern stands in the code, and all that is put into it is taken as text."""
    if isinstance(pattern, ast.JoinedStr):
        return all(isinstance(part, ast.Constant) or
                   ast.unparse(part.value).startswith('re.escape(') for part in pattern.values)
    return isinstance(pattern, ast.Constant) or (
        isinstance(pattern, ast.Name) and pattern.id.lstrip('_').isupper())


@pytest.mark.asvs('1.2.9')
def test_no_pattern_is_made_of_what_somebody_typed():
    made = [f'{name_of(path)}:{node.lineno}' for path in MODULES for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in MATCHING
            and not is_fixed(node.args[0])]

    assert made == []


@pytest.mark.asvs('3.2.2')
def test_scripts_put_text_into_pages_as_text():
    assert SCRIPTS
    for path in SCRIPTS:
        assert INTERPRETING.findall(path.read_text(encoding='utf-8')) == [], path.name


@pytest.mark.asvs('11.4.1')
def test_hashes_are_of_the_second_family_of_sha():
    """The codes of telephones apart: RFC 6238 has them by SHA-1, which is no weakness there."""
    for path in MODULES:
        used = {node.attr for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)
                and ast.unparse(node.value) == 'hashlib'}
        assert used <= HASHES, name_of(path)
        assert not {name for name in imported(path)
                    if name.startswith(('hashlib.', 'Crypto')) and name[8:] not in HASHES}


@pytest.mark.asvs('13.2.4')
def test_few_modules_can_call_other_machines():
    def speaks(path):
        return any(name in NETWORK or name.startswith(tuple(f'{item}.' for item in NETWORK))
                   for name in imported(path))

    assert set(where(MODULES, speaks)) == SPEAKING


@pytest.mark.asvs('6.3.4')
def test_nothing_but_the_documented_ways_in_begins_a_session():
    found = {}
    for path in MODULES:
        for function in functions(path):
            called = {ast.unparse(node.func).lstrip('_') for node in ast.walk(function)
                      if isinstance(node, ast.Call)}
            if called & BEGINNING and function.name.lstrip('_') not in BEGINNING:
                found.setdefault(name_of(path), set()).add(function.name)

    assert found == WAYS_IN
