"""用印: the keeper asks for the seal, a job presses it, and one sealed file comes of it.

Of a joint document every issuer seals in its turn, each on the file that the one before has sealed; the last file is
the document. Pressing computes for a while, so it happens outside the transaction; the keeper stays the actor of
record.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from documents.issuing.errors import PrintDiffers, SealAsked
from documents.issuing.models import PrintRow, RegisterRow, SealRow
from documents.issuing.rules.sealing import check_sealable
from documents.issuing.service.numbering import Issued, issued
from documents.issuing.service.press import prints
from documents.issuing.service.printing import as_signed, newest
from documents.workflow import service as workflow
from documents.workflow.errors import WrongState
from documents.workflow.rules.case import permit
from documents.workflow.rules.opinions import signatures
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
from signatures.seals import service as seals
from signatures.seals.service import Seal
from signatures.uses import service as uses
from signatures.uses.errors import NotApproved
from signatures.uses.service import Approval, Basis, Grant, Place, Pressed

PURPOSE = "印发公文"


@dataclass(frozen=True)
class Stamped:
    """A sealed file that is nobody's yet, and who wanted it."""

    pressed: Pressed
    keeper: Actor


async def seal(actor: Actor, document_id: UUID) -> Issued:
    """The keeper whose turn it is has checked the print and wants it sealed (监印); a job presses the seal.

    A kind that carries no seal (命令, 纪要) is released as it was printed. Raises what `permit` raises, SealAsked
    while the seal is being pressed, what `check_sealable` raises, NoActiveSeal, and what `uses.grant` raises.
    """
    async with atomic():
        file = await workflow.take_up(actor, document_id)
        _, standing = permit(actor, file.case, Action.SEAL, file.opinions)
        row = await _next_seal(file)
        if row is None:
            await _release(actor, file)
        else:
            await _ask(actor, standing, file, row)
    return await issued(actor, document_id)


async def press_seal(document_id: UUID) -> None:
    """Press the seal that was asked for. Done twice, or by two workers at once, it makes one sealed file.

    What cannot be sealed after all goes back to the keeper with the reason.
    """
    file = await workflow.open_file(None, document_id)
    row = await _next_seal(file)
    if file.case.state is not State.PROOFED or row is None or row.asked_by is None:
        return
    try:
        stamped = await _stamp(file, row, row.asked_by)
    except OfficeError as fault:
        await _hand_back(row, row.asked_by, str(fault))
    else:
        await _land(row, stamped)


async def _next_seal(file: File) -> SealRow | None:
    """The first seal that is not pressed yet; None for a kind that carries none, and when all are pressed."""
    return await SealRow.get_or_none(document_id=file.draft.id, no=file.case.sealed + 1)


async def _ask(actor: Actor, standing: Standing, file: File, row: SealRow) -> None:
    printed, line = await PrintRow.get(document_id=file.draft.id), await RegisterRow.get(document_id=file.draft.id)
    chosen, before = await seals.active_seal(row.organ_id), await newest(printed)
    await _check(file, printed, row, chosen)
    if not await SealRow.filter(id=row.id, asked_by=None).update(asked_by=actor.person_id):
        raise SealAsked
    item_id = await uses.grant(actor, standing, _granted(file, row, line, printed.pages, chosen, before))
    await SealRow.filter(id=row.id).update(item_id=item_id, seal_id=chosen.id, sha256_before=before)
    await notices.done(file.draft.id, Action.SEAL)
    facts = {"organ_id": row.organ_id, "sha256": before}
    await journal.record(actor, "issuing.ask_seal", file.draft.id, standing, **facts)
    await outbox.put("seal", document_id=str(file.draft.id))


def _granted(file: File, row: SealRow, line: RegisterRow, pages: int, chosen: Seal, before: str) -> Grant:
    """签发即批准用印: whoever signed for an organ let its seal be pressed, on this file and at this place."""
    place = row.place()
    left, top = place.corner(chosen.diameter_mm)
    signature = signatures(file.opinions, file.case.signed_hash)[row.organ_id]
    approver = Approval(
        person_id=signature.person_id,
        person_name=signature.person_name,
        post_title=signature.post_title,
        at=signature.at,
        basis=Basis.SIGN_OFF,
        principal_id=signature.principal_id,
        principal_name=signature.principal_name,
    )
    return Grant(
        seal_id=chosen.id,
        document_id=file.draft.id,
        name=line.text,
        title=line.title,
        sha256=before,
        pages=pages,
        purpose=PURPOSE,
        approver=approver,
        places=(Place(place.page, left, top),),
        formed_on=line.formed_on,
    )


