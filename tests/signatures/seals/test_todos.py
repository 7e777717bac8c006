"""Whose step is next in a seal's life has it among the to-dos, and nobody else has; then it is gone."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from messaging.notices.models import NoticeRow
from messaging.notices.rules import Kind
from server.directory import service as directory
from server.directory.rules.standing import Role
from server.kit import clock
from signatures.seals import errors, service
from signatures.seals.rules import Kind as SealKind
from signatures.seals.rules import Seal
from tests.signatures.seals.steps import DIRECTOR, HEAD, KEEPER, activated, applied, approved, filed, made, official
from tests.signatures.waiting import seen_by_all, todo, told
from tests.world import World


async def test_a_city_with_all_its_seals_waits_for_nobody(world: World) -> None:
    assert not await NoticeRow.filter(open=True).exists()


async def test_every_step_is_asked_of_whose_it_is_and_of_nobody_else(world: World) -> None:
    seal = await applied(world)
    assert await seen_by_all(world, seal.id, Kind.TODO) == {HEAD: ["seals.approve"]}
    turns = [await todo(world, seal.id)]
    await service.approve(await world.actor(HEAD), seal.id)
    turns.append(await todo(world, seal.id))
    await service.make(await world.actor("sysadmin"), seal.id)
    turns.append(await todo(world, seal.id))
    await service.file(await world.actor("secadmin"), seal.id, "甬印备〔2026〕99号", clock.today())
    turns.append(await todo(world, seal.id))
    await service.activate(await world.actor(KEEPER), seal.id)
    turns.append(await todo(world, seal.id))
    assert turns == [
        {HEAD: "seals.approve"},
        {"sysadmin": "seals.make"},
        {"secadmin": "seals.file"},
        {KEEPER: "seals.activate"},
        {},
    ]
    assert await told(world, seal.id) == {}


async def test_a_to_do_names_the_seal_its_organ_and_who_took_the_step_before(world: World) -> None:
    seal = await applied(world)
    (row,) = await NoticeRow.filter(subject_id=seal.id, open=True)
    applicant = await world.actor(DIRECTOR)
    assert (row.title, row.organ, row.sender) == (seal.name, seal.organ_name, applicant.name)


async def test_the_organ_above_is_asked_for_the_seal_of_a_bureau(world: World) -> None:
    director, old = await world.actor("czj.countersign"), await official(world, "czj")
    seal = await service.apply(director, world.place("czj"), SealKind.OFFICIAL, replaces=old.id)
    assert await todo(world, seal.id) == {"mayor": "seals.approve"}
    special = await service.apply(director, world.place("czj"), SealKind.FINANCE)
    assert await todo(world, special.id) == {"czj.director": "seals.approve"}


async def test_a_refusal_is_told_to_whoever_applied(world: World) -> None:
    seal = await applied(world)
    await service.refuse(await world.actor(HEAD), seal.id, "不需要")
    assert await todo(world, seal.id) == {}
    assert await told(world, seal.id) == {DIRECTOR: [("seals.refused", seal.name)]}


async def test_administrators_are_asked_wherever_they_have_their_role(world: World) -> None:
    """Their roles count for the whole office; when one has made the seal, it waits for no other."""
    person = world.person("sfb.archivist")
    system, security = await world.actor("sysadmin"), await world.actor("secadmin")
    for post in (await world.actor("sfb.archivist")).posts:
        await directory.leave_post(system, post.id)
    post_id = await directory.appoint(system, person, world.place("dsj"), "运维工程师")
    await directory.grant_role(security, post_id, Role.SYS_ADMIN, world.place("dsj"))
    seal = await applied(world)
    await approved(world, seal)
    assert await todo(world, seal.id) == dict.fromkeys(["sysadmin", "sfb.archivist"], "seals.make")
    await service.make(await world.actor("sfb.archivist"), seal.id)
    assert await todo(world, seal.id) == {"secadmin": "seals.file"}


@pytest.mark.parametrize("step", [approved, made, filed])
async def test_what_is_revoked_on_the_way_waits_for_nobody(
    world: World, step: Callable[[World, Seal], Awaitable[Seal]]
) -> None:
    seal = await applied(world)
    await step(world, seal)
    assert len(await todo(world, seal.id)) == 1
    await service.revoke(await world.actor("sysadmin"), seal.id, "机构撤销")
    assert await todo(world, seal.id) == {}


async def test_who_administers_hears_of_a_seal_that_is_lost_or_stopped_by_somebody_else(world: World) -> None:
    seal = await official(world)
    await service.suspend(await world.actor(KEEPER), seal.id, "外出")
    assert await told(world, seal.id) == {"sysadmin": [("seals.suspended", seal.name)]}
    await service.report_lost(await world.actor(DIRECTOR), seal.id, "遗失")
    assert await told(world, seal.id) == {"sysadmin": [("seals.suspended", seal.name), ("seals.lost", seal.name)]}
    other = await activated(world, await applied(world))
    await service.suspend(await world.actor("sysadmin"), other.id, "核查")
    assert await told(world, other.id) == {}


async def test_of_two_who_approve_at_once_one_passes_it_on(world: World) -> None:
    seal, head = await applied(world), await world.actor(HEAD)
    ends = await asyncio.gather(*(service.approve(head, seal.id) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(end, Seal) for end in ends) == 1
    assert await todo(world, seal.id) == {"sysadmin": "seals.make"}
    assert await NoticeRow.filter(subject_id=seal.id, open=True).count() == 1


async def test_a_step_that_is_refused_asks_nobody(world: World) -> None:
    seal = await applied(world)
    await approved(world, seal)
    with pytest.raises(errors.ActUnfit):
        await service.approve(await world.actor(HEAD), seal.id)
    assert await todo(world, seal.id) == {"sysadmin": "seals.make"}
