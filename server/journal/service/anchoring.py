"""The global chain over all subjects, and its witness outside the database."""

from anyio import to_thread

from server.journal import rules
from server.journal.errors import WitnessAltered
from server.journal.models import AnchorRow, EntryRow, UnanchoredRow
from server.journal.service import witness
from server.kit import clock
from server.kit.db import atomic
from server.kit.ground import ground

BATCH = 500


async def anchor() -> None:
    """Link all entries that are not anchored yet into the global chain, then tell the witness.

    The link is committed first, so the database may be ahead of the witness and is never behind it.
    Raises WitnessAltered, after the link was written.
    """
    async with atomic():
        link = await _link()
    if link and await _may_go_on(link):
        await to_thread.run_sync(witness.keep, ground().settings.data, link)


async def first_unwitnessed() -> rules.Break | None:
    """Where the database says otherwise than its witness: links cut off or rewritten, or no witness to ask.

    The witness is read before the database: an office that goes on working meanwhile raises no false alarm.
    """
    try:
        seen = await _witnessed()
    except WitnessAltered:
        return rules.Break(None, await AnchorRow.all().count(), None, "witness altered")
    if seen is None:
        links = await AnchorRow.all().count()
        return rules.Break(None, links, None, "witness missing") if links or await _begun() else None
    return None if await _holds(seen) else rules.Break(None, seen.n, None, "cut off")


async def _link() -> witness.Link | None:
    waiting = await UnanchoredRow.all().order_by("entry_id").limit(BATCH)
    found = await EntryRow.filter(id__in=[row.entry_id for row in waiting]).order_by("id")
    hashes = {row.id: row.hash for row in found}
    ids = list(hashes)
    if not ids:
        return None
    last = await AnchorRow.all().order_by("-n").first()
    n, previous, at = (last.n + 1, last.hash, clock.now()) if last else (1, rules.GENESIS, clock.now())
    said = rules.anchor_hash(n, at, (hashes[i] for i in ids), previous)
    await AnchorRow.create(n=n, at=at, entries=[str(i) for i in ids], previous=previous, hash=said)
    await UnanchoredRow.filter(entry_id__in=ids).delete()
    return witness.Link(n, said)


async def _may_go_on(link: witness.Link) -> bool:
    """A witness that the database contradicts, or that was taken away, stays so: it is there for the auditor."""
    seen = await _witnessed()
    if seen is None:
        return link.n == 1 or not await _begun()
    return await _holds(seen)


async def _witnessed() -> witness.Link | None:
    return await to_thread.run_sync(witness.read, ground().settings.data)


async def _begun() -> bool:
    return await to_thread.run_sync(witness.begun, ground().settings.data)


async def _holds(seen: witness.Link) -> bool:
    return await AnchorRow.exists(n=seen.n, hash=seen.hash)
