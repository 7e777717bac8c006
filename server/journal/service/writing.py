"""Writing an act into its subject's chain, in the act's own transaction."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from tortoise.exceptions import IntegrityError

from server.directory.rules.standing import Actor, Standing
from server.journal import rules
from server.journal.models import EntryRow, UnanchoredRow
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import Conflict
from server.kit.ids import uuid7


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
