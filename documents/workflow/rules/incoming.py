"""What each action makes of an inbound case, and who may do it. Pure; people and days come in as arguments."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from documents.drafting.rules.kinds import LAW, Kind, Need
from documents.workflow.errors import (
    CoResultsMissing,
    DueInThePast,
    LeadReportsElsewhere,
    NoSuchTask,
    NotYourTurn,
    PlaceUnfit,
    ReasonMissing,
    ReplyOwed,
    SealUnsound,
    SealUnverified,
    WrongState,
)
from documents.workflow.rules.arrivals import Arrival, Inbound, Task
from documents.workflow.rules.days import check_near
from documents.workflow.rules.inbound import (
    ASKED,
    ENDS,
    GIVEN_BACK,
    ON_A_TASK,
    Capacity,
    InboundAction,
    InboundState,
    InboundTurn,
    Row,
    TaskRole,
    TaskState,
    row,
    rows,
)
from documents.workflow.rules.legs import Leg, check_ended, ordered
from server.directory.rules.standing import Actor, Role, Standing, holder_of_person, holder_of_role
from signatures.judgement.verdict import State as Seal

OWE_A_REPLY = frozenset({Kind.REQUEST, Kind.LETTER, Kind.OPINION})
"""Kinds whose sender wants to hear from its main addressee (条例 art. 8(7), (11), (14), art. 24(7))."""


def office_of(case: Arrival) -> frozenset[str]:
    """The holders that are the office (办公厅、办公室) of the organ."""
    roles = (Role.OFFICE_DIRECTOR, Role.OFFICE_REVIEWER)
    return frozenset(holder_of_role(role, case.organ_id) for role in roles)


def first_readers(case: Arrival) -> frozenset[str]:
    """Who may open what was sent to an organ: its registrar and its office. Nobody else, until they are asked."""
    return office_of(case) | {holder_of_role(Role.REGISTRAR, case.organ_id)}


def holders(case: Inbound, turn: InboundTurn, task: Task | None = None) -> frozenset[str]:
    """Which holders have a turn in this case."""
    match turn:
        case InboundTurn.REGISTRAR:
            return frozenset({holder_of_role(Role.REGISTRAR, case.organ_id)})
        case InboundTurn.OFFICE:
            return office_of(case)
        case InboundTurn.OFFICE_OR_REGISTRAR:
            return first_readers(case)
        case InboundTurn.DIRECTOR:
            return frozenset({holder_of_role(Role.OFFICE_DIRECTOR, case.organ_id)})
        case InboundTurn.LEADER:
            return frozenset({holder_of_person(case.leader_id)}) if case.leader_id else office_of(case)
        case InboundTurn.PLACE if task:
            return frozenset({holder_of_role(Role.UNIT_HEAD, task.place_id)})
    return frozenset()


def asked(case: Inbound) -> frozenset[tuple[str, InboundAction]]:
    """Which holder is asked to do what now."""
    if case.state is InboundState.HANDLING:
        return frozenset((holder, _next(task)) for task in case.tasks for holder in _holding(case, task))
    action = ASKED.get(case.state)
    if action is InboundAction.REPLY and not reply_owed(case):
        action = InboundAction.CLOSE
    found = row(case.state, action) if action else None
    return frozenset((holder, found.action) for holder in holders(case, found.turn)) if found else frozenset()


def whose_turn(case: Inbound) -> frozenset[str]:
    """The holders that are asked to act now."""
    return frozenset(holder for holder, _ in asked(case))


def actions(actor: Actor, case: Inbound, *, legs: Sequence[Leg], leads: bool) -> tuple[InboundAction, ...]:
    """What this person may do to the case now, beside its tasks.

    `legs` are those of its thread, `leads` is whether the leader who is asked still leads the organ.
    """
    barred = {InboundAction.RE_ASK} if leads else set()
    barred |= set() if assignable(case, legs) else {InboundAction.ASSIGN}
    every = (r for r in rows(case.state) if r.action not in {*ON_A_TASK, *barred})
    return tuple(r.action for r in every if actor.stand(*holders(case, r.turn), need=r.need))


def task_actions(actor: Actor, case: Inbound, task: Task) -> tuple[InboundAction, ...]:
    """What this person may do to one of its tasks now."""
    fitting = (r for r in rows(case.state) if r.action in ON_A_TASK and _moves(r.action, task))
    return tuple(r.action for r in fitting if actor.stand(*holders(case, r.turn, task), need=r.need))


def permit(actor: Actor, case: Inbound, action: InboundAction, task: Task | None = None) -> tuple[Row, Standing]:
    """The row and the standing for an action. Raises WrongState, NotYourTurn."""
    found = _row(case, action)
    standing = actor.stand(*holders(case, found.turn, task), need=found.need)
    if standing is None:
        raise NotYourTurn(turn=sorted(whose_turn(case)))
    return found, standing


def permit_itself(case: Inbound, action: InboundAction) -> Row:
    """The row for what happens by itself. Raises WrongState, NotYourTurn for a row that is somebody's."""
    found = _row(case, action)
    if found.turn is not InboundTurn.ITSELF:
        raise NotYourTurn
    return found


