"""How far ahead a day may lie that somebody states."""

from datetime import date, timedelta

from documents.workflow.errors import DueTooFar

LONGEST = timedelta(days=3660)
"""A term that is further away is a slip of the pen."""


def check_near(day: date, today: date) -> None:
    """Refuse a day that nobody can have meant. Raises DueTooFar."""
    if day > today + LONGEST:
        raise DueTooFar
