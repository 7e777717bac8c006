"""The laws of 分发 and 签收: exactly the addressees get it, each answers once, and the last one closes the case."""

import asyncio
from uuid import UUID

import pytest

from documents.drafting.rules.kinds import Kind
from documents.issuing import errors, service
from documents.issuing.rules.receipts import State
from documents.workflow import errors as workflow
from documents.workflow import service as inbound
from documents.workflow.rules.inbound import Capacity, InboundAction, InboundState
from documents.workflow.rules.outbound import State as CaseState
from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from server.journal import service as journal
from tests.documents.desk import notice
from tests.documents.issuing.desk import ADDRESSEES, dispatched, proofed, received, sealed, state, waits_for, work
from tests.world import World


async def sign(world: World, key: str) -> inbound.Inbound:
    return await service.sign_for(await world.actor(f"{key}.registrar"), (await received(world, key)).case_id)


async def board(world: World, document_id: UUID) -> dict[str, service.Answer]:
    answers = await service.board(await world.actor("dsj.drafter"), document_id)
    return {key: a for key in ADDRESSEES for a in answers if a.organ_id == world.place(key)}


async def test_exactly_the_addressees_are_sent_it(world: World) -> None:
    document_id = await dispatched(world)
    answers = await service.board(await world.actor("dsj.drafter"), document_id)
    assert [a.organ_id for a in answers] == [world.place(key) for key in ADDRESSEES]
    assert [a.capacity for a in answers] == [Capacity.MAIN] * 3 + [Capacity.CC]
    for key in ADDRESSEES:
        case = await received(world, key)
        assert await waits_for(world, f"{key}.registrar") == [(case.case_id, "sign_for")]
    for account in ("nantang.registrar", "fgw.registrar", "dsj.drafter", "mayor", "sysadmin"):
        actor = await world.actor(account)
        assert await inbound.inbound_cases(actor, None, None, 10) == ([], None)
        for look in (inbound.open_inbound, inbound.inbound_card, inbound.inbound_file, inbound.thread):
            with pytest.raises(workflow.NoSuchInbound):
                await look(actor, case.case_id)


async def test_the_last_signature_closes_the_case_and_none_before(world: World) -> None:
    document_id = await dispatched(world)
    for key in ADDRESSEES:
        assert await state(document_id) is CaseState.DISPATCHED
        case = await sign(world, key)
        assert case.state is InboundState.SIGNED_FOR
        assert await waits_for(world, f"{key}.registrar") == [(case.case_id, "register")]
    assert await state(document_id) is CaseState.CLOSED


async def test_addressees_who_sign_at_the_same_time_close_the_case_once(world: World) -> None:
    document_id = await dispatched(world)
    await asyncio.gather(*(sign(world, key) for key in ADDRESSEES))
    acts = [entry.action for entry in await journal.of_subject(document_id)]
    assert (acts.count("issuing.sign_for"), acts.count("workflow.close")) == (len(ADDRESSEES), 1)
    assert await state(document_id) is CaseState.CLOSED


async def test_two_answers_of_one_organ_at_the_same_time_are_one(world: World) -> None:
    document_id = await dispatched(world)
    case, registrar = await received(world, "jxj"), await world.actor("jxj.registrar")
    results = await asyncio.gather(
        service.sign_for(registrar, case.case_id),
        service.refuse(registrar, case.case_id, "文件损坏"),
        service.sign_for(registrar, case.case_id),
        return_exceptions=True,
    )
    assert sum(isinstance(result, workflow.WrongState) for result in results) == 2
    assert (await board(world, document_id))["jxj"].state is not State.SENT


