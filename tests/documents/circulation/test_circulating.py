"""Documents go round in a living office: clerk, readers, delegates, strangers (传阅)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from documents.circulation import errors
from documents.circulation import service as circulation
from documents.circulation.models import CirculationRow, ReaderLineRow
from documents.circulation.rules.circulation import Mode, State
from documents.workflow import errors as workflow_errors
from documents.workflow import service as workflow
from documents.workflow.rules.inbound import InboundState
from messaging.notices.rules import Kind
from server.directory import service as directory
from server.directory.rules.standing import Scope
from server.journal import service as journal
from server.kit import clock
from server.kit.errors import OfficeError
from server.secrecy.errors import Classified
from tests.documents.circulation.desk import (
    CLERK,
    MAYOR,
    PDF,
    READERS,
    REGISTRAR,
    TITLE,
    VICE,
    arrived,
    for_reading,
    proposed,
    read,
    started,
    state,
    waits_for,
)
from tests.world import World


async def states(world: World, circulation_id: UUID) -> list[State]:
    card = await circulation.card(await world.actor(CLERK), circulation_id)
    return [reader.state for reader in card.readers]


async def test_in_turn_it_goes_from_one_to_the_next_and_the_case_ends_with_the_last(world: World) -> None:
    circulation_id = await started(world)
    case_id = (await circulation.card(await world.actor(CLERK), circulation_id)).case_id
    for account in READERS:
        asked = [who for who in READERS if (circulation_id, "read") in await waits_for(world, who)]
        assert asked == [account]
        assert await state(case_id) is InboundState.CIRCULATING
        await read(world, account, circulation_id)
    assert await state(case_id) is InboundState.CLOSED
    assert await workflow.open_legs(case_id) == []
    assert [await waits_for(world, who) for who in READERS] == [[], [], []]


async def test_all_at_once_the_last_two_readers_end_it_exactly_once(world: World) -> None:
    circulation_id = await started(world, mode=Mode.PARALLEL)
    for account in READERS:
        await circulation.opened(await world.actor(account), circulation_id)
    people = [await world.actor(account) for account in READERS]
    await asyncio.gather(*(circulation.confirm(person, circulation_id) for person in people))
    card = await circulation.card(await world.actor(CLERK), circulation_id)
    assert card.closed_at is not None
    acts = [entry.action for entry in await journal.of_subject(card.case_id)]
    assert acts.count("inbound.read_out") == 1


async def test_to_have_it_is_not_to_have_read_it(world: World) -> None:
    circulation_id = await started(world)
    vice = await world.actor(VICE)
    with pytest.raises(errors.NotOpened):
        await circulation.confirm(vice, circulation_id)
    with pytest.raises(errors.NotOpened):
        await circulation.file_(vice, circulation_id)
    assert (await circulation.card(vice, circulation_id)).readers[0].first_opened_at is None
    assert "circulation.open" not in [e.action for e in await journal.of_subject(circulation_id)]
    first = (await circulation.opened(vice, circulation_id)).readers[0].first_opened_at
    await circulation.file_(vice, circulation_id)
    await circulation.opened(vice, circulation_id)
    again = (await circulation.card(vice, circulation_id)).readers[0]
    assert (again.first_opened_at, again.state) == (first, State.OPENED)
    assert [e.action for e in await journal.of_subject(circulation_id)].count("circulation.open") == 1
    await circulation.confirm(vice, circulation_id, "已阅,请办公厅关注")
    clerks = (await circulation.card(await world.actor(CLERK), circulation_id)).readers[0]
    assert (clerks.opinion, clerks.confirmed_name) == ("已阅,请办公厅关注", "顾明川")


async def test_a_reader_sees_the_file_and_their_own_line_and_the_case_not_at_all(world: World) -> None:
    circulation_id = await started(world, mode=Mode.PARALLEL)
    reader = await world.actor("fgw.director")
    card = await circulation.card(reader, circulation_id)
    assert [line.person_id for line in card.readers] == [reader.person_id]
    await circulation.opened(reader, circulation_id)
    download = await circulation.file_(reader, circulation_id)
    assert (download.path.read_bytes(), TITLE in download.name) == (PDF, True)
    with pytest.raises(workflow_errors.NoSuchInbound):
        await workflow.open_inbound(reader, card.case_id)
    clerks = await circulation.card(await world.actor(CLERK), circulation_id)
    assert {(line.name, line.title) for line in clerks.readers} >= {("顾明川", "副市长"), ("赵启新", "主任")}


async def test_for_whom_it_is_not_there_or_not_yet_it_does_not_exist(world: World) -> None:
    """The third reader in turn, a stranger, the sender, an administrator."""
    circulation_id = await started(world)
    for account in ("fgw.director", "gaj.director", "dongpu.registrar", "sysadmin"):
        stranger = await world.actor(account)
        acts: list[Awaitable[object]] = [
            circulation.card(stranger, circulation_id),
            circulation.opened(stranger, circulation_id),
            circulation.file_(stranger, circulation_id),
            circulation.confirm(stranger, circulation_id),
            circulation.recall(stranger, circulation_id, None, "理由"),
            circulation.add_readers(stranger, circulation_id, []),
            circulation.remind(stranger, circulation_id),
        ]
        for act in acts:
            with pytest.raises(errors.NoSuchCirculation):
                await act
        for mine in (True, False):
            assert (await circulation.circulations(stranger, mine, None, 50))[0] == []


async def test_whoever_was_recalled_finds_nothing_any_more(world: World) -> None:
    circulation_id = await started(world, mode=Mode.PARALLEL)
    vice, clerk = await world.actor(VICE), await world.actor(CLERK)
    await circulation.opened(vice, circulation_id)
    await circulation.recall(clerk, circulation_id, [vice.person_id], "误送")
    for act in (circulation.card, circulation.opened, circulation.file_, circulation.confirm):
        with pytest.raises(errors.NoSuchCirculation):
            await act(vice, circulation_id)
    assert (await circulation.circulations(vice, True, None, 50))[0] == []
    assert await waits_for(world, VICE) == []
    assert await states(world, circulation_id) == [State.RECALLED, State.DELIVERED, State.DELIVERED]


async def test_a_recall_of_all_ends_it_and_the_case(world: World) -> None:
    circulation_id = await started(world)
    clerk = await world.actor(CLERK)
    card = await circulation.card(clerk, circulation_id)
    await circulation.recall(clerk, circulation_id, None, "传阅范围有误")
    assert set(await states(world, circulation_id)) == {State.RECALLED}
    assert await state(card.case_id) is InboundState.CLOSED
    with pytest.raises(errors.Closed):
        await circulation.add_readers(clerk, circulation_id, [world.person(MAYOR)])


async def test_only_those_are_reminded_before_whom_it_lies(world: World) -> None:
    circulation_id = await started(world)
    clerk = await world.actor(CLERK)
    await read(world, VICE, circulation_id)
    assert await circulation.remind(clerk, circulation_id) == [world.person("secretarygeneral")]
    told = [who for who in READERS if (circulation_id, "remind") in await waits_for(world, who, Kind.INFO)]
    assert told == ["secretarygeneral"]


async def test_nobody_is_reminded_twice_within_an_hour(world: World) -> None:
    circulation_id, now = await started(world, mode=Mode.PARALLEL), clock.now()
    clerk, readers = await world.actor(CLERK), [world.person(who) for who in READERS]

    async def reminders() -> list[list[str]]:
        acts = [e for e in await journal.of_subject(circulation_id) if e.action == "circulation.remind"]
        return [act.facts["readers"] for act in acts]

    for answer in await asyncio.gather(*(circulation.remind(clerk, circulation_id) for _ in range(20))):
        assert answer == readers
    assert await reminders() == [[str(each) for each in readers]]
    await circulation.add_readers(clerk, circulation_id, [world.person(MAYOR)])
    with clock.set_to(now + timedelta(minutes=55)):
        assert await circulation.remind(clerk, circulation_id) == [*readers, world.person(MAYOR)]
    assert (await reminders())[1:] == [[str(world.person(MAYOR))]]
    with clock.set_to(now + timedelta(minutes=65)):
        await circulation.remind(clerk, circulation_id)
    assert (await reminders())[2:] == [[str(each) for each in readers]]


async def test_readers_pass_nothing_on(world: World) -> None:
    """不横传: a reader is told that it is the clerk's."""
    circulation_id = await started(world, mode=Mode.PARALLEL)
    reader = await world.actor("fgw.director")
    for act in (
        circulation.add_readers(reader, circulation_id, [world.person("gaj.director")]),
        circulation.recall(reader, circulation_id, None, "理由"),
        circulation.remind(reader, circulation_id),
    ):
        with pytest.raises(errors.NotTheClerk):
            await act
    assert len(await states(world, circulation_id)) == len(READERS)


