"""From a token to an `Actor`: three queries, because every request asks."""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from server.directory.errors import NoSuchPerson
from server.directory.models import DelegationRow, PersonRow, PostRow, SessionRow
from server.directory.rules.standing import Actor, Lent, PostHeld, holder_of_person, holder_of_role, lendable
from server.kit import clock

Posts = dict[UUID, tuple[PostHeld, ...]]


async def who(token: str) -> Actor | None:
    """Whoever holds this token now, or None: unknown, expired and revoked tokens are the same nobody."""
    session = await SessionRow.get_or_none(token_hash=digest(token), expires_at__gt=clock.now()).values(
        "id", "person_id", name="person__name"
    )
    if session is None:
        return None
    return await _actor(session["person_id"], session["name"], session["id"])


async def actor_of(person_id: UUID) -> Actor:
    """A person as an actor without a session, for what the office does in their name. Raises NoSuchPerson."""
    person = await PersonRow.get_or_none(id=person_id)
    if person is None:
        raise NoSuchPerson
    return await _actor(person_id, person.name, None)


def digest(token: str) -> str:
    """What is kept of a token: SHA-256 in hex. 32 random bytes need no slow hash."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


async def _actor(person_id: UUID, name: str, session_id: UUID | None) -> Actor:
    delegations = (
        await in_force()
        .filter(delegate_id=person_id)
        .values("id", "principal_id", "scope", principal_name="principal__name")
    )
    posts = await posts_of([person_id, *(row["principal_id"] for row in delegations)])
    actor = Actor(person_id, name, session_id, posts.get(person_id, ()))
    if actor.administers():
        return actor
    lent = tuple(_lent(row, posts.get(row["principal_id"], ())) for row in delegations)
    return Actor(person_id, name, session_id, actor.posts, lent)


def in_force() -> QuerySet[DelegationRow]:
    """A query for the delegations that count today."""
    today = clock.today()
    return DelegationRow.filter(revoked_at__isnull=True, from_day__lte=today, to_day__gte=today).order_by("id")


def _lent(row: dict[str, Any], posts: Iterable[PostHeld]) -> Lent:
    """What reaches the principal in office, by name or by post: what was lent to the principal goes no further."""
    named = frozenset({holder_of_person(row["principal_id"])})
    holders = lendable(named.union(*(post.holders for post in posts)))
    return Lent(row["id"], row["principal_id"], row["principal_name"], row["scope"], holders)


async def posts_of(person_ids: Iterable[UUID]) -> Posts:
    """The posts that people hold now, first appointed first, with the roles on them; in one query."""
    rows = (
        await PostRow.filter(person_id__in=list(person_ids), left_on__isnull=True)
        .order_by("id")
        .values("id", "person_id", "organ_id", "unit_id", "title", role="grants__role", place_id="grants__place_id")
    )
    holders: dict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        if row["role"]:
            holders[row["id"]].add(holder_of_role(row["role"], row["place_id"]))
    found: dict[UUID, tuple[PostHeld, ...]] = defaultdict(tuple)
    for row in {row["id"]: row for row in rows}.values():
        post = PostHeld(row["id"], row["organ_id"], row["unit_id"], row["title"], frozenset(holders[row["id"]]))
        found[row["person_id"]] += (post,)
    return found
