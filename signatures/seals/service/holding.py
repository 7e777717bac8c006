"""Whoever locks with the office's key holds its file still until what he locked is committed; who changes it, alone.

The locks are the system's (flock) on a file beside that of the keys: a process that dies lets go of them.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from signatures.seals.errors import KeyLocked, KeysInUse
from signatures.seals.service.secret import key_path

PAUSE = 0.02
"""Seconds between two looks whether a change of keys is over."""


@asynccontextmanager
async def keys_held() -> AsyncIterator[None]:
    """While inside, the keys of the file do not change; a change under way is waited for.

    For whoever locks a secret, from before the locking until after the commit. Outside of transactions.
    Raises KeyLocked.
    """
    with _opened() as handle:
        while True:
            if _locked(handle, fcntl.LOCK_SH):
                break
            await asyncio.sleep(PAUSE)
        yield


@contextmanager
def keys_alone() -> Iterator[None]:
    """While inside, nobody else locks a secret or changes the keys. Raises KeysInUse at once, KeyLocked."""
    with _opened() as handle:
        if not _locked(handle, fcntl.LOCK_EX):
            raise KeysInUse
        yield


@contextmanager
def _opened() -> Iterator[int]:
    path = key_path()
    try:
        handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise KeyLocked from fault
    try:
        yield handle
    finally:
        os.close(handle)


def _locked(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as fault:
        raise KeyLocked from fault
    return True
