from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.directory.errors import NoSuchOrgan, NoSuchPerson
from server.directory.rules.standing import Actor
from server.kit.errors import Conflict, NotAllowed, TooLarge
from server.kit.files import Download, File, Upload
from server.kit.http import In, route
from server.kit.paging import Limit, Page
from server.secrecy.errors import Classified
from signatures.seals import errors, service
from signatures.seals.rules import Event, Kind, Seal
from signatures.seals.rules.authority import OwnChain
from signatures.seals.service import SealStatus


class SealIn(In, frozen=True):
    organ_id: UUID
    kind: Kind = Kind.OFFICIAL
    name: Annotated[str, Meta(max_length=25)] = ""
    """Of an organ's own seals the standard short form of a name too long for the ring; of the others their name."""
    bottom: Annotated[str, Meta(max_length=16)] = ""
    """The bottom line of a business seal."""
    replaces: UUID | None = None
    """The seal that this one is to take the place of."""


class FilingIn(In, frozen=True):
    number: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\S")]
    day: date


class HandOverIn(In, frozen=True):
    keepers: Annotated[list[UUID], Meta(min_length=1, max_length=8)]
    """Everyone who keeps it from now on."""
    reason: Annotated[str, Meta(max_length=200)]


class ReasonIn(In, frozen=True):
    reason: Annotated[str, Meta(max_length=200)]


async def seals(actor: Actor, *, before: UUID | None = None, limit: Limit = 50) -> Page[Seal]:
    """印章登记簿：管理员查看全部，监印人和办公室负责人查看本机关的印章，机关负责人查看由其批准的印章。"""
    return Page(*await service.seals(actor, before, limit))


async def apply(actor: Actor, *, body: SealIn) -> Seal:
    """为本机关申请印章，印模按规定绘制（办公室负责人）；批准、制作、备案、启用之后才能使用。"""
    return await service.apply(actor, body.organ_id, body.kind, body.name, body.bottom, body.replaces)


async def seal(actor: Actor, *, seal_id: UUID) -> Seal:
    """一枚印章的登记内容。"""
    return await service.seal_for(actor, seal_id)


async def events(actor: Actor, *, seal_id: UUID) -> list[Event]:
    """一枚印章从申请到销毁的全部经过，逐条相扣。"""
    return await service.events(actor, seal_id)


async def picture(actor: Actor, *, seal_id: UUID) -> Download:
    """下载印模图片（启用前：申请、批准和管理人员；启用后：监印人）。"""
    return await service.picture(actor, seal_id)


async def change_picture(actor: Actor, *, seal_id: UUID, upload: Upload) -> Seal:
    """批准之前以备案印模图片（PNG，透明底）替换绘制的印模（办公室负责人）。"""
    return await service.change_picture(actor, seal_id, upload)


async def approve(actor: Actor, *, seal_id: UUID) -> Seal:
    """批准制发（上级机关负责人；专用章和个人名章由本机关负责人批准）。"""
    return await service.approve(actor, seal_id)


