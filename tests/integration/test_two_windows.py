"""Two windows on one self-inspection: nobody overwrites what they have not seen."""
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Barrier

import pytest

from checklist.answers import read_draft
from tests.browsing import Client
from tests.factories import SMALL, begin, publish, small_version
from tests.journeys import open_held
from tests.pages import Form
from tests.unit.examples import answered, policy, question, section, version_of

INTERLEAVINGS = 200
STEPS = 10
CODES = ('Q-1', 'Q-2', 'Q-3')


@pytest.fixture
def held(database):
    return begin(database)


@pytest.fixture
def windows(app, held):
    first, second = Client(app), Client(app)
    open_held(first, held)
    open_held(second, held)
    return first, second


def page_of(client, held):
    return client.page(held.section()).form('/sections/')


def saved(database, held):
    text = database.value('SELECT draft FROM self_inspection WHERE id = :id', id=held.id)
    return {code: answer.note for code, answer in read_draft(text).items()}


def test_different_answers_of_two_windows_are_merged(database, windows, held):
    first, second = windows
    page, other = page_of(first, held), page_of(second, held)

    assert first.send(page, **{'note-Q-1': 'первое'}).status_code == 303
    assert second.send(other, **{'note-Q-2': 'второе'}).status_code == 303

    assert saved(database, held) == {'Q-1': 'первое', 'Q-2': 'второе'}


def test_the_same_answer_in_two_windows_is_no_conflict(windows, held):
    first, second = windows
    page, other = page_of(first, held), page_of(second, held)

    first.send(page, **{'answer-Q-1': 'yes'})

    assert second.send(other, **{'answer-Q-1': 'yes'}).status_code == 303


@pytest.mark.abuse('A18')
@pytest.mark.asvs('2.3.4')
def test_a_conflict_shows_both_texts_and_changes_nothing(database, windows, held):
    first, second = windows
    page, other = page_of(first, held), page_of(second, held)
    first.send(page, **{'answer-Q-1': 'yes', 'note-Q-1': 'из первого окна'})

    answer = second.send(other, **{'answer-Q-1': 'no', 'note-Q-1': 'из второго окна'})

    assert answer.status_code == 409
    assert 'из первого окна' in answer.page.text
    assert 'из второго окна' in answer.page.text
    assert saved(database, held) == {'Q-1': 'из первого окна'}


@pytest.mark.parametrize(('choice', 'note'), [('saved', 'первое'), ('mine', 'второе')])
def test_a_person_chooses_between_two_windows(database, windows, held, choice, note):
    first, second = windows
    page, other = page_of(first, held), page_of(second, held)
    first.send(page, **{'note-Q-1': 'первое', 'note-Q-2': 'не тронуто'})
    conflict = second.send(other, **{'note-Q-1': 'второе', 'note-Q-3': 'ещё'}).page

    answer = second.send(conflict.form('/merge'), **{'keep-Q-1': choice})

    assert answer.status_code == 303
    assert saved(database, held) == {'Q-1': note, 'Q-2': 'не тронуто', 'Q-3': 'ещё'}


def test_a_third_change_during_the_choice_is_a_conflict_again(database, windows, held):
    first, second = windows
    page, other = page_of(first, held), page_of(second, held)
    first.send(page, **{'note-Q-1': 'первое'})
    conflict = second.send(other, **{'note-Q-1': 'второе'}).page
    first.send(page_of(first, held), **{'note-Q-1': 'третье'})

    answer = second.send(conflict.form('/merge'), **{'keep-Q-1': 'mine'})

    assert answer.status_code == 409
    assert 'третье' in answer.page.text
    assert saved(database, held) == {'Q-1': 'третье'}


def test_a_window_that_saves_in_passing_does_not_remove_what_it_never_showed(
        database, windows, held):
    first, second = windows
    page, other = page_of(first, held), page_of(second, held)
    second.send(other, json=True, **{'note-Q-2': 'другого окна'})
    reply = first.send(page, json=True, **{'note-Q-1': 'первое'})

    again = first.send(page, json=True, base=reply.json['base'], **{'note-Q-1': 'первое, второе'})

    assert again.status_code == 200
    assert saved(database, held) == {'Q-1': 'первое, второе', 'Q-2': 'другого окна'}


