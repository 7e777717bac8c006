from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.directory.errors import NoSuchOrgan
from server.directory.rules.standing import Actor
from server.kit.errors import Conflict, NotAllowed
from server.kit.files import Download
from server.kit.http import In, route
from server.kit.paging import Limit, Page
from signatures.seals import errors, service
from signatures.seals.rules import Seal, Use


class SealIn(In, frozen=True):
    organ_id: UUID
    name: Annotated[str, Meta(min_length=1, max_length=32)] | None = None
    """The standard short form of a name that is too long for the ring; else the organ's full name."""


class ReasonIn(In, frozen=True):
    reason: Annotated[str, Meta(max_length=200)]


async def seals(actor: Actor, *, before: UUID | None = None, limit: Limit = 50) -> Page[Seal]:
    """印章登记簿：管理员查看全部，监印人和办公室负责人查看本机关的印章。"""
    return Page(*await service.seals(actor, before, limit))


async def make_seal(actor: Actor, *, body: SealIn) -> Seal:
    """为机关制作公章，制成即可使用（系统管理员）。"""
    return await service.make_seal(actor, body.organ_id, body.name)


async def suspend(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """停用印章，立即生效（监印人、办公室负责人或者系统管理员）。"""
    return await service.suspend(actor, seal_id, body.reason)


async def resume(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """重新启用停用的印章（系统管理员）。"""
    return await service.resume(actor, seal_id, body.reason)


async def revoke(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """注销印章，不可恢复；此前已盖的印章仍然有效（系统管理员）。"""
    return await service.revoke(actor, seal_id, body.reason)


async def uses(actor: Actor, *, seal_id: UUID, before: UUID | None = None, limit: Limit = 50) -> Page[Use]:
    """用印登记，由近及远（监印人、办公室负责人和审计管理员）。"""
    return Page(*await service.uses(actor, seal_id, before, limit))


async def picture(actor: Actor, *, seal_id: UUID) -> Download:
    """下载印模图片（监印人）。"""
    return await service.picture(actor, seal_id)


ONE = "/seals/{seal_id}"
DECIDING = (NotAllowed, errors.NoSuchSeal, errors.ActUnfit, errors.ReasonMissing, Conflict)
MAKING = (NotAllowed, NoSuchOrgan, errors.ActiveSealExists, errors.NameUnfit, errors.KeyLocked)

routes = [
    route("/seals", "GET", seals),
    route("/seals", "POST", make_seal, errors=MAKING, status=201, slow=True),
    route(f"{ONE}/suspend", "POST", suspend, errors=DECIDING),
    route(f"{ONE}/resume", "POST", resume, errors=(*DECIDING, errors.ActiveSealExists)),
    route(f"{ONE}/revoke", "POST", revoke, errors=DECIDING),
    route(f"{ONE}/uses", "GET", uses, errors=(errors.NoSuchSeal, NotAllowed)),
    route(f"{ONE}/picture", "GET", picture, errors=(errors.NoSuchSeal, errors.NotTheKeeper)),
]
