"""A message to a group of 500, over our gateway and over the loop that everybody writes first, in one run.

    .venv/bin/python -m benchmarks.fanout [--members 500] [--seconds 5]

Ours: `server.app` under uvicorn with `DirectProtocol`, everything as in the office: the message is checked, committed
to SQLite with synchronous=FULL, acknowledged, passed on. Anchor: a Starlette WebSocket that keeps nothing and does
`for socket in members: await socket.send_json(event)`. Each is a process of its own on loopback; the load is this
process, the same for both: so many messages in flight at a time, the next as soon as all members have one. Prints
deliveries a second and server CPU per delivery, and both ratios.

Then one member of a group stops reading while many messages of 4 KB are sent: which share of them reached the others;
of 50, and of all.
"""

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from benchmarks.crowd import fill
from messaging.chats import service as chats
from messaging.gateway.routes import DirectProtocol
from server.app import create_app, migrate, open_office
from server.directory import service as directory
from server.directory.models import PersonRow
from server.settings import Settings

TICKS = os.sysconf("SC_CLK_TCK")
MARK = b'"sender_id"'
"""Once in every line of a log."""
FEW = 50
"""The smaller group."""
STALLED_MESSAGES, STALLED_DELIVERIES = 1500, 25_000
"""More than the kernel keeps for who does not read, and how many a second reach the group."""
PATIENCE = 60.0
"""Seconds in which a server starts, or a message arrives; the machine may be busy."""
QUIET = 3.0
"""Seconds without a delivery after which nothing more is waited for."""


# --- the two servers -----------------------------------------------------------------------------------------


def naive() -> Starlette:
    """The broadcast of the tutorials."""
    members: list[WebSocket] = []
    seq = 0

    async def attend(socket: WebSocket) -> None:
        nonlocal seq
        await socket.accept()
        await socket.receive_text()
        members.append(socket)
        await socket.send_json({"type": "welcome"})
        try:
            while True:
                said = await socket.receive_json()
                seq += 1
                event = {"seq": seq, "sender_id": said["chat"], "kind": "text", "body": said["body"]}
                event |= {"at": "2026-12-01T00:00:00.000000Z", "cmid": said["cmid"], "of_seq": None}
                for member in list(members):
                    await member.send_json({"type": "events", "chat": said["chat"], "events": [event]})
        except WebSocketDisconnect:
            members.remove(socket)

    return Starlette(routes=[WebSocketRoute("/api/v1/socket", attend)])


def serve(name: str, folder: str, descriptor: int) -> None:
    """The process of one server."""
    app = naive() if name == "naive" else create_app(Settings(data=Path(folder)))
    way = DirectProtocol if name == "ours" else "websockets-sansio"
    config = uvicorn.Config(app, ws=way, log_level="critical", access_log=False, ws_per_message_deflate=False)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


# --- the load ------------------------------------------------------------------------------------------------


