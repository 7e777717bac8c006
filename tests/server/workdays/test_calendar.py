"""The laws of the working calendar, and the days that people have counted by hand."""

from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.workdays.calendar import SATURDAY, Calendar, DayKind, Due, read
from server.workdays.errors import CalendarInvalid

OFFICE = read(files("server.workdays").joinpath("workdays.json").read_bytes())
WEEKDAYS = Calendar(frozenset(), frozenset(), frozenset())
days = st.dates(date(2023, 1, 1), date(2027, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-24", 3, "2026-09-30"),
        ("2026-09-29", 7, "2026-10-14"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-01-02", 1, "2026-01-04"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-11", 5, "2026-02-25"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-09-26", 3, "2025-09-30"),
        ("2025-09-30", 20, "2025-11-04"),
    ],
)
def test_terms_that_were_counted_by_hand(start: str, n: int, due: str) -> None:
    assert OFFICE.add(day(start), n) == Due(day(due), provisional=False)
    assert OFFICE.count(day(start), day(due)) == n


def test_before_and_after_the_table_the_weekday_decides_and_the_answer_says_so() -> None:
    assert OFFICE.add(day("2023-11-22"), 20) == Due(day("2023-12-20"), provisional=True)
    assert OFFICE.add(day("2026-12-31"), 1) == Due(day("2027-01-01"), provisional=True)
    assert OFFICE.roll(day("2027-10-02")) == Due(day("2027-10-04"), provisional=True)


def test_six_working_days_around_the_national_day() -> None:
    assert OFFICE.count(day("2026-09-24"), day("2026-10-10")) == 6


def test_a_year_loses_exactly_its_statutory_days_off() -> None:
    """11 of them, 13 since 2025: what falls on a weekend is made up for, what is added is worked off."""
    for year, statutory in ((2024, 11), (2025, 13), (2026, 13)):
        before, last = date(year - 1, 12, 31), date(year, 12, 31)
        assert WEEKDAYS.count(before, last) - OFFICE.count(before, last) == statutory


@given(days, st.integers(1, 60))
def test_what_is_counted_is_what_was_added(start: date, n: int) -> None:
    due = OFFICE.add(start, n)
    assert OFFICE.is_workday(due.day)
    assert OFFICE.count(start, due.day) == n
    assert OFFICE.count(due.day, start) == -n
    walked = [start + timedelta(days=i + 1) for i in range((due.day - start).days)]
    assert sum(map(OFFICE.is_workday, walked)) == n
    assert due.provisional == any(not OFFICE.knows(d) for d in walked)


@given(days)
def test_a_rolled_day_works_and_nothing_that_works_lies_before_it(start: date) -> None:
    rolled = OFFICE.roll(start)
    assert OFFICE.is_workday(rolled.day)
    assert rolled.day >= start
    assert not any(OFFICE.is_workday(start + timedelta(days=i)) for i in range((rolled.day - start).days))


@given(days)
def test_a_day_works_exactly_when_its_kind_does(some: date) -> None:
    assert OFFICE.is_workday(some) == (OFFICE.kind(some) in (DayKind.WORK, DayKind.SWAPPED))
    assert (OFFICE.kind(some) in (DayKind.WEEKEND, DayKind.SWAPPED)) <= (some.weekday() >= SATURDAY)


@pytest.mark.parametrize(
    "said",
    [
        b"{",
        b"{}",
        b'[{"year": 2026, "source": "", "off": [], "working": [], "more": 1}]',
        b'[{"year": 2026, "source": "", "off": [["2026-02-30", "2026-02-30"]], "working": []}]',
        b'[{"year": 2026, "source": "", "off": [["2026-01-03", "2026-01-01"]], "working": []}]',
        b'[{"year": 2026, "source": "", "off": [["2025-12-31", "2026-01-01"]], "working": []}]',
        b'[{"year": 2026, "source": "", "off": [], "working": ["2026-01-05"]}]',
        b'[{"year": 2026, "source": "", "off": [["2026-01-03", "2026-01-04"]], "working": ["2026-01-04"]}]',
        b"[%s, %s]" % ((b'{"year": 2026, "source": "", "off": [], "working": []}',) * 2),
    ],
)
def test_a_wrong_table_is_refused_and_says_why(said: bytes) -> None:
    with pytest.raises(CalendarInvalid) as refused:
        read(said)
    assert refused.value.facts["reason"]
