"""联合行文用印: every issuer seals in its turn, on the file that the one before has sealed, and all seals verify."""

import asyncio
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

import pytest

from documents.drafting.rules.kinds import Kind
from documents.issuing import errors, service
from documents.issuing.jobs import JOBS
from documents.issuing.models import PrintRow, SealRow
from documents.typesetting.proof import printed_text
from documents.workflow import errors as workflow
from documents.workflow import service as inbound
from documents.workflow.rules.outbound import State
from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from server.directory import service as directory
from server.directory.rules.standing import Role
from server.journal import service as journal
from server.kit import clock
from server.kit.ground import ground
from server.kit.tables import Job
from signatures.judgement.verdict import State as Verified
from signatures.pdf.verify import verify
from signatures.seals import service as seals
from signatures.seals.errors import NoActiveSeal
from signatures.uses import service as uses
from signatures.uses.errors import ApproverKeeps
from signatures.uses.rules.log import Result
from tests.documents.issuing.desk import received, state, waits_for, work
from tests.documents.issuing.test_sealing import kept
from tests.documents.joint import CO, KEEPERS, LEAD, SIGNERS, joint_notice, joint_proofed, joint_sealed, seal
from tests.world import World

FIRST, SECOND = KEEPERS
REGISTRAR = "dsj.registrar"


async def press(document_id: UUID) -> None:
    await JOBS["seal"](document_id=str(document_id))


async def ask(world: World, account: str, document_id: UUID) -> None:
    await service.seal(await world.actor(account), document_id)


async def file_of(world: World, document_id: UUID) -> bytes:
    return (await service.printed_file(await world.actor(REGISTRAR), document_id)).path.read_bytes()


async def keeps(world: World, key: str, *accounts: str) -> None:
    """These people, and nobody else, keep an organ's seal from now on."""
    security, organ_id = await world.actor("secadmin"), world.place(key)
    for account in accounts:
        actor = await world.actor(account)
        if not actor.holds(Role.SEAL_KEEPER, organ_id):
            await directory.grant_role(security, actor.posts[0].id, Role.SEAL_KEEPER, organ_id)
    keeper = await world.actor(KEEPERS[(LEAD, CO).index(key)])
    chosen = await seals.active_seal(organ_id)
    await seals.hand_over(keeper, chosen.id, [world.person(account) for account in accounts], "人员调整")


async def presses(document_id: UUID) -> list[str]:
    """The organs that sealed, by the journal."""
    acts = await journal.of_subject(document_id)
    return [act.facts["organ_id"] for act in acts if act.action == "workflow.seal"]


async def test_the_keepers_are_asked_one_after_the_other_and_the_last_one_completes_the_document(world: World) -> None:
    document_id = await joint_proofed(world)
    assert (await waits_for(world, FIRST), await waits_for(world, SECOND)) == ([(document_id, "seal")], [])
    await ask(world, FIRST, document_id)
    assert await waits_for(world, FIRST) == []
    with pytest.raises(errors.SealAsked):
        await ask(world, FIRST, document_id)
    await work()
    assert await state(document_id) is State.PROOFED
    assert (await waits_for(world, FIRST), await waits_for(world, SECOND)) == ([], [(document_id, "seal")])
    with pytest.raises(workflow.NotYourTurn):
        await ask(world, FIRST, document_id)
    await seal(world, SECOND, document_id)
    assert await state(document_id) is State.SEALED
    assert await waits_for(world, REGISTRAR) == [(document_id, "dispatch")]
    assert await presses(document_id) == [str(world.place(LEAD)), str(world.place(CO))]


