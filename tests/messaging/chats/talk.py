"""People of the city who talk: a group, a pair, and a clock that gives everybody time to send."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from uuid import UUID

from messaging.chats import rules
from messaging.chats import service as chats
from messaging.chats.rules import Body, Event, Kind
from server.directory.rules.standing import Actor
from server.kit import clock
from tests.world import World

OWNER, MEMBER, OTHER, STRANGER = "sfb.registrar", "sfb.dispatcher", "dsj.head", "dag.registrar"
words = map(str, count())


async def group(world: World, owner: str = OWNER, *members: str) -> UUID:
    people = [world.person(account) for account in members or (MEMBER, OTHER)]
    return (await chats.open_group(await world.actor(owner), "试点工作群", people)).id


async def group_with_a_message(world: World) -> UUID:
    """Line 2 of its log is a message of its owner."""
    chat = await group(world)
    await say(await world.actor(OWNER), chat)
    return chat


async def say(actor: Actor, chat: UUID, text: str = "收到", cmid: str = "") -> Event:
    return await chats.send(actor, chat, cmid or f"c{next(words)}", Kind.TEXT, Body(text=text))


async def log_of(actor: Actor, chat: UUID) -> list[Event]:
    """All that somebody can see, read to the end in pages."""
    found: list[Event] = []
    while page := (await chats.messages(actor, chat, found[-1].seq if found else 0, None, 7)).items:
        found += page
    return found


@contextmanager
def later(seconds: float) -> Iterator[None]:
    with clock.set_to(clock.now() + timedelta(seconds=seconds)):
        yield


async def outcomes(*calls: object) -> list[object]:
    """What became of calls made at once."""
    return await asyncio.gather(*calls, return_exceptions=True)  # type: ignore[call-overload,no-any-return]


def numbers(events: list[Event]) -> list[int]:
    return [event.seq for event in events]


LONG_AGO = rules.RECALL_WITHIN.total_seconds() + 1
