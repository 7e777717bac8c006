"""A seal's life as events, each bound to the one before it by SM3; what a seal is now follows from them alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from server.kit.digest import canonical, sm3
from signatures.judgement.register import Standing, StateSpan, standing_at
from signatures.seals.errors import ActUnfit, ReasonMissing, SamePerson

GENESIS = "0" * 64


class State(StrEnum):
    """How far a seal has come."""

    APPLIED = "applied"
    """已申请"""
    REFUSED = "refused"
    """不予制发"""
    APPROVED = "approved"
    """已批准"""
    MADE = "made"
    """已制作"""
    FILED = "filed"
    """已备案"""
    ACTIVE = "active"
    """启用: the only state in which it may be pressed."""
    SUSPENDED = "suspended"
    """停用"""
    LOST = "lost"
    """挂失"""
    REMADE = "remade"
    """已换发: another seal has taken its place."""
    REVOKED = "revoked"
    """注销, for good."""
    DESTROYED = "destroyed"
    """销毁: its keys are no more."""


class Act(StrEnum):
    """What may be done to a seal."""

    APPLY = "apply"
    CHANGE_PICTURE = "change_picture"
    APPROVE = "approve"
    REFUSE = "refuse"
    MAKE = "make"
    FILE = "file"
    ACTIVATE = "activate"
    HAND_OVER = "hand_over"
    SUSPEND = "suspend"
    RESUME = "resume"
    REPORT_LOST = "report_lost"
    REMAKE = "remake"
    REVOKE = "revoke"
    DESTROY = "destroy"


_STEPS: dict[Act, tuple[tuple[State | None, ...], State | None]] = {
    Act.APPLY: ((None,), State.APPLIED),
    Act.CHANGE_PICTURE: ((State.APPLIED,), None),
    Act.APPROVE: ((State.APPLIED,), State.APPROVED),
    Act.REFUSE: ((State.APPLIED,), State.REFUSED),
    Act.MAKE: ((State.APPROVED,), State.MADE),
    Act.FILE: ((State.MADE,), State.FILED),
    Act.ACTIVATE: ((State.FILED,), State.ACTIVE),
    Act.HAND_OVER: ((State.ACTIVE, State.SUSPENDED), None),
    Act.SUSPEND: ((State.ACTIVE,), State.SUSPENDED),
    Act.RESUME: ((State.SUSPENDED,), State.ACTIVE),
    Act.REPORT_LOST: ((State.ACTIVE, State.SUSPENDED), State.LOST),
    Act.REMAKE: ((State.ACTIVE, State.SUSPENDED, State.LOST), State.REMADE),
    Act.REVOKE: (
        (State.APPROVED, State.MADE, State.FILED, State.ACTIVE, State.SUSPENDED, State.LOST),
        State.REVOKED,
    ),
    Act.DESTROY: ((State.REMADE, State.REVOKED), State.DESTROYED),
}
"""For each act, in which states it may be done, and the state after it; None where that stays."""

LIFE: dict[tuple[State | None, Act], State] = {
    (before, act): state
    for act, (states, after) in _STEPS.items()
    for before in states
    if (state := after or before) is not None
}
"""From which state an act leads to which; nothing else is possible."""

REASONED = frozenset({Act.REFUSE, Act.HAND_OVER, Act.SUSPEND, Act.RESUME, Act.REPORT_LOST, Act.REVOKE, Act.DESTROY})
"""Acts that must say why."""

APART: dict[Act, frozenset[Act]] = {
    Act.APPROVE: frozenset({Act.APPLY}),
    Act.MAKE: frozenset({Act.APPLY, Act.APPROVE}),
    Act.FILE: frozenset({Act.APPLY, Act.APPROVE, Act.MAKE}),
    Act.ACTIVATE: frozenset({Act.APPROVE, Act.MAKE, Act.FILE}),
}
"""Acts that nobody does who did one of the others to the same seal: who applies does not approve, nobody makes what he
approved, and the keeper is none of those who let the seal come to be."""


class RegisterState(StrEnum):
    """What the register says of a seal to anybody."""

    NONE = "none"
    """Not in use yet."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LOST = "lost"
    REVOKED = "revoked"
    """注销, or replaced by another."""
    DESTROYED = "destroyed"
    EXPIRED = "expired"
    """有效期届满"""


