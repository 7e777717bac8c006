"""How the tests bring a joint document (联合行文) on: the bureau of data leads, that of finance issues it with it."""

from typing import Any
from uuid import UUID

from documents.drafting.rules.content import Content
from documents.drafting.rules.kinds import Kind
from documents.issuing import service as issuing
from documents.workflow import service as workflow
from documents.workflow.rules.opinions import Verdict
from documents.workflow.rules.outbound import Action
from policy_library.catalogue.rules.disclosure import Publicity
from tests.documents.desk import opine, seen
from tests.documents.issuing.desk import work
from tests.world import World

CODE = "甬江数据"
LEAD, CO = "dsj", "czj"
SIGNERS = ("dsj.director", "czj.director")
KEEPERS = ("dsj.countersign", "czj.registrar")
"""Who keeps the seals of the two, in the order in which they are pressed."""


def joint_notice(world: World, **other: Any) -> Content:
    """A 通知 of two bureaux to two others."""
    text: dict[str, Any] = {
        "kind": Kind.NOTICE,
        "title": "甬江市大数据局 甬江市财政局关于做好数据资产登记工作的通知",
        "body": "为做好数据资产登记工作，现就有关事项通知如下。",
        "main_addressees": "市发展改革委、市经信局",
        "main": tuple(world.place(key) for key in ("fgw", "jxj")),
        "publicity": Publicity.PROACTIVE,
        "joint": (world.place(CO),),
    }
    return Content(**{**text, **other})


def joint_route(world: World, *co_signers: tuple[str, str]) -> workflow.Route:
    """The heads of both bureaux sign; others than those of the notice may be named by organ and account."""
    named = co_signers or ((CO, SIGNERS[1]),)
    signers = tuple(workflow.Signer(world.place(key), world.person(account)) for key, account in named)
    return workflow.Route(world.place(LEAD), world.person(SIGNERS[0]), co_signers=signers)


async def sign(world: World, account: str, document_id: UUID, verdict: Verdict = Verdict.AGREE) -> None:
    """Somebody signs the text as it is now."""
    await workflow.sign_off(await world.actor(account), document_id, await seen(world, document_id), verdict, "")


async def joint_submitted(world: World, text: Content | None = None) -> UUID:
    """A joint draft before the leading bureau's unit head."""
    drafter = await world.actor("dsj.drafter")
    document_id = await workflow.start(drafter, joint_route(world), text or joint_notice(world))
    await workflow.submit(drafter, document_id, "已说明")
    return document_id


async def reviewed(world: World, document_id: UUID) -> None:
    """The leading bureau's unit head and office pass a draft."""
    for account in ("dsj.head", "dsj.reviewer"):
        await opine(world, account, document_id)


async def before_signers(world: World, text: Content | None = None) -> UUID:
    """A joint draft on the desk of the leading bureau's head."""
    document_id = await joint_submitted(world, text)
    await reviewed(world, document_id)
    return document_id


async def half_signed(world: World, text: Content | None = None) -> UUID:
    """A joint draft that only the leading bureau's head has signed."""
    document_id = await before_signers(world, text)
    await sign(world, SIGNERS[0], document_id)
    return document_id


async def joint_signed(world: World, text: Content | None = None) -> UUID:
    """A joint document that both heads have signed."""
    document_id = await half_signed(world, text)
    await sign(world, SIGNERS[1], document_id)
    return document_id


async def joint_proofed(world: World, text: Content | None = None) -> UUID:
    """A proofread print before the first of the two seal keepers."""
    document_id = await joint_signed(world, text)
    await workflow.recheck(await world.actor("dsj.reviewer"), document_id, await seen(world, document_id))
    registrar = await world.actor("dsj.registrar")
    await issuing.register(registrar, document_id, CODE)
    await work()
    await issuing.proof(registrar, document_id)
    return document_id


async def seal(world: World, account: str, document_id: UUID) -> None:
    """A keeper asks for the seal, and the job presses it."""
    await issuing.seal(await world.actor(account), document_id)
    await work()


async def joint_sealed(world: World, text: Content | None = None) -> UUID:
    """A joint document with both seals before the dispatcher."""
    document_id = await joint_proofed(world, text)
    for keeper in KEEPERS:
        await seal(world, keeper, document_id)
    return document_id


async def turn_back(world: World, account: str, document_id: UUID, action: Action = Action.RETURN) -> None:
    """Somebody returns it, or sends it to be signed again."""
    await workflow.turn_back(await world.actor(account), document_id, action, "请补充依据")
