"""Passwords and tokens: made, hashed and compared; hashing runs in a worker thread, outside any transaction."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from anyio import CapacityLimiter, WouldBlock, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from server.directory.errors import LoginsBusy
from server.directory.rules.sessions import MIN_CLASSES, classes
from server.kit.ground import ground

LEGIBLE = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
"""Nothing that is mistaken for something else when read from paper."""

AT_ONCE = 4
_seats = CapacityLimiter(AT_ONCE)
"""Each hash takes tens of MiB: so many at once, and the others wait."""

MOST_WAITING = 16
_line = CapacityLimiter(AT_ONCE + MOST_WAITING)
"""Anybody may ask for a password to be compared: whoever finds the line full is sent away at once."""


def new_token() -> str:
    """A session token: 32 random bytes in URL-safe base64."""
    return secrets.token_urlsafe(32)


def new_password() -> str:
    """An initial password of 16 characters (82 bits and more) that satisfies the policy."""
    while classes(made := "".join(secrets.choice(LEGIBLE) for _ in range(16))) < MIN_CLASSES:
        pass
    return made


@contextmanager
def place_in_line() -> Iterator[None]:
    """One of the places for those whose password is being compared or waits to be. Raises LoginsBusy."""
    try:
        _line.acquire_nowait()
    except WouldBlock as fault:
        raise LoginsBusy from fault
    try:
        yield
    finally:
        _line.release()


async def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return await to_thread.run_sync(_hasher().hash, password, limiter=_seats)


async def matches(known: str | None, password: str) -> bool:
    """Whether a password is the one behind a hash; without a hash it takes as long and is not."""
    return await to_thread.run_sync(partial(_matches, _hasher(), known, password), limiter=_seats)


def _hasher() -> PasswordHasher:
    return PasswordHasher(memory_cost=ground().settings.hash_memory, parallelism=1)


def _matches(hasher: PasswordHasher, known: str | None, password: str) -> bool:
    if known is None:
        hasher.hash(password)
        return False
    try:
        return hasher.verify(known, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
