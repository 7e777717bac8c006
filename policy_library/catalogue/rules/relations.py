"""关系: what one policy says of another, and what may follow from it once a person has confirmed it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policy_library.catalogue.errors import EffectUndated, EffectUnfit
from policy_library.catalogue.rules.identity import Identity
from policy_library.catalogue.rules.validity import Effect


class Kind(StrEnum):
    """What the one policy does to the other."""

    CITES = "cites"
    IMPLEMENTS = "implements"
    AMENDS = "amends"
    REPEALS = "repeals"
    INTERPRETS = "interprets"


class Source(StrEnum):
    """Where an entry comes from."""

    UPLOAD = "upload"
    DISPATCHED = "dispatched"


USUAL: dict[Kind, Effect] = {Kind.AMENDS: Effect.AMENDED, Kind.REPEALS: Effect.ABOLISHED}
"""The only kinds that change the validity of the other policy, and what they do unless the editor says otherwise."""

POSSIBLE: dict[Kind, frozenset[Effect]] = {
    Kind.AMENDS: frozenset({Effect.AMENDED}),
    Kind.REPEALS: frozenset(Effect) - {Effect.AMENDED},
}


@dataclass(frozen=True)
class Mention:
    """Another policy as a text names it, at its characters start to end."""

    title: str
    number: str
    target: Identity
    kind: Kind
    start: int
    end: int
    confidence: int
    repaired: bool


def effect_of(kind: Kind, wanted: Effect | None, on: date | None, until: date | None) -> Effect | None:
    """What a confirmed relation does from day `on`; None for kinds that do nothing to validity.

    Raises EffectUnfit, which names the effects that there are, for one that the kind cannot have, and EffectUndated
    for one without a day, an end that only a suspension has, or one before its day.
    """
    if kind not in USUAL:
        if wanted or on or until:
            raise EffectUnfit(allowed=[])
        return None
    effect = wanted or USUAL[kind]
    if effect not in POSSIBLE[kind]:
        raise EffectUnfit(allowed=sorted(POSSIBLE[kind]))
    if on is None or (until and (until < on or effect is not Effect.SUSPENDED)):
        raise EffectUndated
    return effect
