"""The law of 签收 and 退文 (条例 art. 24(1), (3)): person and minute on record, a reason with what comes back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from documents.issuing.errors import AlreadyAnswered, NotRejected
from documents.workflow.errors import ReasonMissing
from documents.workflow.rules.inbound import Capacity


class State(StrEnum):
    """What an addressee has done with what it was sent."""

    SENT = "sent"
    SIGNED_FOR = "signed_for"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Receipt:
    """One document, one addressee. `times` is how often it was sent."""

    document_id: UUID
    organ_id: UUID
    capacity: Capacity
    sent_at: datetime
    times: int = 1
    state: State = State.SENT
    answered_by: UUID | None = None
    answered_name: str = ""
    answered_at: datetime | None = None
    reason: str = ""
    reply: str = ""
    """The addressee's answer in substance (答复), if it gave one."""
    replied_at: datetime | None = None


def send(document_id: UUID, main: Iterable[UUID], cc: Iterable[UUID], at: datetime) -> list[Receipt]:
    """One receipt for each addressee; an organ named twice gets one, as main addressee if it is one."""
    named = [(organ, Capacity.MAIN) for organ in main] + [(organ, Capacity.CC) for organ in cc]
    first: dict[UUID, Capacity] = {}
    for organ, capacity in named:
        first.setdefault(organ, capacity)
    return [Receipt(document_id, organ, capacity, at) for organ, capacity in first.items()]


def sign_for(receipt: Receipt, who: UUID, name: str, at: datetime) -> Receipt:
    """The organ has the document; `who` answers for it. Raises AlreadyAnswered."""
    return _answer(receipt, State.SIGNED_FOR, who, name, at)


def refuse(receipt: Receipt, who: UUID, name: str, at: datetime, reason: str) -> Receipt:
    """The organ does not take it (拒收): wrong addressee, broken file, invalid seal.

    Raises ReasonMissing, AlreadyAnswered.
    """
    if not reason.strip():
        raise ReasonMissing
    return _answer(receipt, State.REJECTED, who, name, at, reason.strip())


def give_back(receipt: Receipt, who: UUID, name: str, at: datetime, reason: str) -> Receipt:
    """What was signed for goes back after all (退文): not this organ's matter, against the rules of routing.

    Raises ReasonMissing, AlreadyAnswered unless it was signed for.
    """
    if receipt.state is not State.SIGNED_FOR:
        raise AlreadyAnswered
    return refuse(replace(receipt, state=State.SENT), who, name, at, reason)


def reply(receipt: Receipt, at: datetime, text: str) -> Receipt:
    """The addressee answers the sender (答复). Raises AlreadyAnswered unless it has signed for the document."""
    if receipt.state is not State.SIGNED_FOR:
        raise AlreadyAnswered
    return replace(receipt, reply=text, replied_at=at)


def send_again(receipt: Receipt, at: datetime) -> Receipt:
    """What was refused or given back goes to the same organ once more (补发). Raises NotRejected."""
    if receipt.state is not State.REJECTED:
        raise NotRejected
    sent = Receipt(receipt.document_id, receipt.organ_id, receipt.capacity, at)
    return replace(sent, times=receipt.times + 1)


def settled(states: Iterable[State]) -> bool:
    """Whether every addressee has signed; so it is at once when there is none."""
    return all(state is State.SIGNED_FOR for state in states)


def _answer(receipt: Receipt, state: State, who: UUID, name: str, at: datetime, reason: str = "") -> Receipt:
    if receipt.state is not State.SENT:
        raise AlreadyAnswered
    return replace(receipt, state=state, answered_by=who, answered_name=name, answered_at=at, reason=reason)
