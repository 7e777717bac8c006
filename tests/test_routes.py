"""Every route of the table, whatever it does: who is nobody, what is nonsense, what is unknown, who may not.

Requests are derived from the contracts, so a new route is covered on the day it is entered in the table.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import httpx2
import pytest

from documents.workflow import service as workflow
from server.directory import service as directory
from server.directory.rules.standing import ADMINISTRATORS, Role
from server.kit.ground import ground
from server.kit.http import Contract
from tests.asking import TABLE, Asking, malformed, name_of, well_formed
from tests.conftest import client_of
from tests.documents.desk import before_signer, seen
from tests.world import World

PUBLIC = {
    *("GET /healthz", "GET /readyz", "POST /sessions", "GET /trust", "POST /verify"),
    *("GET /codes/{code}", "GET /crl/{family}", "GET /seal-status/{es_id}"),
}
"""Whoever enters a route here lets everybody in."""

FOR_EVERYBODY = {
    "DELETE /sessions",
    "DELETE /sessions/{session_id}",
    "PUT /me/password",
    "POST /delegations",
    "DELETE /delegations/{delegation_id}",
    "POST /recognitions",
    "POST /todos/read",
    "POST /todos/{notice_id}/read",
}
"""What changes something and needs no role: one's own sessions, password, delegations, to-dos; reading a file."""

ADMINISTRATORS_ACCOUNTS = ("sysadmin", "secadmin", "auditadmin")
ALL = "everything"
"""The account of somebody who has every role there is in the city government, except the administrators'."""

PRIVATE = [(path, contract) for path, contract in TABLE if not contract.public]
Judge = Callable[[httpx2.Response], bool]


@dataclass(frozen=True)
class City:
    """The city, an HTTP client, and the tokens of some of its people."""

    world: World
    http: httpx2.AsyncClient
    tokens: dict[str, str]

    async def token(self, account: str) -> str:
        if account not in self.tokens:
            self.tokens[account] = (await directory.open_session(self.world.person(account), "电脑")).token
        return self.tokens[account]


@pytest.fixture
async def city_hall(world: World) -> AsyncIterator[City]:
    async with client_of(ground()) as http:
        hall = City(world, http, {})
        system, security = await world.actor("sysadmin"), await world.actor("secadmin")
        newcomer = await directory.create_person(system, "全能", ALL, "Quanneng-2026")
        post = await directory.appoint(system, newcomer.person_id, world.place("szf"), "全能")
        for role in set(Role) - ADMINISTRATORS:
            await directory.grant_role(security, post, role, world.place("szf"))
        nobody = await directory.create_person(system, "无职", "nobody", "Wuzhi-2026a")
        for account, person in ((ALL, newcomer.person_id), ("nobody", nobody.person_id)):
            hall.tokens[account] = (await directory.open_session(person, "电脑")).token
        yield hall


async def failures(
    table: list[tuple[str, Contract]], ask: Callable[[str, Contract], Awaitable[list[httpx2.Response]]], good: Judge
) -> list[str]:
    """The routes that answered otherwise, with what they answered."""
    wrong = []
    for path, contract in table:
        for answer in await ask(path, contract):
            if not good(answer):
                wrong.append(f"{name_of(path, contract)} -> {answer.status_code} {answer.text[:200]}")
    return wrong


def problem(status: int, code: str) -> Judge:
    return lambda answer: answer.status_code == status and answer.json()["code"] == code


def test_nobody_but_these_lets_strangers_in() -> None:
    assert {name_of(path, contract) for path, contract in TABLE if contract.public} == PUBLIC


@pytest.mark.parametrize("token", ["", "garbage", "a.b.c", "\xff", "ab" * 5000])
async def test_without_a_valid_token_nobody_comes_in(city_hall: City, token: str) -> None:
    async def ask(path: str, contract: Contract) -> list[httpx2.Response]:
        request = well_formed(path, contract)
        headers = {b"authorization": b"Bearer " + token.encode("latin-1")} if token else {}
        return [
            await city_hall.http.request(
                request.method, request.path, params=request.query, content=request.content, headers=headers
            )
        ]

    assert not await failures(PRIVATE, ask, problem(401, "office.unauthenticated"))


async def test_who_is_nobody_is_told_so_before_anything_else(city_hall: City) -> None:
    """Whether a request is well-formed, or a thing exists, is nobody's business without a token."""

    async def ask(path: str, contract: Contract) -> list[httpx2.Response]:
        return [await request.send(city_hall.http) for request in malformed(path, contract)]

    assert not await failures(PRIVATE, ask, problem(401, "office.unauthenticated"))


async def test_nonsense_is_refused_as_nonsense(city_hall: City) -> None:
    async def ask(path: str, contract: Contract) -> list[httpx2.Response]:
        token = "" if contract.public else await city_hall.token(ALL)
        return [await request.send(city_hall.http, token) for request in malformed(path, contract)]

    assert not await failures(TABLE, ask, problem(422, "office.malformed"))


