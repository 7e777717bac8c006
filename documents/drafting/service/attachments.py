"""Files: taken in through the gate, kept by content, handed out only to readers."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from anyio import to_thread

from documents.drafting.errors import NoSuchAttachment
from documents.drafting.models import AttachmentRow, DraftRow
from documents.drafting.rules.content import Found, found_in
from documents.drafting.rules.pen import take_pen
from documents.drafting.service.reading import draft
from documents.typesetting import compose
from server.directory.rules.standing import Actor, Standing
from server.intake import gate
from server.intake.bench import BENCH
from server.intake.elements import Recognised
from server.intake.recognise import read
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.files import Download, Upload
from server.kit.ground import ground
from server.secrecy.gate import admit_file


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to a document."""

    id: UUID
    name: str
    media_type: str
    sha256: str
    size: int
    added_by: str
    at: datetime


@dataclass(frozen=True)
class Recognition:
    """What a file says, and the document it would make."""

    elements: Recognised
    """Each element with its source, as found."""
    text: Found
    """The same as a draft writes it, marks in full width."""


async def recognise(name: str, upload: Upload) -> Recognition:
    """What a TXT, Markdown or DOCX file says, element by element, with source line and confidence; nothing is kept.

    Raises what the gate refuses with, and Classified.
    """
    data = await upload.read(ground().settings.max_upload)
    return await to_thread.run_sync(_recognise, name, data, limiter=BENCH)


async def attach(actor: Actor, document_id: UUID, name: str, upload: Upload) -> Attachment:
    """Put a file to a document; whoever has the pen may. Raises NoSuchDraft, PenElsewhere, Classified, gate errors."""
    await draft(actor, document_id)
    await _holding_the_pen(actor, document_id)
    data = await upload.read(ground().settings.max_upload)
    admitted = await to_thread.run_sync(admit_file, name, data, gate.ATTACHMENTS, limiter=BENCH)
    blob = await ground().blobs.put(data)
    async with atomic():
        standing = await _holding_the_pen(actor, document_id)
        row = await AttachmentRow.create(
            document_id=document_id,
            name=admitted.name,
            media_type=admitted.media_type,
            sha256=blob.sha256,
            size=blob.size,
            added_by=actor.name,
            at=clock.now(),
        )
        await journal.record(actor, "drafting.attach", document_id, standing, sha256=row.sha256)
    return _as_attachment(row)


async def remove_attachment(actor: Actor, document_id: UUID, attachment_id: UUID) -> None:
    """Take a file out again; it stays on record. Raises NoSuchDraft, PenElsewhere, NoSuchAttachment."""
    await draft(actor, document_id)
    async with atomic():
        standing = await _holding_the_pen(actor, document_id)
        row = await _row(document_id, attachment_id)
        await AttachmentRow.filter(id=row.id).update(removed_at=clock.now())
        await journal.record(actor, "drafting.remove_attachment", document_id, standing, sha256=row.sha256)


async def attachments(actor: Actor, document_id: UUID) -> list[Attachment]:
    """The files of a document, in the order they came."""
    await draft(actor, document_id)
    rows = await AttachmentRow.filter(document_id=document_id, removed_at=None).order_by("id")
    return [_as_attachment(row) for row in rows]


async def attachment_file(actor: Actor, document_id: UUID, attachment_id: UUID) -> Download:
    """The bytes of one file. Raises NoSuchDraft, NoSuchAttachment."""
    await draft(actor, document_id)
    row = await _row(document_id, attachment_id)
    return Download(ground().blobs.path(row.sha256), row.media_type, row.name)


def _recognise(name: str, data: bytes) -> Recognition:
    admit_file(name, data, gate.ATTACHMENTS)
    found = read(name, data)
    return Recognition(_without_parts(found), found_in(compose.document(found)))


def _without_parts(found: Recognised) -> Recognised:
    """The source as text alone: its tables and pictures are in the elements."""
    lines = tuple(replace(line, part=None) for line in found.source.paragraphs)
    return replace(found, source=replace(found.source, paragraphs=lines))


async def _holding_the_pen(actor: Actor, document_id: UUID) -> Standing:
    return take_pen(actor, (await DraftRow.get(id=document_id)).pen)


async def _row(document_id: UUID, attachment_id: UUID) -> AttachmentRow:
    row = await AttachmentRow.get_or_none(id=attachment_id, document_id=document_id, removed_at=None)
    if row is None:
        raise NoSuchAttachment
    return row


def _as_attachment(row: AttachmentRow) -> Attachment:
    return Attachment(**{name: getattr(row, name) for name in Attachment.__dataclass_fields__})
