"""How the tests bring a seal on: each step by the person whose it is in 甬江市."""

from uuid import UUID

from server.kit import clock
from signatures.seals import service
from signatures.seals.rules import Kind, Seal
from tests.world import World

DIRECTOR, KEEPER, HEAD = "sfb.director", "sfb.sealkeeper", "mayor"
"""Of 甬江市人民政府, which has no superior here; its office has the mayor above it."""


async def official(world: World, key: str = "szf") -> Seal:
    """The official seal that an organ has from the start."""
    return await service.active_seal(world.place(key))


async def applied(
    world: World, kind: Kind = Kind.CONTRACT, name: str = "", bottom: str = "", replaces: UUID | None = None
) -> Seal:
    """A seal of the city government that its office director asks for."""
    director = await world.actor(DIRECTOR)
    return await service.apply(director, world.place("szf"), kind, name, bottom, replaces)


async def approved(world: World, seal: Seal) -> Seal:
    return await service.approve(await world.actor(HEAD), seal.id)


async def made(world: World, seal: Seal) -> Seal:
    await approved(world, seal)
    return await service.make(await world.actor("sysadmin"), seal.id)


async def filed(world: World, seal: Seal) -> Seal:
    await made(world, seal)
    return await service.file(await world.actor("secadmin"), seal.id, "甬印备〔2026〕99号", clock.today())


async def activated(world: World, seal: Seal) -> Seal:
    """The whole way."""
    await filed(world, seal)
    return await service.activate(await world.actor(KEEPER), seal.id)
