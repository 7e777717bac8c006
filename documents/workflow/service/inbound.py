"""Opening an inbound case, moving it along its table, and landing what an action made of it: one winner."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from documents.workflow.errors import LeaderNotEligible, NoSuchInbound
from documents.workflow.models import InboundReaderRow, InboundRow, TaskRow
from documents.workflow.rules.arrivals import Inbound, Task
from documents.workflow.rules.inbound import InboundAction
from documents.workflow.rules.incoming import asked, permit, permit_itself, take, under_way
from documents.workflow.rules.legs import LegKind
from documents.workflow.service.legs import close_leg, open_leg, open_legs
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, Standing
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic, swap
from server.secrecy.gate import admit_texts

KEPT = (
    *("state", "times", "sent_at", "verdict", "codes", "serial_year", "serial_no", "serial", "leader_id"),
    *("proposal", "proposed_lead", "due_on", "reply", "reason"),
)
"""Columns that an action may change, beside `proposed_co`."""


async def open_inbound(actor: Actor | None, case_id: UUID) -> Inbound:
    """An inbound case that this person may read; actor None is the office itself. Raises NoSuchInbound."""
    return await _case(actor, InboundRow.filter(id=case_id))


async def take_up_inbound(actor: Actor | None, case_id: UUID) -> Inbound:
    """The case, to be changed in the caller's transaction: two who act at once are served one after the other."""
    return await _case(actor, InboundRow.filter(id=case_id).select_for_update())


async def let_read(case_id: UUID, holders: Iterable[str]) -> None:
    """Let holders read a case, now and later."""
    known = {row.holder for row in await InboundReaderRow.filter(case_id=case_id)}
    fresh = [InboundReaderRow(case_id=case_id, holder=holder) for holder in sorted(set(holders) - known)]
    await InboundReaderRow.bulk_create(fresh, ignore_conflicts=True)


async def move_inbound(
    actor: Actor | None,
    case_id: UUID,
    action: InboundAction,
    *,
    reason: str = "",
    leader_id: UUID | None = None,
    reply: str = "",
    **facts: Any,
) -> Inbound:
    """Take a row of the table that is decided elsewhere, in the caller's transaction; answers the case after it.

    Actor None is what happens by itself. `leader_id` is another leader who is asked (PASS_UP, RE_ASK), `reply` the
    answer to the sender (REPLY), `facts` go into the journal. Raises NoSuchInbound, Classified, what `permit` and
    `take` raise, LeaderNotEligible, Conflict.
    """

    def told(case: Inbound) -> Inbound:
        return replace(case, leader_id=leader_id or case.leader_id, reply=reply or case.reply)

    admit_texts([reason, reply])
    async with atomic():
        if actor and leader_id:
            case = await take_up_inbound(actor, case_id)
            permit(actor, case, action)
            await check_leader(case, leader_id)
            facts = {"leader_id": leader_id, **facts}
        return await change(actor, case_id, action, told, reason=reason, **facts)


async def change(
    actor: Actor | None,
    case_id: UUID,
    action: InboundAction,
    told: Callable[[Inbound], Inbound] = lambda case: case,
    *,
    reason: str = "",
    **facts: Any,
) -> Inbound:
    """Take a row of the table, and write besides what the actor has told; answers the case after it."""
    async with atomic():
        before = await take_up_inbound(actor, case_id)
        if actor is None:
            row, standing = permit_itself(before, action), None
        else:
            row, standing = permit(actor, before, action)
        after = told(take(before, row, reason=reason, legs=await open_legs(case_id)))
        said = {"reason": reason.strip(), **facts} if reason.strip() else facts
        return await land(actor, before, after, action, standing, **said)


async def check_leader(case: Inbound, leader_id: UUID) -> None:
    """Who is asked for an instruction leads the organ, and is not who was asked before. Raises LeaderNotEligible."""
    if leader_id == case.leader_id or not await leads(case, leader_id):
        raise LeaderNotEligible


async def leads(case: Inbound, person_id: UUID | None) -> bool:
    """Whether somebody leads the organ now, so that an instruction can be asked of them."""
    leading = [await directory.holders_of(role, case.organ_id) for role in (Role.SIGNER, Role.LEADER_IN_CHARGE)]
    return person_id in {person.person_id for people in leading for person in people}


async def land(
    actor: Actor | None,
    before: Inbound,
    after: Inbound,
    action: InboundAction,
    standing: Standing | None,
    task: Task | None = None,
    **facts: Any,
) -> Inbound:
    """Write what an action made of a case: state, tasks, legs, readers, to-dos, journal, in the caller's transaction.

    An act on a task is recorded on the task. Answers the case as it is now. Raises Conflict if another was first.
    """
    kept = {name: getattr(after, name) for name in KEPT} | {"proposed_co": [str(p) for p in after.proposed_co]}
    await swap(InboundRow, before.case_id, before.version, **{**kept, "codes": list(after.codes)})
    await _write_tasks(before, after)
    await pass_the_turn(actor, before, after)
    moved = {"place_id": task.place_id} if task else {"from": before.state, "to": after.state}
    subject_id = task.id if task else after.case_id
    turn = sorted({holder for holder, _ in asked(after)})
    await journal.record(actor, f"inbound.{action}", subject_id, standing, **moved, turn=turn, **facts)
    return await open_inbound(None, after.case_id)


async def pass_the_turn(actor: Actor | None, before: Inbound | None, after: Inbound) -> None:
    """Close the to-dos of those whose turn has passed, open those of whoever has it now, and let them read."""
    had, has = asked(before) if before else frozenset(), asked(after)
    for holder, action in had - has:
        await notices.done(after.case_id, action, holder)
    await let_read(after.case_id, (holder for holder, _ in has - had))
    due, sender = _end_of(after), actor.name if actor else ""
    for holder, action in sorted(has - had):
        await notices.ask(after.case_id, holder, action, after.title, organ=after.issuer, sender=sender, due=due)


async def _write_tasks(before: Inbound, after: Inbound) -> None:
    known = {task.id: task for task in before.tasks}
    for task in after.tasks:
        if task.id not in known:
            await TaskRow.create(case_id=after.case_id, **asdict(task))
        elif task != known[task.id]:
            facts = {name: value for name, value in vars(task).items() if name not in ("id", "version")}
            await swap(TaskRow, task.id, task.version, **facts)
        opened, was_open = under_way(after, task), task.id in known and under_way(before, known[task.id])
        if opened and not was_open:
            await open_leg(after.case_id, LegKind.TASK, task.id)
        elif was_open and not opened:
            await close_leg(task.id)


def _end_of(case: Inbound) -> datetime | None:
    """The last moment of the day on which what was assigned is due."""
    return datetime.combine(case.due_on, time.max, clock.SHANGHAI) if case.tasks and case.due_on else None


async def _case(actor: Actor | None, query: QuerySet[InboundRow]) -> Inbound:
    row = await query.first()
    if row is None or not (actor is None or await _may_read(actor, row.id)):
        raise NoSuchInbound
    return row.case(await TaskRow.filter(case_id=row.id).order_by("id"))


async def _may_read(actor: Actor, case_id: UUID) -> bool:
    return await InboundReaderRow.filter(case_id=case_id, holder__in=sorted(actor.holders())).exists()
