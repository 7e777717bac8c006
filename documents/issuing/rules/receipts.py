"""The law of 签收 (条例 art. 24(1)): person and minute are recorded; a refusal carries its reason."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from documents.issuing.errors import AlreadyAnswered, NotRejected, RefusalReasonMissing
from server.directory.rules.standing import Role

OPENED_BY = frozenset({Role.REGISTRAR, Role.OFFICE_DIRECTOR})
"""Who may open what was sent to their organ; the registrar answers for it."""


class State(StrEnum):
    """What an addressee has done with what it was sent."""

    SENT = "sent"
    SIGNED_FOR = "signed_for"
    REJECTED = "rejected"


class Capacity(StrEnum):
    """主送 or 抄送."""

    MAIN = "main"
    CC = "cc"


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
    """The organ sends it back (退文): wrong addressee, broken file, invalid seal.

    Raises RefusalReasonMissing, AlreadyAnswered.
    """
    if not reason.strip():
        raise RefusalReasonMissing
    return _answer(receipt, State.REJECTED, who, name, at, reason.strip())


def send_again(receipt: Receipt, at: datetime) -> Receipt:
    """What was refused goes to the same organ once more (补发). Raises NotRejected."""
    if receipt.state is not State.REJECTED:
        raise NotRejected
    sent = Receipt(receipt.document_id, receipt.organ_id, receipt.capacity, at)
    return replace(sent, times=receipt.times + 1)


def settled(states: Iterable[State]) -> bool:
    """Whether every addressee has signed; so it is at once when there is none."""
    return all(state is State.SIGNED_FOR for state in states)


def organs_opened_by(holders: Set[str]) -> frozenset[UUID]:
    """The organs whose incoming packages these holders may open. Nothing else opens a package."""
    parted = (holder.partition("@") for holder in holders)
    return frozenset(UUID(place) for role, _, place in parted if role in OPENED_BY)


def _answer(receipt: Receipt, state: State, who: UUID, name: str, at: datetime, reason: str = "") -> Receipt:
    if receipt.state is not State.SENT:
        raise AlreadyAnswered
    return replace(receipt, state=state, answered_by=who, answered_name=name, answered_at=at, reason=reason)
