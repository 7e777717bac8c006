"""From the request to the sealed file: on the very file, once, by its keeper, in its days, and all of it on record."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from server.directory import service as directory
from server.directory.rules.standing import Actor, Role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import OfficeError
from server.kit.ground import ground
from server.kit.tables import Job
from signatures.gm import timestamps
from signatures.judgement.verdict import State, TimeSource, Verdict
from signatures.ofd import verify as ofd
from signatures.pdf import sign
from signatures.pdf import verify as pdf
from signatures.pdf.errors import PageUnusual
from signatures.seals import service as seals
from signatures.seals.errors import NotTheKeeper, SealNotActive, TimeServiceFailed
from signatures.uses import errors, service
from signatures.uses.models import CodeRow, ItemRow, RequestRow, UseRow
from signatures.uses.rules.log import Result
from signatures.uses.rules.requests import FileKind, ItemState, Place, RequestState, SealForm
from signatures.uses.service import Request
from tests.signatures.uses import desk
from tests.signatures.uses.desk import HERE, bytes_of, handed_in, wanted, work
from tests.world import World

EVERYWHERE = (HERE, Place(1, 20.0, 30.5))


async def verdict(data: bytes, kind: FileKind = FileKind.PDF) -> Verdict:
    verify = pdf.verify if kind is FileKind.PDF else ofd.verify
    return verify(data, trust=await seals.own_trust(), at=clock.now())


async def again(world: World, use_id: object) -> Request:
    assert isinstance(use_id, type(uuid4()))
    return await service.use(await world.actor(desk.CLERK), use_id)


# --- what comes of it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", SealForm)
async def test_a_pdf_is_sealed_in_every_form_where_it_was_approved_over_the_edges_and_with_its_code(
    world: World, form: SealForm
) -> None:
    file = await handed_in(world, desk.pdf())
    done = await desk.sealed(world, wanted(file, *EVERYWHERE, straddle=True), form=form)
    (item,) = done.items
    assert (done.state, item.state, len(item.code)) == (RequestState.USED, ItemState.SEALED, 16)
    data = await bytes_of(world, done.id)
    assert data.startswith(desk.pdf())
    found = await verdict(data)
    (seal,) = found.seals
    assert found.state is State.VALID, found
    assert (seal.form, seal.time_source) == (form.value, TimeSource.STAMPED)
    places = {(box.page, round(box.left_mm, 2), round(box.top_mm, 2)) for box in seal.boxes}
    assert {(place.page, place.left_mm, place.top_mm) for place in EVERYWHERE} <= places
    assert seal.signed_at == (await UseRow.get(use_id=done.id)).at


async def test_an_ofd_is_sealed_where_it_was_approved_and_bears_its_code(world: World) -> None:
    file = await handed_in(world, desk.ofd(), "通知.ofd")
    done = await desk.sealed(world, wanted(file, Place(1, 100.0, 100.0), straddle=True))
    assert len(done.items[0].code) == 16
    found = await verdict(await bytes_of(world, done.id), FileKind.OFD)
    assert found.state is State.VALID, found
    assert {box.page for box in found.seals[0].boxes} == {1, 2}


async def test_every_press_is_one_line_of_the_log_that_says_who_what_where_by_whose_leave(world: World) -> None:
    done = await desk.sealed(world)
    seal, (item,) = await desk.seal_of(world), done.items
    ((line,), following) = await service.log(await world.actor("auditadmin"), seal.id, None, 10)
    assert following is None
    assert (line.keeper_id, line.keeper_name, line.post_title) == (world.person(desk.KEEPER), "宋思齐", "总工程师")
    assert (line.approver_id, line.approver_name) == (world.person(desk.APPROVER), "江澍然")
    assert (line.sha256_before, line.sha256_after) == (item.sha256, item.sealed)
    assert (line.result, line.copies, line.straddle, line.code) == (Result.SEALED, 2, False, item.code)
    assert list(line.places) == [{"page": 2, "left_mm": 110.0, "top_mm": 200.0}]
    assert line.time_stamped
    assert timedelta(0) <= clock.now() - line.at < timedelta(minutes=1)


async def test_every_step_stands_in_the_journal_and_all_accounts_agree(world: World) -> None:
    done = await desk.sealed(world)
    acts = await journal.of_subject(done.id)
    assert [act.action for act in acts] == ["uses.request", "uses.approve", "uses.ask", "uses.seal"]
    assert acts[0].facts["files"] == [done.items[0].sha256]
    assert acts[-1].facts["after"] == done.items[0].sealed
    assert await journal.verify() is None
    assert await service.audit() == []


async def test_one_approval_covers_a_batch_and_names_every_file_of_it(world: World) -> None:
    files = [await handed_in(world, desk.pdf(pages), f"表{pages}.pdf") for pages in (2, 3, 4)]
    made = await desk.approved(world, *(wanted(file) for file in files))
    first = (await journal.of_subject(made.id))[0]
    assert first.facts["files"] == [file.sha256 for file in files]
    for no in (2, 1):
        await service.ask(await desk.keeper(world), made.id, no)
        await work()
    half = await again(world, made.id)
    assert half.state is RequestState.APPROVED
    assert [item.state for item in half.items] == [ItemState.SEALED, ItemState.SEALED, ItemState.WAITING]
    await service.ask(await desk.keeper(world), made.id, 3)
    await work()
    assert (await again(world, made.id)).state is RequestState.USED
    assert await service.audit() == []


async def test_a_sealed_file_may_be_sealed_again_at_one_place_and_keeps_its_code(world: World) -> None:
    first = await desk.sealed(world)
    file = await handed_in(world, await bytes_of(world, first.id), "已用印.pdf")
    assert file.sealed
    with pytest.raises(errors.OnePlaceOnly):
        await desk.asked(world, wanted(file, straddle=True))
    second = await desk.sealed(world, wanted(file, Place(1, 20.0, 30.0)))
    assert second.items[0].code == first.items[0].code
    found = await verdict(await bytes_of(world, second.id))
    assert (found.state, len(found.seals)) == (State.VALID, 2)
    coded = await service.lookup(first.items[0].code)
    assert (coded.sha256, len(coded.seals)) == (first.items[0].sealed, 1)
    assert [seal.sha256 for seal in coded.later] == [second.items[0].sealed]
    assert len(await service.presses_of(second.items[0].sealed)) == 2


# --- never without leave -------------------------------------------------------------------------------------


async def test_nobody_but_the_named_keeper_has_it_pressed_and_only_after_approval(world: World) -> None:
    made = await desk.asked(world)
    keeper = await desk.keeper(world)
    with pytest.raises(errors.NotApproved):
        await service.ask(keeper, made.id, 1)
    await service.approve(await world.actor(desk.APPROVER), made.id, made.binding)
    for account in (desk.CLERK, desk.APPROVER):
        with pytest.raises(NotTheKeeper):
            await service.ask(await world.actor(account), made.id, 1)
    with pytest.raises(errors.NoSuchUse):
        await service.ask(await world.actor("sfb.sealkeeper"), made.id, 1)
    with pytest.raises(errors.NoSuchItem):
        await service.ask(keeper, made.id, 2)
    assert not await Job.filter(kind="press_use").exists()


async def test_who_asks_does_not_approve_and_neither_does_who_keeps(world: World) -> None:
    security = await world.actor("secadmin")
    for account in (desk.CLERK, desk.KEEPER):
        (post, *_) = (await world.actor(account)).posts
        await directory.grant_role(security, post.id, Role.OFFICE_DIRECTOR, world.place("dsj"))
    made = await desk.asked(world)
    with pytest.raises(errors.OwnRequest):
        await service.approve(await world.actor(desk.CLERK), made.id, made.binding)
    with pytest.raises(errors.ApproverKeeps):
        await service.approve(await world.actor(desk.KEEPER), made.id, made.binding)
    with pytest.raises(errors.ApproverKeeps):
        await service.refuse(await world.actor(desk.KEEPER), made.id, "不妥")
    await service.refuse(await world.actor("dsj.reviewer"), made.id, "不妥")


async def test_an_approval_given_by_whoever_keeps_the_seal_later_is_not_pressed(world: World) -> None:
    security = await world.actor("secadmin")
    (post, *_) = (await world.actor(desk.APPROVER)).posts
    made = await desk.approved(world)
    await directory.grant_role(security, post.id, Role.SEAL_KEEPER, world.place("dsj"))
    await seals.hand_over(await desk.keeper(world), made.seal_id, [world.person(desk.APPROVER)], "出差")
    with pytest.raises(errors.ApproverKeeps):
        await service.ask(await world.actor(desk.APPROVER), made.id, 1)


async def test_out_of_its_days_nothing_is_approved_and_nothing_pressed(world: World) -> None:
    waiting, made = await desk.asked(world), await desk.pressing(world)
    with clock.set_to(made.closes_at + timedelta(seconds=1)):
        assert (await again(world, waiting.id)).state is RequestState.EXPIRED
        with pytest.raises(errors.ActUnfit):
            await service.approve(await world.actor(desk.APPROVER), waiting.id, waiting.binding)
        await work()
        over = await again(world, made.id)
    assert (over.items[0].state, over.items[0].reason) == (ItemState.HANDED_BACK, str(errors.OutsideWindow()))
    assert over.state is RequestState.EXPIRED


# --- on nothing else -----------------------------------------------------------------------------------------


async def handed_back(world: World, made: Request, refusal: type[OfficeError]) -> None:
    """The press failed for that reason; the keeper knows, and the log does."""
    await work()
    found = await again(world, made.id)
    assert [item.state for item in found.items] == [ItemState.HANDED_BACK]
    assert found.items[0].reason.startswith(str(refusal(reason="", name="")).split("：")[0].rstrip("。"))
    (line,) = await UseRow.filter(use_id=made.id)
    assert (line.result, line.sha256_after, line.reason) == (Result.FAILED, "", found.items[0].reason)
    assert not await CodeRow.all().exists()


async def test_a_changed_file_is_not_sealed_but_the_right_one_still_may(world: World) -> None:
    made = await desk.pressing(world)
    path = ground().blobs.path(made.items[0].sha256)
    path.write_bytes(desk.pdf() + b"\n")
    await handed_back(world, made, errors.FileChanged)
    path.write_bytes(desk.pdf())
    await service.ask(await desk.keeper(world), made.id, 1)
    await work()
    assert (await again(world, made.id)).state is RequestState.USED
    assert [row.result for row in await UseRow.all().order_by("id")] == [Result.FAILED, Result.SEALED]
    assert await service.audit() == []


@pytest.mark.parametrize("change", [{"places": [[1, 50.0, 50.0]]}, {"copies": 300}, {"sha256": "e" * 64}])
async def test_what_was_altered_after_the_approval_is_not_sealed(world: World, change: dict[str, object]) -> None:
    made = await desk.pressing(world)
    await ItemRow.filter(request_id=made.id).update(**change)
    await ground().blobs.put(b"")
    with pytest.raises(errors.ApprovalDiffers):
        await service.press(made.items[0].id, desk.pdf())
    assert {fault.subject_id for fault in await service.audit()} == {made.id}


async def test_an_approval_that_only_the_tables_know_is_none(world: World) -> None:
    """Whoever can write to the database writes approvals there, too; the journal knows who gave one."""
    made = await desk.asked(world)
    facts = {"approver_id": world.person("mayor"), "approver_name": "沈怀远", "approved_at": clock.now()}
    await RequestRow.filter(id=made.id).update(state=RequestState.APPROVED, **facts)
    await service.ask(await desk.keeper(world), made.id, 1)
    await handed_back(world, made, errors.ApprovalDiffers)


async def test_another_seal_is_not_pressed(world: World) -> None:
    made = await desk.pressing(world)
    other = await desk.seal_of(world, "szf")
    await RequestRow.filter(id=made.id).update(seal_id=other.id)
    await handed_back(world, made, errors.ApprovalDiffers)
    assert not await UseRow.filter(result=Result.SEALED).exists()


async def test_what_the_craft_refuses_goes_back_with_its_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await desk.pressing(world)

    def refuse(*_: object, **__: object) -> bytes:
        raise PageUnusual

    monkeypatch.setattr(sign, "seal", refuse)
    await handed_back(world, made, errors.CannotPress)
    assert str(PageUnusual.__doc__).rstrip("。") in (await again(world, made.id)).items[0].reason


async def test_without_a_time_stamp_nothing_is_sealed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await desk.pressing(world)

    def refuse(*_: object) -> bytes:
        raise TimeServiceFailed(reason="没有应答")

    monkeypatch.setattr(timestamps, "make", refuse)
    await handed_back(world, made, TimeServiceFailed)


# --- once ----------------------------------------------------------------------------------------------------


async def test_of_a_hundred_who_ask_and_many_who_press_comes_one_seal(world: World) -> None:
    made, keeper = await desk.approved(world), await desk.keeper(world)
    asking = (service.ask(keeper, made.id, 1) for _ in range(100))
    ends = await asyncio.gather(*asking, return_exceptions=True)
    assert sum(isinstance(end, Request) for end in ends) == 1
    assert {type(end) for end in ends if not isinstance(end, Request)} == {errors.AskedAlready}
    await asyncio.gather(*(service.press_use(made.items[0].id) for _ in range(6)), work(3))
    (line,) = await UseRow.all()
    found = await again(world, made.id)
    assert (found.state, line.sha256_after) == (RequestState.USED, found.items[0].sealed)
    assert await CodeRow.all().count() == 1
    assert await service.audit() == []
    kept = {path.name for path in (ground().settings.data / "blobs").glob("??/*")}
    sealed_like = [name for name in kept if name not in {found.items[0].sealed} and await _is_sealed(name)]
    assert not sealed_like


async def _is_sealed(sha256: str) -> bool:
    return b"GBT38540" in await ground().blobs.read(sha256)


async def test_killed_between_press_and_landing_nothing_is_lost_and_nothing_doubled(world: World) -> None:
    made = await desk.pressing(world)
    item = made.items[0].id
    lost = await service.press(item, desk.pdf())
    await work()
    with pytest.raises(errors.NotAsked):
        await service.land(await desk.keeper(world), item, lost, "a" * 64)
    assert await UseRow.all().count() == 1
    assert (await again(world, made.id)).state is RequestState.USED


async def test_a_press_is_kept_only_with_the_file_it_belongs_to(world: World) -> None:
    made, keeper = await desk.pressing(world), await desk.keeper(world)
    pressed = await service.press(made.items[0].id, desk.pdf())

    async def fails_afterwards() -> None:
        async with atomic():
            await service.land(keeper, pressed.item_id, pressed, "a" * 64)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_afterwards()
    assert not await UseRow.all().exists()
    assert (await again(world, made.id)).items[0].state is ItemState.ASKED
    await work()
    assert (await again(world, made.id)).state is RequestState.USED


# --- what happens meanwhile ----------------------------------------------------------------------------------


async def test_what_is_withdrawn_while_it_is_pressed_is_not_sealed(world: World) -> None:
    made, keeper = await desk.pressing(world), await desk.keeper(world)
    pressed = await service.press(made.items[0].id, desk.pdf())
    for account in (desk.KEEPER, "dsj.reviewer"):
        with pytest.raises(errors.NotTheApprover):
            await service.withdraw(await world.actor(account), made.id, "不对")
    await service.withdraw(await world.actor(desk.APPROVER), made.id, "所附数据有误")
    with pytest.raises(errors.NotApproved):
        await service.land(keeper, pressed.item_id, pressed, "a" * 64)
    await handed_back(world, made, errors.NotApproved)
    assert await service.audit() == []


async def test_a_seal_stopped_between_press_and_landing_has_not_sealed(world: World) -> None:
    made, keeper = await desk.pressing(world), await desk.keeper(world)
    pressed = await service.press(made.items[0].id, desk.pdf())
    await seals.suspend(keeper, made.seal_id, "疑被冒用")
    with pytest.raises(SealNotActive):
        await service.land(keeper, pressed.item_id, pressed, "a" * 64)
    await handed_back(world, made, SealNotActive)
    await seals.resume(await world.actor("sysadmin"), made.seal_id, "核查无误")
    await service.ask(keeper, made.id, 1)
    await work()
    assert (await again(world, made.id)).state is RequestState.USED


async def test_a_use_at_the_instant_of_a_suspension_is_before_it_or_did_not_happen(world: World) -> None:
    admin = await world.actor("sysadmin")
    outcomes = []
    for pause in (-1.0, 0.0, 0.01, 0.03, 9.0):
        made = await desk.pressing(world)
        await suspended_after(pause, made, await desk.keeper(world))
        found = (await again(world, made.id)).items[0]
        stopped = (await journal.of_subject(made.seal_id))[-1]
        outcomes.append(found.state)
        if found.state is ItemState.SEALED:
            line = await UseRow.get(sha256_after=found.sealed)
            assert line.at <= stopped.at
            assert (await verdict(await bytes_of(world, made.id))).state is State.VALID
        else:
            assert (found.state, found.reason) == (ItemState.HANDED_BACK, str(SealNotActive()))
            assert not await UseRow.filter(use_id=made.id, result=Result.SEALED).exists()
        await seals.resume(admin, made.seal_id, "盘点完毕")
    assert (outcomes[0], outcomes[-1]) == (ItemState.HANDED_BACK, ItemState.SEALED)
    assert await service.audit() == []


async def suspended_after(pause: float, made: Request, keeper: Actor) -> None:
    """Press, and suspend the seal so many seconds later: before it if negative, not before it is done if many."""
    item_id = made.items[0].id

    async def suspend() -> None:
        await asyncio.sleep(pause)
        await seals.suspend(keeper, made.seal_id, "盘点")

    if 0 <= pause < 1:
        await asyncio.gather(service.press_use(item_id), suspend())
        return
    if pause > 0:
        await service.press_use(item_id)
    await seals.suspend(keeper, made.seal_id, "盘点")
    await service.press_use(item_id)


async def test_a_keeper_who_has_handed_the_seal_over_meanwhile_seals_nothing(world: World) -> None:
    security = await world.actor("secadmin")
    (post, *_) = (await world.actor("dsj.registrar")).posts
    await directory.grant_role(security, post.id, Role.SEAL_KEEPER, world.place("dsj"))
    made, keeper = await desk.pressing(world), await desk.keeper(world)
    pressed = await service.press(made.items[0].id, desk.pdf())
    await seals.hand_over(keeper, made.seal_id, [world.person("dsj.registrar")], "轮岗")
    for who in (keeper, await world.actor("dsj.registrar")):
        with pytest.raises(NotTheKeeper):
            await service.land(who, pressed.item_id, pressed, "a" * 64)
    await handed_back(world, made, NotTheKeeper)
