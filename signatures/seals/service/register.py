"""印章登记: which seal an organ has, who may see it, who keeps it, and what anybody may ask about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from server.directory.rules.standing import Actor, Standing
from server.kit import clock
from server.kit.files import Download
from server.kit.ground import ground
from server.kit.paging import page
from signatures.seals.errors import NoActiveSeal, NoSuchSeal, SealNotActive
from signatures.seals.models import SealRow
from signatures.seals.rules import custody
from signatures.seals.rules.kinds import Kind, Seal
from signatures.seals.rules.life import Event, RegisterState, State, status
from signatures.seals.service.log import events_of, row_of


@dataclass(frozen=True)
class SealStatus:
    """What the register says of a seal to anybody (状态信息查询)."""

    es_id: str
    at: datetime
    then: RegisterState
    """What it was at that moment."""
    now: RegisterState


async def active_seal(organ_id: UUID, kind: Kind = Kind.OFFICIAL) -> Seal:
    """The seal of a kind that an organ may press now. Raises NoActiveSeal."""
    row = await SealRow.filter(organ_id=organ_id, kind=kind, active=True).order_by("-id").first()
    if row is None:
        raise NoActiveSeal
    return row.seal()


async def seal_for(actor: Actor, seal_id: UUID) -> Seal:
    """One seal, for administrators, for those who answer for it, and for who approves it. Raises NoSuchSeal."""
    row = await SealRow.filter(_visible(actor), id=seal_id).first()
    if row is None:
        raise NoSuchSeal
    return row.seal()


async def seals(actor: Actor, before: UUID | None, limit: int) -> tuple[list[Seal], UUID | None]:
    """The register, newest first, as far as the actor may see it."""
    rows, following = await page(SealRow.filter(_visible(actor)), before, limit)
    return [row.seal() for row in rows], following


async def events(actor: Actor, seal_id: UUID) -> list[Event]:
    """A seal's life, first to last, for whoever may see the seal. Raises NoSuchSeal."""
    await seal_for(actor, seal_id)
    return await events_of(seal_id)


async def picture(actor: Actor, seal_id: UUID) -> Download:
    """The seal's picture (印模) as PNG. Raises NoSuchSeal, NotTheKeeper."""
    row = await row_of(seal_id)
    custody.may_see_picture(actor, row.seal(), row.approving_id)
    return Download(ground().blobs.path(row.picture), "image/png", f"{row.ring}{row.bottom}.png")


async def must_keep(actor: Actor, seal_id: UUID) -> Standing:
    """The standing in which somebody keeps a seal themselves. Raises NoSuchSeal, NotTheKeeper."""
    row = await row_of(seal_id)
    return custody.must_keep(actor, row.organ_id, row.named())


async def must_be_active(seal_id: UUID) -> None:
    """Hold a seal active for the rest of the caller's transaction, in which what it sealed is kept.

    A write and not a look: a suspension at the same moment waits for this transaction, or is seen by it.
    Raises SealNotActive.
    """
    if not await SealRow.filter(id=seal_id, state=State.ACTIVE).update(state=State.ACTIVE):
        raise SealNotActive


async def status_at(es_id: str, at: datetime | None = None) -> SealStatus:
    """What a seal was at a moment, and is now; public. Raises NoSuchSeal."""
    row = await SealRow.get_or_none(es_id=es_id) if es_id else None
    if row is None:
        raise NoSuchSeal
    log, until, now = await events_of(row.id), row.seal().valid_until, clock.now()
    return SealStatus(es_id, at or now, status(log, at or now, until), status(log, now, until))


def _visible(actor: Actor) -> Q:
    if actor.administers():
        return Q()
    own, headed = custody.overseen(actor), custody.headed(actor)
    return Q(organ_id__in=list(own)) | Q(approving_id__in=list(headed))
