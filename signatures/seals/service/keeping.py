"""保管: a keeper takes a seal into custody, hands it over; whoever answers for it stops it at once."""

from collections.abc import Sequence
from uuid import UUID

from anyio import to_thread

from server.directory import service as directory
from server.directory.rules.standing import Actor, Standing
from server.kit import clock
from server.kit.db import atomic
from signatures.gm.pki.crl import Reason
from signatures.seals.errors import KeepersMissing, NotReplaceable
from signatures.seals.models import SealRow
from signatures.seals.rules import custody
from signatures.seals.rules.kinds import Seal
from signatures.seals.rules.life import Act, State, check_receivers, decide, fold
from signatures.seals.service import telling
from signatures.seals.service.crls import revoke_certificate
from signatures.seals.service.die import held_of
from signatures.seals.service.log import act_on, append, events_of, lost_at, move, row_of


async def activate(actor: Actor, seal_id: UUID) -> Seal:
    """Take a filed seal into custody and into use (启用): from now on the actor is its named keeper.

    The seal that it replaces ends in the same moment. Raises NoSuchSeal, NotAKeeper, ActUnfit, SamePerson,
    ActiveSealExists, NotReplaceable.
    """
    async with atomic():
        row = await row_of(seal_id)
        standing = custody.may_take(actor, row.organ_id)
        old = await _replaced(row)
        if old is not None:
            await move(actor, old, Act.REMAKE)
            await _revoke_certificates(old, Reason.superseded)
        seal = await act_on(actor, standing, row, Act.ACTIVATE, keepers=(actor.person_id,))
        if old is not None:
            await append(actor, standing, old.id, Act.REMAKE, "", {"by": row.id})
        await telling.rest(seal)
    return seal


async def hand_over(actor: Actor, seal_id: UUID, keepers: Sequence[UUID], reason: str) -> Seal:
    """Give a seal into other hands (移交): all who keep it from now on, by name, each a keeper of the organ.

    None of them approved, made or filed it. Raises NoSuchSeal, KeepersMissing, NotAKeeper, NotAllowed, SamePerson,
    ActUnfit, ReasonMissing, NoSuchPerson.
    """
    if not keepers:
        raise KeepersMissing
    people = [await directory.actor_of(person) for person in dict.fromkeys(keepers)]
    async with atomic():
        row = await row_of(seal_id)
        present = [await directory.actor_of(person) for person in row.named()]
        standing = custody.may_hand_over(actor, row.organ_id, present)
        for person in people:
            custody.may_take(person, row.organ_id)
        named = tuple(person.person_id for person in people)
        check_receivers(fold(await events_of(row.id)), named)
        return await act_on(actor, standing, row, Act.HAND_OVER, reason=reason, keepers=named)


async def suspend(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Stop a seal at once (停用), for whoever answers for it.

    Raises NoSuchSeal, NotAllowed, ActUnfit, ReasonMissing.
    """
    return await _stop(actor, seal_id, Act.SUSPEND, reason)


async def resume(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Let a suspended seal be pressed again (恢复), unless the organ has another by now.

    For the system administrator. Raises NoSuchSeal, NotAllowed, ActUnfit, ReasonMissing, ActiveSealExists.
    """
    async with atomic():
        return await _act(actor, await row_of(seal_id), Act.RESUME, reason)


async def report_lost(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Report a seal lost or in wrong hands (挂失): it stops at once and never comes back, only another in its place.

    For whoever answers for it. Raises NoSuchSeal, NotAllowed, ActUnfit, ReasonMissing.
    """
    return await _stop(actor, seal_id, Act.REPORT_LOST, reason)


async def revoke(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Take a seal out of use for good (注销), for the system administrator. What it sealed before stays sealed.

    Raises NoSuchSeal, NotAllowed, ActUnfit, ReasonMissing.
    """
    async with atomic():
        row = await row_of(seal_id)
        seal = await _act(actor, row, Act.REVOKE, reason)
        await _revoke_certificates(row, Reason.cessation_of_operation)
        await telling.rest(seal)
    return seal


async def destroy(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """End the keys of a revoked or replaced seal (销毁), for the system administrator. Outside of transactions.

    The custodian forgets them first: broken off in between, it is done again. Raises NoSuchSeal, NotAllowed, ActUnfit,
    ReasonMissing, KeyServiceFailed.
    """
    standing, row = custody.may_make(actor), await row_of(seal_id)
    decide(fold(await events_of(seal_id)), Act.DESTROY, actor.person_id, reason)
    for key in held_of(row) if row.certificate else ():
        await to_thread.run_sync(key.destroy)
    async with atomic():
        return await act_on(actor, standing, row, Act.DESTROY, reason=reason, key=b"", plain_key=b"")


async def _stop(actor: Actor, seal_id: UUID, act: Act, reason: str) -> Seal:
    async with atomic():
        seal = await _act(actor, await row_of(seal_id), act, reason)
        await telling.tell_makers(actor, seal)
    return seal


async def _act(actor: Actor, row: SealRow, act: Act, reason: str) -> Seal:
    standing: Standing = custody.may_stop(actor, act, row.organ_id)
    return await act_on(actor, standing, row, act, reason=reason)


async def _replaced(row: SealRow) -> SealRow | None:
    """The seal that makes way; one that has ended meanwhile is in nobody's way."""
    if row.replaces is None:
        return None
    old = await row_of(row.replaces)
    if old.state is State.REMADE:
        raise NotReplaceable
    return old if old.state in (State.ACTIVE, State.SUSPENDED, State.LOST) else None


async def _revoke_certificates(row: SealRow, reason: Reason) -> None:
    """Both certificates of a seal, from the moment it was lost if it was."""
    lost = await lost_at(row.id)
    for held in held_of(row) if row.certificate else ():
        await revoke_certificate(held.certificate, lost or clock.now(), Reason.key_compromise if lost else reason)
