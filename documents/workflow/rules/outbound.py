"""The outbound table (发文流程): from which state, which action, by whom, to which state."""

from dataclasses import dataclass
from enum import StrEnum

from server.directory.rules.standing import Scope


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    UNIT_REVIEW = "unit_review"
    COUNTERSIGN = "countersign"
    OFFICE_REVIEW = "office_review"
    SIGN_OFF = "sign_off"
    JOINT_SIGN = "joint_sign"
    """联签: the leading organ has signed, the others that issue it with it have not all (联合行文)."""
    RETURNED = "returned"
    SIGNED = "signed"
    RECHECKED = "rechecked"
    REGISTERED = "registered"
    TYPESET = "typeset"
    PROOFED = "proofed"
    SEALED = "sealed"
    DISPATCHED = "dispatched"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    VOIDED = "voided"


class Action(StrEnum):
    """What somebody does to a case."""

    CREATE = "create"
    REVISE = "revise"
    SUBMIT = "submit"
    PASS = "pass"  # noqa: S105 - an action of a reviewer, not a password
    OPINE = "opine"
    RETURN = "return"
    SIGN_OFF = "sign_off"
    RECHECK = "recheck"
    RESIGN = "resign"
    REGISTER = "register"
    TYPESET = "typeset"
    PROOF = "proof"
    SEAL = "seal"
    DISPATCH = "dispatch"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    VOID = "void"


class Turn(StrEnum):
    """Whose hand a row needs; `case.holders` says which holders that is in a case."""

    AUTHOR = "author"
    UNIT_HEAD = "unit_head"
    COUNTERSIGNER = "countersigner"
    OFFICE_REVIEWER = "office_reviewer"
    SIGNER = "signer"
    CO_SIGNER = "co_signer"
    REGISTRAR = "registrar"
    PROOFREADER = "proofreader"
    SEAL_KEEPER = "seal_keeper"
    DISPATCHER = "dispatcher"
    OFFICE = "office"
    """The office itself, by a job: nobody has the turn."""


@dataclass(frozen=True)
class Row:
    """One row of the table. `to` None means: whoever still has to speak, seal or sign decides (see `case.take`)."""

    action: Action
    sources: tuple[State, ...]
    turn: Turn
    to: State | None
    needs_reason: bool = False
    need: Scope = Scope.HANDLE


S, A, T = State, Action, Turn
REVIEWS = (S.UNIT_REVIEW, S.COUNTERSIGN, S.OFFICE_REVIEW)
"""Reviews before sign-off, in order; what a review said stands as long as the text it spoke of."""

SIGNATURES = (S.SIGN_OFF, S.JOINT_SIGN)
BEFORE_SIGNED = (S.DRAFT, S.RETURNED, *REVIEWS, *SIGNATURES)
NUMBERED = (S.REGISTERED, S.TYPESET, S.PROOFED, S.SEALED)

OUTBOUND: tuple[Row, ...] = (
    Row(A.SUBMIT, (S.DRAFT, S.RETURNED), T.AUTHOR, None),
    Row(A.PASS, (S.UNIT_REVIEW,), T.UNIT_HEAD, None),
    Row(A.PASS, (S.OFFICE_REVIEW,), T.OFFICE_REVIEWER, None),
    Row(A.OPINE, (S.COUNTERSIGN,), T.COUNTERSIGNER, None),
    Row(A.SIGN_OFF, (S.SIGN_OFF,), T.SIGNER, None, need=Scope.SIGN_OFF),
    Row(A.SIGN_OFF, (S.JOINT_SIGN,), T.CO_SIGNER, None, need=Scope.SIGN_OFF),
    Row(A.RETURN, (S.UNIT_REVIEW,), T.UNIT_HEAD, S.RETURNED, needs_reason=True),
    Row(A.RETURN, (S.COUNTERSIGN,), T.COUNTERSIGNER, S.RETURNED, needs_reason=True),
    Row(A.RETURN, (S.OFFICE_REVIEW,), T.OFFICE_REVIEWER, S.RETURNED, needs_reason=True),
    Row(A.RETURN, (S.SIGN_OFF,), T.SIGNER, S.RETURNED, needs_reason=True, need=Scope.SIGN_OFF),
    Row(A.RETURN, (S.JOINT_SIGN,), T.CO_SIGNER, S.RETURNED, needs_reason=True, need=Scope.SIGN_OFF),
    Row(A.RECHECK, (S.SIGNED,), T.OFFICE_REVIEWER, S.RECHECKED),
    Row(A.RESIGN, (S.SIGNED, S.RECHECKED), T.OFFICE_REVIEWER, S.SIGN_OFF, needs_reason=True),
    Row(A.REGISTER, (S.RECHECKED,), T.REGISTRAR, S.REGISTERED),
    Row(A.TYPESET, (S.REGISTERED,), T.OFFICE, S.TYPESET),
    Row(A.PROOF, (S.TYPESET,), T.PROOFREADER, S.PROOFED),
    Row(A.SEAL, (S.PROOFED,), T.SEAL_KEEPER, None),
    Row(A.DISPATCH, (S.SEALED,), T.DISPATCHER, S.DISPATCHED),
    Row(A.CLOSE, (S.DISPATCHED,), T.OFFICE, S.CLOSED),
    Row(A.WITHDRAW, (*REVIEWS, *SIGNATURES), T.AUTHOR, S.DRAFT, needs_reason=True),
    Row(A.CANCEL, BEFORE_SIGNED, T.AUTHOR, S.CANCELLED, needs_reason=True),
    Row(A.VOID, NUMBERED, T.REGISTRAR, S.VOIDED, needs_reason=True),
)

HOLDS_THE_TURN: dict[State, Turn] = {
    S.DRAFT: T.AUTHOR,
    S.RETURNED: T.AUTHOR,
    S.UNIT_REVIEW: T.UNIT_HEAD,
    S.COUNTERSIGN: T.COUNTERSIGNER,
    S.OFFICE_REVIEW: T.OFFICE_REVIEWER,
    S.SIGN_OFF: T.SIGNER,
    S.JOINT_SIGN: T.CO_SIGNER,
    S.SIGNED: T.OFFICE_REVIEWER,
    S.RECHECKED: T.REGISTRAR,
    S.TYPESET: T.PROOFREADER,
    S.PROOFED: T.SEAL_KEEPER,
    S.SEALED: T.DISPATCHER,
}
"""Who gets the to-do in a state; a state that is missing here waits for nobody of this office."""

PEN: dict[State, Turn] = {
    S.DRAFT: T.AUTHOR,
    S.RETURNED: T.AUTHOR,
    S.UNIT_REVIEW: T.UNIT_HEAD,
    S.OFFICE_REVIEW: T.OFFICE_REVIEWER,
    S.SIGN_OFF: T.SIGNER,
    S.SIGNED: T.OFFICE_REVIEWER,
    S.RECHECKED: T.OFFICE_REVIEWER,
}
"""Who may change the text in a state (修改权); where it is missing the text is frozen."""


def rows(state: State) -> tuple[Row, ...]:
    """The rows that lead out of a state."""
    return tuple(row for row in OUTBOUND if state in row.sources)


def row(state: State, action: Action) -> Row | None:
    """The one row for an action in a state, or None: the action is not in the table there."""
    return next((r for r in rows(state) if r.action is action), None)


def asked_action(state: State) -> Action | None:
    """What whoever has the turn in a state is asked to do: their first row, which leads onward."""
    turn = HOLDS_THE_TURN.get(state)
    return next((r.action for r in rows(state) if r.turn is turn), None)
