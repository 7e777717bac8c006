"""用印: the keeper asks for the seal, a job presses it, and one sealed file comes of it.

Pressing computes for a while, so it happens outside the transaction; the keeper stays the actor of record.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from documents.issuing.errors import PrintDiffers, SealAsked
from documents.issuing.models import PrintRow, RegisterRow
from documents.issuing.rules.sealing import check_sealable
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
from server.directory.rules.standing import Actor, Role, Standing, holder_of_person, holder_of_role
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.blobs import Blob
from server.kit.db import atomic
from server.kit.errors import OfficeError
from server.kit.ground import ground
from signatures.pdf.errors import CannotSeal
from signatures.seals import service as seals
from signatures.seals.service import Seal


@dataclass(frozen=True)
class Stamped:
    """A sealed file that is nobody's yet, who wanted it, and by which seal."""

    data: bytes
    keeper: Actor
    standing: Standing
    seal: Seal


async def seal(actor: Actor, document_id: UUID) -> Issued:
    """The seal keeper has checked the print and wants it sealed (监印); a job presses the seal.

    A kind that carries no seal (命令, 纪要) is released as it was printed. Raises what `permit` raises, SealAsked
    while the seal is being pressed, what `check_sealable` raises, NoActiveSeal.
    """
    async with atomic():
        file = await workflow.take_up(actor, document_id)
        _, standing = permit(actor, file.case, Action.SEAL, file.opinions)
        row = await PrintRow.get(document_id=document_id)
        if row.seal_place is None:
            await _release(actor, row)
        else:
            await _ask(actor, standing, file, row)
    return await issued(actor, document_id)


async def press_seal(document_id: UUID) -> None:
    """Press the seal that was asked for. Done twice, or by two workers at once, it makes one sealed file.

    What cannot be sealed after all goes back to the keeper with the reason.
    """
    file = await workflow.open_file(None, document_id)
    row = await PrintRow.get_or_none(document_id=document_id)
    if file.case.state is not State.PROOFED or row is None or row.asked_by is None:
        return
    try:
        stamped = await _stamp(file, row)
    except (OfficeError, CannotSeal) as fault:
        await _hand_back(row, str(fault) or str(fault.__doc__))
    else:
        await _land(row, stamped)


async def _ask(actor: Actor, standing: Standing, file: File, row: PrintRow) -> None:
    line = await RegisterRow.get(document_id=file.draft.id)
    _check(file, row, line, await seals.active_seal(file.case.issuer_id))
    if not await PrintRow.filter(id=row.id, asked_by=None).update(asked_by=actor.person_id):
        raise SealAsked
    await notices.done(file.draft.id, Action.SEAL)
    await journal.record(actor, "issuing.ask_seal", file.draft.id, standing, sha256=row.sha256)
    await outbox.put("seal", document_id=str(file.draft.id))


async def _release(actor: Actor, row: PrintRow) -> None:
    await workflow.advance(actor, row.document_id, Action.SEAL, sha256=row.sha256, seal_id=None)
    await PrintRow.filter(id=row.id).update(sealed=row.sha256, sealed_at=clock.now())


def _check(file: File, row: PrintRow, line: RegisterRow, chosen: Seal) -> None:
    check_sealable(
        signed_hash=file.case.signed_hash,
        printed_hash=row.content_hash,
        organ=line.issuer_name,
        formed_on=file.case.formed_on,
        issuer_id=file.case.issuer_id,
        seal_organ_id=chosen.organ_id,
    )


async def _stamp(file: File, row: PrintRow) -> Stamped:
    """Check everything again, for the office has not stood still since the keeper asked; then press."""
    assert row.asked_by is not None
    keeper, line = await directory.actor_of(row.asked_by), await RegisterRow.get(document_id=file.draft.id)
    _, standing = permit(keeper, file.case, Action.SEAL, file.opinions)
    chosen, place = await seals.active_seal(file.case.issuer_id), row.place()
    assert place is not None
    _check(file, row, line, chosen)
    data = await ground().blobs.read(row.sha256)
    whole = sha256(data).hexdigest() == row.sha256
    if not (whole and await prints(data, await as_signed(file, line))):
        raise PrintDiffers
    left, top = place.corner(chosen.diameter_mm)
    sealed = await seals.stamp(
        chosen.id, data, page=place.page, left_mm=left, top_mm=top, reason=line.text, at=clock.now()
    )
    return Stamped(sealed, keeper, standing, chosen)


async def _land(row: PrintRow, stamped: Stamped) -> None:
    blob, document_id = await ground().blobs.put(stamped.data), row.document_id
    keeper, chosen = stamped.keeper, stamped.seal
    try:
        async with atomic():
            await workflow.advance(keeper, document_id, Action.SEAL, sha256=blob.sha256, seal_id=chosen.id)
            facts = {"sealed": blob.sha256, "seal_id": chosen.id, "sealed_at": clock.now()}
            await PrintRow.filter(id=row.id).update(**facts)
            await seals.record_use(keeper, chosen.id, document_id, row.sha256, blob.sha256, stamped.standing)
    except OfficeError as fault:
        await _discard(row, blob)
        if not isinstance(fault, WrongState):
            raise


async def _discard(row: PrintRow, blob: Blob) -> None:
    """A sealed file that did not become the document must not lie about; the winner's stays."""
    if not await PrintRow.exists(id=row.id, sealed=blob.sha256):
        await ground().blobs.drop(blob.sha256)


async def _hand_back(row: PrintRow, fault: str) -> None:
    """The keeper is asked again, and told why."""
    async with atomic():
        file = await workflow.take_up(None, row.document_id)
        if file.case.state is not State.PROOFED or row.asked_by is None:
            return
        await PrintRow.filter(id=row.id).update(asked_by=None)
        title, keeper = file.draft.title, holder_of_role(Role.SEAL_KEEPER, file.case.issuer_id)
        await notices.ask(file.draft.id, keeper, Action.SEAL, title)
        await notices.tell(file.draft.id, holder_of_person(row.asked_by), "seal_failed", f"{title}:{fault}")
        await journal.record(None, "issuing.seal_failed", file.draft.id, reason=fault)
