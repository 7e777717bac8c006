"""联合行文 at the door: what is sent, what is told, and by which code it is refused."""

from typing import Any

import httpx2
import msgspec

from server.kit.ground import ground
from tests.conftest import client_of
from tests.documents.issuing.desk import work
from tests.documents.issuing.test_issuing_http import as_, get, post
from tests.documents.joint import CODE, KEEPERS, SIGNERS, joint_notice
from tests.world import World

LEAD, CO = "甬江市大数据局", "甬江市财政局"


async def sent(http: httpx2.AsyncClient, path: str, body: Any, status: int = 200) -> Any:
    answer = await http.post(f"/api/v1{path}", content=msgspec.json.encode(body))
    assert answer.status_code == status, answer.text
    return answer.json()


def begun(world: World, **other: Any) -> dict[str, Any]:
    """A request for a new joint document."""
    asked = {
        "content": joint_notice(world),
        "issuer_id": world.place("dsj"),
        "signer_id": world.person(SIGNERS[0]),
        "co_signers": [{"organ_id": world.place("czj"), "signer_id": world.person(SIGNERS[1])}],
    }
    return {**asked, **other}


async def seen(http: httpx2.AsyncClient, document: str) -> dict[str, str]:
    return {"seen": (await get(http, document))["draft"]["hash"]}


def signed(card: Any) -> list[tuple[str, bool]]:
    return [(each["organ_name"], each["signed_at"] is not None) for each in card["signatures"]]


async def test_two_organs_issue_a_document_through_the_door(world: World) -> None:
    async with client_of(ground()) as http:
        await as_(http, "dsj.drafter")
        document = f"/documents/{(await sent(http, '/documents', begun(world), 201))['id']}"
        card = await sent(http, f"{document}/submit", {"reason": "已商定"})
        assert signed(card) == [(LEAD, False), (CO, False)]
        for account in ("dsj.head", "dsj.reviewer"):
            await as_(http, account)
            await sent(http, f"{document}/review", await seen(http, document))
        for account, after in zip(SIGNERS, ("joint_sign", "signed"), strict=True):
            await as_(http, account)
            card = await sent(http, f"{document}/sign-off", await seen(http, document))
            assert (card["state"], signed(card)) == (after, [(LEAD, True), (CO, after == "signed")])
        await as_(http, "dsj.reviewer")
        await sent(http, f"{document}/recheck", await seen(http, document))
        await as_(http, "dsj.registrar")
        await post(http, f"{document}/register", code=CODE)
        await work()
        await post(http, f"{document}/proof")
        for pressed, keeper in enumerate(KEEPERS, start=1):
            await as_(http, keeper)
            assert (await post(http, f"{document}/seal", key="1"))["print"]["seal_asked"]
            await work()
            seals = (await get(http, f"{document}/issued"))["print"]["seals"]
            assert [each["sealed_at"] is not None for each in seals] == [n < pressed for n in range(2)]
        assert (await get(http, document))["state"] == "sealed"
        file = await http.get(f"/api/v1{document}/file")
        verdict = (await http.post("/api/v1/verify", content=file.content)).json()
        assert (verdict["state"], [seal["organ"] for seal in verdict["seals"]]) == ("valid", [LEAD, CO])


async def test_what_does_not_fit_is_refused_by_its_code(world: World) -> None:
    nobody = [{"organ_id": world.place("czj"), "signer_id": world.person("czj.drafter")}]
    refused: dict[str, dict[str, Any]] = {
        "workflow.co_signers_differ": {"co_signers": []},
        "workflow.signer_not_eligible": {"co_signers": nobody},
        "drafting.unknown_issuer": {"content": joint_notice(world, joint=(world.person("mayor"),))},
    }
    async with client_of(ground()) as http:
        await as_(http, "dsj.drafter")
        for code, change in refused.items():
            assert (await sent(http, "/documents", begun(world, **change), 422))["code"] == code
        document = f"/documents/{(await sent(http, '/documents', begun(world), 201))['id']}"
        body = {"reason": "已商定", "co_signers": []}
        assert (await sent(http, f"{document}/submit", body, 422))["code"] == "workflow.co_signers_differ"
