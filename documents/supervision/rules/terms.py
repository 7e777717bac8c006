"""Terms (办理时限): the 710 mechanism, and the instant at which a day is over.

7: a plain matter takes seven days; 1: a complex one shows a result in a month; 0: what was fixed for a year is cleared
by its end. The day on which the task is handed over is the first of the seven (从部署当日算起).
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from documents.supervision.errors import DueInThePast
from documents.workflow.rules.days import check_near
from server.workdays.calendar import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEVEN = 7


class Profile(StrEnum):
    """Which default term a matter gets when nobody has stated one."""

    GENERAL = "general"
    COMPLEX = "complex"
    ANNUAL = "annual"


def last_day(profile: Profile, start: date, calendar: Calendar) -> date:
    """The last day of a profile's term that begins on `start`.

    A day off gives way to the next working day (顺延), except at the end of the year, which is what 清零 means.
    """
    match profile:
        case Profile.GENERAL:
            return calendar.roll(start + timedelta(days=SEVEN - 1)).day
        case Profile.COMPLEX:
            return calendar.roll(_a_month_later(start)).day
        case Profile.ANNUAL:
            return date(start.year, 12, 31)


def _a_month_later(start: date) -> date:
    """The same day of the next month, or that month's last day."""
    year, month = (start.year + 1, 1) if start.month == 12 else (start.year, start.month + 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def check_stated(day: date | None, today: date) -> None:
    """A day that is stated lies ahead, and not for ever. Raises DueInThePast, DueTooFar."""
    if day is None:
        return
    if day < today:
        raise DueInThePast
    check_near(day, today)


def end_of(day: date) -> datetime:
    """24:00 of a day in Shanghai, in UTC: until then whatever is due on it is in time."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def day_of(instant: datetime) -> date:
    """The Shanghai day on which an instant falls."""
    return instant.astimezone(SHANGHAI).date()


def due_day(due: datetime) -> date:
    """The day that ends at `due`: the last on which something is in time."""
    return day_of(due - timedelta(microseconds=1))
