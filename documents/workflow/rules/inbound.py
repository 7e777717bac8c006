"""The inbound table (收文流程, 条例 art. 24): from which state, which action, by whom, to which state."""

from dataclasses import dataclass
from enum import StrEnum

from server.directory.rules.standing import Scope


class Capacity(StrEnum):
    """主送 or 抄送."""

    MAIN = "main"
    CC = "cc"


class InboundState(StrEnum):
    """Where an inbound case stands."""

    TO_SIGN = "to_sign"
    REJECTED = "rejected"
    SIGNED_FOR = "signed_for"
    REGISTERED = "registered"
    RETURNED_TO_SENDER = "returned_to_sender"
    READING = "reading"
    CIRCULATING = "circulating"
    PROPOSING = "proposing"
    AWAIT_INSTRUCTION = "await_instruction"
    INSTRUCTED = "instructed"
    HANDLING = "handling"
    RESULT_REVIEW = "result_review"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class InboundAction(StrEnum):
    """What somebody does to an inbound case, or to a task of it."""

    ARRIVE = "arrive"
    SIGN_FOR = "sign_for"
    REFUSE = "refuse"
    REGISTER = "register"
    FOR_READING = "for_reading"
    """Screened as 阅件."""
    FOR_ACTION = "for_action"
    """Screened as 办件."""
    RETURN_TO_SENDER = "return_to_sender"
    CIRCULATE = "circulate"
    READ_OUT = "read_out"
    PROPOSE = "propose"
    INSTRUCT = "instruct"
    PASS_UP = "pass_up"  # noqa: S105 - to another leader, not a password
    SEND_BACK = "send_back"
    RE_ASK = "re_ask"
    """Another leader takes the place of one who has left office."""
    ASSIGN = "assign"
    NO_ACTION = "no_action"
    ACCEPT_TASK = "accept_task"
    DECLINE_TASK = "decline_task"
    RE_ASSIGN = "re_assign"
    CO_RESULT = "co_result"
    RESULT = "result"
    ACCEPT = "accept"
    REDO = "redo"
    REPLY = "reply"
    CLOSE = "close"
    REOPEN = "reopen"


class InboundTurn(StrEnum):
    """Whose hand a row needs; `incoming.holders` says which holders that is in a case."""

    REGISTRAR = "registrar"
    OFFICE = "office"
    """办公厅（室）: its director or its reviewer."""
    OFFICE_OR_REGISTRAR = "office_or_registrar"
    DIRECTOR = "director"
    LEADER = "leader"
    """The leader who is asked, later the one who instructed."""
    PLACE = "place"
    """The head of the unit or organ that a task was given to."""
    ITSELF = "itself"
    """By itself, out of another act: nobody has the turn."""


class TaskRole(StrEnum):
    """主办 or 协办."""

    LEAD = "lead"
    CO = "co"


