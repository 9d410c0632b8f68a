"""A plan over several versions does what the plans of each step do in turn."""
from requirements_catalog.lineage import ChangeClass, LineageKind, LineageLink
from requirements_catalog.plan import plan
from requirements_catalog.plan_chain import chained
from requirements_catalog.steps import Drop, Outcome, Why
from tests.unit.evolution import asking
from tests.unit.examples import question, text

A, B, C = (question(code, text=text(f'Есть ли {what}?')) for code, what in (
    ('A', 'журнал учёта'), ('B', 'исправные весы'), ('C', 'чистый склад')))
REWORDED = question('A', text=text('Есть ли журнал учёта товаров?'))


def chain(*versions, lineage=()):
    links = dict(lineage)
    return chained(plan(old, new, links.get(place, ()))
                   for place, (old, new) in enumerate(zip(versions, versions[1:], strict=False)))


def steps(found):
    return {step.code: (step.outcome, step.sources) for step in found.steps}


def test_one_plan_is_itself():
    one = plan(asking(A), asking(A, B), ())

    assert chained([one]) == one


def test_what_nothing_changed_is_carried_over_all():
    assert steps(chain(asking(A, B), asking(A, B), asking(B, A))) == {
        'A': (Outcome.CARRIED, ('A',)), 'B': (Outcome.CARRIED, ('B',))}


def test_what_has_to_be_confirmed_once_has_to_be_confirmed_in_the_end():
    found = chain(asking(A), asking(REWORDED), asking(REWORDED))

    assert steps(found) == {'A': (Outcome.CONFIRM, ('A',))}
    assert found.by_code['A'].changed == ('text',)


def test_what_came_on_the_way_is_asked():
    assert steps(chain(asking(A), asking(A, B), asking(A, B)))['B'] == (Outcome.ASKED, ())


def test_what_came_at_the_last_step_is_asked():
    assert steps(chain(asking(A), asking(A), asking(A, B)))['B'] == (Outcome.ASKED, ())


def test_what_was_dropped_at_any_step_is_dropped():
    found = chain(asking(A, B, C), asking(A, B), asking(A))

    assert {drop.code: drop.why for drop in found.dropped} == {
        'B': Why.DROPPED, 'C': Why.DROPPED}


def test_a_merge_is_followed_to_where_it_came_from():
    merged = LineageLink(kind=LineageKind.MERGED, old=('A', 'B'), new=('C',),
                         change=ChangeClass.EDITORIAL)
    found = chain(asking(A, B), asking(C), asking(C), lineage=[(0, (merged,))])

    assert steps(found) == {'C': (Outcome.CARRIED, ('A', 'B'))}
    assert found.dropped == ()


def test_what_was_merged_and_then_dropped_is_dropped_whole():
    merged = LineageLink(kind=LineageKind.MERGED, old=('A', 'B'), new=('C',))
    gone = LineageLink(kind=LineageKind.DROPPED, old=('C',), reason=text('Акт отменён.'))
    found = chain(asking(A, B), asking(C), asking(question('D', text=text('Что это за знак?'))),
                  lineage=[(0, (merged,)), (1, (gone,))])

    assert set(found.dropped) == {
        Drop('A', Why.DROPPED, reasons=(text('Акт отменён.'),)),
        Drop('B', Why.DROPPED, reasons=(text('Акт отменён.'),))}
