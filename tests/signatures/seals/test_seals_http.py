"""The register at the door: who is let in, and that nothing secret ever comes out."""

import base64
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
import structlog
from cryptography import x509
from PIL import Image
from structlog.testing import capture_logs

from server.directory import service as directory
from server.journal.models import EntryRow
from server.kit import clock
from server.kit.ground import ground
from signatures.gm.keys import Family
from signatures.gm.ses import read_seal
from signatures.seals import service
from signatures.seals.models import AuthorityKeyRow, CrlRow, SealEventRow, SealRow
from signatures.seals.rules.authority import Part
from signatures.seals.service.authority import label as label_of_part
from signatures.seals.service.die import label as label_of_seal
from signatures.seals.service.secret import FILE, unlock_secret
from tests.conftest import client_of
from tests.signatures.seals.steps import official
from tests.world import World

API = "/api/v1/seals"
PEOPLE = ("sfb.sealkeeper", "sfb.director", "sysadmin", "secadmin", "auditadmin", "mayor", "dsj.countersign")
KEEPER, DIRECTOR, HEAD, SYSTEM, SECURITY = "sfb.sealkeeper", "sfb.director", "mayor", "sysadmin", "secadmin"
ADMINISTRATORS = {"sysadmin", "secadmin", "auditadmin"}


async def as_(world: World, account: str) -> httpx2.AsyncClient:
    token = (await directory.open_session(world.person(account), "电脑")).token
    client = client_of(ground())
    client.headers["authorization"] = f"Bearer {token}"
    return client


async def sent(world: World, account: str, method: str, path: str, body: Any = None) -> httpx2.Response:
    async with await as_(world, account) as http:
        return await http.request(method, path, json=body)


REASON = {"reason": "例行检查"}
FILING = {"number": "甬印备〔2026〕99号", "day": clock.today().isoformat()}
WALK: tuple[tuple[str, str, Any], ...] = (
    (HEAD, "approve", None),
    (SYSTEM, "make", None),
    (SECURITY, "file", FILING),
    (KEEPER, "activate", None),
)


