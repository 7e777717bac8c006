"""三审: the way of an entry to the public and back, with the people of 甬江市."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from policy_library.catalogue import errors
from policy_library.catalogue import service as catalogue
from policy_library.catalogue.models import CounterRow, EntryRow, OrganCodeRow, RelationRow
from policy_library.catalogue.rules.disclosure import Publicity, State
from policy_library.catalogue.rules.metadata import FieldName
from policy_library.catalogue.service import Entry, Facts
from server.directory import service as directory
from server.directory.rules.standing import Scope
from server.journal import service as journal
from server.kit import clock
from server.kit.errors import Conflict, NotAllowed, NotFound, OfficeError
from server.kit.tables import Job
from tests.policy_library.catalogue.desk import (
    CODE,
    EDITOR,
    EVERYTHING,
    LEADER,
    SECRECY,
    UNIT,
    approved,
    described,
    first_ok,
    imported,
    published,
    second_ok,
    text,
    withdrawn,
)
from tests.world import World

SHARING = text("数据共享工作", "甬江政发〔2020〕5号")
STRANGERS = ("dongpu.registrar", "dsj.director", "sysadmin")


async def waits_for(world: World, account: str) -> list[tuple[UUID, str]]:
    found, _ = await notices.todos(await world.actor(account), NoticeKind.TODO, False, None, 100)
    return [(notice.subject_id, notice.action) for notice in found]


async def lend(world: World, principal: str, delegate: str, scope: Scope) -> None:
    day = clock.today()
    await directory.delegate(
        await world.actor(principal), world.person(delegate), scope, day, day + timedelta(1), "出差"
    )


async def test_an_entry_goes_from_desk_to_desk_and_the_turn_with_it(world: World) -> None:
    entry = await described(world, SHARING)
    way: tuple[tuple[str, str, Callable[[], Awaitable[Entry]]], ...] = (
        (UNIT, "first_review", lambda: first_ok(world, entry)),
        (SECRECY, "second_review", lambda: second(world, entry)),
        (LEADER, "third_review", lambda: third(world, entry)),
        (EDITOR, "publish", lambda: publish(world, entry)),
    )
    for account, action, act in way:
        assert (entry.id, action) in await waits_for(world, account)
        shown = (await catalogue.entry(await world.actor(EDITOR), entry.id)).turn
        assert world.person(account) in {person.person_id for each in shown for person in each.people}
        await act()
        assert (entry.id, action) not in await waits_for(world, account)
    now = await catalogue.entry(await world.actor(EDITOR), entry.id)
    assert (now.state, now.turn, now.index_no) == (State.PUBLISHED, (), f"{CODE}/{clock.today().year}-00001")
    said = await catalogue.reviews(await world.actor(EDITOR), entry.id)
    assert [review.level for review in said] == [1, 2, 3]
    assert set(said[1].checklist) == EVERYTHING
    acts = [act.action for act in await journal.of_subject(entry.id)]
    assert acts[-4:] == [f"catalogue.{action}" for _, action, _ in way]
    assert await Job.filter(kind="index").count() == 1


async def test_whose_turn_it_is_is_told_to_those_only_who_answer_for_it(world: World) -> None:
    """A published entry that is asked about again would be: so the one state that strangers see has nobody."""
    entry = await imported(world, "关于值班工作的通知\n\n一、要求\n请各单位做好值班。\n")
    (editors,) = entry.turn
    assert (editors.holder.partition("@")[0], len(editors.people)) == ("policy_editor", 1)
    open_ = await published(world, SHARING)
    for account in (*STRANGERS[:2], EDITOR):
        assert (await catalogue.entry(await world.actor(account), open_.id)).turn == ()


async def test_the_journal_replayed_gives_the_state_of_now(world: World) -> None:
    """The journal tells the whole way, and no text is in it."""
    entry = await published(world, SHARING)
    await withdrawn(world, entry.id)
    replayed = "candidate"
    for act in await journal.of_subject(entry.id):
        assert entry.title not in str(act.facts)
        if "to" in act.facts:
            assert act.facts["from"] == replayed
            replayed = act.facts["to"]
    assert replayed == State.WITHDRAWN


async def test_three_reviewers_are_three_people_delegation_included(world: World) -> None:
    entry = await described(world, SHARING)
    await first_ok(world, entry)
    await lend(world, SECRECY, UNIT, Scope.SIGN_OFF)
    await lend(world, SECRECY, "sfb.director", Scope.SIGN_OFF)
    await lend(world, LEADER, SECRECY, Scope.SIGN_OFF)
    with pytest.raises(errors.SamePerson):
        await catalogue.second_review(await world.actor(UNIT), entry.id, EVERYTHING)
    done = await catalogue.second_review(await world.actor("sfb.director"), entry.id, EVERYTHING)
    assert done.state is State.SECOND_OK
    with pytest.raises(errors.SamePerson):
        await catalogue.third_review(await world.actor(SECRECY), entry.id)
    assert (await catalogue.third_review(await world.actor(LEADER), entry.id)).state is State.APPROVED


async def test_a_delegate_who_may_only_handle_does_not_give_the_third_review(world: World) -> None:
    entry = await described(world, SHARING)
    await second_ok(world, entry)
    await lend(world, LEADER, "sfb.director", Scope.HANDLE)
    with pytest.raises(errors.NotYourTurn):
        await catalogue.third_review(await world.actor("sfb.director"), entry.id)


async def test_a_returned_entry_goes_through_all_reviews_again(world: World) -> None:
    entry, editor = await described(world, SHARING), await world.actor(EDITOR)
    await second_ok(world, entry)
    back = await catalogue.turn_back(await world.actor("mayor"), entry.id, "附件未脱敏")
    assert back.state is State.RETURNED
    assert (entry.id, "resubmit") in await waits_for(world, EDITOR)
    await catalogue.correct(editor, entry.id, [(FieldName.KIND, "通知")])
    again = await catalogue.resubmit(editor, entry.id)
    assert again.state is State.CANDIDATE
    assert (await approved(world, again)).state is State.APPROVED
    said = await catalogue.reviews(editor, entry.id)
    assert [(r.round, r.level) for r in said] == [(1, 1), (1, 2), (1, 0), (2, 1), (2, 2), (2, 3)]
    assert said[2].reason == "附件未脱敏"


async def test_who_reviewed_another_version_reviews_again(world: World) -> None:
    entry = await described(world, SHARING)
    await catalogue.correct(await world.actor(EDITOR), entry.id, [(FieldName.TITLE, "甬江市人民政府关于数据的通知")])
    with pytest.raises(errors.Changed):
        await first_ok(world, entry)


async def test_what_is_neither_for_everybody_nor_for_anybody_is_not_reviewed(world: World) -> None:
    entry = await described(world, SHARING, Facts(Publicity.NOT_PUBLIC))
    with pytest.raises(errors.AudienceUnfit):
        await first_ok(world, entry)


async def test_without_a_code_of_the_organ_there_is_no_index_number(world: World) -> None:
    entry = await described(world, SHARING)
    await approved(world, entry)
    await OrganCodeRow.filter(organ_id=world.place("szf")).delete()
    with pytest.raises(errors.OrganCodeMissing):
        await publish(world, entry)
    assert (await catalogue.entry(await world.actor(EDITOR), entry.id)).state is State.APPROVED


async def test_a_code_is_entered_once_by_the_system_administrator_for_one_organ(world: World) -> None:
    system, committee = await world.actor("sysadmin"), world.place("kfq")
    with pytest.raises(NotAllowed):
        await catalogue.set_organ_code(await world.actor(EDITOR), committee, "005691947")
    for code, error in (("005691946", errors.OrganCodeInvalid), (CODE, errors.OrganCodeTaken)):
        with pytest.raises(error):
            await catalogue.set_organ_code(system, committee, code)
    assert await catalogue.set_organ_code(system, committee, "005691947") == "005691947"
    with pytest.raises(errors.OrganCodeTaken):
        await catalogue.set_organ_code(system, committee, "005691947")


async def test_index_numbers_have_no_hole_and_are_never_given_twice(world: World) -> None:
    """Published at once, some of them in vain."""
    ready = [await described(world, text(f"第{n}项工作", f"甬江政发〔2021〕{n}号", year=2021)) for n in range(1, 5)]
    for entry in ready[:3]:
        await approved(world, entry)
    tried = [publish(world, entry) for entry in ready for _ in range(2)]
    await asyncio.gather(*tried, return_exceptions=True)
    given = sorted(row.index_no or "" for row in await EntryRow.filter(state=State.PUBLISHED))
    assert given == [f"{CODE}/{clock.today().year}-{n:05}" for n in (1, 2, 3)]
    assert (await CounterRow.get()).given == 3


async def test_a_withdrawn_policy_is_gone_for_all_and_a_tombstone_for_its_organ(world: World) -> None:
    """Withdrawn is gone from every list of ordinary readers."""
    entry = await published(world, SHARING)
    await withdrawn(world, entry.id)
    reader, editor = await world.actor("dongpu.registrar"), await world.actor(EDITOR)
    with pytest.raises(errors.NoSuchEntry):
        await catalogue.entry(reader, entry.id)
    for actor in (reader, editor):
        assert (await catalogue.entries(actor, None, "", None, None, 10))[0] == []
        for look in (catalogue.clauses, catalogue.fields, catalogue.original, catalogue.relations):
            with pytest.raises(NotFound):
                await look(actor, entry.id)
    tomb = await catalogue.entry(editor, entry.id)
    assert tomb.withdrawal is not None
    assert (tomb.withdrawal.reason, tomb.withdrawal.by) == ("内容有误", (await world.actor(LEADER)).name)
    assert [line.id for line in (await catalogue.entries(editor, State.WITHDRAWN, "", None, None, 10))[0]] == [entry.id]
    assert (await catalogue.entries(reader, State.WITHDRAWN, "", None, None, 10))[0] == []
    assert await catalogue.indexed(entry.id) is None
    assert await catalogue.published_ids(None, 10) == []
    with pytest.raises(errors.WrongState):
        await withdrawn(world, entry.id)


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_to_a_stranger_nothing_unpublished_exists(world: World, stranger: str) -> None:
    entry, actor = await imported(world, SHARING), await world.actor(stranger)
    for look in (
        catalogue.entry,
        catalogue.clauses,
        catalogue.fields,
        catalogue.relations,
        catalogue.original,
        catalogue.reviews,
        catalogue.third_review,
        catalogue.resubmit,
        catalogue.publish,
    ):
        with pytest.raises(errors.NoSuchEntry):
            await look(actor, entry.id)
    assert (await catalogue.entries(actor, None, "", None, None, 10)) == ([], None)
    assert (await catalogue.entries(actor, State.CANDIDATE, "", world.place("szf"), None, 10)) == ([], None)


async def test_a_policy_for_some_organs_is_read_by_their_people_only(world: World) -> None:
    """I9; how it came about is nobody's business but the organ's."""
    for_two = Facts(Publicity.NOT_PUBLIC, (world.place("dsj"), world.place("dongpu")))
    entry = await published(world, SHARING, for_two)
    listed = {}
    for account in ("dsj.drafter", "xiyu.head", "fgw.director", EDITOR):
        listed[account] = bool((await catalogue.entries(await world.actor(account), None, "", None, None, 10))[0])
    assert listed == {"dsj.drafter": True, "xiyu.head": False, "fgw.director": False, EDITOR: True}
    with pytest.raises(errors.NoSuchEntry):
        await catalogue.fields(await world.actor("dsj.drafter"), entry.id)
    found = await catalogue.indexed(entry.id)
    assert found is not None
    for account in ("dsj.drafter", "xiyu.head"):
        terms = catalogue.audience_terms(await world.actor(account))
        assert bool(terms & found.audience) == listed[account], "search is told the same"


# --- races ---------------------------------------------------------------------------------------------------

Make = Callable[[World], Awaitable[Entry]]
Do = Callable[[World, Entry], Awaitable[object]]
RACERS = 20


async def second(world: World, entry: Entry) -> Entry:
    return await catalogue.second_review(await world.actor(SECRECY), entry.id, EVERYTHING)


async def third(world: World, entry: Entry) -> Entry:
    return await catalogue.third_review(await world.actor(LEADER), entry.id)


async def publish(world: World, entry: Entry) -> Entry:
    return await catalogue.publish(await world.actor(EDITOR), entry.id)


async def turn_back(world: World, entry: Entry) -> Entry:
    return await catalogue.turn_back(await world.actor(UNIT), entry.id, "请补正")


async def resubmit(world: World, entry: Entry) -> Entry:
    return await catalogue.resubmit(await world.actor(EDITOR), entry.id)


async def discard(world: World, entry: Entry) -> Entry:
    return await catalogue.discard(await world.actor(EDITOR), entry.id, "不是公文")


async def withdraw(world: World, entry: Entry) -> Entry:
    return await withdrawn(world, entry.id)


async def confirm(world: World, entry: Entry) -> object:
    relation = await RelationRow.get(to_entry=entry.id)
    day = clock.today()
    return await catalogue.confirm_relation(await world.actor(EDITOR), relation.id, None, day, None)


async def _second_ok(world: World) -> Entry:
    return await second_ok(world, await described(world, SHARING))


async def _first_ok(world: World) -> Entry:
    return await first_ok(world, await described(world, SHARING))


async def _approved(world: World) -> Entry:
    return await approved(world, await described(world, SHARING))


async def _returned(world: World) -> Entry:
    return await turn_back(world, await described(world, SHARING))


async def _repealed(world: World) -> Entry:
    target = await published(world, SHARING)
    await published(world, text("清理工作", "甬江政发〔2023〕1号", "甬江政发〔2020〕5号文件同时废止。", 2023))
    return target


RACES: dict[str, tuple[Make, Do]] = {
    "first_review": (lambda world: described(world, SHARING), first_ok),
    "second_review": (_first_ok, second),
    "third_review": (_second_ok, third),
    "publish": (_approved, publish),
    "return": (lambda world: described(world, SHARING), turn_back),
    "resubmit": (_returned, resubmit),
    "discard": (_returned, discard),
    "withdraw": (lambda world: published(world, SHARING), withdraw),
    "confirm_relation": (_repealed, confirm),
}


@pytest.mark.parametrize("action", RACES)
async def test_one_of_twenty_wins(world: World, action: str) -> None:
    """I13: one transition, 19 clear refusals, one row in the journal."""
    make, act = RACES[action]
    entry = await make(world)
    before = len(await journal.of_subject(entry.id))
    results = await asyncio.gather(*(act(world, entry) for _ in range(RACERS)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, BaseException)]
    assert len(refused) == RACERS - 1
    assert all(isinstance(fault, OfficeError) for fault in refused), refused
    clear = {Conflict, errors.WrongState, errors.Changed, errors.SamePerson, errors.AlreadyConfirmed}
    assert {type(fault) for fault in refused} <= clear
    acts = await journal.of_subject(entry.id)
    assert [entry.action for entry in acts[before:]] == [f"catalogue.{action}"]
