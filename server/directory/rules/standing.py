"""Who may act where: roles sit on posts, posts are held by people, delegation lends standing for a time.

A *holder* is a short text that names who has something: `person:{id}` (what reaches somebody in office), `author:{id}`
(what is somebody's very own, such as a draft), or `{role}@{id of an organ or unit}`.
Turns, to-dos and the right to read are all given to holders, so a change of post changes them at once, for all.
Who holds no post (离岗) is no holder of anything, not even in person.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from server.directory.errors import AdministratorsApart, DaysReversed, DelegateUnfit, DelegationTooFarAhead
from server.kit.errors import NotAllowed


class Role(StrEnum):
    """What a post is there for (机关岗位职责)."""

    DRAFTER = "drafter"
    UNIT_HEAD = "unit_head"
    COUNTERSIGNER = "countersigner"
    OFFICE_REVIEWER = "office_reviewer"
    LEGAL_REVIEWER = "legal_reviewer"
    OFFICE_DIRECTOR = "office_director"
    LEADER_IN_CHARGE = "leader_in_charge"
    SIGNER = "signer"
    REGISTRAR = "registrar"
    PROOFREADER = "proofreader"
    SEAL_KEEPER = "seal_keeper"
    DISPATCHER = "dispatcher"
    ARCHIVIST = "archivist"
    SECRECY_OFFICER = "secrecy_officer"
    SUPERVISER = "superviser"
    POLICY_EDITOR = "policy_editor"
    SYS_ADMIN = "sys_admin"
    SEC_ADMIN = "sec_admin"
    AUDIT_ADMIN = "audit_admin"
    DISCIPLINE = "discipline"


class Scope(StrEnum):
    """What a delegation lends (委托范围). Each includes the ones before it."""

    READ = "read"
    HANDLE = "handle"
    SIGN_OFF = "sign_off"


NEVER_LENT = frozenset(
    {Role.SEAL_KEEPER, Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN, Role.DRAFTER, Role.DISCIPLINE}
)
"""Delegation never covers seal keys, the three administrators, or one's own matters (委托规则)."""

ADMINISTRATORS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN})
"""三员: three different people, who run the office for everyone and take no part in its paper work (三员分立).

Their roles count for the whole office, whatever place they are granted for.
"""

LONGEST_DELEGATION = timedelta(days=366)

_REACH = {Scope.READ: 0, Scope.HANDLE: 1, Scope.SIGN_OFF: 2}


def holder_of_person(person_id: UUID) -> str:
    """The holder that is one person."""
    return f"person:{person_id}"


def holder_of_author(person_id: UUID) -> str:
    """The holder of somebody's own matters; it is never lent (委托不及本人事项)."""
    return f"author:{person_id}"


def holder_of_role(role: Role, place_id: UUID) -> str:
    """The holder that is whoever has a role in an organ, or, for unit heads and drafters, in a unit."""
    return f"{role}@{place_id}"


@dataclass(frozen=True)
class PostHeld:
    """A post in somebody's hands, with the roles attached to it."""

    id: UUID
    organ_id: UUID
    unit_id: UUID | None
    title: str
    holders: frozenset[str]
    """Role holders of this post, see `holder_of_role`."""


@dataclass(frozen=True)
class Lent:
    """A delegation that is in force today, seen from the delegate."""

    id: UUID
    principal_id: UUID
    principal_name: str
    scope: Scope
    holders: frozenset[str]
    """What the principal holds, without what is never lent."""


@dataclass(frozen=True)
class Standing:
    """In which post an act is done, and for whom if not for oneself (代)."""

    post_id: UUID | None
    organ_id: UUID | None
    title: str
    principal_id: UUID | None = None
    principal_name: str = ""


