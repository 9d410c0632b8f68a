"""Periods of whole months, the only ones that statistics have. A month is a number: 202611."""
import re
from dataclasses import dataclass

_WRITTEN = re.compile(r'([12]\d{3})-(0[1-9]|1[0-2])')


@dataclass(frozen=True)
class Period:
    """From one month to another, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return _place(self.last) - _place(self.first) + 1

    @property
    def months(self) -> tuple[int, ...]:
        return tuple(_month(place) for place in range(_place(self.first), _place(self.last) + 1))

    @property
    def before(self) -> 'Period':
        """The period of as many months that ends where this one begins."""
        return Period(_month(_place(self.first) - self.length), _month(_place(self.first) - 1))

    def __contains__(self, month: int) -> bool:
        return self.first <= month <= self.last


def back_from(last: int, months: int) -> Period:
    """Return the period of so many months that ends with a month."""
    return Period(_month(_place(last) - months + 1), last)


def write_month(month: int) -> str:
    """Return a month as it stands in addresses: 2026-11."""
    return f'{month // 100}-{month % 100:02}'


def read_month(text: str) -> int | None:
    """Return the month that a text of an address means, or None."""
    found = _WRITTEN.fullmatch(text)
    return int(found[1]) * 100 + int(found[2]) if found else None


def _place(month: int) -> int:
    return month // 100 * 12 + month % 100 - 1


def _month(place: int) -> int:
    return place // 12 * 100 + place % 12 + 1
