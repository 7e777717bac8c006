"""The law of logins: passwords, lock-out, the life of a session (口令与会话)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.directory.errors import LoginRefused, NoPost, NotReleased, WeakPassword

MIN_LENGTH, MAX_LENGTH, MIN_CLASSES = 8, 128, 3
MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
MAX_HOURS = 12


@dataclass(frozen=True)
class Attempts:
    """Logins tried in a row without success, and until when no further one counts."""

    failures: int = 0
    locked_until: datetime | None = None


def check_password(password: str, account: str) -> None:
    """Refuse a password that is too short, too long, too plain, or contains the account. Raises WeakPassword."""
    fits = MIN_LENGTH <= len(password) <= MAX_LENGTH
    if not fits or classes(password) < MIN_CLASSES or account.lower() in password.lower():
        raise WeakPassword


def classes(password: str) -> int:
    """How many of the four classes occur: capitals, small letters, digits, everything else."""
    return len({_class(character) for character in password})


def _class(character: str) -> str:
    if not (character.isascii() and character.isalnum()):
        return "other"
    if character.isdigit():
        return "digit"
    return "capital" if character.isupper() else "small"


def attempt(attempts: Attempts, now: datetime) -> Attempts:
    """Count a login before its password is looked at, so that many at once are not more guesses than five.

    The fifth locks the account, unless it turns out right. Raises LoginRefused while the account is locked.
    """
    if attempts.locked_until and now < attempts.locked_until:
        raise LoginRefused
    failures = 1 if attempts.locked_until else attempts.failures + 1
    counted = Attempts(failures)
    return replace(counted, locked_until=now + LOCKED_FOR) if failures >= MAX_FAILURES else counted


def check_admission(released: bool, in_office: bool) -> None:
    """Whoever knows the password comes in only while in office, and not by a reset that one administrator did alone.

    `released`: no reset waits for the security administrator (三员分立); `in_office`: a post is held.
    Raises NotReleased, NoPost.
    """
    if not released:
        raise NotReleased
    if not in_office:
        raise NoPost


def expiry(opened_at: datetime, hours: int) -> datetime:
    """When a session ends: after the hours that the office has set, 12 at most; it does not slide."""
    return opened_at + timedelta(hours=min(hours, MAX_HOURS))
