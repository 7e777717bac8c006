"""Files to be sealed: taken in through the gates, kept by content, looked at before anybody asks for a seal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anyio import to_thread

from server.directory.rules.standing import Actor
from server.intake import gate
from server.intake.bench import BENCH
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import NotAllowed
from server.kit.files import Download, Upload
from server.kit.ground import ground
from server.secrecy.gate import admit_file, admit_texts
from signatures.judgement.verdict import Box
from signatures.seals import service as seals
from signatures.uses.errors import FileElsewhere, NoSuchFile, NotSealedYet, WordMissing
from signatures.uses.models import FileRow
from signatures.uses.rules.paper import Paper, Sheet, digest_of
from signatures.uses.rules.requests import FileKind, Item, Place, item_of
from signatures.uses.service.inspecting import paper_of, words_in
from signatures.uses.service.reading import seen

ACCEPTED = frozenset({gate.Kind.PDF, gate.Kind.OFD})


@dataclass(frozen=True)
class HandedIn:
    """A file that may be named in requests for a seal by whoever handed it in."""

    id: UUID
    name: str
    kind: FileKind
    sha256: str
    size: int
    sheets: tuple[Sheet, ...]
    sealed: bool
    """Whether it bears a seal already."""
    at: datetime


async def hand_in(actor: Actor, name: str, upload: Upload) -> HandedIn:
    """Take in a PDF or an OFD file that is to be sealed, for anybody in a post but administrators.

    Raises NotAllowed, what the gate refuses with, Classified, NotReadable, TooManyPages, PageTooLarge.
    """
    if not actor.posts or actor.administers():
        raise NotAllowed
    data = await upload.read(ground().settings.max_upload)
    admitted, paper = await to_thread.run_sync(_looked_at, name, data, limiter=BENCH)
    blob = await ground().blobs.put(data)
    async with atomic():
        row = await FileRow.create(
            name=admitted.name,
            kind=FileKind(admitted.kind),
            sha256=blob.sha256,
            size=blob.size,
            sheets=[[sheet.width_mm, sheet.height_mm, sheet.blank] for sheet in paper.sheets],
            sealed=paper.sealed,
            added_by=actor.person_id,
            at=clock.now(),
        )
        digest = digest_of(row.name, row.kind, row.size, row.paper())
        await journal.record(actor, "uses.hand_in", row.id, sha256=blob.sha256, digest=digest)
    return _as_handed_in(row)


async def places_of_word(actor: Actor, file_id: UUID, word: str, seal_id: UUID) -> list[Place]:
    """Where a seal would stand on each occurrence of a word, its centre on that of the word, within the paper.

    Raises NoSuchFile, NoSuchSeal, Classified, WordMissing.
    """
    row = await FileRow.get_or_none(id=file_id, added_by=actor.person_id)
    if row is None:
        raise NoSuchFile
    admit_texts([word])
    seal = await seals.find(seal_id)
    data = await ground().blobs.read(row.sha256)
    boxes = await to_thread.run_sync(words_in, row.name, row.kind, data, word, limiter=BENCH)
    if not boxes:
        raise WordMissing(word=word)
    sheets = row.paper().sheets
    return [_centred(box, sheets[box.page - 1], seal.diameter_mm) for box in boxes]


async def file(actor: Actor, use_id: UUID, no: int) -> Download:
    """A file of a request as it was handed in. Raises NoSuchUse, FileElsewhere, NoSuchItem."""
    item = await item_to_read(actor, use_id, no)
    return _download(item, item.sha256, item.name)


async def sealed_file(actor: Actor, use_id: UUID, no: int) -> Download:
    """A file of a request as it was sealed. Raises NoSuchUse, FileElsewhere, NoSuchItem, NotSealedYet."""
    item = await item_to_read(actor, use_id, no)
    if not item.sealed:
        raise NotSealedYet
    stem, _, suffix = item.name.rpartition(".")
    return _download(item, item.sealed, f"{stem}（已用印）.{suffix}")


async def item_to_read(actor: Actor, use_id: UUID, no: int) -> Item:
    """A file that the actor may read: those of documents are for the readers of these, and not to be had here.

    Raises NoSuchUse, FileElsewhere, NoSuchItem.
    """
    found = await seen(actor, use_id)
    if found.document_id:
        raise FileElsewhere
    return item_of(found, no)


def _looked_at(name: str, data: bytes) -> tuple[gate.Admitted, Paper]:
    admitted = admit_file(name, data, ACCEPTED)
    return admitted, paper_of(admitted.name, FileKind(admitted.kind), data)


def _centred(box: Box, sheet: Sheet, diameter: float) -> Place:
    left = box.left_mm + (box.width_mm - diameter) / 2
    top = box.top_mm + (box.height_mm - diameter) / 2
    return Place(box.page, _within(left, sheet.width_mm - diameter), _within(top, sheet.height_mm - diameter))


def _within(length: float, most: float) -> float:
    """Down to hundredths, so that rounding does not carry the seal over the edge."""
    return int(100 * max(0.0, min(length, most))) / 100


def _download(item: Item, sha256: str, name: str) -> Download:
    kind = gate.MEDIA_TYPES[gate.Kind(item.kind)]
    return Download(ground().blobs.path(sha256), kind, name)


def _as_handed_in(row: FileRow) -> HandedIn:
    facts = {name: getattr(row, name) for name in HandedIn.__dataclass_fields__ if name != "sheets"}
    return HandedIn(**facts, sheets=row.paper().sheets)
