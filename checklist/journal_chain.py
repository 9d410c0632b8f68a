"""The chain of the journal: each entry is sealed together with the seal of the one before.

HMAC-SHA256 over canonical JSON (RFC 8785). Whoever can write to the database but has not the
key can neither change, drop, add nor move an entry unnoticed. An anchor repeats outside the
database how far the journal had come, so that its end cannot be cut off.
"""
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from requirements_catalog.canonical import canonical_json

FIRST_MAC = '0' * 64


@dataclass(frozen=True)
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
    """What is wrong, and at which entry."""

    entry: int
    problem: str


def link_mac(key: str, link: Link, previous: str) -> str:
    """Return the seal of an entry that follows the entry with the seal ``previous``."""
    fields = {**asdict(link), 'at': link.at.astimezone(UTC).isoformat(), 'previous': previous}
    return _mac(key, fields)


def anchor_mac(key: str, anchor: Anchor) -> str:
    """Return the seal of an anchor, so that nobody else can write one."""
    return _mac(key, {**asdict(anchor), 'anchor': True})


def chain_damages(key: str, entries: Iterable[tuple[Link, str]], head: Anchor,
                  anchors: Iterable[Anchor]) -> Iterator[Damage]:
    """Yield what does not fit in the journal, in its order.

    ``entries`` are the entries with their stored seals in the order of their numbers, ``head``
    is what the database says of the last one.
    """
    expected, previous = 1, FIRST_MAC
    anchored = {anchor.entries: anchor.mac for anchor in anchors}
    for link, mac in entries:
        if link.id != expected:
            yield Damage(expected, 'missing' if link.id > expected else 'repeated')
        if not hmac.compare_digest(link_mac(key, link, previous), mac):
            yield Damage(link.id, 'changed')
        if anchored.pop(link.id, mac) != mac:
            yield Damage(link.id, 'not the entry that was anchored')
        expected, previous = link.id + 1, mac
    if (head.entries, head.mac) != (expected - 1, previous):
        yield Damage(head.entries, 'not the last entry')
    yield from (Damage(number, 'anchored and missing') for number in sorted(anchored) if number)


def _mac(key: str, fields: Mapping[str, object]) -> str:
    return hmac.new(key.encode(), canonical_json(fields).encode(), 'sha256').hexdigest()
