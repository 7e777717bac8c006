"""A device that talks: keeps every conversation whole over any number of lost connections.

    async with ChatClient("ws://127.0.0.1:8000/api/v1/socket", token, device="laptop") as client:
        seq = await client.send(chat, "text", {"text": "收到"})     # answers when the message is on the office's disk
        chat, event = await client.heard.get()                     # every line once, in order, one's own included

It needs `websockets` and nothing else. What it does is what `messaging/gateway` asks of a client:

- `cursors` holds the highest number without a gap of each conversation. Lines that are not above it are dropped; those
  that come too early wait, and what is missing is asked for with `sync`. Whoever keeps `cursors` over a restart and
  gives them back misses nothing.
- A message that was not acknowledged is sent again, under the same cmid, after each reconnection; it is kept once.
- What no office would take is not sent at all: other kinds than two, and what exceeds 64 KiB as a frame.
- It connects again by itself, after pauses that grow from 0.05 to 5 seconds, until it is left or the office says that
  the session is over (4401) or that a newer socket of this device has come (4409): then `over` is done, and whoever
  waits for an acknowledgement is told so. A dead connection is found by the pings of the WebSocket, on either side.
"""

import asyncio
import json
from collections import defaultdict
from contextlib import suppress
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Frame = dict[str, Any]
FINAL = {4401: "office.unauthenticated", 4409: "gateway.replaced"}
"""Close codes after which nobody need come back, and what programs call them."""
KINDS = {"text", "card"}
"""Of messages that people send."""
LONGEST_FRAME = 65_536
"""Bytes of UTF-8."""
AGAIN = {"chats.too_fast", "gateway.fault"}
"""Codes of a nak after which the same is sent again."""
PAUSE = 1.0
"""Seconds before that."""
SHORTEST, LONGEST = 0.05, 5.0
"""Seconds between two attempts to connect."""


