"""撤回: a message is taken back; its number stays, its text does not."""

from uuid import UUID

from messaging.chats import rules
from messaging.chats.errors import NoSuchMessage
from messaging.chats.models import MessageRow
from messaging.chats.service.access import present
from messaging.chats.service.log import enter, hold
from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic


async def recall(actor: Actor, chat_id: UUID, seq: int) -> rules.Event:
    """Take a message back: its sender within `rules.RECALL_WITHIN`, the owner of the group at any time.

    Answers the event that tells of it. Raises NoSuchChat, NoSuchMessage, NotRecallable, AlreadyRecalled, NotYours,
    TooLate.
    """
    async with atomic():
        await present(actor, chat_id)
        chat = await hold(chat_id)
        mine = await present(actor, chat_id)
        row = await MessageRow.get_or_none(conversation_id=chat_id, seq=seq, seq__gt=mine.joined_seq)
        if row is None:
            raise NoSuchMessage
        rules.check_recall(row.event(), actor.person_id, mine.role, clock.now())
        await MessageRow.filter(id=row.id).update(body=None)
        event = await enter(chat, actor, rules.Kind.RECALL, {}, of_seq=seq)
        await journal.record(actor, "chats.recall", chat_id, seq=seq, sender_id=row.sender_id)
    return event
