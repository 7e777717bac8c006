"""PINs: the key that each makes (argon2id), and proving that somebody knows it; never in a transaction."""

from dataclasses import asdict
from functools import partial
from secrets import token_bytes
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from argon2.low_level import Type, hash_secret_raw
from tortoise.expressions import F

from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.ground import ground
from signatures.gm import sm4
from signatures.gm.errors import KeyUnreadable
from signatures.personal.errors import NoSignature, WrongPin
from signatures.personal.models import OwnSignatureRow
from signatures.personal.rules import attempt
from signatures.seals import service as seals

ROUNDS, SALT = 3, 16
_seats = CapacityLimiter(4)
"""Each derivation takes tens of MiB: so many at once, and the others wait."""


async def locked(secret: bytes, pin: str, signature_id: UUID) -> tuple[bytes, bytes]:
    """A private key under a PIN: the salt, and the key locked with PIN and office. Raises KeyLocked."""
    return await to_thread.run_sync(_lock, secret, pin, label(signature_id), limiter=_seats)


async def proved(actor: Actor, pin: str) -> tuple[OwnSignatureRow, bytes]:
    """Spend one attempt on the PIN of one's own signature; the row and its private key if it is right.

    Raises NoSignature, PinLocked, WrongPin, KeyLocked.
    """
    row = await _attempted(actor)
    try:
        opened = partial(_open, row.salt, row.key, pin, label(row.id))
        secret = await to_thread.run_sync(opened, limiter=_seats)
    except KeyUnreadable:
        await _note_failure(actor, row.id)
        raise WrongPin from None
    await OwnSignatureRow.filter(id=row.id).update(failures=0, locked_until=None)
    return row, secret


async def held(person_id: UUID) -> OwnSignatureRow:
    """Somebody's active signature, kept from others until the transaction ends. Raises NoSignature."""
    active = OwnSignatureRow.filter(person_id=person_id, active=True)
    if not await active.update(version=F("version") + 1):
        raise NoSignature
    return await active.get()


def label(signature_id: UUID) -> str:
    """What a personal key is locked as."""
    return f"personal/{signature_id}"


async def _attempted(actor: Actor) -> OwnSignatureRow:
    """The active signature with one more attempt on it."""
    async with atomic():
        row = await held(actor.person_id)
        counted = attempt(row.attempts(), clock.now())
        await OwnSignatureRow.filter(id=row.id).update(**asdict(counted))
    return row


async def _note_failure(actor: Actor, signature_id: UUID) -> None:
    """With the row's lock, so that of many at once each is entered."""
    async with atomic():
        await OwnSignatureRow.filter(id=signature_id).update(version=F("version") + 1)
        await journal.record(actor, "personal.wrong_pin", signature_id)


def _lock(secret: bytes, pin: str, about: str) -> tuple[bytes, bytes]:
    salt = token_bytes(SALT)
    return salt, seals.lock_secret(sm4.lock(secret, _key(pin, salt), about.encode()), about)


def _open(salt: bytes, key: bytes, pin: str, about: str) -> bytes:
    return sm4.unlock(seals.unlock_secret(key, about), _key(pin, salt), about.encode())


def _key(pin: str, salt: bytes) -> bytes:
    memory = ground().settings.hash_memory
    return hash_secret_raw(pin.encode(), salt, ROUNDS, memory, 1, sm4.KEY_SIZE, Type.ID)
