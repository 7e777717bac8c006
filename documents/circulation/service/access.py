"""Who may circulate, who may read, who may settle an instruction: decided here and nowhere else."""

from collections.abc import Sequence, Set
from uuid import UUID

from tortoise.expressions import Subquery

from documents.circulation.errors import NoSuchCirculation, NotTheClerk, ReaderElsewhere
from documents.circulation.models import CirculationRow, ReaderLineRow
from documents.circulation.rules.circulation import (
    CLERKS,
    LEADERS,
    MAY_SEE,
    OUT,
    Circulation,
    Person,
    Reader,
)
from server.directory import service as directory
from server.directory.errors import NoSuchPerson
from server.directory.rules.standing import Actor, Scope, Standing, holder_of_person, holder_of_role, places_of


def clerks_of(organ_id: UUID) -> frozenset[str]:
    """The holders that circulate for an organ."""
    return frozenset(holder_of_role(role, organ_id) for role in CLERKS)


def as_clerk(actor: Actor, organ_id: UUID) -> Standing:
    """The standing in which this person circulates for an organ. Raises NotTheClerk."""
    standing = actor.stand(*clerks_of(organ_id))
    if standing is None:
        raise NotTheClerk
    return standing


def looks_on(actor: Actor, organ_id: UUID) -> bool:
    """Whether this person sees the whole list of an organ's circulations, and not only an own line."""
    return actor.stand(*clerks_of(organ_id), need=Scope.READ) is not None


def lines_of(actor: Actor, circulation: Circulation, need: Scope = Scope.READ) -> list[Reader]:
    """The lines that this person may see as theirs: delivered, not recalled; as a delegate (代) the principal's.

    Unread before read, own before others'.
    """
    present = {reader.person_id: reader for reader in circulation.readers}
    here = [reader for reader in present.values() if reader.state in MAY_SEE]
    first = sorted(here, key=lambda reader: (reader.state not in OUT, reader.person_id != actor.person_id))
    return [reader for reader in first if actor.stand(holder_of_person(reader.person_id), need=need)]


def as_reader(actor: Actor, circulation: Circulation, need: Scope = Scope.HANDLE) -> tuple[Reader, Standing]:
    """The line on which this person acts, and the standing. Raises NoSuchCirculation."""
    mine = lines_of(actor, circulation, need)
    standing = actor.stand(holder_of_person(mine[0].person_id), need=need) if mine else None
    if standing is None:
        raise NoSuchCirculation
    return mine[0], standing


def people_of(actor: Actor, need: Scope = Scope.READ) -> list[UUID]:
    """Whose lines this person may see: their own, and those of whoever lends them theirs; without a post, nobody's.

    With another `need` on whose lines they may act so far.
    """
    people = [holder for holder in actor.holders() if holder.startswith("person:") and actor.stand(holder, need=need)]
    return [UUID(holder.removeprefix("person:")) for holder in people]


def of_readers(actor: Actor) -> Subquery:
    """The ids of the circulations that were delivered to this person and not recalled."""
    mine = ReaderLineRow.filter(person_id__in=people_of(actor), delivered_at__isnull=False, recalled_at=None)
    return Subquery(mine.values("circulation_id"))


def organs_of(actor: Actor) -> list[UUID]:
    """The organs for which this person circulates."""
    return sorted(places_of(actor.holders(), CLERKS))


async def is_leader(person_id: UUID, organ_id: UUID) -> bool:
    """Whether somebody leads an organ now, by a post of their own."""
    leading = [await directory.holders_of(role, organ_id) for role in LEADERS]
    return any(person.person_id == person_id for people in leading for person in people)


async def near(organ_id: UUID, people: Sequence[UUID]) -> list[Person]:
    """People as they are named here: by their post in the organ, a unit of it, or an organ directly below it.

    Raises ReaderElsewhere for anybody who has none.
    """
    places = {organ_id, *(organ.id for organ in await directory.children(organ_id))}
    return [await _near(places, person_id) for person_id in people]


async def _near(places: Set[UUID], person_id: UUID) -> Person:
    try:
        person = await directory.actor_of(person_id)
    except NoSuchPerson as fault:
        raise ReaderElsewhere(person_id=person_id) from fault
    post = next((post for post in person.posts if post.organ_id in places), None)
    if post is None:
        raise ReaderElsewhere(person_id=person_id)
    return Person(person_id, person.name, post.title)


def visible(actor: Actor, row: CirculationRow, circulation: Circulation) -> bool:
    """Whether a circulation exists for this person at all."""
    return looks_on(actor, row.organ_id) or bool(lines_of(actor, circulation))
