"""Searching over HTTP."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from policy_library.search.jobs import JOBS
from server.directory import service as directory
from server.kit import jobs
from server.kit.ground import ground
from tests.conftest import client_of
from tests.policy_library.catalogue import desk
from tests.world import World

SAID = desk.text("节约用水工作", "甬江政发〔2020〕3号", "现就节约用水提出如下要求。")


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx2.AsyncClient]:
    entry = await desk.published(world, SAID)
    await jobs.drain(JOBS)
    session = await directory.open_session(world.person("dongpu.registrar"), "电脑")
    async with client_of(ground()) as client:
        client.headers["authorization"] = f"Bearer {session.token}"
        client.headers["x-entry"] = str(entry.id)
        yield client


async def test_a_search_answers_hits_facets_and_a_snippet_of_the_original(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/api/v1/policies/search", params={"q": "節約用水", "year": "2020", "as_of": "2020-12-31"})
    assert answer.status_code == 200
    found = answer.json()
    hit = found["hits"][0]
    assert (found["total"], hit["entry_id"]) == (1, http.headers["x-entry"])
    snippet = hit["snippet"]
    text, marks = snippet["text"], snippet["highlights"]
    assert SAID[snippet["start"] :].startswith(text)
    assert "节约用水" in [text[a:b] for a, b in marks]
    facets = {facet["name"]: {v["value"]: v["count"] for v in facet["values"]} for facet in found["facets"]}
    assert facets["year"] == {"2020": 1}
    assert facets["validity"] == {"in_force": 1}
    assert found["as_of"] == "2020-12-31"
    clause = await http.get(f"/api/v1/policies/{hit['entry_id']}/clauses")
    assert snippet["anchor"] in {c["anchor"] for c in clause.json()}


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "office.malformed"),
        ({"q": " "}, "search.nothing_asked"),
        ({"q": "水" * 201}, "office.malformed"),
        ({"q": "水", "offset": "200"}, "office.malformed"),
        ({"q": "水", "limit": "101"}, "office.malformed"),
        ({"q": "水", "validity": "valid"}, "office.malformed"),
        ({"q": "水", "as_of": "2020-02-30"}, "office.malformed"),
        ({"q": "水", "theme": "电子政务"}, "catalogue.no_such_theme"),
    ],
)
async def test_what_cannot_be_asked_is_refused_in_words(
    http: httpx2.AsyncClient, params: dict[str, str], code: str
) -> None:
    answer = await http.get("/api/v1/policies/search", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_suggestions_are_titles(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/api/v1/policies/suggest", params={"prefix": "节约用"})
    assert answer.json() == ["甬江市人民政府关于做好节约用水工作的通知"]
    assert (await http.get("/api/v1/policies/suggest", params={"prefix": "，"})).json() == []


async def test_the_state_of_the_index_is_the_administrators(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/api/v1/policies/search/health")).status_code == 403