async def test_the_second_keeper_neither_reads_nor_seals_before_the_first_has(world: World) -> None:
    document_id = await joint_proofed(world)
    with pytest.raises(workflow.NoSuchDocument):
        await ask(world, SECOND, document_id)
    await ask(world, FIRST, document_id)
    with pytest.raises(workflow.NoSuchDocument):
        await ask(world, SECOND, document_id)
    await work()
    assert (await service.printed_file(await world.actor(SECOND), document_id)).path.is_file()
    for account in ("dsj.director", "czj.director", "dsj.drafter", REGISTRAR):
        with pytest.raises(workflow.NotYourTurn):
            await ask(world, account, document_id)


async def test_each_sealed_file_begins_with_the_one_before_and_both_seals_verify(world: World) -> None:
    document_id = await joint_proofed(world)
    files = [await file_of(world, document_id)]
    for keeper in KEEPERS:
        await seal(world, keeper, document_id)
        files.append(await file_of(world, document_id))
    assert all(later.startswith(earlier) for earlier, later in pairwise(files))
    rows, row = await SealRow.filter(document_id=document_id).order_by("no"), await PrintRow.get()
    digests = [sha256(data).hexdigest() for data in files]
    assert [(seal.sha256_before, seal.sha256_after) for seal in rows] == list(pairwise(digests))
    assert (row.sha256, row.sealed) == (digests[0], digests[2])
    trust, now = await seals.own_trust(), clock.now()
    states = [verify(data, trust=trust, at=now).state for data in files]
    assert states == [Verified.UNSIGNED, Verified.VALID, Verified.VALID]
    verdict = verify(files[2], trust=trust, at=now)
    assert [found.organ for found in verdict.seals] == ["甬江市大数据局", "甬江市财政局"]
    for found, each in zip(verdict.seals, rows, strict=True):
        (box,) = found.boxes
        assert (box.page, box.left_mm, box.top_mm) == pytest.approx((each.page, each.x, each.y), abs=0.01)
    assert rows[0].x + rows[0].diameter < rows[1].x, "the seals stand apart"


async def test_the_paper_names_both_organs_and_the_number_is_the_leading_ones(world: World) -> None:
    document_id = await joint_proofed(world)
    paper = printed_text(await file_of(world, document_id))
    assert paper.startswith("甬江市大数据局甬江市财政局文件甬江数据〔")
    assert paper.count("甬江市财政局") == 3, "the mark, the title, the signature"


async def test_an_upward_joint_document_names_all_who_signed_it(world: World) -> None:
    title = "甬江市大数据局 甬江市财政局关于数据资产登记情况的报告"
    main = {"main": (world.place("szf"),), "main_addressees": "市人民政府"}
    document_id = await joint_proofed(world, joint_notice(world, kind=Kind.REPORT, title=title, **main))
    assert "签发人：江澍然施培林" in printed_text(await file_of(world, document_id))


async def test_what_an_issued_document_tells_of_its_seals(world: World) -> None:
    document_id = await joint_proofed(world)
    registrar = await world.actor(REGISTRAR)

    async def told() -> tuple[bool, list[tuple[str, bool, bool]], bool]:
        printed = (await service.issued(registrar, document_id)).print
        assert printed is not None
        seals = [(each.organ_name, each.asked, each.sealed_at is not None) for each in printed.seals]
        return printed.seal_asked, seals, printed.sealed is not None

    lead, co = "甬江市大数据局", "甬江市财政局"
    assert await told() == (False, [(lead, False, False), (co, False, False)], False)
    await ask(world, FIRST, document_id)
    assert await told() == (True, [(lead, True, False), (co, False, False)], False)
    await work()
    assert await told() == (False, [(lead, False, True), (co, False, False)], False)
    await seal(world, SECOND, document_id)
    assert await told() == (False, [(lead, False, True), (co, False, True)], True)


async def test_jobs_that_are_done_twice_or_at_once_press_each_seal_once(world: World) -> None:
    document_id = await joint_proofed(world)
    before = kept()
    for keeper in KEEPERS:
        await ask(world, keeper, document_id)
        await asyncio.gather(*(press(document_id) for _ in range(3)))
        await press(document_id)
    rows = await SealRow.filter(document_id=document_id).order_by("no")
    assert {path.name for path in kept() - before} == {row.sha256_after for row in rows}
    assert await presses(document_id) == [str(world.place(LEAD)), str(world.place(CO))]
    assert await state(document_id) is State.SEALED


