"""Reading drafts. Who may read is decided here, and only here: the holders a document was opened for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anyio import to_thread
from tortoise.expressions import Subquery

from documents.drafting.errors import NoSuchDraft, NoSuchVersion
from documents.drafting.models import DraftRow, ReaderRow, VersionRow
from documents.drafting.rules.content import Change, Content, diff
from documents.drafting.rules.kinds import Kind
from server.directory.rules.standing import Actor


@dataclass(frozen=True)
class Draft:
    """A document's text as it stands now."""

    id: UUID
    kind: Kind
    title: str
    organ_id: UUID
    place_id: UUID
    drafter_id: UUID
    drafter_name: str
    issuer_id: UUID
    pen: str
    no: int
    """Which version of the text this is."""
    hash: str
    """Of the text; opinions and the signature are bound to it."""
    matter: str
    """Digest of the text without punctuation and spaces; while it is the same, opinions stand."""
    at: datetime
    version: int


@dataclass(frozen=True)
class Version:
    """One saved text: who saved it, when and why, and what identifies it."""

    no: int
    """Counted from 1."""
    hash: str
    author_id: UUID
    author_name: str
    reason: str
    at: datetime


def readable(actor: Actor) -> Subquery:
    """The ids of all documents this person may read, as a condition for the lists of rooms above."""
    return Subquery(ReaderRow.filter(holder__in=sorted(actor.holders())).values("document_id"))


async def draft(actor: Actor | None, document_id: UUID) -> Draft:
    """A document that this person may read; actor None is the office itself. Raises NoSuchDraft."""
    row = await DraftRow.get_or_none(id=document_id)
    if row is None or not (actor is None or await _may_read(actor, document_id)):
        raise NoSuchDraft
    return as_draft(row)


async def drafts(ids: Iterable[UUID]) -> dict[UUID, Draft]:
    """Several documents by id, for a caller that has decided who may read them."""
    return {row.id: as_draft(row) for row in await DraftRow.filter(id__in=list(ids))}


async def content(document_id: UUID, no: int) -> Content:
    """The text of a version, for a caller that has decided who may read it. Raises NoSuchVersion."""
    row = await VersionRow.get_or_none(document_id=document_id, no=no)
    if row is None:
        raise NoSuchVersion
    return row.text()


async def versions(actor: Actor, document_id: UUID) -> list[Version]:
    """All versions of a document, first to last."""
    await draft(actor, document_id)
    rows = await VersionRow.filter(document_id=document_id).order_by("no")
    return [_as_version(row) for row in rows]


async def version(actor: Actor, document_id: UUID, no: int) -> Content:
    """The text of one version. Raises NoSuchDraft, NoSuchVersion."""
    await draft(actor, document_id)
    return await content(document_id, no)


async def compare(actor: Actor, document_id: UUID, old: int, new: int) -> list[Change]:
    """What changed between two versions, paragraph by paragraph."""
    await draft(actor, document_id)
    return await changes(await content(document_id, old), await content(document_id, new))


async def changes(old: Content, new: Content) -> list[Change]:
    """What changed between two texts; comparing long ones takes a while, so it happens in a thread."""
    return await to_thread.run_sync(diff, old, new)


async def _may_read(actor: Actor, document_id: UUID) -> bool:
    return await ReaderRow.filter(document_id=document_id, holder__in=sorted(actor.holders())).exists()


def as_draft(row: DraftRow) -> Draft:
    """The row as plain data."""
    return Draft(**{name: getattr(row, name) for name in Draft.__dataclass_fields__})


def _as_version(row: VersionRow) -> Version:
    return Version(**{name: getattr(row, name) for name in Version.__dataclass_fields__})
