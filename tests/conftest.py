"""One fresh office per test: a copy of a database that was built once, an app over it, a worker run by hand.

`ZHENGBAN_TEST_DATABASE` names a PostgreSQL server (`postgres://user@host:port`) to run the same suite there.
"""

import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx2
import hypothesis
import msgspec
import pytest
from starlette.types import Receive, Scope, Send

from server.app import create_app, migrate, open_office
from server.kit.ground import Ground
from server.settings import Settings
from tests.world import World, build

hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
"""How long an example takes says something about the machine, and nothing about the law."""

SERVER = os.environ.get("ZHENGBAN_TEST_DATABASE", "")
CHEAP = Settings(hash_memory=8)
"""Password hashes that cost nothing, so that a test may have sixty people."""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


class Template:
    """A database and its files, built once, copied for every test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"zhengban_test_{uuid4().hex}"

    world: World
    """The people in it, where there are any."""

    def settings(self, folder: Path, name: str) -> Settings:
        """The settings of an office whose data lie in a folder, or in a database of that name."""
        return msgspec.structs.replace(CHEAP, data=folder, database_url=f"{SERVER}/{name}" if SERVER else "")

    async def copy(self, folder: Path, name: str = "") -> Settings:
        """A fresh office that looks like this one."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        name = name or f"zhengban_test_{uuid4().hex}"
        await _server(f"CREATE DATABASE {name} TEMPLATE {self.name} STRATEGY wal_log")
        return self.settings(folder, name)


async def _server(statement: str) -> None:
    if SERVER:
        connection = await asyncpg.connect(f"{SERVER}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


async def _drop(settings: Settings) -> None:
    if SERVER:
        await _server(f"DROP DATABASE {settings.database_url.rsplit('/', 1)[1]} WITH (FORCE)")


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run; its processes share it, unless templates are databases of a server."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") and not SERVER else own


@contextmanager
def building(folder: Path) -> Iterator[bool]:
    """Whether a template is still to be built in this folder; who comes second waits until the first has done it."""
    built = folder.with_suffix(".built")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not built.exists()
        built.touch()


@pytest.fixture(scope="session")
async def empty(common: Path) -> AsyncIterator[Template]:
    """An office with tables and nobody in it."""
    template = Template(common / "empty")
    settings = template.settings(template.folder, template.name)
    with building(template.folder) as needed:
        if needed:
            await _server(f"CREATE DATABASE {template.name}")
            async with open_office(settings) as ground:
                await migrate(ground)
    yield template
    await _drop(settings)


@pytest.fixture
async def office(empty: Template, tmp_path: Path) -> AsyncIterator[Ground]:
    """An open office with nobody in it; the test stands on it."""
    settings = await empty.copy(tmp_path)
    async with open_office(settings) as ground:
        yield ground
    await _drop(settings)


@pytest.fixture(scope="session")
async def city(empty: Template, common: Path) -> AsyncIterator[Template]:
    """甬江市, built once through the services."""
    template = Template(common / "city")
    people = template.folder.with_suffix(".json")
    with building(template.folder) as needed:
        if needed:
            async with open_office(await empty.copy(template.folder, template.name)):
                people.write_bytes(msgspec.json.encode(await build()))
    template.world = msgspec.json.decode(people.read_bytes(), type=World)
    yield template
    await _drop(template.settings(template.folder, template.name))


@pytest.fixture
async def world(city: Template, tmp_path: Path) -> AsyncIterator[World]:
    """A fresh 甬江市 with its people; the test stands on it (`ground()`)."""
    settings = await city.copy(tmp_path)
    async with open_office(settings):
        yield city.world
    await _drop(settings)


@pytest.fixture
async def client(office: Ground) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client of that office."""
    async with client_of(office) as http:
        yield http


def client_of(ground: Ground) -> httpx2.AsyncClient:
    """An HTTP client that speaks to an open office in this process."""
    app = create_app(ground.settings)

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"ground": ground}}, receive, send)

    transport = httpx2.ASGITransport(app=with_state)
    return httpx2.AsyncClient(transport=transport, base_url="http://office")


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    """Log lines of the office do not belong into the test report."""
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first, so that nobody waits for it alone at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/test_kill.py"))
