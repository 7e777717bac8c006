"""A stack of documents that may be numbered: one brought there by its people, and its rows as often as are needed."""

from dataclasses import replace
from uuid import UUID

from tortoise.models import Model

from documents.drafting.models import DraftRow, ReaderRow, VersionRow
from documents.workflow.models import CaseRow, OpinionRow
from server.journal import rules
from server.journal import service as journal
from server.journal.models import EntryRow, UnanchoredRow
from server.kit.ids import uuid7
from tests.documents.desk import rechecked
from tests.documents.issuing.desk import with_code
from tests.world import World

TABLES: dict[type[Model], str] = {
    DraftRow: "id",
    CaseRow: "id",
    VersionRow: "document_id",
    ReaderRow: "document_id",
    OpinionRow: "document_id",
}
"""What a document is made of, and by which column its rows are its own."""


async def stack(world: World, many: int) -> list[UUID]:
    """So many documents before the registrar."""
    await with_code(world)
    first = await rechecked(world)
    copies = [uuid7() for _ in range(many - 1)]
    for table, key in TABLES.items():
        rows = await table.filter(**{key: first}).values()
        fresh = [table(**{**row, "id": uuid7(), key: copy}) for copy in copies for row in rows]
        await table.bulk_create(fresh, batch_size=500)
    await _journal(first, copies)
    return [first, *copies]


async def _journal(first: UUID, copies: list[UUID]) -> None:
    """The acts of the one, chained anew for each of the others."""
    acts, fresh = await journal.of_subject(first), []
    for copy in copies:
        previous = rules.GENESIS
        for act in acts:
            draft = replace(act, id=uuid7(), subject_id=copy, previous=previous)
            fresh.append(replace(draft, hash=rules.hash_of(draft)))
            previous = fresh[-1].hash
    await EntryRow.bulk_create([EntryRow(**vars(entry)) for entry in fresh], batch_size=500)
    await UnanchoredRow.bulk_create([UnanchoredRow(entry_id=entry.id) for entry in fresh], batch_size=500)
