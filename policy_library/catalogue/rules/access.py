"""Who may see an entry. Published: its audience. Otherwise: those of the organ who answer for it. Else nobody."""

from collections.abc import Set
from uuid import UUID

from server.directory.rules.standing import Actor, Role, places_of

EVERYBODY = "all"
INSIDERS = frozenset(
    {
        Role.POLICY_EDITOR,
        Role.SECRECY_OFFICER,
        Role.LEADER_IN_CHARGE,
        Role.SIGNER,
        Role.OFFICE_DIRECTOR,
        Role.UNIT_HEAD,
    }
)
"""Who in the producing organ sees what is not published; a unit's head also sees what the unit made."""


def term_of(organ_id: UUID) -> str:
    """The audience that is one organ."""
    return f"organ:{organ_id}"


def audience_terms(actor: Actor) -> frozenset[str]:
    """The audiences this person belongs to: everybody in the office, and the organs of their own posts.

    Empty for somebody without a post.
    """
    if not actor.posts:
        return frozenset()
    return frozenset({EVERYBODY, *(term_of(post.organ_id) for post in actor.posts)})


def places_inside(holders: Set[str]) -> frozenset[UUID]:
    """The organs and units whose unpublished entries these holders may see."""
    return places_of(holders, INSIDERS)


def places_headed(holders: Set[str]) -> frozenset[UUID]:
    """The units, and organs, that these holders are head of."""
    return places_of(holders, {Role.UNIT_HEAD})


def places_edited(holders: Set[str]) -> frozenset[UUID]:
    """The organs for which these holders edit the library."""
    return places_of(holders, {Role.POLICY_EDITOR})
