"""How the tests bring a rechecked document on: number, print, proof, seal, dispatch."""

from uuid import UUID

from documents.drafting.rules.content import Content
from documents.issuing import service as issuing
from documents.issuing.jobs import JOBS
from documents.workflow import service as workflow
from documents.workflow.jobs import JOBS as INBOUND_JOBS
from documents.workflow.rules.outbound import State
from messaging.notices import service as notices
from messaging.notices.rules import Kind
from server.kit import jobs
from tests.documents.desk import rechecked
from tests.world import World

CODE = "甬江政发"
ADDRESSEES = ("dongpu", "xiyu", "jxj", "rdb")
"""Whom `tests.documents.desk.notice` names: three main addressees and one for copy."""


async def work() -> None:
    """The worker does what is due."""
    await jobs.drain({**INBOUND_JOBS, **JOBS})


async def state(document_id: UUID) -> State:
    """Where a document stands."""
    return (await workflow.open_file(None, document_id)).case.state


async def waits_for(world: World, account: str) -> list[tuple[UUID, str]]:
    """Somebody's to-dos: what they are about, and what is asked."""
    found, _ = await notices.todos(await world.actor(account), Kind.TODO, False, None, 100)
    return [(notice.subject_id, notice.action) for notice in found]


async def with_code(world: World) -> None:
    """The city government has a code to number with."""
    if CODE not in await issuing.codes(world.place("szf")):
        await issuing.add_code(await world.actor("sysadmin"), world.place("szf"), CODE)


async def registered(world: World, text: Content | None = None) -> UUID:
    """A document with a number, its print ordered."""
    await with_code(world)
    document_id = await rechecked(world, text)
    await issuing.register(await world.actor("sfb.registrar"), document_id, CODE)
    return document_id


async def typeset(world: World, text: Content | None = None) -> UUID:
    """A printed document."""
    document_id = await registered(world, text)
    await work()
    return document_id


async def proofed(world: World, text: Content | None = None) -> UUID:
    """A proofread print before the seal keeper."""
    document_id = await typeset(world, text)
    await issuing.proof(await world.actor("sfb.proofreader"), document_id)
    return document_id


async def sealed(world: World, text: Content | None = None) -> UUID:
    """A sealed document before the dispatcher."""
    document_id = await proofed(world, text)
    await issuing.seal(await world.actor("sfb.sealkeeper"), document_id)
    await work()
    return document_id


async def dispatched(world: World, text: Content | None = None) -> UUID:
    """A document that has come to its addressees, its seal verified."""
    document_id = await sealed(world, text)
    await issuing.dispatch(await world.actor("sfb.dispatcher"), document_id)
    await work()
    return document_id


async def received(world: World, key: str) -> workflow.Inbound:
    """The one document that an organ's registrar has."""
    registrar = await world.actor(f"{key}.registrar")
    lines, _ = await workflow.inbound_cases(registrar, None, None, 10)
    (line,) = (line for line in lines if line.organ_id == world.place(key))
    return await workflow.open_inbound(registrar, line.id)
