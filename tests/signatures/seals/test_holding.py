"""The file of keys when others are at it in the same moment, and when it is gone."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from server.kit.ground import Ground, ground
from signatures.seals import service
from signatures.seals.errors import KeyLocked, KeysInUse
from signatures.seals.models import AuthorityKeyRow
from signatures.seals.service import log, making, rotating
from signatures.seals.service.holding import PAUSE, keys_alone, keys_held
from signatures.seals.service.secret import FILE, lock_secret, read_keys, unlock_secret
from tests.signatures.seals.steps import applied, approved
from tests.signatures.seals.test_secret import everything_opens, locked
from tests.world import World


async def test_of_two_changes_at_once_one_is_refused_and_no_key_is_lost(world: World) -> None:
    first, second = await asyncio.gather(service.rotate_keys(), service.rotate_keys(), return_exceptions=True)
    assert first == 13 * 2 + 5
    assert isinstance(second, KeysInUse)
    await everything_opens(world)
    assert await service.rotate_keys() == first, "afterwards the next may"


async def test_whose_new_key_another_process_has_thrown_away_locks_nothing_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = rotating._put_first()
    await service.rotate_keys()
    monkeypatch.setattr(rotating, "_put_first", lambda: mine)
    before = await locked()
    with pytest.raises(KeyLocked):
        await service.rotate_keys()
    assert await locked() == before
    await everything_opens(world)


async def test_what_came_in_under_the_old_key_keeps_it(world: World) -> None:
    path, late = ground().settings.data / FILE, lock_secret(b"late", "late")

    seen: list[service.Relock] = []

    async def forgetful(relock: service.Relock) -> int:
        """Its row is committed by somebody else between the locking anew and the second look."""
        seen.append(relock)
        if len(seen) == 2:
            relock(late, "late")
        return 0

    with pytest.raises(KeyLocked):
        await service.rotate_keys([forgetful])
    assert len(read_keys(path)) == 2
    assert unlock_secret(late, "late") == b"late"
    await everything_opens(world)


async def test_whoever_makes_a_key_is_not_overtaken_by_a_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = []

    async def append(*said: Any, **further: Any) -> Any:
        with pytest.raises(KeysInUse) as found:
            await service.rotate_keys()
        refused.append(found.value)
        return await done(*said, **further)

    seal = await approved(world, await applied(world))
    done = log.act_on
    with monkeypatch.context() as patched:
        patched.setattr(making, "act_on", append)
        await service.make(await world.actor("sysadmin"), seal.id)
    assert len(refused) == 1
    await service.rotate_keys()
    assert await service.audit() == []


async def test_whoever_would_make_a_key_waits_until_a_change_is_over(world: World) -> None:
    order = []

    async def held() -> None:
        async with keys_held():
            order.append("made")

    with keys_alone():
        waiting = asyncio.create_task(held())
        await asyncio.sleep(3 * PAUSE)
        order.append("changed")
    await waiting
    assert order == ["changed", "made"]


# --- a file that is gone ---------------------------------------------------------------------------------------


async def test_a_lost_file_is_never_replaced_once_something_is_locked(world: World) -> None:
    path = ground().settings.data / FILE
    seal = await approved(world, await applied(world))
    path.rename(path.with_name("away"))
    with pytest.raises(KeyLocked):
        await service.make(await world.actor("sysadmin"), seal.id)
    assert not path.exists()
    await AuthorityKeyRow.all().delete()
    with pytest.raises(KeyLocked):
        await service.found_authority("甬江市人民政府")
    assert not path.exists(), "the seals themselves need the one that is lost"


async def test_an_office_without_an_authority_founds_both(office: Ground) -> None:
    kept: Path = office.settings.data / FILE
    with pytest.raises(KeyLocked):
        lock_secret(b"x", "seal/7/sm2")
    assert not kept.exists()
    await service.found_authority("甬江市人民政府")
    assert len(read_keys(kept)) == 1
