"""The whole way of a business, from the first page to the second result, by what it can see."""
import json
from collections.abc import Mapping

import pytest

from tests.browser.arithmetic import YES, Answer, Expected, shipped_titles, version_of
from tests.browser.conftest import NewVisitor
from tests.browser.documents import calendar_events, pdf_text, without_spaces, workbook_text
from tests.browser.screens import (
    CheckScreen, QuestionsScreen, ResultScreen, SectionsScreen, StartScreen, VerificationScreen)
from tests.browser.visitor import Visitor
from tests.browser.words import Words, plain
from tests.browser.world import CHECKLIST, CHELYABINSK, REASON, make_plan

pytestmark = pytest.mark.browser

OTHER_FORM = {'sole_proprietor': 'legal_entity', 'legal_entity': 'sole_proprietor'}


@pytest.mark.parametrize('script', [True, False], ids=['JavaScript', 'no JavaScript'])
def test_a_cafe_finds_its_way_from_the_first_page_to_a_better_result(
        new_visitor: NewVisitor, script: bool) -> None:
    owner, helper = new_visitor(script=script), new_visitor(script=script)
    owner.expected = {422}
    plan, given = make_plan(), dict[str, Answer]()

    address = save_and_leave(begin(owner), plan, given)
    result = finish(answer_the_rest(come_back(helper, address), plan, given), given)
    expected = Expected(version_of(CHECKLIST), given)

    assert_result_is_right(result, expected, 'sole_proprietor')
    assert_documents_agree(result, expected)
    assert_anyone_can_verify(result, new_visitor(script=script), expected)
    assert_next_round_shows_the_change(result, expected)


def test_a_company_finds_its_way_in_english(new_visitor: NewVisitor) -> None:
    owner = new_visitor(width=1280, height=800)
    StartScreen.open(owner)
    owner.speak('en')
    code = 'labour-small-employer'
    given: dict[str, Answer] = {}

    business = StartScreen(owner).find().fill_in(
        legal_form='legal_entity', activity='62.01', territory=CHELYABINSK, staff='12')
    applies = business.go_on().fill_in(other='no').go_on()
    sections = applies.start(code).fill_in(other='no').start()
    result = finish(answer_the_rest(sections, make_plan(code), given), given)

    assert_result_is_right(result, Expected(version_of(code), given), 'legal_entity')
    assert_documents_agree(result, Expected(version_of(code), given))


def begin(owner: Visitor) -> SectionsScreen:
    """Search, say who one is, read what applies and why, and begin."""
    start = StartScreen.open(owner).search('пожарный')
    # Other tests publish checklists of their own on the same service.
    assert shipped_titles().intersection(start.found) == {
        version_of(CHECKLIST).content.title.in_language('ru')}

    again = start.find().fill_in(
        legal_form='sole_proprietor', activity='кафе', territory=CHELYABINSK, staff='3',
        name='ИП Ромашкина', inn='12')
    again.go_on()
    assert again.title.startswith('Ошибка: ')
    assert len(again.problems) == 2  # Several activities fit, and the ИНН is too short.
    again.page.locator('#inn').fill('')
    facts = again.choose_match('56.10.1').go_on()

    applies = facts.fill_in({'sells_food': 'no'}).go_on()
    shop = version_of('retail-food').content.title.in_language('ru')
    assert shop not in applies.checklists
    assert shop in applies.reasons()
    return applies.start(CHECKLIST).fill_in({'hot_works': 'no'}).start()


def save_and_leave(sections: SectionsScreen, plan: Mapping[str, Answer],
                   given: dict[str, Answer]) -> str:
    """Forget an obligatory note, mend that, leave, and return the secret link."""
    questions = sections.go_on()
    forgotten = next(code for code, item in plan.items() if item.option == 'not_applicable')
    answer(questions, {**plan, forgotten: Answer('not_applicable')}, given)
    message = questions.words('Say in the note why this does not apply to you.')

    questions.save()
    assert questions.title.startswith('Ошибка: ')
    assert questions.problems == [message]
    assert message in questions.error(forgotten)
    assert {code: questions.chosen(code) for code in questions.codes} == {
        code: item.option for code, item in given.items()}

    questions.note(forgotten).fill(REASON)
    given[forgotten] = plan[forgotten]
    return questions.leave().address


def come_back(helper: Visitor, address: str) -> SectionsScreen:
    """Open the secret link in another browser."""
    helper.open(address)
    sections = SectionsScreen(helper)
    assert sections.states[0].endswith(helper.words('Done'))
    return sections


def answer_the_rest(sections: SectionsScreen, plan: Mapping[str, Answer],
                    given: dict[str, Answer]) -> CheckScreen:
    questions = sections.go_on()
    while not questions.ends:
        answer(questions, plan, given)
        questions = questions.save()
    return CheckScreen(sections.visitor)


