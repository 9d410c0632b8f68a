"""The chain of the journal: any change to any entry is found, and a sound chain is sound."""
import hmac
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.journal_chain import (
    ENTRIES, FIRST_MAC, HEAD, Anchor, Damage, Link, anchor_mac, chain_damages, link_mac,
    read_anchor, write_anchor)
from requirements_catalog.canonical import canonical_json

KEY = 'k' * 32
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), timezones=st.just(UTC))
TEXTS = st.text(st.characters(exclude_categories=['Cs']), max_size=8)
LINKS = st.builds(
    Link, id=st.just(0), at=MOMENTS, action=TEXTS, object_id=TEXTS, tenant=TEXTS,
    account_id=TEXTS, role=TEXTS, network=TEXTS, request_id=TEXTS, details=TEXTS)
CHAINS = st.lists(LINKS, min_size=2, max_size=6)
NAMES = [field.name for field in fields(Link)]


def sealed(links, key=KEY):
    """Return the links numbered and chained, and the head behind them."""
    entries, mac = [], FIRST_MAC
    for number, link in enumerate(links, 1):
        link = replace(link, id=number)
        mac = link_mac(key, link, mac)
        entries.append((link, mac))
    return entries, Anchor('', len(entries), mac)


def rows(entries, head, anchors=()):
    return [(damage.table, damage.row)
            for damage in chain_damages(KEY, entries, head, anchors)]


def one(number=1, **changes):
    return Link(**{'id': number, 'at': datetime(2026, 11, 22, tzinfo=UTC), 'action': 'a',
                   **dict.fromkeys(NAMES[3:], ''), **changes})


@given(CHAINS)
def test_a_chain_as_it_was_written_is_whole(links):
    entries, head = sealed(links)
    anchors = [Anchor(str(number), number, mac)
               for number, (_, mac) in enumerate(entries, 1)]

    assert rows(entries, head, [Anchor('0', 0, FIRST_MAC), *anchors]) == []


@given(LINKS)
def test_a_seal_is_made_over_the_canonical_form(link):
    text = canonical_json({**asdict(link), 'at': link.at.isoformat(), 'previous': FIRST_MAC})

    assert link_mac(KEY, link, FIRST_MAC) == hmac.new(
        KEY.encode(), text.encode(), 'sha256').hexdigest()


@given(CHAINS, st.data())
def test_any_single_change_to_any_entry_is_found_and_named(links, data):
    entries, head = sealed(links)
    place = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from(NAMES[1:]))
    link, mac = entries[place]
    old = getattr(link, name)
    new = data.draw((MOMENTS if name == 'at' else TEXTS).filter(
        lambda value: canonical(value) != canonical(old)))
    entries[place] = (replace(link, **{name: new}), mac)

    assert rows(entries, head) == [(ENTRIES, str(place + 1))]


def canonical(value):
    return value if isinstance(value, datetime) else canonical_json([value])


@given(CHAINS, st.data())
def test_any_entry_that_is_gone_is_found_and_named(links, data):
    entries, head = sealed(links)
    place = data.draw(st.integers(0, len(entries) - 1))
    del entries[place]

    assert rows(entries, head) == [(ENTRIES, str(place + 1))]


@given(CHAINS, st.data())
def test_a_changed_seal_is_found_and_named(links, data):
    entries, head = sealed(links)
    place = data.draw(st.integers(0, len(entries) - 1))
    entries[place] = (entries[place][0], 'f' * 64)

    expected = [(ENTRIES, str(place + 1))] + (
        [(HEAD, '1')] if place == len(entries) - 1 else [])
    assert rows(entries, head) == expected


@given(CHAINS, st.data())
def test_any_two_entries_that_changed_places_are_found(links, data):
    entries, head = sealed(links)
    first, second = sorted(data.draw(st.lists(
        st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True)))
    one, other = entries[first], entries[second]
    entries[first] = (replace(other[0], id=one[0].id), other[1])
    entries[second] = (replace(one[0], id=other[0].id), one[1])

    found = rows(entries, head)
    assert {(ENTRIES, str(first + 1)), (ENTRIES, str(second + 1))} <= set(found)


