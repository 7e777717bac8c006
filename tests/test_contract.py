"""The published contract holds: whatever is asked, the answer is one that docs/openapi.json promises, and never a fault.

Requests come from the OpenAPI document, right ones and wrong ones, with the ids of a living city plugged in, so that
the handlers behind the door are reached. All of them go to one office, in the order of the table.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from documents.issuing import service as issuing
from server import app
from server.app import open_office
from server.directory import service as directory
from server.directory.rules.standing import ADMINISTRATORS, Role
from server.kit.ground import Ground
from server.kit.http import Problem
from tests.conftest import Template, client_of
from tests.documents import desk
from tests.world import World

SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(app.schema())))
OPERATIONS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
CALLERS = ("everything", "mayor", "dsj.drafter", "dsj.head", "sfb.registrar", "dongpu.registrar", "sysadmin", "secadmin")
few = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Office:
    """A city at work: documents on several desks, and what their parts are called in requests."""

    ground: Ground
    http: httpx2.AsyncClient
    world: World
    known: dict[str, list[Any]]

    async def token(self, account: str) -> str:
        """A new session each time: requests close sessions, too."""
        with self.ground.stand():
            return (await directory.open_session(self.world.person(account), str(uuid4())[:30])).token


@pytest.fixture(scope="module")
async def at_work(city: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    settings = await city.copy(tmp_path_factory.mktemp("contract"))
    async with open_office(settings) as ground, client_of(ground) as http:
        yield Office(ground, http, city.world, await _paper(city.world))


async def _paper(world: World) -> dict[str, list[Any]]:
    """What a request may name."""
    await _somebody_for_everything(world)
    documents = [await make(world) for make in (desk.started, desk.submitted, desk.before_signer, desk.rechecked)]
    numbered = await desk.rechecked(world)
    await issuing.register(await world.actor("sfb.registrar"), numbered, "甬政发")
    organs = [world.place(key) for key in ("szf", "dsj", "jxj", "dongpu")]
    people = [world.person(account) for account in ("mayor", "fgw.drafter", "scj.director")]
    posts = [post.id for person in people for post in (await directory.actor_of(person)).posts]
    hashes = [await desk.seen(world, document) for document in documents]
    return {
        "document_id": [*documents, numbered],
        "seen": hashes,
        "organ_id": organs,
        "issuer_id": organs,
        "place_id": organs,
        "unit_id": [world.place("dsj.sjc")],
        "person_id": people,
        "delegate_id": people,
        "signer_id": people,
        "post_id": posts,
        "code": ["甬政发"],
        "year": [2026],
        "no": [1],
        "old": [1],
        "new": [1],
        "base": [1],
    }


async def _somebody_for_everything(world: World) -> None:
    system, security = await world.actor("sysadmin"), await world.actor("secadmin")
    newcomer = await directory.create_person(system, "全能", "everything", "Quanneng-2026")
    post = await directory.appoint(system, newcomer.person_id, world.place("szf"), "全能")
    for role in set(Role) - ADMINISTRATORS:
        await directory.grant_role(security, post, role, world.place("szf"))
    world.seeded.people["everything"] = newcomer.person_id


async def ask(office: Office, case: Any, caller: str) -> httpx2.Response:
    """Send what the case says, byte for byte."""
    made = requests.Request(**case.as_transport_kwargs(base_url="http://office")).prepare()
    headers = {**dict(made.headers), "authorization": f"Bearer {await office.token(caller)}"}
    body = made.body.encode() if isinstance(made.body, str) else made.body or b""
    return await office.http.request(case.method, made.url, headers=headers, content=body)


def plug(data: st.DataObject, case: Any, known: dict[str, list[Any]]) -> None:
    """Ids, hashes and codes of things that exist, in the place of invented ones."""
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            for name in part.keys() & known.keys():
                part[name] = _json(data.draw(st.sampled_from(known[name]), label=name))


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def judge(case: Any, answer: httpx2.Response) -> None:
    """As the contract says; and a refusal is a Problem with words for people."""
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        problem = msgspec.json.decode(answer.content, type=Problem)
        assert problem.code
        assert problem.message


@pytest.mark.parametrize("label", OPERATIONS)
@few
@given(data=st.data())
async def test_what_is_asked_as_the_contract_says_is_answered_as_it_says(
    at_work: Office, label: str, data: st.DataObject
) -> None:
    case = data.draw(OPERATIONS[label].as_strategy())
    plug(data, case, at_work.known)
    judge(case, await ask(at_work, case, data.draw(st.sampled_from(CALLERS))))


@pytest.mark.parametrize("label", [label for label, operation in OPERATIONS.items() if operation.body])
@few
@given(data=st.data())
async def test_what_is_asked_otherwise_is_refused_as_it_says(at_work: Office, label: str, data: st.DataObject) -> None:
    case = data.draw(OPERATIONS[label].as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
    judge(case, await ask(at_work, case, "everything"))


def test_the_file_beside_the_code_is_what_is_tested() -> None:
    file = Path(__file__).parents[1] / "docs" / "openapi.json"
    assert json.loads(file.read_text("utf-8"))["paths"].keys() == SCHEMA.raw_schema["paths"].keys()
