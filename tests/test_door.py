"""Silence keeps no place at the door, and a SQLite office belongs to one process."""

import asyncio
import os
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from server import door


async def greet(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


async def test_who_says_nothing_is_shown_out_and_who_speaks_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SPEAKS_WITHIN", 0.2)
    config = uvicorn.Config(greet, port=0, http=door.Door, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    silent, speaking = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
    speaking[1].write(b"GET / HTTP/1.1\r\nhost: office\r\n\r\n")
    assert await asyncio.wait_for(silent[0].read(), 5) == b""
    assert b"204" in await asyncio.wait_for(speaking[0].readline(), 5)
    for _, writer in (silent, speaking):
        writer.close()
    server.should_exit = True
    await serving


def test_a_second_process_does_not_serve_the_same_folder(tmp_path: Path) -> None:
    held = door.take(tmp_path)
    with pytest.raises(door.TakenElsewhere):
        door.take(tmp_path)
    os.close(held)
    os.close(door.take(tmp_path))
