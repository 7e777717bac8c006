"""来文 through the services: numbers without a hole, one thread with its legs, results to whoever instructed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from documents.drafting.rules.kinds import Kind
from documents.workflow import errors, service
from documents.workflow.models import InboundRow
from documents.workflow.rules.inbound import InboundAction, InboundState
from documents.workflow.rules.legs import LegKind
from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, Scope
from server.journal import rules as chain
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import Conflict
from server.kit.ground import ground
from server.secrecy.errors import Classified
from signatures.judgement.verdict import State as Seal
from tests.documents.reception import (
    accepted,
    arrival,
    arrived,
    awaiting,
    due,
    give,
    instructed,
    leader,
    office,
    proposing,
    registered,
    registrar,
    reported,
    signed_for,
    verify,
)
from tests.world import World

A, S = InboundAction, InboundState
Bring = Callable[[World], Awaitable[UUID]]
SAME = "甬江政发〔2026〕1号"


async def state(case_id: UUID) -> InboundState:
    return (await service.open_inbound(None, case_id)).state


async def waits_for(world: World, account: str) -> list[tuple[UUID, str]]:
    found, _ = await notices.todos(await world.actor(account), NoticeKind.TODO, False, None, 100)
    return [(notice.subject_id, notice.action) for notice in found]


async def test_the_turn_goes_from_desk_to_desk_and_the_case_can_be_read_by_whoever_had_it(world: World) -> None:
    case_id = await arrived(world)
    assert await waits_for(world, "dsj.registrar") == [(case_id, "sign_for")]
    case_id = await registered(world)
    assert (case_id, "for_action") in await waits_for(world, "dsj.reviewer")
    case_id, boss, head = await awaiting(world), await leader(world), await world.actor("dsj.head")
    assert await waits_for(world, "dsj.deputy") == [(case_id, "instruct")]
    await service.move_inbound(boss, case_id, A.INSTRUCT)
    with pytest.raises(errors.NoSuchInbound):
        await service.open_inbound(head, case_id)
    await give(world, case_id)
    assert await waits_for(world, "dsj.head") == [(case_id, "accept_task")]
    assert (await service.open_inbound(head, case_id)).state is S.HANDLING
    case_id = await reported(world)
    assert await waits_for(world, "dsj.deputy") == [(case_id, "accept")], "LOOP-3: whoever instructed"
    await service.move_inbound(boss, case_id, A.REDO, reason="请补充时限")
    assert (case_id, "result") in await waits_for(world, "dsj.head")
    todo = (await notices.todos(head, NoticeKind.TODO, False, None, 100))[0][0]
    assert todo.due is not None
    assert clock.day_of(todo.due) == due()


async def test_nothing_is_signed_for_before_its_seal_was_verified_or_when_it_does_not_hold(world: World) -> None:
    clerk = await registrar(world)
    for verdict, refusal in ((None, errors.SealUnverified), (Seal.INVALID, errors.SealUnsound)):
        sent = await arrival(world)
        await service.arrive(await world.actor("sfb.dispatcher"), [sent])
        if verdict:
            await verify(sent, verdict)
            await verify(sent, Seal.VALID)
        with pytest.raises(refusal):
            await service.move_inbound(clerk, sent.case_id, A.SIGN_FOR)
    await service.move_inbound(clerk, sent.case_id, A.REFUSE, reason="验章不通过")
    acts = [step.entry.action for step in await service.thread(clerk, sent.case_id)]
    assert acts == ["inbound.arrive", "inbound.verify", "inbound.refuse"], "a verdict lands once"


async def test_a_file_that_is_not_what_was_sent_is_not_valid_whatever_its_seal_says(world: World) -> None:
    sent = await arrival(world)
    await service.arrive(await world.actor("sfb.dispatcher"), [sent])
    ground().blobs.path(sent.sha256).write_bytes(b"another, validly sealed")
    await verify(sent)
    case = await service.open_inbound(None, sent.case_id)
    assert (case.verdict, case.codes) == (Seal.INVALID, ("content_altered",))


async def test_numbers_of_an_organ_are_one_to_n_whoever_registers_at_once(world: World) -> None:
    cases = [await signed_for(world, number=f"甬江政发〔2026〕{n}号") for n in range(8)]
    clerk = await registrar(world)
    done = await asyncio.gather(*(service.register_inbound(clerk, case_id) for case_id in cases))
    assert sorted(case.serial_no or 0 for case in done) == list(range(1, 9))
    assert {case.serial for case in done} == {f"收〔{clock.today().year}〕{n}号" for n in range(1, 9)}


async def test_a_document_that_came_before_is_registered_again_for_a_reason_only(world: World) -> None:
    first, second = await signed_for(world, number=SAME), await signed_for(world, number=SAME)
    clerk = await registrar(world)
    await service.register_inbound(clerk, first)
    with pytest.raises(errors.RegisteredBefore) as refused:
        await service.register_inbound(clerk, second)
    assert (await service.open_inbound(None, first)).serial in str(refused.value)
    assert await state(second) is S.SIGNED_FOR
    again = await service.register_inbound(clerk, second, "另有纸质件，需并案")
    assert again.serial_no == 2, "what was refused took no number"


async def test_of_two_that_come_twice_one_is_noticed(world: World) -> None:
    cases, clerk = [await signed_for(world, number=SAME) for _ in range(2)], await registrar(world)
    done = await asyncio.gather(*(service.register_inbound(clerk, c) for c in cases), return_exceptions=True)
    assert [type(d) for d in done if isinstance(d, Exception)] == [errors.RegisteredBefore]


async def test_leaders_places_and_days_must_be_fit(world: World) -> None:
    case_id, clerk = await proposing(world), await office(world)
    deputy, unit, elsewhere = world.person("dsj.deputy"), world.place("dsj.sjc"), world.place("fgw.zhc")
    yesterday = clock.today() - timedelta(days=1)
    for leader_id, lead, day, refusal in (
        (world.person("mayor"), unit, due(), errors.LeaderNotEligible),
        (deputy, elsewhere, due(), errors.PlaceUnfit),
        (deputy, unit, yesterday, errors.DueInThePast),
        (deputy, unit, date.max, errors.DueTooFar),
    ):
        with pytest.raises(refusal):
            await service.propose(clerk, case_id, "拟办", leader_id, lead=lead, due_on=day)
    with pytest.raises(errors.WordsMissing):
        await service.propose(clerk, case_id, " ", deputy)
    await service.propose(clerk, case_id, "拟办", deputy, lead=unit, due_on=due())
    for leader_id in (world.person("mayor"), deputy):
        with pytest.raises(errors.LeaderNotEligible):
            await service.move_inbound(await leader(world), case_id, A.PASS_UP, leader_id=leader_id)
    await service.move_inbound(await leader(world), case_id, A.PASS_UP, leader_id=world.person("dsj.director"))
    await service.move_inbound(await world.actor("dsj.director"), case_id, A.INSTRUCT)
    for lead, co, day, refusal in (
        (elsewhere, [], due(), errors.PlaceUnfit),
        (unit, [unit], due(), errors.PlaceUnfit),
        (unit, [], yesterday, errors.DueInThePast),
        (unit, [], date.max, errors.DueTooFar),
    ):
        with pytest.raises(refusal):
            await service.assign(clerk, case_id, lead, co, day, "", None)


async def test_a_declined_task_goes_to_another_place_and_the_lead_waits_for_the_others(world: World) -> None:
    case_id = await instructed(world)
    clerk, head = await office(world), await world.actor("dsj.head")
    case = await service.assign(clerk, case_id, world.place("dsj.bgs"), [world.place("dsj.sjc")], due(), "", None)
    lead, co = case.tasks
    with pytest.raises(errors.CoResultsMissing):
        await service.report_result(clerk, case_id, "已办")
    with pytest.raises(errors.LeadReportsElsewhere):
        await service.co_result(clerk, case_id, lead.id, "已办")
    with pytest.raises(errors.NotYourTurn):
        await service.accept_task(head, case_id, lead.id)
    with pytest.raises(errors.ReasonMissing):
        await service.decline_task(head, case_id, co.id, " ")
    await service.decline_task(head, case_id, co.id, "不属本处职责")
    assert (case_id, "re_assign") in await waits_for(world, "dsj.reviewer")
    with pytest.raises(errors.PlaceUnfit):
        await service.reassign(clerk, case_id, co.id, world.place("dsj.bgs"))
    with pytest.raises(errors.NoSuchTask):
        await service.accept_task(clerk, case_id, uuid4())


async def test_a_wrong_click_at_screening_is_mended_until_somebody_was_given_it(world: World) -> None:
    case_id, clerk = await proposing(world), await office(world)
    for action, after, asked in (
        (A.FOR_READING, S.READING, "circulate"),
        (A.FOR_ACTION, S.PROPOSING, "propose"),
        (A.FOR_READING, S.READING, "circulate"),
    ):
        assert (await service.screen(clerk, case_id, action)).state is after
        assert [word for subject, word in await waits_for(world, "dsj.reviewer") if subject == case_id] == [asked]
        with pytest.raises(errors.WrongState):
            await service.screen(clerk, case_id, action)
    await service.screen(clerk, case_id, A.FOR_ACTION)
    await service.propose(clerk, case_id, "拟办", world.person("dsj.deputy"))
    with pytest.raises(errors.WrongState):
        await service.screen(clerk, case_id, A.FOR_READING)


async def test_nothing_is_sent_back_while_a_leg_is_open(world: World) -> None:
    case_id, clerk, circulation = await registered(world), await office(world), uuid4()
    await service.open_leg(case_id, "circulation", circulation)
    with pytest.raises(errors.LegsOpen):
        await service.move_inbound(clerk, case_id, A.RETURN_TO_SENDER, reason="主送有误")
    assert await state(case_id) is S.REGISTERED
    await service.close_leg(circulation)
    after = await service.move_inbound(clerk, case_id, A.RETURN_TO_SENDER, reason="主送有误")
    assert after.state is S.RETURNED_TO_SENDER


async def test_the_thread_does_not_end_before_its_legs_have(world: World) -> None:
    """LOOP-2."""
    case_id, clerk = await reported(world), await office(world)
    (leg,) = await service.open_legs(case_id)
    assert leg.kind is LegKind.TASK, "the lead's, until its result is accepted"
    circulation = uuid4()
    await service.open_leg(case_id, "circulation", circulation)
    await service.move_inbound(await leader(world), case_id, A.ACCEPT)
    for _ in range(2):
        with pytest.raises(errors.LegsOpen) as refused:
            await service.move_inbound(clerk, case_id, A.CLOSE)
        assert refused.value.facts["open"] == [{"kind": "circulation", "subject_id": circulation}]
        await service.close_leg(circulation)
        await service.open_leg(case_id, "circulation", circulation)
    await service.close_leg(circulation)
    await service.move_inbound(clerk, case_id, A.CLOSE)
    assert (await state(case_id), await service.open_legs(case_id)) == (S.CLOSED, [])
    await service.move_inbound(clerk, case_id, A.REOPEN, reason="情况有变")
    assert [leg.kind for leg in await service.open_legs(case_id)] == [LegKind.TASK]


async def test_whoever_asked_is_answered(world: World) -> None:
    """LOOP-5."""
    case_id, clerk = await reported(world, Kind.REQUEST), await office(world)
    await service.move_inbound(await leader(world), case_id, A.ACCEPT)
    with pytest.raises(errors.ReplyOwed):
        await service.move_inbound(clerk, case_id, A.CLOSE)
    assert (await service.move_inbound(clerk, case_id, A.REPLY, reply="同意。")).state is S.CLOSED


async def test_the_thread_tells_every_leg_in_order_with_who_and_whose_turn_it_became(world: World) -> None:
    """LOOP-6."""
    case_id = await reported(world)
    steps = await service.thread(await leader(world), case_id)
    assert [step.entry.at for step in steps] == sorted(step.entry.at for step in steps)
    assert {step.leg for step in steps} == {None, LegKind.TASK}
    replayed = ""
    for step in steps:
        if "to" in step.entry.facts:
            assert step.entry.facts.get("from", "") == replayed
            replayed = step.entry.facts["to"]
    assert replayed == await state(case_id) == S.RESULT_REVIEW
    assert steps[-1].entry.facts["turn"] == [f"person:{world.person('dsj.deputy')}"]
    assert chain.first_break(await journal.of_subject(case_id)) is None


async def leave(world: World, account: str) -> None:
    """Somebody leaves office."""
    (post,) = (await world.actor(account)).posts
    await directory.leave_post(await world.actor("sysadmin"), post.id)


@pytest.mark.parametrize("brought", [awaiting, reported])
async def test_for_a_leader_who_has_left_another_is_asked(world: World, brought: Bring) -> None:
    """LOOP-3: of those who lead the organ now."""
    case_id, clerk, new = await brought(world), await office(world), world.person("dsj.director")
    where, asked = await state(case_id), {action for _, action in await waits_for(world, "dsj.deputy")}
    assert A.RE_ASK not in (await service.inbound_card(clerk, case_id)).actions
    with pytest.raises(errors.LeaderInOffice):
        await service.re_ask(clerk, case_id, new, "分工调整")
    await leave(world, "dsj.deputy")
    assert A.RE_ASK in (await service.inbound_card(clerk, case_id)).actions
    for leader_id, reason, refusal in (
        (world.person("dsj.deputy"), "原领导离岗", errors.LeaderNotEligible),
        (world.person("mayor"), "原领导离岗", errors.LeaderNotEligible),
        (new, " ", errors.ReasonMissing),
    ):
        with pytest.raises(refusal):
            await service.re_ask(clerk, case_id, leader_id, reason)
    with pytest.raises(errors.NotYourTurn):
        await service.re_ask(await registrar(world), case_id, new, "原领导离岗")
    await service.re_ask(clerk, case_id, new, "原领导离岗")
    assert await state(case_id) is where
    assert await waits_for(world, "dsj.director") == [(case_id, action) for action in asked]
    assert await service.audit() == []


async def test_nothing_is_hung_on_a_thread_while_it_ends(world: World) -> None:
    case_id, clerk = await accepted(world), await office(world)

    async def hang() -> None:
        async with atomic():
            await service.open_leg(case_id, "circulation", uuid4())

    acts = [hang() if n % 2 else service.move_inbound(clerk, case_id, A.CLOSE) for n in range(20)]
    results = await asyncio.gather(*acts, return_exceptions=True)
    assert all(isinstance(result, Conflict) for result in results if isinstance(result, BaseException)), results
    hung, closed = await service.open_legs(case_id), await state(case_id) is S.CLOSED
    assert (len(hung) == 10) != closed
    assert not (hung and closed)


async def test_a_delegate_instructs_in_the_leaders_name_if_lent_the_right_to_sign(world: World) -> None:
    case_id, boss = await awaiting(world), await leader(world)
    today = clock.today()
    delegate = world.person("dsj.countersign")
    await directory.delegate(boss, delegate, Scope.HANDLE, today, today, "出差")
    with pytest.raises(errors.NotYourTurn):
        await service.move_inbound(await world.actor("dsj.countersign"), case_id, A.INSTRUCT)
    await directory.delegate(boss, delegate, Scope.SIGN_OFF, today, today, "出差")
    await service.move_inbound(await world.actor("dsj.countersign"), case_id, A.INSTRUCT)
    (said,) = [s.entry for s in await service.thread(boss, case_id) if s.entry.action == "inbound.instruct"]
    assert (said.actor_id, said.principal_id) == (delegate, boss.person_id)


async def test_marked_words_are_kept_nowhere(world: World) -> None:
    case_id, clerk, marked = await proposing(world), await office(world), "机密★1年"
    before = await service.open_inbound(None, case_id)
    acts: list[Callable[[], Awaitable[object]]] = [
        lambda: service.propose(clerk, case_id, marked, world.person("dsj.deputy")),
        lambda: service.move_inbound(clerk, case_id, A.RETURN_TO_SENDER, reason=marked),
        lambda: service.assign(clerk, case_id, uuid4(), [], due(), marked, None),
        lambda: service.register_inbound(clerk, case_id, marked),
    ]
    for act in acts:
        with pytest.raises(Classified):
            await act()
    assert await service.open_inbound(None, case_id) == before


async def test_what_was_changed_behind_the_journals_back_is_named(world: World) -> None:
    case_id = await awaiting(world)
    assert await service.audit() == []
    row = await InboundRow.get(id=case_id)
    for change, what in (
        ({"state": S.CLOSED}, "来文办理状态与最后一次办理不符"),
        ({"sha256": "1" * 64}, "来文与送达的文件不符"),
        ({"verdict": Seal.INVALID}, "验章结论与验章记录不符"),
        ({"serial": "收〔2026〕9号"}, "收文号与登记记录不符"),
        ({"leader_id": world.person("dsj.director")}, "批示领导与请批记录不符"),
    ):
        await InboundRow.filter(id=case_id).update(**change)
        assert [str(found) for found in await service.audit()] == [f"事项 {case_id} {what}。"]
        await InboundRow.filter(id=case_id).update(**{name: getattr(row, name) for name in change})
    hung = uuid4()
    await service.open_leg(case_id, "circulation", hung)
    await InboundRow.filter(id=case_id).update(state=S.CLOSED)
    assert [found.what for found in await service.audit()][1:] == ["来文已办结而仍有未办结的事项"]
    await InboundRow.filter(id=case_id).delete()
    assert [str(found) for found in await service.audit()] == [f"事项 {case_id} 来文缺失。"]


# --- one winner ----------------------------------------------------------------------------------------------

Act = Callable[[World, UUID], Awaitable[object]]


def move(action: InboundAction, who: str, reason: str = "", leader: str = "") -> tuple[InboundAction, Act]:
    async def act(world: World, case_id: UUID) -> object:
        leader_id = world.person(leader) if leader else None
        actor: Actor | None = await world.actor(who) if who else None
        return await service.move_inbound(actor, case_id, action, reason=reason, leader_id=leader_id)

    return action, act


async def _register(world: World, case_id: UUID) -> object:
    return await service.register_inbound(await registrar(world), case_id)


async def _propose(world: World, case_id: UUID) -> object:
    return await service.propose(await office(world), case_id, "拟请主办", world.person("dsj.deputy"))


async def _come_again(world: World, case_id: UUID) -> object:
    case = await service.open_inbound(None, case_id)
    sent = service.Arrival(**{name: getattr(case, name) for name in service.Arrival.__dataclass_fields__})
    await service.arrive(await world.actor("sfb.dispatcher"), [sent])
    return sent


async def _re_ask(world: World, case_id: UUID) -> object:
    return await service.re_ask(await office(world), case_id, world.person("dsj.director"), "原领导离岗")


def on_task(action: InboundAction, role: int) -> tuple[InboundAction, Act]:
    """Role 0 is the lead's task, 1 the co place's."""

    async def act(world: World, case_id: UUID) -> object:
        task = (await service.open_inbound(None, case_id)).tasks[role]
        head, clerk = await world.actor("dsj.head"), await office(world)
        match action:
            case A.ACCEPT_TASK:
                return await service.accept_task(head, case_id, task.id)
            case A.DECLINE_TASK:
                return await service.decline_task(clerk, case_id, task.id, "不属本室职责")
            case A.RE_ASSIGN:
                return await service.reassign(clerk, case_id, task.id, world.place("dsj.third"))
            case A.CO_RESULT:
                return await service.co_result(await world.actor("dsj.countersign"), case_id, task.id, "无意见")
        return await service.report_result(head, case_id, "已办")

    return action, act


TO_OFFICE = (move(A.SIGN_FOR, "dsj.registrar"), (A.REGISTER, _register))
FOR_ACTION = (*TO_OFFICE, move(A.FOR_ACTION, "dsj.reviewer"), (A.PROPOSE, _propose))
INSTRUCTED = (*FOR_ACTION, move(A.INSTRUCT, "dsj.deputy"))
WALKS = {
    "refused": (move(A.REFUSE, "dsj.registrar", "印章不清"), (A.ARRIVE, _come_again)),
    "returned": (*TO_OFFICE, move(A.RETURN_TO_SENDER, "dsj.reviewer", "不属职责"), (A.ARRIVE, _come_again)),
    "read": (*TO_OFFICE, move(A.FOR_READING, "dsj.reviewer"), move(A.CIRCULATE, "dsj.reviewer"), move(A.READ_OUT, "")),
    "no action": (*INSTRUCTED, move(A.NO_ACTION, "dsj.reviewer", "已办过"), move(A.CLOSE, "dsj.reviewer")),
    "asked anew": (*FOR_ACTION, (A.RE_ASK, _re_ask)),
    "handled": (
        *FOR_ACTION,
        move(A.PASS_UP, "dsj.deputy", leader="dsj.director"),
        move(A.SEND_BACK, "dsj.director", "请补充"),
        (A.PROPOSE, _propose),
        move(A.INSTRUCT, "dsj.deputy"),
        (A.ASSIGN, give),
        on_task(A.ACCEPT_TASK, 0),
        on_task(A.DECLINE_TASK, 1),
        on_task(A.RE_ASSIGN, 1),
        on_task(A.CO_RESULT, 1),
        on_task(A.RESULT, 0),
        move(A.REDO, "dsj.deputy", "请补充时限"),
        on_task(A.RESULT, 0),
        move(A.ACCEPT, "dsj.deputy"),
        move(A.REPLY, "dsj.registrar"),
        move(A.REOPEN, "dsj.reviewer", "情况有变"),
    ),
}


def test_every_action_is_raced() -> None:
    assert {action for walk in WALKS.values() for action, _ in walk} == set(InboundAction)


@pytest.mark.parametrize("name", WALKS)
async def test_of_twenty_who_act_at_once_one_does_it(world: World, name: str) -> None:
    case_id = await arrived(world)
    done = []
    for action, act in WALKS[name]:
        if action is A.RE_ASSIGN:
            world = await _with_a_third_unit(world)
        if action is A.RE_ASK:
            await leave(world, "dsj.deputy")
        results = await asyncio.gather(*(act(world, case_id) for _ in range(20)), return_exceptions=True)
        refused = [result for result in results if isinstance(result, BaseException)]
        assert len(refused) == 19, action
        assert all(isinstance(fault, (Conflict, errors.NotYourTurn)) for fault in refused), (action, refused[:2])
        steps = [step.entry.action for step in await service.thread(await registrar(world), case_id)]
        done.append(action)
        assert steps.count(f"inbound.{action}") == done.count(action) + (action is A.ARRIVE), action
    assert await service.audit() == []


async def _with_a_third_unit(world: World) -> World:
    """A unit whose head is somebody else."""
    system, security = await world.actor("sysadmin"), await world.actor("secadmin")
    unit = await directory.create_unit(system, world.place("dsj"), "运行处")
    post = await directory.appoint(system, world.person("dsj.countersign"), world.place("dsj"), "处长")
    await directory.grant_role(security, post, Role.UNIT_HEAD, unit.id)
    return replace(world, seeded=replace(world.seeded, places={**world.seeded.places, "dsj.third": unit.id}))
