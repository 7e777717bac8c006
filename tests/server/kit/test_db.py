"""One action, one transaction: what an inner block loses is lost, what the outermost keeps is kept, and then told."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.directory.models import OrganRow
from server.directory.rules.organs import Level, OrganType
from server.kit import clock, outbox
from server.kit.db import after_commit, atomic, swap
from server.kit.errors import Conflict
from server.kit.ground import Ground
from server.kit.tables import Job

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Fails(Exception):
    pass


@dataclass(frozen=True)
class Block:
    """A transaction: writes before and after its inner blocks, and whether it fails in the end."""

    inner: tuple["Block", ...]
    fails: bool


blocks = st.recursive(
    st.builds(Block, st.just(()), st.booleans()),
    lambda inner: st.builds(Block, st.lists(inner, max_size=3).map(tuple), st.booleans()),
    max_leaves=6,
)


async def run(block: Block, told: list[str]) -> None:
    """Do a block; its own failure ends with it, as a caller who catches would have it."""
    try:
        async with atomic():
            await write(told)
            for inner in block.inner:
                await run(inner, told)
            await write(told)
            if block.fails:
                raise Fails
    except Fails:
        pass


async def write(told: list[str]) -> None:
    name = uuid4().hex
    await Job.create(kind=name, payload={}, due=clock.now())
    after_commit(lambda: told.append(name))


def kept(block: Block) -> int:
    """How many writes of a block survive."""
    return 0 if block.fails else 2 + sum(kept(inner) for inner in block.inner)


@few
@given(block=blocks)
async def test_nested_blocks_keep_and_tell_exactly_what_did_not_fail(office: Ground, block: Block) -> None:
    await Job.all().delete()
    told: list[str] = []
    await run(block, told)
    rows = await Job.all().order_by("id")
    assert [row.kind for row in rows] == told
    assert len(rows) == kept(block)


async def test_nothing_is_told_before_the_outermost_commit(office: Ground) -> None:
    told: list[str] = []
    async with atomic():
        async with atomic():
            after_commit(lambda: told.append("inner"))
        assert told == []
    assert told == ["inner"]


async def test_outside_a_transaction_it_is_told_at_once(office: Ground) -> None:
    told: list[str] = []
    after_commit(lambda: told.append("now"))
    assert told == ["now"]


async def test_a_cancelled_block_leaves_nothing(office: Ground) -> None:
    told: list[str] = []
    reached = asyncio.Event()

    async def linger() -> None:
        async with atomic():
            await write(told)
            reached.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(linger())
    await reached.wait()
    task.cancel()
    await asyncio.wait([task])
    assert not await Job.all().exists()
    assert told == []


async def test_transactions_of_different_tasks_do_not_mix(office: Ground) -> None:
    async def one(n: int) -> None:
        async with atomic():
            await Job.create(kind=str(n), payload={}, due=clock.now())
            await asyncio.sleep(0)
            if n % 2:
                raise Fails

    await asyncio.gather(*(one(n) for n in range(20)), return_exceptions=True)
    assert {row.kind for row in await Job.all()} == {str(n) for n in range(0, 20, 2)}


async def test_a_job_is_asked_for_only_by_a_transaction_that_holds(office: Ground) -> None:
    with office.bus.listen([outbox.WAKE]) as listener:
        with suppress(Fails):
            async with atomic():
                await outbox.put("render", document_id="1")
                raise Fails
        async with atomic():
            await outbox.put("seal", document_id="2")
            listener.offer("not yet")
        assert [await listener.next(), await listener.next()] == ["not yet", "seal"]
    assert [(job.kind, job.payload) for job in await Job.all()] == [("seal", {"document_id": "2"})]


async def test_a_swap_has_one_winner(office: Ground) -> None:
    row = await OrganRow.create(name="甲", short_name="甲", type=OrganType.DEPARTMENT, level=Level.CITY)

    async def bid(n: int) -> int:
        async with atomic():
            await swap(OrganRow, row.id, row.version, short_name=str(n))
        return n

    results = await asyncio.gather(*(bid(n) for n in range(20)), return_exceptions=True)
    winners = [result for result in results if isinstance(result, int)]
    assert len(winners) == 1
    assert all(isinstance(result, (int, Conflict)) for result in results)
    now = await OrganRow.get(id=row.id)
    assert (now.short_name, now.version) == (str(winners[0]), row.version + 1)


async def test_a_swap_of_nothing_is_a_conflict(office: Ground) -> None:
    with pytest.raises(Conflict):
        await swap(OrganRow, UUID(int=1), 1, short_name="乙")
