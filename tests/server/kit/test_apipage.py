"""The page that tells how to call: whatever the contract demands stands on it, and its introduction is true."""

import html
import json
import re
from typing import Any

import httpx2
import msgspec
import pytest

from messaging.gateway import errors, rules
from messaging.notices import rules as notices
from server import app
from server.directory.routes import LoginIn
from server.kit import apipage, http
from server.kit.errors import Unauthenticated

DOCUMENT = app.schema()
ADDRESS = "http://office"
PAGE = apipage.render(DOCUMENT, ADDRESS)
FRAMES = (
    rules.Hello,
    rules.Ping,
    rules.Send,
    rules.Sync,
    rules.Read,
    rules.View,
    rules.Welcome,
    rules.Pong,
    rules.Resync,
    rules.Refusal,
    rules.Ack,
    rules.Nak,
    rules.Events,
    rules.Synced,
    rules.ReadBy,
    rules.Lag,
    notices.Opened,
    notices.Closed,
)
ENDS = (errors.Nonsense, Unauthenticated, errors.Stalled, errors.Replaced, errors.TooManySockets)


def text(part: str) -> str:
    """What a browser shows of some HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", part))


def section(name: str) -> str:
    """The part of the page about one schema."""
    return PAGE.split(f'<section id="{name}">')[1].split("</section>")[0]


def test_every_link_of_the_page_leads_somewhere() -> None:
    links = set(re.findall(r'href="?#([^">]+)', PAGE))
    assert links
    assert links <= set(re.findall(r'id="?([^">]+)', PAGE))


def test_every_field_stands_there_with_all_that_is_demanded_of_it() -> None:
    for name, body in DOCUMENT["components"]["schemas"].items():
        part = section(name)
        rows = {
            field: text(row) for field, row in re.findall(r"<tr><td><code>(\w+)</code>(.*?)(?=<tr>|</table>)", part)
        }
        for field, shape in body.get("properties", {}).items():
            assert rows[field].startswith("必填" if field in body["required"] else "可选")
            assert all(demand in rows[field] for demand in demands(shape)), (name, field)
            assert shape.get("description", "").replace("`", "") in rows[field]
        assert all(json.dumps(value, ensure_ascii=False) in text(part) for value in body.get("enum", []))


def demands(shape: dict[str, Any]) -> list[str]:
    """What a caller must know of a value: its limits, its default, what is in it."""
    found = [str(shape[bound]) for bound in apipage.BOUNDS if bound in shape and "prefixItems" not in shape]
    found += [json.dumps(value, ensure_ascii=False) for value in shape.get("enum", [])]
    found += [json.dumps(shape["default"], ensure_ascii=False)] if "default" in shape else []
    found += [f"（{shape['format']}）"] if shape.get("format", "binary") != "binary" else []
    inner = [*shape.get("anyOf", []), *shape.get("prefixItems", []), shape.get("items")]
    return found + [demand for each in inner if each for demand in demands(each)]


def test_every_parameter_of_every_call_stands_there() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            fold = text(
                PAGE.split(f"{method.upper()}</span><code>{html.escape(path)}</code>")[1].split("</details>")[0]
            )
            for p in operation["parameters"]:
                assert p["name"] in fold
                assert all(demand in fold for demand in demands(p["schema"]))


def test_nothing_is_fetched_and_nothing_runs() -> None:
    assert not re.search(r"<script|<link|<img|<iframe|src=|url\(|@import|\son\w+=", PAGE)


def test_a_text_of_the_document_is_never_markup() -> None:
    schemas = {"<b>": {"description": "<i>", "enum": ["<u>"], "default": "<s>"}}
    shown = apipage.render({**DOCUMENT, "paths": {}, "components": {"schemas": schemas}}, "http://<s>")
    assert not re.search("<[bius]>", shown)


# --- the introduction ----------------------------------------------------------------------------------------

SAID = text(apipage.INTRODUCTION)


def test_the_introduction_logs_in_as_the_office_demands() -> None:
    body = re.search(r"-d '(.*)'", SAID)
    assert body
    assert msgspec.json.decode(body[1], type=LoginIn).account
    assert set(http.Problem.__struct_fields__) <= set(re.findall(r'"(\w+)": …', SAID))


async def test_the_examples_call_the_address_under_which_the_page_was_asked(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/docs", headers={"host": "oa.example:8443"})).text
    assert set(re.findall(r"https?://[^/<\s]+", page)) == {"http://oa.example:8443"}


def test_search_pages_as_the_introduction_says() -> None:
    """By offset, no deeper than it says; every other list by `before`."""
    queries = {
        path: {p["name"]: p["schema"] for p in operations["get"]["parameters"] if p["in"] == "query"}
        for path, operations in DOCUMENT["paths"].items()
        if "get" in operations
    }
    by_offset = {path: query["offset"]["exclusiveMaximum"] for path, query in queries.items() if "offset" in query}
    told = re.search(r"政策检索 (\S+) .*前 (\d+) 条", SAID, re.DOTALL)
    assert told
    assert by_offset == {told[1]: int(told[2])}


@pytest.mark.parametrize("frame", FRAMES)
def test_the_introduction_knows_every_frame_with_its_fields(frame: type[msgspec.Struct]) -> None:
    tag = str(frame.__struct_config__.tag)
    told = re.findall(rf'\{{"type": "{tag}"(.*?)\}}', SAID)
    assert list(frame.__struct_encode_fields__) in [re.findall(r'"(\w+)"', fields) for fields in told]


def test_the_introduction_knows_every_close_code() -> None:
    assert set(re.findall(r"44\d\d", SAID)) == {str(rules.close_code(end())) for end in ENDS}


async def test_whoever_comes_to_the_address_alone_is_shown_the_page(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/", follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, "/docs")
    assert answer.text == PAGE
