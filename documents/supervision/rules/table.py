"""The table of a supervision item (督办事项): from which state, which action, by whom, to which state."""

from dataclasses import dataclass
from enum import StrEnum

from server.directory.rules.standing import Scope


class ItemState(StrEnum):
    """Where an item stands."""

    PROPOSED = "proposed"
    NOT_ESTABLISHED = "not_established"
    ESTABLISHED = "established"
    ASSIGNED = "assigned"
    ASSIGN_DISPUTE = "assign_dispute"
    IN_PROGRESS = "in_progress"
    EXT_REQUESTED = "ext_requested"
    COMPLETION_REVIEW = "completion_review"
    COMPLETED = "completed"
    EVALUATED = "evaluated"
    WRITTEN_OFF = "written_off"
    REVOKED = "revoked"


class ItemAction(StrEnum):
    """What somebody does to an item."""

    SETTLE = "settle"
    APPROVE = "approve"
    DECLINE = "decline"
    ASSIGN = "assign"
    ACCEPT = "accept"
    OBJECT = "object"
    RE_ASSIGN = "re_assign"
    MAINTAIN = "maintain"
    FEEDBACK = "feedback"
    REQUEST_EXTENSION = "request_extension"
    GRANT = "grant"
    REFUSE = "refuse"
    SUBMIT_COMPLETION = "submit_completion"
    REDO = "redo"
    COMPLETE = "complete"
    EVALUATE = "evaluate"
    WRITE_OFF = "write_off"
    REVOKE = "revoke"


class Turn(StrEnum):
    """Whose hand a row needs; `items.holders` says which holders that is."""

    SUPERVISER = "superviser"
    APPROVER = "approver"
    LEAD = "lead"
    HANDLER = "handler"
    """Lead or co-unit (牵头、协办)."""


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    action: ItemAction
    sources: tuple[ItemState, ...]
    turn: Turn
    to: ItemState
    needs_words: bool = False
    """A reason, a report, a result: what has to be said in words."""
    apart: bool = False
    """It decides about the lead or its work: nobody who stands for the lead may do it, by a post or by delegation."""
    need: Scope = Scope.HANDLE
    """What whoever stands in (代) must have been lent: what the approver decides, with the right to sign only."""


S, A, T = ItemState, ItemAction, Turn
ENDED = (S.NOT_ESTABLISHED, S.WRITTEN_OFF, S.REVOKED)
"""Nothing is owed any more; what the item hangs on may be closed."""

FINISHED = (S.COMPLETED, S.EVALUATED, S.WRITTEN_OFF)
RUNNING = (S.ESTABLISHED, S.ASSIGNED, S.ASSIGN_DISPUTE, S.IN_PROGRESS, S.EXT_REQUESTED, S.COMPLETION_REVIEW)
"""The clock runs, and the light may change by itself."""

HANDED_OVER = (S.ASSIGNED, S.ASSIGN_DISPUTE, S.IN_PROGRESS, S.EXT_REQUESTED)
"""The lead has the task and has not reported it done: the states in which it is reminded."""

TABLE: tuple[Row, ...] = (
    Row(A.SETTLE, (S.PROPOSED,), T.SUPERVISER, S.PROPOSED),
    Row(A.APPROVE, (S.PROPOSED,), T.APPROVER, S.ESTABLISHED, apart=True, need=Scope.SIGN_OFF),
    Row(
        A.DECLINE,
        (S.PROPOSED,),
        T.APPROVER,
        S.NOT_ESTABLISHED,
        needs_words=True,
        apart=True,
        need=Scope.SIGN_OFF,
    ),
    Row(A.ASSIGN, (S.ESTABLISHED,), T.SUPERVISER, S.ASSIGNED),
    Row(A.ACCEPT, (S.ASSIGNED,), T.LEAD, S.IN_PROGRESS),
    Row(A.OBJECT, (S.ASSIGNED,), T.LEAD, S.ASSIGN_DISPUTE, needs_words=True),
    Row(A.RE_ASSIGN, (S.ASSIGN_DISPUTE,), T.SUPERVISER, S.ASSIGNED, apart=True),
    Row(A.MAINTAIN, (S.ASSIGN_DISPUTE,), T.SUPERVISER, S.ASSIGNED, apart=True),
    Row(A.FEEDBACK, (S.IN_PROGRESS,), T.HANDLER, S.IN_PROGRESS, needs_words=True),
    Row(A.REQUEST_EXTENSION, (S.IN_PROGRESS,), T.LEAD, S.EXT_REQUESTED, needs_words=True),
    Row(A.GRANT, (S.EXT_REQUESTED,), T.SUPERVISER, S.IN_PROGRESS, apart=True),
    Row(A.REFUSE, (S.EXT_REQUESTED,), T.SUPERVISER, S.IN_PROGRESS, needs_words=True, apart=True),
    Row(A.SUBMIT_COMPLETION, (S.IN_PROGRESS,), T.LEAD, S.COMPLETION_REVIEW, needs_words=True),
    Row(A.REDO, (S.COMPLETION_REVIEW,), T.SUPERVISER, S.IN_PROGRESS, needs_words=True, apart=True),
    Row(A.COMPLETE, (S.COMPLETION_REVIEW,), T.SUPERVISER, S.COMPLETED, apart=True),
    Row(A.EVALUATE, (S.COMPLETED,), T.SUPERVISER, S.EVALUATED, apart=True),
    Row(A.WRITE_OFF, (S.EVALUATED,), T.SUPERVISER, S.WRITTEN_OFF, apart=True),
    Row(
        A.REVOKE,
        (*RUNNING, S.COMPLETED, S.EVALUATED),
        T.APPROVER,
        S.REVOKED,
        needs_words=True,
        apart=True,
        need=Scope.SIGN_OFF,
    ),
)

JUDGING = frozenset(row.action for row in TABLE if row.apart)
"""What decides about the lead or its work."""

ASKED: dict[ItemState, tuple[Turn, ItemAction]] = {
    S.PROPOSED: (T.APPROVER, A.APPROVE),
    S.ESTABLISHED: (T.SUPERVISER, A.ASSIGN),
    S.ASSIGNED: (T.LEAD, A.ACCEPT),
    S.ASSIGN_DISPUTE: (T.SUPERVISER, A.MAINTAIN),
    S.IN_PROGRESS: (T.LEAD, A.SUBMIT_COMPLETION),
    S.EXT_REQUESTED: (T.SUPERVISER, A.GRANT),
    S.COMPLETION_REVIEW: (T.SUPERVISER, A.COMPLETE),
    S.COMPLETED: (T.SUPERVISER, A.EVALUATE),
    S.EVALUATED: (T.SUPERVISER, A.WRITE_OFF),
}
"""Who gets the to-do in a state, and what is asked; a proposal that lacks something is asked of the superviser."""


def rows(state: ItemState) -> tuple[Row, ...]:
    """The rows that lead out of a state."""
    return tuple(row for row in TABLE if state in row.sources)


def row(state: ItemState, action: ItemAction) -> Row | None:
    """The one row for an action in a state, or None: the action is not in the table there."""
    return next((r for r in rows(state) if r.action is action), None)