async def refuse(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """不予制发，写明理由（批准人）。"""
    return await service.refuse(actor, seal_id, body.reason)


async def make(actor: Actor, *, seal_id: UUID) -> Seal:
    """制作已经批准的印章：生成密钥，签发证书，由制章者签名（系统管理员）。"""
    return await service.make(actor, seal_id)


async def file(actor: Actor, *, seal_id: UUID, body: FilingIn) -> Seal:
    """登记备案的编号和日期（安全管理员）。"""
    return await service.file(actor, seal_id, body.number, body.day)


async def activate(actor: Actor, *, seal_id: UUID) -> Seal:
    """接收保管并启用，从此为该印章的监印人；被换发的印章同时停止使用（监印人）。"""
    return await service.activate(actor, seal_id)


async def hand_over(actor: Actor, *, seal_id: UUID, body: HandOverIn) -> Seal:
    """移交保管（现任监印人；均已不任监印人的，由办公室负责人办理）。"""
    return await service.hand_over(actor, seal_id, body.keepers, body.reason)


async def suspend(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """停用印章，立即生效（监印人、办公室负责人或者系统管理员）。"""
    return await service.suspend(actor, seal_id, body.reason)


async def resume(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """重新启用停用的印章（系统管理员）。"""
    return await service.resume(actor, seal_id, body.reason)


async def report_lost(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """挂失，立即生效且不可恢复，只能补制或者注销（监印人、办公室负责人或者系统管理员）。"""
    return await service.report_lost(actor, seal_id, body.reason)


async def revoke(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """注销印章，不可恢复；此前已盖的印章仍然有效（系统管理员）。"""
    return await service.revoke(actor, seal_id, body.reason)


async def destroy(actor: Actor, *, seal_id: UUID, body: ReasonIn) -> Seal:
    """销毁已注销或者已换发的印章的私钥（系统管理员）。"""
    return await service.destroy(actor, seal_id, body.reason)


async def crl(*, family: OwnChain) -> File:
    """本单位印章中心的证书吊销列表，任何人均可下载。"""
    return await service.crl_file(family)


async def seal_status(
    *, es_id: Annotated[str, Meta(max_length=64)], at: Annotated[datetime, Meta(tz=True)] | None = None
) -> SealStatus:
    """印章状态信息查询，任何人均可使用：该印章在某一时刻和现在是否有效。"""
    return await service.status_at(es_id, at)


ONE = "/seals/{seal_id}"
ASKING = (NotAllowed, NoSuchOrgan, errors.NoSuchSeal, errors.NotReplaceable)
FACE = (errors.NameMissing, errors.BottomUnfit, errors.NameUnfit, Classified)
ACTING = (NotAllowed, errors.NoSuchSeal, errors.ActUnfit, Conflict)
STEPPING = (*ACTING, errors.SamePerson)
DECIDING = (*ACTING, errors.ReasonMissing)
KEYS = (errors.KeyLocked, errors.KeyServiceFailed)
TAKING = (errors.NotAKeeper, errors.ActiveSealExists, errors.NotReplaceable)
GIVING = (errors.NotAKeeper, errors.KeepersMissing, NoSuchPerson)

routes = [
    route("/seals", "GET", seals),
    route("/seals", "POST", apply, errors=(*ASKING, *FACE), status=201, slow=True),
    route(ONE, "GET", seal, errors=(errors.NoSuchSeal,)),
    route(f"{ONE}/events", "GET", events, errors=(errors.NoSuchSeal,)),
    route(f"{ONE}/picture", "GET", picture, errors=(errors.NoSuchSeal, errors.NotTheKeeper)),
    route(f"{ONE}/picture", "PUT", change_picture, errors=(*ACTING, errors.PictureUnfit, TooLarge), slow=True),
    route(f"{ONE}/approve", "POST", approve, errors=STEPPING),
    route(f"{ONE}/refuse", "POST", refuse, errors=DECIDING),
    route(f"{ONE}/make", "POST", make, errors=(*STEPPING, *KEYS, errors.PictureChanged), slow=True),
    route(f"{ONE}/file", "POST", file, errors=(*STEPPING, errors.FilingDayUnfit)),
    route(f"{ONE}/activate", "POST", activate, errors=(*STEPPING, *TAKING)),
    route(f"{ONE}/hand-over", "POST", hand_over, errors=(*DECIDING, *GIVING, errors.SamePerson)),
    route(f"{ONE}/suspend", "POST", suspend, errors=DECIDING),
    route(f"{ONE}/resume", "POST", resume, errors=(*DECIDING, errors.ActiveSealExists)),
    route(f"{ONE}/report-lost", "POST", report_lost, errors=DECIDING),
    route(f"{ONE}/revoke", "POST", revoke, errors=DECIDING),
    route(f"{ONE}/destroy", "POST", destroy, errors=(*DECIDING, errors.KeyServiceFailed), slow=True),
    route("/crl/{family}", "GET", crl, errors=(errors.NoAuthority, *KEYS)),
    route("/seal-status/{es_id}", "GET", seal_status, errors=(errors.NoSuchSeal,)),
]
