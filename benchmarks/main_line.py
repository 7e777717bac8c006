"""To-do list, submit and sign-off over HTTP, against the very same SQL statements on raw sqlite3, in one run.

    .venv/bin/python -m benchmarks.main_line [--users 500] [--documents 20000] [--requests 500]

An office with so many users and documents is filled once. Ours: the whole application in this process (ASGI), by one
client and by several at once, every request logged in as another user. Anchor: the statements that such a request
sends, recorded from the application on a copy of the same database, replayed one request after the other on another
copy with the sqlite3 module, each request's writes in one transaction, with the same pragmas. Prints p50 and p99 in
milliseconds and the ratio.
"""

import argparse
import asyncio
import logging
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import structlog
from starlette.types import Receive, Scope, Send

from benchmarks.crowd import Crowd, fill
from server.app import create_app, migrate, open_office
from server.kit.ground import Ground
from server.settings import Settings

CROWD = 8
"""Clients at once in the second measurement."""
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
WRITES = ("INSERT", "UPDATE", "DELETE")
Request = Callable[[httpx2.AsyncClient, int], Awaitable[httpx2.Response]]
Statement = tuple[str, list[object]]


@dataclass(frozen=True)
class Measured:
    """Milliseconds at the median and at the 99th percentile."""

    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: list[float]) -> "Measured":
        cuts = statistics.quantiles(seconds, n=100)
        return cls(cuts[49] * 1000, cuts[98] * 1000)


def requests(crowd: Crowd) -> dict[str, Request]:
    """The three requests, each for the n-th user."""

    def as_user(n: int) -> dict[str, str]:
        return {"authorization": f"Bearer {crowd.tokens[n % len(crowd.tokens)]}"}

    async def todo_list(http: httpx2.AsyncClient, n: int) -> httpx2.Response:
        return await http.get("/api/v1/todos", headers=as_user(n))

    async def submit(http: httpx2.AsyncClient, n: int) -> httpx2.Response:
        path = f"/api/v1/documents/{crowd.drafts[n]}/submit"
        return await http.post(path, json={"reason": "按规定办理"}, headers=as_user(n))

    async def sign_off(http: httpx2.AsyncClient, n: int) -> httpx2.Response:
        path = f"/api/v1/documents/{crowd.waiting[n]}/sign-off"
        return await http.post(path, json={"seen": crowd.hash}, headers=as_user(n))

    return {"to-do list": todo_list, "submit": submit, "sign-off": sign_off}


async def ours(settings: Settings, request: Request, count: int, clients: int) -> Measured:
    """Latencies of `count` requests by so many clients at once."""
    spent: list[float] = []
    async with open_office(settings) as ground, client(ground) as http:
        queue = iter(range(count))

        async def work() -> None:
            for n in queue:
                began = time.perf_counter()
                answer = await request(http, n)
                spent.append(time.perf_counter() - began)
                answer.raise_for_status()

        await asyncio.gather(*(work() for _ in range(clients)))
    return Measured.of(spent)


async def record(settings: Settings, request: Request, count: int) -> list[list[Statement]]:
    """The statements that `count` requests send, request by request."""
    recorded: list[list[Statement]] = []
    async with open_office(settings) as ground, client(ground) as http:
        for n in range(count):
            with listening() as heard:
                (await request(http, n)).raise_for_status()
            recorded.append(heard)
    return recorded


def replay(database: Path, recorded: list[list[Statement]]) -> Measured:
    """Latencies of the recorded requests on raw sqlite3."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    spent: list[float] = []
    for statements in recorded:
        writes = any(sql.startswith(WRITES) for sql, _ in statements)
        began = time.perf_counter()
        if writes:
            connection.execute("BEGIN")
        for sql, values in statements:
            connection.execute(sql, values).fetchall()
        if writes:
            connection.execute("COMMIT")
        spent.append(time.perf_counter() - began)
    connection.close()
    return Measured.of(spent)


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """Collects what the ORM sends to the database inside the block."""
    heard: list[Statement] = []

    class Ear(logging.Handler):
        def emit(self, line: logging.LogRecord) -> None:
            if isinstance(line.args, tuple) and len(line.args) == 2:
                heard.extend(_statements(str(line.args[0]), line.args[1]))

    log, ear = logging.getLogger("tortoise.db_client"), Ear()
    log.setLevel(logging.DEBUG)
    log.propagate = False
    log.addHandler(ear)
    try:
        yield heard
    finally:
        log.removeHandler(ear)
        log.setLevel(logging.WARNING)


def _statements(sql: str, values: object) -> list[Statement]:
    """One line of the ORM's log; a bulk insert is many statements."""
    given = list(values) if isinstance(values, (list, tuple)) else []
    if given and isinstance(given[0], (list, tuple)):
        return [(sql, list(row)) for row in given]
    return [(sql, given)]


def client(ground: Ground) -> httpx2.AsyncClient:
    """A client of an open office in this process."""
    app = create_app(ground.settings)

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"ground": ground}}, receive, send)

    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=with_state), base_url="http://office")


def copy(template: Path, name: str) -> Settings:
    """A copy of the filled office, so that every measurement starts from the same state."""
    folder = template.parent / name
    shutil.copytree(template, folder)
    return Settings(data=folder)


async def main(users: int, documents: int, count: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        began = time.perf_counter()
        async with open_office(Settings(data=template)) as ground:
            await migrate(ground)
            crowd = await fill(users, documents, count)
        print(f"{users} users, {documents} documents, filled in {time.perf_counter() - began:.0f} s; milliseconds")
        head = ("ours p50", "p99", "sqlite3 p50", "p99", "ratio p50", f"{CROWD} clients p50", "p99")
        print(f"{'':12}" + "".join(f"{word:>15}" for word in head))
        for name, request in requests(crowd).items():
            alone = await ours(copy(template, f"{name}-alone"), request, count, 1)
            crowded = await ours(copy(template, f"{name}-crowd"), request, count, CROWD)
            recorded = await record(copy(template, f"{name}-heard"), request, min(count, 200))
            raw = replay(copy(template, f"{name}-raw").data / "zhengban.db", recorded)
            row = (alone.p50, alone.p99, raw.p50, raw.p99, alone.p50 / raw.p50, crowded.p50, crowded.p99)
            print(f"{name:12}" + "".join(f"{figure:15.2f}" for figure in row))
            print(f"{'':12}{sum(map(len, recorded)) / len(recorded):.0f} statements a request")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=500)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=500)
    given = parser.parse_args()
    asyncio.run(main(given.users, given.documents, given.requests))
