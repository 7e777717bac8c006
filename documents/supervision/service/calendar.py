"""The office's calendar of working days: its own file in the data folder if it has one, else the shipped one."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from documents.supervision.errors import SpanUnfit
from server.kit.ground import ground
from server.workdays.calendar import Calendar, DayKind, read

LONGEST_SPAN = 366


@dataclass(frozen=True)
class Day:
    """One day of the calendar; provisional when its year's table is not known yet."""

    day: date
    kind: DayKind
    works: bool
    provisional: bool


def office_calendar() -> Calendar:
    """The calendar as it is now; `workdays.json` in the data folder goes before the shipped one.

    One look at the date of that file; it is read again only when it has changed. Raises CalendarInvalid.
    """
    own = ground().settings.data / "workdays.json"
    try:
        return _own(own, own.stat().st_mtime_ns)
    except FileNotFoundError:
        return _shipped()


def workdays(first: date, last: date) -> list[Day]:
    """The days of a span, both ends included, 366 at the most. Raises SpanUnfit, CalendarInvalid."""
    if not 0 <= (last - first).days < LONGEST_SPAN:
        raise SpanUnfit
    calendar = office_calendar()
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [Day(day, calendar.kind(day), calendar.is_workday(day), not calendar.knows(day)) for day in days]


@lru_cache(maxsize=8)
def _own(path: Path, changed: int) -> Calendar:
    return read(path.read_bytes())


@lru_cache(maxsize=1)
def _shipped() -> Calendar:
    return read(files("server.workdays").joinpath("workdays.json").read_bytes())
