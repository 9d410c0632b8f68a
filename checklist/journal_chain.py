"""The chain of the journal: each entry is sealed together with the seal of the one before.

HMAC-SHA256 over canonical JSON (RFC 8785). Whoever can write to the database but has not the
key can neither change, drop, add nor move an entry unnoticed. An anchor repeats outside the
database how far the journal had come, so that its end cannot be cut off.
"""
import hmac
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

FIRST_MAC = '0' * 64
ENTRIES, HEAD = 'journal_entry', 'journal_head'
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(',', ':'))


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the journal as it is sealed."""

    id: int
    at: datetime
    action: str
    object_id: str
    tenant: str
    account_id: str
    role: str
    network: str
    request_id: str
    details: str


@dataclass(frozen=True)
class Anchor:
    """How far the journal had come on a day."""

    day: str
    entries: int
    mac: str


@dataclass(frozen=True)
class Damage:
    """What is wrong, and with which row of which table."""

    table: str
    row: str
    problem: str


def link_mac(key: str, link: Link, previous: str) -> str:
    """Return the seal of an entry that follows the entry with the seal ``previous``."""
    return _mac(key, {
        'account_id': link.account_id, 'action': link.action,
        'at': link.at.astimezone(UTC).isoformat(), 'details': link.details, 'id': link.id,
        'network': link.network, 'object_id': link.object_id, 'previous': previous,
        'request_id': link.request_id, 'role': link.role, 'tenant': link.tenant})


def anchor_mac(key: str, anchor: Anchor) -> str:
    """Return the seal of an anchor, so that nobody else can write one."""
    return _mac(key, {'anchor': True, 'day': anchor.day, 'entries': anchor.entries,
                      'mac': anchor.mac})


def write_anchor(key: str, anchor: Anchor) -> str:
    """Return an anchor as a line that says by its seal who wrote it."""
    return _JSON.encode({'day': anchor.day, 'entries': anchor.entries, 'mac': anchor.mac,
                         'seal': anchor_mac(key, anchor)})


def read_anchor(key: str, line: str) -> Anchor | None:
    """Return the anchor of a line, or None for a line that we have not written so."""
    try:
        found: dict[str, Any] = json.loads(line)
        anchor = Anchor(found['day'], found['entries'], found['mac'])
        return anchor if line == write_anchor(key, anchor) else None
    except (ValueError, KeyError, TypeError):
        return None


def chain_damages(key: str, entries: Iterable[tuple[Link, str]], head: Anchor | None,
                  anchors: Iterable[Anchor]) -> Iterator[Damage]:
    """Yield what does not fit in the journal, in its order.

    ``entries`` are the entries with their stored seals in the order of their numbers, ``head``
    is what the database says of the last one.
    """
    last = 0
    # The seal before. After damage also what it may have been, so that no row is named that is
    # as it was; none after a gap, whose last seal nobody knows.
    before: Collection[str] = (FIRST_MAC,)
    stored = FIRST_MAC
    known = _by_entry(anchors)
    for link, mac in entries:
        if link.id <= last:
            yield Damage(ENTRIES, str(link.id), 'does not belong to the journal')
            continue
        if link.id > last + 1:
            yield Damage(ENTRIES, _span(last + 1, link.id - 1), 'missing')
            before = ()
        made = [_seal(key, link, previous) for previous in before]
        if made and mac not in made:
            yield Damage(ENTRIES, str(link.id), 'changed, or not written by this service')
            before = (mac, made[0], stored)
        else:
            before = (mac,)
        yield from _against_anchors(link.id, mac, known.pop(link.id, ()))
        last, stored = link.id, mac
    yield from _at_the_end(last, stored, head)
    for number in sorted(known):
        days = ', '.join(anchor.day for anchor in known[number])
        yield Damage(ENTRIES, str(number), f'missing, although it was anchored on {days}')


def _by_entry(anchors: Iterable[Anchor]) -> dict[int, list[Anchor]]:
    known: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.entries:
            known.setdefault(anchor.entries, []).append(anchor)
    return known


def _against_anchors(number: int, mac: str, anchors: Iterable[Anchor]) -> Iterator[Damage]:
    for anchor in anchors:
        if anchor.mac != mac:
            yield Damage(ENTRIES, str(number), f'not the entry that was anchored on {anchor.day}')


def _at_the_end(last: int, mac: str, head: Anchor | None) -> Iterator[Damage]:
    if head is None:
        yield Damage(HEAD, '1', 'missing')
    elif head.entries > last:
        yield Damage(ENTRIES, _span(last + 1, head.entries), 'missing at the end')
    elif (head.entries, head.mac) != (last, mac):
        yield Damage(HEAD, '1', 'does not name the last entry')


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f'{first}–{last}'


def _seal(key: str, link: Link, previous: str) -> str:
    """Return the seal of an entry, an empty one for values that no entry can have."""
    try:
        return link_mac(key, link, previous)
    except (AttributeError, TypeError, ValueError):
        return ''


def _mac(key: str, fields: Mapping[str, object]) -> str:
    """Return the seal of fields whose names are sorted: canonical JSON without sorting again."""
    text = normalize('NFC', _JSON.encode(fields))
    return hmac.digest(key.encode(), text.encode(), 'sha256').hex()
