"""The room over HTTP, as a client of the office sees it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from server.directory import service as directory
from server.kit import clock
from server.kit.ground import ground
from tests.conftest import client_of
from tests.documents.circulation.desk import CLERK, MAYOR, PDF, VICE, for_reading, proposed
from tests.world import World


class Caller:
    """Somebody at their computer."""

    def __init__(self, http: httpx2.AsyncClient, token: str) -> None:
        self.http, self.headers = http, {"authorization": f"Bearer {token}"}

    async def get(self, path: str) -> httpx2.Response:
        return await self.http.get(f"/api/v1{path}", headers=self.headers)

    async def post(self, path: str, body: Any = None, key: str = "") -> httpx2.Response:
        headers = {**self.headers, **({"idempotency-key": key} if key else {})}
        return await self.http.post(f"/api/v1{path}", json=body, headers=headers)


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(ground()) as client:
        yield client


async def at(world: World, http: httpx2.AsyncClient, account: str) -> Caller:
    return Caller(http, (await directory.open_session(world.person(account), "电脑")).token)


def plain(*ids: UUID) -> list[str]:
    return [str(each) for each in ids]


async def test_an_order_from_the_page_to_its_task(world: World, http: httpx2.AsyncClient) -> None:
    case_id = await proposed(world)
    mayor, clerk = await at(world, http, MAYOR), await at(world, http, CLERK)
    offered = (await mayor.get("/instructions/presets?page=handling")).json()
    assert "circle" not in {offer["code"] for offer in offered}
    sha256 = (await mayor.get(f"/inbound/{case_id}")).json()["case"]["sha256"]
    words = {"page": "handling", "codes": ["assign_lead"], "seen": sha256, "text": "请大数据局牵头,抓紧办"}
    assert (await mayor.post(f"/inbound/{case_id}/instructions", words)).json()["code"] == "circulation.places_missing"
    words["places"] = plain(world.place("dsj"), world.place("fgw"))
    first = await mayor.post(f"/inbound/{case_id}/instructions", words, key="k1")
    again = await mayor.post(f"/inbound/{case_id}/instructions", words, key="k1")
    assert (first.status_code, again.json()) == (201, first.json())
    read = (await clerk.get(f"/inbound/{case_id}/instructions")).json()
    assert [said["instruction"]["words"]["text"] for said in read["items"]] == ["请大数据局牵头,抓紧办"]
    given = {
        "instruction_id": first.json()["id"],
        "lead": read["items"][0]["proposed_lead"],
        "co": plain(world.place("fgw")),
        "due_on": (clock.today() + timedelta(days=3)).isoformat(),
        "requirement": "报送办理结果",
    }
    case = (await clerk.post(f"/inbound/{case_id}/assign", given)).json()
    assert (case["state"], [task["role"] for task in case["tasks"]]) == ("handling", ["lead", "co"])
    settled = await clerk.post(f"/instructions/{first.json()['id']}/no-action", {"reason": "理由"})
    assert (settled.status_code, settled.json()["code"]) == (409, "circulation.already_settled")


async def test_a_document_goes_round(world: World, http: httpx2.AsyncClient) -> None:
    case_id = await for_reading(world)
    clerk, vice, mayor = [await at(world, http, account) for account in (CLERK, VICE, MAYOR)]
    people = plain(world.person(VICE), world.person(MAYOR))
    asked = {"mode": "sequential", "purpose": "请阅知", "people": people}
    card = (await clerk.post(f"/inbound/{case_id}/circulations", asked)).json()
    one = f"/circulations/{card['id']}"
    assert [line["state"] for line in card["readers"]] == ["delivered", "waiting"]
    assert (await mayor.get(one)).status_code == 404
    assert (await vice.post(f"{one}/confirm", {})).json()["code"] == "circulation.not_opened"
    assert (await vice.get(f"{one}/file")).json()["code"] == "circulation.not_opened"
    assert (await vice.get(one)).json()["readers"][0]["state"] == "delivered"
    assert (await vice.post(f"{one}/open")).json()["readers"][0]["state"] == "opened"
    assert (await vice.get(f"{one}/file")).content == PDF
    assert (await vice.get(f"/inbound/{case_id}/file")).status_code == 404
    assert (await vice.post(f"{one}/confirm", {"opinion": "已阅"})).status_code == 200
    assert (await clerk.post(f"{one}/remind")).json() == {"people": plain(world.person(MAYOR))}
    assert (await mayor.get("/circulations")).json()["items"][0]["id"] == card["id"]
    back = await clerk.post(f"{one}/recall", {"reason": "外出", "people": plain(world.person(MAYOR))})
    assert [line["state"] for line in back.json()["readers"]] == ["confirmed", "recalled"]
    assert (await clerk.get(f"/inbound/{case_id}")).json()["case"]["state"] == "closed"
    for path in (one, f"{one}/file"):
        assert (await mayor.get(path)).status_code == 404
    assert (await mayor.get("/circulations")).json()["items"] == []