STANDING = {
    State.ACTIVE: Standing.ACTIVE,
    State.SUSPENDED: Standing.SUSPENDED,
    State.LOST: Standing.LOST,
    State.REMADE: Standing.REVOKED,
    State.REVOKED: Standing.REVOKED,
    State.DESTROYED: Standing.DESTROYED,
}
"""What a state means for whoever verifies; the others: not in use yet."""


@dataclass(frozen=True)
class Event:
    """One act on one seal: who did it, in which post, when, why, with which facts."""

    id: UUID
    n: int
    """Its place among all events of the office, from 1."""
    seal_id: UUID
    act: Act
    at: datetime
    actor_id: UUID
    actor_name: str
    post_title: str
    reason: str
    facts: dict[str, Any]
    previous: str
    hash: str
    """SM3 over everything here and `previous`."""


@dataclass(frozen=True)
class Life:
    """What a seal is after some of its events."""

    state: State | None = None
    keepers: tuple[UUID, ...] = ()
    done: tuple[tuple[Act, UUID], ...] = ()
    """Who did what, in order."""

    def did(self, acts: frozenset[Act]) -> frozenset[UUID]:
        """Who did one of these acts."""
        return frozenset(person for act, person in self.done if act in acts)


def decide(life: Life, act: Act, actor_id: UUID, reason: str = "", keepers: tuple[UUID, ...] = ()) -> Life:
    """The life after an act. Raises ReasonMissing, ActUnfit where it makes no sense, SamePerson."""
    if act in REASONED and not reason.strip():
        raise ReasonMissing
    if (life.state, act) not in LIFE:
        raise ActUnfit
    if actor_id in life.did(APART.get(act, frozenset())):
        raise SamePerson
    return Life(LIFE[life.state, act], keepers or life.keepers, (*life.done, (act, actor_id)))


def check_receivers(life: Life, people: Iterable[UUID]) -> None:
    """Whoever let a seal come to be does not get it into his hands later either. Raises SamePerson."""
    if life.did(APART[Act.ACTIVATE]).intersection(people):
        raise SamePerson


def fold(events: Iterable[Event]) -> Life:
    """What a seal is after these events, first to last. Raises what `decide` raises for a history that cannot be."""
    life = Life()
    for event in events:
        named = tuple(UUID(person) for person in event.facts.get("keepers", ()))
        life = decide(life, event.act, event.actor_id, event.reason, named)
    return life


def spans(events: Sequence[Event]) -> list[StateSpan]:
    """What a seal was to whoever verifies, from when on; in order of time, neighbours differ."""
    found: list[StateSpan] = []
    life = Life()
    for event in events:
        life = decide(life, event.act, event.actor_id, event.reason)
        standing = STANDING.get(life.state, Standing.NONE) if life.state else Standing.NONE
        if not found or found[-1].standing is not standing:
            found.append(StateSpan(event.at, standing))
    return found


def status(events: Sequence[Event], at: datetime, valid_until: datetime | None = None) -> RegisterState:
    """What a seal was at a moment; that its time runs out is no event, but a fact of dates."""
    standing = standing_at(spans(events), at).standing
    over = standing is Standing.ACTIVE and valid_until is not None and at > valid_until
    return RegisterState.EXPIRED if over else RegisterState(standing)


def hash_of(event: Event) -> str:
    """SM3 over everything an event says and the hash of the one before it."""
    return sm3(canonical({f.name: getattr(event, f.name) for f in fields(event) if f.name != "hash"}))


def chained(event: Event, previous: str) -> Event:
    """The event as it is written after the one whose hash is `previous`."""
    bound = replace(event, previous=previous)
    return replace(bound, hash=hash_of(bound))


def breaks(events: Iterable[Event]) -> Iterator[int]:
    """The places at which the log of an office, given in order, does not hold."""
    previous = GENESIS
    for n, event in enumerate(events, start=1):
        if event.n != n or event.previous != previous or hash_of(event) != event.hash:
            yield event.n
        previous = event.hash
