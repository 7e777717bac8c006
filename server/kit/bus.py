"""The in-process bus. It only wakes; the database is the truth, so a lost event loses nothing."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any


class Bus:
    """Topics with bounded listeners; a full listener misses events and is told so, others never wait."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)

    def publish(self, topic: str, event: Any) -> None:
        """Hand an event to everyone who listens to the topic now."""
        for listener in tuple(self._listeners.get(topic, ())):
            listener.offer(event)

    @contextmanager
    def listen(self, topics: Iterable[str], depth: int = 256) -> Iterator["Listener"]:
        """Listen to topics for as long as the block lasts."""
        listener, names = Listener(depth), tuple(topics)
        for name in names:
            self._listeners[name].add(listener)
        try:
            yield listener
        finally:
            for name in names:
                self._listeners[name].discard(listener)
                if not self._listeners[name]:
                    del self._listeners[name]


class Listener:
    """One queue of events."""

    def __init__(self, depth: int) -> None:
        self._queue: asyncio.Queue[Any] = asyncio.Queue(depth)
        self.overflowed = False
        """True once an event had to be dropped: the listener must read the database again."""

    def offer(self, event: Any) -> None:
        """Take the event, or note that it was missed."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self.overflowed = True

    async def next(self) -> Any:
        """The next event, waiting for it."""
        return await self._queue.get()
