"""The front door: who connects and says nothing does not keep a place, and a SQLite office has one process."""

import asyncio
import fcntl
import os
from pathlib import Path
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SPEAKS_WITHIN = 10
"""Seconds in which the first bytes of a connection must have come."""


class Door(HttpToolsProtocol):
    """uvicorn's HTTP, which by itself waits for ever for the first byte."""

    def connection_made(self, transport: Any) -> None:
        """Give the newcomer a few seconds; the first byte ends them, as it does between two requests."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = asyncio.get_running_loop().call_later(
            SPEAKS_WITHIN, self.timeout_keep_alive_handler
        )


class TakenElsewhere(Exception):
    """另一个进程正在使用该数据目录；SQLite 只能由一个进程服务。"""


def take(folder: Path) -> int:
    """Hold a SQLite office for this process until it ends; answers the lock's handle. Raises TakenElsewhere."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / "office.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(handle)
        raise TakenElsewhere from fault
    return handle
