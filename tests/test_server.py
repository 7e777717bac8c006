"""The real thing: one process on a loopback port, spoken to over HTTP and WebSocket, stopped gently and killed."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from tortoise.models import Model
from websockets.asyncio.client import ClientConnection, connect

from documents.drafting.models import DraftRow, ReaderRow, VersionRow
from documents.workflow.models import CaseRow, OpinionRow
from server.app import open_office
from server.journal import rules
from server.journal import service as journal
from server.journal.models import EntryRow, UnanchoredRow
from server.kit.ids import uuid7
from server.settings import Settings
from tests.conftest import Template
from tests.documents.desk import rechecked, started
from tests.documents.issuing.desk import CODE, with_code
from tests.source import ROOT
from tests.world import PASSWORD, World

REGISTRATIONS = 500
AT_ONCE = 20
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
async def serving(settings: Settings) -> AsyncIterator[Process]:
    """A server that answers; killed at the end if it still runs."""
    port = free_port()
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
            await asyncio.sleep(0.1)
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


async def heard(device: ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await asyncio.wait_for(device.recv(), 10))
    return frame


# --- a quiet day ---------------------------------------------------------------------------------------------


async def test_a_process_serves_pushes_and_stops_when_it_is_told(city: Template, tmp_path: Path) -> None:
    settings = await city.copy(tmp_path)
    async with open_office(settings):
        document_id = await started(city.world)
    async with (
        serving(settings) as server,
        signed_in(server, "dsj.drafter") as drafter,
        signed_in(server, "dsj.head") as head,
        connect(server.url("/socket", "ws")) as device,
    ):
        await device.send(json.dumps({"type": "hello", "token": head.headers["authorization"][7:]}))
        welcome = await heard(device)
        assert (welcome["type"], welcome["person_id"]) == ("welcome", str(city.world.person("dsj.head")))
        submitted = await drafter.post(f"/documents/{document_id}/submit", json={"reason": "已说明"})
        assert submitted.status_code == 200
        opened = await heard(device)
        assert opened["type"] == "todo.opened"
        assert (opened["subject_id"], opened["action"]) == (str(document_id), "pass")
        await assert_stops(server)
        await asyncio.wait_for(device.wait_closed(), 10)


# --- a bad day -----------------------------------------------------------------------------------------------


@dataclass
class Registry:
    """What the registrar asked for, and what was answered before the lights went out."""

    waiting: list[UUID]
    answered: dict[UUID, str] = field(default_factory=dict)

    async def register(self, http: httpx2.AsyncClient, lights_out: int | None = None) -> None:
        """Ask for every number that is not known yet, several at once; stop when so many are known."""
        queue = [document_id for document_id in self.waiting if document_id not in self.answered]

        async def clerk() -> None:
            while queue and (lights_out is None or len(self.answered) < lights_out):
                document_id = queue.pop()
                answer = await self._ask(http, document_id)
                assert answer.status_code == 200, answer.text
                self.answered[document_id] = answer.json()["line"]["number"]

        await asyncio.gather(*(clerk() for _ in range(AT_ONCE)))

    async def _ask(self, http: httpx2.AsyncClient, document_id: UUID) -> httpx2.Response:
        """The same key however often it is asked."""
        headers = {"idempotency-key": str(document_id)}
        return await http.post(f"/documents/{document_id}/register", json={"code": CODE}, headers=headers)


async def test_what_was_answered_survives_the_kill_and_no_number_is_lost(city: Template, tmp_path: Path) -> None:
    settings = await city.copy(tmp_path)
    async with open_office(settings):
        registry = Registry(await _rechecked(city.world, REGISTRATIONS))
    async with serving(settings) as server, signed_in(server, "sfb.registrar") as http:
        burst = asyncio.create_task(registry.register(http))
        while len(registry.answered) < REGISTRATIONS // 2:
            await asyncio.sleep(0.005)
        code, _ = await server.stop(signal.SIGKILL)
        assert code == -signal.SIGKILL
        assert settings.database_url or list(settings.data.glob("*-wal"))
        with pytest.raises(httpx2.TransportError):
            await burst
    before = dict(registry.answered)
    assert REGISTRATIONS // 2 <= len(before) < REGISTRATIONS
    async with serving(settings) as server, signed_in(server, "sfb.registrar") as http:
        for document_id, number in before.items():
            assert (await http.get(f"/documents/{document_id}/issued")).json()["line"]["number"] == number
        await registry.register(http)
        assert before.items() <= registry.answered.items()
        assert len(set(registry.answered.values())) == REGISTRATIONS
        numbers = sorted(int(number.split("〕")[1].removesuffix("号")) for number in registry.answered.values())
        assert numbers == list(range(1, REGISTRATIONS + 1))
        doctor = await command(settings, "doctor")
        assert await asyncio.wait_for(doctor.wait(), STARTING) == 0
        await assert_stops(server)


async def _rechecked(world: World, many: int) -> list[UUID]:
    """Documents that may be numbered: one brought there by its people, and its rows as many times as are needed."""
    await with_code(world)
    first = await rechecked(world)
    copies = [uuid7() for _ in range(many - 1)]
    tables: dict[type[Model], str] = {
        DraftRow: "id",
        CaseRow: "id",
        VersionRow: "document_id",
        ReaderRow: "document_id",
        OpinionRow: "document_id",
    }
    for table, key in tables.items():
        rows = await table.filter(**{key: first}).values()
        fresh = [table(**{**row, "id": uuid7(), key: copy}) for copy in copies for row in rows]
        await table.bulk_create(fresh, batch_size=500)
    await _journal(first, copies)
    return [first, *copies]


async def _journal(first: UUID, copies: list[UUID]) -> None:
    """The acts of the one, chained anew for each of the others."""
    acts, fresh = await journal.of_subject(first), []
    for copy in copies:
        previous = rules.GENESIS
        for act in acts:
            draft = replace(act, id=uuid7(), subject_id=copy, previous=previous)
            fresh.append(replace(draft, hash=rules.hash_of(draft)))
            previous = fresh[-1].hash
    await EntryRow.bulk_create([EntryRow(**vars(entry)) for entry in fresh], batch_size=500)
    await UnanchoredRow.bulk_create([UnanchoredRow(entry_id=entry.id) for entry in fresh], batch_size=500)
