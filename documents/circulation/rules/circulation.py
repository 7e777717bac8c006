"""传阅: whose turn it is to read, who has opened, who has read, and when it is over (条例 art. 24(5)).

The clerk is in the middle: readers answer to the clerk and pass nothing on (不横传). Nobody is left out, served twice
or forgotten: every reader ends as confirmed or recalled, and then the circulation closes by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from documents.circulation.errors import (
    AlreadyConfirmed,
    AlreadyReading,
    AlreadyRecalled,
    Closed,
    NobodyNamed,
    NoSuchCirculation,
    NotAReader,
    NotOpened,
    OneReaderOnly,
    PurposeMissing,
    ReasonMissing,
    TooManyReaders,
)
from documents.workflow.rules.inbound import InboundState
from server.directory.rules.standing import Role
from server.kit.errors import OfficeError

MOST_READERS = 200
PAUSE = timedelta(hours=1)
"""Nobody is reminded twice within it (催阅)."""

CLERKS = frozenset({Role.OFFICE_DIRECTOR, Role.OFFICE_REVIEWER, Role.REGISTRAR})
"""Who circulates for an organ."""

LEADERS = (Role.SIGNER, Role.LEADER_IN_CHARGE)
"""Who may write an instruction on what was given to them to read."""

UNDER_WAY = frozenset(InboundState) - {
    InboundState.TO_SIGN,
    InboundState.REJECTED,
    InboundState.RETURNED_TO_SENDER,
    InboundState.CLOSED,
}
"""States of a case that may be sent round: signed for, and not over."""


class Mode(StrEnum):
    """How it goes round."""

    SEQUENTIAL = "sequential"
    """循序: to the next when the one before is done."""
    PARALLEL = "parallel"
    """同时: to all at once."""
    COURIER = "courier"
    """专送: to one person and straight back."""


class State(StrEnum):
    """How far a reader is; it follows from the times alone."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    OPENED = "opened"
    CONFIRMED = "confirmed"
    RECALLED = "recalled"


class Act(StrEnum):
    """What happens to a reader's line."""

    DELIVER = "deliver"
    OPEN = "open"
    CONFIRM = "confirm"
    RECALL = "recall"


S, A = State, Act
READERS: dict[Act, tuple[tuple[State, ...], State]] = {
    A.DELIVER: ((S.WAITING,), S.DELIVERED),
    A.OPEN: ((S.DELIVERED,), S.OPENED),
    A.CONFIRM: ((S.OPENED,), S.CONFIRMED),
    A.RECALL: ((S.WAITING, S.DELIVERED, S.OPENED, S.CONFIRMED), S.RECALLED),
}
"""The table of a reader: from which states an act leads to which."""

REFUSED: dict[tuple[Act, State], type[OfficeError]] = {
    (A.OPEN, S.WAITING): NoSuchCirculation,
    (A.OPEN, S.RECALLED): NoSuchCirculation,
    (A.CONFIRM, S.WAITING): NoSuchCirculation,
    (A.CONFIRM, S.RECALLED): NoSuchCirculation,
    (A.CONFIRM, S.DELIVERED): NotOpened,
    (A.CONFIRM, S.CONFIRMED): AlreadyConfirmed,
    (A.RECALL, S.RECALLED): AlreadyRecalled,
}
"""What a person is told outside the table. For whom it is not there, or no longer, it does not exist."""

OUT = frozenset({State.DELIVERED, State.OPENED})
"""It lies before this reader now."""
LEFT = OUT | {State.WAITING}
"""Still to be read."""
MAY_SEE = OUT | {State.CONFIRMED}


@dataclass(frozen=True)
class Person:
    """Somebody who is to read, with the post in which they are named: several people share a name."""

    id: UUID
    name: str
    title: str


@dataclass(frozen=True)
class Reader:
    """One line of the list: one person, once. Instants are UTC."""

    person_id: UUID
    position: int
    name: str = ""
    title: str = ""
    delivered_at: datetime | None = None
    first_opened_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_name: str = ""
    """Who confirmed: the reader, or whoever stood in (代)."""
    opinion: str = ""
    recalled_at: datetime | None = None
    reason: str = ""

    @property
    def state(self) -> State:
        """How far this reader is."""
        times = (self.recalled_at, self.confirmed_at, self.first_opened_at, self.delivered_at)
        states = (State.RECALLED, State.CONFIRMED, State.OPENED, State.DELIVERED)
        return next((state for state, at in zip(states, times, strict=True) if at), State.WAITING)

    def age(self, now: datetime) -> int:
        """For how many seconds it lies, or lay, before this reader."""
        until = self.confirmed_at or self.recalled_at or now
        return int((until - self.delivered_at).total_seconds()) if self.delivered_at else 0


@dataclass(frozen=True)
class Circulation:
    """One round of one incoming document."""

    id: UUID
    case_id: UUID
    organ_id: UUID
    mode: Mode
    purpose: str
    started_at: datetime
    started_name: str
    readers: tuple[Reader, ...] = ()
    closed_at: datetime | None = None


