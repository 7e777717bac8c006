"""The journal for somebody without this database: whole chains, each entry as the very text that was hashed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.journal import rules
from server.journal.models import AnchorRow, EntryRow
from server.journal.service.reading import of_subject


@dataclass(frozen=True)
class Said:
    """A text that was hashed, and its SM3."""

    said: str
    hash: str


@dataclass(frozen=True)
class Proof:
    """Whole chains of subjects, and the run of links of the global chain from the first to the last that holds them."""

    chains: list[dict[str, list[Said]]]
    links: list[Said]


async def proof_of(subject_ids: Iterable[UUID]) -> Proof:
    """The chains of these subjects as a proof that needs no database. Raises NoSuchSubject.

    Of other matters a link shows nothing but the hashes of their entries.
    """
    chains = [await of_subject(subject_id) for subject_id in subject_ids]
    entries = [entry for chain in chains for entry in chain]
    told = [{"entries": [Said(rules.said(entry).decode(), entry.hash) for entry in chain]} for chain in chains]
    return Proof(told, await _links({entry.id for entry in entries}))


async def _links(wanted: set[UUID]) -> list[Said]:
    """The links from the first to the last that hold one of these entries; the entries of others as hashes only."""
    holding = [row.n async for row in AnchorRow.all().order_by("n") if not wanted.isdisjoint(map(UUID, row.entries))]
    if not holding:
        return []
    rows = await AnchorRow.filter(n__gte=holding[0], n__lte=holding[-1]).order_by("n")
    return [await _link(row) for row in rows]


async def _link(row: AnchorRow) -> Said:
    ids = [UUID(entry) for entry in row.entries]
    hashes: dict[Any, Any] = dict(await EntryRow.filter(id__in=ids).values_list("id", "hash"))
    said = rules.anchor_said(row.n, row.at, [hashes.get(each, "") for each in ids], row.previous)
    return Said(said.decode(), row.hash)
