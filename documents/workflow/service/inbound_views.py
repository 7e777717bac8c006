"""What people see of an inbound case: a card, lists, the file, and the thread with all its legs."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tortoise.expressions import Subquery

from documents.drafting.rules.content import Urgency
from documents.drafting.rules.kinds import Kind
from documents.workflow.models import InboundReaderRow, InboundRow
from documents.workflow.rules.arrivals import Inbound, Task
from documents.workflow.rules.inbound import InboundAction, InboundState
from documents.workflow.rules.incoming import actions, reply_owed, task_actions, whose_turn
from documents.workflow.rules.legs import Leg, LegKind
from documents.workflow.service.inbound import leads, open_inbound
from documents.workflow.service.legs import every_leg, open_legs
from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.journal.errors import NoSuchSubject
from server.journal.rules import Entry
from server.kit.files import Download
from server.kit.ground import ground
from server.kit.paging import page

PDF = "application/pdf"


@dataclass(frozen=True)
class TaskCard:
    """A task, and what the reader of the card may do to it."""

    task: Task
    actions: tuple[InboundAction, ...]


@dataclass(frozen=True)
class InboundCard:
    """Everything one decision on an inbound document needs, in one answer."""

    case: Inbound
    tasks: list[TaskCard]
    open_legs: list[Leg]
    """What keeps the thread from ending."""
    turn: list[directory.Waiting]
    """Whose turn it is."""
    actions: tuple[InboundAction, ...]
    """What the reader of this card may do now."""
    reply_owed: bool
    """Whether the sender waits for an answer."""


@dataclass(frozen=True)
class InboundLine:
    """One inbound document in a list."""

    id: UUID
    organ_id: UUID
    kind: Kind
    number: str
    title: str
    issuer: str
    urgency: Urgency
    serial: str
    state: InboundState
    due_on: date | None
    sent_at: datetime


@dataclass(frozen=True)
class Step:
    """One act on the thread (办理轨迹): on the case itself, or on the leg of a kind; `entry` says who and when.

    The holders who had the turn after it are the entry's fact `turn`, where it has one.
    """

    leg: LegKind | None
    entry: Entry


async def inbound_card(actor: Actor, case_id: UUID) -> InboundCard:
    """An inbound case as its reader needs it. Raises NoSuchInbound."""
    case, legs = await open_inbound(actor, case_id), await open_legs(case_id)
    return InboundCard(
        case=case,
        tasks=[TaskCard(task, task_actions(actor, case, task)) for task in case.tasks],
        open_legs=legs,
        turn=await directory.waiting(whose_turn(case)),
        actions=actions(actor, case, legs=legs, leads=await leads(case, case.leader_id)),
        reply_owed=reply_owed(case),
    )


async def inbound_cases(
    actor: Actor, state: InboundState | None, before: UUID | None, limit: int
) -> tuple[list[InboundLine], UUID | None]:
    """The inbound documents this person may read, newest first, in one state or in any."""
    mine = Subquery(InboundReaderRow.filter(holder__in=sorted(actor.holders())).values("case_id"))
    query = InboundRow.filter(id__in=mine)
    rows, following = await page(query.filter(state=state) if state else query, before, limit)
    return [_line(row) for row in rows], following


async def inbound_file(actor: Actor | None, case_id: UUID) -> Download:
    """The sealed file under its number and title; actor None is the office itself. Raises NoSuchInbound."""
    case = await open_inbound(actor, case_id)
    return Download(ground().blobs.path(case.sha256), PDF, f"{case.number}{case.title}.pdf")


async def thread(actor: Actor, case_id: UUID) -> list[Step]:
    """Every act on a case and on all that hangs on it, in order of time. Raises NoSuchInbound."""
    await open_inbound(actor, case_id)
    steps = [Step(None, entry) for entry in await journal.of_subject(case_id)]
    for leg in await every_leg(case_id):
        with suppress(NoSuchSubject):
            steps += [Step(leg.kind, entry) for entry in await journal.of_subject(leg.subject_id)]
    return sorted(steps, key=lambda step: (step.entry.at, step.entry.id))


def _line(row: InboundRow) -> InboundLine:
    return InboundLine(**{name: getattr(row, name) for name in InboundLine.__dataclass_fields__})
