"""How the tests bring a document to an organ and through its hands: 市大数据局 receives, 市政府 sends."""

from datetime import date, timedelta
from itertools import count
from unittest.mock import AsyncMock, patch
from uuid import UUID

from documents.drafting.rules.content import Urgency
from documents.drafting.rules.kinds import Kind
from documents.workflow import service
from documents.workflow.rules.inbound import Capacity, InboundAction
from server.directory.rules.standing import Actor
from server.kit import clock
from server.kit.ground import ground
from server.kit.ids import uuid7
from signatures.judgement.verdict import State, Verdict
from tests.world import World

A = InboundAction
_numbers = count(101)


async def arrival(world: World, kind: Kind = Kind.NOTICE, number: str = "") -> service.Arrival:
    """What the bureau is sent, its file kept; without a number it has one of its own."""
    number = number or f"甬江政发〔2026〕{next(_numbers)}号"
    blob = await ground().blobs.put(f"{number}{uuid7()}".encode())
    return service.Arrival(
        case_id=uuid7(),
        organ_id=world.place("dsj"),
        document_id=uuid7(),
        capacity=Capacity.MAIN,
        kind=kind,
        number=number,
        title="甬江市人民政府关于开展数据共享工作的通知",
        issuer_id=world.place("szf"),
        issuer="甬江市人民政府",
        urgency=Urgency.NONE,
        formed_on=clock.today(),
        printed_on=clock.today(),
        sha256=blob.sha256,
        sent_at=clock.now(),
    )


async def verify(case: service.Arrival, state: State = State.VALID) -> None:
    """The job has looked at the seal."""
    with patch("signatures.signing.service.verify", AsyncMock(return_value=Verdict(state))):
        await service.verify_arrivals(case.sha256)


async def arrived(world: World, kind: Kind = Kind.NOTICE, number: str = "") -> UUID:
    """A document before the registrar, its seal valid."""
    sent = await arrival(world, kind, number)
    await service.arrive(await world.actor("sfb.dispatcher"), [sent])
    await verify(sent)
    return sent.case_id


async def signed_for(world: World, kind: Kind = Kind.NOTICE, number: str = "") -> UUID:
    """Signed for, not registered yet."""
    case_id = await arrived(world, kind, number)
    await service.move_inbound(await registrar(world), case_id, A.SIGN_FOR)
    return case_id


async def registered(world: World, kind: Kind = Kind.NOTICE) -> UUID:
    """In the register, before the office."""
    case_id = await signed_for(world, kind)
    await service.register_inbound(await registrar(world), case_id)
    return case_id


async def proposing(world: World, kind: Kind = Kind.NOTICE) -> UUID:
    """Screened as 办件."""
    case_id = await registered(world, kind)
    await service.screen(await office(world), case_id, A.FOR_ACTION)
    return case_id


async def awaiting(world: World, kind: Kind = Kind.NOTICE) -> UUID:
    """Before the leader in charge, with a proposal."""
    case_id = await proposing(world, kind)
    await service.propose(await office(world), case_id, "拟请数据资源处主办", world.person("dsj.deputy"))
    return case_id


async def instructed(world: World, kind: Kind = Kind.NOTICE) -> UUID:
    """The leader has said what is to be done."""
    case_id = await awaiting(world, kind)
    await service.move_inbound(await leader(world), case_id, A.INSTRUCT)
    return case_id


async def assigned(world: World, kind: Kind = Kind.NOTICE) -> UUID:
    """数据资源处 leads, 办公室 helps."""
    case_id = await instructed(world, kind)
    await give(world, case_id)
    return case_id


async def give(world: World, case_id: UUID, actor: Actor | None = None) -> service.Inbound:
    """The office gives an instructed document to its places."""
    lead, co = world.place("dsj.sjc"), [world.place("dsj.bgs")]
    return await service.assign(actor or await office(world), case_id, lead, co, due(), "按批示办理", None)


async def collected(world: World, kind: Kind = Kind.NOTICE) -> UUID:
    """The co place has said its own, the lead has to report."""
    case_id = await assigned(world, kind)
    _, co = (await service.open_inbound(None, case_id)).tasks
    await service.co_result(await office(world), case_id, co.id, "无不同意见")
    return case_id


async def reported(world: World, kind: Kind = Kind.NOTICE) -> UUID:
    """The result is before the leader who instructed."""
    case_id = await collected(world, kind)
    await service.report_result(await world.actor("dsj.head"), case_id, "已完成共享目录编制")
    return case_id


async def accepted(world: World, kind: Kind = Kind.NOTICE) -> UUID:
    """The leader has accepted the result; nothing is owed to the sender."""
    case_id = await reported(world, kind)
    await service.move_inbound(await leader(world), case_id, A.ACCEPT)
    return case_id


def due() -> date:
    """In a week."""
    return clock.today() + timedelta(days=7)


async def registrar(world: World) -> Actor:
    """Of the bureau."""
    return await world.actor("dsj.registrar")


async def office(world: World) -> Actor:
    """The bureau's office: its reviewer and director, and head of the unit 办公室."""
    return await world.actor("dsj.reviewer")


async def leader(world: World) -> Actor:
    """The deputy head of the bureau, leader in charge."""
    return await world.actor("dsj.deputy")