class Member(asyncio.Protocol):
    """A socket that counts lines and understands nothing else."""

    transport: asyncio.Transport

    def __init__(self, token: str, count: Callable[[int], None]) -> None:
        self.token, self.count, self.lines = token, count, 0
        self.welcomed = asyncio.Event()
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            b"GET /api/v1/socket HTTP/1.1\r\nHost: office\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )

    def data_received(self, data: bytes) -> None:
        if not self.welcomed.is_set():
            self._greet(data)
            return
        text = self._rest + data
        lines = text.count(MARK)
        self._rest = text[-len(MARK) + 1 :]
        self.lines += lines
        self.count(lines)

    def _greet(self, data: bytes) -> None:
        self._rest += data
        if b'"welcome"' in self._rest:
            self._rest = b""
            self.welcomed.set()
        elif self._rest.endswith(b"\r\n\r\n"):
            self.say({"type": "hello", "token": self.token})

    def say(self, frame: dict[str, object]) -> None:
        """One text frame; the mask is all zeros, which is one, too."""
        text = json.dumps(frame).encode()
        size = bytes([128 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2, "big")
        self.transport.write(b"\x81" + size + b"\0\0\0\0" + text)


class Load:
    """The members of one group, and what they got together."""

    def __init__(self, chat: str) -> None:
        self.chat, self.members = chat, list[Member]()
        self.got, self.sent = 0, 0
        self._moved = asyncio.Event()

    def count(self, lines: int) -> None:
        self.got += lines
        self._moved.set()

    async def connect(self, port: int, tokens: list[str]) -> None:
        loop = asyncio.get_running_loop()
        for token in tokens:
            _, member = await loop.create_connection(lambda t=token: Member(t, self.count), "127.0.0.1", port)  # type: ignore[misc]
            await asyncio.wait_for(member.welcomed.wait(), PATIENCE)
            self.members.append(member)
        self._turns = cycle(self.members)

    def send(self, text: str) -> None:
        """The next member says something; nobody more often than one may."""
        self.sent += 1
        frame = {"type": "send", "id": self.sent, "chat": self.chat, "cmid": f"m{os.getpid()}-{time.time_ns()}"}
        next(self._turns).say({**frame, "kind": "text", "body": {"text": text}})

    async def flood(self, window: int, seconds: float) -> None:
        """Keep so many messages in flight."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            while self.sent - self.got // len(self.members) < window:
                self.send("收到,已按要求办理。")
            self._moved.clear()
            await asyncio.wait_for(self._moved.wait(), PATIENCE)

    async def settled(self) -> None:
        """Wait until everybody has everything, or nothing moves any more."""
        with suppress(TimeoutError):
            while self.got < self.sent * len(self.members):
                self._moved.clear()
                await asyncio.wait_for(self._moved.wait(), QUIET)


@dataclass(frozen=True)
class Rate:
    """Deliveries a second, and server CPU in microseconds for each."""

    deliveries: float
    cpu: float


@dataclass
class Office:
    """What both servers are asked with."""

    folder: Path
    chats: dict[int, str]
    tokens: list[str]


async def prepared(folder: Path, members: int) -> Office:
    """An office with a group of all its people and one of a few."""
    async with open_office(Settings(data=folder)) as ground:
        await migrate(ground)
        tokens = (await fill(members, 0, 0)).tokens
        people = [row.id for row in await PersonRow.filter(account__startswith="user").order_by("id")]
        owner = await directory.actor_of(people[0])
        sizes = {members, FEW}
        groups = {size: str((await chats.open_group(owner, "全体", people[1:size])).id) for size in sizes}
    return Office(folder, groups, tokens)


@asynccontextmanager
async def running(name: str, office: Office) -> AsyncIterator[tuple[int, int]]:
    """Port and process of a server."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as held:
        arguments = ["-m", "benchmarks.fanout", "--serve", name, str(office.folder), str(held.fileno())]
        server = await asyncio.create_subprocess_exec(sys.executable, *arguments, pass_fds=[held.fileno()])
        try:
            yield held.getsockname()[1], server.pid
        finally:
            server.kill()
            await server.wait()


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, its own and the kernel's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def fanout(name: str, office: Office, members: int, windows: list[int], seconds: float) -> list[Rate]:
    rates = []
    async with running(name, office) as (port, pid):
        load = Load(office.chats[members])
        await load.connect(port, office.tokens[:members])
        await load.flood(1, 0.5)
        for window in windows:
            await load.settled()
            began, spent, got = time.perf_counter(), cpu(pid), load.got
            await load.flood(window, seconds)
            await load.settled()
            delivered = load.got - got
            rates.append(Rate(delivered / (time.perf_counter() - began), 1e6 * (cpu(pid) - spent) / delivered))
    return rates


async def stalled(name: str, office: Office, size: int) -> float:
    """The share of all lines that the members who read have got."""
    async with running(name, office) as (port, _):
        load = Load(office.chats[size])
        await load.connect(port, office.tokens[:size])
        asleep, *healthy = load.members
        asleep.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asleep.transport.pause_reading()
        load._turns = cycle(healthy)
        for _ in range(STALLED_MESSAGES // 10):
            for _ in range(10):
                load.send("x" * 4000)
            await asyncio.sleep(10 * size / STALLED_DELIVERIES)
        await load.settled()
        return sum(member.lines for member in healthy) / (STALLED_MESSAGES * len(healthy))


async def main(members: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = await prepared(Path(folder), members)
        windows = [1, 10]
        both = [await fanout(name, office, members, windows, seconds) for name in ("ours", "naive")]
        print(f"{members} members; deliveries/s, server CPU per delivery; ours is committed to disk, naive is not")
        for window, ours, anchor in zip(windows, *both, strict=True):
            print(
                f"  {window:2} in flight: ours {ours.deliveries:9,.0f}/s {ours.cpu:6.1f} us   "
                f"naive {anchor.deliveries:9,.0f}/s {anchor.cpu:6.1f} us   "
                f"ratio {ours.deliveries / anchor.deliveries:.2f}x, CPU {ours.cpu / anchor.cpu:.2f}x"
            )
        for size in (FEW, members):
            ours_share, naive_share = [await stalled(name, office, size) for name in ("ours", "naive")]
            print(f"one of {size} stalled; what reached the others: ours {ours_share:.1%}, naive {naive_share:.1%}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve[0], asked.serve[1], int(asked.serve[2]))
    else:
        asyncio.run(main(asked.members, asked.seconds))
