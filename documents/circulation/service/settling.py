"""批示落实: every order gets its tasks, or a recorded reason why it needs none (LOOP-1)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from documents.circulation.errors import NoSuchInstruction, NotTheOffice, PlacesMissing, TaskStays, WrongPage
from documents.circulation.models import InstructionRow
from documents.circulation.rules import instructions as rules
from documents.circulation.rules.instructions import Instruction
from documents.circulation.rules.wordings import PRESETS, Code, Page
from documents.circulation.service.rounds import hold, read_out
from documents.workflow import service as workflow
from documents.workflow.errors import NoSuchInbound
from documents.workflow.rules.inbound import InboundAction, InboundState
from documents.workflow.rules.incoming import office_of
from documents.workflow.service import Inbound
from messaging.notices import service as notices
from server.directory.rules.standing import Actor, Standing
from server.journal import service as journal
from server.kit.db import atomic, swap
from server.secrecy.gate import admit_texts


@dataclass(frozen=True)
class Said:
    """An instruction as it is shown; `wordings` are the usual ones it chose. Who leads is for the clerk to confirm."""

    instruction: Instruction
    wordings: tuple[str, ...]
    proposed_lead: UUID | None
    lead_said: bool
    """Whether the leader said so; otherwise the first named is only proposed."""


@dataclass(frozen=True)
class Assignment:
    """Who is to do it, and by when; nothing but the order where a result goes back to its lead."""

    instruction_id: UUID
    lead: UUID | None = None
    co: tuple[UUID, ...] = ()
    due_on: date | None = None
    requirement: str = ""


async def instructions(actor: Actor, case_id: UUID) -> tuple[bool, list[Said]]:
    """Whether the case is held (暂缓), and all that leaders wrote on it, first to last; for its readers.

    Raises NoSuchInbound.
    """
    await workflow.open_inbound(actor, case_id)
    rows = await InstructionRow.filter(case_id=case_id).order_by("no")
    return rules.held(row.words() for row in rows), [_said(row.instruction()) for row in rows]


async def instruction(actor: Actor, instruction_id: UUID) -> Said:
    """One instruction, for the readers of its case. Raises NoSuchInstruction."""
    row = await InstructionRow.get_or_none(id=instruction_id)
    if row is None:
        raise NoSuchInstruction
    await _case(actor, row)
    return _said(row.instruction())


async def assign(actor: Actor, case_id: UUID, given: Assignment) -> Inbound:
    """Give an order its tasks (交办): one lead place, any co places, a due day. Answers the case after it.

    An order on a reading page makes a document that is only read somebody's task; the result goes back to whoever gave
    it. An order on a result has its task already, the one that went back to the lead: the office confirms it by naming
    nothing but the order. Raises NoSuchInbound, NoSuchInstruction, NotTheOffice, PlacesMissing, TaskStays, WrongPage,
    NotAnOrder, AlreadySettled, Classified, and what `workflow.assign` raises.
    """
    admit_texts([given.requirement])
    async with atomic():
        await hold(case_id)
        row, case, standing = await _take_up(actor, given.instruction_id, case_id)
        settled = rules.with_tasks(row.instruction())
        if row.page is Page.RESULT:
            _check_same_task(given)
        else:
            _check_own_page(row.page, case)
            case = await _tasks(actor, row, given)
        await _land(actor, row, settled, standing, "assign", lead=given.lead)
    return case


async def no_action(actor: Actor, instruction_id: UUID, reason: str) -> Instruction:
    """Record that an order needs no task, and why; on the 拟办 page the case goes on with that.

    Raises NoSuchInstruction, NotTheOffice, ReasonMissing, NotAnOrder, AlreadySettled, Classified, and what moving the
    case raises.
    """
    admit_texts([reason])
    async with atomic():
        row, _, standing = await _take_up(actor, instruction_id)
        settled = rules.without_tasks(row.instruction(), reason)
        if row.page is Page.HANDLING:
            await workflow.move_inbound(actor, row.case_id, InboundAction.NO_ACTION, reason=reason)
        await _land(actor, row, settled, standing, "no_action", reason=settled.reason)
    return settled


async def _take_up(
    actor: Actor, instruction_id: UUID, case_id: UUID | None = None
) -> tuple[InstructionRow, Inbound, Standing]:
    """An instruction of a case that this person may read, for the office of the organ."""
    if case_id:
        await workflow.open_inbound(actor, case_id)
    row = await InstructionRow.get_or_none(id=instruction_id)
    if row is None or case_id not in (None, row.case_id):
        raise NoSuchInstruction
    await hold(row.case_id)
    case = await _case(actor, row)
    standing = actor.stand(*office_of(case))
    if standing is None:
        raise NotTheOffice
    return await InstructionRow.get(id=instruction_id), case, standing


async def _case(actor: Actor, row: InstructionRow) -> Inbound:
    """Who may not read the case knows nothing of what was written on it."""
    try:
        return await workflow.open_inbound(actor, row.case_id)
    except NoSuchInbound as fault:
        raise NoSuchInstruction from fault


async def _tasks(actor: Actor, row: InstructionRow, given: Assignment) -> Inbound:
    """The tasks of an order; their result goes back to the leader who gave it (LOOP-3)."""
    if given.lead is None or given.due_on is None:
        raise PlacesMissing
    return await workflow.assign(
        actor,
        row.case_id,
        given.lead,
        given.co,
        given.due_on,
        given.requirement,
        row.id,
        ordered_by=row.principal_id or row.person_id,
    )


def _check_own_page(page: Page, case: Inbound) -> None:
    """What a reader orders besides never takes the place of what the leader who was asked has ordered."""
    if page is Page.READING and case.state is not InboundState.CIRCULATING:
        raise WrongPage(state=case.state)


def _check_same_task(given: Assignment) -> None:
    if given != Assignment(given.instruction_id):
        raise TaskStays


async def _land(
    actor: Actor, row: InstructionRow, settled: Instruction, standing: Standing, act: str, **facts: object
) -> None:
    await swap(InstructionRow, row.id, row.version, outcome=settled.outcome, reason=settled.reason)
    await journal.record(actor, f"circulation.{act}", row.id, standing, outcome=settled.outcome, **facts)
    await notices.done(row.id)
    await workflow.close_leg(row.id)
    await read_out(row.case_id)


def _said(instruction: Instruction) -> Said:
    words = instruction.words
    wordings = tuple(PRESETS[code].words for code in words.codes)
    return Said(instruction, wordings, rules.proposed_lead(words), Code.ASSIGN_LEAD in words.codes)
