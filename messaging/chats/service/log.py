"""The log of a conversation: one more line, in the caller's transaction, told after its commit."""

from functools import partial
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from messaging.chats import queries, rules
from messaging.chats.errors import NoSuchChat
from messaging.chats.models import ConversationRow, MemberRow, message
from server.directory.rules.standing import Actor
from server.kit import clock
from server.kit.bus import Bus
from server.kit.db import after_commit
from server.kit.ground import ground

TOPIC = "chats"
"""On the bus: `rules.Batch` and `rules.Watermark`, after their commit."""
REMEMBERED = 1024
"""Conversations whose members an office keeps in mind."""

_members: WeakKeyDictionary[Bus, dict[UUID, tuple[int, frozenset[UUID]]]] = WeakKeyDictionary()
"""By office and conversation: the members, and the `mver` they are true for."""


async def members_of(chat_id: UUID, mver: int) -> frozenset[UUID]:
    """Who is in a conversation. `mver` is that of its row, which the caller holds or has just read."""
    known = _members.setdefault(ground().bus, {})
    version, people = known.get(chat_id, (-1, frozenset()))
    if version == mver:
        return people
    rows = await MemberRow.filter(conversation_id=chat_id, left_seq=None).values_list("person_id", flat=True)
    people = frozenset(UUID(str(person_id)) for person_id in rows)
    if len(known) >= REMEMBERED:
        known.clear()
    after_commit(partial(known.__setitem__, chat_id, (mver, people)))
    return people


async def hold(chat_id: UUID) -> ConversationRow:
    """A conversation, held until the end of the transaction. Raises NoSuchChat."""
    row = await ConversationRow.filter(id=chat_id).select_for_update().first()
    if row is None:
        raise NoSuchChat
    return row


async def enter(
    chat: ConversationRow,
    actor: Actor,
    kind: rules.Kind,
    body: dict[str, Any],
    *,
    of_seq: int | None = None,
    leaving: frozenset[UUID] = frozenset(),
) -> rules.Event:
    """Add a line to the log of a conversation that the caller holds; whoever is `leaving` still hears of it."""
    chat.last_seq += 1
    event = rules.Event(
        seq=chat.last_seq, sender_id=actor.person_id, kind=kind, body=body, at=clock.now(), of_seq=of_seq
    )
    await queries.advance({chat.id: event.seq})
    await message(chat.id, event).save()
    tell(rules.Batch(chat.id, await members_of(chat.id, chat.mver) | leaving, (event,)))
    return event


def tell(said: rules.Batch | rules.Watermark) -> None:
    """Say it on the bus once it is committed."""
    after_commit(partial(ground().bus.publish, TOPIC, said))
