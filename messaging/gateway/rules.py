"""What may be said over a socket, and what is answered: a state machine without a socket, a clock or a database.

A stranger can only `greet`; from then on it is a guest, and `hear` turns each frame into what is remembered and what
is answered, or asked of the house. What ends the socket is raised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from messaging.chats import rules as chats
from messaging.chats.errors import BodyUnfit
from messaging.gateway.errors import AlreadyGreeted, FrameTooLarge, Nonsense, Unreadable
from server.kit.errors import OfficeError, Unauthenticated

LONGEST_FRAME = 65_536
"""Bytes of what a client says at a time, and of the lines that it is told at a time."""
GREETING_WITHIN = 5
"""Seconds a stranger has to say who it is."""
HEARTBEAT = 30
"""Seconds between two looks at whether the guest is still logged in, and with which posts."""
STALLED_AFTER = 10
"""Seconds a client may leave a frame unread before it is dropped."""
MOST_SOCKETS = 10
"""Per person: every device they have, and a few tabs."""
MOST_REFUSALS = 8
"""In the life of one socket."""
MOST_HELD = 256 * 1024
"""Bytes of frames that wait for one client to read."""
MOST_UNANSWERED = 64
"""Sends of one socket on their way at a time."""
PAGE = 200
"""Lines of a log that one `sync` is answered with."""

Seq = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Id = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""The client's own number for a request."""


class Hello(msgspec.Struct, frozen=True, tag="hello", omit_defaults=True):
    """The client says who it is, on which device, and what it has already."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
    device: Annotated[str, msgspec.Meta(max_length=64)] = ""
    resume: dict[UUID, Seq] | None = None

    def __repr__(self) -> str:
        return "Hello(token=***)"


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    """Are you there?"""


class Send(msgspec.Struct, frozen=True, tag="send"):
    """A message for a conversation."""

    id: Id
    chat: UUID
    cmid: chats.Cmid
    kind: chats.Kind
    body: msgspec.Raw

    def message(self) -> chats.Body:
        """The body, strictly. Raises BodyUnfit."""
        try:
            return _bodies.decode(self.body)
        except (ValueError, RecursionError) as fault:
            raise BodyUnfit(limit=chats.LONGEST_TEXT) from fault


class Asked(msgspec.Struct, frozen=True, tag="send"):
    """The least of a send that can be answered."""

    id: Id


class Sync(msgspec.Struct, frozen=True, tag="sync"):
    """What follows a number of a conversation's log?"""

    chat: UUID
    after: Seq
    limit: Annotated[int, msgspec.Meta(ge=1, le=PAGE)] = PAGE


class Read(msgspec.Struct, frozen=True, tag="read"):
    """Read up to there."""

    chat: UUID
    seq: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class View(msgspec.Struct, frozen=True, tag="view"):
    """This device shows a conversation now, or none."""

    chat: UUID | None = None


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    """The guest is known; from now on nothing opens or closes unheard."""

    person_id: UUID
    session_id: UUID | None
    heartbeat: int
    unread: int


class Pong(msgspec.Struct, frozen=True, tag="pong"):
    """Yes."""


class Resync(msgspec.Struct, frozen=True, tag="resync"):
    """Something was missed, or the guest's posts have changed: read the lists again."""


class Refusal(msgspec.Struct, frozen=True, tag="error", omit_defaults=True):
    """A frame was refused, for a reason with a code for machines and a sentence for people."""

    code: str
    message: str
    chat: UUID | None = None


class Ack(msgspec.Struct, frozen=True, tag="ack"):
    """The message is committed under this number."""

    id: int
    chat: UUID
    cmid: str
    seq: int
    at: datetime


class Nak(msgspec.Struct, frozen=True, tag="nak"):
    """The message is not kept."""

    id: int
    code: str
    message: str


class Events(msgspec.Struct, frozen=True, tag="events"):
    """Lines of a log, encoded once for everybody."""

    chat: UUID
    events: Sequence[msgspec.Raw]


class Synced(msgspec.Struct, frozen=True, tag="synced"):
    """The log was sent up to `to`; it has come to `last`."""

    chat: UUID
    to: int
    last: int


class ReadBy(msgspec.Struct, frozen=True, tag="read"):
    """A member has read up to there."""

    chat: UUID
    person_id: UUID
    seq: int


class Lag(msgspec.Struct, frozen=True, tag="lag"):
    """These conversations have come so far, and their events were not sent."""

    chats: dict[UUID, int]


Request = Send | Sync | Read | View
"""What only the house can answer."""


@dataclass(frozen=True)
class Talk:
    """What is remembered of a guest's talk."""

    refusals: int = 0


def greet(frame: bytes) -> Hello:
    """A stranger's first frame. Raises Unauthenticated if it is no hello."""
    try:
        said = _read(frame)
    except OfficeError:
        raise Unauthenticated from None
    if not isinstance(said, Hello):
        raise Unauthenticated
    return said


def hear(talk: Talk, frame: bytes) -> tuple[Talk, Pong | Refusal | Nak | Request]:
    """What is remembered, and what is answered or asked of the house, when a guest has sent a frame.

    A send that cannot be read but for its `id` is answered under it, since somebody waits for that. Raises Nonsense at
    the last of too many frames that had to be refused.
    """
    try:
        said = _read(frame)
    except OfficeError as refusal:
        return _refuse(talk, refusal, _asked(frame))
    match said:
        case Ping():
            return talk, Pong()
        case Hello():
            return _refuse(talk, AlreadyGreeted())
    return talk, said


_frames: msgspec.json.Decoder[Hello | Ping | Request] = msgspec.json.Decoder(Hello | Ping | Request)
_asks: msgspec.json.Decoder[Asked] = msgspec.json.Decoder(Asked)
_bodies: msgspec.json.Decoder[chats.Body] = msgspec.json.Decoder(chats.Body)


def _read(frame: bytes) -> Hello | Ping | Request:
    if len(frame) > LONGEST_FRAME:
        raise FrameTooLarge(limit=LONGEST_FRAME)
    try:
        return _frames.decode(frame)
    except (ValueError, RecursionError) as fault:
        raise Unreadable from fault


def _asked(frame: bytes) -> int | None:
    """The number of the send that a frame was meant to be, if that much can be read of it."""
    try:
        return _asks.decode(frame).id
    except (ValueError, RecursionError):
        return None


def _refuse(talk: Talk, refusal: OfficeError, asked: int | None = None) -> tuple[Talk, Refusal | Nak]:
    if talk.refusals + 1 >= MOST_REFUSALS:
        raise Nonsense
    code, message = refusal.code, str(refusal)
    said = Refusal(code, message) if asked is None else Nak(asked, code, message)
    return replace(talk, refusals=talk.refusals + 1), said


def frames_of(chat: UUID, events: Sequence[chats.Event]) -> Iterator[tuple[int, bytes]]:
    """Lines of a log as frames, each with its last number: one frame, or several where one would be too long."""
    held, size = list[msgspec.Raw](), 0
    for event in events:
        line = msgspec.Raw(msgspec.json.encode(event))
        if held and size + len(bytes(line)) > LONGEST_FRAME:
            yield event.seq - 1, msgspec.json.encode(Events(chat, held))
            held, size = [], 0
        held.append(line)
        size += len(bytes(line))
    if held:
        yield events[-1].seq, msgspec.json.encode(Events(chat, held))


def close_code(end: OfficeError) -> int:
    """The WebSocket close code (RFC 6455 §7.4.2, private use) of what ended a socket."""
    return 4000 + end.status
