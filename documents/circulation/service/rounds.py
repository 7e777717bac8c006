"""Opening a circulation, and landing what an act made of it: one transaction, one winner, closed exactly once."""

from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from documents.circulation.errors import AlreadyReading, NoSuchCirculation
from documents.circulation.models import CirculationRow, ReaderLineRow, columns
from documents.circulation.rules.circulation import Circulation, Reader, State, waited_for
from documents.workflow import service as workflow
from documents.workflow.rules.inbound import InboundAction, InboundState
from messaging.notices import service as notices
from server.directory.rules.standing import Actor, Standing, holder_of_person
from server.journal import service as journal
from server.kit.db import atomic, swap

READ = "read"
"""What a reader is asked to do."""


async def look_up(circulation_id: UUID) -> tuple[CirculationRow, Circulation]:
    """A circulation as it is now; the caller decides who may see it. Raises NoSuchCirculation."""
    row = await CirculationRow.get_or_none(id=circulation_id)
    if row is None:
        raise NoSuchCirculation
    return row, await _circulation(row)


async def take_up(circulation_id: UUID) -> tuple[CirculationRow, Circulation]:
    """A circulation to be changed in the caller's transaction. Raises NoSuchCirculation."""
    found = await CirculationRow.get_or_none(id=circulation_id)
    if found is None:
        raise NoSuchCirculation
    (row,) = (row for row in await hold(found.case_id) if row.id == circulation_id)
    return row, await _circulation(row)


async def hold(case_id: UUID) -> list[CirculationRow]:
    """All circulations of a case as they are now, for one who acts on its thread; the next one waits.

    Else of two last readers nobody would be the last. Raises NoSuchInbound.
    """
    await workflow.hold_thread(case_id)
    return await CirculationRow.filter(case_id=case_id).order_by("id")


async def land(
    actor: Actor,
    row: CirculationRow,
    before: Circulation,
    after: Circulation,
    act: str,
    standing: Standing,
    **facts: Any,
) -> None:
    """Write what an act made of a circulation: lines, to-dos, journal; and what ends with its last reader.

    Raises Conflict if another act was first, AlreadyReading for somebody who is asked to read this document already.
    """
    await swap(CirculationRow, row.id, row.version, closed_at=after.closed_at)
    changed = [reader for reader in after.readers if reader not in before.readers]
    await _write(row, {reader.position for reader in before.readers}, changed)
    for reader in changed:
        await _tell(actor, row, reader)
    turn = [holder_of_person(reader.person_id) for reader in waited_for(after)]
    await journal.record(actor, f"circulation.{act}", row.id, standing, turn=turn, **facts)
    if after.closed_at is not None:
        await workflow.close_leg(row.id)
        await read_out(row.case_id)


async def read_out(case_id: UUID) -> None:
    """What came in for reading only is closed when nothing of it is under way any more, in the caller's transaction.

    Whoever closes a leg of a thread elsewhere calls this, too; on any other case it changes nothing.
    """
    state = await workflow.hold_thread(case_id)
    if state is InboundState.CIRCULATING and not await workflow.open_legs(case_id):
        await workflow.move_inbound(None, case_id, InboundAction.READ_OUT)


async def _circulation(row: CirculationRow) -> Circulation:
    kept = ReaderLineRow.filter(circulation_id=row.id).order_by("position").values(*Reader.__dataclass_fields__)
    return row.circulation(tuple(Reader(**line) for line in await kept))


async def _write(row: CirculationRow, known: set[int], changed: list[Reader]) -> None:
    fresh = [
        ReaderLineRow(circulation_id=row.id, case_id=row.case_id, **columns(reader))
        for reader in changed
        if reader.position not in known
    ]
    try:
        async with atomic():
            await ReaderLineRow.bulk_create(fresh)
    except IntegrityError as fault:
        raise AlreadyReading from fault
    for reader in changed:
        if reader.position in known:
            await ReaderLineRow.filter(circulation_id=row.id, position=reader.position).update(**columns(reader))


async def _tell(actor: Actor, row: CirculationRow, reader: Reader) -> None:
    """It is the reader's to-do from delivery until it is read or recalled."""
    holder = holder_of_person(reader.person_id)
    if reader.state is State.DELIVERED:
        await notices.ask(row.id, holder, READ, row.title, organ=row.issuer, sender=actor.name)
    elif reader.state in (State.CONFIRMED, State.RECALLED):
        await notices.done(row.id, READ, holder)
