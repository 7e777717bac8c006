"""Leaders write, the office settles, the case moves by what was meant (批示, 条例 art. 22)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from documents.circulation import errors
from documents.circulation import service as circulation
from documents.circulation.models import InstructionRow
from documents.circulation.rules.circulation import Mode
from documents.circulation.rules.instructions import Outcome, Words
from documents.circulation.rules.wordings import Code, Page
from documents.circulation.service import Assignment
from documents.workflow import errors as workflow_errors
from documents.workflow import service as workflow
from documents.workflow.rules.inbound import InboundAction, InboundState
from server.directory import service as directory
from server.directory.rules.standing import Scope
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import OfficeError
from server.kit.tables import Job
from server.secrecy.errors import Classified
from tests.documents.circulation.desk import (
    CLERK,
    MAYOR,
    REGISTRAR,
    VICE,
    assigned,
    outcome,
    proposed,
    read,
    reported,
    said,
    started,
    state,
    waits_for,
)
from tests.world import World


async def test_an_order_keeps_the_thread_open_until_it_has_its_tasks(world: World) -> None:
    """LOOP-1 and LOOP-2."""
    case_id = await proposed(world)
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE, text="同意。抓紧办")
    assert (await state(case_id), order.outcome) == (InboundState.INSTRUCTED, Outcome.PENDING)
    assert [leg.subject_id for leg in await workflow.open_legs(case_id)] == [order.id]
    await assigned(world, case_id, order.id)
    case = await workflow.open_inbound(None, case_id)
    assert (case.state, await outcome(world, order.id)) == (InboundState.HANDLING, Outcome.TASKS)
    assert [task.instruction_id for task in case.tasks] == [order.id]
    assert order.id not in {leg.subject_id for leg in await workflow.open_legs(case_id)}


async def test_an_order_that_needs_no_task_is_recorded_with_its_reason(world: World) -> None:
    case_id = await proposed(world)
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE)
    with pytest.raises(errors.ReasonMissing):
        await circulation.no_action(await world.actor(CLERK), order.id, " ")
    settled = await circulation.no_action(await world.actor(CLERK), order.id, "相关工作已先行办结")
    assert (settled.outcome, settled.reason) == (Outcome.NONE, "相关工作已先行办结")
    assert (await state(case_id), await workflow.open_legs(case_id)) == (InboundState.ACCEPTED, [])
    assert settled.words == order.words


async def test_to_have_read_orders_nothing(world: World) -> None:
    """阅 ends the leader's turn; nothing can be assigned on it, and the office records so."""
    case_id = await proposed(world)
    word = await said(world, MAYOR, case_id, Page.HANDLING, Code.READ)
    with pytest.raises(errors.NotAnOrder):
        await assigned(world, case_id, word.id)
    assert await state(case_id) is InboundState.INSTRUCTED
    await circulation.no_action(await world.actor(CLERK), word.id, "领导已阅")
    assert await state(case_id) is InboundState.ACCEPTED


async def test_a_held_case_stays_until_the_next_word(world: World) -> None:
    case_id = await proposed(world)
    await said(world, MAYOR, case_id, Page.HANDLING, Code.HOLD)
    assert ((await held(world, case_id)), await state(case_id)) == (True, InboundState.AWAIT_INSTRUCTION)
    with pytest.raises(errors.AlreadyHeld):
        await said(world, MAYOR, case_id, Page.HANDLING, Code.HOLD)
    await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE)
    assert ((await held(world, case_id)), await state(case_id)) == (False, InboundState.INSTRUCTED)


async def held(world: World, case_id: UUID) -> bool:
    return (await circulation.instructions(await world.actor(CLERK), case_id))[0]


