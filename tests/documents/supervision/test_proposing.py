"""Where matters come from: a leader's word, and the tasks that a document gives."""

import asyncio
from uuid import UUID, uuid4

import pytest

from documents.circulation.rules.wordings import Code, Page
from documents.drafting.rules.content import AnnexText
from documents.supervision import errors, service
from documents.supervision.jobs import JOBS
from documents.supervision.rules.items import MatterSource
from documents.supervision.rules.table import ItemState
from documents.workflow import service as workflow
from documents.workflow.errors import NoSuchDocument, NoSuchInbound
from documents.workflow.rules.legs import LegKind
from messaging.notices.rules import Kind
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role
from tests.documents.circulation import desk as circulating
from tests.documents.desk import notice, signed, started
from tests.documents.issuing.desk import dispatched, received
from tests.documents.supervision import desk
from tests.documents.supervision.desk import APPROVER, LEAD, SUPERVISER, card, later, waits_for
from tests.world import World

TASKS = """一、主要任务
(一)建立开放清单。编制首批公共数据开放清单。(责任单位:市大数据局、市发展改革委、各区人民政府)
(二)强化资金保障。统筹安排专项资金。(责任单位:市财政局)
(三)组织培训。(责任单位:某某协会)"""


async def from_text(world: World) -> UUID:
    annex = AnnexText("甬江市数字政府建设任务分工", TASKS)
    return await dispatched(world, notice(world, annexes=(annex,)))


