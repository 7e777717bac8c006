"""Serving one socket: greet, push, look again who is there. Nobody ever waits for somebody else's socket."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, Protocol, TypeVar
from uuid import UUID

import msgspec

from messaging.gateway import rules
from messaging.gateway.errors import Stalled, TooManySockets
from messaging.notices import rules as notice_rules
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.kit import clock
from server.kit.bus import Listener
from server.kit.errors import OfficeError, Unauthenticated
from server.kit.ground import ground

T = TypeVar("T")
_open: Counter[UUID] = Counter()
"""Sockets of this process by person."""


class Wire(Protocol):
    """What carries the frames of one device."""

    async def receive(self) -> bytes | None:
        """The client's next frame; None once it has gone."""

    async def send(self, frame: bytes) -> None:
        """Hand over one frame; waits while the client does not read. A client that has gone is no error."""

    async def close(self, code: int, reason: str) -> None:
        """End the socket."""


async def attend(wire: Wire) -> None:
    """Serve one device from its greeting until it goes or is sent away.

    It is sent away with `rules.close_code` when it does not greet, when its session ends or is revoked, when it
    stalls, talks nonsense, or is one socket too many.
    """
    try:
        await _serve(wire)
    except OfficeError as end:
        with suppress(TimeoutError):
            async with asyncio.timeout(rules.STALLED_AFTER):
                await wire.close(rules.close_code(end), str(end))


async def _serve(wire: Wire) -> None:
    token = await _greeting(wire)
    actor = await directory.who(token)
    if actor is None:
        raise Unauthenticated
    with _seat(actor.person_id):
        await _first(_converse(wire), _keep_told(wire, token, actor))


async def _greeting(wire: Wire) -> str:
    try:
        async with asyncio.timeout(rules.GREETING_WITHIN):
            return rules.greet(await wire.receive() or b"")
    except TimeoutError:
        raise Unauthenticated from None


@contextmanager
def _seat(person_id: UUID) -> Iterator[None]:
    """One of the sockets a person may have at a time. Raises TooManySockets."""
    if _open[person_id] >= rules.MOST_SOCKETS:
        raise TooManySockets
    _open[person_id] += 1
    try:
        yield
    finally:
        _open[person_id] -= 1
        if not _open[person_id]:
            del _open[person_id]


async def _converse(wire: Wire) -> None:
    """Answer what the client says, until it goes."""
    talk = rules.Talk()
    while (frame := await wire.receive()) is not None:
        talk, answer = rules.hear(talk, frame)
        await _say(wire, answer)


async def _keep_told(wire: Wire, token: str, actor: Actor) -> NoReturn:
    """Welcome the guest and push what happens to what they hold, anew whenever that changes."""
    greeting: msgspec.Struct | None = None
    while True:
        topics = map(notice_rules.topic, actor.holders())
        with ground().bus.listen(topics) as events:
            await _say(wire, greeting or await _welcome(actor))
            actor = await _first(_push(wire, events), _changed(token, actor))
        greeting = rules.Resync()


async def _welcome(actor: Actor) -> rules.Welcome:
    unread = (await notices.count(actor)).unread
    return rules.Welcome(actor.person_id, actor.session_id, rules.HEARTBEAT, unread)


async def _push(wire: Wire, events: Listener) -> NoReturn:
    """Pass on what happens, for ever."""
    while True:
        event = await events.next()
        if events.overflowed:
            events.overflowed = False
            event = rules.Resync()
        await _say(wire, event)


async def _changed(token: str, actor: Actor) -> Actor:
    """Wait until the guest holds something else than before; answers them as they are now.

    Looks at every heartbeat, at the end of the session, and at once when the directory closes it.
    Raises Unauthenticated when the session is over.
    """
    session = await _session_of(actor)
    with ground().bus.listen([directory.topic(session.id)], depth=1) as closing:
        while True:
            current = await directory.who(token)
            if current is None:
                raise Unauthenticated
            if current.holders() != actor.holders():
                return current
            left = (session.expires_at - clock.now()).total_seconds()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(rules.HEARTBEAT, left)):
                    await closing.next()


async def _session_of(actor: Actor) -> directory.Session:
    for session in await directory.sessions_of(actor):
        if session.current:
            return session
    raise Unauthenticated


async def _say(wire: Wire, frame: msgspec.Struct) -> None:
    try:
        async with asyncio.timeout(rules.STALLED_AFTER):
            await wire.send(msgspec.json.encode(frame))
    except TimeoutError:
        raise Stalled from None


async def _first(*works: Coroutine[Any, Any, T]) -> T:
    """Do works side by side until the first ends; the others are stopped. Answers or raises what the first did."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
