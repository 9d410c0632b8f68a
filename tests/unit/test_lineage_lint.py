"""What the lint says of a version beside the one it follows: nobody's answers may go astray."""
import pytest

from requirements_catalog.lineage_lint import RULES_OF_CHANGES
from requirements_catalog.lint import lint
from requirements_catalog.loader import load_catalog
from tests.unit.evolution import asking, link
from tests.unit.examples import TODAY, question, text

RAW = 'Хранятся ли сырые и готовые продукты раздельно на складе?'
RAW_AGAIN = 'Раздельно ли хранятся на складе сырые и готовые продукты в таре?'
OIL = 'Меняют ли масло во фритюре вовремя?'
WASTE = 'Вывозят ли мусор по договору с оператором?'


def asked(lineage=(), **texts):
    return asking(*(question(code, text=text(words), explanation=text('Посмотрите.'))
                    for code, words in texts.items()), lineage=tuple(lineage))


OLD = asked(A=RAW, B=OIL)


def found(new, old=OLD):
    names = {name for name, _, _ in RULES_OF_CHANGES}
    return [(finding.rule, finding.where) for finding in lint(new, on=TODAY, before=old)
            if finding.rule in names]


def test_a_version_that_changes_nothing_has_nothing_to_explain():
    assert found(OLD) == []


def test_the_shipped_versions_explain_what_they_change():
    old, new = [version for version in load_catalog().versions
                if version.content.checklist == 'public-catering']

    assert found(new, old) == []


def test_the_rules_are_left_out_where_the_version_before_is_not_known():
    assert not any(finding.rule == 'silent-drop' for finding in lint(asked(A=RAW), on=TODAY))


@pytest.mark.parametrize(('new', 'expected'), [
    (asked(A=RAW), [('silent-drop', '')]),
    (asked(A=RAW, lineage=[link('dropped', 'B', '')]), [('no-reason', '')]),
    (asked(A=RAW, lineage=[link('dropped', 'B', '', reason=text('отменено'))]), []),
    (asked(A=RAW, B=WASTE), [('reused-code', 'B'), ('silent-drop', '')]),
    (asked(X=RAW_AGAIN, B=OIL), [('silent-drop', ''), ('likely-successor', 'X')]),
    (asked(X=RAW_AGAIN, B=OIL, lineage=[link('reworded', 'A', 'X', 'editorial')]), []),
    (asked(X=RAW_AGAIN, B=OIL, lineage=[link('reworded', 'A', 'X', 'meaning')]),
     [('no-reason', 'X')]),
    (asked(A=RAW_AGAIN, B=OIL), [('unclassed-rewording', 'A')]),
    (asked(A=RAW, B=WASTE, lineage=[link('reworded', 'B', 'B', 'editorial')]),
     [('bold-editorial', 'B')]),
    (asked(X=RAW, B=OIL), [])])
def test_what_needs_a_word_of_the_author_is_found(new, expected):
    assert found(new) == expected


def test_a_likely_successor_is_named_with_its_certainty():
    message, = (finding.message for finding in lint(asked(X=RAW_AGAIN, B=OIL), on=TODAY,
                                                    before=OLD)
                if finding.rule == 'likely-successor')

    assert 'this is like A of the version before (' in message
    assert '%)' in message


def test_links_to_questions_that_there_are_not_are_left_to_the_check_of_the_lineage():
    new = asked(lineage=[link('reworded', 'X', 'A', 'meaning'), link('replaced', 'B', 'Y')],
                A=RAW, B=OIL)

    assert found(new) == [('no-reason', 'A'), ('no-reason', 'Y')]
