"""The index follows the catalogue, can be lost, and belongs to one office."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import anyio
import msgspec
import pytest

from policy_library.catalogue import service as catalogue
from policy_library.catalogue.rules.disclosure import Publicity
from policy_library.catalogue.service import Facts
from policy_library.search import service as search
from policy_library.search.jobs import JOBS
from policy_library.search.rules.finding import Found
from policy_library.search.service.shelf import Shelf, shelf
from server.directory.rules.standing import Actor
from server.kit import jobs, outbox
from server.kit.blobs import Blobs
from server.kit.db import atomic
from server.kit.errors import NotAllowed
from server.kit.ground import Ground, ground
from tests.policy_library.catalogue import desk
from tests.world import World

WATER = desk.text("节约用水工作", "甬江政发〔2020〕3号")
TREES = desk.text("植树造林工作")
QUERY = "节约用水"


async def work() -> None:
    """The worker does what is due."""
    await jobs.drain(JOBS)


async def ask(world: World, query: str = QUERY, account: str = "dongpu.registrar") -> Found:
    """What somebody of another organ finds."""
    return await search.search(await world.actor(account), query)


async def water(world: World) -> UUID:
    """One published and indexed policy."""
    entry = await desk.published(world, WATER)
    await work()
    return entry.id


def folder() -> Path:
    return ground().settings.data / "search"


def current() -> Path:
    return folder() / (folder() / "current").read_text("utf-8")


@contextmanager
def restarted() -> Iterator[None]:
    """The same office in a process that has not opened its index yet."""
    here = ground()
    with Ground(here.settings, here.orm, here.bus, Blobs(here.settings.data / "blobs")).stand():
        yield


async def test_what_is_published_is_found_and_what_is_not_is_not(world: World) -> None:
    entry = await desk.described(world, WATER)
    await work()
    assert (await ask(world)).total == 0
    await desk.approved(world, entry)
    await catalogue.publish(await world.actor(desk.EDITOR), entry.id)
    await work()
    found = await ask(world)
    assert [hit.entry_id for hit in found.hits] == [entry.id]
    assert [hit.entry_id for hit in (await ask(world, "甬江政发[2020]3号")).hits] == [entry.id]


async def test_what_is_withdrawn_is_gone_at_once_and_stays_gone(world: World) -> None:
    """Also between the withdrawal and the index, and when the index is built anew."""
    entry_id = await water(world)
    assert (await ask(world)).total == 1
    await desk.withdrawn(world, entry_id)
    for _ in range(2):
        found = await ask(world)
        assert (found.total, found.hits) == (0, ())
        assert not any(facet.values for facet in found.facets)
        assert await search.suggest(await world.actor("dongpu.registrar"), "节约") == []
        await work()
    assert await search.rebuild() == 0
    assert (await ask(world)).total == 0


async def test_what_is_for_one_organ_is_found_by_its_people_only(world: World) -> None:
    people = await world.actor("dongpu.registrar")
    audience = tuple(post.organ_id for post in people.posts)
    await desk.published(world, WATER, Facts(Publicity.NOT_PUBLIC, audience=audience))
    await work()
    assert (await ask(world)).total == 1
    assert (await ask(world, account="xiyu.registrar")).total == 0
    assert await search.suggest(await world.actor("xiyu.registrar"), "节约") == []
    assert (await search.search(nobody(await world.actor("xiyu.registrar")), QUERY)).total == 0


def nobody(actor: Actor) -> Actor:
    """The same person without a post."""
    return Actor(actor.person_id, actor.name, None, ())


async def test_doing_a_job_twice_changes_nothing(world: World) -> None:
    entry_id = await water(world)
    before = (current() / "meta.json").read_bytes()
    await search.index(entry_id)
    assert (current() / "meta.json").read_bytes() == before


async def test_what_waits_together_is_committed_together(world: World) -> None:
    first, second = await desk.published(world, WATER), await desk.published(world, TREES)
    await search.rebuild()
    await desk.withdrawn(world, first.id)
    await desk.withdrawn(world, second.id)
    await search.index(first.id)
    after = (current() / "meta.json").read_bytes()
    await work()
    assert (current() / "meta.json").read_bytes() == after
    assert (await ask(world, "工作")).total == 0


LOST = (".store", ".term", "meta.json", "current", "all")
TORN = (".idx", ".pos", ".store", ".fast", "meta.json", "current", "older")


@pytest.mark.parametrize(("kind", "harm"), [*((kind, "lost") for kind in LOST), *((kind, "torn") for kind in TORN)])
async def test_an_index_that_cannot_be_used_is_built_anew(world: World, kind: str, harm: str) -> None:
    await water(world)
    before = await ask(world)
    for path in harmed(kind):
        if harm == "lost":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        elif path.is_file():
            data = bytearray(path.read_bytes())
            data[len(data) // 3] ^= 0xFF
            torn = path.with_suffix(".torn")
            torn.write_bytes(data)
            torn.replace(path)  # what is mapped into memory is left alone
    with restarted():
        assert await ask(world) == before
        assert before.total == 1


def harmed(kind: str) -> list[Path]:
    match kind:
        case "all":
            return [folder()]
        case "current":
            return [folder() / "current"]
        case "older":
            (folder() / "current").write_text("0-" + current().name, "utf-8")
            return []
        case "meta.json":
            return [current() / "meta.json"]
    return sorted(current().glob(f"*{kind}"))


async def test_a_rebuild_that_is_killed_leaves_the_index_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await water(world)
    before = await ask(world)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Shelf, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        await search.rebuild()
    monkeypatch.undo()
    with restarted():
        assert await ask(world) == before
    await search.rebuild()
    assert [path.name for path in folder().iterdir() if path.is_dir()] == [current().name]


async def test_a_change_during_a_rebuild_is_not_lost(world: World) -> None:
    """Its job waits until the new index counts."""
    entry_id = await water(world)
    await desk.withdrawn(world, entry_id)
    async with shelf().alone(), anyio.create_task_group() as group:
        group.start_soon(work)
        await anyio.sleep(0.1)
        assert (await search.health(await world.actor("sysadmin"))).waiting == 1
        group.cancel_scope.cancel()
    async with anyio.create_task_group() as group:
        group.start_soon(search.rebuild)
        group.start_soon(search.index, entry_id)
    assert (await search.health(await world.actor("sysadmin"))).policies == 0


async def test_two_offices_in_one_process_have_an_index_each(world: World, tmp_path: Path) -> None:
    entry_id, here = await water(world), ground()
    settings = msgspec.structs.replace(here.settings, data=tmp_path / "other")
    with Ground(settings, here.orm, here.bus, Blobs(settings.data / "blobs")).stand():
        assert await search.rebuild() == 1
    await desk.withdrawn(world, entry_id)
    await work()
    held = []
    for ground_of in (here, Ground(settings, here.orm, here.bus, here.blobs)):
        with ground_of.stand():
            held.append((await search.health(await world.actor("sysadmin"))).policies)
    assert held == [0, 1]


async def test_a_job_for_nothing_is_done(world: World) -> None:
    async with atomic():
        await outbox.put("index", entry_id=str(UUID(int=1)))
    await work()
    assert (await ask(world)).total == 0


async def test_the_administrator_sees_how_far_the_index_is_behind(world: World) -> None:
    admin = await world.actor("sysadmin")
    entry_id = await water(world)
    settled = await search.health(admin)
    await desk.withdrawn(world, entry_id)
    behind = await search.health(admin)
    assert (settled.policies, settled.waiting) == (1, 0)
    assert (behind.policies, behind.waiting, behind.generation) == (1, 1, settled.generation)
    with pytest.raises(NotAllowed):
        await search.health(await world.actor(desk.EDITOR))