def start(circulation: Circulation, people: Sequence[Person], at: datetime) -> Circulation:
    """Send it round, delivered to whoever is first. Raises PurposeMissing, and what `add` raises."""
    if not circulation.purpose.strip():
        raise PurposeMissing
    return add(circulation, people, at)


def add(circulation: Circulation, people: Sequence[Person], at: datetime) -> Circulation:
    """More readers, at the end of the list. Somebody who was recalled may be named anew.

    Raises Closed, NobodyNamed, TooManyReaders, AlreadyReading for anybody named twice, OneReaderOnly.
    """
    _check_open(circulation)
    named = [*(r.person_id for r in circulation.readers if r.state is not State.RECALLED), *(p.id for p in people)]
    if not people:
        raise NobodyNamed
    if len(circulation.readers) + len(people) > MOST_READERS:
        raise TooManyReaders
    if len(set(named)) < len(named):
        raise AlreadyReading
    if circulation.mode is Mode.COURIER and len(named) > 1:
        raise OneReaderOnly
    first = len(circulation.readers)
    new = tuple(Reader(person.id, position, person.name, person.title) for position, person in enumerate(people, first))
    return _go_on(replace(circulation, readers=circulation.readers + new), at)


def line_of(circulation: Circulation, person_id: UUID) -> Reader:
    """The reader's present line: of somebody named anew, the last one. Raises NoSuchCirculation."""
    lines = [reader for reader in circulation.readers if reader.person_id == person_id]
    if not lines:
        raise NoSuchCirculation
    return lines[-1]


def open_(circulation: Circulation, person_id: UUID, at: datetime) -> Circulation:
    """The reader has it open; only the first time is kept. Raises NoSuchCirculation for whom it is not there."""
    reader = line_of(circulation, person_id)
    if reader.state in (State.OPENED, State.CONFIRMED):
        return circulation
    return _with(circulation, _act(reader, Act.OPEN, first_opened_at=at))


def confirm(circulation: Circulation, person_id: UUID, name: str, opinion: str, at: datetime) -> Circulation:
    """The reader has read it (已阅), with a word on it or without; the next one's turn comes.

    Raises NoSuchCirculation, NotOpened: to have it is not to have read it, AlreadyConfirmed.
    """
    reader = line_of(circulation, person_id)
    said = _act(reader, Act.CONFIRM, confirmed_at=at, confirmed_name=name, opinion=opinion.strip())
    return _go_on(_with(circulation, said), at)


def recall(circulation: Circulation, people: Iterable[UUID] | None, reason: str, at: datetime) -> Circulation:
    """Take it back from some or, without names, from all who have not been recalled; nobody can open it any more.

    A reader who is away is skipped this way, too. Raises Closed, ReasonMissing, NobodyNamed, NotAReader,
    AlreadyRecalled.
    """
    _check_open(circulation)
    if not reason.strip():
        raise ReasonMissing
    current = [reader for reader in circulation.readers if reader.state is not State.RECALLED]
    lines = current if people is None else [_named(circulation, person) for person in dict.fromkeys(people)]
    if not lines:
        raise NobodyNamed
    for reader in lines:
        circulation = _with(circulation, _act(reader, Act.RECALL, recalled_at=at, reason=reason.strip()))
    return _go_on(circulation, at)


def waited_for(circulation: Circulation) -> list[Reader]:
    """Before whom it lies unread: the only ones to be reminded (催阅)."""
    return [reader for reader in circulation.readers if reader.state in OUT]


def _named(circulation: Circulation, person_id: UUID) -> Reader:
    try:
        return line_of(circulation, person_id)
    except NoSuchCirculation as fault:
        raise NotAReader from fault


def _check_open(circulation: Circulation) -> None:
    if circulation.closed_at is not None:
        raise Closed


def _act(reader: Reader, act: Act, **changes: object) -> Reader:
    sources, _ = READERS[act]
    if reader.state not in sources:
        raise REFUSED[act, reader.state]
    return replace(reader, **changes)  # type: ignore[arg-type]


def _with(circulation: Circulation, reader: Reader) -> Circulation:
    readers = tuple(reader if r.position == reader.position else r for r in circulation.readers)
    return replace(circulation, readers=readers)


def _go_on(circulation: Circulation, at: datetime) -> Circulation:
    """Deliver to whoever is next, and close when nobody is left."""
    for reader in _next(circulation):
        circulation = _with(circulation, _act(reader, Act.DELIVER, delivered_at=at))
    over = not any(reader.state in LEFT for reader in circulation.readers)
    return replace(circulation, closed_at=at) if over else circulation


def _next(circulation: Circulation) -> list[Reader]:
    waiting = [reader for reader in circulation.readers if reader.state is State.WAITING]
    if circulation.mode is Mode.PARALLEL:
        return waiting
    return [] if waited_for(circulation) else waiting[:1]
