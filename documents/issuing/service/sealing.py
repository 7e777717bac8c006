"""用印: the keeper asks for the seal, a job presses it, and one sealed file comes of it.

Pressing is slow and computes, so it happens outside the transaction; the keeper stays the actor of record.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from documents.issuing.errors import PrintDiffers, SealAsked, SealElsewhere
from documents.issuing.models import PrintRow, RegisterRow
from documents.issuing.rules.sealing import Place, check_sealable
from documents.issuing.service.numbering import Issued, issued
from documents.issuing.service.press import prints
from documents.issuing.service.printing import as_signed
from documents.workflow import service as workflow
from documents.workflow.errors import WrongState
from documents.workflow.rules.case import permit
from documents.workflow.rules.outbound import Action, State
from documents.workflow.service import File
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, holder_of_role
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.blobs import Blob
from server.kit.db import atomic
from server.kit.errors import OfficeError
from server.kit.ground import ground
from signatures.seals import service as seals
from signatures.seals.service import Seal


@dataclass(frozen=True)
class Stamped:
    """A sealed file that nobody has seen yet, and which seal was pressed on it by whom."""

    blob: Blob
    keeper: Actor
    seal: Seal


async def seal(actor: Actor, document_id: UUID) -> Issued:
    """The seal keeper has checked the print and wants it sealed (监印).

    The to-do is done with this; a job presses the seal. A kind that carries no seal is released as it is.
    Raises what `permit` raises, SealAsked while it is being pressed, what `check_sealable` raises, and what the seal
    register refuses with.
    """
    async with atomic():
        file = await workflow.take_up(actor, document_id)
        _, standing = permit(actor, file.case, Action.SEAL, file.opinions)
        row = await PrintRow.get(document_id=document_id)
        if row.place() is None:
            await _release(actor, row)
        else:
            await _check(file, row, await seals.active_seal(file.case.issuer_id))
            if not await _unasked(row).update(asked_by=actor.person_id):
                raise SealAsked
            await notices.done(document_id, Action.SEAL)
            await journal.record(actor, "issuing.ask_seal", document_id, standing, sha256=row.sha256)
            await outbox.put("seal", document_id=str(document_id))
    return await issued(actor, document_id)
