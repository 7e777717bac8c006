"""账实核对 of the seals: whatever somebody changes past the office is named."""

from collections.abc import Awaitable, Callable

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException
from tortoise.expressions import F

from server.journal.append_only import lift
from server.kit.ground import ground
from signatures.seals import service
from signatures.seals.models import LogRow, RevokedRow, SealEventRow, SealRow
from signatures.seals.rules import State
from tests.signatures.seals.steps import activated, applied, official
from tests.world import World


async def said() -> str:
    return "".join(str(each) for each in await service.audit())


async def test_an_honest_office_is_as_it_says(world: World) -> None:
    seal, admin = await activated(world, await applied(world)), await world.actor("sysadmin")
    await service.suspend(admin, seal.id, "检查")
    await service.revoke(admin, seal.id, "机构改革")
    await service.destroy(admin, seal.id, "机构改革")
    await applied(world)
    assert await said() == ""


async def resurrect(row: SealRow) -> None:
    await SealRow.filter(id=row.id).update(state=State.ACTIVE, active=True)


async def lend(row: SealRow) -> None:
    await SealRow.filter(id=row.id).update(keepers=["01a20223-604c-7760-b548-0c8702834f29"])


async def swap_certificate(row: SealRow) -> None:
    other = await SealRow.filter(active=True).exclude(id=row.id).first()
    assert other is not None
    await SealRow.filter(id=row.id).update(certificate=other.certificate)


async def swap_picture(row: SealRow) -> None:
    other = await SealRow.filter(active=True).exclude(id=row.id).first()
    assert other is not None
    await SealRow.filter(id=row.id).update(picture=other.picture)


async def bend_picture(row: SealRow) -> None:
    path = ground().blobs.path(row.picture)
    path.write_bytes(b"")


async def forget(row: SealRow) -> None:
    await SealRow.filter(id=row.id).delete()


async def free(row: SealRow) -> None:
    await SealRow.filter(id=row.id).update(active=True)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (resurrect, "状态"),
        (lend, "监印人"),
        (swap_certificate, "证书"),
        (swap_picture, "印模"),
        (bend_picture, "印模文件"),
        (forget, "登记缺失"),
        (free, "启用标记"),
    ],
)
async def test_a_row_that_is_not_as_its_events_say_is_named(
    world: World, change: Callable[[SealRow], Awaitable[None]], word: str
) -> None:
    seal = await official(world)
    await service.suspend(await world.actor("sysadmin"), seal.id, "检查")
    await change(await SealRow.get(id=seal.id))
    assert word in await said()


async def test_a_seal_that_ended_stays_on_the_list_and_without_keys(world: World) -> None:
    seal, admin = await official(world), await world.actor("sysadmin")
    kept = (await SealRow.get(id=seal.id)).key
    await service.revoke(admin, seal.id, "机构改革")
    await service.destroy(admin, seal.id, "机构改革")
    assert await said() == ""
    await SealRow.filter(id=seal.id).update(key=kept)
    assert "没有销毁" in await said()
    await RevokedRow.all().delete()
    assert "吊销列表" in await said()


async def test_the_database_itself_keeps_the_log(world: World) -> None:
    for change in (
        lambda: SealEventRow.filter(n=1).update(reason="别的理由"),
        lambda: SealEventRow.filter(n=1).delete(),
        lambda: SealEventRow.all().update(n=F("n") + 1),
    ):
        with pytest.raises(BaseORMException):
            await change()
    assert await said() == ""


async def test_who_takes_the_guard_away_is_seen_and_so_is_what_he_then_does(world: World) -> None:
    database = get_connection("default")
    if database.capabilities.dialect == "postgres":
        await lift(database)
    else:
        for verb in ("update", "delete"):
            await database.execute_query(f"DROP TRIGGER seals_event_{verb}")
    assert "seals_event" in await said()
    last = await SealEventRow.all().order_by("-n").first()
    assert last is not None
    await SealEventRow.filter(id=last.id).delete()
    assert "末尾" in await said()
    assert "办理日志不符" in await said()
    before = await SealEventRow.get(n=last.n - 1)
    await LogRow.all().update(n=before.n, hash=before.hash)
    assert "末尾" not in await said(), "the end was made to fit"
    assert "办理日志不符" in await said(), "but the journal remembers"
    await SealEventRow.filter(n=3).update(reason="别的理由")
    assert "第3条" in await said()
