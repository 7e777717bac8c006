"""政务通讯录: who is who, always shown with organ and post, because several people share a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from server.directory.errors import NoSuchPerson
from server.directory.models import GrantRow, OrganRow, PersonRow, PostRow, UnitRow
from server.directory.rules.standing import Actor, Role, holder_of_role
from server.directory.service.organs import organ
from server.kit.paging import page


@dataclass(frozen=True)
class Grant:
    """A role of a post, for an organ or unit."""

    id: UUID
    role: Role
    place_id: UUID
    """The organ or unit for which it is held."""


@dataclass(frozen=True)
class Post:
    """A post as the directory shows it: names with ids, so that two people of one name are told apart."""

    id: UUID
    organ_id: UUID
    organ_name: str
    unit_id: UUID | None
    unit_name: str
    title: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Card:
    """A person in the directory, always with organ and post."""

    id: UUID
    name: str
    posts: tuple[Post, ...]
    account: str | None
    """Shown to the person and to administrators only."""


@dataclass(frozen=True)
class Incumbent:
    """Somebody in a post that has a certain role."""

    person_id: UUID
    name: str
    post_id: UUID
    title: str


@dataclass(frozen=True)
class Waiting:
    """One holder that has the turn, and the people behind it now."""

    holder: str
    """`person:{id}`, `author:{id}` or `{role}@{organ or unit}`."""
    people: list[Incumbent]


async def person_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id; unknown ids are left out."""
    rows = await PersonRow.filter(id__in=list(set(person_ids))).values_list("id", "name")
    return {UUID(str(person_id)): str(name) for person_id, name in rows}


async def card(actor: Actor, person_id: UUID) -> Card:
    """One person's card. Raises NoSuchPerson."""
    found = await _cards(actor, await PersonRow.filter(id=person_id))
    if not found:
        raise NoSuchPerson
    return found[0]


async def search(actor: Actor, text: str, before: UUID | None, limit: int) -> tuple[list[Card], UUID | None]:
    """People in posts whose name, or a title of theirs, begins with a text; with no text, everyone."""
    query = PersonRow.filter(posts__left_on__isnull=True, posts__id__not_isnull=True)
    begins = Q(name__startswith=text) | Q(posts__title__startswith=text)
    return await _page(actor, query.filter(begins) if text else query, before, limit)


async def people_of(actor: Actor, organ_id: UUID, before: UUID | None, limit: int) -> tuple[list[Card], UUID | None]:
    """People with a post in an organ. Raises NoSuchOrgan."""
    await organ(organ_id)
    query = PersonRow.filter(posts__left_on__isnull=True, posts__organ_id=organ_id)
    return await _page(actor, query, before, limit)


async def holders_of(role: Role, place_id: UUID) -> list[Incumbent]:
    """Who holds a role at a place by a post of their own, first appointed first; delegates are not among them."""
    rows = (
        await GrantRow.filter(role=role, place_id=place_id, post__left_on__isnull=True)
        .order_by("post_id")
        .values("post_id", title="post__title", person_id="post__person_id", name="post__person__name")
    )
    return [Incumbent(**row) for row in rows]


async def everywhere(role: Role) -> list[str]:
    """The holders that are a role of the whole office: one for each place for which it is granted to somebody."""
    places = await GrantRow.filter(role=role, post__left_on__isnull=True).distinct().values_list("place_id", flat=True)
    return sorted(holder_of_role(role, UUID(str(place_id))) for place_id in places)


async def people_behind(holder: str) -> list[Incumbent]:
    """Who stands behind a holder now, by name and post; a person is shown in the first post."""
    role, _, place = holder.partition("@")
    if place:
        return await holders_of(Role(role), UUID(place))
    rows = (
        await PostRow.filter(person_id=UUID(holder.partition(":")[2]), left_on__isnull=True)
        .order_by("id")
        .limit(1)
        .values("person_id", "title", post_id="id", name="person__name")
    )
    return [Incumbent(**row) for row in rows]


async def waiting(holders: Iterable[str]) -> list[Waiting]:
    """Holders that have a turn, in the order of their names, with the people behind each."""
    return [Waiting(holder, await people_behind(holder)) for holder in sorted(holders)]


async def _page(
    actor: Actor, query: QuerySet[PersonRow], before: UUID | None, limit: int
) -> tuple[list[Card], UUID | None]:
    rows, following = await page(query.distinct(), before, limit)
    return await _cards(actor, rows), following


async def _cards(actor: Actor, people: list[PersonRow]) -> list[Card]:
    ids, every = [person.id for person in people], actor.administers()
    posts = await PostRow.filter(person_id__in=ids, left_on__isnull=True).order_by("id")
    organs = {row.id: row.name for row in await OrganRow.filter(id__in=[post.organ_id for post in posts])}
    units = {row.id: row.name for row in await UnitRow.filter(id__in=[p.unit_id for p in posts if p.unit_id])}
    grants = await GrantRow.filter(post_id__in=[post.id for post in posts]).order_by("id")

    def shown(post: PostRow) -> Post:
        roles = tuple(Grant(row.id, row.role, row.place_id) for row in grants if row.post_id == post.id)
        unit = units[post.unit_id] if post.unit_id else ""
        return Post(post.id, post.organ_id, organs[post.organ_id], post.unit_id, unit, post.title, roles)

    return [
        Card(
            person.id,
            person.name,
            tuple(shown(post) for post in posts if post.person_id == person.id),
            person.account if every or person.id == actor.person_id else None,
        )
        for person in people
    ]
