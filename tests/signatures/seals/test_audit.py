"""账实核对 of the seals: whatever somebody changes past the office is named."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException
from tortoise.expressions import F

from server.journal.append_only import lift
from server.kit import clock
from server.kit.ground import ground
from signatures.gm.keys import Family
from signatures.seals import service
from signatures.seals.models import AuthorityKeyRow, CrlRow, LogRow, RevokedRow, SealEventRow, SealRow
from signatures.seals.rules import Kind, State
from signatures.seals.rules.authority import Part
from signatures.seals.service.secret import FILE
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


COLUMNS = {
    "organ_id": uuid4(),
    "organ_name": "甬江市财政局",
    "approving_id": uuid4(),
    "kind": Kind.BUSINESS,
    "place": "business:x",
    "ring": "甬江市财政局",
    "bottom": "财务专用章",
    "diameter_mm": 99.0,
    "es_id": "F" * 32,
    "seal_der": b"x",
    "replaces": uuid4(),
    "record_number": "甬印备〔2020〕1号",
    "recorded_on": date(2020, 1, 1),
    "custodian": "remote",
    "key": b"x",
    "plain_key": b"x",
}
"""Every column of a seal that no other test bends, and a lie."""


async def test_each_column_of_a_seal_is_as_its_events_say(world: World) -> None:
    seal = await official(world)
    row = await SealRow.get(id=seal.id)
    for column, lie in COLUMNS.items():
        await SealRow.filter(id=seal.id).update(**{column: lie})
        assert await service.audit(), column
        await SealRow.filter(id=seal.id).update(**{column: getattr(row, column)})
    assert await said() == ""


async def test_no_column_of_a_seal_is_left_out() -> None:
    told = {"id", "picture", "certificate", "plain_certificate", "state", "active", "keepers", "version"}
    assert set(SealRow._meta.fields_map) == told | set(COLUMNS), "version counts changes and says nothing"


async def test_two_seals_do_not_change_marks(world: World) -> None:
    one, other = await official(world), await official(world, "dsj")
    await service.revoke(await world.actor("sysadmin"), one.id, "机构改革")
    await SealRow.filter(id=one.id).update(es_id="")
    await SealRow.filter(id=other.id).update(es_id=one.es_id)
    await SealRow.filter(id=one.id).update(es_id=other.es_id)
    assert (await service.status_at(one.es_id)).now == "active", "so it would look to anybody"
    assert (await said()).count("标识") == 2


async def test_a_root_that_came_in_past_the_office_is_named(world: World) -> None:
    own = await AuthorityKeyRow.get(role=Part.ROOT, family=Family.SM2)
    other = await AuthorityKeyRow.get(role=Part.ROOT, family=Family.ECDSA)
    await AuthorityKeyRow.filter(id=own.id).update(certificate=other.certificate)
    assert "印章中心的证书与办理记录不符" in await said()
    await AuthorityKeyRow.filter(id=own.id).update(certificate=own.certificate)
    assert await said() == ""
    facts: dict[str, Any] = {
        "name": "别人的根",
        "certificate": other.certificate,
        "custodian": "remote",
        "made_at": own.made_at,
    }
    await AuthorityKeyRow.create(role=Part.FORMER, family=Family.SM2, key=b"", **facts)
    assert "印章中心的证书与办理记录不符" in await said()
    await AuthorityKeyRow.filter(role=Part.FORMER).delete()
    await AuthorityKeyRow.filter(role=Part.TIME).delete()
    assert "印章中心的证书缺失" in await said()


async def test_what_is_revoked_and_since_when_is_as_the_journal_says(world: World) -> None:
    seal, admin = await official(world), await world.actor("sysadmin")
    facts: dict[str, Any] = {"family": Family.SM2, "at": clock.now(), "reason": "key_compromise"}
    await RevokedRow.create(serial=seal.certificate_serial, **facts)
    assert "证书吊销的登记与办理记录不符" in await said(), "of a seal that is in use"
    await RevokedRow.all().delete()
    await service.revoke(admin, seal.id, "机构改革")
    assert await said() == ""
    row = await RevokedRow.get(serial=seal.certificate_serial)
    for lie in ({"at": row.at + timedelta(days=3000)}, {"reason": "superseded"}, {"serial": "1"}):
        await RevokedRow.filter(id=row.id).update(**lie)
        assert "证书吊销的登记与办理记录不符" in await said(), lie
        await RevokedRow.filter(id=row.id).update(**{name: getattr(row, name) for name in lie})
    await RevokedRow.filter(id=row.id).delete()
    assert "吊销登记缺失" in await said()


async def test_a_lost_list_is_issued_anew_and_no_fault(world: World) -> None:
    await service.revoke(await world.actor("sysadmin"), (await official(world)).id, "机构改革")
    await service.own_trust()
    await CrlRow.all().delete()
    assert await said() == ""
    assert len(await service.current_crl(Family.SM2)) == 1


async def test_a_key_file_that_others_may_read_or_that_is_another_is_named(world: World) -> None:
    path = ground().settings.data / FILE
    path.chmod(0o640)
    assert "0600" in await said()
    path.chmod(0o600)
    assert await said() == ""
    kept = path.read_bytes()
    path.write_bytes(bytes(len(kept)))
    assert (await said()).count("私钥无法启用") == 13 + 5
    path.unlink()
    assert (await said()).count("私钥无法启用") == 13 + 5
