"""Tables of the conversations, their app is `messaging`."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from messaging.chats import rules
from server.kit.ids import uuid7


class ConversationRow(Model):
    """One conversation. Whoever changes it or adds to its log holds this row."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    kind = fields.CharEnumField(rules.Form, max_length=16)
    title = fields.CharField(max_length=rules.LONGEST_TITLE)
    pair: fields.Field[str | None] = fields.CharField(max_length=73, unique=True, null=True)
    """Of a one-to-one conversation: its two people, so that they have one only."""
    last_seq = fields.IntField(default=0)
    mver = fields.IntField(default=0)
    """Raised with every change of members, so that a process may remember who they are."""
    created_by = fields.UUIDField()

    class Meta:
        table = "chats_conversation"


class MemberRow(Model):
    """One person in one conversation, or no longer in it."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    conversation_id = fields.UUIDField()
    person_id = fields.UUIDField()
    role = fields.CharEnumField(rules.Role, max_length=8)
    joined_seq = fields.IntField()
    """They see what has a greater number."""
    left_seq: int | None = fields.IntField(null=True)
    """The last that they see, NULL while they are in."""
    read_seq = fields.IntField()

    class Meta:
        table = "chats_member"
        unique_together = (("conversation_id", "person_id"),)
        indexes = (Index(fields=("person_id", "conversation_id")),)


class MessageRow(Model):
    """One line of a log. Its name is conversation and seq, the key is nobody's but the database's."""

    id = fields.BigIntField(primary_key=True)
    conversation_id = fields.UUIDField()
    seq = fields.IntField()
    sender_id = fields.UUIDField()
    cmid: fields.Field[str | None] = fields.CharField(max_length=64, null=True)
    kind = fields.CharEnumField(rules.Kind, max_length=8)
    body: fields.Field[dict[str, Any] | None] = fields.JSONField(null=True)
    """NULL once recalled."""
    of_seq: int | None = fields.IntField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "chats_message"
        unique_together = (("conversation_id", "seq"), ("conversation_id", "sender_id", "cmid"))

    def event(self) -> rules.Event:
        """The row as the rules see it."""
        return rules.Event(**{name: getattr(self, name) for name in rules.Event.__struct_fields__})


def message(chat: UUID, event: rules.Event) -> MessageRow:
    """The row that keeps an event."""
    return MessageRow(conversation_id=chat, **{name: getattr(event, name) for name in event.__struct_fields__})
