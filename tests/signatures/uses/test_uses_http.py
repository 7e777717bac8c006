"""Uses at the door: who is let in, what is answered, and that a repeated request happens once."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from server.directory import service as directory
from server.kit import clock
from server.kit.ground import ground
from signatures.uses.rules.codes import grouped
from signatures.uses.service import codes
from tests.conftest import client_of
from tests.signatures.uses import desk
from tests.world import World

API = "/api/v1"


async def as_(world: World, account: str) -> httpx2.AsyncClient:
    token = (await directory.open_session(world.person(account), "电脑")).token
    client = client_of(ground())
    client.headers["authorization"] = f"Bearer {token}"
    return client


async def asking(world: World, http: httpx2.AsyncClient) -> dict[str, Any]:
    """A request as a client writes it, after handing in its file."""
    answer = await http.post(f"{API}/seal-use-files", params={"name": "报表.pdf"}, content=desk.pdf())
    assert answer.status_code == 201, answer.text
    (seal,) = (await http.get(f"{API}/seal-use-seals")).json()
    now = clock.now()
    return {
        "seal_id": seal["id"],
        "purpose": "报送统计报表",
        "opens_at": now.isoformat(),
        "closes_at": (now + timedelta(days=3)).isoformat(),
        "files": [
            {
                "file_id": answer.json()["id"],
                "copies": 3,
                "number": "甬江数据〔2026〕9号",
                "title": "统计报表",
                "places": [{"page": 2, "left_mm": 110, "top_mm": 200}],
            }
        ],
    }


async def test_a_file_goes_from_the_clerk_over_leader_and_keeper_to_whoever_holds_the_paper(world: World) -> None:
    async with await as_(world, desk.CLERK) as clerk:
        body = await asking(world, clerk)
        made = (await clerk.post(f"{API}/seal-uses", json=body)).json()
        one = f"{API}/seal-uses/{made['id']}"
        async with await as_(world, desk.APPROVER) as leader:
            assert [use["id"] for use in (await leader.get(f"{API}/seal-uses?waiting=true")).json()["items"]] == [
                made["id"]
            ]
            answer = await leader.post(f"{one}/approve", json={"seen": made["binding"]})
            assert answer.json()["state"] == "approved"
        async with await as_(world, desk.KEEPER) as keeper:
            assert (await keeper.get(f"{one}/items/1/file")).content == desk.pdf()
            assert (await keeper.post(f"{one}/items/1/press")).json()["items"][0]["state"] == "asked"
            refused = await keeper.post(f"{one}/items/1/press")
            assert (refused.status_code, refused.json()["code"]) == (409, "uses.asked_already")
        await desk.work()
        item = (await clerk.get(one)).json()["items"][0]
        sealed = (await clerk.get(f"{one}/items/1/sealed")).content
        verdict = (await clerk.post(f"{API}/verify", content=sealed)).json()
    assert (item["state"], verdict["state"]) == ("sealed", "valid")
    anybody = client_of(ground())
    said = (await anybody.get(f"{API}/codes/{grouped(item['code']).lower()}")).json()
    assert (said["number"], said["title"], said["sha256"]) == ("甬江数据〔2026〕9号", "统计报表", item["sealed"])
    assert [seal["state"] for seal in said["seals"]] == ["active"]
    assert "purpose" not in said
    unknown = await anybody.get(f"{API}/codes/{'0' * 16}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "uses.no_such_code")


async def test_a_repeated_request_is_made_once(world: World) -> None:
    async with await as_(world, desk.CLERK) as http:
        body = await asking(world, http)
        http.headers["idempotency-key"] = "once"
        first, second = [await http.post(f"{API}/seal-uses", json=body) for _ in range(2)]
        assert first.status_code == 201
        assert first.content == second.content
        assert len((await http.get(f"{API}/seal-uses")).json()["items"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"closes_at": "2026-12-01T00:00:00"},
        {"purpose": "  "},
        {"files": []},
        {"form": "xades"},
        {"places": []},
        {"places": [{"page": 1, "left_mm": -1, "top_mm": 0}]},
        {"copies": 0},
    ],
)
async def test_what_is_malformed_is_refused_as_such(world: World, change: dict[str, Any]) -> None:
    async with await as_(world, desk.CLERK) as http:
        body = await asking(world, http)
        for name, value in change.items():
            (body if name in ("closes_at", "purpose", "files", "form") else body["files"][0])[name] = value
        answer = await http.post(f"{API}/seal-uses", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "office.malformed")


async def test_codes_cannot_be_tried_one_after_the_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "PACE", 0.0)
    codes._asked.clear()
    http = client_of(ground())
    answers = [(await http.get(f"{API}/codes/{n:016}")).status_code for n in range(codes.MOST_A_MINUTE + 1)]
    codes._asked.clear()
    assert set(answers[:-1]) == {404}
    assert answers[-1] == 429


async def test_every_act_on_a_request_is_for_its_people_only(world: World) -> None:
    made = await desk.asked(world)
    one, seen, reason = f"{API}/seal-uses/{made.id}", {"seen": made.binding}, {"reason": "不妥"}
    acts = {
        f"{one}/approve": (seen, {desk.APPROVER, "dsj.reviewer", "dsj.deputy"}),
        f"{one}/refuse": (reason, {desk.APPROVER, "dsj.reviewer", "dsj.deputy"}),
        f"{one}/withdraw": (reason, {desk.CLERK}),
        f"{one}/items/1/press": (None, {desk.KEEPER}),
    }
    everybody = (
        desk.CLERK,
        desk.APPROVER,
        desk.KEEPER,
        "dsj.reviewer",
        "dsj.deputy",
        "dsj.head",
        "mayor",
        "auditadmin",
    )
    for account in everybody:
        async with await as_(world, account) as http:
            for path, (body, allowed) in acts.items():
                if account not in allowed:
                    status = (await http.post(path, json=body)).status_code
                    assert status == (404 if account in ("dsj.head", "mayor", "auditadmin") else 403), (account, path)
    async with await as_(world, desk.CLERK) as http:
        assert (await http.get(one)).json()["state"] == "requested"
