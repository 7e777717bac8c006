"""Conversations, by verbs; rooms above import this module only."""

from messaging.chats.service.log import TOPIC
from messaging.chats.service.members import add, remove, rename
from messaging.chats.service.opening import open_group, open_pair
from messaging.chats.service.reading import (
    Chat,
    Log,
    Member,
    Overview,
    Readers,
    Shown,
    chat,
    chats,
    messages,
    positions,
    read,
    readers,
)
from messaging.chats.service.recalling import recall
from messaging.chats.service.sending import send, submit

__all__ = [
    "TOPIC",
    "Chat",
    "Log",
    "Member",
    "Overview",
    "Readers",
    "Shown",
    "add",
    "chat",
    "chats",
    "messages",
    "open_group",
    "open_pair",
    "positions",
    "read",
    "readers",
    "recall",
    "remove",
    "rename",
    "send",
    "submit",
]
