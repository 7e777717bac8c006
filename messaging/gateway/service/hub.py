"""Who is here, and passing on to them what happens in conversations: encoded once, dropped at each device."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context
from typing import NoReturn
from uuid import UUID
from weakref import WeakKeyDictionary

from messaging.chats import rules as chat_rules
from messaging.chats import service as chats
from messaging.gateway import rules
from messaging.gateway.errors import Replaced, TooManySockets
from messaging.gateway.service.guest import Guest, encode
from server.kit.bus import Bus
from server.kit.ground import ground

DEPTH = 4096
"""Commits that may wait to be passed on."""


class Hub:
    """The devices of one office's people in this process."""

    def __init__(self) -> None:
        self.people: dict[UUID, list[Guest]] = {}
        self._passing: asyncio.Task[NoReturn] | None = None

    def enter(self, bus: Bus, guest: Guest) -> None:
        """Let a device in; an older socket of the same device goes. Raises TooManySockets."""
        here = self.people.setdefault(guest.actor.person_id, [])
        for older in [other for other in here if guest.device and other.device == guest.device]:
            older.end(Replaced())
            here.remove(older)
        if len(here) >= rules.MOST_SOCKETS:
            raise TooManySockets
        here.append(guest)
        if self._passing is None:
            self._passing = asyncio.create_task(self._pass_on(bus), context=Context())

    async def leave(self, guest: Guest) -> None:
        """The device has gone; with the last one, nothing is passed on any more."""
        here = self.people.get(guest.actor.person_id, [])
        if guest in here:
            here.remove(guest)
        if not here:
            self.people.pop(guest.actor.person_id, None)
        if not self.people and self._passing:
            passing, self._passing = self._passing, None
            passing.cancel()
            await asyncio.wait([passing])

    async def _pass_on(self, bus: Bus) -> NoReturn:
        with bus.listen([chats.TOPIC], DEPTH) as told:
            while True:
                said = await told.next()
                if told.overflowed:
                    told.overflowed = False
                    self._all_again()
                elif isinstance(said, chat_rules.Batch):
                    self._lines(said)
                else:
                    self._watermark(said)

    def _lines(self, batch: chat_rules.Batch) -> None:
        here = self.people.keys() & batch.members
        for last, frame in rules.frames_of(batch.chat, batch.events) if here else ():
            for person_id in here:
                for guest in self.people[person_id]:
                    if guest.actor.posts:
                        guest.tell(batch.chat, last, frame)

    def _watermark(self, mark: chat_rules.Watermark) -> None:
        frame = encode(rules.ReadBy(mark.chat, mark.person_id, mark.seq))
        for person_id in self.people.keys() & mark.members:
            for guest in self.people[person_id]:
                if person_id == mark.person_id or guest.viewing == mark.chat:
                    guest.hint(frame)

    def _all_again(self) -> None:
        for here in self.people.values():
            for guest in here:
                guest.say(rules.Resync())


_hubs: WeakKeyDictionary[Bus, Hub] = WeakKeyDictionary()
"""By office; its bus stands for it."""


@asynccontextmanager
async def seat(guest: Guest) -> AsyncIterator[None]:
    """A place for a device, for as long as the block lasts. Raises TooManySockets."""
    bus = ground().bus
    hub = _hubs.setdefault(bus, Hub())
    try:
        hub.enter(bus, guest)
        yield
    finally:
        await hub.leave(guest)
