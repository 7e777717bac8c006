"""Serving one socket: greet, push, look again who is there. Nobody ever waits for somebody else's socket."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from messaging.gateway import rules
from messaging.gateway.service.guest import Guest, Wire
from messaging.gateway.service.hub import seat
from messaging.gateway.service.talking import converse
from messaging.notices import rules as notice_rules
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.kit import clock
from server.kit.bus import Listener
from server.kit.errors import OfficeError, Unauthenticated
from server.kit.ground import ground

T = TypeVar("T")


async def attend(wire: Wire) -> None:
    """Serve one device from its greeting until it goes or is sent away.

    It is sent away with `rules.close_code` when it does not greet, when its session ends or is revoked, when it
    stalls, talks nonsense, is replaced by a newer socket, or is one socket too many.
    """
    try:
        await _serve(wire)
    except OfficeError as end:
        with suppress(TimeoutError):
            async with asyncio.timeout(rules.STALLED_AFTER):
                await wire.close(rules.close_code(end), str(end))


async def _serve(wire: Wire) -> None:
    hello = await _greeting(wire)
    actor = await directory.who(hello.token)
    if actor is None:
        raise Unauthenticated
    guest = Guest(wire, actor, hello.device)
    async with seat(guest):
        works = (guest.deliver(), guest.watch(), guest.ended())
        await _first(*works, converse(guest, hello.resume), _keep_told(guest, hello.token))


async def _greeting(wire: Wire) -> rules.Hello:
    try:
        async with asyncio.timeout(rules.GREETING_WITHIN):
            return rules.greet(await wire.receive() or b"")
    except TimeoutError:
        raise Unauthenticated from None


async def _keep_told(guest: Guest, token: str) -> NoReturn:
    """Welcome the guest and push what happens to what they hold, anew whenever that changes."""
    while True:
        topics = map(notice_rules.topic, guest.actor.holders())
        with ground().bus.listen(topics) as events:
            guest.say(rules.Resync() if guest.welcomed.is_set() else await _welcome(guest.actor))
            guest.welcomed.set()
            guest.actor = await _first(_push(guest, events), _changed(token, guest.actor))


async def _welcome(actor: Actor) -> rules.Welcome:
    unread = (await notices.count(actor)).unread
    return rules.Welcome(actor.person_id, actor.session_id, rules.HEARTBEAT, unread)


async def _push(guest: Guest, events: Listener) -> NoReturn:
    """Pass on what happens, for ever; what the device has no time for waits in the listener."""
    while True:
        await guest.drained()
        event = await events.next()
        if events.overflowed:
            events.overflowed = False
            event = rules.Resync()
        guest.say(event)


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
