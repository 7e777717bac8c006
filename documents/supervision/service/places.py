"""Where a matter may go: the units of the organ that supervises it, and the organs below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from documents.supervision.errors import PlaceUnfit
from documents.supervision.rules.items import Item, Places
from server.directory import service as directory
from server.directory.rules.organs import superiors

PREFIXED = 100
"""Organs whose name begins like another's; there are never more."""


@dataclass(frozen=True)
class Place:
    """An organ or a unit, by name."""

    id: UUID
    name: str


async def fit(organ_id: UUID, lead: UUID | None, co: tuple[UUID, ...]) -> Places:
    """The places as they may be given to an item of an organ. Raises PlaceUnfit."""
    units = {unit.id for unit in await directory.units_of(organ_id)}
    named = {place for place in (lead, *co) if place}
    await _check_below(organ_id, named - units)
    return Places(lead, organ_id if lead in units else lead, co)


async def _check_below(organ_id: UUID, organs: set[UUID]) -> None:
    if len(await directory.organs(organs)) < len(organs):
        raise PlaceUnfit
    tree = await directory.line(organs)
    if not all(organ == organ_id or organ_id in superiors(tree, organ) for organ in organs):
        raise PlaceUnfit


async def named(organ_id: UUID, names: Iterable[str]) -> dict[str, UUID]:
    """The places that a text means by these names: a unit's name, an organ's full or short one.

    Only what one place alone is called, and what may be given a matter of this organ; the rest is left out.
    """
    units = {unit.name: unit.id for unit in await directory.units_of(organ_id)}
    found = {name: place for name in set(names) if (place := units.get(name) or await _organ_called(name))}
    inside = set(units.values())
    tree = await directory.line(place for place in found.values() if place not in inside)
    return {
        name: place for name, place in found.items() if place in inside or organ_id in {place, *superiors(tree, place)}
    }


async def _organ_called(name: str) -> UUID | None:
    alike, _ = await directory.list_organs(None, name, None, PREFIXED)
    called = [organ.id for organ in alike if name in (organ.name, organ.short_name)]
    return called[0] if len(called) == 1 else None


async def names_of(items: Iterable[Item]) -> Mapping[UUID, str]:
    """What the places of items are called."""
    chosen = list(items)
    owners = {item.organ_id for item in chosen}
    wanted = {place for item in chosen for place in (item.organ_id, item.lead, *item.co) if place}
    names = {organ.id: organ.name for organ in (await directory.organs(wanted)).values()}
    for owner in owners:
        names |= {unit.id: unit.name for unit in await directory.units_of(owner)}
    return names
