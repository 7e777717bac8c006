"""The law of 政务通讯: what may be said, which number it gets, who may take it back, and how fast one may talk."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec

from messaging.chats.errors import (
    AlreadyRecalled,
    BodyUnfit,
    CmidReused,
    NoSuchChat,
    NotRecallable,
    NotYours,
    TooFast,
    TooLate,
)
from server.kit.errors import OfficeError

LONGEST_TEXT = 4000
"""Characters."""
LONGEST_TITLE = 100
MOST_MEMBERS = 500
"""Of a group, its owner included."""
RECALL_WITHIN = timedelta(minutes=2)
"""For the sender; the owner of a group is not bound by it."""
RATE, BURST = 20, 40
"""Messages a second, and at once, of one person."""
Cmid = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[!-~]+(?!\n)$")]
"""The sender's own name for a message."""


class Form(StrEnum):
    """两人会话 or 群."""

    ONE_TO_ONE = "one_to_one"
    GROUP = "group"


class Role(StrEnum):
    """群主 or 成员; the two of a one-to-one conversation are both members."""

    OWNER = "owner"
    MEMBER = "member"


class Kind(StrEnum):
    """What an event of the log is; people send the first two."""

    TEXT = "text"
    CARD = "card"
    RECALL = "recall"
    SYSTEM = "system"


class Subject(StrEnum):
    """What a card points at: the room that is asked when somebody opens it."""

    DOCUMENT = "document"
    INBOUND = "inbound"
    SUPERVISION = "supervision"
    POLICY = "policy"


class Act(StrEnum):
    """What a system message tells: `{"act": …, "people": […], "title": …}`."""

    CREATED = "created"
    ADDED = "added"
    REMOVED = "removed"
    LEFT = "left"
    RENAMED = "renamed"
    OWNER = "owner"


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a person sends: `text` alone, or `subject` and `id` of a card alone."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)] = ""
    subject: Subject | None = None
    id: UUID | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a conversation's log."""

    seq: int
    """Its number in the conversation: from 1, without a gap."""
    sender_id: UUID
    kind: Kind
    body: dict[str, Any] | None
    """None once recalled."""
    at: datetime
    cmid: str | None = None
    """The sender's own name for it."""
    of_seq: int | None = None
    """Of a recall: the message that is no more."""


@dataclass(frozen=True)
class Draft:
    """A message that waits for its number."""

    sender_id: UUID
    cmid: str
    kind: Kind
    body: dict[str, Any]
    at: datetime


@dataclass(frozen=True)
class Batch:
    """What one commit added to a conversation, for those who were in it then, whoever the commit removed included."""

    chat: UUID
    members: Set[UUID]
    events: Sequence[Event]


@dataclass(frozen=True)
class Watermark:
    """A member has read up to a number."""

    chat: UUID
    members: Set[UUID]
    person_id: UUID
    seq: int


def body_of(kind: Kind, body: Body) -> dict[str, Any]:
    """What is kept of a body that fits its kind, strictly; no more than that. Raises BodyUnfit."""
    said: dict[str, Any] = msgspec.to_builtins(body)
    wanted = {Kind.TEXT: {"text"}, Kind.CARD: {"subject", "id"}}.get(kind)
    if said.keys() != wanted or not said.get("text", "-").strip() or "\0" in body.text:
        raise BodyUnfit(limit=LONGEST_TEXT)
    return said


def settle(
    last_seq: int, members: Set[UUID], known: Mapping[tuple[UUID, str], Event], drafts: Sequence[Draft]
) -> list[Event | OfficeError]:
    """What becomes of each draft, in turn: the next number without a gap, the number it has already, or a refusal.

    `known` are stored messages by sender and cmid. A repeat is answered even to somebody who has left since: it tells
    them nothing new. What was recalled is no longer there to compare with, and counts as the same.
    """
    seen, outcomes = dict(known), list[Event | OfficeError]()
    for draft in drafts:
        first = seen.get((draft.sender_id, draft.cmid))
        if first:
            outcomes.append(first if _same(first, draft) else CmidReused())
        elif draft.sender_id not in members:
            outcomes.append(NoSuchChat())
        else:
            last_seq += 1
            outcomes.append(_numbered(last_seq, draft))
            seen[draft.sender_id, draft.cmid] = _numbered(last_seq, draft)
    return outcomes


def _same(first: Event, draft: Draft) -> bool:
    return first.body is None or (first.kind, first.body) == (draft.kind, draft.body)


def _numbered(seq: int, draft: Draft) -> Event:
    return Event(seq=seq, sender_id=draft.sender_id, kind=draft.kind, body=draft.body, at=draft.at, cmid=draft.cmid)


def check_recall(message: Event, person_id: UUID, role: Role, at: datetime) -> None:
    """Whether somebody may take a message back (撤回) at an instant.

    Raises NotRecallable, AlreadyRecalled, NotYours, TooLate.
    """
    if message.kind not in (Kind.TEXT, Kind.CARD):
        raise NotRecallable
    if message.body is None:
        raise AlreadyRecalled
    if role is Role.OWNER:
        return
    if message.sender_id != person_id:
        raise NotYours
    if at - message.at > RECALL_WITHIN:
        raise TooLate(minutes=RECALL_WITHIN // timedelta(minutes=1))


def pair_of(one: UUID, other: UUID) -> str:
    """The key of the one conversation that two people have, whoever begins it."""
    return ":".join(sorted((str(one), str(other))))


@dataclass(frozen=True)
class Pace:
    """How many messages somebody may still send at once, as of an instant."""

    left: float
    at: datetime


def spend(pace: Pace | None, at: datetime) -> Pace:
    """The pace after one more message. Raises TooFast."""
    left = BURST if pace is None else min(BURST, pace.left + RATE * max(0.0, (at - pace.at).total_seconds()))
    if left < 1:
        raise TooFast
    return Pace(left - 1, at)