class TaskState(StrEnum):
    """What has become of a task."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


@dataclass(frozen=True)
class Row:
    """One row of the table. `to` None: where the case is taken up again depends on how it was closed."""

    action: InboundAction
    sources: tuple[InboundState, ...]
    turn: InboundTurn
    to: InboundState | None
    needs_reason: bool = False
    need: Scope = Scope.HANDLE
    """What whoever stands in (代) must have been lent: what a leader decides is lent with the right to sign only."""


@dataclass(frozen=True)
class TaskMove:
    """What an action makes of the task that it is about."""

    role: TaskRole | None
    """None: of either."""
    sources: tuple[TaskState, ...]
    to: TaskState


S, A, T, K = InboundState, InboundAction, InboundTurn, TaskState

INBOUND: tuple[Row, ...] = (
    Row(A.ARRIVE, (S.REJECTED, S.RETURNED_TO_SENDER), T.ITSELF, S.TO_SIGN),
    Row(A.SIGN_FOR, (S.TO_SIGN,), T.REGISTRAR, S.SIGNED_FOR),
    Row(A.REFUSE, (S.TO_SIGN,), T.REGISTRAR, S.REJECTED, needs_reason=True),
    Row(A.REGISTER, (S.SIGNED_FOR,), T.REGISTRAR, S.REGISTERED),
    Row(A.FOR_ACTION, (S.REGISTERED, S.READING), T.OFFICE, S.PROPOSING),
    Row(A.FOR_READING, (S.REGISTERED, S.PROPOSING), T.OFFICE, S.READING),
    Row(A.RETURN_TO_SENDER, (S.REGISTERED,), T.OFFICE, S.RETURNED_TO_SENDER, needs_reason=True),
    Row(A.CIRCULATE, (S.READING,), T.OFFICE, S.CIRCULATING),
    Row(A.READ_OUT, (S.CIRCULATING,), T.ITSELF, S.CLOSED),
    Row(A.PROPOSE, (S.PROPOSING,), T.OFFICE, S.AWAIT_INSTRUCTION),
    Row(A.INSTRUCT, (S.AWAIT_INSTRUCTION,), T.LEADER, S.INSTRUCTED, need=Scope.SIGN_OFF),
    Row(A.PASS_UP, (S.AWAIT_INSTRUCTION,), T.LEADER, S.AWAIT_INSTRUCTION, need=Scope.SIGN_OFF),
    Row(A.SEND_BACK, (S.AWAIT_INSTRUCTION,), T.LEADER, S.PROPOSING, needs_reason=True, need=Scope.SIGN_OFF),
    Row(A.RE_ASK, (S.AWAIT_INSTRUCTION,), T.OFFICE, S.AWAIT_INSTRUCTION, needs_reason=True),
    Row(A.RE_ASK, (S.RESULT_REVIEW,), T.OFFICE, S.RESULT_REVIEW, needs_reason=True),
    Row(A.ASSIGN, (S.INSTRUCTED, S.CIRCULATING), T.OFFICE, S.HANDLING),
    Row(A.NO_ACTION, (S.INSTRUCTED,), T.OFFICE, S.ACCEPTED, needs_reason=True),
    Row(A.ACCEPT_TASK, (S.HANDLING,), T.PLACE, S.HANDLING),
    Row(A.DECLINE_TASK, (S.HANDLING,), T.PLACE, S.HANDLING, needs_reason=True),
    Row(A.RE_ASSIGN, (S.HANDLING,), T.OFFICE, S.HANDLING),
    Row(A.CO_RESULT, (S.HANDLING,), T.PLACE, S.HANDLING),
    Row(A.RESULT, (S.HANDLING,), T.PLACE, S.RESULT_REVIEW),
    Row(A.ACCEPT, (S.RESULT_REVIEW,), T.LEADER, S.ACCEPTED, need=Scope.SIGN_OFF),
    Row(A.REDO, (S.RESULT_REVIEW,), T.LEADER, S.HANDLING, needs_reason=True, need=Scope.SIGN_OFF),
    Row(A.REPLY, (S.ACCEPTED,), T.OFFICE_OR_REGISTRAR, S.CLOSED),
    Row(A.CLOSE, (S.ACCEPTED,), T.OFFICE_OR_REGISTRAR, S.CLOSED),
    Row(A.REOPEN, (S.CLOSED,), T.DIRECTOR, None, needs_reason=True),
)

ON_A_TASK: dict[InboundAction, TaskMove] = {
    A.ACCEPT_TASK: TaskMove(None, (K.ASSIGNED,), K.ACCEPTED),
    A.DECLINE_TASK: TaskMove(None, (K.ASSIGNED,), K.DECLINED),
    A.RE_ASSIGN: TaskMove(None, (K.DECLINED,), K.ASSIGNED),
    A.CO_RESULT: TaskMove(TaskRole.CO, (K.ASSIGNED, K.ACCEPTED), K.DONE),
    A.RESULT: TaskMove(TaskRole.LEAD, (K.ASSIGNED, K.ACCEPTED), K.DONE),
}
"""Actions that one task is named for; they are done by the place that has it, only RE_ASSIGN by the office."""

GIVEN_BACK = frozenset({A.REDO, A.REOPEN})
"""Actions after which the lead has to work on (退回重办)."""

ENDS = frozenset({A.RETURN_TO_SENDER, A.READ_OUT, A.REPLY, A.CLOSE})
"""Actions that end the thread, or send it away: not while a leg of it is open."""

ASKED: dict[InboundState, InboundAction] = {
    S.TO_SIGN: A.SIGN_FOR,
    S.SIGNED_FOR: A.REGISTER,
    S.REGISTERED: A.FOR_ACTION,
    S.READING: A.CIRCULATE,
    S.PROPOSING: A.PROPOSE,
    S.AWAIT_INSTRUCTION: A.INSTRUCT,
    S.INSTRUCTED: A.ASSIGN,
    S.RESULT_REVIEW: A.ACCEPT,
    S.ACCEPTED: A.REPLY,
}
"""What whoever has the turn is asked to do; in HANDLING that is asked task by task, see `incoming.asked`."""


def rows(state: InboundState) -> tuple[Row, ...]:
    """The rows that lead out of a state."""
    return tuple(row for row in INBOUND if state in row.sources)


def row(state: InboundState, action: InboundAction) -> Row | None:
    """The one row for an action in a state, or None: the action is not in the table there."""
    return next((r for r in rows(state) if r.action is action), None)
