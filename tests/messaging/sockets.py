"""Clients of the socket in this process, over the whole application's own door."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import Message, Scope

from server.app import create_app
from server.kit.ground import ground


class Device:
    """A client's end of one socket; it can stop reading, until it is `reading` again."""

    serving: asyncio.Task[None]

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        self.outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self.reading = asyncio.Event()
        self.reading.set()
        self.stuck = {"websocket.send"}

    async def take(self, message: Message) -> None:
        if message["type"] in self.stuck:
            await self.reading.wait()
        self.outgoing.put_nowait(message)

    def say(self, frame: bytes | dict[str, Any]) -> None:
        text = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
        self.incoming.put_nowait({"type": "websocket.receive", "bytes": text})

    async def next(self) -> Message:
        async with asyncio.timeout(5):
            return await self.outgoing.get()

    async def hear(self) -> dict[str, Any]:
        message = await self.next()
        assert message["type"] == "websocket.send", message
        said: dict[str, Any] = json.loads(message["text"])
        return said

    async def greet(self, token: str) -> dict[str, Any]:
        self.say({"type": "hello", "token": token})
        welcome = await self.hear()
        assert welcome["type"] == "welcome"
        return welcome

    async def closed(self) -> tuple[int, str]:
        """How the server ended it, and that it said nothing else before."""
        message = await self.next()
        assert message["type"] == "websocket.close", message
        return message["code"], message["reason"]

    async def hears_nothing(self) -> None:
        """Nothing was waiting for this device: the next it hears is the answer to its own ping."""
        self.say({"type": "ping"})
        assert await self.hear() == {"type": "pong"}


@asynccontextmanager
async def connected() -> AsyncIterator[Device]:
    """A device whose socket is open, and who has said nothing yet."""
    device, office = Device(), ground()
    app = create_app(office.settings)
    scope: Scope = {
        "type": "websocket",
        "path": "/api/v1/socket",
        "headers": [],
        "query_string": b"",
        "subprotocols": [],
    }
    device.incoming.put_nowait({"type": "websocket.connect"})
    scope["state"] = {"ground": office}
    device.serving = asyncio.create_task(app(scope, device.incoming.get, device.take))
    assert (await device.next())["type"] == "websocket.accept"
    try:
        yield device
    finally:
        device.reading.set()
        device.incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(5):
            await device.serving


@asynccontextmanager
async def online(*tokens: str) -> AsyncIterator[list[Device]]:
    """One greeted device per token."""
    async with connected() as device:
        await device.greet(tokens[0])
        if len(tokens) == 1:
            yield [device]
            return
        async with online(*tokens[1:]) as others:
            yield [device, *others]
