"""The city, built once; each test stands on its own copy."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from server.app import open_office
from server.kit.ground import Ground
from tests.conftest import Template, client_of
from tests.world import PASSWORD, World, build

SignIn = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture(scope="session")
async def city(empty: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Template, World]:
    """甬江市 as a template, and the ids of its places and people."""
    template = Template(tmp_path_factory.mktemp("city"))
    settings = await empty.copy(template.folder)
    template.name = settings.database_url.rsplit("/", 1)[-1]
    async with open_office(settings):
        world = await build()
    return template, world


@pytest.fixture
async def town(city: tuple[Template, World], tmp_path: Path) -> AsyncIterator[Ground]:
    """An open office with the city in it; the test stands on it."""
    async with open_office(await city[0].copy(tmp_path / "town")) as ground:
        yield ground


@pytest.fixture
def world(city: tuple[Template, World], town: Ground) -> World:
    """Who is who in that office."""
    return city[1]


@pytest.fixture
async def sign_in(town: Ground) -> AsyncIterator[SignIn]:
    """Sign somebody in and answer their HTTP client; with no account, a client that is nobody."""
    clients: list[httpx2.AsyncClient] = []

    async def enter(account: str | None = None, device: str = "电脑") -> httpx2.AsyncClient:
        clients.append(http := client_of(town))
        if account:
            body = {"account": account, "password": PASSWORD, "device": device}
            answer = await http.post("/api/v1/sessions", json=body)
            http.headers["authorization"] = f"Bearer {answer.json()['token']}"
        return http

    yield enter
    for http in clients:
        await http.aclose()
