"""印制, 校对: from the register to a proofread print, and what a reader may look at."""

from contextlib import suppress
from uuid import UUID

from documents.issuing.errors import CannotPrint, NotPrinted, NotTheRegistrar, PrintDiffers
from documents.issuing.models import PrintRow, RegisterRow, SealRow
from documents.issuing.service.numbering import Issued, issued
from documents.issuing.service.press import Pressed, arrange, press
from documents.issuing.service.signed import signed_text
from documents.typesetting.model import Document
from documents.workflow import service as workflow
from documents.workflow.errors import WrongState
from documents.workflow.rules.case import permit_office
from documents.workflow.rules.outbound import Action, State
from documents.workflow.service import File
from messaging.notices import service as notices
from server.directory.rules.standing import Actor, Role, holder_of_role
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.db import atomic
from server.kit.files import Download
from server.kit.files import File as FileMade
from server.kit.ground import ground
from signatures.signing import service as signing

PDF = "application/pdf"


async def typeset(document_id: UUID) -> None:
    """Print a registered document (印制). Done twice, it changes nothing.

    What cannot be printed would fail again, so the registrar is told and may ask anew, see `typeset_again`.
    """
    file = await workflow.open_file(None, document_id)
    if file.case.state is not State.REGISTERED:
        return
    line = await RegisterRow.get(document_id=document_id)
    try:
        pressed = await press(await as_signed(file, line))
    except (CannotPrint, PrintDiffers) as fault:
        await _tell_registrar(file, str(fault))
    else:
        with suppress(WrongState):
            await _land(line, pressed)


async def typeset_again(actor: Actor, document_id: UUID) -> Issued:
    """The registrar sends a document to print that could not be printed: there may be better fonts now.

    Raises NoSuchDocument, WrongState unless its print is what is waited for, NotTheRegistrar.
    """
    async with atomic():
        file = await workflow.take_up(actor, document_id)
        permit_office(file.case, Action.TYPESET)
        standing = actor.stand(holder_of_role(Role.REGISTRAR, file.case.issuer_id))
        if standing is None:
            raise NotTheRegistrar
        await outbox.put("typeset", document_id=str(document_id))
        await journal.record(actor, "issuing.typeset_again", document_id, standing)
    return await issued(actor, document_id)


async def as_signed(file: File, line: RegisterRow) -> Document:
    """A numbered document as its paper must read; it goes to print (印发日期) on the day of its registration.

    Raises PrintDiffers.
    """
    return await arrange(file, await signed_text(file), line.text, clock.day_of(line.at))


async def proof(actor: Actor, document_id: UUID) -> Issued:
    """The print agrees with the signed text (校对). Raises what `advance` raises."""
    await workflow.advance(actor, document_id, Action.PROOF)
    return await issued(actor, document_id)


async def printed_file(actor: Actor, document_id: UUID) -> Download:
    """The file of a document with the seals that are on it by now. Raises NoSuchDocument, NotPrinted."""
    await workflow.open_file(actor, document_id)
    row = await PrintRow.get_or_none(document_id=document_id)
    if row is None:
        raise NotPrinted
    return await download(document_id, await newest(row))


async def evidence(actor: Actor, document_id: UUID) -> FileMade:
    """The evidence pack (证据包) of a sealed document, its journal with it, for its readers.

    Not inside a transaction. Raises NoSuchDocument, NotPrinted, NothingSealed.
    """
    await workflow.open_file(actor, document_id)
    row = await PrintRow.get_or_none(document_id=document_id)
    if row is None:
        raise NotPrinted
    line = await RegisterRow.get(document_id=document_id)
    return await signing.evidence(actor, await newest(row), "pdf", f"{line.text}{line.title}", document_id)


async def newest(row: PrintRow) -> str:
    """SHA-256 of a print with the seals that are on it by now: each sealed file begins with the one before."""
    last = await SealRow.filter(document_id=row.document_id, sha256_after__not_isnull=True).order_by("-no").first()
    return (last.sha256_after if last else None) or row.sha256


async def download(document_id: UUID, sha256: str) -> Download:
    """A print under the document's number and title."""
    line = await RegisterRow.get(document_id=document_id)
    return Download(ground().blobs.path(sha256), PDF, f"{line.text}{line.title}.pdf")


async def _land(line: RegisterRow, pressed: Pressed) -> None:
    blob = await ground().blobs.put(pressed.data)
    async with atomic():
        file = await workflow.advance(None, line.document_id, Action.TYPESET, sha256=blob.sha256, pages=pressed.pages)
        await PrintRow.create(
            document_id=line.document_id,
            content_hash=file.case.signed_hash,
            sha256=blob.sha256,
            pages=pressed.pages,
            record=pressed.record,
            printed_on=clock.day_of(line.at),
        )
        await _make_room(file, pressed)


async def _make_room(file: File, pressed: Pressed) -> None:
    """A place for the seal of every issuer, or none on a kind that carries no seal."""
    if pressed.places:
        pairs = zip(file.case.issuers, pressed.places, strict=True)
        await SealRow.bulk_create(
            SealRow(document_id=file.draft.id, no=no, organ_id=organ, **vars(place))
            for no, (organ, place) in enumerate(pairs, start=1)
        )


async def _tell_registrar(file: File, fault: str) -> None:
    holder = holder_of_role(Role.REGISTRAR, file.case.issuer_id)
    await notices.tell(file.draft.id, holder, "typeset_failed", f"{file.draft.title}:{fault}")
