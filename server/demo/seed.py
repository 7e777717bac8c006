"""Founding 甬江市, step by step, by the people whose business each step is."""

from dataclasses import dataclass
from uuid import UUID

from anyio import create_task_group

from documents.issuing import service as issuing
from policy_library.catalogue import service as catalogue
from server.demo.city import (
    CODES,
    OFFICES,
    ORGAN_CODES,
    ORGANS,
    PEOPLE,
    POSTS,
    ROOT,
    UNITS,
    OrganLine,
    PostLine,
    roles_of,
)
from server.demo.hands import make_seals
from server.directory import service as directory
from server.directory.rules.standing import Actor


@dataclass(frozen=True)
class Seeded:
    """The demo city: ids by the keys of `city.py`."""

    places: dict[str, UUID]
    """Organs and units."""
    people: dict[str, UUID]
    """By account, the three administrators among them."""


async def seed(password: str) -> Seeded:
    """Build the city in an empty office; everyone's password is the given one, good at once.

    Only for demonstration: whoever runs it chooses the password, and nobody is asked to change it.
    Raises AlreadyFounded in an office that has anybody in it, WeakPassword.
    """
    founded = await directory.found(_facts(ROOT, {}), password)
    places = {ROOT.key: founded.organ.id}
    people = {newcomer.account: newcomer.person_id for newcomer in founded.administrators}
    system, security = [await directory.actor_of(newcomer.person_id) for newcomer in founded.administrators[:2]]
    await _set_up(system, places)
    await _admit(system, people, password)
    for post in POSTS:
        await _install(system, security, post, places, people)
    await make_seals(system, security, places, people)
    for key, code in CODES:
        await issuing.add_code(system, places[key], code)
    for key, code in ORGAN_CODES.items():
        await catalogue.set_organ_code(system, places[key], code)
    return Seeded(places, people)


async def _set_up(system: Actor, places: dict[str, UUID]) -> None:
    for line in ORGANS:
        places[line.key] = (await directory.create_organ(system, _facts(line, places))).id
    for unit in UNITS:
        places[unit.key] = (await directory.create_unit(system, places[unit.organ], unit.name)).id
    for line in (ROOT, *ORGANS):
        if line.key in OFFICES:
            await directory.change_organ(system, places[line.key], _facts(line, places))


def _facts(line: OrganLine, places: dict[str, UUID]) -> directory.OrganFacts:
    return directory.OrganFacts(
        name=line.name,
        short_name=line.short_name,
        type=line.type,
        level=line.level,
        superior_id=places.get(line.superior),
        dual_superior_id=places.get(line.dual_superior),
        office_id=places.get(OFFICES.get(line.key, "")),
        issue_enabled=line.issues,
        mode=line.mode,
    )


async def _admit(system: Actor, people: dict[str, UUID], password: str) -> None:
    """Sixty passwords to hash: side by side."""

    async def admit(account: str, name: str) -> None:
        people[account] = (await directory.create_person(system, name, account, password)).person_id

    async with create_task_group() as group:
        for account, name in PEOPLE.items():
            group.start_soon(admit, account, name)


async def _install(
    system: Actor, security: Actor, post: PostLine, places: dict[str, UUID], people: dict[str, UUID]
) -> None:
    organ = next((unit.organ for unit in UNITS if unit.key == post.place), post.place)
    unit_id = None if organ == post.place else places[post.place]
    post_id = await directory.appoint(system, people[post.account], places[organ], post.title, unit_id)
    for role, place in roles_of(post):
        await directory.grant_role(security, post_id, role, places[place])
