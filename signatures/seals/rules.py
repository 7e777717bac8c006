"""The law of seals: their life, their size, and in whose hands they are.

《国务院办公厅关于印发〈电子印章管理办法〉的通知》(国办发〔2025〕33号): made, used, suspended, cancelled, every use
traceable; 国发〔1999〕25号: size; custody is personal and never lent (委托规则).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from server.directory.rules.organs import Level, OrganType
from server.directory.rules.standing import Actor, Role, Standing, holder_of_role
from signatures.picture.sizes import DIAMETERS, OrganRank
from signatures.seals.errors import ActUnfit, NotTheKeeper, ReasonMissing


class Kind(StrEnum):
    """印章种类."""

    OFFICIAL = "official"
    """公章: the seal that carries an organ's legal name."""


class State(StrEnum):
    """Whether a seal may be pressed."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """停用"""
    REVOKED = "revoked"
    """注销, for good."""


class Act(StrEnum):
    """What may be decided about a seal once it is made."""

    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"


LIFE: dict[tuple[State, Act], State] = {
    (State.ACTIVE, Act.SUSPEND): State.SUSPENDED,
    (State.SUSPENDED, Act.RESUME): State.ACTIVE,
    (State.ACTIVE, Act.REVOKE): State.REVOKED,
    (State.SUSPENDED, Act.REVOKE): State.REVOKED,
}
"""From which state an act leads to which; nothing else is possible."""

ANSWERABLE = (Role.SEAL_KEEPER, Role.OFFICE_DIRECTOR)
"""Who of an organ answers for its seal: the keeper (监印人) and the director of the general office."""

RANKS: dict[tuple[OrganType, Level], OrganRank] = {
    (OrganType.GOVERNMENT, Level.STATE): OrganRank.STATE_COUNCIL,
    (OrganType.DEPARTMENT, Level.STATE): OrganRank.PROVINCE_OR_MINISTRY,
    (OrganType.GOVERNMENT, Level.PROVINCE): OrganRank.PROVINCE_OR_MINISTRY,
    (OrganType.GOVERNMENT, Level.CITY): OrganRank.CITY_OR_COUNTY,
    (OrganType.GOVERNMENT, Level.COUNTY): OrganRank.CITY_OR_COUNTY,
    (OrganType.GOVERNMENT, Level.TOWNSHIP): OrganRank.TOWNSHIP,
}
"""Organs whose size the rule fixes; the others keep within that of units."""


@dataclass(frozen=True)
class Seal:
    """A seal as anybody may know it: without its key."""

    id: UUID
    organ_id: UUID
    name: str
    diameter_mm: float
    state: State
    kind: Kind
    certificate_serial: str
    """Hexadecimal, as a verdict names it."""
    valid_until: datetime


@dataclass(frozen=True)
class Use:
    """One line of the use log (用印登记): who pressed a seal, on what, and what came of it."""

    id: UUID
    seal_id: UUID
    document_id: UUID
    keeper_id: UUID
    keeper_name: str
    post_title: str
    sha256_before: str
    sha256_after: str
    at: datetime


def diameter(type: OrganType, level: Level) -> float:
    """Millimetres across the seal of an organ (国发〔1999〕25号)."""
    return DIAMETERS[RANKS.get((type, level), OrganRank.UNIT)]


def decide(state: State, act: Act, reason: str) -> State:
    """The state after an act. Raises ReasonMissing, and ActUnfit where the act makes no sense."""
    if not reason.strip():
        raise ReasonMissing
    if (state, act) not in LIFE:
        raise ActUnfit
    return LIFE[state, act]


def may_decide(actor: Actor, act: Act, organ_id: UUID) -> Standing:
    """The standing in which somebody decides about an organ's seal.

    A seal that is lost or in doubt is stopped by whoever answers for it; all else is for the system administrator.
    Raises NotAllowed.
    """
    standing = _in_person(actor, organ_id, *ANSWERABLE) if act is Act.SUSPEND else None
    return standing or actor.must_have(Role.SYS_ADMIN)


def may_read_uses(actor: Actor, organ_id: UUID) -> None:
    """The use log is for whoever answers for the seal, and for audit administrators. Raises NotAllowed."""
    if _in_person(actor, organ_id, *ANSWERABLE) is None:
        actor.must_have(Role.AUDIT_ADMIN)


def must_keep(actor: Actor, organ_id: UUID) -> Standing:
    """The standing in which somebody keeps an organ's seal themselves. Raises NotTheKeeper, also for delegates."""
    standing = _in_person(actor, organ_id, Role.SEAL_KEEPER)
    if standing is None:
        raise NotTheKeeper
    return standing


def overseen(actor: Actor) -> frozenset[UUID]:
    """The organs for whose seals somebody answers."""
    parts = (holder.partition("@") for post in actor.posts for holder in post.holders)
    return frozenset(UUID(place) for role, _, place in parts if role in ANSWERABLE)


def _in_person(actor: Actor, organ_id: UUID, *roles: Role) -> Standing | None:
    standing = actor.stand(*(holder_of_role(role, organ_id) for role in roles))
    return standing if standing and standing.principal_id is None else None
