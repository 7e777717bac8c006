"""A quiet day: one process on a loopback port, spoken to over HTTP and WebSocket, stopped gently."""

import asyncio
import json
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from server.app import open_office
from tests.conftest import Template
from tests.documents.desk import started
from tests.process import assert_stops, serving, signed_in


async def heard(device: ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await asyncio.wait_for(device.recv(), 10))
    return frame


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
