"""The real thing: `python -m server` over an office's data, started, told to stop, and killed."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import httpx2

from server.settings import Settings
from tests.source import ROOT
from tests.world import PASSWORD

STARTING = 60
"""Seconds; the machine may be busy."""
STOPPING = 5


@dataclass
class Process:
    """`python -m server serve` over an office's data, on a port of its own."""

    settings: Settings
    port: int
    running: asyncio.subprocess.Process

    def url(self, path: str, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/api/v1{path}"

    async def stop(self, sign: signal.Signals) -> tuple[int, float]:
        """Send a signal; the exit code, and the seconds it took."""
        began = time.monotonic()
        self.running.send_signal(sign)
        code = await asyncio.wait_for(self.running.wait(), STARTING)
        return code, time.monotonic() - began


async def assert_stops(server: Process) -> None:
    """It closes its database and says that it was the signal: uvicorn raises it once more when everything is closed."""
    code, seconds = await server.stop(signal.SIGTERM)
    assert code in (0, -signal.SIGTERM)
    assert seconds < STOPPING
    assert not list(server.settings.data.glob("*-wal"))


def environment(settings: Settings, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ZHENGBAN_DATA": str(settings.data),
        "ZHENGBAN_DATABASE_URL": settings.database_url,
        "ZHENGBAN_HASH_MEMORY": str(settings.hash_memory),
        **more,
    }


async def command(settings: Settings, *words: str, **more: str) -> asyncio.subprocess.Process:
    with (settings.data / "server.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", *words, env=environment(settings, **more), stdout=log, stderr=log
        )


@asynccontextmanager
async def serving(settings: Settings, port: int = 0) -> AsyncIterator[Process]:
    """A server that answers, on a free port if none is given; killed at the end if it still runs."""
    port = port or free_port()
    running = await command(settings, "serve", ZHENGBAN_PORT=str(port))
    try:
        await _ready(port, running)
        yield Process(settings, port, running)
    finally:
        with suppress(ProcessLookupError):
            running.kill()
        await running.wait()


async def _ready(port: int, running: asyncio.subprocess.Process) -> None:
    async with httpx2.AsyncClient() as http, asyncio.timeout(STARTING):
        while running.returncode is None:
            with suppress(httpx2.TransportError):
                if (await http.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)
    raise AssertionError(f"the server ended with {running.returncode}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def signed_in(server: Process, account: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=server.url(""), timeout=60) as http:
        body = {"account": account, "password": PASSWORD, "device": "电脑"}
        answer = await http.post("/sessions", json=body)
        assert answer.status_code == 201, answer.text
        http.headers["authorization"] = f"Bearer {answer.json()['token']}"
        yield http
