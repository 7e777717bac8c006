"""Who sees a conversation: its members, and former members what came before they went."""

from collections.abc import Iterable
from uuid import UUID

from messaging.chats import rules
from messaging.chats.errors import NoPost, NoSuchChat, NotInOffice, NotTheOwner
from messaging.chats.models import MemberRow
from server.directory import service as directory
from server.directory.rules.standing import Actor, holder_of_person


async def seen(actor: Actor, chat_id: UUID) -> MemberRow:
    """The actor's place in a conversation, present or former. Raises NoSuchChat, also for who holds no post."""
    row = await MemberRow.get_or_none(conversation_id=chat_id, person_id=actor.person_id) if actor.posts else None
    if row is None:
        raise NoSuchChat
    return row


async def present(actor: Actor, chat_id: UUID) -> MemberRow:
    """The actor's place in a conversation that they have not left. Raises NoSuchChat."""
    row = await seen(actor, chat_id)
    if row.left_seq is not None:
        raise NoSuchChat
    return row


async def owner(actor: Actor, chat_id: UUID) -> MemberRow:
    """The actor's place as the owner of a group (群主). Raises NoSuchChat, NotTheOwner."""
    row = await present(actor, chat_id)
    if row.role is not rules.Role.OWNER:
        raise NotTheOwner
    return row


def may_talk(actor: Actor) -> None:
    """Only people with a post talk. Raises NoPost."""
    if not actor.posts:
        raise NoPost


async def check_in_office(people: Iterable[UUID]) -> None:
    """Only people with a post are talked to. Raises NotInOffice."""
    for person_id in people:
        if not await directory.people_behind(holder_of_person(person_id)):
            raise NotInOffice
