"""印章登记: which seal an organ has, who may see it, and the decisions about its life."""

from uuid import UUID

from tortoise.exceptions import IntegrityError

from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit.db import atomic, swap
from server.kit.files import Download
from server.kit.ground import ground
from server.kit.paging import page
from signatures.seals.errors import ActiveSealExists, NoActiveSeal, NoSuchSeal
from signatures.seals.models import SealRow
from signatures.seals.rules import Act, Kind, Seal, State, decide, may_decide, must_keep, overseen


async def active_seal(organ_id: UUID) -> Seal:
    """The official seal that an organ may press now. Raises NoActiveSeal."""
    row = await SealRow.get_or_none(organ_id=organ_id, kind=Kind.OFFICIAL, active=True)
    if row is None:
        raise NoActiveSeal
    return row.seal()


async def seals(actor: Actor, before: UUID | None, limit: int) -> tuple[list[Seal], UUID | None]:
    """The register, newest first: all of it for administrators, else the seals for which the actor answers."""
    query = SealRow.all() if actor.administers() else SealRow.filter(organ_id__in=overseen(actor))
    rows, following = await page(query, before, limit)
    return [row.seal() for row in rows], following


async def picture(actor: Actor, seal_id: UUID) -> Download:
    """The seal's picture (印模) as PNG, for its keeper. Raises NoSuchSeal, NotTheKeeper."""
    row = await row_of(seal_id)
    must_keep(actor, row.organ_id)
    return Download(ground().blobs.path(row.picture), "image/png", f"{row.name}.png")


async def suspend(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Stop a seal at once (停用), for whoever answers for it. Raises as `decide` and `may_decide`, and NoSuchSeal."""
    return await _decide(actor, seal_id, Act.SUSPEND, reason)


async def resume(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Let a suspended seal be pressed again (启用), unless the organ has another by now.

    For the system administrator. Raises NotAllowed, NoSuchSeal, ActUnfit, ReasonMissing, ActiveSealExists.
    """
    return await _decide(actor, seal_id, Act.RESUME, reason)


async def revoke(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Take a seal out of use for good (注销), for the system administrator. What it sealed before stays sealed.

    Raises NotAllowed, NoSuchSeal, ActUnfit, ReasonMissing.
    """
    return await _decide(actor, seal_id, Act.REVOKE, reason)


async def row_of(seal_id: UUID) -> SealRow:
    """A seal's row, for the files of this room. Raises NoSuchSeal."""
    row = await SealRow.get_or_none(id=seal_id)
    if row is None:
        raise NoSuchSeal
    return row


async def _decide(actor: Actor, seal_id: UUID, act: Act, reason: str) -> Seal:
    async with atomic():
        row = await row_of(seal_id)
        standing = may_decide(actor, act, row.organ_id)
        await _put(row, decide(row.state, act, reason))
        await journal.record(actor, f"seals.{act}", seal_id, standing, reason=reason.strip())
        return (await row_of(seal_id)).seal()


async def _put(row: SealRow, state: State) -> None:
    try:
        async with atomic():
            await swap(SealRow, row.id, row.version, state=state, active=True if state is State.ACTIVE else None)
    except IntegrityError as fault:
        raise ActiveSealExists from fault
