"""The one door for sockets; the frames are described in the room's paragraph."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from messaging.gateway import service

WRITE = "zhengban.write"
"""Among the extensions of a scope: what writes frames at once, or answers False because the client is behind."""
Write = Callable[[Sequence[bytes]], bool]


class DirectProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket with a short way out: frames go to the transport in one piece, past ASGI.

    Chosen with `uvicorn.Config(ws=DirectProtocol)`; under any other server everything works without it.
    """

    def handle_connect(self, event: Request) -> None:
        """Offer the short way to the application."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            offered: dict[Any, Any] = self.scope["extensions"] or {}
            offered[WRITE] = self.write

    def write(self, frames: Sequence[bytes]) -> bool:
        """Write text frames, if the client is not behind with reading. The transport keeps what the kernel refuses."""
        if not self.writable.is_set() or self.close_sent or self.transport.is_closing():
            return False
        self.transport.write(b"".join(part for frame in frames for part in (_head(len(frame)), frame)))
        return True


def _head(size: int) -> bytes:
    """The head of an unmasked, final text frame (RFC 6455 §5.2)."""
    if size < 126:
        return bytes((0x81, size))
    return b"\x81\x7e" + size.to_bytes(2, "big") if size < 65_536 else b"\x81\x7f" + size.to_bytes(8, "big")


class AsgiWire:
    """A socket of any ASGI server; of `DirectProtocol` with the short way out."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._write: Write | None = (socket.scope.get("extensions") or {}).get(WRITE)

    def write(self, frames: Sequence[bytes]) -> bool:
        return self._write is not None and self._write(frames)

    async def receive(self) -> bytes | None:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        return message.get("bytes") or (message.get("text") or "").encode()

    async def send(self, frames: Sequence[bytes]) -> None:
        if self.write(frames):
            return
        with suppress(WebSocketDisconnect):
            for frame in frames:
                await self._socket.send_text(frame.decode())

    async def close(self, code: int, reason: str) -> None:
        with suppress(WebSocketDisconnect):
            await self._socket.close(code, reason)


async def attend(socket: WebSocket) -> None:
    """一台设备的长连接。"""
    await socket.accept()
    await service.attend(AsgiWire(socket))


routes = [WebSocketRoute("/socket", attend)]
