from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from documents.drafting.rules.content import Line
from documents.workflow import errors, service
from documents.workflow.routes.outbound import ReasonIn, Words
from documents.workflow.rules.inbound import InboundAction, InboundState
from documents.workflow.service import InboundCard, InboundLine, Step
from server.directory.rules.standing import Actor
from server.kit.errors import Conflict
from server.kit.files import Download
from server.kit.http import In, route
from server.kit.paging import Limit, Page
from server.secrecy.errors import Classified

Places = Annotated[tuple[UUID, ...], Meta(max_length=50)]


class Sort(StrEnum):
    """阅件 or 办件."""

    FOR_READING = "for_reading"
    FOR_ACTION = "for_action"


class RegisterIn(In, frozen=True):
    """Why a document is registered once more; empty for one that is new."""

    again: Annotated[str, Meta(max_length=500)] = ""


class ScreenIn(In, frozen=True):
    """What a document is for."""

    sort: Sort


class ProposalIn(In, frozen=True):
    """拟办意见, the leader who is asked, and what is suggested."""

    text: Words
    leader_id: UUID
    """The person who is asked for an instruction (批示)."""
    lead: UUID | None = None
    """The unit, or the organ directly below, that is proposed to do it (主办)."""
    co: Places = ()
    """Units or organs directly below that are proposed to help (协办)."""
    due_on: date | None = None
    """The last day that is proposed."""


class LeaderIn(In, frozen=True):
    """The leader who is asked instead, and why."""

    leader_id: UUID
    reason: Line


class WordsIn(In, frozen=True):
    """A result, or what a co place has to say."""

    text: Words


class PlaceIn(In, frozen=True):
    """The place that a task goes to instead."""

    place_id: UUID


async def cases(
    actor: Actor, *, state: InboundState | None = None, before: UUID | None = None, limit: Limit = 20
) -> Page[InboundLine]:
    """我可以查看的来文，由近及远。"""
    return Page(*await service.inbound_cases(actor, state, before, limit))


async def card(actor: Actor, *, case_id: UUID) -> InboundCard:
    """办理一份来文所需的全部内容。"""
    return await service.inbound_card(actor, case_id)


async def file(actor: Actor, *, case_id: UUID) -> Download:
    """来文的盖章件。"""
    return await service.inbound_file(actor, case_id)


async def trace(actor: Actor, *, case_id: UUID) -> list[Step]:
    """来文及其传阅、批示、交办、督办的办理轨迹，由先到后。"""
    return await service.thread(actor, case_id)


async def register(actor: Actor, *, case_id: UUID, body: RegisterIn) -> InboundCard:
    """收文登记，给收文号；同一机关同一文号已登记的，须写明重复登记的理由。"""
    await service.register_inbound(actor, case_id, body.again)
    return await service.inbound_card(actor, case_id)


async def screen(actor: Actor, *, case_id: UUID, body: ScreenIn) -> InboundCard:
    """初审，分为阅件、办件；传阅或者拟办之前可以改分。"""
    await service.screen(actor, case_id, InboundAction(body.sort))
    return await service.inbound_card(actor, case_id)


async def propose(actor: Actor, *, case_id: UUID, body: ProposalIn) -> InboundCard:
    """拟办，请领导批示。"""
    await service.propose(actor, case_id, body.text, body.leader_id, lead=body.lead, co=body.co, due_on=body.due_on)
    return await service.inbound_card(actor, case_id)


async def re_ask(actor: Actor, *, case_id: UUID, body: LeaderIn) -> InboundCard:
    """请批示的领导已离岗的，写明理由改请其他领导。"""
    await service.re_ask(actor, case_id, body.leader_id, body.reason)
    return await service.inbound_card(actor, case_id)


async def accept_task(actor: Actor, *, case_id: UUID, task_id: UUID) -> InboundCard:
    """承办单位接办。"""
    await service.accept_task(actor, case_id, task_id)
    return await service.inbound_card(actor, case_id)


async def decline_task(actor: Actor, *, case_id: UUID, task_id: UUID, body: ReasonIn) -> InboundCard:
    """不属本单位承办的，写明理由退办。"""
    await service.decline_task(actor, case_id, task_id, body.reason)
    return await service.inbound_card(actor, case_id)


