"""Taking an item up, and landing what an act made of it: one transaction, one winner."""

from typing import Any
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from documents.circulation import service as circulation
from documents.supervision.errors import NoSuchItem
from documents.supervision.models import ItemReaderRow, LedgerRow, LightRow, columns
from documents.supervision.rules import lights, turns
from documents.supervision.rules.items import Item
from documents.supervision.rules.table import ENDED, JUDGING, ItemAction, Turn
from documents.workflow import service as workflow
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Standing
from server.journal import service as journal
from server.kit import clock
from server.kit.db import swap
from server.workdays.calendar import Calendar


def readable(actor: Actor) -> QuerySet[LedgerRow]:
    """The items that this person may read; nothing else decides that, for one item and for lists."""
    mine = ItemReaderRow.filter(holder__in=sorted(actor.holders())).values("item_id")
    return LedgerRow.filter(id__in=Subquery(mine))


async def take_up(actor: Actor, item_id: UUID) -> LedgerRow:
    """An item to be changed in the caller's transaction, for its readers. Raises NoSuchItem."""
    return await _found(readable(actor).filter(id=item_id).select_for_update())


async def open_item(actor: Actor, item_id: UUID) -> LedgerRow:
    """An item for its readers. Raises NoSuchItem."""
    return await _found(readable(actor).filter(id=item_id))


async def _found(query: QuerySet[LedgerRow]) -> LedgerRow:
    row = await query.first()
    if row is None:
        raise NoSuchItem
    return row


async def land(
    actor: Actor, row: LedgerRow, after: Item, action: ItemAction, standing: Standing, calendar: Calendar, **kept: Any
) -> None:
    """Write what an act made of an item: row, light, readers, to-dos, leg and journal, in the caller's transaction.

    `kept` are columns beside the item's own. Raises Conflict if another act was first.
    """
    before = row.item()
    await swap(LedgerRow, row.id, row.version, **(columns(after) | kept))
    await let_read(after)
    await pass_the_turn(actor.name, row, before, after)
    if after.state in ENDED and row.thread_id:
        await workflow.close_leg(row.id)
        await circulation.read_out(row.thread_id)
    facts = {"from": before.state, "to": after.state, "due": after.due, "lead": after.lead}
    facts |= {"number": kept["number"]} if "number" in kept else {}
    await journal.record(actor, f"supervision.{action}", row.id, standing, **facts)
    await mark(row, lights.light(after, clock.now(), calendar))


async def mark(row: LedgerRow, lit: lights.Lit) -> None:
    """Keep a change of the light, if it is not kept yet, in the caller's transaction.

    The version stays: a light is not an act of anybody's, and nobody's act may fail for one.
    """
    if lit.light is row.light:
        return
    if not await LedgerRow.filter(id=row.id, light=row.light).update(light=lit.light):
        return
    await LightRow.create(
        item_id=row.id, before=row.light, light=lit.light, why=lit.why, sentence=lit.sentence, at=clock.now()
    )
    facts: dict[str, Any] = {"from": row.light, "to": lit.light, "why": lit.why}
    await journal.record(None, "supervision.light", row.id, **facts)


async def let_read(item: Item) -> None:
    """The readers of an item, as they are now: who no longer handles it does not read it any more."""
    wanted = turns.readers(item)
    known = {reader.holder for reader in await ItemReaderRow.filter(item_id=item.id)}
    await ItemReaderRow.filter(item_id=item.id, holder__in=sorted(known - wanted)).delete()
    fresh = [ItemReaderRow(item_id=item.id, holder=holder) for holder in sorted(wanted - known)]
    await ItemReaderRow.bulk_create(fresh, ignore_conflicts=True)


async def pass_the_turn(sender: str, row: LedgerRow, before: Item | None, after: Item) -> None:
    """Close the to-dos of whose turn has passed, open those of whoever has it now."""
    asked = turns.asked(after)
    if before and turns.asked(before) == asked:
        return
    await notices.done(row.id)
    if asked is None:
        return
    turn, action = asked
    holder = await _first_able(turns.holders(after, turn), after if action in JUDGING else None)
    organ = await directory.organ(row.organ_id)
    word = f"supervision.{action}"
    await notices.ask(row.id, holder, word, row.title, organ=organ.name, sender=sender, due=after.due)


async def _first_able(holders: tuple[str, ...], judged: Item | None) -> str:
    """Of several that may act one is asked: the office's director, or a leader where there is none.

    Not one who would judge the own work, or what they proposed themselves, as long as there is somebody else.
    """
    people = [(holder, {each.person_id for each in await directory.people_behind(holder)}) for holder in holders]
    barred = {judged.proposed_by} if judged else set()
    for lead in turns.holders(judged, Turn.LEAD) if judged else ():
        barred |= {each.person_id for each in await directory.people_behind(lead)}
    able = [holder for holder, behind in people if behind - barred] or [holder for holder, behind in people if behind]
    return able[0] if able else holders[0]