async def test_the_clerk_may_add_readers_while_it_goes_round(world: World) -> None:
    circulation_id = await started(world)
    clerk = await world.actor(CLERK)
    await circulation.add_readers(clerk, circulation_id, [world.person(MAYOR)])
    assert await states(world, circulation_id) == [State.DELIVERED, *[State.WAITING] * 3]
    with pytest.raises(errors.AlreadyReading):
        await circulation.add_readers(clerk, circulation_id, [world.person(MAYOR)])


async def test_only_people_of_the_organ_and_directly_below_it_are_readers(world: World) -> None:
    case_id, clerk = await for_reading(world), await world.actor(CLERK)
    for person in (world.person("dongpu.fgw.head"), world.person("rdb.registrar"), uuid4()):
        with pytest.raises(errors.ReaderElsewhere):
            await circulation.start(clerk, case_id, Mode.PARALLEL, "请阅", [person])
    assert (await CirculationRow.all().count(), await state(case_id)) == (0, InboundState.READING)


async def test_a_case_under_way_may_be_shown_to_more_people_and_waits_for_them(world: World) -> None:
    """知会 besides handling: a leg of its own, and nobody is asked twice to read the same document."""
    case_id = await proposed(world)
    first = await started(world, [VICE], Mode.COURIER, case_id)
    assert [leg.subject_id for leg in await workflow.open_legs(case_id)] == [first]
    with pytest.raises(errors.AlreadyReading):
        await started(world, [VICE], Mode.COURIER, case_id)
    await read(world, VICE, first)
    assert (await state(case_id), await workflow.open_legs(case_id)) == (InboundState.AWAIT_INSTRUCTION, [])
    with pytest.raises(errors.NotOpen):
        await started(world, [VICE], Mode.COURIER, await arrived(world))


