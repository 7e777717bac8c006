"""Proving that nobody changed the journal."""

from collections.abc import AsyncIterator, Iterable
from itertools import groupby
from uuid import UUID

from tortoise.connection import get_connection

from server.journal import append_only, rules
from server.journal.models import AnchorRow, EntryRow, UnanchoredRow
from server.journal.service.anchoring import first_unwitnessed

BATCH = 500


async def verify() -> rules.Break | None:
    """Prove every chain of the journal; answers the first break, or None when all holds."""
    inside = await _first_chain_break() or await _first_anchor_break() or await _first_stray()
    return inside or await first_unwitnessed()


async def unprotected(tables: Iterable[str] = append_only.TABLES) -> list[rules.Discrepancy]:
    """Those of the tables, the journal's own if none are named, that the database would let somebody change."""
    bare = await append_only.missing(get_connection("default"), tables)
    return [rules.Discrepancy(None, f"数据库未保护日志表 {table}，其内容可被改动或删除") for table in bare]


async def _first_chain_break() -> rules.Break | None:
    async for rows in _subjects():
        for _, chain in groupby(rows, key=lambda row: row.subject_id):
            found = rules.first_break(row.entry() for row in chain)
            if found:
                return found
    return None


async def _subjects() -> AsyncIterator[list[EntryRow]]:
    """The journal in batches of whole chains."""
    last = UUID(int=0)
    while True:
        heads = await EntryRow.filter(subject_id__gt=last).order_by("subject_id").limit(BATCH)
        if not heads:
            return
        last_head = heads[-1].subject_id
        yield await EntryRow.filter(subject_id__gt=last, subject_id__lte=last_head).order_by("subject_id", "seq")
        last = last_head


async def _first_anchor_break() -> rules.Break | None:
    n, previous = 1, rules.GENESIS
    while (row := await AnchorRow.get_or_none(n=n)) is not None:
        ids = [UUID(i) for i in row.entries]
        hashes = {e.id: e.hash for e in await EntryRow.filter(id__in=ids)}
        anchor = rules.Anchor(row.n, row.at, tuple(ids), row.previous, row.hash)
        found = rules.anchor_break(anchor, n, previous, hashes)
        if found:
            return found
        n, previous = n + 1, row.hash
    return None if not await AnchorRow.filter(n__gt=n).exists() else rules.Break(None, n, None, "missing")


async def _first_stray() -> rules.Break | None:
    """An entry written past the office, which neither is anchored nor waits for it; or one that waits and is gone.

    Read in this order, an office that goes on working meanwhile raises no false alarm.
    """
    entries = {row.id for row in await EntryRow.all().only("id")}
    waiting = {row.entry_id for row in await UnanchoredRow.all()}
    anchored = {UUID(entry) for link in await AnchorRow.all().only("n", "entries") for entry in link.entries}
    for entry_id in sorted(entries - waiting - anchored):
        row = await EntryRow.get(id=entry_id)
        return rules.Break(row.subject_id, row.seq, entry_id, "not anchored")
    for entry_id in sorted(waiting - entries):
        if not await EntryRow.exists(id=entry_id):
            return rules.Break(None, await AnchorRow.all().count() + 1, entry_id, "deleted")
    return None