async def test_one_who_keeps_both_seals_presses_each_for_itself(world: World) -> None:
    """A job of the first press that is done late must not be taken for the second."""
    document_id = await joint_proofed(world)
    await keeps(world, CO, FIRST)
    await ask(world, FIRST, document_id)
    await asyncio.gather(*(press(document_id) for _ in range(3)))
    assert (await state(document_id), len(await presses(document_id))) == (State.PROOFED, 1)
    assert await waits_for(world, FIRST) == [(document_id, "seal")]
    await press(document_id)
    assert len(await presses(document_id)) == 1
    await seal(world, FIRST, document_id)
    assert await presses(document_id) == [str(world.place(LEAD)), str(world.place(CO))]


async def test_two_keepers_of_one_seal_at_once_are_one(world: World) -> None:
    document_id = await joint_proofed(world)
    await keeps(world, LEAD, FIRST, REGISTRAR)
    both = [await world.actor(account) for account in (FIRST, REGISTRAR)]
    answers = await asyncio.gather(*(service.seal(actor, document_id) for actor in both), return_exceptions=True)
    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [errors.SealAsked]
    assert await Job.filter(kind="seal", done=False).count() == 1
    await work()
    assert await presses(document_id) == [str(world.place(LEAD))]


async def test_a_process_that_dies_between_pressing_and_keeping_leaves_the_press_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = await joint_proofed(world)
    await seal(world, FIRST, document_id)
    await ask(world, SECOND, document_id)

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as worn:
        worn.setattr(uses, "land", killed)
        with pytest.raises(KeyboardInterrupt):
            await press(document_id)
    assert (await state(document_id), len(await presses(document_id))) == (State.PROOFED, 1)
    assert (await SealRow.get(document_id=document_id, no=2)).sha256_after is None
    await work()
    assert (await state(document_id), len(await presses(document_id))) == (State.SEALED, 2)


async def test_a_seal_that_is_refused_goes_back_to_that_keeper(world: World) -> None:
    document_id = await joint_proofed(world)
    await seal(world, FIRST, document_id)
    half = await file_of(world, document_id)
    await ask(world, SECOND, document_id)
    chosen = await seals.active_seal(world.place(CO))
    await seals.suspend(await world.actor(SECOND), chosen.id, "印章遗失")
    before = kept()
    await work()
    assert kept() == before
    assert (await state(document_id), await file_of(world, document_id)) == (State.PROOFED, half)
    assert (await waits_for(world, FIRST), await waits_for(world, SECOND)) == ([], [(document_id, "seal")])
    news, _ = await notices.todos(await world.actor(SECOND), NoticeKind.INFO, False, None, 10)
    assert [notice.action for notice in news] == ["seal_failed"]
    with pytest.raises(NoActiveSeal):
        await ask(world, SECOND, document_id)
    await seals.resume(await world.actor("sysadmin"), chosen.id, "找回")
    await seal(world, SECOND, document_id)
    assert await state(document_id) is State.SEALED


async def test_a_half_sealed_file_that_was_tampered_with_is_not_sealed_on(world: World) -> None:
    document_id = await joint_proofed(world)
    await seal(world, FIRST, document_id)
    row = await SealRow.get(document_id=document_id, no=1)
    path = ground().blobs.path(str(row.sha256_after))
    path.write_bytes(path.read_bytes() + b"\n")
    await ask(world, SECOND, document_id)
    await work()
    assert await state(document_id) is State.PROOFED
    assert await waits_for(world, SECOND) == [(document_id, "seal")]


