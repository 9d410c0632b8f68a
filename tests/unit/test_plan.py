"""What becomes of answers when a checklist changes: by lineage, else by content, never guessed."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.canonical import fingerprint
from requirements_catalog.items import Item, ItemCatalog
from requirements_catalog.model import Periodicity
from requirements_catalog.plan import plan
from requirements_catalog.steps import Drop, Outcome, Why
from requirements_catalog.texts import LocalText
from tests.unit import strategies
from tests.unit.evolution import asking, items, link, pairs
from tests.unit.examples import (
    KITCHEN, has, question, requirement, section, text)

CARRIED, CONFIRM, ASKED = Outcome.CARRIED, Outcome.CONFIRM, Outcome.ASKED
OLD = asking(question('A', text=text('Есть ли журнал учёта?')),
             question('B', text=text('Исправны ли весы?')),
             question('C', text=text('Чист ли склад продуктов?')))
A, B, C = OLD.questions.values()


def steps(old, new):
    return [(step.code, step.outcome, step.why, ' '.join(step.sources))
            for step in plan(old, new).steps]


@given(strategies.versions())
def test_everything_is_carried_into_the_same_version(version):
    found = plan(version, version)

    assert [(step.code, step.outcome, step.sources) for step in found.steps] == [
        (code, CARRIED, (code,)) for code in version.questions]
    assert found.dropped == ()


@given(pairs())
def test_every_question_has_its_place_in_a_plan(pair):
    old, new = pair
    found = plan(old, new)
    used = {source for step in found.steps for source in step.sources}

    assert [step.code for step in found.steps] == list(new.questions)
    assert used | {drop.code for drop in found.dropped} == set(old.questions)
    assert not used & {drop.code for drop in found.dropped}


@given(pairs())
def test_nothing_is_carried_of_which_the_wording_changed(pair):
    old, new = pair
    for step in plan(old, new).of(CARRIED):
        before, after = old.questions[step.sources[0]], new.questions[step.code]

        assert (before.text, before.explanation) == (after.text, after.explanation)
        assert old.requirement_of(before).text == new.requirement_of(after).text


@given(pairs(), st.randoms())
def test_the_order_of_questions_does_not_matter_to_what_keeps_its_code(pair, random):
    old, new = pair
    questions = list(new.questions.values())
    random.shuffle(questions)
    shuffled = strategies.with_sections(new, *(
        section(f'S-{number}', one) for number, one in enumerate(questions)))

    def kept(version):
        return {step.code: (step.outcome, step.sources) for step in plan(old, version).steps
                if step.code in old.questions and step.why is not Why.SAME_CONTENT}

    assert kept(shuffled) == kept(new)


@pytest.mark.parametrize(('changes', 'expected'), [
    ({}, (CARRIED, Why.UNCHANGED)),
    ({'weight': 5, 'critical': True, 'applies_if': has(KITCHEN)}, (CARRIED, Why.UNCHANGED)),
    ({'text': text('Есть  ли журнал учета?', 'Есть ли журнал учёта? (en)')},
     (CARRIED, Why.UNCHANGED)),
    ({'text': LocalText.of({'ru': 'Есть ли журнал учёта?'})}, (CARRIED, Why.UNCHANGED)),
    ({'text': text('Есть ли журнал учёта?', 'Is there a book?')}, (CONFIRM, Why.REWORDED)),
    ({'text': text('Есть ли журналы учёта?')}, (CONFIRM, Why.REWORDED)),
    ({'explanation': text('Иначе')}, (CONFIRM, Why.REWORDED)),
    ({'text': text('Вывозят ли мусор каждый день?')}, (ASKED, Why.OTHER_QUESTION)),
    ({'answer_set': 'rating'}, (ASKED, Why.OTHER_ANSWERS))])
def test_the_same_code_is_carried_where_nothing_changed_that_bears_on_the_answer(
        changes, expected):
    new = asking(question('A', **{'text': A.text, **changes}))

    step, = plan(OLD, new).steps

    assert (step.outcome, step.why) == expected


@pytest.mark.parametrize(('changes', 'named'), [
    ({'text': text('обязанность иная R-1')}, ('requirement',)),
    ({'periodicity': Periodicity.DAY}, ('periodicity',)),
    ({'remedy': text('иначе'), 'clauses': (), 'liabilities': ()}, ())])
def test_what_the_requirement_says_bears_on_the_answer_too(changes, named):
    new = asking(A, requirements=(requirement('R-1', **changes),))

    step, = plan(OLD, new).steps

    assert step.outcome is (CONFIRM if named else CARRIED)
    assert step.changed == named


def test_what_was_refused_or_hidden_before_is_told():
    new = asking(question('A', text=A.text, not_applicable=False, applies_if=has(KITCHEN)), B)

    changed, same = plan(OLD, new).steps

    assert (changed.refuses_not_applicable, changed.other_conditions) == (True, True)
    assert (same.refuses_not_applicable, same.other_conditions) == (False, False)


@pytest.mark.parametrize(('links', 'expected'), [
    ([link('reworded', 'A', 'N', 'editorial')], (CARRIED, Why.EDITORIAL, 'A')),
    ([link('reworded', 'A', 'N', 'meaning')], (CONFIRM, Why.MEANING, 'A')),
    ([link('replaced', 'A', 'N', 'scope')], (ASKED, Why.SCOPE, 'A')),
    ([link('moved', 'A', 'N')], (CONFIRM, Why.REWORDED, 'A')),
    ([link('merged', 'A B', 'N', 'editorial')], (CARRIED, Why.MERGED, 'A B')),
    ([link('merged', 'A B', 'N')], (CONFIRM, Why.MERGED, 'A B')),
    ([link('replaced', 'A', 'N', 'editorial'), link('replaced', 'B', 'N')],
     (CONFIRM, Why.MERGED, 'A B')),
    ([link('replaced', 'A', 'N', 'editorial'), link('replaced', 'B', 'N', 'scope')],
     (ASKED, Why.SCOPE, 'A B')),
    ([link('split', 'A', 'N C', 'editorial')], (CONFIRM, Why.SPLIT, 'A')),
    ([link('added', '', 'N')], (ASKED, Why.ADDED, '')),
    ([link('covered', 'A', 'N')], (ASKED, Why.ADDED, ''))])
def test_the_lineage_of_the_author_rules(links, expected):
    new = asking(question('N', text=text('Ведёте ли вы журнал?')), C, lineage=tuple(links))

    assert steps(OLD, new)[0] == ('N', *expected)


def test_the_author_can_have_even_the_same_words_confirmed():
    new = asking(A, lineage=(link('same', 'A', 'A', 'meaning', reason=text('иной закон')),))

    step, = plan(OLD, new).steps

    assert (step.outcome, step.reasons) == (CONFIRM, (text('иной закон'),))


def test_other_options_to_choose_from_are_asked_anew_whatever_the_author_says():
    new = asking(question('A', answer_set='rating'),
                 lineage=(link('same', 'A', 'A', 'editorial'),))

    assert steps(OLD, new) == [('A', ASKED, Why.OTHER_ANSWERS, 'A')]


def test_a_code_that_stays_beside_what_its_question_became_is_not_taken_for_it():
    new = asking(question('A', text=text('Есть ли журналы?')), question('N'),
                 lineage=(link('moved', 'A', 'N', 'editorial'),))

    assert steps(OLD, new) == [('A', ASKED, Why.OTHER_QUESTION, ''),
                               ('N', CARRIED, Why.EDITORIAL, 'A')]


def test_a_question_that_others_are_merged_into_keeps_its_own_answer_in_sight():
    new = asking(A, C, lineage=(link('replaced', 'B', 'A', 'editorial'),))

    assert steps(OLD, new) == [('A', CARRIED, Why.MERGED, 'B A'),
                               ('C', CARRIED, Why.UNCHANGED, 'C')]


def test_what_is_dropped_says_why_and_what_to_look_at_instead():
    new = asking(C, lineage=(link('dropped', 'A', '', reason=text('отменено')),
                             link('covered', 'B', 'C')))

    assert plan(OLD, new).dropped == (
        Drop('A', Why.DROPPED, reasons=(text('отменено'),)), Drop('B', Why.COVERED, ('C',)))


def renamed(version, names):
    return [question(names[code], text=one.text, explanation=one.explanation)
            for code, one in version.questions.items()]


def test_other_codes_for_the_same_content_are_known_again():
    new = asking(*renamed(OLD, {'A': 'X', 'B': 'Y', 'C': 'Z'}))

    assert steps(OLD, new) == [('X', CARRIED, Why.SAME_CONTENT, 'A'),
                               ('Y', CARRIED, Why.SAME_CONTENT, 'B'),
                               ('Z', CARRIED, Why.SAME_CONTENT, 'C')]


def test_codes_that_only_number_the_questions_do_not_lead_astray():
    """One question is put before the others, and all numbers move on."""
    first = question('A', text=text('Вывозят ли мусор?'))
    new = asking(first, *renamed(OLD, {'A': 'B', 'B': 'C', 'C': 'D'}))

    assert steps(OLD, new) == [
        ('A', ASKED, Why.OTHER_QUESTION, ''), ('B', CARRIED, Why.SAME_CONTENT, 'A'),
        ('C', CARRIED, Why.SAME_CONTENT, 'B'), ('D', CARRIED, Why.SAME_CONTENT, 'C')]


TWINS = items('p - Doors', 'p1 p Is it clean', 'p2 p Is the lock whole',
              'q - Windows', 'q1 q Is it clean', 'q2 q Is the glass whole',
              'q3 q Is it easy to open')


@pytest.mark.parametrize(('new', 'expected'), [
    # Every code is another, and parents and order tell repeated texts apart.
    (items('x - Windows', 'x1 x Is it clean', 'x2 x Is the glass whole',
           'y - Doors', 'y1 y Is it clean', 'y2 y Is the lock whole'),
     {'x1': (CARRIED, 'q1'), 'x2': (CARRIED, 'q2'), 'y1': (CARRIED, 'p1'), 'y2': (CARRIED, 'p2')}),
    # One heading is another, too: what occurs once tells the parents.
    (items('x - Glass', 'x1 x Is it clean', 'x2 x Is the glass whole', 'x3 x Is it easy to open',
           'y - Doors', 'y1 y Is it clean', 'y2 y Is the lock whole'),
     {'x1': (CARRIED, 'q1'), 'x3': (CARRIED, 'q3'), 'y1': (CARRIED, 'p1')}),
    # Two sections became one, which holds a text of both only once.
    (items('x - Both', 'x1 x Is the lock whole', 'x2 x Is the glass whole',
           'x3 x Is it easy to open', 'x4 x Is it clean', 'x5 x Is the frame whole'),
     {'x2': (CARRIED, 'q2'), 'x3': (CARRIED, 'q3'), 'x1': (CONFIRM, 'p2'),
      'x4': (CONFIRM, 'p1')}),
    # One section became two, which hold a text of it twice.
    (items('x - Glass', 'x1 x Is the glass whole', 'x2 x Is it easy to open', 'x3 x Is it clean',
           'y - Doors', 'y2 y Is the lock whole', 'y1 y Is it clean', 'y3 y Is it clean'),
     {'x3': (CARRIED, 'q1'), 'y1': (CONFIRM, 'p1'), 'y3': (ASKED, '')}),
    # One of two is gone, and nothing tells which of them is left.
    (items('x - Rooms', 'x1 x Is it clean'), {'x1': (CONFIRM, 'p1')}),
    # Something else under another heading: the words alone are not enough.
    (items('x - Doors', 'x2 x Is the lock whole', 'z - Roof', 'z1 z Is the glass whole'),
     {'x2': (CARRIED, 'p2'), 'z1': (CONFIRM, 'q2')})])
def test_repeated_texts_are_told_apart_by_their_parents_or_not_at_all(new, expected):
    found = plan(TWINS, new)

    assert {code: (found.by_code[code].outcome, ' '.join(found.by_code[code].sources))
            for code in expected} == expected


def test_items_without_words_are_never_taken_for_one_another():
    found = plan(items('p - Doors', 'p1 p '), items('p - Doors', 'p2 p '))

    assert [step.outcome for step in found.steps] == [ASKED]


def test_a_retired_item_is_asked_no_more():
    item = Item('a', None, '1', '', 'Is it clean')
    kept = ItemCatalog('c', 't', '1', (item,))
    retired = ItemCatalog('c', 't', '2', (Item('a', None, '1', '', 'Is it clean', retired=True),))

    assert plan(kept, retired).steps == ()
    assert [drop.code for drop in plan(kept, retired).dropped] == ['a']
    assert [step.outcome for step in plan(retired, kept).steps] == [ASKED]


def test_a_lineage_speaks_only_of_the_version_that_it_follows():
    """What was editorial since the second version may be another question than in the first."""
    links = (link('reworded', 'A', 'A', 'editorial'),)
    between = asking(question('A', text=text('Ведётся ли журнал?')))
    newest = asking(question('A', text=text('Ведёте ли вы журнал?')), lineage=links,
                    supersedes=fingerprint(between))

    assert steps(between, newest) == [('A', CARRIED, Why.EDITORIAL, 'A')]
    assert steps(asking(A), newest) == [('A', CONFIRM, Why.REWORDED, 'A')]
