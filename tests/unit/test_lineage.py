"""The author's record of what became of old questions: complete in itself and never at odds."""
import pytest

from requirements_catalog.canonical import fingerprint
from requirements_catalog.lineage import LineageLink, wrong_links
from requirements_catalog.loader import load_catalog
from requirements_catalog.problems import CatalogError
from tests.unit.evolution import link
from tests.unit.examples import CHECKLIST, FILES, write_files

SECOND = CHECKLIST.replace('v1', 'v2')


@pytest.mark.parametrize(('links', 'wrong'), [
    (['dropped A ', 'replaced A B'], (0, 'old', 'A is "dropped" here, and another link says')),
    (['added  B', 'replaced A B'], (0, 'new', 'B is "added" here, and another link says')),
    (['covered A B', 'moved A C'], (0, 'old', 'A is "covered" here, and another link says')),
    (['same A A', 'reworded A A'], (1, 'new', 'says already that A became A')),
    (['merged A|A B'], (0, 'old', 'A stands here twice')),
    (['split A B|B'], (0, 'new', 'B stands here twice')),
    (['merged A B'], (0, 'old', '"merged" takes 2 of these codes or more, not 1')),
    (['split A B'], (0, 'new', '"split" takes 2 of these codes or more, not 1')),
    (['dropped A B'], (0, 'new', '"dropped" takes 0 of these codes, not 1')),
    (['added A B'], (0, 'old', '"added" takes 0 of these codes, not 1')),
    (['same A|B C'], (0, 'old', '"same" takes 1 of these codes, not 2')),
    (['replaced  '], (0, 'old', '"replaced" takes 1 of these codes or more, not 0'))])
def test_a_lineage_at_odds_with_itself_is_reported(links, wrong):
    found = list(wrong_links(lineage(links)))

    assert any((index, field) == wrong[:2] and wrong[2] in message
               for index, field, message in found), found


def lineage(links: list[str]) -> tuple[LineageLink, ...]:
    return tuple(link(kind, old.replace('|', ' '), new.replace('|', ' '))
                 for kind, old, new in (one.split(' ') for one in links))


def test_questions_may_be_merged_and_split_at_once():
    assert not list(wrong_links((
        link('split', 'A', 'X Y'), link('merged', 'B C', 'Y'), link('same', 'B', 'B'),
        link('covered', 'D', 'X'), link('dropped', 'E F', ''), link('added', '', 'Z'))))


@pytest.fixture
def folder(tmp_path):
    write_files(tmp_path, FILES)
    return tmp_path


def succeed(folder, lines):
    """Write a second version that names the first, with what is to stand in its lineage."""
    version, = load_catalog(folder).versions
    write_files(folder, {SECOND: FILES[CHECKLIST].replace('version: 1', 'version: 2') + (
        f'supersedes: {fingerprint(version)}\nlineage:\n{lines}')})


def problems_of(folder):
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_version_tells_what_became_of_the_questions_of_the_one_before(folder):
    succeed(folder, '- {kind: same, old: [Q-1], new: [Q-1]}\n'
                    '- {kind: reworded, old: [Q-2], new: [Q-2], change: editorial, '
                    'reason: {ru: "опечатка"}}\n')

    _, second = load_catalog(folder).versions

    assert [(str(one.kind), one.old, one.change and str(one.change), str(one.reason))
            for one in second.content.lineage] == [
        ('same', ('Q-1',), None, 'None'), ('reworded', ('Q-2',), 'editorial', 'опечатка')]


@pytest.mark.parametrize(('lines', 'problem'), [
    ('- {kind: same, old: [Q-1], new: [Q-5]}', "v2.yaml:42:34: error: there is no question 'Q-5' "
                                               'here'),
    ('- {kind: same, old: [Q-5], new: [Q-1]}', "v2.yaml:42:22: error: there is no question 'Q-5' "
                                               'in the version before'),
    ('- {kind: dropped, old: [Q-1]}', 'v2.yaml:42:25: error: Q-1 is dropped here, and yet asked'),
    ('- {kind: added, new: [Q-1]}', 'v2.yaml:42:23: error: Q-1 is added here, and yet the version '
                                    'before asks it'),
    ('- {kind: gone, old: [Q-1]}', 'v2.yaml:42:10: error: expected one of same, reworded'),
    ('- {kind: merged, old: [Q-1], new: [Q-1]}', 'v2.yaml:42:23: error: "merged" takes 2')])
def test_a_mistake_in_a_lineage_is_reported_at_its_place(folder, lines, problem):
    succeed(folder, f'{lines}\n')

    found = problems_of(folder)

    assert any(problem in one for one in found), found


@pytest.mark.parametrize(('head', 'problem'), [
    ('supersedes: abc\n', 'the fingerprint of a version has 64 digits'),
    ('supersedes: "' + '0' * 64 + '"\n', 'no earlier version has this fingerprint'),
    ('lineage:\n- {kind: same, old: [Q-1], new: [Q-1]}\n', 'name the version before')])
def test_a_lineage_belongs_to_the_version_that_it_supersedes(folder, head, problem):
    write_files(folder, {
        SECOND: FILES[CHECKLIST].replace('version: 1', 'version: 2') + head})

    assert any(problem in one for one in problems_of(folder))


def test_a_version_whose_predecessor_is_elsewhere_is_taken_at_its_word(folder):
    succeed(folder, '- {kind: dropped, old: [Q-9]}\n')
    (folder / CHECKLIST).unlink()

    version, = load_catalog(folder).versions

    assert version.content.lineage[0].old == ('Q-9',)
