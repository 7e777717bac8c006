"""待办 of a seal: whose step is next is asked for it. All of it is part of the caller's transaction."""

from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, holder_of_person
from signatures.seals.rules.kinds import Seal
from signatures.seals.rules.life import Act, fold
from signatures.seals.service.log import events_of


async def pass_on(actor: Actor, seal: Seal, step: Act, *holders: str) -> None:
    """A step is taken, and these holders are to take the next."""
    await rest(seal)
    for holder in holders:
        await notices.ask(seal.id, holder, f"seals.{step}", seal.name, organ=seal.organ_name, sender=actor.name)


async def rest(seal: Seal) -> None:
    """Nobody has a step to take."""
    await notices.done(seal.id)


async def tell_applicant(actor: Actor, seal: Seal) -> None:
    """Whoever applied for it hears what it has come to."""
    for person_id in fold(await events_of(seal.id)).did(frozenset({Act.APPLY})):
        await _tell(actor, seal, holder_of_person(person_id))


async def tell_makers(actor: Actor, seal: Seal) -> None:
    """The system administrators hear what has befallen it, unless it is their own doing."""
    for holder in await directory.everywhere(Role.SYS_ADMIN):
        if holder not in actor.holders():
            await _tell(actor, seal, holder)


async def _tell(actor: Actor, seal: Seal, holder: str) -> None:
    await notices.tell(seal.id, holder, f"seals.{seal.state}", seal.name, organ=seal.organ_name, sender=actor.name)
