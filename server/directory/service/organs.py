"""Organs and units: the tree, who may change it, and questions about it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from server.directory.errors import NameTaken, NoSuchOrgan
from server.directory.models import OrganRow, UnitRow
from server.directory.rules.organs import Direction, Level, Mode, Organ, OrganType, check_line, direction
from server.directory.rules.standing import Actor, Role
from server.journal import service as journal
from server.kit.db import atomic, swap
from server.kit.ids import uuid7
from server.kit.paging import page


@dataclass(frozen=True, kw_only=True)
class OrganFacts:
    """What is decided about an organ; see `rules.organs.Organ` for the words."""

    name: str
    short_name: str
    type: OrganType
    level: Level
    superior_id: UUID | None = None
    dual_superior_id: UUID | None = None
    office_id: UUID | None = None
    issue_enabled: bool = False
    mode: Mode = Mode.HOSTED


@dataclass(frozen=True)
class Unit:
    """An internal unit (内设机构): it has posts and roles, and issues nothing of its own (条例 art. 17)."""

    id: UUID
    organ_id: UUID
    name: str


async def create_organ(actor: Actor, facts: OrganFacts) -> Organ:
    """Put an organ into the tree; for the system administrator.

    Raises NotAllowed, NoSuchOrgan for an unknown superior or office, what `check_line` raises, NameTaken.
    """
    standing = actor.must_have(Role.SYS_ADMIN)
    organ = Organ(uuid7(), **asdict(facts))
    async with atomic():
        await add_organ(organ)
        await journal.record(actor, "directory.create_organ", organ.id, standing, **asdict(facts))
    return organ


async def add_organ(organ: Organ) -> None:
    """Write a checked organ, for the rooms' own founding acts."""
    await _check(organ)
    try:
        async with atomic():
            await OrganRow.create(**asdict(organ))
    except IntegrityError as fault:
        raise NameTaken from fault


async def change_organ(actor: Actor, organ_id: UUID, facts: OrganFacts) -> Organ:
    """Decide about an organ anew; for the system administrator. Raises as `create_organ`, and Conflict."""
    standing = actor.must_have(Role.SYS_ADMIN)
    organ = Organ(organ_id, **asdict(facts))
    async with atomic():
        row = await OrganRow.get_or_none(id=organ_id)
        if row is None:
            raise NoSuchOrgan
        await _check(organ)
        try:
            async with atomic():
                await swap(OrganRow, organ_id, row.version, **asdict(facts))
        except IntegrityError as fault:
            raise NameTaken from fault
        await journal.record(actor, "directory.change_organ", organ_id, standing, **asdict(facts))
    return organ


async def _check(organ: Organ) -> None:
    above = await line(i for i in (organ.superior_id, organ.dual_superior_id, organ.office_id) if i and i != organ.id)
    touched = Q(superior_id=organ.id) | Q(dual_superior_id=organ.id) | Q(office_id=organ.id)
    below = {row.id: row.organ() for row in await OrganRow.filter(touched)}
    check_line({**below, **above}, organ)


async def create_unit(actor: Actor, organ_id: UUID, name: str) -> Unit:
    """Set up an internal unit; for the system administrator. Raises NotAllowed, NoSuchOrgan, NameTaken."""
    standing = actor.must_have(Role.SYS_ADMIN)
    await organ(organ_id)
    unit = Unit(uuid7(), organ_id, name)
    try:
        async with atomic():
            await UnitRow.create(**asdict(unit))
            await journal.record(actor, "directory.create_unit", unit.id, standing, organ_id=organ_id, name=name)
    except IntegrityError as fault:
        raise NameTaken from fault
    return unit


async def organ(organ_id: UUID) -> Organ:
    """One organ. Raises NoSuchOrgan."""
    row = await OrganRow.get_or_none(id=organ_id)
    if row is None:
        raise NoSuchOrgan
    return row.organ()


async def organs(organ_ids: Iterable[UUID]) -> dict[UUID, Organ]:
    """Organs by id; unknown ids are left out."""
    return {row.id: row.organ() for row in await OrganRow.filter(id__in=list(set(organ_ids)))}


async def organ_names() -> list[str]:
    """The full names of all organs, in no order."""
    return [row.name for row in await OrganRow.all().only("name")]


async def line(organ_ids: Iterable[UUID]) -> dict[UUID, Organ]:
    """Organs and everyone above them (隶属关系): a `Tree` that the rules can be asked about.

    One query per level of the tree. Raises NoSuchOrgan for an unknown id.
    """
    tree: dict[UUID, Organ] = {}
    wanted = set(organ_ids)
    while wanted:
        found = await organs(wanted)
        if len(found) < len(wanted):
            raise NoSuchOrgan
        tree |= found
        above = {above for organ in found.values() for above in (organ.superior_id, organ.dual_superior_id)}
        wanted = {i for i in above if i} - tree.keys()
    return tree


async def direction_between(issuer_id: UUID, addressee_id: UUID) -> Direction:
    """Which way a document between two organs goes (行文方向). Raises NoSuchOrgan."""
    return direction(await line([issuer_id, addressee_id]), issuer_id, addressee_id)


async def children(organ_id: UUID, type: OrganType | None = None) -> list[Organ]:
    """The organs directly subordinate to one, of one type or of all, in the order they were set up."""
    query = OrganRow.filter(superior_id=organ_id).order_by("id")
    return [row.organ() for row in await (query.filter(type=type) if type else query)]


async def list_organs(
    superior_id: UUID | None, name: str, before: UUID | None, limit: int
) -> tuple[list[Organ], UUID | None]:
    """Organs, newest first: those below a superior, and those whose full or short name begins so."""
    query = OrganRow.filter(Q(name__startswith=name) | Q(short_name__startswith=name)) if name else OrganRow.all()
    rows, following = await page(query.filter(superior_id=superior_id) if superior_id else query, before, limit)
    return [row.organ() for row in rows], following


async def units_of(organ_id: UUID) -> list[Unit]:
    """The internal units of an organ, in the order they were set up."""
    return [Unit(row.id, row.organ_id, row.name) for row in await UnitRow.filter(organ_id=organ_id).order_by("id")]
