"""The laws of 用印: asked for once, pressed once, on the proofread print only; sealed bytes never change again."""

import asyncio
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from documents.drafting.rules.kinds import Kind
from documents.issuing import errors, service
from documents.issuing.jobs import JOBS
from documents.issuing.models import PrintRow, SealRow
from documents.workflow import errors as workflow
from documents.workflow import service as inbound
from documents.workflow.rules.outbound import State
from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from server.directory import service as directory
from server.directory.rules.standing import Role, Scope
from server.journal import service as journal
from server.kit import clock
from server.kit.ground import ground
from signatures.judgement.verdict import State as Verified
from signatures.pdf.verify import verify
from signatures.seals import service as seals
from signatures.seals.errors import NoActiveSeal, NotTheKeeper, SamePerson
from signatures.uses import service as uses
from signatures.uses.rules.log import Result
from tests.documents.desk import notice
from tests.documents.issuing.desk import ADDRESSEES, proofed, received, sealed, state, typeset, waits_for, work
from tests.world import World

KEEPER = "sfb.sealkeeper"


async def ask(world: World, document_id: UUID) -> None:
    await service.seal(await world.actor(KEEPER), document_id)


async def press(document_id: UUID) -> None:
    await JOBS["seal"](document_id=str(document_id))


async def file_of(world: World, document_id: UUID) -> bytes:
    return (await service.printed_file(await world.actor("sfb.registrar"), document_id)).path.read_bytes()


def kept() -> set[Path]:
    return {path for path in (ground().settings.data / "blobs").rglob("*") if path.is_file()}


async def test_the_keepers_to_do_is_gone_once_they_asked_and_nobody_asks_twice(world: World) -> None:
    document_id = await proofed(world)
    assert await waits_for(world, KEEPER) == [(document_id, "seal")]
    await ask(world, document_id)
    assert await waits_for(world, KEEPER) == []
    assert await state(document_id) is State.PROOFED
    with pytest.raises(errors.SealAsked):
        await ask(world, document_id)
    await work()
    assert await state(document_id) is State.SEALED
    assert await waits_for(world, "sfb.dispatcher") == [(document_id, "dispatch")]


async def test_two_workers_press_one_seal_and_leave_one_sealed_file(world: World) -> None:
    document_id = await proofed(world)
    await ask(world, document_id)
    before = kept()
    await asyncio.gather(press(document_id), press(document_id))
    (made,) = kept() - before
    row = await PrintRow.get(document_id=document_id)
    assert made.name == row.sealed
    acts = [entry.action for entry in await journal.of_subject(document_id)]
    assert acts.count("workflow.seal") == 1


async def test_the_keeper_is_the_actor_of_record(world: World) -> None:
    document_id = await sealed(world)
    entry = (await journal.of_subject(document_id))[-1]
    assert (entry.action, entry.actor_id, entry.post_title) == ("workflow.seal", world.person(KEEPER), "监印人")


async def test_the_sealed_file_begins_with_the_print_and_proves_itself(world: World) -> None:
    document_id = await proofed(world)
    printed = await file_of(world, document_id)
    await ask(world, document_id)
    await work()
    data = await file_of(world, document_id)
    assert data.startswith(printed)
    verdict = verify(data, trust=await seals.own_trust(), at=clock.now())
    assert verdict.state is Verified.VALID
    (found,) = verdict.seals
    place = (await SealRow.get(document_id=document_id)).place()
    (box,) = found.boxes
    assert (box.left_mm, box.top_mm) == pytest.approx((place.x, place.y), abs=0.01)


async def test_every_press_is_in_the_use_log_of_the_seal_and_whoever_signed_has_approved_it(world: World) -> None:
    document_id = await sealed(world)
    row, chosen = await PrintRow.get(document_id=document_id), await seals.active_seal(world.place("szf"))
    (line,), _ = await uses.log(await world.actor(KEEPER), chosen.id, None, 10)
    assert (line.document_id, line.sha256_before, line.sha256_after) == (document_id, row.sha256, row.sealed)
    assert (line.approver_id, line.result) == (world.person("mayor"), Result.SEALED)


async def test_who_signed_a_document_does_not_seal_it_and_who_is_not_named_does_not_either(world: World) -> None:
    """The mayor, who approved the seal itself, does not even get it into his hands."""
    document_id, security = await proofed(world), await world.actor("secadmin")
    chosen = await seals.active_seal(world.place("szf"))
    for account in ("sfb.dispatcher", "mayor"):
        post = (await world.actor(account)).posts[0]
        await directory.grant_role(security, post.id, Role.SEAL_KEEPER, world.place("szf"))
        if account == "mayor":
            with pytest.raises(SamePerson):
                await seals.hand_over(await world.actor(KEEPER), chosen.id, [world.person(account)], "人员调整")
        with pytest.raises(NotTheKeeper):
            await service.seal(await world.actor(account), document_id)
    assert await state(document_id) is State.PROOFED
    assert (await SealRow.get(document_id=document_id)).asked_by is None


