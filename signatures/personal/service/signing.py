"""Signing with one's own signature: the PIN opens it outside of the transaction, it signs inside."""

from dataclasses import dataclass, field
from uuid import UUID

from tortoise.exceptions import IntegrityError

from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from signatures.gm.keys import Family, PrivateKey, load_private
from signatures.gm.sm3 import sm3
from signatures.personal.errors import AlreadySigned, SignatureOver, SignatureRevoked
from signatures.personal.models import OwnSignatureRow, PersonalMarkRow
from signatures.personal.rules import OwnSignature, Subject, facts_of, message
from signatures.personal.service.pins import proved


@dataclass(frozen=True)
class Unlocked:
    """Somebody's own signature, open for the act at hand."""

    actor: Actor
    signature: OwnSignature
    key: PrivateKey = field(repr=False)


async def unlock(actor: Actor, pin: str) -> Unlocked:
    """Open one's own signature with its PIN. Slow: outside of transactions.

    Raises NoSignature, PinLocked, WrongPin, SignatureOver, KeyLocked.
    """
    row, secret = await proved(actor, pin)
    signature = row.signature()
    if not signature.valid_from <= clock.now() <= signature.valid_until:
        raise SignatureOver
    return Unlocked(actor, signature, load_private(Family.SM2, secret))


async def sign(unlocked: Unlocked, subject: Subject) -> UUID:
    """Sign somebody's word inside the transaction of the act; answers the mark's id.

    Raises SignatureRevoked if the signature was revoked meanwhile, AlreadySigned.
    """
    own, actor = unlocked.signature, unlocked.actor
    said = message(subject, actor.person_id, own.certificate_serial)
    value = unlocked.key.sign(said)
    row = PersonalMarkRow(
        signature_id=own.id,
        subject_id=subject.id,
        person_id=actor.person_id,
        said=said,
        value=value,
        at=clock.now(),
    )
    async with atomic():
        # A write and not a look: a revocation at the same moment waits for this transaction, or is seen by it.
        if not await OwnSignatureRow.filter(id=own.id, active=True).update(active=True):
            raise SignatureRevoked
        await _enter(row)
        await journal.record(actor, "personal.sign", own.id, value=sm3(value).hex(), **facts_of(subject))
    return row.id


async def _enter(row: PersonalMarkRow) -> None:
    try:
        async with atomic():
            await row.save(force_create=True)
    except IntegrityError as fault:
        raise AlreadySigned from fault