def take(case: Inbound, found: Row, *, reason: str = "", legs: Iterable[Leg] = ()) -> Inbound:
    """The case after an action of the table that is not about one task. `legs` are those of its thread.

    Raises ReasonMissing where the row wants a reason (条例 art. 24(3)), SealUnverified, SealUnsound, LegsOpen,
    ReplyOwed, WrongState for an assignment of what is only read and nobody ordered.
    """
    legs = list(legs)
    if found.needs_reason and not reason.strip():
        raise ReasonMissing
    if found.action is InboundAction.ASSIGN and not assignable(case, legs):
        raise WrongState(state=case.state, action=found.action)
    if found.action is InboundAction.SIGN_FOR:
        check_seal(case)
    if found.action in ENDS:
        check_ended(legs)
    if found.action is InboundAction.CLOSE and reply_owed(case):
        raise ReplyOwed
    if found.action in GIVEN_BACK:
        case = replace(case, tasks=tuple(_again(task, reason) for task in case.tasks))
    return replace(case, state=found.to or _reopened(case), reason=reason.strip() or case.reason)


def take_task(
    case: Inbound, found: Row, task: Task, *, reason: str = "", words: str = "", place_id: UUID | None = None
) -> Inbound:
    """The case after an action on one of its tasks; `words` are a result, `place_id` is the place it goes to instead.

    Raises ReasonMissing, LeadReportsElsewhere for the lead at the co places' door, WrongState for a task that is not so
    far, CoResultsMissing when the lead would report before every co place has, PlaceUnfit for a place that has a task
    already.
    """
    if found.needs_reason and not reason.strip():
        raise ReasonMissing
    if found.action is InboundAction.CO_RESULT and task.role is TaskRole.LEAD:
        raise LeadReportsElsewhere
    if not _moves(found.action, task):
        raise WrongState(state=task.state, action=found.action)
    if found.action is InboundAction.RESULT and not _co_results_in(case):
        raise CoResultsMissing(open=[t.place_id for t in case.tasks if _co_open(t)])
    if place_id in {t.place_id for t in case.tasks}:
        raise PlaceUnfit
    changed = replace(
        task,
        state=ON_A_TASK[found.action].to,
        reason=reason.strip(),
        result=words or task.result,
        place_id=place_id or task.place_id,
    )
    tasks = tuple(changed if t.id == task.id else t for t in case.tasks)
    return replace(case, tasks=tasks, state=found.to or case.state)