class Refused(Exception):
    """The office does not take a message; `code` says why for programs, the text for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Ended(Refused):
    """Nobody answers this device any more. What was on its way may be kept: the same cmid, sent again later, tells."""


class Log:
    """One conversation as this device has it: what has come too early waits until the rest is there."""

    def __init__(self, cursor: int) -> None:
        self.cursor = cursor
        self.asking = False
        self._early: dict[int, Frame] = {}

    def take(self, events: list[Frame]) -> list[Frame]:
        """Lines that came; answers those that are next."""
        self._early |= {event["seq"]: event for event in events if event["seq"] > self.cursor}
        return self._next()

    def reach(self, to: int) -> list[Frame]:
        """Everything up to a number has come, as far as this person may see it; answers what waited for that."""
        ready = [self._early.pop(seq) for seq in sorted(self._early) if seq <= to]
        self.cursor = max(self.cursor, to)
        return ready + self._next()

    def _next(self) -> list[Frame]:
        ready = []
        while self.cursor + 1 in self._early:
            self.cursor += 1
            ready.append(self._early.pop(self.cursor))
        return ready

    def gap(self) -> bool:
        """Whether something is missing that is not asked for yet."""
        return bool(self._early) and not self.asking


class ChatClient:
    """One device of one person."""

    def __init__(self, url: str, token: str, device: str = "", cursors: dict[str, int] | None = None) -> None:
        self.heard: asyncio.Queue[tuple[str, Frame]] = asyncio.Queue()
        self.acknowledged: dict[str, int] = {}
        """Number by cmid, of everything this device has sent."""
        self.greeted = asyncio.Event()
        """Set while it is connected."""
        self._url, self._token, self._device = url, token, device
        self._logs: defaultdict[str, Log] = defaultdict(lambda: Log(0))
        self._logs.update({chat: Log(cursor) for chat, cursor in (cursors or {}).items()})
        self._unacknowledged: dict[int, tuple[str, asyncio.Future[int]]] = {}
        """What was sent and who waits for the answer, by `id`."""
        self._socket: ClientConnection | None = None
        self._ids = 0

    @property
    def cursors(self) -> dict[str, int]:
        """The highest number without a gap, by conversation."""
        return {chat: log.cursor for chat, log in self._logs.items()}

    async def __aenter__(self) -> Self:
        self.over = asyncio.create_task(self._run())
        self.over.add_done_callback(self._end)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.over.cancel()
        await asyncio.wait([self.over])

    async def send(self, chat: str, kind: str, body: Frame, cmid: str = "") -> int:
        """Send a message; answers its number once it is kept, however often the connection breaks.

        Raises Refused, also for what no office would take, and Ended once `over` is done.
        """
        id = self._ids = self._ids + 1
        text = _checked(
            {"type": "send", "id": id, "chat": chat, "cmid": cmid or uuid4().hex, "kind": kind, "body": body}
        )
        if self.over.done():
            raise self._why()
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._unacknowledged[id] = text, future
        await self._write(text)
        return await future

    async def read(self, chat: str, seq: int) -> None:
        """This person has read a conversation up to a number."""
        await self._say({"type": "read", "chat": chat, "seq": seq})

    async def drop(self) -> None:
        """Lose the connection, as a train in a tunnel does."""
        if self._socket:
            self._socket.transport.abort()

    async def _say(self, frame: Frame) -> None:
        await self._write(json.dumps(frame))

    async def _write(self, text: str) -> None:
        """Write it if somebody is there; what is not sent now is sent again after the greeting."""
        if self._socket and self.greeted.is_set():
            with suppress(ConnectionClosed):
                await self._socket.send(text)

    async def _run(self) -> None:
        pause = SHORTEST
        while True:
            with suppress(OSError, InvalidHandshake, ConnectionClosed, EOFError):
                async with connect(self._url, compression=None) as self._socket:
                    await self._greet(self._socket)
                    pause = SHORTEST
                    await self._listen(self._socket)
            self.greeted.clear()
            if self._socket and self._socket.close_code in FINAL:
                return
            await asyncio.sleep(pause)
            pause = min(LONGEST, pause * 2)

    def _end(self, _: asyncio.Task[None]) -> None:
        """Tell everybody who waits that no answer comes."""
        for _text, future in self._unacknowledged.values():
            if not future.done():
                future.set_exception(self._why())
        self._unacknowledged.clear()

    def _why(self) -> Ended:
        if self._socket and self._socket.close_code in FINAL:
            return Ended(FINAL[self._socket.close_code], self._socket.close_reason or "")
        return Ended("client.left", "连接已由本端结束。")

    async def _greet(self, socket: ClientConnection) -> None:
        hello = {"type": "hello", "token": self._token, "device": self._device, "resume": self.cursors}
        await socket.send(json.dumps(hello))
        for log in self._logs.values():
            log.asking = True
        while json.loads(await socket.recv())["type"] != "welcome":
            pass
        self.greeted.set()
        for text, _ in list(self._unacknowledged.values()):
            await socket.send(text)

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            await self._hear(json.loads(text))

    async def _hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "events":
                self._pass_on(frame["chat"], self._logs[frame["chat"]].take(frame["events"]))
                if self._logs[frame["chat"]].gap():
                    await self._sync(frame["chat"])
            case "synced":
                await self._synced(frame["chat"], frame["to"], frame["last"])
            case "lag":
                for chat, last in frame["chats"].items():
                    if last > self._logs[chat].cursor and not self._logs[chat].asking:
                        await self._sync(chat)
            case "resync":
                for chat in self._logs:
                    await self._sync(chat)
            case "ack":
                self._settle(frame["id"], frame["cmid"], frame["seq"])
            case "nak":
                self._refused(frame)

    def _pass_on(self, chat: str, events: list[Frame]) -> None:
        for event in events:
            self.heard.put_nowait((chat, event))

    async def _sync(self, chat: str) -> None:
        self._logs[chat].asking = True
        await self._say({"type": "sync", "chat": chat, "after": self._logs[chat].cursor})

    async def _synced(self, chat: str, to: int, last: int) -> None:
        log = self._logs[chat]
        log.asking = False
        self._pass_on(chat, log.reach(to))
        if log.cursor < last or log.gap():
            await self._sync(chat)

    def _settle(self, id: int, cmid: str, seq: int) -> None:
        self.acknowledged[cmid] = seq
        _, future = self._unacknowledged.pop(id, ("", None))
        if future and not future.done():
            future.set_result(seq)

    def _refused(self, nak: Frame) -> None:
        if nak["code"] in AGAIN:
            asyncio.get_running_loop().call_later(PAUSE, self._again, nak["id"])
            return
        _, future = self._unacknowledged.pop(nak["id"], ("", None))
        if future and not future.done():
            future.set_exception(Refused(nak["code"], nak["message"]))

    def _again(self, id: int) -> None:
        if id in self._unacknowledged:
            self._saying = asyncio.create_task(self._write(self._unacknowledged[id][0]))


def _checked(send: Frame) -> str:
    """A send as it is written. Raises Refused for what no office would take."""
    if send["kind"] not in KINDS:
        raise Refused("gateway.unreadable", "只能发送文字（text）或卡片（card）。")
    try:
        text = json.dumps(send, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (TypeError, ValueError) as fault:
        raise Refused("gateway.unreadable", "消息内容不能写成 JSON。") from fault
    if size > LONGEST_FRAME:
        raise Refused("gateway.frame_too_large", f"消息超过 {LONGEST_FRAME} 字节，未予处理。")
    return text
