"""A case: one document on its way, and what each action makes of it. Pure; time and people come in as arguments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from documents.workflow.errors import (
    ChangedAfterSignOff,
    DraftersOwnDocument,
    NothingChanged,
    NotYourTurn,
    ReasonMissing,
    WrongState,
)
from documents.workflow.rules.opinions import VERDICTS, Opinion, check_said, consents
from documents.workflow.rules.outbound import HOLDS_THE_TURN, PEN, REVIEWS, Action, Row, State, Turn, row, rows
from server.directory.rules.standing import (
    Actor,
    Role,
    Standing,
    holder_of_author,
    holder_of_person,
    holder_of_role,
)


@dataclass(frozen=True)
class Case:
    """One outbound document on its way (发文)."""

    document_id: UUID
    drafter_id: UUID
    unit_id: UUID
    """The unit, or the organ where there are no units, whose head reviews first."""
    issuer_id: UUID
    signer_id: UUID
    countersigners: tuple[UUID, ...]
    """Organs that must agree before the office reviews, in no order (并行会签)."""
    text_hash: str
    matter: str
    state: State = State.DRAFT
    round: int = 0
    """How often it was submitted; a refusal counts for its round only."""
    signed_hash: str = ""
    formed_on: date | None = None
    version: int = 0


def holders(case: Case, turn: Turn) -> frozenset[str]:
    """Which holders have a turn in this case."""
    match turn:
        case Turn.AUTHOR:
            return frozenset({holder_of_author(case.drafter_id)})
        case Turn.UNIT_HEAD:
            return frozenset({holder_of_role(Role.UNIT_HEAD, case.unit_id)})
        case Turn.COUNTERSIGNER:
            return frozenset(holder_of_role(Role.COUNTERSIGNER, organ) for organ in case.countersigners)
        case Turn.SIGNER:
            return frozenset({holder_of_person(case.signer_id)})
        case Turn.OFFICE:
            return frozenset()
        case _:
            return frozenset({holder_of_role(Role(turn.value), case.issuer_id)})


def whose_turn(case: Case, opinions: Sequence[Opinion]) -> frozenset[str]:
    """The holders that are asked to act now; of the countersigners only those that have not spoken yet."""
    turn = HOLDS_THE_TURN.get(case.state)
    if turn is Turn.COUNTERSIGNER:
        return frozenset(holder_of_role(Role.COUNTERSIGNER, organ) for organ in _silent(case, opinions))
    return holders(case, turn) if turn else frozenset()


def pen(case: Case) -> str:
    """The holder who may change the text now; empty when it is frozen."""
    turn = PEN.get(case.state)
    return next(iter(holders(case, turn)), "") if turn else ""


def actions(actor: Actor, case: Case, opinions: Sequence[Opinion]) -> tuple[Action, ...]:
    """What this person may do to the case now."""
    return tuple(r.action for r in rows(case.state) if _standing(actor, case, r, opinions) is not None)


def permit(actor: Actor, case: Case, action: Action, opinions: Sequence[Opinion]) -> tuple[Row, Standing]:
    """The row and the standing for an action.

    Raises WrongState if the table has no such row here, NotYourTurn if this person does not have the turn,
    DraftersOwnDocument if the drafter would sign off their own document, or review it in somebody else's name.
    """
    found = _row(case, action)
    standing = _standing(actor, case, found, opinions)
    if standing is None:
        raise NotYourTurn(turn=sorted(whose_turn(case, opinions)))
    for_another = action is Action.SIGN_OFF or standing.principal_id is not None
    if for_another and actor.person_id == case.drafter_id:
        raise DraftersOwnDocument
    return found, standing


def permit_office(case: Case, action: Action) -> Row:
    """The row for what the office does by itself, in a job. Raises WrongState, NotYourTurn for anybody else's row."""
    found = _row(case, action)
    if found.turn is not Turn.OFFICE:
        raise NotYourTurn
    return found


def place_of(case: Case, actor: Actor, turn: Turn, opinions: Sequence[Opinion]) -> UUID:
    """The organ or unit for which an actor who has the turn speaks."""
    if turn is Turn.COUNTERSIGNER:
        held = actor.holders()
        return next(o for o in _silent(case, opinions) if holder_of_role(Role.COUNTERSIGNER, o) in held)
    return case.unit_id if turn is Turn.UNIT_HEAD else case.issuer_id


def take(case: Case, found: Row, opinions: Sequence[Opinion], reason: str = "") -> Case:
    """The case after an action of the table. `opinions` already holds what was just said.

    Raises ReasonMissing where the row wants a reason (条例 art. 21), ChangedAfterSignOff when a text that differs
    from the signed one would go on, NothingChanged when a signed text would be signed again unchanged, and what
    `check_said` raises for words that do not belong to the action.
    """
    if found.needs_reason and not reason.strip():
        raise ReasonMissing
    if found.action in VERDICTS:
        check_said(found.action, opinions[-1])
    if found.action in (Action.RECHECK, Action.REGISTER) and case.text_hash != case.signed_hash:
        raise ChangedAfterSignOff
    if found.action is Action.RESIGN and case.text_hash == case.signed_hash:
        raise NothingChanged
    if found.action is Action.SUBMIT:
        case = replace(case, round=case.round + 1)
    if found.action is Action.OPINE:
        return replace(case, state=_after_opinion(case, opinions))
    return replace(case, state=found.to or next_review(case, opinions))


def sign(case: Case, on: date) -> Case:
    """The text as it is now is signed; 成文日期 is the day the head signs off (条例 art. 9(12))."""
    return replace(case, signed_hash=case.text_hash, formed_on=on)


def next_review(case: Case, opinions: Sequence[Opinion]) -> State:
    """The first review whose consent to the present text is missing; SIGN_OFF when all have it.

    So an unchanged draft goes back to where it was returned from, and a changed one to everybody who had agreed.
    """
    return next((node for node in REVIEWS if not _done(case, node, opinions)), State.SIGN_OFF)


def _row(case: Case, action: Action) -> Row:
    found = row(case.state, action)
    if found is None:
        raise WrongState(state=case.state, action=action)
    return found


def _after_opinion(case: Case, opinions: Sequence[Opinion]) -> State:
    """Countersigning ends when all have spoken; a refusal among them goes back to the drafter to be settled.

    Without agreement a document must not go out (条例 art. 16(4)).
    """
    if _silent(case, opinions):
        return State.COUNTERSIGN
    return next_review(case, opinions) if _done(case, State.COUNTERSIGN, opinions) else State.RETURNED


def _done(case: Case, node: State, opinions: Sequence[Opinion]) -> bool:
    if node is State.COUNTERSIGN:
        return all(consents(opinions, node, organ, case.matter) for organ in case.countersigners)
    place = case.unit_id if node is State.UNIT_REVIEW else case.issuer_id
    return consents(opinions, node, place, case.matter)


def _silent(case: Case, opinions: Sequence[Opinion]) -> tuple[UUID, ...]:
    """The countersigners that have not answered on this matter: agreement lasts, a refusal counts for its round."""
    answered = {
        o.place_id
        for o in opinions
        if o.node is State.COUNTERSIGN and o.round == case.round and o.matter == case.matter
    }
    return tuple(
        organ
        for organ in case.countersigners
        if organ not in answered and not consents(opinions, State.COUNTERSIGN, organ, case.matter)
    )


def _standing(actor: Actor, case: Case, found: Row, opinions: Sequence[Opinion]) -> Standing | None:
    wanted = whose_turn(case, opinions) if found.turn is Turn.COUNTERSIGNER else holders(case, found.turn)
    return actor.stand(*wanted, need=found.need)
