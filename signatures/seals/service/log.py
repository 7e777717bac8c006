"""The log of the seals' lives: written with every act, read for what a seal was and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from server.directory.rules.standing import Actor, Standing
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic, swap
from server.kit.ids import uuid7
from signatures.judgement.register import StateSpan
from signatures.seals.errors import ActiveSealExists, NoSuchSeal
from signatures.seals.models import LogRow, SealEventRow, SealRow
from signatures.seals.rules.kinds import Seal
from signatures.seals.rules.life import Act, Event, Life, State, chained, decide, fold, spans

END = 1
"""The key of the one row that knows the end of the log."""


async def events_of(seal_id: UUID) -> list[Event]:
    """All events of one seal, first to last."""
    return [row.event() for row in await SealEventRow.filter(seal_id=seal_id).order_by("n")]


async def history(es_id: str) -> Sequence[StateSpan] | None:
    """What a seal was from when on, for whoever verifies; None for a seal that this office never made."""
    row = await SealRow.get_or_none(es_id=es_id) if es_id else None
    return spans(await events_of(row.id)) if row else None


async def row_of(seal_id: UUID) -> SealRow:
    """A seal's row, for the files of this room. Raises NoSuchSeal."""
    row = await SealRow.get_or_none(id=seal_id)
    if row is None:
        raise NoSuchSeal
    return row


async def act_on(
    actor: Actor,
    standing: Standing,
    row: SealRow,
    act: Act,
    *,
    reason: str = "",
    keepers: tuple[UUID, ...] = (),
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> Seal:
    """Do an act on a seal: its row, its event, its journal entry, in the caller's transaction.

    `changes` are columns of the row besides its state. Raises what `decide` raises, Conflict if another was first,
    ActiveSealExists.
    """
    await move(actor, row, act, reason, keepers, **changes)
    named = {"keepers": [str(person) for person in keepers]} if keepers else {}
    await append(actor, standing, row.id, act, reason, {**(facts or {}), **named})
    return (await row_of(row.id)).seal()


async def move(
    actor: Actor, row: SealRow, act: Act, reason: str = "", keepers: tuple[UUID, ...] = (), **changes: Any
) -> Life:
    """The first half of an act: the row alone. Whoever acts on two seals moves both before appending."""
    life = decide(fold(await events_of(row.id)), act, actor.person_id, reason, keepers)
    active = True if life.state is State.ACTIVE else None
    named = [str(person) for person in life.keepers]
    try:
        async with atomic():
            await swap(SealRow, row.id, row.version, state=life.state, active=active, keepers=named, **changes)
    except IntegrityError as fault:
        raise ActiveSealExists from fault
    return life


async def append(
    actor: Actor, standing: Standing, seal_id: UUID, act: Act, reason: str, facts: dict[str, Any]
) -> Event:
    """The second half: the event at the end of the office's log, and the journal's entry with its hash."""
    await LogRow.filter(id=END).update(n=F("n") + 1)  # whoever is second waits here
    end = await LogRow.get(id=END)
    event = chained(
        Event(
            id=uuid7(),
            n=end.n,
            seal_id=seal_id,
            act=act,
            at=clock.now(),
            actor_id=actor.person_id,
            actor_name=actor.name,
            post_title=standing.title,
            reason=reason.strip(),
            facts=msgspec.to_builtins(facts),
            previous="",
            hash="",
        ),
        end.hash,
    )
    await SealEventRow.create(**{name: getattr(event, name) for name in Event.__dataclass_fields__})
    await LogRow.filter(id=END).update(hash=event.hash)
    await journal.record(actor, f"seals.{act}", seal_id, standing, reason=event.reason, event=event.hash, **facts)
    return event


async def lost_at(seal_id: UUID) -> datetime | None:
    """When a seal was reported lost (挂失), if ever."""
    return next((event.at for event in await events_of(seal_id) if event.act is Act.REPORT_LOST), None)