async def test_another_leader_is_asked_and_the_refusal_goes_back_to_the_office(world: World) -> None:
    case_id = await proposed(world, VICE)
    await said(world, VICE, case_id, Page.HANDLING, Code.PASS_UP, people=(world.person(MAYOR),))
    assert await waits_for(world, VICE) == []
    with pytest.raises(errors.NotALeader):
        await said(world, VICE, case_id, Page.HANDLING, Code.AGREE)
    await said(world, MAYOR, case_id, Page.HANDLING, Code.DISAGREE, text="请补充依据")
    assert await state(case_id) is InboundState.PROPOSING
    assert (await workflow.open_inbound(None, case_id)).reason == "请补充依据"


async def test_a_refused_instruction_says_what_is_wrong_with_it(world: World) -> None:
    case_id = await proposed(world)
    for codes in ((), (Code.FYI,), (Code.AGREE, Code.READ), (Code.AGREE, Code.AGREE)):
        with pytest.raises(errors.OneCodeDecides):
            await said(world, MAYOR, case_id, Page.HANDLING, *codes, informed=(world.person(VICE),))
    with pytest.raises(errors.CodeUnfit):
        await said(world, MAYOR, case_id, Page.HANDLING, Code.CIRCLE)
    with pytest.raises(workflow_errors.DueTooFar):
        await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE, due_on=clock.today() + timedelta(days=3661))
    assert await InstructionRow.all().count() == 0


async def test_nobody_else_writes_on_the_page_and_strangers_find_no_case(world: World) -> None:
    case_id = await proposed(world)
    for account in (CLERK, REGISTRAR):
        with pytest.raises(errors.NotALeader):
            await said(world, account, case_id, Page.HANDLING, Code.AGREE)
    for page in Page:
        with pytest.raises(workflow_errors.NoSuchInbound):
            await said(world, "gaj.director", case_id, page, Code.AGREE)
    with pytest.raises(workflow_errors.NoSuchInbound):
        await circulation.instructions(await world.actor("dongpu.registrar"), case_id)
    for page in (Page.SIGN_OFF, Page.RESULT, Page.READING):
        with pytest.raises(errors.WrongPage):
            await said(world, MAYOR, case_id, page, Code.AGREE)
    assert await InstructionRow.all().count() == 0


async def test_a_leader_writes_on_the_file_they_have_seen(world: World) -> None:
    case_id = await proposed(world)
    with pytest.raises(errors.FileChanged):
        await circulation.instruct(await world.actor(MAYOR), case_id, Words(Page.HANDLING, (Code.AGREE,)), "0" * 64)
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE)
    assert order.version == (await workflow.open_inbound(None, case_id)).sha256


async def test_a_result_is_accepted_or_handled_anew_by_whoever_ordered_it(world: World) -> None:
    """LOOP-3 and LOOP-4: not content with it is a new order, and the lead has its task again."""
    case_id = await reported(world)
    assert (case_id, "accept") in await waits_for(world, MAYOR)
    with pytest.raises(errors.WordsMissing):
        await said(world, MAYOR, case_id, Page.RESULT, Code.DISAGREE)
    again = await said(world, MAYOR, case_id, Page.RESULT, Code.DISAGREE, text="补充数据后再报")
    assert (await state(case_id), again.outcome) == (InboundState.HANDLING, Outcome.PENDING)
    assert (again.id, "assign") in await waits_for(world, CLERK)
    with pytest.raises(errors.TaskStays):
        await assigned(world, case_id, again.id, "fgw")
    await circulation.assign(await world.actor(CLERK), case_id, Assignment(again.id))
    assert await outcome(world, again.id) is Outcome.TASKS
    assert await waits_for(world, CLERK) == []
    await workflow.report_result(await world.actor("dsj.head"), case_id, "数据已补充")
    await said(world, MAYOR, case_id, Page.RESULT, Code.AGREE)
    assert await state(case_id) is InboundState.ACCEPTED


