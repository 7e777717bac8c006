"""个人电子签名 over HTTP."""

import httpx2

from server.directory import service as directory
from server.kit.ground import ground
from tests.conftest import client_of
from tests.world import PASSWORD, World

OWN = "/api/v1/me/signature"


async def as_(world: World, account: str) -> httpx2.AsyncClient:
    token = (await directory.open_session(world.person(account), "电脑")).token
    client = client_of(ground())
    client.headers["authorization"] = f"Bearer {token}"
    return client


async def test_a_signature_from_its_making_to_its_end(world: World) -> None:
    async with await as_(world, "mayor") as http:
        assert (await http.get(OWN)).json()["code"] == "personal.no_signature"
        foreign = await http.post(OWN, json={"password": "Nanjing-2026", "pin": "739152"})
        assert (foreign.status_code, foreign.json()["code"]) == (401, "directory.login_refused")
        made = await http.post(OWN, json={"password": PASSWORD, "pin": "739152"})
        assert (made.status_code, made.json()["name"]) == (201, (await http.get("/api/v1/me")).json()["name"])
        assert "739152" not in made.text
        changed = await http.put(f"{OWN}/pin", json={"old_pin": "739152", "new_pin": "a1b2c3"})
        assert changed.status_code == 204
        wrong = await http.put(f"{OWN}/pin", json={"old_pin": "739152", "new_pin": "a1b2c4"})
        assert (wrong.status_code, wrong.json()["code"]) == (403, "personal.wrong_pin")
        plain = await http.put(f"{OWN}/pin", json={"old_pin": "a1b2c3", "new_pin": "123456"})
        assert (plain.status_code, plain.json()["code"]) == (422, "personal.pin_too_plain")
        assert (await http.post(f"{OWN}/revoke", json={"reason": "口令遗忘"})).status_code == 204
        assert (await http.get(OWN)).json()["revoked_reason"] == "口令遗忘"


async def test_it_is_asked_for_with_a_login_only(world: World) -> None:
    async with client_of(ground()) as http:
        for method, path in (("GET", OWN), ("POST", OWN), ("PUT", f"{OWN}/pin"), ("POST", f"{OWN}/revoke")):
            assert (await http.request(method, path, json={})).status_code == 401


async def test_the_administrator_revokes_somebody_elses(world: World) -> None:
    path = f"/api/v1/people/{world.person('mayor')}/signature/revoke"
    async with await as_(world, "mayor") as http:
        assert (await http.post(OWN, json={"password": PASSWORD, "pin": "739152"})).status_code == 201
        assert (await http.post(path, json={"reason": "离岗"})).status_code == 403
    async with await as_(world, "sysadmin") as http:
        assert (await http.post(path, json={"reason": "离岗"})).status_code == 204
        assert (await http.post(path, json={"reason": "离岗"})).json()["code"] == "personal.no_signature"