async def test_a_refusal_comes_back_to_the_dispatcher_who_sends_again(world: World) -> None:
    document_id = await dispatched(world)
    for key in ADDRESSEES[1:]:
        await sign(world, key)
    registrar, case = await world.actor("dongpu.registrar"), await received(world, "dongpu")
    with pytest.raises(workflow.ReasonMissing):
        await service.refuse(registrar, case.case_id, "  ")
    await service.refuse(registrar, case.case_id, "印章显示不全")
    answer = (await board(world, document_id))["dongpu"]
    assert (answer.state, answer.reason, answer.answered_name) == (State.REJECTED, "印章显示不全", registrar.name)
    assert await state(document_id) is CaseState.DISPATCHED
    assert await waits_for(world, "sfb.dispatcher") == [(document_id, "send_again")]
    await service.send_again(await world.actor("sfb.dispatcher"), document_id, world.place("dongpu"))
    assert await waits_for(world, "sfb.dispatcher") == []
    assert await waits_for(world, "dongpu.registrar") == [(case.case_id, "sign_for")]
    with pytest.raises(workflow.SealUnverified):
        await sign(world, "dongpu")
    await work()
    assert (await sign(world, "dongpu")).times == 2
    assert await state(document_id) is CaseState.CLOSED


async def test_the_dispatchers_to_do_stays_until_the_last_refusal_is_seen_to(world: World) -> None:
    document_id = await dispatched(world)
    dispatcher = await world.actor("sfb.dispatcher")
    for key in ("dongpu", "xiyu"):
        await service.refuse(await world.actor(f"{key}.registrar"), (await received(world, key)).case_id, "文件损坏")
    await service.send_again(dispatcher, document_id, world.place("dongpu"))
    assert await waits_for(world, "sfb.dispatcher") == [(document_id, "send_again")]
    await service.send_again(dispatcher, document_id, world.place("xiyu"))
    assert await waits_for(world, "sfb.dispatcher") == []


async def test_only_what_was_refused_goes_out_again_only_there_and_only_by_the_dispatcher(world: World) -> None:
    document_id = await dispatched(world)
    dispatcher = await world.actor("sfb.dispatcher")
    with pytest.raises(errors.NotRejected):
        await service.send_again(dispatcher, document_id, world.place("jxj"))
    with pytest.raises(errors.NotSentThere):
        await service.send_again(dispatcher, document_id, world.place("nantang"))
    with pytest.raises(errors.NotTheDispatcher):
        await service.send_again(await world.actor("sfb.registrar"), document_id, world.place("jxj"))
    with pytest.raises(workflow.NoSuchDocument):
        await service.send_again(await world.actor("jxj.registrar"), document_id, world.place("jxj"))


async def test_the_office_director_reads_what_came_and_the_registrar_answers_for_it(world: World) -> None:
    await dispatched(world)
    director, case = await world.actor("dongpu.director"), await received(world, "dongpu")
    assert await inbound.open_inbound(director, case.case_id) == case
    for answer in (service.sign_for(director, case.case_id), service.refuse(director, case.case_id, "文件损坏")):
        with pytest.raises(workflow.NotYourTurn):
            await answer


async def test_a_list_of_what_came_can_be_narrowed_to_one_state(world: World) -> None:
    await dispatched(world)

    async def counts() -> list[int]:
        registrar = await world.actor("jxj.registrar")
        wanted = (InboundState.TO_SIGN, InboundState.SIGNED_FOR, InboundState.REJECTED, None)
        return [len((await inbound.inbound_cases(registrar, state, None, 10))[0]) for state in wanted]

    assert await counts() == [1, 0, 0, 1]
    await sign(world, "jxj")
    assert await counts() == [0, 1, 0, 1]


async def test_nothing_goes_out_unsealed_or_by_anybody_but_the_dispatcher(world: World) -> None:
    unsealed = await proofed(world)
    with pytest.raises((workflow.WrongState, workflow.NoSuchDocument)):
        await service.dispatch(await world.actor("sfb.dispatcher"), unsealed)
    document_id = await sealed(world)
    for account in ("sfb.registrar", "mayor", "dsj.drafter"):
        with pytest.raises(workflow.NotYourTurn):
            await service.dispatch(await world.actor(account), document_id)
    for key in ADDRESSEES:
        assert await inbound.inbound_cases(await world.actor(f"{key}.registrar"), None, None, 10) == ([], None)


async def test_what_has_gone_out_can_no_longer_be_voided(world: World) -> None:
    document_id = await dispatched(world)
    with pytest.raises(workflow.WrongState):
        await service.void(await world.actor("sfb.registrar"), document_id, "内容有误")


