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
from documents.workflow.rules.opinions import VERDICTS, Opinion, check_said, consents, signatures
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
class Signer:
    """Who signs a document for one of the organs that issue it; there are several where they issue it jointly."""

    organ_id: UUID
    signer_id: UUID


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
    co_signers: tuple[Signer, ...] = ()
    """Of the organs that issue it together with `issuer_id`, in their order."""
    sealed: int = 0
    """How many of its issuers have sealed the print."""
    version: int = 0

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who signs for each organ that issues it, the leading one first; in this order the organs seal."""
        return (Signer(self.issuer_id, self.signer_id), *self.co_signers)

    @property
    def issuers(self) -> tuple[UUID, ...]:
        """All organs that issue it, the leading one first."""
        return tuple(each.organ_id for each in self.signers)


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
        case Turn.CO_SIGNER:
            return frozenset(holder_of_person(each.signer_id) for each in case.co_signers)
        case Turn.SEAL_KEEPER:
            turn_of = case.issuers[case.sealed : case.sealed + 1]
            return frozenset(holder_of_role(Role.SEAL_KEEPER, organ) for organ in turn_of)
        case Turn.OFFICE:
            return frozenset()
        case _:
            return frozenset({holder_of_role(Role(turn.value), case.issuer_id)})


def whose_turn(case: Case, opinions: Sequence[Opinion]) -> frozenset[str]:
    """The holders that are asked to act now; of several, only those that have not spoken or signed yet."""
    turn = HOLDS_THE_TURN.get(case.state)
    return _asked(case, turn, opinions) if turn else frozenset()


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


def place_of(case: Case, actor: Actor, turn: Turn, standing: Standing, opinions: Sequence[Opinion]) -> UUID:
    """The organ or unit for which an actor who has the turn, in this standing, speaks."""
    if turn is Turn.COUNTERSIGNER:
        held = actor.holders()
        return next(o for o in _silent(case, opinions) if holder_of_role(Role.COUNTERSIGNER, o) in held)
    if turn is Turn.CO_SIGNER:
        signer = standing.principal_id or actor.person_id
        return next(each.organ_id for each in unsigned(case, opinions) if each.signer_id == signer)
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
    match found.action:
        case Action.OPINE:
            return replace(case, state=_after_opinion(case, opinions))
        case Action.SIGN_OFF:
            return replace(case, state=State.JOINT_SIGN if unsigned(case, opinions) else State.SIGNED)
        case Action.SEAL:
            return _sealed_once_more(case)
        case _:
            return replace(case, state=found.to or next_review(case, opinions))


def sign(case: Case, on: date) -> Case:
    """Once nobody's signature is missing, the text as it is now is the signed one.

    成文日期 is the day the head signs off, of a joint document that of the last signature (条例 art. 9(12)).
    """
    return replace(case, signed_hash=case.text_hash, formed_on=on) if case.state is State.SIGNED else case


def next_review(case: Case, opinions: Sequence[Opinion]) -> State:
    """The first review whose consent to the present text is missing; whoever has to sign when all have it.

    So an unchanged draft goes back to where it was returned from, and a changed one to everybody who had agreed.
    """
    return next((node for node in REVIEWS if not _done(case, node, opinions)), _next_signature(case, opinions))


def unsigned(case: Case, opinions: Sequence[Opinion]) -> tuple[Signer, ...]:
    """Who has still to sign the present text for an organ beside the leading one, in the order of the organs."""
    done = signed(case, opinions)
    return tuple(each for each in case.co_signers if each.organ_id not in done)


def signed(case: Case, opinions: Sequence[Opinion]) -> dict[UUID, Opinion]:
    """The signatures on the present text by those who are asked for them, or in their name, by organ."""
    asked = {each.organ_id: each.signer_id for each in case.signers}
    found = signatures(opinions, case.text_hash)
    return {organ: said for organ, said in found.items() if asked.get(organ) == (said.principal_id or said.person_id)}


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


def _next_signature(case: Case, opinions: Sequence[Opinion]) -> State:
    """The leading signer signs first; a signature stands as long as the text is the very same."""
    joint = case.issuer_id in signed(case, opinions) and unsigned(case, opinions)
    return State.JOINT_SIGN if joint else State.SIGN_OFF


def _sealed_once_more(case: Case) -> Case:
    sealed = case.sealed + 1
    return replace(case, sealed=sealed, state=State.SEALED if sealed == len(case.issuers) else State.PROOFED)


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
    return actor.stand(*_asked(case, found.turn, opinions), need=found.need)


def _asked(case: Case, turn: Turn, opinions: Sequence[Opinion]) -> frozenset[str]:
    """The holders that have a turn and have not used it yet."""
    match turn:
        case Turn.COUNTERSIGNER:
            return frozenset(holder_of_role(Role.COUNTERSIGNER, organ) for organ in _silent(case, opinions))
        case Turn.CO_SIGNER:
            return frozenset(holder_of_person(each.signer_id) for each in unsigned(case, opinions))
        case _:
            return holders(case, turn)
