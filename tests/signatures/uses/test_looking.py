"""Who sees what of uses; what anybody finds out by a code; what the auditor finds that was altered."""

from datetime import timedelta
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.queryset import DeleteQuery, UpdateQuery

from server.journal.rules import Discrepancy
from server.kit import clock
from server.kit.errors import NotAllowed
from server.kit.ground import ground
from signatures.seals import rules as seal
from signatures.seals import service as seals
from signatures.seals.errors import NoSuchSeal
from signatures.uses import errors, service
from signatures.uses.models import CodeRow, ItemRow, RequestRow, UseRow
from signatures.uses.rules.codes import grouped
from signatures.uses.service import codes
from tests.signatures.uses import desk
from tests.world import World


async def ids(world: World, account: str, waiting: bool = False) -> set[Any]:
    rows, _ = await service.uses(await world.actor(account), waiting, None, 50)
    return {row.id for row in rows}


async def test_each_sees_what_concerns_them_and_what_waits_for_them(world: World) -> None:
    made = await desk.asked(world)
    for account in (desk.CLERK, desk.APPROVER, desk.KEEPER, "dsj.reviewer"):
        assert await ids(world, account) == {made.id}, account
    for account in ("dsj.head", "fgw.director", "mayor", "sysadmin", "secadmin", "auditadmin", "sfb.sealkeeper"):
        assert await ids(world, account) == set(), account
        with pytest.raises(errors.NoSuchUse):
            await service.use(await world.actor(account), made.id)
    waiting = {desk.APPROVER, "dsj.reviewer", "dsj.deputy"}
    for account in (*waiting, desk.CLERK, desk.KEEPER):
        assert (made.id in await ids(world, account, waiting=True)) == (account in waiting), account
    await service.approve(await world.actor(desk.APPROVER), made.id, made.binding)
    for account in (*waiting, desk.CLERK, desk.KEEPER):
        assert (made.id in await ids(world, account, waiting=True)) == (account == desk.KEEPER), account
    with clock.set_to(made.closes_at + timedelta(seconds=1)):
        assert await ids(world, desk.KEEPER, waiting=True) == set()


async def test_lists_come_page_by_page_newest_first(world: World) -> None:
    file = await desk.handed_in(world, desk.pdf())
    made = [(await desk.asked(world, desk.wanted(file))).id for _ in range(3)]
    clerk = await world.actor(desk.CLERK)
    first, following = await service.uses(clerk, False, None, 2)
    rest, end = await service.uses(clerk, False, following, 2)
    assert [row.id for row in (*first, *rest)] == made[::-1]
    assert end is None


async def test_the_log_is_for_those_who_answer_for_the_seal(world: World) -> None:
    done = await desk.sealed(world)
    for account in (desk.KEEPER, "dsj.reviewer", "auditadmin"):
        assert len((await service.log(await world.actor(account), done.seal_id, None, 10))[0]) == 1
    for account in (desk.CLERK, desk.APPROVER, "sysadmin", "sfb.sealkeeper"):
        with pytest.raises(NotAllowed):
            await service.log(await world.actor(account), done.seal_id, None, 10)
    with pytest.raises(NoSuchSeal):
        await service.log(await world.actor("auditadmin"), done.id, None, 10)


# --- codes ---------------------------------------------------------------------------------------------------


async def test_a_code_tells_what_the_paper_must_say_and_how_it_is_with_the_seal_now(world: World) -> None:
    done = await desk.sealed(world)
    (item,) = done.items
    coded = await service.lookup(grouped(item.code).lower().replace("0", "o").replace("1", "l"))
    assert (coded.code, coded.organ, coded.title, coded.pages) == (item.code, "甬江市大数据局", "统计报表", 2)
    assert (coded.sha256, await service.code_of(item.sealed)) == (item.sealed, item.code)
    assert coded.seals[0].state is seal.State.ACTIVE
    await seals.suspend(await desk.keeper(world), done.seal_id, "盘点")
    assert (await service.lookup(item.code)).seals[0].state is seal.State.SUSPENDED
    assert (await seals.status_at(coded.seals[0].es_id, coded.sealed_at)).now == "suspended"


async def test_unknown_codes_are_not_found_whatever_they_look_like(world: World) -> None:
    for typed in ("", "0" * 16, "ABC", "关" * 16, "0" * 99, "ABCD-1234-EFGH-5678"):
        with pytest.raises(errors.NoSuchCode):
            await service.lookup(typed)
    assert await service.code_of("a" * 64) == ""
    assert await service.code_of("") == ""


