"""The whole line at the door: what people send, what they get, and that a repeat under one key happens once."""

from hashlib import sha256
from typing import Any

import httpx2
import pytest

from policy_library.parsing import numbers
from server.directory import service as directory
from server.kit import clock
from server.kit.ground import ground
from tests.conftest import client_of
from tests.documents.desk import rechecked
from tests.documents.issuing.desk import ADDRESSEES, CODE, with_code, work
from tests.world import PASSWORD, World


async def as_(http: httpx2.AsyncClient, account: str) -> None:
    opened = await directory.login(account, PASSWORD, "办公电脑")
    http.headers["authorization"] = f"Bearer {opened.token}"


async def post(http: httpx2.AsyncClient, path: str, key: str = "", **body: str) -> Any:
    content: dict[str, Any] = {"json": body} if body else {}
    answer = await http.post(f"/api/v1{path}", headers={"idempotency-key": key} if key else {}, **content)
    assert answer.is_success, answer.text
    return answer.json()


async def get(http: httpx2.AsyncClient, path: str) -> Any:
    answer = await http.get(f"/api/v1{path}")
    assert answer.is_success, answer.text
    return answer.json()


async def test_a_document_goes_out_and_comes_in_through_the_door(world: World) -> None:
    await with_code(world)
    document = f"/documents/{await rechecked(world)}"
    async with client_of(ground()) as http:
        await as_(http, "sysadmin")
        assert await post(http, f"/organs/{world.place('kfq')}/codes", code="甬开试发") == ["甬开试发"]
        await as_(http, "sfb.registrar")
        first = await post(http, f"{document}/register", key="1", code=CODE)
        assert await post(http, f"{document}/register", key="1", code=CODE) == first
        assert numbers.key(first["line"]["number"])
        await work()
        await as_(http, "sfb.proofreader")
        await post(http, f"{document}/proof")
        await as_(http, "sfb.sealkeeper")
        assert (await post(http, f"{document}/seal"))["print"]["seal_asked"]
        await work()
        await as_(http, "sfb.dispatcher")
        issued = await post(http, f"{document}/dispatch")
        await work()
        for key in ADDRESSEES:
            await as_(http, f"{key}.registrar")
            (line,) = (await get(http, "/inbound?state=to_sign"))["items"]
            case = (await get(http, f"/inbound/{line['id']}"))["case"]
            file = await http.get(f"/api/v1/inbound/{line['id']}/file")
            assert sha256(file.content).hexdigest() == case["sha256"] == issued["print"]["sealed"]
            signed = await post(http, f"/inbound/{line['id']}/sign-for", key="1")
            assert (signed["case"]["state"], signed["actions"]) == ("signed_for", ["register"])
        await as_(http, "dsj.drafter")
        assert {answer["state"] for answer in await get(http, f"{document}/receipts")} == {"signed_for"}
        assert (await get(http, document))["state"] == "closed"
        await as_(http, "sfb.registrar")
        book = await get(http, f"/numbers?code={CODE}&year={clock.today().year}")
        assert ([line["n"] for line in book["items"]], book["first_gap"]) == ([1], None)


@pytest.mark.parametrize("state", ["draft", "", "1"])
async def test_a_state_that_is_none_is_refused_at_the_door(world: World, state: str) -> None:
    async with client_of(ground()) as http:
        await as_(http, "jxj.registrar")
        assert (await http.get(f"/api/v1/inbound?state={state}")).status_code == 422