async def test_a_leader_among_the_readers_may_order_and_it_waits_for_the_office(world: World) -> None:
    circulation_id = await started(world, mode=Mode.PARALLEL)
    case_id = (await circulation.card(await world.actor(CLERK), circulation_id)).case_id
    with pytest.raises(errors.NotOpened):
        await said(world, VICE, case_id, Page.READING, Code.READ)
    for account in ("vicemayor", "secretarygeneral", "fgw.director"):
        await read(world, account, circulation_id) if account != VICE else await circulation.opened(
            await world.actor(VICE), circulation_id
        )
    for account in ("secretarygeneral", "fgw.director"):
        with pytest.raises((errors.NotALeader, workflow_errors.NoSuchInbound)):
            await said(world, account, case_id, Page.READING, Code.READ)
    order = await said(world, VICE, case_id, Page.READING, Code.ASSIGN_LEAD, places=(world.place("dsj"),))
    assert (order.id, "assign") in await waits_for(world, CLERK)
    await circulation.confirm(await world.actor(VICE), circulation_id)
    assert await state(case_id) is InboundState.CIRCULATING
    await circulation.no_action(await world.actor(CLERK), order.id, "已由大数据局在其他件中办理")
    assert await state(case_id) is InboundState.CLOSED


async def test_what_a_reader_orders_does_not_take_the_place_of_what_the_leader_ordered(world: World) -> None:
    case_id = await proposed(world)
    besides = await started(world, [VICE], Mode.COURIER, case_id)
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE)
    await circulation.opened(await world.actor(VICE), besides)
    word = await said(world, VICE, case_id, Page.READING, Code.STUDY, places=(world.place("fgw"),))
    assert {(case_id, "assign"), (word.id, "assign")} <= set(await waits_for(world, CLERK))
    with pytest.raises(errors.WrongPage):
        await assigned(world, case_id, word.id, "fgw")
    await assigned(world, case_id, order.id)
    await circulation.no_action(await world.actor(CLERK), word.id, "并入市长批示一并办理")
    assert {leg.kind for leg in await workflow.open_legs(case_id)} == {"circulation", "task"}


async def test_whoever_circles_a_page_to_read_has_read_and_no_more(world: World) -> None:
    circulation_id = await started(world, [VICE], Mode.COURIER)
    case_id = (await circulation.card(await world.actor(CLERK), circulation_id)).case_id
    await circulation.opened(await world.actor(VICE), circulation_id)
    circled = await said(world, VICE, case_id, Page.READING, Code.CIRCLE)
    assert circled.outcome is Outcome.NOT_OWED
    assert [leg.subject_id for leg in await workflow.open_legs(case_id)] == [circulation_id]


async def test_what_is_to_be_supervised_is_proposed_in_the_leaders_words(world: World) -> None:
    case_id, due = await proposed(world), clock.today() + timedelta(days=9)
    words = {"text": "请按期办结", "due_on": due}
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE, Code.SUPERVISE, **words)
    (job,) = await Job.filter(kind="supervision.propose")
    assert job.payload == {
        "thread_id": str(case_id),
        "source_id": str(order.id),
        "organ_id": str(world.place("szf")),
        "title": "东浦区人民政府专题会议纪要",
        "requirement": "请按期办结",
        "due_on": due.isoformat(),
        "asked_by": str(world.person(MAYOR)),
    }


async def test_of_several_places_the_first_is_proposed_for_the_clerk_to_confirm(world: World) -> None:
    case_id, places = await proposed(world), (world.place("fgw"), world.place("dsj"))
    await said(world, MAYOR, case_id, Page.HANDLING, Code.STUDY, places=places)
    _, (shown,) = await circulation.instructions(await world.actor(CLERK), case_id)
    assert (shown.proposed_lead, shown.lead_said) == (places[0], False)


async def test_a_delegate_writes_for_the_leader_and_both_names_are_kept(world: World) -> None:
    case_id, today = await proposed(world), clock.today()
    mayor = await world.actor(MAYOR)
    await directory.delegate(mayor, world.person(VICE), Scope.HANDLE, today, today, "出访")
    with pytest.raises(errors.NotALeader):
        await said(world, VICE, case_id, Page.HANDLING, Code.AGREE)
    await directory.delegate(mayor, world.person(VICE), Scope.SIGN_OFF, today, today, "出访")
    order = await said(world, VICE, case_id, Page.HANDLING, Code.AGREE)
    assert (order.person_name, order.principal_name, order.post_title) == ("顾明川", "沈怀远", "副市长")