async def test_what_does_not_exist_is_not_found(city_hall: City) -> None:
    """Somebody who may is told by the room itself that there is no such thing; nobody is told anything else."""
    named = [(path, contract) for path, contract in PRIVATE if contract.path]
    answered: dict[str, set[str]] = {}

    async def ask(path: str, contract: Contract) -> list[httpx2.Response]:
        request = well_formed(path, contract)
        people = (ALL, *ADMINISTRATORS_ACCOUNTS)
        answers = [await request.send(city_hall.http, await city_hall.token(who)) for who in people]
        answered[name_of(path, contract)] = {a.json()["code"] for a in answers if a.status_code == 404}
        return answers

    assert not await failures(named, ask, lambda answer: answer.status_code in (403, 404))
    assert not [name for name, codes in answered.items() if not codes or any(c.startswith("office.") for c in codes)]


async def test_without_a_role_nothing_can_be_changed(city_hall: City) -> None:
    """Somebody without any post may do what everybody may with their own, and nothing else."""
    acts = [(path, c) for path, c in PRIVATE if c.method != "GET" and name_of(path, c) not in FOR_EVERYBODY]

    async def ask(path: str, contract: Contract) -> list[httpx2.Response]:
        return [await well_formed(path, contract).send(city_hall.http, await city_hall.token("nobody"))]

    assert not await failures(acts, ask, lambda answer: answer.status_code in (403, 404))


async def test_lists_show_nobody_what_is_not_theirs(city_hall: City) -> None:
    """Empty or refused for somebody without a post; the address book and the tree of organs are everybody's."""
    document_id = await before_signer(city_hall.world)
    lists = [(path, c) for path, c in PRIVATE if c.method == "GET" and not c.path]

    async def ask(path: str, contract: Contract) -> list[httpx2.Response]:
        return [await well_formed(path, contract).send(city_hall.http, await city_hall.token("nobody"))]

    def silent(answer: httpx2.Response) -> bool:
        return answer.status_code in (200, 403, 404) and str(document_id) not in answer.text

    assert not await failures(lists, ask, silent)


# --- one document, before the mayor --------------------------------------------------------------------------

ON_A_DOCUMENT = [(path, contract) for path, contract in PRIVATE if "document_id" in contract.path]


async def requests(world: World, document_id: UUID, path: str, contract: Contract) -> Asking:
    now = await seen(world, document_id)
    return well_formed(path, contract, document_id=document_id, seen=now, reason="理由", base=1, no=1, old=1, new=1)


@pytest.mark.parametrize("stranger", ["nantang.registrar", "sysadmin", "auditadmin", "nobody"])
async def test_to_a_stranger_a_document_does_not_exist(city_hall: City, stranger: str) -> None:
    """Not for the administrators either (三员不涉业务)."""
    document_id = await before_signer(city_hall.world)

    async def ask(path: str, contract: Contract) -> list[httpx2.Response]:
        request = await requests(city_hall.world, document_id, path, contract)
        return [await request.send(city_hall.http, await city_hall.token(stranger))]

    assert not await failures(ON_A_DOCUMENT, ask, lambda answer: answer.status_code == 404)


async def test_a_reader_without_the_turn_reads_and_changes_nothing(city_hall: City) -> None:
    """A bureau that has countersigned may look on; whatever it tries, the file stays as it is."""
    world = city_hall.world
    document_id = await before_signer(world)
    token = await city_hall.token("fgw.countersign")
    before = await workflow.open_file(None, document_id)

    async def ask(path: str, contract: Contract) -> list[httpx2.Response]:
        return [await (await requests(world, document_id, path, contract)).send(city_hall.http, token)]

    acts = [(path, contract) for path, contract in ON_A_DOCUMENT if contract.method != "GET"]
    views = [(path, contract) for path, contract in ON_A_DOCUMENT if contract.method == "GET"]
    assert not await failures(acts, ask, lambda answer: answer.status_code in (403, 404, 409))
    assert not await failures(views, ask, lambda answer: answer.status_code in (200, 404, 409, 422))
    assert await workflow.open_file(None, document_id) == before


async def test_what_can_be_read_can_be_read(city_hall: City) -> None:
    """The views of a document answer its reader; so the two tests above do not pass for want of a document."""
    document_id = await before_signer(city_hall.world)
    token = await city_hall.token("fgw.countersign")
    for path in ("", "/journal", "/versions", "/versions/1", "/attachments", "/preview", "/receipts"):
        answer = await city_hall.http.get(
            f"/api/v1/documents/{document_id}{path}", headers={"authorization": f"Bearer {token}"}
        )
        assert (path, answer.status_code) == (path, 200)