async def test_who_signed_for_an_organ_does_not_press_its_seal(world: World) -> None:
    document_id = await joint_proofed(world)
    await keeps(world, CO, SIGNERS[1])
    await seal(world, FIRST, document_id)
    with pytest.raises(ApproverKeeps):
        await ask(world, SIGNERS[1], document_id)
    assert (await SealRow.get(document_id=document_id, no=2)).asked_by is None


async def test_what_is_voided_between_two_seals_is_not_sealed_on(world: World) -> None:
    document_id = await joint_proofed(world)
    await seal(world, FIRST, document_id)
    await ask(world, SECOND, document_id)
    await service.void(await world.actor(REGISTRAR), document_id, "内容有误")
    before = kept()
    await work()
    assert (await state(document_id), kept()) == (State.VOIDED, before)
    assert await waits_for(world, SECOND) == []
    chosen = await seals.active_seal(world.place(CO))
    (line,), _ = await uses.log(await world.actor(SECOND), chosen.id, None, 10)
    assert (line.result, line.reason) == (Result.FAILED, "公文作废：内容有误")
    assert await service.audit() == []


async def test_a_keeper_who_lost_the_seal_meanwhile_does_not_seal(world: World) -> None:
    document_id = await joint_proofed(world)
    await seal(world, FIRST, document_id)
    await ask(world, SECOND, document_id)
    post = (await world.actor(SECOND)).posts[0]
    await directory.leave_post(await world.actor("sysadmin"), post.id)
    await work()
    row = await SealRow.get(document_id=document_id, no=2)
    assert (await state(document_id), row.asked_by, row.sha256_after) == (State.PROOFED, None, None)


async def test_every_press_is_in_the_use_log_of_its_seal_approved_by_who_signed_for_that_organ(world: World) -> None:
    document_id = await joint_sealed(world)
    for no, (key, keeper) in enumerate(zip((LEAD, CO), KEEPERS, strict=True), start=1):
        row, chosen = await SealRow.get(document_id=document_id, no=no), await seals.active_seal(world.place(key))
        (line,), _ = await uses.log(await world.actor(keeper), chosen.id, None, 10)
        assert (line.document_id, line.approver_id) == (document_id, world.person(SIGNERS[no - 1]))
        assert (line.sha256_before, line.sha256_after) == (row.sha256_before, row.sha256_after)


async def test_the_addressees_verify_both_seals_and_sign_for_the_last_file(world: World) -> None:
    document_id = await joint_sealed(world)
    await service.dispatch(await world.actor(REGISTRAR), document_id)
    await work()
    for key in ("fgw", "jxj"):
        case, registrar = await received(world, key), await world.actor(f"{key}.registrar")
        assert (case.verdict, case.issuer) == (Verified.VALID, "甬江市大数据局")
        await service.sign_for(registrar, case.case_id)
        data = (await inbound.inbound_file(registrar, case.case_id)).path.read_bytes()
        assert len(verify(data, trust=await seals.own_trust(), at=clock.now()).seals) == 2
    assert await state(document_id) is State.CLOSED
    assert await service.audit() == []


async def test_a_seal_that_was_changed_behind_the_journals_back_is_named(world: World) -> None:
    document_id = await joint_sealed(world)
    assert await service.audit() == []
    about = f"事项 {document_id} "
    for change in (
        {"sha256_after": "0" * 64},
        {"sha256_before": "0" * 64},
        {"organ_id": world.place("rsj")},
        {"sha256_after": None},
    ):
        row = await SealRow.get(document_id=document_id, no=2)
        await SealRow.filter(id=row.id).update(**change)
        assert {str(found) for found in await service.audit()} == {f"{about}用印件与办理记录不符。"}
        await SealRow.filter(id=row.id).update(**{name: getattr(row, name) for name in change})
    path = ground().blobs.path(str((await SealRow.get(document_id=document_id, no=1)).sha256_after))
    path.write_bytes(b"")
    assert {str(found) for found in await service.audit()} == {f"{about}用印件的文件缺失或被改动。"}
