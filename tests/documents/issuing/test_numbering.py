"""The laws of 登记编号: 1..N without a hole for every code and year, after the recheck only, never given twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tortoise.models import Model

from documents.drafting.models import DraftRow, ReaderRow, VersionRow
from documents.issuing import errors, service
from documents.issuing.rules.numbers import NumberState
from documents.issuing.service import press
from documents.typesetting.errors import GlyphMissing
from documents.workflow import errors as workflow
from documents.workflow.models import CaseRow
from documents.workflow.rules.outbound import State
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import Conflict, NotAllowed
from server.kit.ids import uuid7
from tests.documents.desk import before_signer, notice, rechecked, signed, started, submitted
from tests.documents.issuing.desk import CODE, registered, state, with_code
from tests.world import World

MANY = 200
TABLES: tuple[tuple[type[Model], str], ...] = (
    (DraftRow, "id"),
    (CaseRow, "id"),
    (VersionRow, "document_id"),
    (ReaderRow, "document_id"),
)


async def register(world: World, document_id: UUID) -> service.Issued:
    return await service.register(await world.actor("sfb.registrar"), document_id, CODE)


async def numbers(world: World, year: int | None = None) -> list[int]:
    """All numbers of the city government this year, as its register shows them, first to last."""
    found: list[int] = []
    before, registrar = None, await world.actor("sfb.registrar")
    while True:
        lines, before, gap = await service.book(registrar, CODE, year or clock.today().year, before, 100)
        assert gap is None
        found = [line.n for line in reversed(lines)] + found
        if before is None:
            return found


async def copies(document_id: UUID, count: int) -> list[UUID]:
    """More documents that stand exactly where this one does."""
    ids = [uuid7() for _ in range(count)]
    for model, key in TABLES:
        rows = await model.filter(**{key: document_id}).values()
        own = [{**row, "id": uuid7(), key: copy} for copy in ids for row in rows]
        await model.bulk_create(model(**values) for values in own)
    return ids


async def test_two_hundred_at_once_get_two_hundred_consecutive_numbers(world: World) -> None:
    await with_code(world)
    documents = await copies(await rechecked(world), MANY)
    registrar = await world.actor("sfb.registrar")
    results = await asyncio.gather(*(service.register(registrar, each, CODE) for each in documents))
    assert sorted(result.line.n for result in results) == list(range(1, MANY + 1))
    assert await numbers(world) == list(range(1, MANY + 1))


async def test_one_document_asked_for_twice_at_once_gets_one_number(world: World) -> None:
    await with_code(world)
    document_id = await rechecked(world)
    results = await asyncio.gather(*(register(world, document_id) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(result, service.Issued) for result in results) == 1
    assert all(isinstance(result, (service.Issued, Conflict)) for result in results)
    assert await numbers(world) == [1]


async def test_what_cannot_be_printed_is_not_numbered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await with_code(world)
    document_id = await rechecked(world, notice(world, body="现将无法排印的方案印发给你们。"))

    def missing(*_: object) -> None:
        raise GlyphMissing("\U000f1234")

    with monkeypatch.context() as worn:
        worn.setattr(press, "layout", missing)
        with pytest.raises(errors.CannotPrint, match="U\\+F1234"):
            await register(world, document_id)
    assert (await state(document_id), await numbers(world)) == (State.RECHECKED, [])
    assert (await register(world, document_id)).line.n == 1


async def test_who_lost_the_answer_gets_it_again_and_nobody_else(world: World) -> None:
    document_id = await registered(world)
    registrar = await world.actor("sfb.registrar")
    assert await register(world, document_id) == await service.issued(registrar, document_id)
    assert await numbers(world) == [1]
    with pytest.raises(workflow.WrongState):
        await service.register(await world.actor("dsj.drafter"), document_id, CODE)
    with pytest.raises(workflow.WrongState):
        await service.register(registrar, document_id, "甬江无发")
    await service.void(registrar, document_id, "内容有误")
    with pytest.raises(workflow.WrongState):
        await register(world, document_id)


async def register_and_fail(world: World, document_id: UUID) -> None:
    async with atomic():
        assert (await register(world, document_id)).line.n == 1
        raise ZeroDivisionError


async def test_what_is_rolled_back_leaves_no_hole(world: World) -> None:
    await with_code(world)
    document_id = await rechecked(world)
    with pytest.raises(ZeroDivisionError):
        await register_and_fail(world, document_id)
    assert (await state(document_id), await numbers(world)) == (State.RECHECKED, [])
    assert (await register(world, document_id)).line.n == 1


async def test_a_voided_number_stays_in_the_register_and_is_not_given_again(world: World) -> None:
    first = await registered(world)
    registrar = await world.actor("sfb.registrar")
    with pytest.raises(workflow.ReasonMissing):
        await service.void(registrar, first, " ")
    voided = await service.void(registrar, first, "主送机关有误")
    assert (voided.line.state, voided.line.reason, voided.line.n) == (NumberState.VOIDED, "主送机关有误", 1)
    assert await state(first) is State.VOIDED
    assert (await service.issued(registrar, await registered(world))).line.n == 2
    assert await numbers(world) == [1, 2]


@pytest.mark.parametrize("stage", [started, submitted, before_signer, signed])
async def test_there_is_no_number_before_sign_off_and_recheck(
    world: World, stage: Callable[[World], Awaitable[UUID]]
) -> None:
    await with_code(world)
    document_id = await stage(world)
    with pytest.raises((workflow.WrongState, workflow.NoSuchDocument)):
        await register(world, document_id)
    assert await numbers(world) == []


async def test_the_year_is_that_of_the_sign_off_also_after_the_turn_of_the_year(world: World) -> None:
    with clock.set_to(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)):
        document_id = await rechecked(world)
    with clock.set_to(datetime(2026, 12, 31, 16, 1, tzinfo=UTC)):
        assert clock.today().year == 2027
        await with_code(world)
        assert (await register(world, document_id)).line.number == f"{CODE}〔2026〕1号"
        other = await registered(world)
    assert (await service.issued(await world.actor("sfb.registrar"), other)).line.number == f"{CODE}〔2027〕1号"
    assert (await numbers(world, 2026), await numbers(world, 2027)) == ([1], [1])


async def test_only_the_issuers_registrar_numbers_and_only_under_its_own_codes(world: World) -> None:
    await with_code(world)
    sysadmin = await world.actor("sysadmin")
    await service.add_code(sysadmin, world.place("dsj"), "甬数试发")
    document_id = await rechecked(world)
    for account in ("sfb.reviewer", "dsj.drafter", "mayor"):
        with pytest.raises(workflow.NotYourTurn):
            await service.register(await world.actor(account), document_id, CODE)
    for account in ("dsj.registrar", "dongpu.registrar", "sysadmin"):
        with pytest.raises(workflow.NoSuchDocument):
            await service.register(await world.actor(account), document_id, CODE)
    for code in ("甬数试发", "甬江无发"):
        with pytest.raises(errors.CodeElsewhere):
            await service.register(await world.actor("sfb.registrar"), document_id, code)
    assert (await register(world, document_id)).line.n == 1


async def test_the_number_is_in_the_chain_of_the_document_beside_one_act_for_the_transition(world: World) -> None:
    document_id = await registered(world)
    entries = await journal.of_subject(document_id)
    assert [entry.action for entry in entries][-2:] == ["workflow.register", "issuing.number"]
    assert {entry.post_title for entry in entries[-2:]} == {"机要文书"}
    assert entries[-1].facts == {"number": f"{CODE}〔{clock.today().year}〕1号"}


async def test_the_register_is_open_to_the_issuers_registrar_only(world: World) -> None:
    await registered(world)
    for account in ("dsj.registrar", "dongpu.registrar", "sfb.dispatcher", "sysadmin"):
        with pytest.raises(errors.NotTheRegistrar):
            await service.book(await world.actor(account), CODE, clock.today().year, None, 10)
    with pytest.raises(errors.NoSuchCode):
        await service.book(await world.actor("sfb.registrar"), "甬江无发", 2026, None, 10)


async def test_codes_belong_to_one_issuer_and_are_entered_by_the_system_administrator(world: World) -> None:
    sysadmin, place = await world.actor("sysadmin"), world.place("kfq")
    assert await service.add_code(sysadmin, place, "甬开试发") == ["甬开试发"]
    assert await service.add_code(sysadmin, place, "甬开试函") == ["甬开试发", "甬开试函"]
    with pytest.raises(errors.CodeTaken):
        await service.add_code(sysadmin, world.place("sfb"), "甬开试函")
    with pytest.raises(errors.NotAnIssuer):
        await service.add_code(sysadmin, world.place("dag"), "甬江档发")
    with pytest.raises(NotAllowed):
        await service.add_code(await world.actor("kfq.registrar"), place, "甬开试任")
    assert await service.codes(place) == ["甬开试发", "甬开试函"]
