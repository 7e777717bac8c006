"""The one door for sockets; the frames are described in the room's paragraph."""

from contextlib import suppress

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from messaging.gateway import service


class AsgiWire:
    """A socket of any ASGI server."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def receive(self) -> bytes | None:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        return message.get("bytes") or (message.get("text") or "").encode()

    async def send(self, frame: bytes) -> None:
        with suppress(WebSocketDisconnect):
            await self._socket.send_text(frame.decode())

    async def close(self, code: int, reason: str) -> None:
        with suppress(WebSocketDisconnect):
            await self._socket.close(code, reason)


async def attend(socket: WebSocket) -> None:
    """一台设备的长连接。"""
    await socket.accept()
    await service.attend(AsgiWire(socket))


routes = [WebSocketRoute("/socket", attend)]