async def test_a_press_that_was_called_off_is_on_record_and_asked_for_anew(world: World) -> None:
    document_id = await proofed(world)
    file = await service.printed_file(await world.actor(KEEPER), document_id)
    whole = file.path.read_bytes()
    file.path.write_bytes(whole + b"\n")
    await ask(world, document_id)
    await work()
    file.path.write_bytes(whole)
    await ask(world, document_id)
    await work()
    assert await state(document_id) is State.SEALED
    chosen = await seals.active_seal(world.place("szf"))
    lines, _ = await uses.log(await world.actor(KEEPER), chosen.id, None, 10)
    assert [(line.result, "不一致" in line.reason) for line in lines] == [(Result.SEALED, False), (Result.FAILED, True)]


async def test_sealed_bytes_never_change_again(world: World) -> None:
    document_id = await sealed(world)
    issued = await service.issued(await world.actor("sfb.registrar"), document_id)
    assert issued.print is not None
    proofs = {sha256(await file_of(world, document_id)).hexdigest()}
    await press(document_id)
    await JOBS["typeset"](document_id=str(document_id))
    proofs.add(sha256(await file_of(world, document_id)).hexdigest())
    await service.dispatch(await world.actor("sfb.dispatcher"), document_id)
    await work()
    for key in ADDRESSEES:
        case = await received(world, key)
        registrar = await world.actor(f"{key}.registrar")
        await service.sign_for(registrar, case.case_id)
        data = (await inbound.inbound_file(registrar, case.case_id)).path.read_bytes()
        proofs |= {sha256(data).hexdigest(), case.sha256}
    assert await state(document_id) is State.CLOSED
    proofs.add(sha256(await file_of(world, document_id)).hexdigest())
    assert proofs == {issued.print.sealed}


async def test_a_print_that_was_tampered_with_is_not_sealed_and_the_keeper_learns_why(world: World) -> None:
    document_id = await proofed(world)
    file = await service.printed_file(await world.actor(KEEPER), document_id)
    file.path.write_bytes(file.path.read_bytes() + b"\n")
    await ask(world, document_id)
    await work()
    assert await state(document_id) is State.PROOFED
    assert await waits_for(world, KEEPER) == [(document_id, "seal")]
    news, _ = await notices.todos(await world.actor(KEEPER), NoticeKind.INFO, False, None, 10)
    assert [(n.action, "不一致" in n.title) for n in news] == [("seal_failed", True)]
    await ask(world, document_id)


async def test_a_seal_that_was_suspended_is_not_pressed_neither_before_nor_after_it_was_asked_for(world: World) -> None:
    early, late = await proofed(world), await proofed(world)
    await ask(world, late)
    keeper, chosen = await world.actor(KEEPER), await seals.active_seal(world.place("szf"))
    await seals.suspend(keeper, chosen.id, "印章遗失")
    with pytest.raises(NoActiveSeal):
        await ask(world, early)
    before = kept()
    await work()
    assert kept() == before
    assert {await state(early), await state(late)} == {State.PROOFED}
    assert set(await waits_for(world, KEEPER)) == {(early, "seal"), (late, "seal")}


async def test_what_is_voided_while_the_seal_waits_is_not_sealed(world: World) -> None:
    document_id = await proofed(world)
    await ask(world, document_id)
    await service.void(await world.actor("sfb.registrar"), document_id, "内容有误")
    before = kept()
    await work()
    assert await state(document_id) is State.VOIDED
    assert kept() == before
    assert await waits_for(world, KEEPER) == []


async def test_a_keeper_who_lost_the_seal_meanwhile_does_not_seal(world: World) -> None:
    document_id = await proofed(world)
    await ask(world, document_id)
    post = (await world.actor(KEEPER)).posts[0]
    await directory.leave_post(await world.actor("sysadmin"), post.id)
    await work()
    assert await state(document_id) is State.PROOFED
    assert (await SealRow.get(document_id=document_id)).asked_by is None


async def test_only_the_keeper_seals_and_never_a_delegate(world: World) -> None:
    document_id = await proofed(world)
    today = clock.today()
    keeper, stand_in = await world.actor(KEEPER), world.person("sfb.archivist")
    await directory.delegate(keeper, stand_in, Scope.SIGN_OFF, today, today, "外出")
    for account in ("sfb.registrar", "mayor", "dsj.drafter"):
        with pytest.raises(workflow.NotYourTurn):
            await service.seal(await world.actor(account), document_id)
    with pytest.raises((workflow.NotYourTurn, workflow.NoSuchDocument)):
        await service.seal(await world.actor("sfb.archivist"), document_id)


async def test_nothing_is_sealed_before_the_proof(world: World) -> None:
    document_id = await typeset(world)
    with pytest.raises((workflow.WrongState, workflow.NoSuchDocument)):
        await ask(world, document_id)


async def test_a_kind_that_carries_no_seal_is_released_as_it_was_printed(world: World) -> None:
    minutes = notice(
        world, kind=Kind.MINUTES, title="甬江市人民政府常务会议纪要", annexes=(), attendance="出席：张某某"
    )
    document_id = await proofed(world, minutes)
    printed = await file_of(world, document_id)
    await ask(world, document_id)
    assert await state(document_id) is State.SEALED
    assert await file_of(world, document_id) == printed