def test_a_page_that_comes_back_with_an_error_shows_what_others_saved(database, windows, held):
    first, second = windows
    page, other = page_of(first, held), page_of(second, held)
    second.send(other, **{'note-Q-2': 'другого окна'})

    returned = first.send(page, **{'answer-Q-1': 'not_applicable'}).page.form('/sections/')
    first.send(returned, **{'note-Q-1': 'причина'})

    assert returned.values['note-Q-2'] == 'другого окна'
    assert saved(database, held) == {'Q-1': 'причина', 'Q-2': 'другого окна'}


def test_saving_in_passing_names_the_answers_in_conflict(windows, held):
    first, second = windows
    page, other = page_of(first, held), page_of(second, held)
    first.send(page, json=True, **{'answer-Q-1': 'yes'})

    answer = second.send(other, json=True, **{'answer-Q-1': 'no', 'answer-Q-2': 'yes'})

    assert (answer.status_code, answer.json) == (409, {'conflicts': ['Q-1']})


def test_an_answer_elsewhere_does_not_make_an_address_mean_another_section(database, app):
    parts = (section('S-1', question('Q-4', requirement='R-4')),
             section('S-2', question('Q-2', requirement='R-2'), applies_if=answered('Q-4', 'yes')),
             section('S-3', question('Q-1')))
    held = begin(database, published=publish_sections(database, parts))
    first, second = Client(app), Client(app)
    open_held(first, held)
    open_held(second, held)
    first.send(first.page(held.section(1)).form('/sections/'), **{'answer-Q-4': 'yes'})
    last = second.page(held.section(3)).form('/sections/')
    first.send(first.page(held.section(1)).form('/sections/'), **{'answer-Q-4': 'no'})

    answer = second.send(last, **{'note-Q-1': 'на своём месте'})

    assert answer.status_code == 303
    assert saved(database, held)['Q-1'] == 'на своём месте'


@dataclass
class Window:
    """One window: what it shows, and each change that was acknowledged to it."""

    client: Client
    form: Form
    name: str
    chance: random.Random
    done: list[tuple[str, str, str]] = field(default_factory=list)

    def act(self, step: int) -> None:
        """Change one note and save in passing, or load the page anew."""
        code = self.chance.choice(CODES)
        shown, note = self.form.values[f'note-{code}'], f'{self.name}{step}'
        self.form.values[f'note-{code}'] = note
        answer = self.client.send(self.form, json=True)
        if answer.status_code == 200:
            self.form.values['base'] = answer.json['base']
            self.done.append((code, shown, note))
        else:
            assert answer.status_code == 409, answer.get_data(as_text=True)
            self.reload()
        if self.chance.random() < 0.3:
            self.reload()

    def reload(self) -> None:
        self.form = self.client.page(self.form.action).form('/sections/')


def serial_order(done, code, final):
    """Return whether the acknowledged changes of a note follow one another without a gap.

    Each of them starts from what another left behind: were anything overwritten unseen, two
    changes would start from the same text, and one of them would lead nowhere.
    """
    after = {shown: note for name, shown, note in done if name == code}
    text = ''
    for _ in range(sum(name == code for name, _, _ in done)):
        text = after.pop(text, None)
    return text == final and not after


@pytest.mark.abuse('A18')
@pytest.mark.asvs('2.3.4', '15.4.2')
def test_any_interleaving_ends_in_a_serial_order(app, database):
    """200 times both windows change something at the same moment, on 20 drafts."""
    chance = random.Random(20261121)
    published = publish_sections(database, small_version().content.sections)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(INTERLEAVINGS // STEPS):
            held = begin(database, published=published)
            pair = [open_window(app, held, name, chance.random()) for name in 'ab']
            barrier = Barrier(2)

            def work(window: Window, barrier: Barrier = barrier) -> None:
                for step in range(STEPS):
                    barrier.wait(30)
                    window.act(step)

            list(threads.map(work, pair))
            final = saved(database, held)
            done = pair[0].done + pair[1].done
            assert done
            for code in CODES:
                assert serial_order(done, code, final.get(code, '')), (code, done, final)


def open_window(app, held, name, seed):
    client = Client(app)
    open_held(client, held)
    return Window(client, page_of(client, held), name, random.Random(seed))


def publish_sections(database, sections):
    return publish(database, version_of(
        *sections, judged_by=policy(valid_from=date(2019, 1, 1)), checklist=SMALL, version=2,
        effective_from=date(2020, 1, 2)))