async def test_what_is_addressed_to_nobody_in_particular_is_closed_when_it_goes_out(world: World) -> None:
    public = notice(
        world,
        kind=Kind.PUBLIC_NOTICE,
        title="甬江市人民政府关于加强烟花爆竹管理的通告",
        main_addressees="",
        main=(),
        cc_addressees="",
        cc=(),
        annexes=(),
    )
    document_id = await dispatched(world, public)
    assert await state(document_id) is CaseState.CLOSED
    assert await service.board(await world.actor("dsj.drafter"), document_id) == []


async def test_the_to_do_of_an_addressee_leads_to_its_own_case_not_to_the_document(world: World) -> None:
    document_id = await dispatched(world)
    registrar = await world.actor("xiyu.registrar")
    (todo,), _ = await notices.todos(registrar, NoticeKind.TODO, False, None, 10)
    assert (todo.subject_id, todo.organ) == ((await received(world, "xiyu")).case_id, "甬江市人民政府")
    assert todo.subject_id != document_id


async def returned(world: World, key: str) -> None:
    """The organ has signed for a document, entered it in its register and found that it is not its own matter."""
    case, registrar = await sign(world, key), await world.actor(f"{key}.registrar")
    await inbound.register_inbound(registrar, case.case_id)
    await service.give_back(await world.actor(f"{key}.director"), case.case_id, "不属本机关职责")


@pytest.mark.parametrize("closed", [False, True])
async def test_what_is_returned_after_registration_goes_out_again(world: World, closed: bool) -> None:
    """退文: receipt and inbound case change together, and the issuer's case stays as it was."""
    document_id = await dispatched(world)
    for key in ADDRESSEES[1:] if closed else ():
        await sign(world, key)
    await returned(world, "dongpu")
    answer, expected = (await board(world, document_id))["dongpu"], CaseState.CLOSED if closed else CaseState.DISPATCHED
    assert (answer.state, answer.reason) == (State.REJECTED, "不属本机关职责")
    assert await state(document_id) is expected
    assert await waits_for(world, "sfb.dispatcher") == [(document_id, "send_again")]
    await service.send_again(await world.actor("sfb.dispatcher"), document_id, world.place("dongpu"))
    await work()
    case = await sign(world, "dongpu")
    again = await inbound.register_inbound(await world.actor("dongpu.registrar"), case.case_id)
    assert (again.serial, again.times) == ("收〔2026〕1号", 2), "what has a number keeps it"
    assert await state(document_id) is expected
    assert await service.audit() == []


async def test_an_answer_reaches_the_sender_and_closes_the_case_here(world: World) -> None:
    letter = notice(
        world, kind=Kind.LETTER, title="甬江市人民政府关于商请支持数据共享的函", main=(world.place("dsj"),), cc=()
    )
    document_id = await dispatched(world, letter)
    case = await sign(world, "dsj")
    await inbound.register_inbound(await world.actor("dsj.registrar"), case.case_id)
    office = await world.actor("dsj.reviewer")
    await inbound.screen(office, case.case_id, InboundAction.FOR_ACTION)
    leader = await world.actor("dsj.deputy")
    await inbound.propose(office, case.case_id, "拟请数据资源处研提意见", leader.person_id)
    await inbound.move_inbound(leader, case.case_id, InboundAction.INSTRUCT)
    with pytest.raises(workflow.WrongState):
        await service.reply(office, case.case_id, "我局意见如下")
    await inbound.move_inbound(office, case.case_id, InboundAction.NO_ACTION, reason="已有答复口径")
    with pytest.raises(workflow.ReplyOwed):
        await inbound.move_inbound(office, case.case_id, InboundAction.CLOSE)
    assert (await service.reply(office, case.case_id, "我局无不同意见。")).state is InboundState.CLOSED
    (answer,) = await service.board(await world.actor("dsj.drafter"), document_id)
    assert (answer.reply, answer.replied_at is None) == ("我局无不同意见。", False)
    told, _ = await notices.todos(await world.actor("sfb.dispatcher"), NoticeKind.INFO, False, None, 10)
    assert [(news.subject_id, news.action, news.organ) for news in told] == [(document_id, "reply", "甬江市大数据局")]
    assert await service.audit() == []
