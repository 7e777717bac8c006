"""The only place where the time comes from: UTC instants, calendar days of Asia/Shanghai."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _system() -> datetime:
    return datetime.now(UTC)


_source: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=_system)


def now() -> datetime:
    """This instant in UTC, to the microsecond."""
    return _source.get()()


def today() -> date:
    """The calendar day in Asia/Shanghai."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The Shanghai calendar day on which an instant falls."""
    return instant.astimezone(SHANGHAI).date()


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Stop the clock at an instant, for the code inside the block."""
    token = _source.set(lambda: instant)
    try:
        yield
    finally:
        _source.reset(token)


def run_ahead(by: timedelta) -> None:
    """Let the clock of this process, and of everything that it starts, run ahead from now on: for tales of later."""
    _source.set(lambda: _system() + by)
