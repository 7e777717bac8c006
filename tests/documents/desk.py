"""How the tests bring one document through the office: the people of the story, by account."""

from uuid import UUID

from documents.drafting.rules.content import AnnexText, Content
from documents.drafting.rules.kinds import Kind
from documents.workflow import service as workflow
from documents.workflow.rules.opinions import Verdict
from documents.workflow.rules.outbound import Action
from policy_library.catalogue.rules.disclosure import Publicity
from tests.world import World

COUNTERSIGNERS = ("fgw", "sfj", "czj")


def notice(world: World, body: str = "现将方案印发给你们,请认真贯彻执行。", **other: object) -> Content:
    """A 通知 of the city government to two districts and a bureau."""
    text = {
        "kind": Kind.NOTICE,
        "title": "甬江市人民政府关于印发甬江市加快数字政府建设实施方案的通知",
        "body": body,
        "main_addressees": "各区人民政府,市直各单位",
        "main": tuple(world.place(key) for key in ("dongpu", "xiyu", "jxj")),
        "cc_addressees": "市人大常委会办公室",
        "cc": (world.place("rdb"),),
        "annexes": (AnnexText("甬江市加快数字政府建设实施方案", "一、总体要求\n(一)指导思想。坚持系统观念。"),),
        "publicity": Publicity.PROACTIVE,
    }
    return Content(**{**text, **other})  # type: ignore[arg-type]


def route(world: World, countersigners: tuple[str, ...] = COUNTERSIGNERS, issuer: str = "szf") -> workflow.Route:
    """The city government issues, the mayor signs, three bureaux countersign."""
    organs = tuple(world.place(key) for key in countersigners)
    return workflow.Route(world.place(issuer), world.person("mayor"), organs)


async def seen(world: World, document_id: UUID) -> str:
    """The hash of the text as it is now."""
    return (await workflow.open_file(None, document_id)).case.text_hash


async def started(world: World, text: Content | None = None) -> UUID:
    """A draft on the drafter's desk."""
    return await workflow.start(await world.actor("dsj.drafter"), route(world), text or notice(world))


async def submitted(world: World, text: Content | None = None) -> UUID:
    """A draft before its unit head."""
    document_id = await started(world, text)
    await workflow.submit(await world.actor("dsj.drafter"), document_id, "已说明")
    return document_id


async def opine(
    world: World, account: str, document_id: UUID, verdict: Verdict = Verdict.AGREE, text: str = ""
) -> None:
    """Somebody who has the turn says something on the text as it is now."""
    action = Action.OPINE if account.endswith("countersign") else Action.PASS
    actor = await world.actor(account)
    await workflow.opine(actor, document_id, action, await seen(world, document_id), verdict, text)


async def before_signer(world: World, text: Content | None = None) -> UUID:
    """A draft on the mayor's desk."""
    document_id = await submitted(world, text)
    for account in ("dsj.head", *(f"{key}.countersign" for key in COUNTERSIGNERS), "sfb.reviewer"):
        await opine(world, account, document_id)
    return document_id


async def signed(world: World, text: Content | None = None) -> UUID:
    """A document that the mayor has signed off."""
    document_id = await before_signer(world, text)
    now = await seen(world, document_id)
    await workflow.sign_off(await world.actor("mayor"), document_id, now, Verdict.CIRCLE, "")
    return document_id


async def rechecked(world: World, text: Content | None = None) -> UUID:
    """A document that may be numbered."""
    document_id = await signed(world, text)
    await workflow.recheck(await world.actor("sfb.reviewer"), document_id, await seen(world, document_id))
    return document_id
