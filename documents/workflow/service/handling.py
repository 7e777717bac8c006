"""拟办, 交办, 办理, 反馈: what the office, the places and the leader do with a document that wants action."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from documents.workflow.errors import LeaderInOffice, WordsMissing
from documents.workflow.rules.arrivals import Inbound, Task
from documents.workflow.rules.inbound import InboundAction, TaskRole
from documents.workflow.rules.incoming import check_assignment, lead_of, permit, take_task, task_of
from documents.workflow.service.inbound import (
    change,
    check_leader,
    land,
    leads,
    let_read,
    move_inbound,
    take_up_inbound,
)
from server.directory import service as directory
from server.directory.rules.standing import Actor, holder_of_person
from server.kit import clock
from server.kit.db import atomic
from server.kit.ids import uuid7
from server.secrecy.gate import admit_texts


async def propose(
    actor: Actor,
    case_id: UUID,
    text: str,
    leader_id: UUID,
    *,
    lead: UUID | None = None,
    co: Sequence[UUID] = (),
    due_on: date | None = None,
) -> Inbound:
    """Propose how to handle a document, and ask a leader of the organ (拟办, 条例 art. 24(4)).

    `lead`, `co` and `due_on` are suggestions. Raises NoSuchInbound, NotYourTurn, WrongState, WordsMissing,
    LeaderNotEligible, PlaceUnfit, DueInThePast, DueTooFar, Classified.
    """

    def proposed(case: Inbound) -> Inbound:
        return replace(
            case, proposal=text, leader_id=leader_id, proposed_lead=lead, proposed_co=tuple(co), due_on=due_on
        )

    _admit(text)
    async with atomic():
        case = await take_up_inbound(actor, case_id)
        permit(actor, case, InboundAction.PROPOSE)
        await check_leader(replace(case, leader_id=None), leader_id)
        await _check_places(case, [*([lead] if lead else []), *co], due_on)
        return await change(actor, case_id, InboundAction.PROPOSE, proposed, leader_id=leader_id)


async def re_ask(actor: Actor, case_id: UUID, leader_id: UUID, reason: str) -> Inbound:
    """Ask another leader in the place of the one who was asked and has left office since; for the office.

    Raises NoSuchInbound, NotYourTurn, WrongState, LeaderInOffice, LeaderNotEligible, ReasonMissing, Classified.
    """
    admit_texts([reason])
    async with atomic():
        case = await take_up_inbound(actor, case_id)
        permit(actor, case, InboundAction.RE_ASK)
        if await leads(case, case.leader_id):
            raise LeaderInOffice
        return await move_inbound(actor, case_id, InboundAction.RE_ASK, reason=reason, leader_id=leader_id)


async def assign(
    actor: Actor,
    case_id: UUID,
    lead: UUID,
    co: Sequence[UUID],
    due_on: date,
    requirement: str,
    instruction_id: UUID | None,
    ordered_by: UUID | None = None,
) -> Inbound:
    """Give a document to one lead place and any co places (交办, 条例 art. 24(4)), in the caller's transaction.

    Places are units of the organ or organs directly below it. The result goes to the leader who ordered it; without
    `ordered_by` that is the one who was asked. Raises NoSuchInbound, NotYourTurn, WrongState, PlaceUnfit,
    DueInThePast, DueTooFar, Classified.
    """
    admit_texts([requirement])
    roles = {lead: TaskRole.LEAD}
    tasks = tuple(
        Task(uuid7(), roles.get(place, TaskRole.CO), place, due_on, requirement, instruction_id)
        for place in (lead, *co)
    )

    async with atomic():
        case = await take_up_inbound(actor, case_id)
        permit(actor, case, InboundAction.ASSIGN)
        await _check_places(case, [lead, *co], due_on)
        leader_id = ordered_by or case.leader_id
        if ordered_by:
            await let_read(case_id, [holder_of_person(ordered_by)])
        return await change(
            actor,
            case_id,
            InboundAction.ASSIGN,
            lambda c: replace(c, tasks=(*c.tasks, *tasks), due_on=due_on, leader_id=leader_id),
            places=[lead, *co],
            due_on=due_on,
            tasks=[task.id for task in tasks],
            leader_id=leader_id,
        )


async def accept_task(actor: Actor, case_id: UUID, task_id: UUID) -> Inbound:
    """The place takes its task on. Raises NoSuchInbound, NoSuchTask, NotYourTurn, WrongState."""
    return await _on_task(actor, case_id, task_id, InboundAction.ACCEPT_TASK)


async def decline_task(actor: Actor, case_id: UUID, task_id: UUID, reason: str) -> Inbound:
    """The task is not this place's; the office is asked to give it to another. Raises besides ReasonMissing."""
    return await _on_task(actor, case_id, task_id, InboundAction.DECLINE_TASK, reason=reason)


async def reassign(actor: Actor, case_id: UUID, task_id: UUID, place_id: UUID) -> Inbound:
    """Give a declined task to another place (转办). Raises besides PlaceUnfit."""
    return await _on_task(actor, case_id, task_id, InboundAction.RE_ASSIGN, place_id=place_id)


async def co_result(actor: Actor, case_id: UUID, task_id: UUID, text: str) -> Inbound:
    """A co place hands in what it has to say; the lead collects it. Raises besides WordsMissing, Classified."""
    _admit(text)
    return await _on_task(actor, case_id, task_id, InboundAction.CO_RESULT, words=text)


async def report_result(actor: Actor, case_id: UUID, text: str) -> Inbound:
    """The lead reports what came of it, to the leader who instructed (反馈).

    Raises NoSuchInbound, NotYourTurn, WrongState, WordsMissing, CoResultsMissing, Classified.
    """
    _admit(text)
    async with atomic():
        case = await take_up_inbound(actor, case_id)
        lead = lead_of(case)
        found, standing = permit(actor, case, InboundAction.RESULT, lead)
        assert lead is not None, "who stands for the lead's place has a lead's task"
        after = take_task(case, found, lead, words=text)
        return await land(actor, case, after, InboundAction.RESULT, standing)


async def _on_task(
    actor: Actor,
    case_id: UUID,
    task_id: UUID,
    action: InboundAction,
    *,
    reason: str = "",
    words: str = "",
    place_id: UUID | None = None,
) -> Inbound:
    admit_texts([reason])
    async with atomic():
        case = await take_up_inbound(actor, case_id)
        task = task_of(case, task_id)
        found, standing = permit(actor, case, action, task)
        after = take_task(case, found, task, reason=reason, words=words, place_id=place_id)
        if place_id:
            await _check_places(case, [place_id], None)
        facts = {"case_id": case_id, **({"reason": reason.strip()} if reason.strip() else {})}
        return await land(actor, case, after, action, standing, task_of(after, task_id), **facts)


async def _check_places(case: Inbound, places: Sequence[UUID], due_on: date | None) -> None:
    units = [unit.id for unit in await directory.units_of(case.organ_id)]
    below = [organ.id for organ in await directory.children(case.organ_id)]
    check_assignment(places, [*units, *below], due_on, clock.today())


def _admit(text: str) -> None:
    """Words that are the point of an act must be there. Raises WordsMissing, Classified."""
    if not text.strip():
        raise WordsMissing
    admit_texts([text])
