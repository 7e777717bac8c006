"""The door: what is not what the handler's signature says never reaches the handler."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx2
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send
from tortoise.context import TortoiseContext

from server.app import create_app
from server.directory.rules.standing import Actor
from server.kit import http
from server.kit.blobs import Blobs
from server.kit.bus import Bus
from server.kit.errors import OfficeError
from server.kit.files import Download, File, Upload
from server.kit.ground import Ground
from server.kit.http import In, route
from server.settings import Settings

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Small = Annotated[int, msgspec.Meta(ge=1, le=100)]
SETTINGS = Settings()
CALLER = Actor(uuid4(), "王敏", uuid4(), ())


class Inner(msgspec.Struct, frozen=True):
    words: str = ""


class NoteIn(In, frozen=True):
    text: str
    inner: Inner = Inner()
    n: Small = 1


async def say(actor: Actor, *, note_id: UUID, body: NoteIn, page: Small = 7, loud: bool = False) -> dict[str, Any]:
    """说话。"""
    return {"who": actor.name, "note_id": note_id, "body": body, "page": page, "loud": loud}


async def keep(actor: Actor, *, upload: Upload) -> int:
    """收文件。"""
    return len(await upload.read(1000))


async def hand_out(actor: Actor, *, name: str, html: bool = False) -> File:
    """发文件。"""
    return File(b"<script>", "text/html" if html else "application/pdf", name)


async def fetch(actor: Actor, *, name: str) -> Download:
    """发存档文件。"""
    return Download(Path(__file__), "text/x-python", name)


TABLE = [
    route("/notes/{note_id}", "POST", say, status=201),
    route("/files", "POST", keep, slow=True),
    route("/made", "GET", hand_out),
    route("/kept", "GET", fetch),
]


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of these routes alone, logged in; there is no database behind them."""
    app = Starlette(routes=TABLE, exception_handlers={OfficeError: http.refuse})
    ground = Ground(SETTINGS, TortoiseContext(), Bus(), Blobs(tmp_path))

    async def known(scope: Scope, receive: Receive, send: Send) -> None:
        with ground.stand():
            await app({**scope, "state": {"caller": CALLER}}, receive, send)

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=known), base_url="http://door") as client:
        yield client


ONE = f"/notes/{UUID(int=7)}"
GOOD = b'{"text": "ok"}'


def malformed(answer: httpx2.Response) -> bool:
    return answer.status_code == 422 and answer.json()["code"] == "office.malformed"


async def test_a_request_as_the_signature_says_arrives_whole(door: httpx2.AsyncClient) -> None:
    body = {"text": "关于试点的通知", "inner": {"words": "秘"}, "n": 100}
    answer = await door.post(f"{ONE}?page=3&loud=true", json=body)
    assert answer.status_code == 201
    assert answer.json() == {"who": "王敏", "note_id": ONE[7:], "body": body, "page": 3, "loud": True}


DEEP = b'{"text": "a", "inner": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
BODIES = {
    "empty": b"",
    "not JSON": b"text=ok",
    "no object": b"[]",
    "missing field": b"{}",
    "unknown field": b'{"text": "ok", "txet": 1}',
    "wrong type": b'{"text": 1}',
    "null": b'{"text": null}',
    "out of range": b'{"text": "ok", "n": 101}',
    "huge integer": b'{"text": "ok", "n": ' + b"9" * 5000 + b"}",
    "huge exponent": b'{"text": "ok", "n": 1e400}',
    "trailing": GOOD + b"}",
    "cut off": GOOD[:-1],
    "NUL": b'{"text": "a\\u0000b"}',
    "raw NUL": b'{"text": "a\x00b"}',
    "lone high surrogate": b'{"text": "\\ud800"}',
    "lone low surrogate": b'{"text": "\\udc00x"}',
    "bad UTF-8": b'{"text": "\xff\xfe"}',
    "UTF-8 surrogate": b'{"text": "\xed\xa0\x80"}',
    "UTF-16": '{"text": "ok"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "deep": DEEP,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_body_that_is_not_the_contract_is_refused(door: httpx2.AsyncClient, body: bytes) -> None:
    assert malformed(await door.post(ONE, content=body))


@few
@given(noise=st.binary(max_size=60))
async def test_noise_is_refused_and_never_a_fault(door: httpx2.AsyncClient, noise: bytes) -> None:
    for body in (noise, b'{"text": "' + noise + b'"}', b'{"text": "ok", "inner": ' + noise + b"}"):
        answer = await door.post(ONE, content=body)
        assert malformed(answer) or answer.status_code == 201


@few
@given(before=st.text(st.sampled_from('\\u0"a政'), max_size=12), nul=st.booleans(), after=st.text("\\u0", max_size=6))
async def test_u0000_is_refused_and_its_name_is_text(
    door: httpx2.AsyncClient, before: str, nul: bool, after: str
) -> None:
    text = f"{before}\0{after}" if nul else f"{before}\\u0000{after}"
    answer = await door.post(ONE, content=json.dumps({"text": text}).encode())
    if nul:
        assert malformed(answer)
    else:
        assert answer.json()["body"]["text"] == text


async def test_a_percent_sign_in_a_query_is_text(door: httpx2.AsyncClient) -> None:
    answer = await door.get("/made", params={"name": "增长%00.pdf"})
    assert answer.status_code == 200


@pytest.mark.parametrize(("path", "pace"), [(ONE, "BODY_SECONDS"), ("/files", "UPLOAD_SECONDS")])
async def test_a_body_that_trickles_is_not_waited_for(
    door: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str, pace: str
) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.01)

    monkeypatch.setattr(http, pace, 0.1)
    async with asyncio.timeout(5):
        answer = await door.post(path, content=trickle())
    assert (answer.status_code, answer.json()["code"]) == (408, "office.too_slow")
    assert answer.headers["connection"] == "close"


