"""签发即批准用印: what issuing asks of this desk, for a document and for a joint one."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from server.directory.rules.standing import Role, holder_of_role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.tables import Job
from signatures.judgement.verdict import State
from signatures.pdf import verify as pdf
from signatures.seals import service as seals
from signatures.seals.errors import NotTheKeeper, SealNotActive
from signatures.signing import service as signing
from signatures.uses import errors, service
from signatures.uses.models import RequestRow, UseRow
from signatures.uses.rules.log import Result
from signatures.uses.rules.requests import RequestState
from signatures.uses.service import Approval, Basis, Grant, Place
from tests.signatures.uses import desk
from tests.world import World

HERE, BESIDE = Place(2, 110.0, 200.0), Place(2, 50.0, 200.0)
NUMBER = "甬江数据〔2026〕3号"


async def granted(world: World, organ: str = "dsj", by: str = "dsj.director", data: bytes | None = None) -> Grant:
    seal = await desk.seal_of(world, organ)
    signer = await world.actor(by)
    return Grant(
        seal_id=seal.id,
        document_id=uuid4(),
        name=NUMBER,
        title="关于报送统计报表的通知",
        sha256=sha256(data or desk.pdf()).hexdigest(),
        pages=2,
        purpose="签发用印",
        approver=Approval(signer.person_id, signer.name, "局长", clock.now() - timedelta(days=40), Basis.SIGN_OFF),
        places=(HERE,),
        formed_on=date(2026, 11, 20),
    )


async def grant(world: World, asked: Grant, account: str = desk.KEEPER) -> UUID:
    keeper = await world.actor(account)
    organ = (await seals.find(asked.seal_id)).organ_id
    standing = keeper.stand(holder_of_role(Role.SEAL_KEEPER, organ)) or keeper.own_standing()
    async with atomic():
        return await service.grant(keeper, standing, asked)


async def land(world: World, item: UUID, data: bytes, account: str = desk.KEEPER) -> bytes:
    pressed = await service.press(item, data)
    async with atomic():
        await service.land(await world.actor(account), item, pressed, sha256(pressed.data).hexdigest())
    return pressed.data


async def test_a_signed_document_is_sealed_on_the_word_of_who_signed_it(world: World) -> None:
    asked = await granted(world)
    sealed = await land(world, await grant(world, asked), desk.pdf())
    assert pdf.verify(sealed, trust=await seals.own_trust(), at=clock.now()).state is State.VALID
    (line,) = await UseRow.all()
    assert (line.document_id, line.approver_name, line.result) == (asked.document_id, "江澍然", Result.SEALED)
    row = await RequestRow.get(id=line.use_id)
    assert (row.basis, row.state, row.open) == (Basis.SIGN_OFF, RequestState.USED, None)
    coded = await service.lookup(line.code)
    assert (coded.number, coded.title, coded.formed_on, coded.pages) == (NUMBER, asked.title, asked.formed_on, 2)
    acts = await journal.of_subject(row.id)
    assert [act.action for act in acts] == ["uses.grant", "uses.seal"]
    assert not await Job.filter(kind="press_use").exists()
    assert await service.audit() == []


async def test_a_request_of_a_document_is_for_the_keepers_and_its_files_for_the_readers(world: World) -> None:
    """Leaders of the organ and whoever signed it find the document where it is, if they may read it."""
    await land(world, await grant(world, await granted(world)), desk.pdf())
    use_id = (await RequestRow.get()).id
    for account in (desk.APPROVER, "dsj.deputy", "dsj.reviewer", desk.CLERK, "auditadmin"):
        actor = await world.actor(account)
        assert await service.uses(actor, False, None, 10) == ([], None), account
        with pytest.raises(errors.NoSuchUse):
            await service.use(actor, use_id)
    keeper = await desk.keeper(world)
    assert [use.items[0].number for use in (await service.uses(keeper, False, None, 10))[0]] == [NUMBER]
    assert (await service.use(keeper, use_id)).items[0].number == NUMBER
    for read in (service.file, service.sealed_file, signing.use_evidence):
        with pytest.raises(errors.FileElsewhere):
            await read(keeper, use_id, 1)


async def test_organs_of_a_joint_document_seal_in_turn_each_on_what_the_one_before_has_sealed(world: World) -> None:
    first = await granted(world)
    once = await land(world, await grant(world, first), desk.pdf())
    second = replace(await granted(world, "fgw", "fgw.director", once), document_id=first.document_id, places=(BESIDE,))
    stale = replace(second, sha256=first.sha256)
    item = await grant(world, stale, "fgw.registrar")
    with pytest.raises(errors.FileChanged):
        await service.press(item, once)
    await service.release(item, "不是前一机关用印后的文件")
    twice = await land(world, await grant(world, second, "fgw.registrar"), once, "fgw.registrar")
    assert twice.startswith(once)
    verdict = pdf.verify(twice, trust=await seals.own_trust(), at=clock.now())
    assert (verdict.state, len(verdict.seals)) == (State.VALID, 2)
    (code,) = {row.code for row in await UseRow.filter(result=Result.SEALED)}
    coded = await service.lookup(code)
    assert [seal.organ for seal in coded.seals] == ["甬江市大数据局", "甬江市发展和改革委员会"]
    assert coded.sha256 == sha256(twice).hexdigest()
    assert [press.use.sha256_after for press in await service.presses_of(coded.sha256)] == [
        second.sha256,
        coded.sha256,
    ]
    assert await service.audit() == []


async def test_who_signed_and_keeps_the_seal_is_not_enough(world: World) -> None:
    with pytest.raises(errors.ApproverKeeps):
        await grant(world, await granted(world, by=desk.KEEPER))
    asked = await granted(world)
    with pytest.raises(NotTheKeeper):
        await grant(world, asked, "dsj.director")
    assert not await RequestRow.all().exists()


async def test_a_document_is_under_a_seal_once_at_a_time(world: World) -> None:
    asked = await granted(world)
    item = await grant(world, asked)
    with pytest.raises(errors.OpenAlready):
        await grant(world, asked)
    await grant(world, replace(asked, document_id=uuid4()))
    await service.release(item, "印制件不符")
    await service.release(item, "印制件不符")
    with pytest.raises(errors.NotAsked):
        await service.press(item, desk.pdf())
    (line,) = await UseRow.filter(document_id=asked.document_id)
    assert (line.result, line.reason) == (Result.FAILED, "印制件不符")
    await land(world, await grant(world, asked), desk.pdf())
    assert await service.audit() == []


async def test_a_stopped_seal_is_neither_granted_nor_pressed_nor_landed(world: World) -> None:
    asked, keeper, admin = await granted(world), await desk.keeper(world), await world.actor("sysadmin")
    item = await grant(world, asked)
    pressed = await service.press(item, desk.pdf())
    await seals.suspend(keeper, asked.seal_id, "盘点")
    with pytest.raises(SealNotActive):
        await service.press(item, desk.pdf())
    with pytest.raises(SealNotActive):
        await service.land(keeper, item, pressed, "a" * 64)
    with pytest.raises(SealNotActive):
        await grant(world, replace(asked, document_id=uuid4()))
    await seals.resume(admin, asked.seal_id, "盘点完毕")
    await land(world, item, desk.pdf())


async def test_a_grant_belongs_to_the_transaction_that_asked_for_it(world: World) -> None:
    asked = await granted(world)

    async def fails_afterwards() -> None:
        async with atomic():
            await grant(world, asked)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_afterwards()
    assert not await RequestRow.all().exists()


async def test_what_is_pressed_for_one_item_does_not_land_on_another(world: World) -> None:
    one, other = [await grant(world, await granted(world)) for _ in range(2)]
    pressed = await service.press(one, desk.pdf())
    with pytest.raises(errors.FileChanged):
        await service.land(await desk.keeper(world), other, pressed, "a" * 64)
    with pytest.raises(errors.NotAsked):
        await service.press(uuid4(), desk.pdf())