def answer(questions: QuestionsScreen, plan: Mapping[str, Answer],
           given: dict[str, Answer]) -> None:
    """Answer all questions of a page, as planned or with "yes"."""
    for code in questions.codes:
        given[code] = plan.get(code, YES)
        questions.choose(code, given[code].option)
        if given[code].note:
            questions.note(code).fill(given[code].note)


def finish(check: CheckScreen, given: Mapping[str, Answer]) -> ResultScreen:
    for row, item in zip(check.rows, given.values(), strict=True):
        assert row.complete and item.note in row.text
    receipt = check.finish()
    assert receipt.heading == check.words('The self-inspection is finished')
    return receipt.result()


def verdict_sentence(expected: Expected, words: Words) -> str:
    """Return what the verdict must say, in the order in which it is tested."""
    numbers = {'percent': words.decimal(expected.percent), 'threshold': expected.threshold}
    if expected.broken:
        return words.count(
            '%(num)d critical requirement is not met, so the score does not count as high.',
            '%(num)d critical requirements are not met, so the score does not count as high.',
            len(expected.broken))
    if expected.passes:
        return words('You meet the requirements: %(percent)s %% with a threshold of'
                     ' %(threshold)d %%.', **numbers)
    return words('You have %(percent)s %%, which is below the threshold of %(threshold)d %%.',
                 **numbers)


def assert_result_is_right(result: ResultScreen, expected: Expected, legal_form: str) -> None:
    words, language = result.words, result.words.language
    percent = words.decimal(expected.percent)
    assert result.heading == verdict_sentence(expected, words)
    assert result.percent == f'{percent} %'
    assert (f'{expected.points} × 100 ÷ {expected.attainable} = {percent} %'
            in result.arithmetic)

    cards = result.violations + result.unknown
    assert len(result.violations) == len(expected.answered('no'))
    assert len(result.unknown) == len(expected.answered('unknown'))
    for code in expected.to_mend:
        card = next(card for card in cards if plain(expected.text(code, language)) in card)
        assert all(clause in card for clause in expected.clauses(code))
        for fine in expected.fines(code, legal_form):
            assert grouped(fine, language) in card
        others = set(expected.fines(code, OTHER_FORM[legal_form])) - set(
            expected.fines(code, legal_form))
        assert not any(f' {grouped(fine, language)} ' in card for fine in others)

    numbers = {f'{words("Question %(number)s", number=expected.number(code))} ·'
               for code in expected.smallest}
    assert len(result.steps) == len(numbers)
    assert all(any(number in step for step in result.steps) for number in numbers)


def assert_documents_agree(result: ResultScreen, expected: Expected) -> None:
    language = result.words.language
    sentence = verdict_sentence(expected, result.words)
    report = pdf_text(result.download('report.pdf'))
    book = plain(workbook_text(result.download('plan.xlsx')))
    data = json.loads(result.download('result.json'))

    assert without_spaces(sentence) in report
    assert result.words.decimal(expected.percent) in report
    assert without_spaces(result.verification_code) in report
    assert sentence in book
    assert plain(data['verdict_sentence']) == sentence
    assert (data['points'], data['attainable'], data['percent']) == (
        expected.points, expected.attainable, expected.percent)
    assert {item['code'] for item in data['violations']} == set(expected.answered('no'))
    assert len(calendar_events(result.download('plan.ics'))) == len(expected.to_mend)
    for code in expected.to_mend:
        text = expected.text(code, language)
        assert without_spaces(text) in report
        assert plain(text) in book


def assert_anyone_can_verify(result: ResultScreen, reader: Visitor, expected: Expected) -> None:
    """The score is hidden until its owner chooses to show it."""
    score = f'{result.words.decimal(expected.percent)} %'
    hidden = VerificationScreen.ask(reader, result.verification_code.lower())
    assert hidden.heading == result.words('The document is genuine')
    assert score not in hidden.facts
    assert 'Ромашкина' not in hidden.text

    result.show_score()

    assert score in VerificationScreen.ask(reader, result.verification_code).facts


def assert_next_round_shows_the_change(result: ResultScreen, expected: Expected) -> None:
    """Renew, mend what was critical, finish, compare, and delete what is begun after that."""
    mended = expected.broken[0]
    sections = result.renew()
    questions = sections.section(1)
    while mended not in questions.codes:
        questions = questions.save()
    questions.choose(mended, 'yes')
    questions.leave()
    given = {**expected.given, mended: YES}
    result.visitor.open(result.page.url.removesuffix('/link') + '/check')
    better = CheckScreen(result.visitor).finish().result()

    after = Expected(expected.version, given)
    assert better.heading == verdict_sentence(after, result.words)
    assert plain(expected.text(mended, result.words.language)) in better.changes
    assert result.words.decimal(expected.percent) in better.changes

    index = better.renew().delete()
    assert index.heading == result.words('My self-inspections')
    assert result.words('Deleted. Nothing of it is left with us.') in index.notices


def grouped(amount: int, language: str) -> str:
    """Return an amount as people write it: 40 000 or 40,000."""
    return f'{amount:,}'.replace(',', ' ' if language == 'ru' else ',')