async def test_a_delegate_orders_on_a_reading_page_if_lent_the_right_to_sign(world: World) -> None:
    circulation_id, today = await started(world, [VICE], Mode.COURIER), clock.today()
    case_id = (await circulation.card(await world.actor(CLERK), circulation_id)).case_id
    vice, deputy = await world.actor(VICE), world.person("fgw.director")
    await directory.delegate(vice, deputy, Scope.HANDLE, today, today, "外出")
    await circulation.opened(await world.actor("fgw.director"), circulation_id)
    with pytest.raises(errors.NotALeader):
        await said(world, "fgw.director", case_id, Page.READING, Code.READ)
    await directory.delegate(vice, deputy, Scope.SIGN_OFF, today, today, "外出")
    word = await said(world, "fgw.director", case_id, Page.READING, Code.READ, Code.SUPERVISE)
    assert word.principal_id == vice.person_id
    (job,) = await Job.filter(kind="supervision.propose")
    assert job.payload["asked_by"] == str(vice.person_id), "the result goes to the leader, not to who stood in"


async def test_an_order_on_a_reading_page_gets_its_tasks_and_the_result_goes_back(world: World) -> None:
    """LOOP-1 to LOOP-3, for what was only to be read; whoever still reads keeps the thread from ending."""
    circulation_id, clerk = await started(world, [VICE, "fgw.director"], Mode.PARALLEL), await world.actor(CLERK)
    case_id = (await circulation.card(clerk, circulation_id)).case_id
    assert InboundAction.ASSIGN not in (await workflow.inbound_card(clerk, case_id)).actions
    with pytest.raises(workflow_errors.WrongState):
        await workflow.assign(clerk, case_id, world.place("dsj"), (), clock.today(), "", None)
    await read(world, VICE, circulation_id)
    order = await said(world, VICE, case_id, Page.READING, Code.ASSIGN_LEAD, places=(world.place("dsj"),))
    assert InboundAction.ASSIGN in (await workflow.inbound_card(clerk, case_id)).actions
    await assigned(world, case_id, order.id)
    case = await workflow.open_inbound(await world.actor(VICE), case_id)
    assert (case.state, case.leader_id) == (InboundState.HANDLING, world.person(VICE))
    assert [task.instruction_id for task in case.tasks] == [order.id]
    await workflow.report_result(await world.actor("dsj.head"), case_id, "已办结")
    assert (case_id, "accept") in await waits_for(world, VICE)
    await said(world, VICE, case_id, Page.RESULT, Code.AGREE)
    with pytest.raises(workflow_errors.LegsOpen):
        await workflow.move_inbound(clerk, case_id, InboundAction.CLOSE)
    await read(world, "fgw.director", circulation_id)
    assert await state(case_id) is InboundState.ACCEPTED, "the last reader closes what was only read, and no more"
    await workflow.move_inbound(clerk, case_id, InboundAction.CLOSE)
    assert [*await workflow.audit(), *await circulation.audit()] == []


async def test_only_the_office_settles_and_only_once(world: World) -> None:
    case_id = await proposed(world)
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE)
    for account, refusal in ((REGISTRAR, errors.NotTheOffice), ("dsj.head", errors.NoSuchInstruction)):
        with pytest.raises(refusal):
            await circulation.no_action(await world.actor(account), order.id, "理由")
    with pytest.raises(errors.NoSuchInstruction):
        await assigned(world, case_id, uuid4())
    with pytest.raises(errors.NoSuchInstruction):
        await assigned(world, await proposed(world), order.id)
    await assigned(world, case_id, order.id)
    with pytest.raises(errors.AlreadySettled):
        await circulation.no_action(await world.actor(CLERK), order.id, "理由")


