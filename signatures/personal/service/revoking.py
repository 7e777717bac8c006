"""注销: an own signature ends at once and for good; its certificate goes to the revocation list."""

from uuid import UUID

from server.directory.rules.standing import Actor, Role, Standing
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from signatures.gm.pki.crl import Reason
from signatures.personal.models import OwnSignatureRow
from signatures.personal.rules import reason_given
from signatures.personal.service.pins import held
from signatures.seals import service as seals


async def revoke(actor: Actor, reason: str) -> None:
    """Revoke one's own signature; no PIN is asked, for who has lost it must be able to.

    Raises ReasonMissing, NoSignature.
    """
    await _revoke(actor, actor.own_standing(), actor.person_id, reason)


async def revoke_of(actor: Actor, person_id: UUID, reason: str) -> None:
    """Revoke somebody's signature, for the system administrator. Raises NotAllowed, ReasonMissing, NoSignature."""
    await _revoke(actor, actor.must_have(Role.SYS_ADMIN), person_id, reason)


async def _revoke(actor: Actor, standing: Standing, person_id: UUID, reason: str) -> None:
    given, now = reason_given(reason), clock.now()
    async with atomic():
        row = await held(person_id)
        ended = {"active": None, "key": b"", "revoked_at": now, "revoked_reason": given}
        await OwnSignatureRow.filter(id=row.id).update(**ended)
        await seals.revoke_certificate(row.read_certificate(), now, Reason.cessation_of_operation)
        await journal.record(actor, "personal.revoke", row.id, standing, reason=given)
