"""Requests as rows and as the rules see them; who sees which."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from tortoise.expressions import F, Q

from server.directory.rules.standing import Actor, places_of
from server.kit import clock
from server.kit.paging import page
from signatures.uses.errors import NoSuchUse
from signatures.uses.models import ItemRow, RequestRow
from signatures.uses.rules.people import HEADS, LEADERS, concerned_with, keeps_for, may_see
from signatures.uses.rules.requests import Matter, Request, RequestState, state_at


async def uses(actor: Actor, waiting: bool, before: UUID | None, limit: int) -> tuple[list[Request], UUID | None]:
    """The requests that the actor sees, newest first, or only those that wait for them; and where the next page starts.

    Who sees which is the rule of `may_see`.
    """
    rows, following = await page(RequestRow.filter(_waiting(actor) if waiting else _seen(actor)), before, limit)
    files = await _files_of(rows)
    return [_now(row.request(files[row.id])) for row in rows], following


async def use(actor: Actor, use_id: UUID) -> Request:
    """One request, as it stands now. Raises NoSuchUse, also for those who may not see it."""
    return _now(await seen(actor, use_id))


async def seen(actor: Actor, use_id: UUID) -> Request:
    """One request as it is kept, for somebody who may see it. Raises NoSuchUse."""
    request = await kept(use_id)
    if not may_see(actor, request):
        raise NoSuchUse
    return request


async def hold(use_id: UUID) -> None:
    """Whoever else acts on this request waits until this transaction is over: a write, and not a look."""
    await RequestRow.filter(id=use_id).update(version=F("version") + 1)


async def kept(use_id: UUID) -> Request:
    """One request as it is kept. Raises NoSuchUse."""
    row = await RequestRow.get_or_none(id=use_id)
    if row is None:
        raise NoSuchUse
    return row.request((await _files_of([row]))[row.id])


async def _files_of(rows: Sequence[RequestRow]) -> dict[UUID, list[ItemRow]]:
    """The files of each request, in their order."""
    found: dict[UUID, list[ItemRow]] = {row.id: [] for row in rows}
    for item in await ItemRow.filter(request_id__in=list(found)).order_by("no"):
        found[item.request_id].append(item)
    return found


def _now(request: Request) -> Request:
    return replace(request, state=state_at(request, clock.now()))


def _seen(actor: Actor) -> Q:
    """`may_see` as the database understands it."""
    if actor.administers():
        return Q(id__in=[])
    own = [actor.person_id] if actor.posts else []
    by_hand = Q(Q(requester_id__in=own) | Q(organ_id__in=concerned_with(actor)), document_id=None)
    return by_hand | Q(organ_id__in=keeps_for(actor), document_id__not_isnull=True)


def _waiting(actor: Actor) -> Q:
    """What the actor may approve, or may have pressed."""
    held, now = actor.holders(), clock.now()
    general = Q(matter=Matter.GENERAL, organ_id__in=places_of(held, frozenset(LEADERS)))
    weighty = Q(organ_id__in=places_of(held, frozenset(HEADS)))
    approving = Q(general | weighty, ~Q(requester_id=actor.person_id), state=RequestState.REQUESTED)
    pressing = Q(organ_id__in=keeps_for(actor), state=RequestState.APPROVED, document_id=None, opens_at__lte=now)
    return Q(approving | pressing, closes_at__gt=now)