async def test_nobody_is_named_to_whom_the_organ_could_not_send_it(world: World) -> None:
    case_id = await proposed(world)
    with pytest.raises(errors.ReaderElsewhere):
        await said(world, MAYOR, case_id, Page.HANDLING, Code.ASSIGN, people=(world.person("dongpu.fgw.head"),))
    with pytest.raises(errors.PlaceElsewhere):
        await said(world, MAYOR, case_id, Page.HANDLING, Code.ASSIGN_LEAD, places=(world.place("dongpu.fgw"),))


async def test_marks_of_secrecy_stop_at_the_gate(world: World) -> None:
    case_id, marked = await proposed(world), "秘密★5年"
    with pytest.raises(Classified):
        await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE, text=marked)
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE)
    clerk, given = await world.actor(CLERK), Assignment(order.id, world.place("dsj"), (), clock.today(), marked)
    with pytest.raises(Classified):
        await circulation.assign(clerk, case_id, given)
    with pytest.raises(Classified):
        await circulation.no_action(clerk, order.id, marked)
    assert await outcome(world, order.id) is Outcome.PENDING


async def handling(world: World) -> tuple[UUID, UUID]:
    return await proposed(world), uuid4()


async def result(world: World) -> tuple[UUID, UUID]:
    return await reported(world), uuid4()


async def ordered(world: World) -> tuple[UUID, UUID]:
    case_id = await proposed(world)
    return case_id, (await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE)).id


async def ordered_on_reading(world: World) -> tuple[UUID, UUID]:
    circulation_id = await started(world, [VICE], Mode.COURIER)
    await circulation.opened(await world.actor(VICE), circulation_id)
    case_id = (await circulation.card(await world.actor(CLERK), circulation_id)).case_id
    return case_id, (await said(world, VICE, case_id, Page.READING, Code.STUDY, places=(world.place("dsj"),))).id


Act = Callable[[World, UUID, UUID], Awaitable[object]]
RACES: dict[str, tuple[Callable[[World], Awaitable[tuple[UUID, UUID]]], Act]] = {
    "instruct": (handling, lambda w, case, _: said(w, MAYOR, case, Page.HANDLING, Code.AGREE)),
    "hold": (handling, lambda w, case, _: said(w, MAYOR, case, Page.HANDLING, Code.HOLD)),
    "redo": (result, lambda w, case, _: said(w, MAYOR, case, Page.RESULT, Code.DISAGREE, text="重办")),
    "assign": (ordered, assigned),
    "assign what is read": (ordered_on_reading, assigned),
    "no_action": (ordered, lambda w, _, order: _none(w, order)),
}


async def _none(world: World, order: UUID) -> None:
    await circulation.no_action(await world.actor(CLERK), order, "理由")


@pytest.mark.parametrize("race", RACES)
async def test_of_twenty_who_do_the_same_at_once_one_does_it(world: World, race: str) -> None:
    begin, act = RACES[race]
    case_id, order = await begin(world)
    before = await InstructionRow.all().count()
    answers = await asyncio.gather(*(act(world, case_id, order) for _ in range(20)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert len(refused) == 19
    assert {answer.status for answer in refused if isinstance(answer, OfficeError)} == {409}
    assert len([answer for answer in refused if not isinstance(answer, OfficeError)]) == 0
    settled = race not in ("instruct", "hold", "redo")
    assert await InstructionRow.all().count() == before + (not settled)
    if settled:
        acts = [entry.action for entry in await journal.of_subject(order)]
        assert acts == ["circulation.order", f"circulation.{race.split(' ')[0]}"]


async def test_a_thread_with_an_open_order_does_not_close(world: World) -> None:
    """LOOP-2, asked of the case itself."""
    circulation_id = await started(world, [VICE], Mode.COURIER)
    case_id = (await circulation.card(await world.actor(CLERK), circulation_id)).case_id
    with pytest.raises(workflow_errors.LegsOpen):
        async with atomic():
            await workflow.move_inbound(None, case_id, InboundAction.READ_OUT)
