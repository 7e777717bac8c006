"""How the tests bring a document to the city government and into the hands of its clerks, leaders and readers."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from documents.circulation import service as circulation
from documents.circulation.rules.circulation import Mode
from documents.circulation.rules.instructions import Instruction, Outcome, Words
from documents.circulation.rules.wordings import Code, Page
from documents.circulation.service import Assignment
from documents.drafting.rules.content import Urgency
from documents.drafting.rules.kinds import Kind
from documents.workflow import service as workflow
from documents.workflow.jobs import JOBS
from documents.workflow.rules.inbound import Capacity, InboundAction, InboundState
from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from server.kit import clock, jobs
from server.kit.db import atomic
from server.kit.ground import ground
from server.kit.ids import uuid7
from tests.world import World

PDF = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n100\n%%EOF\n"
)
"""What came: minutes (纪要), a kind that bears no seal."""

TITLE = "东浦区人民政府专题会议纪要"
CLERK, REGISTRAR, MAYOR, VICE = "sfb.reviewer", "sfb.registrar", "mayor", "vicemayor"
READERS = ("vicemayor", "secretarygeneral", "fgw.director")
"""A leader and an officer of the city government, and somebody of an organ directly below it."""


async def arrived(world: World) -> UUID:
    """A document before the registrar of the city government."""
    blob = await ground().blobs.put(PDF)
    arrival = workflow.Arrival(
        case_id=uuid7(),
        organ_id=world.place("szf"),
        document_id=uuid7(),
        capacity=Capacity.MAIN,
        kind=Kind.MINUTES,
        number="东浦政纪〔2026〕3号",
        title=TITLE,
        issuer_id=world.place("dongpu"),
        issuer="甬江市东浦区人民政府",
        urgency=Urgency.NONE,
        formed_on=clock.today(),
        printed_on=clock.today(),
        sha256=blob.sha256,
        sent_at=clock.now(),
    )
    async with atomic():
        await workflow.arrive(await world.actor("dongpu.registrar"), [arrival])
    await jobs.drain(JOBS)
    return arrival.case_id


async def screened(world: World, action: InboundAction) -> UUID:
    """A registered document, for reading or for action."""
    case_id = await arrived(world)
    registrar = await world.actor(REGISTRAR)
    async with atomic():
        await workflow.move_inbound(registrar, case_id, InboundAction.SIGN_FOR)
    await workflow.register_inbound(registrar, case_id, "又一份")
    await workflow.screen(await world.actor(CLERK), case_id, action)
    return case_id


async def for_reading(world: World) -> UUID:
    """A document that is only to be read."""
    return await screened(world, InboundAction.FOR_READING)


async def proposed(world: World, leader: str = MAYOR) -> UUID:
    """A document with the office's proposal, before a leader."""
    case_id = await screened(world, InboundAction.FOR_ACTION)
    await workflow.propose(await world.actor(CLERK), case_id, "拟请大数据局研办", world.person(leader))
    return case_id


async def started(
    world: World, readers: Sequence[str] = READERS, mode: Mode = Mode.SEQUENTIAL, case_id: UUID | None = None
) -> UUID:
    """A document that goes round."""
    chosen = case_id or await for_reading(world)
    people = [world.person(account) for account in readers]
    return await circulation.start(await world.actor(CLERK), chosen, mode, "请阅知", people)


async def read(world: World, account: str, circulation_id: UUID, opinion: str = "") -> None:
    """Somebody opens what lies before them and says that they have read it."""
    actor = await world.actor(account)
    await circulation.opened(actor, circulation_id)
    await circulation.confirm(actor, circulation_id, opinion)


async def said(world: World, account: str, case_id: UUID, page: Page, *codes: Code, **other: object) -> Instruction:
    """A leader writes on a page, having seen the file."""
    sha256 = (await workflow.open_inbound(None, case_id)).sha256
    words = Words(page, codes, **other)  # type: ignore[arg-type]
    return await circulation.instruct(await world.actor(account), case_id, words, sha256)


async def assigned(world: World, case_id: UUID, instruction_id: UUID, lead: str = "dsj") -> None:
    """The office gives an order to a bureau."""
    due_on = clock.today() + timedelta(days=5)
    given = Assignment(instruction_id, world.place(lead), (), due_on, "请按批示办理")
    await circulation.assign(await world.actor(CLERK), case_id, given)


async def reported(world: World) -> UUID:
    """A result before the mayor, who had ordered it."""
    case_id = await proposed(world)
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE)
    await assigned(world, case_id, order.id)
    head = await world.actor("dsj.head")
    (task,) = (await workflow.open_inbound(head, case_id)).tasks
    await workflow.accept_task(head, case_id, task.id)
    await workflow.report_result(head, case_id, "已办结")
    return case_id


async def state(case_id: UUID) -> InboundState:
    """Where a case stands."""
    return (await workflow.open_inbound(None, case_id)).state


async def outcome(world: World, instruction_id: UUID) -> Outcome:
    """What became of an instruction."""
    return (await circulation.instruction(await world.actor(CLERK), instruction_id)).instruction.outcome


async def waits_for(world: World, account: str, kind: NoticeKind = NoticeKind.TODO) -> list[tuple[UUID, str]]:
    """Somebody's to-dos or news: what they are about, and what is asked."""
    found, _ = await notices.todos(await world.actor(account), kind, False, None, 100)
    return [(notice.subject_id, notice.action) for notice in found]


async def known(world: World) -> dict[str, list[object]]:
    """What a request about this room may name: a circulation that is out, an order before the office, a reader."""
    circulation_id = await started(world, [MAYOR, VICE], Mode.PARALLEL)
    order = await said(world, MAYOR, await proposed(world), Page.HANDLING, Code.AGREE)
    readers: list[object] = [[str(world.person("fgw.director"))]]
    return {"circulation_id": [circulation_id], "instruction_id": [order.id], "people": readers, "mode": ["parallel"]}
