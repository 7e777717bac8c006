"""更换密钥加密密钥: a new one goes first, everything is locked anew and looked through, then the old ones go."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from anyio import to_thread

from server.journal import service as journal
from server.kit.db import atomic
from signatures.gm.keys import Family
from signatures.seals.errors import KeyLocked
from signatures.seals.models import AuthorityKeyRow, SealRow
from signatures.seals.rules.authority import Part
from signatures.seals.service.authority import label as label_of_part
from signatures.seals.service.die import label as label_of_seal
from signatures.seals.service.holding import keys_alone
from signatures.seals.service.secret import (
    NAME,
    key_path,
    lock_with,
    name_of,
    new_key,
    read_keys,
    unlock_secret,
    write_keys,
)

Relock = Callable[[bytes, str], bytes]
"""(locked, about) -> the same secret, locked with the new key."""
Rewrap = Callable[[Relock], Awaitable[int]]
"""A room's own rows, locked anew inside the caller's transaction; answers how many secrets that were."""


async def rotate_keys(others: Sequence[Rewrap] = ()) -> int:
    """Change the key that locks all others; answers how many secrets were locked anew.

    Broken off anywhere, every secret stays readable, and the next time finishes the work. Certificates and signatures
    do not change. Raises KeysInUse if others lock secrets or change keys at this moment, and KeyLocked; every secret
    is then as readable as before.
    """
    with keys_alone():
        return await _rotate((_authority, _seals, *others))


async def _rotate(rooms: Sequence[Rewrap]) -> int:
    fresh = await to_thread.run_sync(_put_first)

    def relock(locked: bytes, about: str) -> bytes:
        return lock_with(fresh, unlock_secret(locked, about), about)

    async with atomic():
        count = sum([await rewrap(relock) for rewrap in rooms])
        for rewrap in rooms:
            await rewrap(partial(_must_name, fresh))
        for row in await AuthorityKeyRow.filter(role=Part.ROOT, family=Family.SM2):
            await journal.record(None, "seals.rotate_keys", row.id, key=name_of(fresh).hex(), secrets=count)
        _must_stand(fresh)
    await to_thread.run_sync(_drop_others, fresh)
    return count


async def _authority(relock: Relock) -> int:
    rows = await AuthorityKeyRow.filter(custodian="local")
    for row in rows:
        about = label_of_part(Part(row.role), row.family)
        await AuthorityKeyRow.filter(id=row.id).update(key=relock(row.key, about))
    return len(rows)


async def _seals(relock: Relock) -> int:
    rows = [row for row in await SealRow.filter(custodian="local") if row.key]
    for row in rows:
        keys = (
            relock(row.key, label_of_seal(row.id, Family.SM2)),
            relock(row.plain_key, label_of_seal(row.id, Family.ECDSA)),
        )
        await SealRow.filter(id=row.id).update(key=keys[0], plain_key=keys[1])
    return 2 * len(rows)


def _put_first() -> bytes:
    path, fresh = key_path(), new_key()
    write_keys(path, [fresh, *read_keys(path)])
    return fresh


def _must_name(fresh: bytes, locked: bytes, about: str) -> bytes:
    """A secret as it is, if it is locked with the new key: one that came in meanwhile still needs the old one."""
    if locked[:NAME] != name_of(fresh):
        raise KeyLocked
    return locked


def _must_stand(fresh: bytes) -> None:
    """What is about to be committed opens with a key that is still in the file."""
    if fresh not in read_keys(key_path()):
        raise KeyLocked


def _drop_others(fresh: bytes) -> None:
    write_keys(key_path(), [fresh])
