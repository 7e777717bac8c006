"""Working days (工作日): the weekday rule, and the table of days off and of weekend days that work (调休)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from server.workdays.errors import CalendarInvalid

SATURDAY = 5


class DayKind(StrEnum):
    """What a day is."""

    WORK = "work"
    WEEKEND = "weekend"
    OFF = "off"
    """A statutory holiday, or a day off in its place (放假调休)."""
    SWAPPED = "swapped"
    """A day of the weekend that works (调休上班)."""


@dataclass(frozen=True)
class Due:
    """A day that was counted; provisional when a day was told by the weekday alone on the way to it."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """Which days an office works. Days are calendar days of Asia/Shanghai."""

    years: frozenset[int]
    """The years whose table is known."""
    off: frozenset[date]
    working: frozenset[date]

    def knows(self, day: date) -> bool:
        """Whether the table of the day's year is known; elsewhere the weekday decides."""
        return day.year in self.years

    def kind(self, day: date) -> DayKind:
        """What a day is."""
        if day in self.off:
            return DayKind.OFF
        if day.weekday() < SATURDAY:
            return DayKind.WORK
        return DayKind.SWAPPED if day in self.working else DayKind.WEEKEND

    def is_workday(self, day: date) -> bool:
        """Whether the office works on a day."""
        return self.kind(day) in (DayKind.WORK, DayKind.SWAPPED)

    def add(self, start: date, n: int) -> Due:
        """The n-th working day after `start`, which is not counted itself; n is at least 1."""
        day, known = start, True
        while n > 0:
            day += timedelta(days=1)
            known = known and self.knows(day)
            n -= self.is_workday(day)
        return Due(day, not known)

    def count(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`; negative the other way round."""
        if end < start:
            return -self.count(end, start)
        swapped = sum(start < day <= end for day in self.working)
        lost = sum(start < day <= end and day.weekday() < SATURDAY for day in self.off)
        return _weekdays_until(end) - _weekdays_until(start) + swapped - lost

    def roll(self, day: date) -> Due:
        """The day itself if it works, else the next one that does (顺延)."""
        return Due(day, not self.knows(day)) if self.is_workday(day) else self.add(day, 1)


class Year(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of one year: spans of days off, first and last, and weekend days that work."""

    year: int
    source: str
    """The notice that ordered it."""
    off: tuple[tuple[date, date], ...]
    working: tuple[date, ...]


def read(data: bytes) -> Calendar:
    """A calendar from its JSON, a list of years (see `workdays.json` for the shape).

    Raises CalendarInvalid with what is wrong: the shape, a year told twice, a day of another year, a span that ends
    before it begins, a working day that is off or no day of a weekend.
    """
    try:
        years = msgspec.json.decode(data, type=tuple[Year, ...])
    except msgspec.MsgspecError as fault:
        raise CalendarInvalid(reason=str(fault)) from fault
    if len({year.year for year in years}) < len(years):
        raise CalendarInvalid(reason="同一年度重复")
    for year in years:
        _check(year)
    off = frozenset(day for year in years for span in year.off for day in _days(*span))
    working = frozenset(day for year in years for day in year.working)
    return Calendar(frozenset(year.year for year in years), off, working)


def _check(year: Year) -> None:
    for first, last in year.off:
        if last < first:
            raise CalendarInvalid(reason=f"{first}至{last}起止颠倒")
    days = {day for span in year.off for day in span} | set(year.working)
    for day in sorted(days):
        if day.year != year.year:
            raise CalendarInvalid(reason=f"{day}不属于{year.year}年")
    for day in year.working:
        if day.weekday() < SATURDAY:
            raise CalendarInvalid(reason=f"{day}不是周末")
        if any(first <= day <= last for first, last in year.off):
            raise CalendarInvalid(reason=f"{day}既放假又上班")


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays from 0001-01-01, a Monday, up to and with a day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * SATURDAY + min(rest, SATURDAY)