async def test_every_lookup_is_answered_at_the_same_pace(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found or not, the answer waits for the same instant after the question."""
    done, waited = await desk.sealed(world), []

    async def until(end: float) -> None:
        waited.append(end)

    monkeypatch.setattr(codes, "current_time", lambda: 100.0)
    monkeypatch.setattr(codes, "sleep_until", until)
    await service.lookup(done.items[0].code)
    for typed in ("0" * 16, "?"):
        with pytest.raises(errors.NoSuchCode):
            await service.lookup(typed)
    assert waited == [100.0 + codes.PACE] * 3


def test_an_address_asks_so_many_times_a_minute() -> None:
    now = clock.now() + timedelta(days=1)
    with clock.set_to(now):
        for _ in range(codes.MOST_A_MINUTE):
            service.count_lookup("192.0.2.1")
        with pytest.raises(errors.TooManyLookups):
            service.count_lookup("192.0.2.1")
        service.count_lookup("192.0.2.2")
        service.count_lookup("")
    with clock.set_to(now + timedelta(minutes=1)):
        service.count_lookup("192.0.2.1")
    codes._asked.clear()


def test_the_count_of_addresses_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "MOST_ADDRESSES", 3)
    with clock.set_to(clock.now() + timedelta(days=2)):
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
            service.count_lookup(address)
        with pytest.raises(errors.TooManyLookups):
            service.count_lookup("192.0.2.4")
    codes._asked.clear()


async def test_where_there_is_no_room_there_is_no_code_and_the_seal_holds_without(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signatures.uses.service.machine.is_free", lambda *_: False)
    done = await desk.sealed(world)
    assert done.items[0].code == ""
    assert not await CodeRow.all().exists()
    assert await service.code_of(done.items[0].sealed) == ""
    assert await service.audit() == []


# --- what the auditor finds ----------------------------------------------------------------------------------


async def test_whatever_is_altered_behind_the_offices_back_is_found(world: World) -> None:
    done, waiting = await desk.sealed(world), await desk.asked(world)
    assert await service.audit() == []
    await disarm()
    use, item = await UseRow.get(use_id=done.id), await ItemRow.get(request_id=done.id)
    changes: dict[str, UpdateQuery | DeleteQuery] = {
        "内容": ItemRow.filter(id=item.id).update(copies=9),
        "批准": RequestRow.filter(id=done.id).update(approver_id=world.person("mayor")),
        "状态": RequestRow.filter(id=done.id).update(state="approved"),
        "已用印的文件": ItemRow.filter(id=item.id).update(sealed="e" * 64),
        "用印登记": UseRow.filter(id=use.id).update(sha256_after="e" * 64),
        "退回记录": UseRow.filter(id=use.id).update(result="failed"),
        "验证码": CodeRow.all().delete(),
    }
    for what, change in changes.items():
        code = await CodeRow.all()
        row = await RequestRow.get(id=done.id)
        await change
        found = await altered()
        assert found, what
        assert {fault.subject_id for fault in found} == {done.id}, what
        assert any(what in fault.what for fault in found), (what, found)
        for kept in (row, item, use):
            await kept.save()
        await CodeRow.bulk_create(code, ignore_conflicts=True)
        assert await altered() == [], what
    await RequestRow.filter(id=waiting.id).delete()
    assert [fault.what for fault in await altered()] == ["用印申请缺失"]


async def altered() -> list[Discrepancy]:
    """What the auditor finds besides the guard that is off."""
    guard, *others = await service.audit()
    assert (guard.subject_id, "uses_log" in guard.what) == (None, True)
    return others


async def disarm() -> None:
    """Whoever owns the database can take the guard off the log."""
    database = ground().orm.db()
    if database.capabilities.dialect == "postgres":
        await database.execute_query("DROP TRIGGER uses_log_never ON uses_log")
    else:
        await database.execute_query("DROP TRIGGER uses_log_update")


async def test_the_database_lets_nobody_change_the_log(world: World) -> None:
    done = await desk.sealed(world)
    for change in (UseRow.filter(use_id=done.id).update(reason="改"), UseRow.filter(use_id=done.id).delete()):
        with pytest.raises(IntegrityError):
            await change
    assert await UseRow.filter(use_id=done.id, reason="").exists()


async def test_a_file_that_is_gone_or_altered_is_found(world: World) -> None:
    done = await desk.sealed(world)
    path = ground().blobs.path(done.items[0].sealed)
    path.write_bytes(path.read_bytes()[:-1])
    assert [fault.what for fault in await service.audit()] == ["用印文件缺失或被改动"]