async def co_result(actor: Actor, *, case_id: UUID, task_id: UUID, body: WordsIn) -> InboundCard:
    """协办单位提交意见。"""
    await service.co_result(actor, case_id, task_id, body.text)
    return await service.inbound_card(actor, case_id)


async def reassign(actor: Actor, *, case_id: UUID, task_id: UUID, body: PlaceIn) -> InboundCard:
    """退办的任务转其他单位承办。"""
    await service.reassign(actor, case_id, task_id, body.place_id)
    return await service.inbound_card(actor, case_id)


async def result(actor: Actor, *, case_id: UUID, body: WordsIn) -> InboundCard:
    """主办单位报办理结果，送批示领导。"""
    await service.report_result(actor, case_id, body.text)
    return await service.inbound_card(actor, case_id)


async def accept(actor: Actor, *, case_id: UUID) -> InboundCard:
    """批示领导认可办理结果。"""
    return await _move(actor, case_id, InboundAction.ACCEPT)


async def redo(actor: Actor, *, case_id: UUID, body: ReasonIn) -> InboundCard:
    """退回重办，须写明理由。"""
    return await _move(actor, case_id, InboundAction.REDO, body.reason)


async def close(actor: Actor, *, case_id: UUID) -> InboundCard:
    """办结不需要答复的来文。"""
    return await _move(actor, case_id, InboundAction.CLOSE)


async def reopen(actor: Actor, *, case_id: UUID, body: ReasonIn) -> InboundCard:
    """已办结的来文重新办理，须写明理由。"""
    return await _move(actor, case_id, InboundAction.REOPEN, body.reason)


async def _move(actor: Actor, case_id: UUID, action: InboundAction, reason: str = "") -> InboundCard:
    await service.move_inbound(actor, case_id, action, reason=reason)
    return await service.inbound_card(actor, case_id)


HIDDEN = errors.NoSuchInbound
ACTING = (HIDDEN, errors.NotYourTurn, errors.WrongState, Conflict)
REASONED = (*ACTING, errors.ReasonMissing, Classified)
SPEAKING = (*ACTING, errors.WordsMissing, Classified)
PLACING = (errors.PlaceUnfit, errors.DueInThePast, errors.DueTooFar)
ONE, TASK = "/inbound/{case_id}", "/inbound/{case_id}/tasks/{task_id}"

routes = [
    route("/inbound", "GET", cases),
    route(ONE, "GET", card, errors=(HIDDEN,)),
    route(f"{ONE}/file", "GET", file, errors=(HIDDEN,)),
    route(f"{ONE}/journal", "GET", trace, errors=(HIDDEN,)),
    route(f"{ONE}/register", "POST", register, errors=(*ACTING, errors.RegisteredBefore, Classified)),
    route(f"{ONE}/screen", "POST", screen, errors=ACTING),
    route(f"{ONE}/propose", "POST", propose, errors=(*SPEAKING, errors.LeaderNotEligible, *PLACING)),
    route(f"{ONE}/re-ask", "POST", re_ask, errors=(*REASONED, errors.LeaderInOffice, errors.LeaderNotEligible)),
    route(f"{TASK}/accept", "POST", accept_task, errors=(*ACTING, errors.NoSuchTask)),
    route(f"{TASK}/decline", "POST", decline_task, errors=(*REASONED, errors.NoSuchTask)),
    route(f"{TASK}/result", "POST", co_result, errors=(*SPEAKING, errors.NoSuchTask, errors.LeadReportsElsewhere)),
    route(f"{TASK}/reassign", "POST", reassign, errors=(*ACTING, errors.NoSuchTask, errors.PlaceUnfit)),
    route(f"{ONE}/result", "POST", result, errors=(*SPEAKING, errors.CoResultsMissing)),
    route(f"{ONE}/accept", "POST", accept, errors=ACTING),
    route(f"{ONE}/redo", "POST", redo, errors=REASONED),
    route(f"{ONE}/close", "POST", close, errors=(*ACTING, errors.LegsOpen, errors.ReplyOwed)),
    route(f"{ONE}/reopen", "POST", reopen, errors=REASONED),
]