async def asked(world: World) -> dict[tuple[str, str], tuple[set[str], Any]]:
    """Every route about one active seal: who alone may, and with which body."""
    one, keeper = f"{API}/{(await official(world)).id}", str(world.person(KEEPER))
    stopping = {KEEPER, DIRECTOR, SYSTEM}
    return {
        ("GET", f"{one}/picture"): ({KEEPER}, None),
        ("PUT", f"{one}/picture"): ({DIRECTOR}, None),
        ("POST", f"{one}/approve"): ({HEAD}, None),
        ("POST", f"{one}/refuse"): ({HEAD}, REASON),
        ("POST", f"{one}/make"): ({SYSTEM}, None),
        ("POST", f"{one}/file"): ({SECURITY}, FILING),
        ("POST", f"{one}/activate"): ({KEEPER}, None),
        ("POST", f"{one}/hand-over"): ({KEEPER}, {"keepers": [keeper], **REASON}),
        ("POST", f"{one}/suspend"): (stopping, REASON),
        ("POST", f"{one}/resume"): ({SYSTEM}, REASON),
        ("POST", f"{one}/report-lost"): (stopping, REASON),
        ("POST", f"{one}/revoke"): ({SYSTEM}, REASON),
        ("POST", f"{one}/destroy"): ({SYSTEM}, REASON),
        ("POST", API): ({DIRECTOR}, {"organ_id": str(world.place("szf")), "kind": "contract"}),
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


async def test_a_seal_walks_through_all_hands_over_http(world: World) -> None:
    body = {"organ_id": str(world.place("szf")), "kind": "business", "bottom": "行政审批专用章"}
    answer = await sent(world, DIRECTOR, "POST", API, body)
    assert answer.status_code == 201
    one = f"{API}/{answer.json()['id']}"
    for account, step, given in WALK:
        assert (await sent(world, account, "POST", f"{one}/{step}", given)).status_code == 200
    seal = (await sent(world, KEEPER, "GET", one)).json()
    assert (seal["state"], seal["name"]) == ("active", "甬江市人民政府行政审批专用章")
    assert (seal["record_number"], seal["recorded_on"]) == tuple(FILING.values())
    events = (await sent(world, "auditadmin", "GET", f"{one}/events")).json()
    assert [event["act"] for event in events] == ["apply", "approve", "make", "file", "activate"]
    picture = await sent(world, KEEPER, "GET", f"{one}/picture")
    with Image.open(io.BytesIO(picture.content)) as image:
        assert image.width == image.height


async def test_a_registered_picture_takes_the_place_of_the_drawn_one_before_approval(world: World) -> None:
    body = {"organ_id": str(world.place("szf")), "kind": "contract"}
    one = f"{API}/{(await sent(world, DIRECTOR, 'POST', API, body)).json()['id']}"
    mine = await ground().blobs.read((await SealRow.get(id=(await official(world)).id)).picture)
    async with await as_(world, DIRECTOR) as http:
        assert (await http.put(f"{one}/picture", content=b"GIF89a")).json()["code"] == "seals.picture_unfit"
        assert (await http.put(f"{one}/picture", content=b"x" * 300_000)).status_code == 413
        assert (await http.put(f"{one}/picture", content=mine)).json()["state"] == "applied"
    for account, step, given in WALK:
        assert (await sent(world, account, "POST", f"{one}/{step}", given)).status_code == 200
    row = await SealRow.get(id=one.rsplit("/", 1)[1])
    assert read_seal(row.seal_der).picture.data == await ground().blobs.read(row.picture)
    async with await as_(world, DIRECTOR) as http:
        assert (await http.put(f"{one}/picture", content=mine)).json()["code"] == "seals.act_unfit"
    assert await service.audit() == []


async def test_strangers_ask_what_a_seal_is_and_was_and_hear_nothing_else(world: World) -> None:
    seal, before = await official(world), clock.now()
    await service.suspend(await world.actor(KEEPER), seal.id, "检查")
    async with client_of(ground()) as http:
        path = f"/api/v1/seal-status/{seal.es_id}"
        now = await http.get(path)
        then = await http.get(path, params={"at": before.isoformat().replace("+00:00", "Z")})
        nothing = await http.get(f"/api/v1/seal-status/{'0' * 32}")
        odd = await http.get(path, params={"at": "2026-01-01T00:00:00"})
    assert (now.json()["then"], now.json()["now"]) == ("suspended", "suspended")
    assert (then.json()["then"], then.json()["now"]) == ("active", "suspended")
    assert set(now.json()) == {"es_id", "at", "then", "now"}
    assert nothing.json()["code"] == "seals.no_such_seal"
    assert odd.status_code == 422, "a moment without a zone is no moment"


async def test_strangers_fetch_the_revocation_lists(world: World) -> None:
    async with client_of(ground()) as http:
        for family in ("sm2", "ecdsa"):
            answer = await http.get(f"/api/v1/crl/{family}")
            assert answer.headers["content-type"] == "application/pkix-crl"
            assert x509.load_der_x509_crl(answer.content).is_signature_valid is not None
        assert (await http.get("/api/v1/crl/rsa")).status_code == 422


@pytest.mark.parametrize(
    ("account", "organs"),
    [(KEEPER, {"szf", "sfb"}), ("dsj.countersign", {"dsj"}), ("dongpu.head", {"dongpu"}), ("fgw.drafter", set())],
)
async def test_people_see_the_seals_for_which_they_answer(world: World, account: str, organs: set[str]) -> None:
    async with await as_(world, account) as http:
        found = (await http.get(API)).json()["items"]
    approving = {"dongpu.head": set[str]()}.get(account, organs)
    assert {seal["organ_id"] for seal in found} == {str(world.place(key)) for key in approving}


async def test_who_approves_sees_what_waits_for_him_and_nobody_sees_what_is_not_his(world: World) -> None:
    body = {"organ_id": str(world.place("dsj")), "kind": "internal", "name": "甬江市大数据局办公室"}
    seal = (await sent(world, "dsj.reviewer", "POST", API, body)).json()
    waiting = (await sent(world, HEAD, "GET", API)).json()["items"]
    assert waiting[0]["id"] == seal["id"]
    assert (await sent(world, HEAD, "GET", f"{API}/{seal['id']}/picture")).status_code == 200
    for account in ("fgw.drafter", "dongpu.registrar"):
        for path in (f"{API}/{seal['id']}", f"{API}/{seal['id']}/events"):
            assert (await sent(world, account, "GET", path)).status_code == 404


async def test_administrators_see_the_whole_register_page_by_page(world: World) -> None:
    async with await as_(world, "secadmin") as http:
        whole = (await http.get(API)).json()["items"]
        first = (await http.get(API, params={"limit": 5})).json()
        second = (await http.get(API, params={"limit": 100, "before": first["next"]})).json()
    assert len(whole) == 13
    assert first["items"] + second["items"] == whole


async def test_a_repeated_decision_under_one_key_is_decided_once(world: World) -> None:
    seal = await official(world)
    async with await as_(world, KEEPER) as http:
        http.headers["idempotency-key"] = "stop-1"
        answers = [await http.post(f"{API}/{seal.id}/suspend", json={"reason": "遗失"}) for _ in range(2)]
    assert answers[0].json()["state"] == "suspended"
    assert answers[0].content == answers[1].content


# --- nothing of a key ever comes out ---------------------------------------------------------------------------


def written(secret: bytes) -> Iterator[bytes]:
    """The ways in which bytes could be spelt in an answer, a log line or a row."""
    yield from (secret, secret.hex().encode(), base64.b64encode(secret)[:-4], base64.urlsafe_b64encode(secret)[:-4])
    yield repr(secret)[2:-1].encode()
    yield str(int.from_bytes(secret, "big")).encode()


async def plain_secrets() -> list[bytes]:
    """Every private key of the office, as it is inside."""
    found = []
    for seal in await SealRow.filter(custodian="local"):
        found += [unlock_secret(seal.key, label_of_seal(seal.id, Family.SM2))] if seal.key else []
        found += [unlock_secret(seal.plain_key, label_of_seal(seal.id, Family.ECDSA))] if seal.plain_key else []
    for row in await AuthorityKeyRow.all():
        found.append(unlock_secret(row.key, label_of_part(Part(row.role), row.family)))
    return found


async def locked_secrets() -> list[bytes]:
    seals = [key for row in await SealRow.all() for key in (row.key, row.plain_key) if key]
    return [*seals, *(row.key for row in await AuthorityKeyRow.all()), (ground().settings.data / FILE).read_bytes()]


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
    secrets = [*await plain_secrets(), *await locked_secrets()]
    said: list[bytes] = []
    with loud() as lines:
        routes = await asked(world)
        for account in PEOPLE:
            async with await as_(world, account) as http:
                for (method, path), (_, body) in routes.items():
                    answer = await http.request(method, path, json=body)
                    said.append(answer.content + str(answer.headers).encode())
                said.append((await http.get(API)).content)
    die = await service.die((await official(world, "dsj")).id)
    said.append(repr((lines, die, die.signer, ground().settings)).encode())
    said += [json.dumps(row.facts, ensure_ascii=False).encode() for row in await EntryRow.all()]
    said += [json.dumps(row.facts, ensure_ascii=False).encode() for row in await SealEventRow.all()]
    said += [row.der for row in await CrlRow.all()]
    everything = b"\n".join(said)
    assert b"certificate_serial" in everything
    assert lines
    for secret in [*secrets, *await plain_secrets(), *await locked_secrets()]:
        assert not [spelt for spelt in written(secret) if spelt in everything]
    assert b"PRIVATE KEY" not in everything


async def test_no_key_lies_open_in_the_database(world: World) -> None:
    if ground().settings.database_url:
        pytest.skip("reads the file of SQLite")
    secrets = await plain_secrets()
    with sqlite3.connect(ground().settings.data / "zhengban.db") as database:
        dump = "\n".join(database.iterdump()).lower()
    database.close()
    assert len(secrets) == 13 * 2 + 5
    assert not [secret for secret in secrets if secret.hex() in dump]