async def test_a_second_round_keeps_the_case_open(world: World) -> None:
    first = await started(world, [VICE], Mode.COURIER)
    case_id = (await circulation.card(await world.actor(CLERK), first)).case_id
    second = await started(world, [MAYOR], Mode.COURIER, case_id)
    await read(world, VICE, first)
    assert await state(case_id) is InboundState.CIRCULATING
    await read(world, MAYOR, second)
    assert await state(case_id) is InboundState.CLOSED


async def test_a_delegate_who_may_only_read_has_not_opened_it_for_the_leader(world: World) -> None:
    circulation_id, today = await started(world), clock.today()
    vice, deputy = await world.actor(VICE), world.person("sfb.head")
    await directory.delegate(vice, deputy, Scope.READ, today, today, "外出")
    card = await circulation.card(await world.actor("sfb.head"), circulation_id)
    assert [reader.state for reader in card.readers] == [State.DELIVERED]
    with pytest.raises(errors.NoSuchCirculation):
        await circulation.confirm(await world.actor("sfb.head"), circulation_id)
    await directory.delegate(vice, deputy, Scope.HANDLE, today, today, "外出")
    await read(world, "sfb.head", circulation_id)
    entry = (await journal.of_subject(circulation_id))[-1]
    assert (entry.action, entry.actor_name, entry.principal_name) == ("circulation.confirm", "何清和", "顾明川")


