"""Conversations in the office: who sees them, what order they have, what becomes of what is said."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from messaging.chats import errors, rules
from messaging.chats import service as chats
from messaging.chats.models import ConversationRow, MessageRow
from messaging.chats.rules import Act, Body, Kind, Role, Subject
from server.directory import service as directory
from server.journal import service as journal
from server.kit.errors import Conflict, OfficeError
from server.kit.ground import ground
from server.secrecy.errors import Classified
from tests.messaging.chats.talk import (
    LONG_AGO,
    MEMBER,
    OTHER,
    OWNER,
    STRANGER,
    group,
    later,
    log_of,
    numbers,
    outcomes,
    say,
)
from tests.world import World

# --- sending -------------------------------------------------------------------------------------------------


async def test_g1_what_is_acknowledged_is_committed(world: World) -> None:
    """Nobody is answered before another connection could read the message."""
    owner = await world.actor(OWNER)
    chat = await group(world)
    sending = chats.submit(owner, chat, "c1", Kind.TEXT, Body(text="收到"))
    assert not await MessageRow.exists(conversation_id=chat, cmid="c1")
    event = await sending
    stored = await MessageRow.get(conversation_id=chat, cmid="c1")
    assert stored.event() == event


async def test_g2_the_same_cmid_counts_once_for_ever(world: World) -> None:
    owner = await world.actor(OWNER)
    chat = await group(world)
    first = await say(owner, chat, "收到", "c1")
    with later(86400 * 365):
        again = await say(owner, chat, "收到", "c1")
    assert (again.seq, again.at) == (first.seq, first.at)
    with pytest.raises(errors.CmidReused):
        await say(owner, chat, "另一条", "c1")
    assert (await say(await world.actor(MEMBER), chat, "另一条", "c1")).seq == first.seq + 1


async def test_g2_twenty_at_once_with_one_cmid_are_one_message(world: World) -> None:
    owner = await world.actor(OWNER)
    chat = await group(world)
    answers = await asyncio.gather(*(say(owner, chat, "收到", "c1") for _ in range(20)))
    assert len({answer.seq for answer in answers}) == 1
    assert await MessageRow.filter(conversation_id=chat, cmid="c1").count() == 1


async def test_g2_of_twenty_bodies_under_one_cmid_one_is_kept(world: World) -> None:
    owner = await world.actor(OWNER)
    chat = await group(world)
    answers = await outcomes(*(say(owner, chat, f"第{n}", "c1") for n in range(20)))
    assert [type(a) for a in answers if isinstance(a, Exception)] == [errors.CmidReused] * 19


async def test_g3_every_conversation_counts_without_a_gap(world: World) -> None:
    people = [await world.actor(account) for account in (OWNER, MEMBER, OTHER)]
    rooms = [await group(world), await group(world)]
    stranger = await world.actor(STRANGER)
    asked = [say(person, room) for _ in range(12) for person in (*people, stranger) for room in rooms]
    answers = await outcomes(*asked)
    assert sum(isinstance(answer, errors.NoSuchChat) for answer in answers) == 24
    for room in rooms:
        assert numbers(await log_of(people[0], room)) == list(range(1, 2 + 36))


async def test_two_offices_in_one_process_write_each_into_their_own(world: World) -> None:
    """The writer stands on the office of the sender, and ends with its work."""
    chat = await group(world)
    office, owner = ground(), await world.actor(OWNER)
    before = len(asyncio.all_tasks())
    await asyncio.gather(*(say(owner, chat) for _ in range(3)))
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == before
    assert ground() is office


async def test_one_who_talks_too_fast_is_held_back_and_nobody_else(world: World) -> None:
    owner, member = await world.actor(OWNER), await world.actor(MEMBER)
    chat = await group(world)
    with later(0):
        answers = await outcomes(*(say(owner, chat) for _ in range(rules.BURST + 5)))
        assert [type(a) for a in answers if isinstance(a, Exception)] == [errors.TooFast] * 5
        await say(member, chat)
        with later(1):
            await asyncio.gather(*(say(owner, chat) for _ in range(rules.RATE)))


async def test_marks_of_secrecy_are_refused_before_anything_is_written(world: World) -> None:
    owner = await world.actor(OWNER)
    chat = await group(world)
    for attempt in (
        say(owner, chat, "机密★1年\n关于试点"),
        chats.open_group(owner, "机密★1年", [world.person(MEMBER)]),
        chats.rename(owner, chat, "机密★1年"),
    ):
        with pytest.raises(Classified):
            await attempt
    assert len(await log_of(owner, chat)) == 1
    assert await ConversationRow.all().count() == 1


async def test_a_card_keeps_kind_and_id_and_no_word(world: World) -> None:
    owner = await world.actor(OWNER)
    chat, document = await group(world), uuid4()
    body = Body(subject=Subject.DOCUMENT, id=document)
    event = await chats.send(owner, chat, "c1", Kind.CARD, body)
    assert event.body == {"subject": "document", "id": str(document)}
    for kind, wrong in (
        (Kind.CARD, Body(subject=Subject.DOCUMENT, id=document, text="标题")),
        (Kind.CARD, Body(text="标题")),
        (Kind.TEXT, body),
        (Kind.TEXT, Body(text=" \n")),
        (Kind.TEXT, Body()),
        (Kind.SYSTEM, Body(text="假")),
        (Kind.RECALL, Body(text="假")),
    ):
        with pytest.raises(errors.BodyUnfit):
            await chats.send(owner, chat, "c2", kind, wrong)


# --- who sees what -------------------------------------------------------------------------------------------


async def test_nobody_outside_learns_that_a_conversation_exists(world: World) -> None:
    chat, nowhere = await group(world), uuid4()
    stranger = await world.actor(STRANGER)
    for where in (chat, nowhere):
        for attempt in (
            chats.chat(stranger, where),
            chats.messages(stranger, where, None, None, 10),
            chats.readers(stranger, where, 1),
            chats.read(stranger, where, 1),
            chats.recall(stranger, where, 1),
            chats.add(stranger, where, [stranger.person_id]),
            chats.remove(stranger, where, stranger.person_id),
            chats.rename(stranger, where, "新名"),
            say(stranger, where),
        ):
            with pytest.raises(errors.NoSuchChat):
                await attempt
    assert await chats.chats(stranger, None, 30) == ([], None)
    assert await chats.positions(stranger) == {}


async def test_g15_a_newcomer_sees_from_their_joining_on_and_a_leaver_until_their_going(world: World) -> None:
    owner, member, stranger = [await world.actor(account) for account in (OWNER, MEMBER, STRANGER)]
    chat = await group(world)
    before = await say(owner, chat)
    await chats.add(owner, chat, [stranger.person_id])
    between = await say(owner, chat)
    assert numbers(await log_of(stranger, chat)) == [before.seq + 1, between.seq]
    for who, whom in ((owner, member), (stranger, stranger)):
        await chats.remove(who, chat, whom.person_id)
    after = await say(owner, chat)
    assert numbers(await log_of(member, chat)) == list(range(1, between.seq + 2))
    assert numbers(await log_of(stranger, chat)) == [before.seq + 1, between.seq, between.seq + 1, between.seq + 2]
    assert (await chats.positions(stranger))[chat] == after.seq - 1
    for gone in (member, stranger):
        for attempt in (
            chats.chat(gone, chat),
            say(gone, chat),
            chats.read(gone, chat, 1),
            chats.readers(gone, chat, 2),
        ):
            with pytest.raises(errors.NoSuchChat):
                await attempt
        assert (await chats.chats(gone, None, 30))[0] == []
    await chats.add(owner, chat, [stranger.person_id])
    assert numbers(await log_of(stranger, chat)) == [after.seq + 1]


async def test_g15_whoever_is_removed_while_sending_is_in_or_out_as_the_log_says(world: World) -> None:
    owner, member = await world.actor(OWNER), await world.actor(MEMBER)
    chat = await group(world)
    said = [say(member, chat) for _ in range(10)]
    answers = await outcomes(*said[:5], chats.remove(owner, chat, member.person_id), *said[5:])
    kept = [answer.seq for answer in answers if isinstance(answer, rules.Event)]
    log = await log_of(owner, chat)
    (gone,) = (event.seq for event in log if event.body and event.body.get("act") == Act.REMOVED)
    assert all(seq < gone for seq in kept)
    assert numbers(log) == list(range(1, len(log) + 1))


async def test_without_a_post_nobody_talks_or_is_talked_to(world: World) -> None:
    system, owner = await world.actor("sysadmin"), await world.actor(OWNER)
    nobody = await directory.create_person(system, "无职", "nobody", "Wuzhi-2026a")
    without = await directory.actor_of(nobody.person_id)
    for attempt in (
        chats.open_pair(owner, nobody.person_id),
        chats.open_pair(owner, uuid4()),
        chats.open_group(owner, "群", [world.person(MEMBER), nobody.person_id]),
        chats.add(owner, await group(world), [nobody.person_id]),
    ):
        with pytest.raises(errors.NotInOffice):
            await attempt
    for refused in (chats.open_pair(without, owner.person_id), chats.open_group(without, "群", [owner.person_id])):
        with pytest.raises(errors.NoPost):
            await refused


# --- members and recalls -------------------------------------------------------------------------------------


async def test_two_people_have_one_conversation_whoever_begins_it(world: World) -> None:
    owner, member = await world.actor(OWNER), await world.actor(MEMBER)
    found = await asyncio.gather(
        *(chats.open_pair(owner, member.person_id) for _ in range(10)),
        *(chats.open_pair(member, owner.person_id) for _ in range(10)),
    )
    assert len({chat.id for chat in found}) == 1
    assert len(await journal.of_subject(found[0].id)) == 1
    assert {chat.title for chat in found} == {owner.name, member.name}
    with pytest.raises(errors.NotAGroup):
        await chats.remove(owner, found[0].id, owner.person_id)
    with pytest.raises(errors.NotTheOwner):
        await chats.add(owner, found[0].id, [world.person(OTHER)])
    with pytest.raises(errors.WithOneself):
        await chats.open_pair(owner, owner.person_id)


@pytest.mark.parametrize("action", ["add", "remove", "leave", "recall"])
async def test_of_twenty_at_once_one_wins_and_the_journal_knows_one(world: World, action: str) -> None:
    owner, member = await world.actor(OWNER), await world.actor(MEMBER)
    chat = await group(world)
    said = await say(owner, chat)
    before = len(await journal.of_subject(chat))
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "add": lambda: chats.add(owner, chat, [world.person(STRANGER)]),
        "remove": lambda: chats.remove(owner, chat, member.person_id),
        "leave": lambda: chats.remove(member, chat, member.person_id),
        "recall": lambda: chats.recall(owner, chat, said.seq),
    }
    answers = await outcomes(*(calls[action]() for _ in range(20)))
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 19
    assert all(isinstance(refusal, OfficeError) and type(refusal) is not Conflict for refusal in refused), refused
    assert len(await journal.of_subject(chat)) == before + 1
    assert numbers(await log_of(owner, chat)) == [1, 2, 3]


async def test_only_the_owner_changes_a_group_and_leaves_it_to_the_eldest(world: World) -> None:
    owner, member, other = [await world.actor(account) for account in (OWNER, MEMBER, OTHER)]
    chat = await group(world)
    for attempt in (
        chats.add(member, chat, [world.person(STRANGER)]),
        chats.remove(member, chat, other.person_id),
        chats.rename(member, chat, "新名"),
    ):
        with pytest.raises(errors.NotTheOwner):
            await attempt
    assert (await chats.rename(owner, chat, "新名")).title == "新名"
    await chats.remove(owner, chat, owner.person_id)
    roles = {place.person_id: place.role for place in (await chats.chat(member, chat)).members}
    assert sorted(roles.values()) == [Role.MEMBER, Role.OWNER]
    heir = next(person_id for person_id, role in roles.items() if role is Role.OWNER)
    await chats.rename(member if heir == member.person_id else other, chat, "又改名")
    with pytest.raises(errors.NoSuchMember):
        await chats.remove(await directory.actor_of(heir), chat, owner.person_id)


async def test_g11_what_is_recalled_is_gone_from_the_table_and_the_log_says_so(world: World) -> None:
    member, other = await world.actor(MEMBER), await world.actor(OTHER)
    chat = await group(world)
    said = await say(member, chat, "发错了的内容", "c1")
    with pytest.raises(errors.NotYours):
        await chats.recall(other, chat, said.seq)
    told = await chats.recall(member, chat, said.seq)
    assert (told.kind, told.of_seq, told.seq) == (Kind.RECALL, said.seq, said.seq + 1)
    assert (await log_of(other, chat))[said.seq - 1].body is None
    rows = await MessageRow.all().values_list("body", flat=True)
    assert "发错了" not in str(rows)
    assert (await say(member, chat, "发错了的内容", "c1")).seq == said.seq
    for seq, refusal in (
        (said.seq, errors.AlreadyRecalled),
        (told.seq, errors.NotRecallable),
        (1, errors.NotRecallable),
    ):
        with pytest.raises(refusal):
            await chats.recall(member, chat, seq)
    with pytest.raises(errors.NoSuchMessage):
        await chats.recall(member, chat, 99)


async def test_g11_the_sender_has_two_minutes_and_the_owner_all_the_time(world: World) -> None:
    owner, member = await world.actor(OWNER), await world.actor(MEMBER)
    chat = await group(world)
    said = await say(member, chat)
    with later(LONG_AGO):
        with pytest.raises(errors.TooLate):
            await chats.recall(member, chat, said.seq)
        await chats.recall(owner, chat, said.seq)


# --- reading -------------------------------------------------------------------------------------------------


async def test_g12_watermarks_tell_who_has_read_and_how_much_waits(world: World) -> None:
    owner, member, other = [await world.actor(account) for account in (OWNER, MEMBER, OTHER)]
    chat = await group(world)
    said = [await say(owner, chat) for _ in range(3)]
    await say(member, chat)

    async def waiting() -> int:
        ((shown,), _) = await chats.chats(member, None, 30)
        assert shown.last is not None
        assert shown.last.seq == shown.last_seq == 5
        return shown.unread

    assert await waiting() == 3
    await chats.read(member, chat, said[1].seq)
    await chats.read(member, chat, said[0].seq)
    assert await waiting() == 1
    told = [await chats.readers(owner, chat, event.seq) for event in said]
    assert [[shown.person_id for shown in one.read] for one in told] == [[member.person_id]] * 2 + [[]]
    assert {shown.person_id for shown in told[2].unread} == {member.person_id, other.person_id}
    await chats.add(owner, chat, [world.person(STRANGER)])
    assert len((await chats.readers(owner, chat, said[0].seq)).unread) == 1
    await chats.read(member, chat, 2**31 - 1)
    assert max(place.read_seq for place in (await chats.chat(owner, chat)).members) == 6


async def test_a_log_is_read_in_pages_from_either_end(world: World) -> None:
    owner = await world.actor(OWNER)
    chat = await group(world)
    await asyncio.gather(*(say(owner, chat) for _ in range(20)))

    async def page(after: int | None, before: int | None) -> list[int]:
        return numbers((await chats.messages(owner, chat, after, before, 5)).items)

    assert await page(None, None) == [17, 18, 19, 20, 21]
    assert await page(None, 17) == [12, 13, 14, 15, 16]
    assert await page(17, None) == [18, 19, 20, 21]
    assert await page(2, 6) == [3, 4, 5]
    assert (await chats.messages(owner, chat, 21, None, 5)).last_seq == 21


async def test_a_bus_hears_a_commit_once_with_all_that_it_added(world: World) -> None:
    owner = await world.actor(OWNER)
    chat = await group(world)
    with ground().bus.listen([chats.TOPIC]) as told:
        await asyncio.gather(*(say(owner, chat) for _ in range(10)))
        heard: list[rules.Batch] = []
        while sum(len(batch.events) for batch in heard) < 10:
            heard.append(await told.next())
    assert len(heard) < 10
    assert numbers([event for batch in heard for event in batch.events]) == list(range(2, 12))
    assert all(batch.members == {world.person(who) for who in (OWNER, MEMBER, OTHER)} for batch in heard)


def test_the_key_of_a_pair_is_the_same_from_both_sides() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert rules.pair_of(one, other) == rules.pair_of(other, one) != rules.pair_of(one, one)
