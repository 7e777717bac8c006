"""有效性: what a policy's validity is on a day. Expired is not abolished, and abolished is not annulled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID


class Validity(StrEnum):
    """The validity of a policy on a day."""

    NOT_YET = "not_yet"
    """尚未施行."""
    IN_FORCE = "in_force"
    AMENDED = "amended"
    """已修改: still in force, with another text."""
    PART_ABOLISHED = "part_abolished"
    EXPIRED = "expired"
    """失效: its term is over, or it was declared so."""
    ABOLISHED = "abolished"
    ANNULLED = "annulled"
    """撤销: void from the start."""
    SUSPENDED = "suspended"


LABELS = {
    Validity.NOT_YET: "尚未施行",
    Validity.IN_FORCE: "现行有效",
    Validity.AMENDED: "已修改",
    Validity.PART_ABOLISHED: "部分废止",
    Validity.EXPIRED: "已失效",
    Validity.ABOLISHED: "已废止",
    Validity.ANNULLED: "已撤销",
    Validity.SUSPENDED: "暂停执行",
}
"""What people call them."""


class Effect(StrEnum):
    """What a decision does to the validity of another policy."""

    AMENDED = "amended"
    PART_ABOLISHED = "part_abolished"
    EXPIRED = "expired"
    ABOLISHED = "abolished"
    ANNULLED = "annulled"
    SUSPENDED = "suspended"


ENDS = frozenset({Effect.EXPIRED, Effect.ABOLISHED})
ENDED = frozenset({Validity.EXPIRED, Validity.ABOLISHED, Validity.ANNULLED})
"""No basis for anything any more."""


@dataclass(frozen=True)
class Change:
    """A decision that a person has confirmed: what it does, from which day, and which policy is the decision."""

    effect: Effect
    on: date
    by: UUID
    until: date | None = None
    """The last day of a suspension; None while it is open."""


@dataclass(frozen=True)
class Facts:
    """All that the validity of a policy follows from."""

    effective_from: date | None
    """施行日期, or the date of the document; None when neither is known."""
    valid_until: date | None = None
    """The last day of its term."""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Condition:
    """The validity on a day, and what made it so: since when, by which decision."""

    state: Validity
    since: date | None = None
    by: UUID | None = None


def state_on(facts: Facts, day: date) -> Validity:
    """The validity on a calendar day of Asia/Shanghai."""
    return condition_on(facts, day).state


def condition_on(facts: Facts, day: date) -> Condition:
    """The validity on a day with its reason.

    Annulled is void on every day. Of the ends that have come by that day the first one counts: what had expired can
    no longer be abolished. Then what has not begun, then the latest decision, suspension before all others.
    """
    annulled = _latest(facts.changes, Effect.ANNULLED)
    if annulled:
        return Condition(Validity.ANNULLED, annulled.on, annulled.by)
    ended = [end for end in _ends(facts) if end.since is not None and end.since <= day]
    if ended:
        return min(ended, key=lambda end: (end.since or day, end.by is None))
    if facts.effective_from and day < facts.effective_from:
        return Condition(Validity.NOT_YET, facts.effective_from)
    begun = [change for change in facts.changes if change.on <= day <= (change.until or day)]
    for effect in (Effect.SUSPENDED, Effect.PART_ABOLISHED, Effect.AMENDED):
        found = _latest(begun, effect)
        if found:
            return Condition(Validity(effect), found.on, found.by)
    return Condition(Validity.IN_FORCE, facts.effective_from)


def _ends(facts: Facts) -> list[Condition]:
    """Every end of a policy with the first day on which it counts no more; a decision goes before a term."""
    ends = [Condition(Validity(c.effect), c.on, c.by) for c in facts.changes if c.effect in ENDS]
    if facts.valid_until and facts.valid_until < date.max:
        ends.append(Condition(Validity.EXPIRED, facts.valid_until + timedelta(days=1)))
    return ends


def _latest(changes: Iterable[Change], effect: Effect) -> Change | None:
    return max((c for c in changes if c.effect is effect), key=lambda c: c.on, default=None)