async def test_lists_show_readers_theirs_and_clerks_their_organs(world: World) -> None:
    circulation_id = await started(world)
    shown = {
        (account, mine): [line.id for line in (await circulation.circulations(actor, mine, None, 50))[0]]
        for account in (VICE, "secretarygeneral", REGISTRAR, "dongpu.registrar")
        for mine in (True, False)
        for actor in [await world.actor(account)]
    }
    seen = {who for who, ids in shown.items() if ids == [circulation_id]}
    assert seen == {(VICE, True), ("secretarygeneral", False), (REGISTRAR, False)}
    (line,), _ = await circulation.circulations(await world.actor(REGISTRAR), False, None, 50)
    assert line.unread == len(READERS)


async def test_the_thread_of_the_case_shows_every_leg_with_its_holders(world: World) -> None:
    """LOOP-6."""
    circulation_id = await started(world)
    await read(world, VICE, circulation_id)
    clerk = await world.actor(CLERK)
    case_id = (await circulation.card(clerk, circulation_id)).case_id
    steps = [step for step in await workflow.thread(clerk, case_id) if step.leg == "circulation"]
    assert [step.entry.action for step in steps] == [f"circulation.{act}" for act in ("start", "open", "confirm")]
    turn = [f"person:{world.person(who)}" for who in (VICE, VICE, "secretarygeneral")]
    assert [step.entry.facts["turn"] for step in steps] == [[holder] for holder in turn]


async def test_marks_of_secrecy_stop_at_the_gate(world: World) -> None:
    circulation_id, clerk = await started(world), await world.actor(CLERK)
    marked = "机密★1年"
    await circulation.opened(await world.actor(VICE), circulation_id)
    case_id = (await circulation.card(clerk, circulation_id)).case_id
    for act in (
        circulation.start(clerk, case_id, Mode.COURIER, marked, [world.person(MAYOR)]),
        circulation.confirm(await world.actor(VICE), circulation_id, marked),
        circulation.recall(clerk, circulation_id, None, marked),
    ):
        with pytest.raises(Classified):
            await act
    assert await CirculationRow.all().count() == 1
    assert await states(world, circulation_id) == [State.OPENED, State.WAITING, State.WAITING]


ACTS: dict[str, Callable[[World, UUID, UUID], Awaitable[object]]] = {}


def racing(act: Callable[[World, UUID, UUID], Awaitable[object]]) -> Callable[[World, UUID, UUID], Awaitable[object]]:
    ACTS[act.__name__] = act
    return act


@racing
async def start(world: World, case_id: UUID, _: UUID) -> None:
    await started(world, [MAYOR], Mode.COURIER, case_id)


@racing
async def add(world: World, _: UUID, circulation_id: UUID) -> None:
    await circulation.add_readers(await world.actor(CLERK), circulation_id, [world.person(MAYOR)])


@racing
async def confirm(world: World, _: UUID, circulation_id: UUID) -> None:
    await circulation.confirm(await world.actor(VICE), circulation_id)


@racing
async def recall(world: World, _: UUID, circulation_id: UUID) -> None:
    await circulation.recall(await world.actor(CLERK), circulation_id, [world.person("fgw.director")], "误送")


@pytest.mark.parametrize("act", ACTS)
async def test_of_twenty_who_do_the_same_at_once_one_does_it(world: World, act: str) -> None:
    circulation_id = await started(world)
    await circulation.opened(await world.actor(VICE), circulation_id)
    case_id = (await circulation.card(await world.actor(CLERK), circulation_id)).case_id
    answers = await asyncio.gather(
        *(ACTS[act](world, case_id, circulation_id) for _ in range(20)), return_exceptions=True
    )
    refused = [answer for answer in answers if answer is not None]
    assert len(refused) == 19
    assert {answer.status for answer in refused if isinstance(answer, OfficeError)} == {409}
    subjects = {row.id for row in await CirculationRow.all()}
    done = [entry.action for subject in subjects for entry in await journal.of_subject(subject)]
    assert done.count(f"circulation.{act}") == 1 + (act == "start")
    assert await ReaderLineRow.all().count() == len(READERS) + (act in ("start", "add"))
