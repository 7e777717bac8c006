"""Writing the journal, reading it, and proving that nobody changed it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from tortoise.exceptions import IntegrityError

from server.directory.rules.standing import Actor, Role, Standing
from server.journal import rules
from server.journal.errors import NoSuchSubject
from server.journal.models import AnchorRow, EntryRow, UnanchoredRow
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import Conflict, NotAllowed
from server.kit.ids import uuid7
from server.kit.paging import page

BATCH = 500


async def record(
    actor: Actor | None,
    action: str,
    subject_id: UUID,
    standing: Standing | None = None,
    **facts: Any,
) -> rules.Entry:
    """Write one act into its subject's chain, in the caller's transaction.

    `actor` is None for what the office does by itself. Facts must be plain JSON values and carry no body text.
    Raises Conflict if another act on the same subject was first.
    """
    entry = await _next(actor, action, subject_id, standing, facts)
    row = {name: getattr(entry, name) for name in rules.Entry.__dataclass_fields__}
    try:
        async with atomic():
            await EntryRow.create(**row)
    except IntegrityError as fault:
        raise Conflict from fault
    await UnanchoredRow.create(entry_id=entry.id)
    return entry


async def _next(
    actor: Actor | None, action: str, subject_id: UUID, standing: Standing | None, facts: dict[str, Any]
) -> rules.Entry:
    last = await EntryRow.filter(subject_id=subject_id).order_by("-seq").first()
    standing = standing or (actor.own_standing() if actor else Standing(None, None, ""))
    draft = rules.Entry(
        id=uuid7(),
        subject_id=subject_id,
        seq=last.seq + 1 if last else 1,
        at=clock.now(),
        action=action,
        actor_id=actor.person_id if actor else None,
        actor_name=actor.name if actor else "系统",
        post_id=standing.post_id,
        post_title=standing.title,
        principal_id=standing.principal_id,
        principal_name=standing.principal_name,
        facts=msgspec.to_builtins(facts),
        previous=last.hash if last else rules.GENESIS,
        hash="",
    )
    return replace(draft, hash=rules.hash_of(draft))


async def of_subject(subject_id: UUID) -> list[rules.Entry]:
    """All acts on one subject, first to last. The caller decides who may see them."""
    rows = await EntryRow.filter(subject_id=subject_id).order_by("seq")
    if not rows:
        raise NoSuchSubject
    return [row.entry() for row in rows]


async def latest(actor: Actor, before: UUID | None, limit: int) -> tuple[list[rules.Entry], UUID | None]:
    """The newest acts of the whole office, for audit administrators (审计管理员). Raises NotAllowed for others."""
    if not any(holder.startswith(f"{Role.AUDIT_ADMIN}@") for holder in actor.holders()):
        raise NotAllowed
    rows, following = await page(EntryRow.all(), before, limit)
    return [row.entry() for row in rows], following


async def anchor() -> None:
    """Link all entries that are not anchored yet into the global chain."""
    async with atomic():
        waiting = await UnanchoredRow.all().order_by("entry_id").limit(BATCH)
        found = await EntryRow.filter(id__in=[row.entry_id for row in waiting]).order_by("id")
        hashes = {row.id: row.hash for row in found}
        ids = list(hashes)
        if not ids:
            return
        last = await AnchorRow.all().order_by("-n").first()
        n, previous, at = (last.n + 1, last.hash, clock.now()) if last else (1, rules.GENESIS, clock.now())
        said = rules.anchor_hash(n, at, (hashes[i] for i in ids), previous)
        await AnchorRow.create(n=n, at=at, entries=[str(i) for i in ids], previous=previous, hash=said)
        await UnanchoredRow.filter(entry_id__in=ids).delete()


async def verify() -> rules.Break | None:
    """Prove every chain of the journal; answers the first break, or None when all holds."""
    return await _first_chain_break() or await _first_anchor_break() or await _first_stray()


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
