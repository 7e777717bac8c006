"""备案: a seal is put on file on a day between its approval and today."""

from datetime import timedelta

import pytest

from server.kit import clock
from signatures.seals import errors, service
from signatures.seals.rules import State
from tests.signatures.seals.steps import applied, made
from tests.world import World

NUMBER = "甬印备〔2026〕99号"


async def test_a_day_to_come_or_before_the_approval_is_refused_and_the_seal_waits(world: World) -> None:
    now = clock.now()
    with clock.set_to(now):
        seal = await made(world, await applied(world))
    security = await world.actor("secadmin")
    with clock.set_to(now + timedelta(days=3)):
        approved, today = clock.day_of(now), clock.today()
        for day in (approved - timedelta(days=1), today + timedelta(days=1), today.replace(year=today.year + 70)):
            with pytest.raises(errors.FilingDayUnfit):
                await service.file(security, seal.id, NUMBER, day)
        assert (await service.find(seal.id)).state is State.MADE
        filed = await service.file(security, seal.id, NUMBER, approved)
    assert (filed.state, filed.recorded_on) == (State.FILED, approved)


async def test_the_very_day_is_fit(world: World) -> None:
    with clock.set_to(clock.now()):
        seal = await made(world, await applied(world))
        filed = await service.file(await world.actor("secadmin"), seal.id, NUMBER, clock.today())
    assert filed.recorded_on == clock.today()