@dataclass(frozen=True)
class Actor:
    """Whoever is asking, with everything that may be decided about them without looking again."""

    person_id: UUID
    name: str
    session_id: UUID | None
    posts: tuple[PostHeld, ...]
    lent: tuple[Lent, ...] = ()

    def holders(self) -> frozenset[str]:
        """What this person may read by: own person, roles of all own posts, what is lent; without a post, nothing."""
        if not self.posts:
            return frozenset()
        own = {holder_of_person(self.person_id), holder_of_author(self.person_id)}
        return frozenset(own.union(*(p.holders for p in self.posts), *(d.holders for d in self.lent)))

    def stand(self, *wanted: str, need: Scope = Scope.HANDLE) -> Standing | None:
        """The standing in which this person may act for one of the wanted holders, own posts first; or None.

        Without a post there is none: whoever left the office left what was theirs in person there, too.
        """
        if not self.posts:
            return None
        for post in self.posts:
            if not post.holders.isdisjoint(wanted):
                return Standing(post.id, post.organ_id, post.title)
        if not {holder_of_person(self.person_id), holder_of_author(self.person_id)}.isdisjoint(wanted):
            return self.own_standing()
        for lent in self.lent:
            if _REACH[lent.scope] >= _REACH[need] and not lent.holders.isdisjoint(wanted):
                mine = self.own_standing()
                return Standing(mine.post_id, mine.organ_id, mine.title, lent.principal_id, lent.principal_name)
        return None

    def own_standing(self) -> Standing:
        """The standing of one's first post; without a post, of the person alone."""
        if not self.posts:
            return Standing(None, None, "")
        first = self.posts[0]
        return Standing(first.id, first.organ_id, first.title)

    def holds(self, role: Role, place_id: UUID) -> bool:
        """Whether one of this person's own posts has a role at a place."""
        wanted = holder_of_role(role, place_id)
        return any(wanted in post.holders for post in self.posts)

    def must_have(self, role: Role) -> Standing:
        """The standing in which this person has a role, wherever it is; never a lent one. Raises NotAllowed."""
        for post in self.posts:
            if role in roles_among(post.holders):
                return Standing(post.id, post.organ_id, post.title)
        raise NotAllowed

    def administers(self) -> bool:
        """Whether this person is one of the three administrators."""
        return any(roles_among(post.holders) & ADMINISTRATORS for post in self.posts)


def roles_among(holders: Set[str]) -> frozenset[Role]:
    """The roles that occur in these holders, whatever their places."""
    return frozenset(Role(role) for role, at, _ in (h.partition("@") for h in holders) if at)


def places_of(holders: Iterable[str], roles: Set[Role]) -> frozenset[UUID]:
    """The organs and units for which these holders have one of the roles."""
    parted = (holder.partition("@") for holder in holders)
    return frozenset(UUID(place) for role, _, place in parted if role in roles)


def lendable(holders: Set[str]) -> frozenset[str]:
    """What of these holders a delegation may carry."""
    return frozenset(h for h in holders if h.split("@")[0] not in NEVER_LENT and not h.startswith("author:"))


def check_apart(held: Set[Role], wanted: Role) -> None:
    """Three-administrator separation (三员分立): whoever is one of them has no other role at all.

    `held` are the roles of all posts of the person. Raises AdministratorsApart.
    """
    everything = held | {wanted}
    if everything & ADMINISTRATORS and len(everything) > 1:
        raise AdministratorsApart


def check_days(from_day: date, to_day: date, today: date) -> None:
    """A delegation does not reach back, begins within a year and lasts no longer than one (委托规则).

    A year is `LONGEST_DELEGATION`, so that a leap year's is one, too. Raises DaysReversed, DelegationTooFarAhead.
    """
    if not today <= from_day <= to_day or to_day - from_day > LONGEST_DELEGATION:
        raise DaysReversed
    if from_day - today > LONGEST_DELEGATION:
        raise DelegationTooFarAhead


def check_delegate(principal_id: UUID, delegate_id: UUID, posts: Sequence[PostHeld]) -> None:
    """A delegate is somebody else, in a post (one of `posts`), and no administrator. Raises DelegateUnfit."""
    administers = any(roles_among(post.holders) & ADMINISTRATORS for post in posts)
    if principal_id == delegate_id or not posts or administers:
        raise DelegateUnfit


def in_force(from_day: date, to_day: date, revoked: bool, today: date) -> bool:
    """Whether a delegation of these days, both included, counts today; it ends by itself."""
    return not revoked and from_day <= today <= to_day
