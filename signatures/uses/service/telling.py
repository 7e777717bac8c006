"""待办 of a use: who is asked next, and who is told. All of it is part of the caller's transaction.

A notice says no more than the purpose of the request, which the gate of secrecy has let in, and why a press failed.
Requests for documents have none: issuing asks and tells their keepers, who are also those who made the request.
"""

from collections.abc import Iterable
from uuid import UUID

from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, holder_of_person, holder_of_role
from server.kit import clock
from signatures.seals import service as seals
from signatures.uses.rules.people import HEADS, asked_to_approve
from signatures.uses.rules.requests import ASKABLE, Item, Request, RequestState, state_at

APPROVE, PRESS = "uses.approve", "uses.press"


async def requested(actor: Actor, made: Request) -> None:
    """Whoever may approve it is asked to."""
    await _ask(made, await _approving(made), APPROVE, actor.name)


async def approved(actor: Actor, after: Request) -> None:
    """The turn passes to the keepers, and who made the request is told."""
    await notices.done(after.id, APPROVE)
    await _ask(after, (Role.SEAL_KEEPER,), PRESS, actor.name)
    await _tell_requester(actor, after)


async def taken_up(after: Request) -> None:
    """When every file is asked for, the keepers have nothing more to do, unless one comes back."""
    if not any(item.state in ASKABLE for item in after.items):
        await notices.done(after.id, PRESS)


async def handed_back(after: Request, item: Item) -> None:
    """One could not be sealed: who made the request and who had it sealed hear why, and the keepers may ask again."""
    if after.document_id:
        return
    said = f"{after.purpose}：{item.reason}"
    for person_id in {after.requester_id, item.asked_by or after.requester_id}:
        await notices.tell(after.id, holder_of_person(person_id), "uses.handed_back", said, organ=after.organ_name)
    if state_at(after, clock.now()) is RequestState.APPROVED:
        await _ask(after, (Role.SEAL_KEEPER,), PRESS)


async def over(actor: Actor | None, after: Request) -> None:
    """Nobody has the turn any more: it is refused, withdrawn or used, or, which is nobody's act, its days are over."""
    await notices.done(after.id)
    await _tell_requester(actor, after)


async def _ask(request: Request, roles: Iterable[Role], action: str, sender: str = "") -> None:
    said = {"organ": request.organ_name, "sender": sender}
    for role in roles:
        holder = holder_of_role(role, request.organ_id)
        await notices.ask(request.id, holder, action, request.purpose, due=request.closes_at, **said)


async def _tell_requester(actor: Actor | None, after: Request) -> None:
    """What has become of it, unless it is their own doing."""
    if actor and actor.person_id == after.requester_id:
        return
    said = {"organ": after.organ_name, "sender": actor.name if actor else ""}
    await notices.tell(after.id, holder_of_person(after.requester_id), f"uses.{after.state}", after.purpose, **said)


async def _approving(made: Request) -> Iterable[Role]:
    """The first who are to be asked and among whom somebody may approve; without any, whoever will be the head."""
    apart = {made.requester_id, *(await seals.find(made.seal_id)).keepers}
    for roles in asked_to_approve(made.matter):
        found = [role for role in roles if await _people_of(role, made) - apart]
        if found:
            return found
    return HEADS


async def _people_of(role: Role, made: Request) -> set[UUID]:
    return {each.person_id for each in await directory.holders_of(role, made.organ_id)}