async def _release(actor: Actor, file: File) -> None:
    row = await PrintRow.get(document_id=file.draft.id)
    organ_id = file.case.issuers[file.case.sealed]
    await workflow.advance(actor, row.document_id, Action.SEAL, sha256=row.sha256, organ_id=organ_id, seal_id=None)
    await _finish(row.document_id, row.sha256, clock.now())


async def _finish(document_id: UUID, sha256: str, at: datetime) -> bool:
    """With the last issuer's seal the file is the document that goes out; the answer is whether it was the last."""
    whole = (await workflow.open_file(None, document_id)).case.state is State.SEALED
    if whole:
        await PrintRow.filter(document_id=document_id, sealed=None).update(sealed=sha256, sealed_at=at)
    return whole


async def _check(file: File, printed: PrintRow, row: SealRow, chosen: Seal) -> None:
    check_sealable(
        signed_hash=file.case.signed_hash,
        printed_hash=printed.content_hash,
        organ=(await directory.organ(row.organ_id)).name,
        formed_on=file.case.formed_on,
        issuer_id=row.organ_id,
        seal_organ_id=chosen.organ_id,
    )


async def _stamp(file: File, row: SealRow, asked_by: UUID) -> Stamped:
    """Check everything again, for the office has not stood still since the keeper asked; then press."""
    keeper, line = await directory.actor_of(asked_by), await RegisterRow.get(document_id=file.draft.id)
    permit(keeper, file.case, Action.SEAL, file.opinions)
    if row.item_id is None or row.seal_id is None or row.sha256_before is None:
        raise NotApproved
    await _check(file, await PrintRow.get(document_id=file.draft.id), row, await seals.find(row.seal_id))
    data = await ground().blobs.read(row.sha256_before)
    whole = sha256(data).hexdigest() == row.sha256_before
    if not (whole and await prints(data, await as_signed(file, line))):
        raise PrintDiffers
    return Stamped(await uses.press(row.item_id, data), keeper)


async def _land(row: SealRow, stamped: Stamped) -> None:
    blob = await ground().blobs.put(stamped.pressed.data)
    try:
        async with atomic():
            await _keep(row, stamped, blob)
    except OfficeError as fault:
        await _discard(row, blob)
        if not isinstance(fault, WrongState):
            raise


async def _keep(row: SealRow, stamped: Stamped, blob: Blob) -> None:
    """Whoever holds the case and finds the seal still asked for and not pressed has won. Raises WrongState."""
    document_id, pressed, keeper = row.document_id, stamped.pressed, stamped.keeper
    await workflow.take_up(None, document_id)
    waiting = SealRow.filter(id=row.id, item_id=pressed.item_id, sha256_after=None)
    if not await waiting.update(sha256_after=blob.sha256, sealed_at=pressed.at):
        raise WrongState
    facts: dict[str, Any] = {"organ_id": row.organ_id, "seal_id": row.seal_id, "sha256": blob.sha256}
    await workflow.advance(keeper, document_id, Action.SEAL, **facts)
    whole = await _finish(document_id, blob.sha256, pressed.at)
    await uses.land(keeper, pressed.item_id, pressed, blob.sha256, whole)


async def _discard(row: SealRow, blob: Blob) -> None:
    """A sealed file that did not become the document must not lie about; the winner's stays."""
    if not await SealRow.exists(document_id=row.document_id, sha256_after=blob.sha256):
        await ground().blobs.drop(blob.sha256)


async def _hand_back(row: SealRow, asked_by: UUID, fault: str) -> None:
    """The keeper is asked again, and told why."""
    async with atomic():
        file = await workflow.take_up(None, row.document_id)
        waiting = SealRow.filter(id=row.id, item_id=row.item_id, asked_by=asked_by, sha256_after=None)
        nobodys = {"asked_by": None, "item_id": None, "seal_id": None, "sha256_before": None}
        if file.case.state is not State.PROOFED or not await waiting.update(**nobodys):
            return
        if row.item_id:
            await uses.release(row.item_id, fault)
        title, keeper = file.draft.title, holder_of_role(Role.SEAL_KEEPER, row.organ_id)
        await notices.ask(file.draft.id, keeper, Action.SEAL, title)
        await notices.tell(file.draft.id, holder_of_person(asked_by), "seal_failed", f"{title}:{fault}")
        await journal.record(None, "issuing.seal_failed", file.draft.id, organ_id=row.organ_id, reason=fault)
