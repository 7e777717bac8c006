"""The register at the door: who is let in, and that nothing secret ever comes out."""

import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
import structlog
from structlog.testing import capture_logs

from server.directory import service as directory
from server.journal.models import EntryRow
from server.kit.ground import ground
from signatures.seals import service
from signatures.seals.models import AuthorityRow, SealRow
from signatures.seals.service.secret import FILE, unlock
from tests.conftest import client_of
from tests.world import World

API = "/api/v1/seals"
PEOPLE = ("sfb.sealkeeper", "secretarygeneral", "sysadmin", "secadmin", "auditadmin", "mayor", "dsj.countersign")


async def as_(world: World, account: str) -> httpx2.AsyncClient:
    token = (await directory.open_session(world.person(account), "电脑")).token
    client = client_of(ground())
    client.headers["authorization"] = f"Bearer {token}"
    return client


async def asked(world: World) -> dict[tuple[str, str], tuple[set[str], Any]]:
    """Every route about one seal: who alone may, and with which body."""
    one = f"{API}/{(await service.active_seal(world.place('szf'))).id}"
    reason = {"reason": "例行检查"}
    return {
        ("GET", f"{one}/uses"): ({"sfb.sealkeeper", "secretarygeneral", "auditadmin"}, None),
        ("GET", f"{one}/picture"): ({"sfb.sealkeeper"}, None),
        ("POST", f"{one}/suspend"): ({"sfb.sealkeeper", "secretarygeneral", "sysadmin"}, reason),
        ("POST", f"{one}/resume"): ({"sysadmin"}, reason),
        ("POST", f"{one}/revoke"): ({"sysadmin"}, reason),
        ("POST", API): ({"sysadmin"}, {"organ_id": str(world.place("szf"))}),
    }


async def test_every_route_answers_those_it_is_for_and_refuses_all_others(world: World) -> None:
    routes = await asked(world)
    for account in PEOPLE:
        async with await as_(world, account) as http:
            for (method, path), (allowed, body) in routes.items():
                answer = await http.request(method, path, json=body)
                assert (answer.status_code == 403) == (account not in allowed), (account, method, path)
    for method, path in routes:
        assert (await client_of(ground()).request(method, path)).status_code == 401


@pytest.mark.parametrize(
    ("account", "organs"),
    [("sfb.sealkeeper", {"szf", "sfb"}), ("dsj.countersign", {"dsj"}), ("mayor", set()), ("fgw.drafter", set())],
)
async def test_people_see_the_seals_for_which_they_answer(world: World, account: str, organs: set[str]) -> None:
    async with await as_(world, account) as http:
        found = (await http.get(API)).json()["items"]
    assert {seal["organ_id"] for seal in found} == {str(world.place(key)) for key in organs}


async def test_administrators_see_the_whole_register_page_by_page(world: World) -> None:
    async with await as_(world, "secadmin") as http:
        whole = (await http.get(API)).json()["items"]
        first = (await http.get(API, params={"limit": 5})).json()
        second = (await http.get(API, params={"limit": 100, "before": first["next"]})).json()
    assert len(whole) == 13
    assert first["items"] + second["items"] == whole


async def test_a_repeated_decision_under_one_key_is_decided_once(world: World) -> None:
    seal = await service.active_seal(world.place("szf"))
    async with await as_(world, "sfb.sealkeeper") as http:
        http.headers["idempotency-key"] = "stop-1"
        answers = [await http.post(f"{API}/{seal.id}/suspend", json={"reason": "遗失"}) for _ in range(2)]
    assert answers[0].json()["state"] == "suspended"
    assert answers[0].content == answers[1].content


def written(secret: bytes) -> Iterator[bytes]:
    """The ways in which bytes could be spelt in an answer, a log line or a row."""
    yield from (secret, secret.hex().encode(), base64.b64encode(secret)[:-4], base64.urlsafe_b64encode(secret)[:-4])
    yield repr(secret)[2:-1].encode()


async def secrets_of_the_office() -> list[bytes]:
    folder = ground().settings.data
    locked = [row.key for row in await SealRow.all()] + [row.key for row in await AuthorityRow.all()]
    numbers = [unlock(key, folder).private_numbers().private_value for key in locked]
    plain = [number.to_bytes(32, "big") for number in numbers] + [str(number).encode() for number in numbers]
    return [*(key[-64:] for key in locked), *plain, (folder / FILE).read_bytes()]


@contextmanager
def loud() -> Iterator[list[Any]]:
    """Every log line that is written inside the block."""
    quiet = structlog.get_config()
    structlog.reset_defaults()
    try:
        with capture_logs() as lines:
            yield lines
    finally:
        structlog.configure(**quiet)


async def test_nothing_of_a_key_ever_comes_out(world: World) -> None:
    said: list[bytes] = []
    with loud() as lines:
        for account in PEOPLE:
            async with await as_(world, account) as http:
                for (method, path), (_, body) in (await asked_once(world)).items():
                    answer = await http.request(method, path, json=body)
                    said.append(answer.content + str(answer.headers).encode())
                said.append((await http.get(API)).content)
    said.append(repr(lines).encode())
    said += [json.dumps(row.facts, ensure_ascii=False).encode() for row in await EntryRow.all()]
    everything = b"\n".join(said)
    assert b"certificate_serial" in everything
    assert lines
    for secret in await secrets_of_the_office():
        assert not [spelt for spelt in written(secret) if spelt in everything]
    assert b"PRIVATE KEY" not in everything


async def asked_once(world: World) -> dict[tuple[str, str], tuple[set[str], Any]]:
    """As `asked`, for whichever seal of the government there is by now."""
    rows = await SealRow.filter(organ_id=world.place("szf")).order_by("-id")
    one = f"{API}/{rows[0].id}"
    routes: dict[tuple[str, str], tuple[set[str], Any]] = {
        ("POST", f"{one}/{act}"): (set(), {"reason": "检查"}) for act in ("suspend", "resume", "revoke")
    }
    routes |= {("GET", f"{one}/{what}"): (set(), None) for what in ("uses", "picture")}
    return routes | {("POST", API): (set(), {"organ_id": str(world.place("szf"))})}


async def test_no_key_lies_open_in_the_database(world: World) -> None:
    folder = ground().settings.data
    if ground().settings.database_url:
        pytest.skip("reads the file of SQLite")
    keys = [unlock(row.key, folder).private_numbers().private_value for row in await SealRow.all()]
    with sqlite3.connect(folder / "zhengban.db") as database:
        dump = "\n".join(database.iterdump()).lower()
    database.close()
    assert not [key for key in keys if f"{key:064x}" in dump]
