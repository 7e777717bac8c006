"""先审查、后公开: the table of disclosure, from which state, which act, by whom, to which state.

政府信息公开条例 art. 17 (审查机制): whoever makes the information reviews it before it is open to anybody.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from policy_library.catalogue.errors import ChecklistIncomplete, NotYourTurn, ReasonMissing, SamePerson, WrongState
from server.directory.rules.standing import Actor, Role, Scope, Standing, holder_of_role


class State(StrEnum):
    """Where an entry stands."""

    CANDIDATE = "candidate"
    FIRST_OK = "first_ok"
    SECOND_OK = "second_ok"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Action(StrEnum):
    """What somebody does to an entry."""

    FIRST_REVIEW = "first_review"
    SECOND_REVIEW = "second_review"
    THIRD_REVIEW = "third_review"
    RETURN = "return"
    RESUBMIT = "resubmit"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    DISCARD = "discard"


class Publicity(StrEnum):
    """公开属性 (条例 art. 13, 14, 19, 27)."""

    PROACTIVE = "proactive"
    ON_REQUEST = "on_request"
    NOT_PUBLIC = "not_public"


class Check(StrEnum):
    """What the secrecy review (保密审查) goes through, one by one."""

    STATE_SECRET = "state_secret"  # noqa: S105 - an item of the list, not a password
    WORK_SECRET = "work_secret"  # noqa: S105 - an item of the list, not a password
    TRADE_SECRET = "trade_secret"  # noqa: S105 - an item of the list, not a password
    PRIVACY = "privacy"
    SENSITIVE = "sensitive"
    THIRD_PARTY = "third_party"


class Turn(StrEnum):
    """Whose hand a row needs; `holders` says which holders that is."""

    UNIT = "unit"
    """制作、承办部门负责人."""
    SECRECY = "secrecy"
    LEADER = "leader"
    EDITOR = "editor"
    APPROVER = "approver"


@dataclass(frozen=True)
class Row:
    """One row of the table; `level` is 1 to 3 for a review that is passed, otherwise 0."""

    action: Action
    sources: tuple[State, ...]
    turn: Turn
    to: State
    level: int = 0
    needs_reason: bool = False
    need: Scope = Scope.HANDLE


S, A, T = State, Action, Turn
TABLE: tuple[Row, ...] = (
    Row(A.FIRST_REVIEW, (S.CANDIDATE,), T.UNIT, S.FIRST_OK, 1),
    Row(A.SECOND_REVIEW, (S.FIRST_OK,), T.SECRECY, S.SECOND_OK, 2),
    Row(A.THIRD_REVIEW, (S.SECOND_OK,), T.LEADER, S.APPROVED, 3, need=Scope.SIGN_OFF),
    Row(A.RETURN, (S.CANDIDATE,), T.UNIT, S.RETURNED, needs_reason=True),
    Row(A.RETURN, (S.FIRST_OK,), T.SECRECY, S.RETURNED, needs_reason=True),
    Row(A.RETURN, (S.SECOND_OK,), T.LEADER, S.RETURNED, needs_reason=True, need=Scope.SIGN_OFF),
    Row(A.RETURN, (S.APPROVED,), T.EDITOR, S.RETURNED, needs_reason=True),
    Row(A.RESUBMIT, (S.RETURNED,), T.EDITOR, S.CANDIDATE),
    Row(A.PUBLISH, (S.APPROVED,), T.EDITOR, S.PUBLISHED),
    Row(A.WITHDRAW, (S.PUBLISHED,), T.APPROVER, S.WITHDRAWN, needs_reason=True, need=Scope.SIGN_OFF),
    Row(A.DISCARD, (S.CANDIDATE, S.RETURNED), T.EDITOR, S.DISCARDED, needs_reason=True),
)

EDITABLE = frozenset({S.CANDIDATE, S.RETURNED})
"""While an entry is described; what was reviewed is not changed behind the reviewers."""

GONE = frozenset({S.WITHDRAWN, S.DISCARDED})
"""A tombstone is all that stays: in no list but that of its own state, and its number and title are free again."""

ASKED: dict[State, tuple[Turn, Action]] = {
    S.CANDIDATE: (T.UNIT, A.FIRST_REVIEW),
    S.FIRST_OK: (T.SECRECY, A.SECOND_REVIEW),
    S.SECOND_OK: (T.LEADER, A.THIRD_REVIEW),
    S.APPROVED: (T.EDITOR, A.PUBLISH),
    S.RETURNED: (T.EDITOR, A.RESUBMIT),
}
"""Who gets the to-do in a state, and for what; PUBLISHED, WITHDRAWN and DISCARDED wait for nobody."""


@dataclass(frozen=True)
class Case:
    """One entry on its way to the public."""

    organ_id: UUID
    """The producing organ, the only one that publishes it."""
    place_id: UUID
    """The unit that made it, or the organ where there are no units."""
    state: State = State.CANDIDATE
    round: int = 1
    """How often it was put up; what a review said counts for its round."""
    reviewers: frozenset[UUID] = frozenset()
    """Everybody who passed a review of this round: those who did it, and those for whom it was done."""


def row(state: State, action: Action) -> Row | None:
    """The one row for an action in a state, or None: the action is not in the table there."""
    return next((r for r in TABLE if r.action is action and state in r.sources), None)


def holders(case: Case, turn: Turn) -> frozenset[str]:
    """Which holders have a turn in this case; always those of the producing organ."""
    match turn:
        case Turn.UNIT:
            office = holder_of_role(Role.OFFICE_DIRECTOR, case.organ_id)
            return frozenset({holder_of_role(Role.UNIT_HEAD, case.place_id), office})
        case Turn.SECRECY:
            roles: tuple[Role, ...] = (Role.SECRECY_OFFICER,)
        case Turn.LEADER:
            roles = (Role.LEADER_IN_CHARGE, Role.SIGNER)
        case Turn.EDITOR:
            roles = (Role.POLICY_EDITOR,)
        case Turn.APPROVER:
            roles = (Role.LEADER_IN_CHARGE, Role.SIGNER, Role.OFFICE_DIRECTOR)
    return frozenset(holder_of_role(role, case.organ_id) for role in roles)


def permit(actor: Actor, case: Case, action: Action) -> tuple[Row, Standing]:
    """The row and the standing for an action.

    Raises WrongState if the table has no such row here, NotYourTurn, SamePerson if this person, or whoever they act
    for, has passed another review of this round.
    """
    found = row(case.state, action)
    if found is None:
        raise WrongState(state=case.state, action=action)
    standing = actor.stand(*holders(case, found.turn), need=found.need)
    if standing is None:
        raise NotYourTurn
    if found.level and not persons(actor, standing).isdisjoint(case.reviewers):
        raise SamePerson
    return found, standing


def actions(actor: Actor, case: Case) -> tuple[Action, ...]:
    """What this person may do to the entry now."""
    return tuple(r.action for r in TABLE if case.state in r.sources and _may(actor, case, r))


def take(case: Case, found: Row, who: Set[UUID], reason: str = "", checklist: Set[Check] = frozenset()) -> Case:
    """The case after a row of the table, done by `persons`.

    Raises ReasonMissing where the row wants a reason, ChecklistIncomplete for a secrecy review that leaves an item out.
    """
    if found.needs_reason and not reason.strip():
        raise ReasonMissing
    if found.action is Action.SECOND_REVIEW and set(Check) - checklist:
        raise ChecklistIncomplete(missing=sorted(set(Check) - checklist))
    if found.action is Action.RESUBMIT:
        return replace(case, state=found.to, round=case.round + 1, reviewers=frozenset())
    reviewers = case.reviewers | who if found.level else case.reviewers
    return replace(case, state=found.to, reviewers=reviewers)


def persons(actor: Actor, standing: Standing) -> frozenset[UUID]:
    """Everybody whose act this is: a delegate and the principal both count (三审三人)."""
    return frozenset({actor.person_id} | ({standing.principal_id} if standing.principal_id else set()))


def _may(actor: Actor, case: Case, found: Row) -> bool:
    standing = actor.stand(*holders(case, found.turn), need=found.need)
    if standing is None:
        return False
    return not found.level or persons(actor, standing).isdisjoint(case.reviewers)
