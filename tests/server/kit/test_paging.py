"""Paging: every row that was there is seen once, newest first, at any page size, whatever is written meanwhile."""

from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kit import clock
from server.kit.ground import Ground
from server.kit.paging import page
from server.kit.tables import Job

few = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def write() -> UUID:
    return (await Job.create(kind="row", payload={}, due=clock.now())).id


@few
@given(many=st.integers(0, 12), limit=st.integers(1, 14), between=st.integers(0, 3))
async def test_every_row_once_newest_first(office: Ground, many: int, limit: int, between: int) -> None:
    await Job.all().delete()
    there = [await write() for _ in range(many)]
    seen: list[UUID] = []
    before: UUID | None = None
    while True:
        rows, before = await page(Job.filter(kind="row"), before, limit)
        assert len(rows) <= limit
        seen += [row.id for row in rows]
        for _ in range(between):
            await write()
        if before is None:
            break
    assert seen == there[::-1]


async def test_the_last_full_page_promises_no_further_one(office: Ground) -> None:
    for _ in range(4):
        await write()
    _, following = await page(Job.all(), None, 2)
    rows, end = await page(Job.all(), following, 2)
    assert len(rows) == 2
    assert end is None
