"""委托: a principal lends what their posts may do to one delegate, for some days; nobody else can lend it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tortoise.expressions import Q

from server.directory.errors import DelegateUnfit, NoSuchDelegation
from server.directory.models import DelegationRow, PersonRow
from server.directory.rules.standing import Actor, Scope, Standing, check_days, check_delegate, in_force
from server.directory.service.actors import posts_of
from server.directory.service.held import hold
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.paging import page


@dataclass(frozen=True)
class Delegation:
    """A delegation as both sides see it."""

    id: UUID
    principal_id: UUID
    principal_name: str
    delegate_id: UUID
    delegate_name: str
    scope: Scope
    from_day: date
    to_day: date
    reason: str
    revoked_at: datetime | None
    in_force: bool


async def delegate(
    actor: Actor, delegate_id: UUID, scope: Scope, from_day: date, to_day: date, reason: str
) -> Delegation:
    """Lend one's own standing from a day to a day, both included; it ends by itself (委托规则).

    What the delegate may do is what the principal's posts may do on the day, without what is never lent and without
    what was lent to the principal. Raises DaysReversed, DelegationTooFarAhead, DelegateUnfit.
    """
    check_days(from_day, to_day, clock.today())
    async with atomic():
        if not await PersonRow.exists(id=delegate_id):
            raise DelegateUnfit
        await hold(delegate_id)
        posts = (await posts_of([delegate_id])).get(delegate_id, ())
        check_delegate(actor.person_id, delegate_id, posts)
        row = await DelegationRow.create(
            principal_id=actor.person_id,
            delegate_id=delegate_id,
            scope=scope,
            from_day=from_day,
            to_day=to_day,
            reason=reason,
        )
        await journal.record(
            actor,
            "directory.delegate",
            row.id,
            delegate_id=delegate_id,
            scope=scope,
            from_day=from_day,
            to_day=to_day,
            reason=reason,
        )
    return await _seen(row.id)


async def revoke_delegation(actor: Actor, delegation_id: UUID) -> None:
    """Take back what one lent, at once; for the principal only. Raises NoSuchDelegation."""
    async with atomic():
        mine = DelegationRow.filter(id=delegation_id, principal_id=actor.person_id, revoked_at__isnull=True)
        if not await mine.update(revoked_at=clock.now()):
            raise NoSuchDelegation
        await journal.record(actor, "directory.revoke_delegation", delegation_id)


async def delegations_of(actor: Actor, before: UUID | None, limit: int) -> tuple[list[Delegation], UUID | None]:
    """What one has lent and been lent, ended or not, newest first: both sides see it."""
    mine = DelegationRow.filter(Q(principal_id=actor.person_id) | Q(delegate_id=actor.person_id))
    rows, following = await page(mine.select_related("principal", "delegate"), before, limit)
    return [_delegation(row) for row in rows], following


async def end_delegations(actor: Actor, person_id: UUID, standing: Standing) -> None:
    """End what a person has lent and been lent, in the transaction in which they leave a post."""
    theirs = Q(principal_id=person_id) | Q(delegate_id=person_id)
    for row in await DelegationRow.filter(theirs, revoked_at__isnull=True, to_day__gte=clock.today()):
        await DelegationRow.filter(id=row.id).update(revoked_at=clock.now())
        await journal.record(actor, "directory.end_delegation", row.id, standing, left_by=person_id)


async def _seen(delegation_id: UUID) -> Delegation:
    return _delegation(await DelegationRow.get(id=delegation_id).select_related("principal", "delegate"))


def _delegation(row: DelegationRow) -> Delegation:
    return Delegation(
        id=row.id,
        principal_id=row.principal_id,
        principal_name=row.principal.name,
        delegate_id=row.delegate_id,
        delegate_name=row.delegate.name,
        scope=row.scope,
        from_day=row.from_day,
        to_day=row.to_day,
        reason=row.reason,
        revoked_at=row.revoked_at,
        in_force=in_force(row.from_day, row.to_day, row.revoked_at is not None, clock.today()),
    )
