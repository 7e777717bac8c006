"""The duty that looks at the lights: keeps every change, and reminds, each step once."""

from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from documents.supervision.models import LedgerRow, ReminderRow
from documents.supervision.rules import turns
from documents.supervision.rules.lights import Step, light, steps
from documents.supervision.rules.table import RUNNING, Turn
from documents.supervision.service.calendar import office_calendar
from documents.supervision.service.landing import mark
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Role, holder_of_role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.workdays.calendar import Calendar

BATCH = 200


async def remind() -> None:
    """Look at every item whose clock runs, batch by batch, each in a transaction of its own where something is due.

    Two that do this at once do it once: the row is held, and a step has a key of its own.
    """
    calendar, last = office_calendar(), UUID(int=0)
    while rows := await LedgerRow.filter(state__in=RUNNING, id__gt=last).order_by("id").limit(BATCH):
        for row in await _stirring(rows, calendar):
            await _remind(row.id, calendar)
        last = rows[-1].id


async def _stirring(rows: list[LedgerRow], calendar: Calendar) -> list[LedgerRow]:
    """The rows whose light has changed, or for which a step has not been taken."""
    taken = {(s.item_id, s.due, s.step) for s in await ReminderRow.filter(item_id__in=[row.id for row in rows])}
    found = []
    for row in rows:
        lit = light(row.item(), clock.now(), calendar)
        wanted = {(row.id, row.due, step) for step in steps(row.item(), lit)}
        if lit.light is not row.light or wanted - taken:
            found.append(row)
    return found


async def _remind(item_id: UUID, calendar: Calendar) -> None:
    async with atomic():
        row = await LedgerRow.filter(id=item_id).select_for_update().get()
        lit = light(row.item(), clock.now(), calendar)
        await mark(row, lit)
        for step in steps(row.item(), lit):
            if await _first_time(row, step):
                await _take(row, step)


async def _first_time(row: LedgerRow, step: Step) -> bool:
    key: dict[str, Any] = {"item_id": row.id, "due": row.due, "step": step}
    if await ReminderRow.exists(**key):
        return False
    try:
        async with atomic():
            await ReminderRow.create(at=clock.now(), **key)
    except IntegrityError:
        return False
    return True


async def _take(row: LedgerRow, step: Step) -> None:
    """提醒 and 催办 reach the lead, 督办通知 the head of its organ; at last the item is listed."""
    item = row.item()
    assert item.lead_organ_id is not None
    if step is Step.LISTED:
        await LedgerRow.filter(id=row.id).update(listed=True)
    else:
        head = (holder_of_role(Role.SIGNER, item.lead_organ_id),)
        organ = await directory.organ(row.organ_id)
        for holder in head if step is Step.NOTICE else turns.holders(item, Turn.LEAD):
            await notices.tell(row.id, holder, f"supervision.{step}", row.title, organ=organ.name)
    await journal.record(None, "supervision.remind", row.id, step=step, due=row.due)