def check_seal(case: Inbound) -> None:
    """Nothing is signed for before its seal was verified and holds; a kind that needs no seal may bear none.

    Raises SealUnverified, SealUnsound.
    """
    if case.verdict is None:
        raise SealUnverified
    unsealed = case.verdict is Seal.UNSIGNED and LAW[case.kind].seal is not Need.REQUIRED
    if case.verdict is not Seal.VALID and not unsealed:
        raise SealUnsound(verdict=case.verdict, codes=list(case.codes))


def check_assignment(places: Sequence[UUID], eligible: Iterable[UUID], due_on: date | None, today: date) -> None:
    """Places are different ones, of the organ or directly below it; what is due is not due yesterday, nor for ever.

    Raises PlaceUnfit, DueInThePast, DueTooFar.
    """
    if len(set(places)) < len(places) or not set(places) <= set(eligible):
        raise PlaceUnfit
    if due_on and due_on < today:
        raise DueInThePast
    if due_on:
        check_near(due_on, today)


def assignable(case: Inbound, legs: Iterable[Leg]) -> bool:
    """Whether tasks may be given: what goes round to be read becomes somebody's task by an order only (批示)."""
    return case.state is not InboundState.CIRCULATING or ordered(legs)


def reply_owed(case: Inbound) -> bool:
    """Whether the sender waits for an answer (答复): it asked, and this is a main addressee."""
    return case.capacity is Capacity.MAIN and case.kind in OWE_A_REPLY


def under_way(case: Inbound, task: Task) -> bool:
    """Whether a task still keeps the thread open: the lead's does until its result is accepted."""
    if task.role is TaskRole.CO:
        return task.state is not TaskState.DONE
    return case.state in (InboundState.HANDLING, InboundState.RESULT_REVIEW)


def task_of(case: Inbound, task_id: UUID) -> Task:
    """One task of the case. Raises NoSuchTask."""
    found = next((task for task in case.tasks if task.id == task_id), None)
    if found is None:
        raise NoSuchTask
    return found


def lead_of(case: Inbound) -> Task | None:
    """The one task of the lead (主办), once it is assigned."""
    return next((task for task in case.tasks if task.role is TaskRole.LEAD), None)


def serial_text(year: int, no: int) -> str:
    """收文号 as it is written: the receiving organ's own series of a year."""
    return f"收〔{year}〕{no}号"


def _row(case: Inbound, action: InboundAction) -> Row:
    found = row(case.state, action)
    if found is None:
        raise WrongState(state=case.state, action=action)
    return found


def _next(task: Task) -> InboundAction:
    """What is asked of whoever holds a task that is not done."""
    match task.state:
        case TaskState.ASSIGNED:
            return InboundAction.ACCEPT_TASK
        case TaskState.DECLINED:
            return InboundAction.RE_ASSIGN
    return InboundAction.RESULT if task.role is TaskRole.LEAD else InboundAction.CO_RESULT


def _holding(case: Inbound, task: Task) -> frozenset[str]:
    """Who has a task now: its place, the office when the place has declined, nobody when it is done."""
    if task.state is TaskState.DONE:
        return frozenset()
    turn = InboundTurn.OFFICE if task.state is TaskState.DECLINED else InboundTurn.PLACE
    return holders(case, turn, task)


def _moves(action: InboundAction, task: Task) -> bool:
    move = ON_A_TASK[action]
    return move.role in (None, task.role) and task.state in move.sources


def _co_open(task: Task) -> bool:
    return task.role is TaskRole.CO and task.state is not TaskState.DONE


def _co_results_in(case: Inbound) -> bool:
    return not any(_co_open(task) for task in case.tasks)


def _again(task: Task, reason: str) -> Task:
    """What is given back goes to the lead; the co places have said theirs."""
    if task.role is TaskRole.CO:
        return task
    return replace(task, state=TaskState.ACCEPTED, reason=reason.strip())


def _reopened(case: Inbound) -> InboundState:
    """A case that nobody was given is proposed for handling; one that was handled is handled on."""
    return InboundState.HANDLING if lead_of(case) else InboundState.PROPOSING