def test_whatever_takes_a_body_says_that_it_may_be_too_slow() -> None:
    said = {item.contract.handler: http.TooSlow in item.contract.errors for item in TABLE}
    assert said == {say: True, keep: True, hand_out: False, fetch: False}


QUERIES = {
    "not a number": "page=x",
    "empty": "page=",
    "below": "page=0",
    "above": "page=101",
    "huge": "page=" + "9" * 5000,
    "fraction": "page=1.5",
    "twice": "page=1&page=1",
    "not a truth": "loud=maybe",
    "unknown": "pgae=1",
    "NUL": "page=1%00",
    "bad UTF-8": "page=%ff",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_a_query_that_is_not_the_contract_is_refused(door: httpx2.AsyncClient, query: str) -> None:
    assert malformed(await door.post(f"{ONE}?{query}", content=GOOD))


@pytest.mark.parametrize("note_id", ["x", "0", "%00", "\ud7ff", "1" * 500, "%ff"])
async def test_a_path_that_is_not_the_contract_is_refused(door: httpx2.AsyncClient, note_id: str) -> None:
    answer = await door.post(f"/notes/{note_id}", content=GOOD)
    assert malformed(answer) or answer.status_code == 404


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", ""])
async def test_the_body_counts_and_not_what_it_calls_itself(door: httpx2.AsyncClient, kind: str) -> None:
    assert (await door.post(ONE, content=GOOD, headers={"content-type": kind})).status_code == 201


async def test_a_body_past_the_limit_is_refused(door: httpx2.AsyncClient) -> None:
    limit = SETTINGS.max_body
    room = limit - len(GOOD)
    assert (await door.post(ONE, content=b" " * room + GOOD)).status_code == 201
    too_large = await door.post(ONE, content=b" " * (room + 1) + GOOD)
    assert too_large.status_code == 413
    assert too_large.json() == {
        "code": "office.too_large",
        "message": "内容超过允许的大小。",
        "details": {"limit": limit},
    }


@few
@given(size=st.integers(0, 2000))
async def test_an_upload_is_read_up_to_its_limit(door: httpx2.AsyncClient, size: int) -> None:
    answer = await door.post("/files", content=b"x" * size)
    assert (
        (answer.status_code, answer.content) == (200, str(size).encode()) if size <= 1000 else answer.status_code == 413
    )


@few
@given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30))
async def test_a_file_is_an_attachment_under_its_name_whatever_that_is(door: httpx2.AsyncClient, name: str) -> None:
    for path in (f"/made?name={quote(name, safe='')}&html=true", f"/kept?name={quote(name, safe='')}"):
        answer = await door.get(path)
        assert answer.status_code == 200
        said = answer.headers["content-disposition"]
        assert said.startswith("attachment; filename*=UTF-8''")
        assert not set("\r\n;") & set(said.removeprefix("attachment;"))


async def test_a_misspelt_address_and_a_wrong_verb_are_refused_in_chinese(client: httpx2.AsyncClient) -> None:
    for answer, status in ((await client.get("/nowhere"), 404), (await client.delete("/healthz"), 405)):
        problem = answer.json()
        assert answer.status_code == status
        assert problem["code"] == f"http.{status}"
        assert problem["message"].endswith("。")


async def test_a_fault_says_nothing_about_itself(office: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(token: str) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("server.directory.service.who", broken)
    app = create_app(office.settings)

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"ground": office}}, receive, send)

    transport = httpx2.ASGITransport(app=with_state, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://office") as http:
        answer = await http.get("/api/v1/me", headers={"authorization": "Bearer x"})
    assert answer.status_code == 500
    assert answer.json()["code"] == "office.fault"
    assert "secret" not in answer.text


def test_every_refusal_keeps_its_shape() -> None:
    problem = json.loads(msgspec.json.encode(http.Problem("a.b", "不行。", {"n": 1})))
    assert problem == {"code": "a.b", "message": "不行。", "details": {"n": 1}}
