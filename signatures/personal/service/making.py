"""Making an own signature, and what is asked about it."""

from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from tortoise.exceptions import IntegrityError

from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import NotAllowed
from server.kit.ids import uuid7
from signatures.gm.keys import Family, load_private, new_secret
from signatures.personal.errors import NoSignature, SamePin, SignatureExists, SignatureRevoked
from signatures.personal.models import OwnSignatureRow
from signatures.personal.rules import OwnSignature, check_pin
from signatures.personal.service.pins import label, locked, proved
from signatures.seals import service as seals


async def make(actor: Actor, password: str, pin: str) -> OwnSignature:
    """Make one's own signature: a key under a PIN, and a certificate from the office's authority.

    The password is asked once more: a session that somebody else got hold of must not sign in this name. One whose
    certificate is over makes room for it. Raises PinTooPlain, NotAllowed without a post, LoginRefused, LoginsBusy,
    SignatureExists, KeyLocked, KeyServiceFailed.
    """
    organ_id = actor.own_standing().organ_id
    if organ_id is None:
        raise NotAllowed
    check_pin(pin)
    await directory.confirm(actor, password)
    await _must_have_room(actor.person_id)
    async with seals.keys_held():
        row = await _row(actor, pin, (await directory.organ(organ_id)).name)
        try:
            async with atomic():
                await OwnSignatureRow.filter(id__in=await _over(actor.person_id)).update(active=None, key=b"")
                await row.save(force_create=True)
                await journal.record(actor, "personal.make", row.id, certificate=row.certificate)
        except IntegrityError as fault:
            raise SignatureExists from fault
    return row.signature()


async def change_pin(actor: Actor, old: str, new: str) -> None:
    """Put one's own signature under another PIN; a wrong old one counts.

    Raises PinTooPlain, SamePin, NoSignature, PinLocked, WrongPin, KeyLocked, SignatureRevoked if it was revoked or
    its PIN changed at the same time.
    """
    if not await has_signature(actor.person_id):
        raise NoSignature
    check_pin(new)
    if new == old:
        raise SamePin
    row, secret = await proved(actor, old)
    async with seals.keys_held():
        salt, key = await locked(secret, new, row.id)
        async with atomic():
            changed = OwnSignatureRow.filter(id=row.id, active=True, salt=row.salt)
            if not await changed.update(salt=salt, key=key):
                raise SignatureRevoked
            await journal.record(actor, "personal.change_pin", row.id)


async def has_signature(person_id: UUID) -> bool:
    """Whether somebody has an own signature, or had one, and so must sign with it.

    Otherwise whoever got hold of a session could revoke it first and then sign without.
    """
    return await OwnSignatureRow.exists(person_id=person_id)


async def own(actor: Actor) -> OwnSignature:
    """One's own signature, the last one if it is revoked. Raises NoSignature."""
    row = await OwnSignatureRow.filter(person_id=actor.person_id).order_by("-id").first()
    if row is None:
        raise NoSignature
    return row.signature()


async def rewrap(relock: seals.Relock) -> int:
    """Lock every personal key anew when the office's key changes; the PINs inside stay as they are."""
    rows = [row for row in await OwnSignatureRow.all() if row.key]
    for row in rows:
        await OwnSignatureRow.filter(id=row.id).update(key=relock(row.key, label(row.id)))
    return len(rows)


async def _row(actor: Actor, pin: str, organ: str) -> OwnSignatureRow:
    signature_id, secret = uuid7(), new_secret(Family.SM2)
    certificate, _ = await seals.issue_personal(actor.name, organ, load_private(Family.SM2, secret).public)
    salt, key = await locked(secret, pin, signature_id)
    return OwnSignatureRow(
        id=signature_id,
        person_id=actor.person_id,
        person_name=actor.name,
        certificate=certificate.public_bytes(Encoding.PEM).decode(),
        salt=salt,
        key=key,
        made_at=clock.now(),
        active=True,
    )


async def _must_have_room(person_id: UUID) -> None:
    if await OwnSignatureRow.filter(person_id=person_id, active=True).count() > len(await _over(person_id)):
        raise SignatureExists


async def _over(person_id: UUID) -> list[UUID]:
    """The active signature of a person whose certificate is over."""
    rows, now = await OwnSignatureRow.filter(person_id=person_id, active=True), clock.now()
    return [row.id for row in rows if row.signature().valid_until < now]
