"""The law of the minimal package (最小分发包): an addressee learns not a word of the inner case, by any route."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest

from documents.drafting import service as drafting
from documents.issuing import service
from documents.typesetting.proof import printed_text
from documents.workflow import service as workflow
from documents.workflow.rules.opinions import Verdict
from server.directory import service as directory
from server.kit import openapi
from server.kit.files import Upload
from server.kit.ground import ground
from server.kit.http import Contract
from server.routes import routes
from tests.asking import well_formed
from tests.conftest import client_of
from tests.documents.desk import COUNTERSIGNERS, notice, opine, seen, started
from tests.documents.issuing.desk import ADDRESSEES, CODE, received, with_code, work
from tests.world import PASSWORD, World

SECRET = "此句仅供本机关讨论"
"""Stands in the first version, in the reason of a save, in every opinion and in an attachment, and not in the end."""

TYPED = list(openapi.walk(routes))
INNER = [(path, contract) for path, contract in TYPED if "{document_id}" in path]
LISTS = [(path, c) for path, c in TYPED if c.method == "GET" and "{" not in path and not c.public]
VALUES = {"no": 1, "old": 1, "new": 1, "reason": "理由", "code": CODE, "year": 2026}


async def bytes_of(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def discussed_and_dispatched(world: World) -> UUID:
    """A document whose inner case holds the secret sentence in every place where people write."""
    drafter, clean = await world.actor("dsj.drafter"), notice(world)
    document_id = await started(world, notice(world, body=SECRET))
    await drafting.attach(drafter, document_id, f"{SECRET}.txt", Upload(bytes_of(SECRET.encode())))
    await drafting.revise(drafter, document_id, 1, clean, SECRET)
    await workflow.submit(drafter, document_id, SECRET)
    for account in ("dsj.head", *(f"{key}.countersign" for key in COUNTERSIGNERS), "sfb.reviewer"):
        await opine(world, account, document_id, text=SECRET)
    hash_ = await seen(world, document_id)
    await workflow.sign_off(await world.actor("mayor"), document_id, hash_, Verdict.AGREE, SECRET)
    await workflow.recheck(await world.actor("sfb.reviewer"), document_id, hash_)
    await with_code(world)
    await service.register(await world.actor("sfb.registrar"), document_id, CODE)
    await work()
    await service.proof(await world.actor("sfb.proofreader"), document_id)
    await service.seal(await world.actor("sfb.sealkeeper"), document_id)
    await work()
    await service.dispatch(await world.actor("sfb.dispatcher"), document_id)
    await work()
    return document_id


async def visitor(http: httpx2.AsyncClient, account: str) -> None:
    """The client speaks for somebody from now on."""
    opened = await directory.login(account, PASSWORD, "办公电脑")
    http.headers["authorization"] = f"Bearer {opened.token}"


async def call(http: httpx2.AsyncClient, path: str, contract: Contract, document_id: UUID) -> httpx2.Response:
    return await well_formed(path, contract, document_id=document_id, **VALUES).send(http)


@pytest.mark.parametrize("account", ["dongpu.registrar", "dongpu.director", "nantang.registrar"])
async def test_every_inner_route_is_closed_to_addressees_and_strangers(world: World, account: str) -> None:
    document_id = await discussed_and_dispatched(world)
    async with client_of(ground()) as http:
        await visitor(http, account)
        for path, contract in INNER:
            answer = await call(http, path, contract, document_id)
            assert answer.status_code == 404, (path, answer.text)
            assert SECRET not in answer.text
        for path, contract in LISTS:
            answer = await call(http, path, contract, document_id)
            assert answer.status_code < 500
            assert SECRET not in answer.text
            assert str(document_id) not in answer.text, path


async def test_the_same_routes_do_show_the_inner_case_to_its_readers(world: World) -> None:
    document_id = await discussed_and_dispatched(world)
    async with client_of(ground()) as http:
        await visitor(http, "dsj.drafter")
        shown = [
            (path, await call(http, path, contract, document_id))
            for path, contract in INNER
            if contract.method == "GET" and set(contract.path) <= {"document_id", "no"}
        ]
    assert {answer.status_code for _, answer in shown} == {200}
    assert sum(SECRET in answer.text for _, answer in shown) >= 4


async def test_all_that_an_addressee_gets_is_its_own_case_and_the_sealed_file(world: World) -> None:
    await discussed_and_dispatched(world)
    async with client_of(ground()) as http:
        for key in ADDRESSEES:
            await visitor(http, f"{key}.registrar")
            case_id = (await received(world, key)).case_id
            shown = await http.get(f"/api/v1/inbound/{case_id}")
            assert set(shown.json()) == set(workflow.InboundCard.__dataclass_fields__)
            assert set(shown.json()["case"]) == set(workflow.Inbound.__dataclass_fields__)
            trace = await http.get(f"/api/v1/inbound/{case_id}/journal")
            assert [step["entry"]["action"] for step in trace.json()] == ["inbound.arrive", "inbound.verify"]
            file = await http.get(f"/api/v1/inbound/{case_id}/file")
            assert (file.status_code, file.headers["content-type"]) == (200, "application/pdf")
            assert SECRET not in shown.text + trace.text + printed_text(file.content)


INBOUND = [(path, contract) for path, contract in TYPED if "{case_id}" in path]


async def test_a_case_is_open_to_its_own_organ_only(world: World) -> None:
    """Not to other addressees, not to the sender, by no route whatsoever."""
    await discussed_and_dispatched(world)
    case = await received(world, "xiyu")
    before = await workflow.open_inbound(None, case.case_id)
    async with client_of(ground()) as http:
        for account in ("dongpu.registrar", "nantang.registrar", "xiyu.head", "mayor", "sfb.dispatcher", "sysadmin"):
            await visitor(http, account)
            for path, contract in INBOUND:
                answer = await well_formed(path, contract, case_id=case.case_id, reason="理由").send(http)
                assert answer.status_code == 404, (account, path, answer.text)
    assert await workflow.open_inbound(None, case.case_id) == before
