"""What may be said over a socket, and what is answered: a state machine without a socket, a clock or a database.

A stranger can only `greet`; from then on it is a guest, and `hear` turns each frame into what is remembered and what
is answered. What ends the socket is raised.
"""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

import msgspec

from messaging.gateway.errors import AlreadyGreeted, FrameTooLarge, Nonsense, Unreadable
from server.kit.errors import OfficeError, Unauthenticated

LONGEST_FRAME = 65_536
"""Bytes."""
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


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The client says who it is."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]

    def __repr__(self) -> str:
        return "Hello(token=***)"


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    """Are you there?"""


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


class Refusal(msgspec.Struct, frozen=True, tag="error"):
    """A frame was refused, for a reason with a code for machines and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True)
class Talk:
    """What is remembered of a guest's talk."""

    refusals: int = 0


def greet(frame: bytes) -> str:
    """The token in a stranger's first frame. Raises Unauthenticated if the frame is no hello."""
    try:
        said = _read(frame)
    except OfficeError:
        raise Unauthenticated from None
    if not isinstance(said, Hello):
        raise Unauthenticated
    return said.token


def hear(talk: Talk, frame: bytes) -> tuple[Talk, msgspec.Struct]:
    """What is remembered, and what is answered, when a guest has sent a frame.

    Raises Nonsense at the last of too many frames that had to be refused.
    """
    try:
        said = _read(frame)
    except OfficeError as refusal:
        return _refuse(talk, refusal)
    match said:
        case Ping():
            return talk, Pong()
        case Hello():
            return _refuse(talk, AlreadyGreeted())


_frames: msgspec.json.Decoder[Hello | Ping] = msgspec.json.Decoder(Hello | Ping)


def _read(frame: bytes) -> Hello | Ping:
    if len(frame) > LONGEST_FRAME:
        raise FrameTooLarge(limit=LONGEST_FRAME)
    try:
        return _frames.decode(frame)
    except (ValueError, RecursionError) as fault:
        raise Unreadable from fault


def _refuse(talk: Talk, refusal: OfficeError) -> tuple[Talk, Refusal]:
    if talk.refusals + 1 >= MOST_REFUSALS:
        raise Nonsense
    return replace(talk, refusals=talk.refusals + 1), Refusal(refusal.code, str(refusal))


def close_code(end: OfficeError) -> int:
    """The WebSocket close code (RFC 6455 §7.4.2, private use) of what ended a socket."""
    return 4000 + end.status
