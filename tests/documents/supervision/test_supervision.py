"""The laws of 督办 in a working office: one winner, numbers without a hole, and nobody sees what is not theirs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID, uuid4

import pytest

from documents.circulation.errors import NoSuchInstruction
from documents.supervision import errors, service
from documents.supervision.models import LedgerRow
from documents.supervision.rules.items import Grade, MatterSource
from documents.supervision.rules.table import TABLE, ItemAction, ItemState
from documents.supervision.rules.terms import Profile
from documents.workflow import errors as workflow
from messaging.notices.rules import Kind
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role
from server.journal import service as journal
from server.kit.errors import Conflict, OfficeError
from server.secrecy.errors import Classified
from tests.documents.supervision import desk
from tests.documents.supervision.desk import APPROVER, CO, LEAD, SUPERVISER, card, later, state, waits_for
from tests.world import World

Bring = Callable[[World], Awaitable[UUID]]
Do = Callable[[World, Actor, UUID], Awaitable[object]]


async def _settle(world: World, actor: Actor, item_id: UUID) -> None:
    await service.settle(actor, item_id, 0, "题目", "要求", Profile.ANNUAL, None, world.place("dsj"), ())


ACTS: dict[ItemAction, tuple[Bring, str, Do]] = {
    ItemAction.SETTLE: (desk.proposed, SUPERVISER, _settle),
    ItemAction.APPROVE: (desk.proposed, APPROVER, lambda w, a, i: service.approve(a, i)),
    ItemAction.DECLINE: (desk.proposed, APPROVER, lambda w, a, i: service.decline(a, i, "仅供阅知")),
    ItemAction.ASSIGN: (desk.established, SUPERVISER, lambda w, a, i: service.assign(a, i)),
    ItemAction.ACCEPT: (desk.assigned, LEAD, lambda w, a, i: service.accept(a, i)),
    ItemAction.OBJECT: (desk.assigned, LEAD, lambda w, a, i: service.object_(a, i, "不属本单位职责")),
    ItemAction.RE_ASSIGN: (desk.disputed, SUPERVISER, lambda w, a, i: service.re_assign(a, i, w.place("jxj"), ())),
    ItemAction.MAINTAIN: (desk.disputed, SUPERVISER, lambda w, a, i: service.maintain(a, i)),
    ItemAction.FEEDBACK: (desk.in_progress, LEAD, lambda w, a, i: service.feedback(a, i, 30, "完成调研")),
    ItemAction.REQUEST_EXTENSION: (
        desk.in_progress,
        LEAD,
        lambda w, a, i: service.request_extension(a, i, later(90), "任务加重"),
    ),
    ItemAction.GRANT: (desk.ext_requested, SUPERVISER, lambda w, a, i: service.grant(a, i)),
    ItemAction.REFUSE: (desk.ext_requested, SUPERVISER, lambda w, a, i: service.refuse(a, i, "按期完成")),
    ItemAction.SUBMIT_COMPLETION: (desk.in_progress, LEAD, lambda w, a, i: service.submit_completion(a, i, "已经办结")),
    ItemAction.REDO: (desk.handed_in, SUPERVISER, lambda w, a, i: service.redo(a, i, "事实不清")),
    ItemAction.COMPLETE: (desk.handed_in, SUPERVISER, lambda w, a, i: service.complete(a, i)),
    ItemAction.EVALUATE: (desk.completed, SUPERVISER, lambda w, a, i: service.evaluate(a, i, Grade.EXCELLENT, "")),
    ItemAction.WRITE_OFF: (desk.evaluated, SUPERVISER, lambda w, a, i: service.write_off(a, i)),
    ItemAction.REVOKE: (desk.in_progress, APPROVER, lambda w, a, i: service.revoke(a, i, "任务取消")),
}


@pytest.mark.parametrize("action", ItemAction)
async def test_of_twenty_at_once_one_wins_and_the_others_are_told(world: World, action: ItemAction) -> None:
    bring, account, do = ACTS[action]
    item_id = await bring(world)
    actor = await world.actor(account)
    outcomes = await asyncio.gather(*(do(world, actor, item_id) for _ in range(20)), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(r, Conflict | errors.NotYourTurn | errors.NoSuchItem) for r in refused), refused
    assert len(refused) == 19
    acts = [entry.action for entry in await journal.of_subject(item_id)]
    assert acts.count(f"supervision.{action}") == 1
    wanted = next(r.to for r in TABLE if r.action is action)
    assert await state(world, item_id) is wanted


async def test_numbers_run_from_one_without_a_hole_for_each_organ(world: World) -> None:
    approver = await world.actor(APPROVER)
    ids = [await desk.proposed(world) for _ in range(4)]
    office = await desk.proposed(world, organ_id=world.place("sfb"), lead=world.place("sfb.msc"), co=())
    late = await desk.proposed(world, lead=None)
    outcomes = await asyncio.gather(
        *(service.approve(approver, i) for i in (*ids, late, office)), return_exceptions=True
    )
    assert [type(o) for o in outcomes if o] == [errors.Unsettled]
    year = later(0).year
    assert {(await card(world, i)).line.number for i in ids} == {f"督〔{year}〕{n}号" for n in (1, 2, 3, 4)}
    assert (await card(world, office)).line.number == f"督〔{year}〕1号"


async def test_a_matter_goes_its_way_and_everybody_is_asked_in_turn(world: World) -> None:
    item_id = await desk.proposed(world, stated=later(60))

    async def asked() -> list[tuple[str, str]]:
        people = (SUPERVISER, APPROVER, LEAD, CO)
        return [(who, word) for who in people for subject, word in await waits_for(world, who) if subject == item_id]

    superviser, lead = await world.actor(SUPERVISER), await world.actor(LEAD)
    assert await asked() == [(APPROVER, "supervision.approve")]
    await service.approve(await world.actor(APPROVER), item_id)
    assert await asked() == [(SUPERVISER, "supervision.assign")]
    await service.assign(superviser, item_id)
    assert await asked() == [(LEAD, "supervision.accept")]
    assert (item_id, "supervision.co") in await waits_for(world, CO, Kind.INFO)
    await service.accept(lead, item_id)
    due = (await card(world, item_id)).line.due
    await service.feedback(await world.actor(CO), item_id, 100, "协办事项已完成")
    await service.feedback(lead, item_id, 60, "清单初稿完成")
    seen = await card(world, item_id)
    assert (seen.line.due, seen.line.progress, seen.line.due_on) == (due, 60, later(60))
    assert [(f.percent, f.text, f.place.name) for f in seen.feedbacks] == [
        (100, "协办事项已完成", "甬江市发展和改革委员会"),
        (60, "清单初稿完成", "甬江市大数据局"),
    ]
    assert await asked() == [(LEAD, "supervision.submit_completion")]
    await service.submit_completion(lead, item_id, "清单已公布")
    await service.redo(superviser, item_id, "缺少清单附件")
    await service.submit_completion(lead, item_id, "清单及附件已公布")
    await service.complete(superviser, item_id)
    await service.evaluate(superviser, item_id, Grade.EXCELLENT, "质量高")
    await service.write_off(superviser, item_id)
    ended = await card(world, item_id)
    assert (ended.line.state, ended.redos, ended.result) == (ItemState.WRITTEN_OFF, 1, "清单及附件已公布")
    assert (ended.finished_at, ended.grade) == (ended.submitted_at, Grade.EXCELLENT)
    assert [(c.before, c.light) for c in ended.lights] == [("green", "done")]
    assert await asked() == []


async def test_an_extension_keeps_the_old_due_on_record(world: World) -> None:
    item_id = await desk.ext_requested(world)
    before = (await card(world, item_id)).line.due
    await service.grant(await world.actor(SUPERVISER), item_id)
    after = await card(world, item_id)
    assert (after.line.due_on, after.grants) == (later(90), 1)
    (asked,) = after.extensions
    assert (asked.due, asked.expected, asked.granted, asked.reason) == (before, later(90), True, "数据量超出预计")


async def test_to_everybody_else_a_matter_does_not_exist(world: World) -> None:
    item_id = await desk.proposed(world)
    strangers = ("nantang.registrar", "jxj.countersign", "dsj.drafter", "sysadmin", "auditadmin", "sfb.registrar")

    async def seen(account: str) -> bool:
        actor = await world.actor(account)
        listed, _ = await service.items(actor, None, None, None, None, 10)
        try:
            await service.card(actor, item_id)
        except errors.NoSuchItem:
            assert listed == []
            return False
        assert [line.id for line in listed] == [item_id]
        return True

    owner = (SUPERVISER, APPROVER, "mayor", "vicemayor", "sfb.discipline")
    handlers = (LEAD, CO, "dsj.director")
    assert [await seen(who) for who in owner] == [True] * 5
    assert [await seen(who) for who in (*handlers, *strangers)] == [False] * 9
    await service.approve(await world.actor(APPROVER), item_id)
    await service.assign(await world.actor(SUPERVISER), item_id)
    assert [await seen(who) for who in handlers] == [True] * 3
    assert [await seen(who) for who in strangers] == [False] * 6
    for who in strangers:
        for _, _, do in ACTS.values():
            with pytest.raises(errors.NoSuchItem):
                await do(world, await world.actor(who), item_id)


async def test_whoever_loses_a_matter_reads_it_no_more(world: World) -> None:
    item_id = await desk.disputed(world)
    await service.re_assign(await world.actor(SUPERVISER), item_id, world.place("jxj"), (world.place("czj"),))
    assert await waits_for(world, "jxj.countersign") == [(item_id, "supervision.accept")]
    for account in (LEAD, CO):
        with pytest.raises(errors.NoSuchItem):
            await card(world, item_id, account)
    assert (await card(world, item_id, "czj.countersign")).actions == ()


async def test_mine_is_what_i_lead_or_what_i_supervise(world: World) -> None:
    led = await desk.assigned(world)
    other = await desk.assigned(world, lead=world.place("jxj"), co=(world.place("dsj"),))

    async def mine(account: str, side: service.Mine) -> list[UUID]:
        lines, _ = await service.items(await world.actor(account), None, None, side, None, 10)
        return [line.id for line in lines]

    assert await mine(LEAD, service.Mine.LEAD) == [led]
    assert await mine(SUPERVISER, service.Mine.SUPERVISER) == [other, led]
    assert await mine(LEAD, service.Mine.SUPERVISER) == []


async def test_only_the_superviser_proposes_and_only_to_places_of_their_own(world: World) -> None:
    with pytest.raises(errors.NotTheSuperviser):
        await service.propose(await world.actor(LEAD), desk.matter(world))
    superviser = await world.actor(SUPERVISER)
    for lead in (world.place("rdb"), world.place("dsj.sjc"), uuid4()):
        with pytest.raises(errors.PlaceUnfit):
            await service.propose(superviser, desk.matter(world, lead=lead))


async def test_a_matter_that_nobody_can_mean_is_not_proposed(world: World) -> None:
    superviser, kept = await world.actor(SUPERVISER), LedgerRow.all()
    for more, refusal in (
        ({"title": " \u3000"}, errors.TitleMissing),
        ({"stated": later(-1)}, errors.DueInThePast),
        ({"stated": date(1, 1, 1)}, errors.DueInThePast),
        ({"stated": later(3661)}, workflow.DueTooFar),
        ({"stated": date.max}, workflow.DueTooFar),
        ({"source": MatterSource.DOC_TASKS}, errors.SourceMissing),
        ({"source": MatterSource.INSTRUCTION}, errors.SourceMissing),
        ({"source": MatterSource.DOC_TASKS, "source_id": uuid4()}, workflow.NoSuchDocument),
        ({"source": MatterSource.INSTRUCTION, "source_id": uuid4()}, NoSuchInstruction),
    ):
        with pytest.raises(refusal):
            await service.propose(superviser, desk.matter(world, **more))
    assert await kept.count() == 0
    item_id = await desk.proposed(world, stated=later(0))
    facts = ("要求", Profile.GENERAL)
    for title, stated, refused in (
        (" ", None, errors.TitleMissing),
        ("题目", later(-1), errors.DueInThePast),
        ("题目", later(3661), workflow.DueTooFar),
    ):
        with pytest.raises(refused):
            await service.settle(superviser, item_id, 0, title, *facts, stated, world.place("dsj"), ())
    assert (await card(world, item_id)).version == 0


async def test_a_card_says_whose_turn_it_is_and_who_is_behind_it(world: World) -> None:
    item_id = await desk.assigned(world)
    for account in (SUPERVISER, LEAD):
        (waiting,) = (await card(world, item_id, account)).turn
        assert waiting.holder == f"unit_head@{world.place('dsj')}"
        assert world.person(LEAD) in {person.person_id for person in waiting.people}
    await service.revoke(await world.actor(APPROVER), item_id, "任务取消")
    assert (await card(world, item_id)).turn == []


async def test_nobody_is_asked_to_decide_about_the_own_work(world: World) -> None:
    """Both directors of the office lead a matter of the city: a leader is asked to approve it."""
    for account in (APPROVER, "secretarygeneral"):
        post = (await world.actor(account)).posts[0].id
        await directory.grant_role(await world.actor("secadmin"), post, Role.UNIT_HEAD, world.place("sfb"))
    item_id = await desk.proposed(world, lead=world.place("sfb"), co=())
    assert (item_id, "supervision.approve") not in await waits_for(world, APPROVER)
    asked = [who for who in ("vicemayor", "mayor") if (item_id, "supervision.approve") in await waits_for(world, who)]
    assert asked
    with pytest.raises(errors.OwnWork):
        await service.approve(await world.actor(APPROVER), item_id)
    await service.approve(await world.actor(asked[0]), item_id)


async def test_minutes_hold_several_points_and_each_is_a_matter_of_its_own(world: World) -> None:
    superviser, minutes = await world.actor(SUPERVISER), uuid4()
    point = desk.matter(world, source_id=minutes)
    ids = [await service.propose(superviser, point) for _ in range(3)]
    assert [entry.facts["part"] for i in ids for entry in await journal.of_subject(i)] == [1, 2, 3]
    outcomes = await asyncio.gather(*(service.propose(superviser, point) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(o, UUID | errors.AlreadyProposed) for o in outcomes)


async def test_marks_of_secrecy_are_stopped_at_every_door(world: World) -> None:
    marked = "机密★1年"
    superviser = await world.actor(SUPERVISER)
    for more in ({"title": marked}, {"requirement": marked}):
        with pytest.raises(Classified):
            await service.propose(superviser, desk.matter(world, **more))
    item_id = await desk.in_progress(world)
    lead = await world.actor(LEAD)
    calls = (
        service.feedback(lead, item_id, 10, marked),
        service.request_extension(lead, item_id, later(90), marked),
        service.submit_completion(lead, item_id, marked),
    )
    for call in calls:
        with pytest.raises(Classified):
            await call
    done = await desk.completed(world)
    with pytest.raises(Classified):
        await service.evaluate(superviser, done, Grade.FAIR, marked)


async def test_a_proposal_is_filled_in_on_the_card_that_was_seen(world: World) -> None:
    item_id = await desk.proposed(world, lead=None, requirement="")
    assert await waits_for(world, SUPERVISER) == [(item_id, "supervision.settle")]
    superviser, place = await world.actor(SUPERVISER), world.place("dsj")
    with pytest.raises(errors.Unsettled):
        await service.approve(await world.actor(APPROVER), item_id)
    await service.settle(superviser, item_id, 0, "数据清单", "编制清单", Profile.COMPLEX, later(9), place, ())
    with pytest.raises(Conflict):
        await service.settle(superviser, item_id, 0, "旧卡", "编制", Profile.COMPLEX, None, None, ())
    seen = await card(world, item_id)
    assert (seen.line.title, seen.requirement, seen.stated, seen.line.lead) == (
        "数据清单",
        "编制清单",
        later(9),
        service.Place(place, "甬江市大数据局"),
    )
    assert await waits_for(world, SUPERVISER) == []
    assert await waits_for(world, APPROVER) == [(item_id, "supervision.approve")]


async def test_what_is_refused_leaves_no_trace(world: World) -> None:
    item_id = await desk.in_progress(world)
    before, acts = await card(world, item_id), await journal.of_subject(item_id)
    lead = await world.actor(LEAD)
    for call in (
        service.feedback(lead, item_id, 50, " "),
        service.request_extension(lead, item_id, later(1), "早于时限"),
        service.request_extension(lead, item_id, later(9000), "太远"),
        service.complete(lead, item_id),
        service.write_off(await world.actor(SUPERVISER), item_id),
    ):
        with pytest.raises(OfficeError):
            await call
    assert await card(world, item_id) == before
    assert await journal.of_subject(item_id) == acts
