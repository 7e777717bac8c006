"""Signing in to the city."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
import pytest

from server.kit.ground import ground
from tests.conftest import client_of
from tests.world import PASSWORD, World

SignIn = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture
async def sign_in(world: World) -> AsyncIterator[SignIn]:
    """Sign somebody in and answer their HTTP client; with no account, a client that is nobody."""
    clients: list[httpx2.AsyncClient] = []

    async def enter(account: str | None = None, device: str = "电脑") -> httpx2.AsyncClient:
        clients.append(http := client_of(ground()))
        if account:
            body = {"account": account, "password": PASSWORD, "device": device}
            answer = await http.post("/api/v1/sessions", json=body)
            http.headers["authorization"] = f"Bearer {answer.json()['token']}"
        return http

    yield enter
    for http in clients:
        await http.aclose()
