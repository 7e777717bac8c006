"""The lists over HTTP are one's own, and say the same as the counts."""

from uuid import uuid4

import httpx2
import pytest

from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import holder_of_person
from server.kit.ground import ground
from tests.conftest import client_of
from tests.world import World


async def as_(world: World, account: str) -> httpx2.AsyncClient:
    token = (await directory.open_session(world.person(account), "phone")).token
    client = client_of(ground())
    client.headers["authorization"] = f"Bearer {token}"
    return client


async def test_nobody_reads_or_opens_what_is_not_theirs(world: World) -> None:
    holder = holder_of_person(world.person("mayor"))
    await notices.ask(uuid4(), holder, "sign_off", "关于试点工作的通知")
    await notices.tell(uuid4(), holder, "signed_for", "关于试点工作的通知")
    mayor, stranger = await as_(world, "mayor"), await as_(world, "dag.registrar")
    for kind in ("todo", "info"):
        (notice,) = (await mayor.get(f"/api/v1/todos?kind={kind}")).json()["items"]
        assert (await stranger.get(f"/api/v1/todos?kind={kind}")).json() == {"items": [], "next": None}
        refused = await stranger.post(f"/api/v1/todos/{notice['id']}/read")
        assert (refused.status_code, refused.json()["code"]) == (404, "notices.no_such_notice")
        assert (await mayor.post(f"/api/v1/todos/{notice['id']}/read")).status_code == 204
    assert (await mayor.get("/api/v1/todos/count")).json() == {"todo": 1, "info": 0, "unread": 0}


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/count"), ("POST", "/read")])
async def test_nobody_in_particular_gets_nothing(world: World, method: str, path: str) -> None:
    assert (await client_of(ground()).request(method, f"/api/v1/todos{path}")).status_code == 401


async def test_everything_is_opened_at_once(world: World) -> None:
    for _ in range(3):
        await notices.ask(uuid4(), holder_of_person(world.person("mayor")), "sign_off", "关于试点工作的通知")
    mayor = await as_(world, "mayor")
    assert (await mayor.post("/api/v1/todos/read")).status_code == 204
    assert (await mayor.get("/api/v1/todos?unread=true")).json()["items"] == []
    assert (await mayor.get("/api/v1/todos/count")).json() == {"todo": 3, "info": 0, "unread": 0}