@given(CHAINS, LINKS, st.data())
def test_an_entry_put_in_between_is_found(links, link, data):
    entries, head = sealed(links)
    place = data.draw(st.integers(0, len(entries)))
    entries.insert(place, (replace(link, id=place + 1), 'a' * 64))
    entries = [(replace(link, id=number), mac) for number, (link, mac) in enumerate(entries, 1)]

    assert (ENTRIES, str(place + 1)) in rows(entries, replace(head, entries=len(entries)))


@given(CHAINS, st.integers(1, 5))
def test_a_cut_end_is_found_by_the_head_and_by_an_anchor(links, cut):
    entries, head = sealed(links)
    kept = entries[:-cut]
    last = kept[-1][1] if kept else FIRST_MAC

    assert rows(kept, head)
    assert rows(kept, Anchor('', len(kept), last), [head]) == [(ENTRIES, str(head.entries))]


@given(CHAINS)
def test_a_chain_made_with_another_key_is_found_at_every_entry(links):
    entries, head = sealed(links, 'x' * 32)

    assert rows(entries, head) == [(ENTRIES, str(number + 1)) for number in range(len(links))]


@given(CHAINS, st.integers(1, 6))
def test_a_chain_made_anew_with_the_key_differs_from_its_anchor(links, number):
    number = min(number, len(links))
    mac = sealed(links)[0][number - 1][1]
    entries, head = sealed([replace(links[0], action=links[0].action + 'x'), *links[1:]])

    assert rows(entries, head, [Anchor('2026-11-22', number, mac)]) == [(ENTRIES, str(number))]


def test_a_gap_is_named_once_with_its_first_and_last_entry():
    entries, head = sealed([one()] * 9)

    assert list(chain_damages(KEY, entries[:2] + entries[5:], head, [])) == [
        Damage(ENTRIES, '3–5', 'missing')]


def test_a_head_is_needed_and_says_the_truth():
    entries, head = sealed([one()] * 3)

    assert rows(entries, None) == [(HEAD, '1')]
    assert rows(entries, replace(head, entries=2)) == [(HEAD, '1')]
    assert rows(entries, replace(head, mac='x')) == [(HEAD, '1')]
    assert rows(entries, replace(head, entries=5)) == [(ENTRIES, '4–5')]
    assert rows([], Anchor('', 0, FIRST_MAC)) == []


@pytest.mark.parametrize('number', [0, -1])
def test_an_entry_before_the_first_is_found(number):
    entries, head = sealed([one()])

    assert rows([(one(number), 'a' * 64), *entries], head) == [(ENTRIES, str(number))]


@pytest.mark.parametrize('changes', [
    {'at': 'never'}, {'action': b'x'}, {'action': '\ud800'}, {'at': None}])
def test_a_value_that_no_entry_can_have_is_found(changes):
    entries, head = sealed([one(), one()])
    entries[0] = (replace(entries[0][0], **changes), entries[0][1])

    assert rows(entries, head) == [(ENTRIES, '1')]


def test_a_moment_has_one_seal_in_every_zone():
    east = timezone(timedelta(hours=5))
    there = one(at=datetime(2026, 11, 22, 5, tzinfo=east))

    assert link_mac(KEY, there, FIRST_MAC) == link_mac(KEY, one(), FIRST_MAC)


ANCHORS = st.builds(Anchor, st.dates().map(str), st.integers(0, 10 ** 9), TEXTS)


@given(ANCHORS)
def test_an_anchor_is_read_as_it_was_written(anchor):
    line = write_anchor(KEY, anchor)

    assert '\n' not in line
    assert read_anchor(KEY, line) == anchor
    assert read_anchor('x' * 32, line) is None


@given(ANCHORS, st.data())
def test_any_change_to_an_anchor_is_found(anchor, data):
    line = write_anchor(KEY, anchor)
    place = data.draw(st.integers(0, len(line) - 1))
    sign = data.draw(st.characters(exclude_categories=['Cs']).filter(
        lambda sign: sign != line[place]))

    assert read_anchor(KEY, line[:place] + sign + line[place + 1:]) is None
    assert read_anchor(KEY, line[:place]) is None


@pytest.mark.parametrize('line', ['', '[]', '{}', 'null', '1', '{"day": "\ud800"', '"x"'])
def test_a_line_that_is_no_anchor_is_none(line):
    assert read_anchor(KEY, line) is None


def test_the_seal_of_an_anchor_is_not_the_seal_of_an_entry():
    assert anchor_mac(KEY, Anchor('', 1, FIRST_MAC)) != link_mac(KEY, one(), FIRST_MAC)
