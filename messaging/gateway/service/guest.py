"""One device and what waits for it to read. Whoever has something for it drops it here and never waits."""

import asyncio
import math
from collections.abc import Sequence
from typing import NoReturn, Protocol
from uuid import UUID

import msgspec

from messaging.gateway import rules
from messaging.gateway.errors import Stalled
from server.directory.rules.standing import Actor
from server.kit.errors import OfficeError

encode = msgspec.json.Encoder().encode
BURST = 65_536
"""Bytes that are handed to the wire at a time: what a client must read within `rules.STALLED_AFTER`."""


class Wire(Protocol):
    """What carries the frames of one device."""

    async def receive(self) -> bytes | None:
        """The client's next frame; None once it has gone."""

    def write(self, frames: Sequence[bytes]) -> bool:
        """Hand over frames at once; False, and nothing done, where that cannot be or the client is behind."""

    async def send(self, frames: Sequence[bytes]) -> None:
        """Hand over frames; waits while the client does not read. A client that has gone is no error."""

    async def close(self, code: int, reason: str) -> None:
        """End the socket."""


class Guest:
    """A device whose owner is known."""

    def __init__(self, wire: Wire, actor: Actor, device: str) -> None:
        self.wire, self.actor, self.device = wire, actor, device
        self.viewing: UUID | None = None
        self.unanswered = 0
        """Sends on their way."""
        self.welcomed = asyncio.Event()
        self._frames: list[bytes] = []
        self._held = 0
        self._since = math.inf
        """When the burst was begun that is being written."""
        self._lag: dict[UUID, int] = {}
        self._ready, self._eased = asyncio.Event(), asyncio.Event()
        self._ended, self._why = asyncio.Event(), OfficeError()

    def say(self, said: msgspec.Struct) -> None:
        """An answer to this device, or what it must not miss; such frames are kept few by whoever asks for them."""
        self.drop(encode(said))

    def drop(self, frame: bytes) -> None:
        """Leave a frame for the device; where nothing waits before it, it goes at once."""
        if not self._held and self.wire.write((frame,)):
            return
        self._frames.append(frame)
        self._held += len(frame)
        self._ready.set()

    def hint(self, frame: bytes) -> None:
        """Leave a frame that may be missed, if there is room for it."""
        if self.welcomed.is_set() and self._held + len(frame) <= rules.MOST_HELD // 2:
            self.drop(frame)

    def tell(self, chat: UUID, last: int, frame: bytes) -> None:
        """Leave lines of a log, or, once too much waits, the knowledge that they are there.

        Who is not yet welcomed reads the log first and misses nothing.
        """
        if not self.welcomed.is_set():
            return
        if self._lag or self._held + len(frame) > rules.MOST_HELD:
            self._lag[chat] = last
            self._ready.set()
        else:
            self.drop(frame)

    async def deliver(self) -> NoReturn:
        """Write what waits, for ever."""
        clock = asyncio.get_running_loop().time
        while True:
            await self._ready.wait()
            self._since = clock()
            burst = self._burst()
            await self.wire.send(burst)
            self._since = math.inf
            self._written(sum(map(len, burst)))

    async def watch(self) -> NoReturn:
        """Raise Stalled once the client has left a burst unread for too long: one timer, however much is written."""
        clock = asyncio.get_running_loop().time
        while True:
            left = self._since + rules.STALLED_AFTER - clock()
            if left <= 0:
                raise Stalled
            await asyncio.sleep(min(left, rules.STALLED_AFTER))

    def _burst(self) -> list[bytes]:
        """The frames that are next; where none is left, what was not sent."""
        if not self._frames:
            self.say(rules.Lag(self._lag))
            self._lag = {}
        count, size = 0, 0
        while count < len(self._frames) and size < BURST:
            size += len(self._frames[count])
            count += 1
        burst = self._frames[:count]
        del self._frames[:count]
        if not self._frames and not self._lag:
            self._ready.clear()
        return burst

    def _written(self, size: int) -> None:
        self._held -= size
        self._eased.set()

    def answered(self) -> None:
        """One send less is on its way."""
        self.unanswered -= 1
        self._eased.set()

    async def room(self) -> None:
        """Wait until more may be asked: neither too much unread nor too many sends on their way."""
        while self._held >= rules.MOST_HELD or self.unanswered >= rules.MOST_UNANSWERED:
            await self._ease()

    async def drained(self) -> None:
        """Wait until everything is written."""
        while self._held:
            await self._ease()

    async def _ease(self) -> None:
        self._eased.clear()
        await self._eased.wait()

    def end(self, why: OfficeError) -> None:
        """Send the device away."""
        self._why = why
        self._ended.set()

    async def ended(self) -> NoReturn:
        """Wait until the device is sent away, and raise why."""
        await self._ended.wait()
        raise self._why
