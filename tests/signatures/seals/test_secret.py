"""The key-encryption keys: one for all who race for it, its owner's only, changed without losing a secret."""

import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.journal import service as journal
from server.kit.ground import Ground, ground
from signatures.judgement.trust import Trust
from signatures.seals import service
from signatures.seals.errors import KeyLocked
from signatures.seals.models import AuthorityKeyRow, SealRow
from signatures.seals.service import rotating, secret
from signatures.seals.service.secret import FILE, SIZE, current_key, found_key, lock_secret, read_keys, unlock_secret
from tests.signatures.seals.steps import activated, applied, official
from tests.world import World

ABOUT = "seal/7/sm2"


@pytest.fixture
async def kept(office: Ground) -> Path:
    """Where the keys of an office lie."""
    return office.settings.data / FILE


def first_key() -> bytes:
    found_key()
    return current_key()


async def test_whoever_races_for_the_key_gets_the_same_and_leaves_nothing_else(kept: Path) -> None:
    found = set()
    with ThreadPoolExecutor(8) as racers:
        for each in [racers.submit(copy_context().run, first_key) for _ in range(32)]:
            found.add(each.result())
    assert len(found) == 1
    assert [path.name for path in kept.parent.glob(f"{FILE}*")] == [FILE]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.stat().st_size == SIZE


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=80), place=st.integers(0), bit=st.integers(0, 7))
async def test_what_is_locked_opens_whole_and_as_what_it_was_only(
    kept: Path, data: bytes, place: int, bit: int
) -> None:
    found_key()
    locked = lock_secret(data, ABOUT)
    assert unlock_secret(locked, ABOUT) == data
    assert len(data) < 8 or data not in locked
    bent = bytearray(locked)
    bent[place % len(bent)] ^= 1 << bit
    for wrong, about in ((bytes(bent), ABOUT), (locked, "seal/8/sm2"), (locked[:-1], ABOUT), (b"", ABOUT)):
        with pytest.raises(KeyLocked) as refused:
            unlock_secret(wrong, about)
        assert refused.value.facts == {}


async def test_the_file_may_lie_elsewhere(office: Ground, tmp_path: Path) -> None:
    elsewhere = tmp_path / "keys" / "office.key"
    elsewhere.parent.mkdir()
    chosen = msgspec.structs.replace(office.settings, key_file=elsewhere)
    with Ground(chosen, office.orm, office.bus, office.blobs).stand():
        found_key()
        lock_secret(b"x", ABOUT)
    assert elsewhere.exists()
    assert not (office.settings.data / FILE).exists()


async def test_where_the_file_cannot_be_nothing_is_locked(office: Ground, tmp_path: Path) -> None:
    for nowhere in (tmp_path / "no" / "folder" / "office.key", tmp_path):
        chosen = msgspec.structs.replace(office.settings, key_file=nowhere)
        with Ground(chosen, office.orm, office.bus, office.blobs).stand():
            with suppress(KeyLocked):
                found_key()
            with pytest.raises(KeyLocked):
                lock_secret(b"x", ABOUT)


async def test_a_damaged_file_is_refused_and_not_replaced(kept: Path) -> None:
    kept.write_bytes(b"short")
    found_key()
    with pytest.raises(KeyLocked):
        lock_secret(b"x", ABOUT)
    with pytest.raises(KeyLocked):
        unlock_secret(b"x" * 60, ABOUT)
    assert kept.read_bytes() == b"short"


# --- a change of keys ------------------------------------------------------------------------------------------


async def everything_opens(world: World) -> None:
    for key in ("szf", "dsj"):
        die = await service.die((await official(world, key)).id)
        assert die.signer.key.sign(b"x")
        assert die.plain.key.sign(b"x")
        assert die.stamp(b"x")


async def locked() -> list[bytes]:
    seals = [part for row in await SealRow.all() for part in (row.key, row.plain_key)]
    return [*seals, *(row.key for row in await AuthorityKeyRow.all())]


async def test_after_a_change_everything_is_locked_anew_and_the_old_key_opens_nothing(world: World) -> None:
    path, before, old = ground().settings.data / FILE, await locked(), current_key()
    trust = await service.own_trust()
    assert await service.rotate_keys() == len(before) == 13 * 2 + 5
    assert len(read_keys(path)) == 1
    assert current_key() != old
    after = await locked()
    assert not set(before) & set(after)
    assert {each[: secret.NAME] for each in after} == {secret.name_of(current_key())}
    await everything_opens(world)
    assert (await service.own_trust()).roots == trust.roots, "what is sealed stays verifiable"
    assert await service.audit() == []
    path.write_bytes(old)
    with pytest.raises(KeyLocked):
        await service.die((await official(world)).id)
    assert await journal.verify() is None
    assert len(await service.audit()) == 13 + 5, "the doctor names whosever keys do not open"


async def test_a_key_in_a_machine_is_not_ours_to_lock(world: World, keys: str) -> None:
    seal = await activated(world, await applied(world))
    row = await SealRow.get(id=seal.id)
    await service.rotate_keys()
    assert ((await SealRow.get(id=seal.id)).key == row.key) == (keys == "remote")
    assert (await service.die(seal.id)).signer.key.sign(b"x")


async def broken(relock: service.Relock) -> int:
    raise RuntimeError


async def test_broken_off_before_it_is_done_everything_opens_and_the_next_time_finishes(world: World) -> None:
    path, before = ground().settings.data / FILE, await locked()
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await service.rotate_keys([broken])
    assert await locked() == before
    assert len(read_keys(path)) == 3
    await everything_opens(world)
    await activated(world, await applied(world))
    await service.rotate_keys()
    assert len(read_keys(path)) == 1
    await everything_opens(world)


async def test_broken_off_after_the_rows_everything_opens_and_the_next_time_finishes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(fresh: bytes) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(rotating, "_drop_others", dies)
        with pytest.raises(OSError):
            await service.rotate_keys()
    assert len(read_keys(ground().settings.data / FILE)) == 2
    await everything_opens(world)
    await service.rotate_keys()
    assert len(read_keys(ground().settings.data / FILE)) == 1
    await everything_opens(world)


async def test_with_a_secret_that_does_not_open_no_key_is_thrown_away(world: World) -> None:
    path, key = ground().settings.data / FILE, current_key()
    row = await SealRow.get(id=(await official(world)).id)
    await SealRow.filter(id=row.id).update(key=row.key[:-1] + bytes([row.key[-1] ^ 1]))
    with pytest.raises(KeyLocked):
        await service.rotate_keys()
    assert key in read_keys(path)
    assert (await service.die((await official(world, "dsj")).id)).signer.key.sign(b"x")


async def test_another_room_locks_its_own_rows_anew(world: World) -> None:
    shelf = {"personal/1": lock_secret(b"secret", "personal/1")}

    async def rewrap(relock: service.Relock) -> int:
        shelf["personal/1"] = relock(shelf["personal/1"], "personal/1")
        return 1

    before = dict(shelf)
    assert await service.rotate_keys([rewrap]) == 13 * 2 + 5 + 1
    assert shelf != before
    assert unlock_secret(shelf["personal/1"], "personal/1") == b"secret"


async def test_there_is_nothing_to_change_without_a_file(office: Ground) -> None:
    with pytest.raises(KeyLocked):
        await service.rotate_keys()
    assert not (office.settings.data / FILE).exists()
    assert await service.own_trust() == Trust(())