async def test_every_task_of_a_document_becomes_a_proposal_with_the_places_that_are_meant(world: World) -> None:
    document_id = await from_text(world)
    superviser = await world.actor(SUPERVISER)
    outcomes = await asyncio.gather(
        *(service.propose_from_document(superviser, document_id) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(o, errors.AlreadyProposed) for o in outcomes) == 3
    lines, _ = await service.items(superviser, None, None, None, None, 10)
    lines.reverse()
    assert [line.source for line in lines] == [MatterSource.DOC_TASKS] * 3
    assert [line.lead and line.lead.id for line in lines] == [world.place("dsj"), world.place("czj"), None]
    first, last = await card(world, lines[0].id), await card(world, lines[2].id)
    assert [place.id for place in first.co] == [world.place("fgw")]
    assert first.named == "市大数据局、市发展改革委、各区人民政府"
    assert (first.source_id, first.line.state) == (document_id, ItemState.PROPOSED)
    assert last.named == "某某协会"
    assert await waits_for(world, SUPERVISER) == [(lines[2].id, "supervision.settle")]
    assert {i for i, _ in await waits_for(world, APPROVER)} == {line.id for line in lines[:2]}


async def test_the_deadlines_of_a_text_are_the_stated_dues_while_they_can_be_kept(world: World) -> None:
    ahead, past = later(60), later(-60)
    told = [f"{day.year}年{day.month}月{day.day}日" for day in (ahead, past)]
    deadlines = [*told, "长期坚持"]
    group = "(责任单位:市大数据局,配合单位:市发展改革委;完成时限:{})"
    tasks = "\n".join(f"({n})做好第{n}事。{group.format(words)}" for n, words in zip("一二三", deadlines, strict=True))
    annex = AnnexText("甬江市数字政府建设任务分工", f"一、主要任务\n{tasks}")
    document_id = await dispatched(world, notice(world, annexes=(annex,)))
    ids = await service.propose_from_document(await world.actor(SUPERVISER), document_id)
    cards = [await card(world, item_id) for item_id in ids]
    assert [seen.stated for seen in cards] == [ahead, None, None]
    for seen, words in zip(cards, deadlines, strict=True):
        assert seen.requirement.endswith(f"完成时限：{words}")
    approver, superviser = await world.actor(APPROVER), await world.actor(SUPERVISER)
    await service.approve(approver, ids[0])
    await service.assign(superviser, ids[0])
    assert (await card(world, ids[0])).line.due_on == ahead


async def test_a_matter_by_hand_names_a_source_that_its_superviser_knows(world: World) -> None:
    document_id, drafted = await dispatched(world), await started(world)
    of_document = {"source": MatterSource.DOC_TASKS, "source_id": document_id}
    assert (await card(world, await desk.proposed(world, **of_document))).source_id == document_id
    with pytest.raises(NoSuchDocument):
        await desk.proposed(world, source=MatterSource.DOC_TASKS, source_id=drafted)
    superviser, arrived = await with_superviser(world), await received(world, "dongpu")
    own = {"organ_id": world.place("dongpu"), "lead": None, "co": (), "source": MatterSource.DOC_TASKS}
    of_thread = desk.matter(world, **own, source_id=document_id, thread_id=arrived.case_id)
    assert (await service.card(superviser, await service.propose(superviser, of_thread))).source_id == document_id
    with pytest.raises(NoSuchDocument):
        await service.propose(superviser, desk.matter(world, **own, source_id=document_id))


async def test_an_instruction_is_a_source_unless_the_office_proposes_it_itself(world: World) -> None:
    case_id = await circulating.proposed(world)
    director = await world.actor("sfb.director")
    await directory.grant_role(await world.actor("secadmin"), director.posts[0].id, Role.SUPERVISER, world.place("szf"))
    superviser = await world.actor("sfb.director")
    supervised_ = await circulating.said(world, "mayor", case_id, Page.HANDLING, Code.AGREE, Code.SUPERVISE)
    other = await circulating.said(
        world, "mayor", await circulating.proposed(world), Page.HANDLING, Code.AGREE, text="请抓紧"
    )
    facts = {"source": MatterSource.INSTRUCTION}
    with pytest.raises(errors.SourceUnfit):
        await service.propose(superviser, desk.matter(world, **facts, source_id=supervised_.id))
    item_id = await service.propose(superviser, desk.matter(world, **facts, source_id=other.id))
    assert (await service.card(superviser, item_id)).source_id == other.id


async def test_what_a_superviser_may_not_read_gives_no_proposals(world: World) -> None:
    drafted, away = await started(world), await signed(world)
    superviser = await world.actor(SUPERVISER)
    for document_id in (drafted, away, uuid4()):
        with pytest.raises(NoSuchDocument):
            await service.propose_from_document(superviser, document_id)
    with pytest.raises(errors.NotTheSuperviser):
        await service.propose_from_document(await world.actor("dsj.drafter"), drafted)
    with pytest.raises(errors.NothingToPropose):
        await service.propose_from_document(superviser, await dispatched(world))


async def order(world: World, thread_id: UUID, source_id: UUID) -> None:
    await JOBS["supervision.propose"](
        thread_id=str(thread_id),
        source_id=str(source_id),
        organ_id=str(world.place("dongpu")),
        title="落实数字政府建设实施方案",
        requirement="请区数据局牵头,月底前报结果。",
        due_on="",
        asked_by=str(world.person("dongpu.head")),
    )


async def with_superviser(world: World) -> Actor:
    """The director of a district's office supervises for the district, too."""
    director = await world.actor("dongpu.director")
    security, dongpu = await world.actor("secadmin"), world.place("dongpu")
    await directory.grant_role(security, director.posts[0].id, Role.SUPERVISER, dongpu)
    return await world.actor("dongpu.director")


async def supervised(thread_id: UUID) -> list[UUID]:
    """What of supervision keeps a thread from ending."""
    return [leg.subject_id for leg in await workflow.open_legs(thread_id) if leg.kind is LegKind.SUPERVISION]


async def test_a_leaders_word_is_one_proposal_however_often_the_job_runs(world: World) -> None:
    superviser = await with_superviser(world)
    await dispatched(world)
    thread_id, source_id = (await received(world, "dongpu")).case_id, uuid4()
    await asyncio.gather(*(order(world, thread_id, source_id) for _ in range(3)), return_exceptions=True)
    await order(world, thread_id, source_id)
    (item_id,) = await supervised(thread_id)
    assert await waits_for(world, "dongpu.director") == [(item_id, "supervision.settle")]
    seen = await service.card(superviser, item_id)
    assert (seen.source_id, seen.thread_id, seen.proposed_name) == (source_id, thread_id, "")
    await service.decline(await world.actor("dongpu.head"), item_id, "仅供阅知")
    assert await supervised(thread_id) == []
    await order(world, thread_id, source_id)
    assert await supervised(thread_id) == []


async def test_an_item_hangs_on_its_thread_until_it_has_ended(world: World) -> None:
    superviser = await with_superviser(world)
    await dispatched(world)
    thread_id = (await received(world, "dongpu")).case_id
    places = {"organ_id": world.place("dongpu"), "lead": world.place("dongpu.fgw"), "co": ()}
    item_id = await service.propose(superviser, desk.matter(world, thread_id=thread_id, **places))
    leader = await world.actor("dongpu.head")
    await service.approve(leader, item_id)
    await service.assign(superviser, item_id)
    assert await supervised(thread_id) == [item_id]
    assert [step.entry.action for step in await workflow.thread(superviser, thread_id)].count("supervision.assign") == 1
    await service.revoke(leader, item_id, "任务取消")
    assert await supervised(thread_id) == []


async def test_nothing_is_hung_on_a_thread_that_one_cannot_see(world: World) -> None:
    await dispatched(world)
    for thread_id in ((await received(world, "jxj")).case_id, uuid4()):
        with pytest.raises(NoSuchInbound):
            await desk.proposed(world, thread_id=thread_id)


async def test_the_result_reaches_the_leader_who_asked(world: World) -> None:
    asked_by = world.person("mayor")
    proposal = desk.matter(world, source=MatterSource.INSTRUCTION, source_id=uuid4())
    await service.propose_for_leader(proposal, asked_by)
    superviser, lead = await world.actor(SUPERVISER), await world.actor(LEAD)
    ((item_id, _),) = await waits_for(world, SUPERVISER)
    facts = (proposal.title, proposal.requirement, proposal.profile, None, proposal.lead, proposal.co)
    await service.settle(superviser, item_id, 0, *facts)
    await service.approve(await world.actor("mayor"), item_id)
    await service.assign(superviser, item_id)
    await service.accept(lead, item_id)
    await service.submit_completion(lead, item_id, "清单已公布")
    await service.complete(superviser, item_id)
    assert await waits_for(world, "mayor", Kind.INFO) == [(item_id, "supervision.result")]
