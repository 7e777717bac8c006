"""What hangs on a thread from all rooms at once: it ends with the last of them, and nothing is hung on what ended."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from documents.circulation import service as circulation
from documents.circulation.rules.circulation import Mode
from documents.circulation.rules.wordings import Code, Page
from documents.supervision import errors, service
from documents.supervision.jobs import JOBS
from documents.workflow import service as workflow
from documents.workflow.errors import ThreadClosed
from documents.workflow.rules.inbound import InboundAction, InboundState
from server.directory import service as directory
from server.directory.rules.standing import Scope, holder_of_person
from server.kit import clock, jobs
from server.kit.errors import OfficeError
from tests.documents.circulation.desk import CLERK, MAYOR, VICE, read, reported, said, started, state
from tests.documents.supervision import desk
from tests.documents.supervision.desk import APPROVER, SUPERVISER, waits_for
from tests.world import World

Hang = Callable[[World, UUID], Awaitable[object]]


async def test_what_was_only_to_be_read_ends_with_its_last_leg_whichever_that_is(world: World) -> None:
    circulation_id = await started(world, [VICE], Mode.COURIER)
    case_id = (await circulation.card(await world.actor(CLERK), circulation_id)).case_id
    await circulation.opened(await world.actor(VICE), circulation_id)
    await said(world, VICE, case_id, Page.READING, Code.READ, Code.SUPERVISE)
    await jobs.drain(JOBS)
    ((item_id, _),) = await waits_for(world, SUPERVISER)
    await circulation.confirm(await world.actor(VICE), circulation_id)
    assert await state(case_id) is InboundState.CIRCULATING
    assert [leg.subject_id for leg in await workflow.open_legs(case_id)] == [item_id]
    await service.decline(await world.actor(APPROVER), item_id, "仅供阅知")
    assert (await state(case_id), await workflow.open_legs(case_id)) == (InboundState.CLOSED, [])


async def settled(world: World) -> UUID:
    """A case that only has to be closed; a leader has read it besides, the superviser may read it."""
    case_id = await reported(world)
    await read(world, VICE, await started(world, [VICE], Mode.COURIER, case_id))
    await workflow.let_read(case_id, [holder_of_person(world.person(SUPERVISER))])
    await said(world, MAYOR, case_id, Page.RESULT, Code.AGREE)
    return case_id


HANGS: dict[str, Hang] = {
    "circulation": lambda w, case: started(w, ["secretarygeneral"], Mode.COURIER, case),
    "order": lambda w, case: said(w, VICE, case, Page.READING, Code.STUDY, places=(w.place("fgw"),)),
    "item": lambda w, case: desk.proposed(w, thread_id=case),
}


@pytest.mark.parametrize("what", HANGS)
async def test_nothing_is_hung_on_a_thread_while_it_ends(world: World, what: str) -> None:
    case_id, clerk = await settled(world), await world.actor(CLERK)
    close = InboundAction.CLOSE
    acts = [HANGS[what](world, case_id) if n % 2 else workflow.move_inbound(clerk, case_id, close) for n in range(20)]
    results = await asyncio.gather(*acts, return_exceptions=True)
    assert all(isinstance(result, OfficeError) for result in results if isinstance(result, BaseException)), results
    assert bool(await workflow.open_legs(case_id)) != (await state(case_id) is InboundState.CLOSED)


async def test_no_item_is_hung_on_a_thread_that_has_ended(world: World) -> None:
    case_id = await settled(world)
    await workflow.move_inbound(await world.actor(CLERK), case_id, InboundAction.CLOSE)
    with pytest.raises(ThreadClosed):
        await desk.proposed(world, thread_id=case_id)


async def test_who_stands_in_for_the_approver_was_lent_the_right_to_sign(world: World) -> None:
    item_id, approver, today = await desk.proposed(world), await world.actor(APPROVER), clock.today()
    await directory.delegate(approver, world.person("sfb.head"), Scope.HANDLE, today, today, "出差")
    with pytest.raises(errors.NotYourTurn):
        await service.approve(await world.actor("sfb.head"), item_id)
    await directory.delegate(approver, world.person("sfb.head"), Scope.SIGN_OFF, today, today, "出差")
    await service.approve(await world.actor("sfb.head"), item_id)
