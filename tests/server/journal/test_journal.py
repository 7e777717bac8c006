"""The journal: what was done stands in order, and whoever changes it afterwards is found out, to the entry."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.models import Model
from typer.testing import CliRunner

from server.__main__ import cli
from server.directory.rules.standing import Actor, PostHeld, Standing
from server.journal import rules, service
from server.journal.append_only import lift
from server.journal.models import AnchorRow, EntryRow, UnanchoredRow
from server.kit.db import atomic
from server.kit.errors import Conflict
from server.kit.ground import Ground

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
POST = PostHeld(uuid4(), uuid4(), None, "处长", frozenset())
CLERK = Actor(uuid4(), "王敏", None, (POST,))
FOR_ANOTHER = Standing(POST.id, POST.organ_id, "处长", uuid4(), "何清和")
SUBJECTS = (UUID(int=1 << 64), UUID(int=2 << 64))


class Undo(Exception):
    pass


async def written(anchored: int = 1) -> list[rules.Entry]:
    """Two chains of three entries, in two links and a rest that still waits."""
    entries = []
    for n in range(3):
        for subject in SUBJECTS:
            entries.append(await service.record(CLERK, f"test.act{n}", subject, FOR_ANOTHER, n=n, reason="情况属实"))
        if n < anchored:
            await service.anchor()
    return entries


async def found_after(forge: Callable[[], Awaitable[object]]) -> rules.Break | None:
    """What the proof finds once somebody with the database's password has been at it; then all is as before."""
    found = None
    with suppress(Undo):
        async with atomic():
            await forge()
            found = await service.verify()
            raise Undo
    assert await service.verify() is None
    return found


# --- what is written -----------------------------------------------------------------------------------------


async def test_an_entry_says_who_in_which_post_for_whom_did_what(office: Ground) -> None:
    subject = uuid4()
    said = await service.record(CLERK, "test.act", subject, FOR_ANOTHER, organ=POST.organ_id, n=1)
    (entry,) = await service.of_subject(subject)
    assert entry == said
    assert (entry.actor_id, entry.actor_name, entry.post_id, entry.post_title) == (
        CLERK.person_id,
        "王敏",
        POST.id,
        "处长",
    )
    assert (entry.principal_name, entry.facts) == ("何清和", {"organ": str(POST.organ_id), "n": 1})
    assert (entry.seq, entry.previous, entry.hash) == (1, rules.GENESIS, rules.hash_of(entry))


async def test_what_the_office_does_by_itself_is_signed_by_the_office(office: Ground) -> None:
    entry = await service.record(None, "test.act", uuid4())
    assert (entry.actor_id, entry.actor_name, entry.post_id) == (None, "系统", None)


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
facts = st.dictionaries(
    words.filter(lambda word: word not in ("actor", "action", "subject_id", "standing")),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words | st.uuids() | st.dates(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=5,
    ),
    max_size=4,
)


@few
@given(said=facts)
async def test_any_plain_facts_come_back_from_the_database_as_they_were_hashed(
    office: Ground, said: dict[str, Any]
) -> None:
    subject = uuid4()
    await service.record(CLERK, "test.act", subject, **said)
    assert rules.first_break(await service.of_subject(subject)) is None


async def test_an_act_that_is_rolled_back_never_happened(office: Ground) -> None:
    with suppress(Undo):
        async with atomic():
            await service.record(CLERK, "test.act", SUBJECTS[0])
            raise Undo
    assert not await EntryRow.all().exists()
    assert not await UnanchoredRow.all().exists()


async def test_of_acts_on_one_subject_at_once_each_is_in_the_chain_or_refused(office: Ground) -> None:
    async def act(n: int) -> rules.Entry:
        async with atomic():
            return await service.record(CLERK, "test.act", SUBJECTS[n % 2], n=n)

    results = await asyncio.gather(*(act(n) for n in range(30)), return_exceptions=True)
    landed = [result for result in results if isinstance(result, rules.Entry)]
    assert landed
    assert all(isinstance(result, (rules.Entry, Conflict)) for result in results)
    assert {row.id for row in await EntryRow.all()} == {entry.id for entry in landed}
    await service.anchor()
    assert await service.verify() is None


async def test_anchoring_takes_everything_once_and_in_order(office: Ground) -> None:
    entries = await written(anchored=3)
    await service.anchor()
    links = await AnchorRow.all().order_by("n")
    assert [link.n for link in links] == [1, 2, 3]
    assert [UUID(entry) for link in links for entry in link.entries] == [entry.id for entry in entries]
    assert not await UnanchoredRow.all().exists()
    assert await service.verify() is None


# --- what cannot be changed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [EntryRow, AnchorRow])
async def test_the_database_refuses_to_change_or_delete(office: Ground, table: type[Model]) -> None:
    await written()
    before = await table.all().values()
    for attempt in (lambda: table.all().update(hash="0" * 64), lambda: table.all().delete()):
        with pytest.raises(IntegrityError, match="append-only"):
            async with atomic():
                await attempt()
    assert await table.all().values() == before


# --- what is found -------------------------------------------------------------------------------------------


def other(value: Any) -> Any:
    """A value of the same kind that is not this one."""
    match value:
        case bool() | None:
            return uuid4()
        case UUID():
            return uuid4()
        case str():
            return f"{value[:-1]}{'0' if value[-1:] != '0' else '1'}"
        case int():
            return value + 7
        case datetime():
            return value + timedelta(microseconds=1)
        case dict():
            return {**value, "reason": "情况不实"}
        case list():
            return value[1:]
    raise AssertionError(value)


@few
@given(which=st.integers(0, 5), column=st.sampled_from(sorted(rules.Entry.__dataclass_fields__)))
async def test_any_altered_column_is_found_and_named(office: Ground, which: int, column: str) -> None:
    entries = await written() if not await EntryRow.all().exists() else await _entries()
    await _lift_once(office)
    entry = entries[which]
    forged = other(getattr(entry, column))
    found = await found_after(lambda: forge(EntryRow, id=entry.id, change={column: forged}))
    assert found is not None
    if column == "id":
        assert found.entry_id == forged
    elif column in ("seq", "subject_id"):
        assert found.subject_id in (entry.subject_id, forged)
    else:
        assert (found.subject_id, found.seq, found.entry_id) == (entry.subject_id, entry.seq, entry.id)


async def forge(table: type[Model], change: dict[str, Any], **key: Any) -> None:
    """Put another row in the place of one; the ORM does not update keys."""
    (row,) = await table.filter(**key).values()
    await table.filter(**key).delete()
    await table.create(**{**row, **change})


async def _entries() -> list[rules.Entry]:
    return [row.entry() for row in await EntryRow.all().order_by("id")]


async def _lift_once(office: Ground) -> None:
    """The office outlives the examples of one test; the triggers can be taken off only once."""
    with suppress(OperationalError):
        await lift(office.orm.db())


async def test_whoever_closes_the_chain_again_is_found_by_the_link(office: Ground) -> None:
    """Alter an entry and recompute every hash after it: the chain holds, the link over it does not."""
    entries = await written()
    await _lift_once(office)

    async def rewrite() -> None:
        previous = rules.GENESIS
        for row in await EntryRow.filter(subject_id=SUBJECTS[0]).order_by("seq"):
            row.facts, row.previous = {"n": 0}, previous
            row.hash = previous = rules.hash_of(row.entry())
            await EntryRow.filter(id=row.id).update(facts=row.facts, previous=row.previous, hash=row.hash)
        assert rules.first_break(await service.of_subject(SUBJECTS[0])) is None

    found = await found_after(rewrite)
    assert found == rules.Break(None, 1, None, "anchor altered")
    assert entries


async def test_a_deleted_entry_is_found_wherever_it_stood(office: Ground) -> None:
    """In the middle the chain misses it; at the end the link misses it, or the list of those that wait."""
    entries = await written()
    await _lift_once(office)
    for entry in entries:
        found = await found_after(EntryRow.filter(id=entry.id).delete)
        assert found is not None
        if entry.seq < 3:
            assert (found.subject_id, found.seq, found.what) == (entry.subject_id, entry.seq, "missing")
        else:
            assert (found.entry_id, found.what) == (entry.id, "deleted")


async def test_a_chain_cut_off_at_its_end_is_found_by_the_link(office: Ground) -> None:
    entries = await written(anchored=3)
    await _lift_once(office)
    for kept in range(3):
        lost = [entry for entry in entries if entry.subject_id == SUBJECTS[0] and entry.seq > kept]
        found = await found_after(EntryRow.filter(subject_id=SUBJECTS[0], seq__gt=kept).delete)
        assert found is not None
        assert (found.entry_id, found.what) == (lost[0].id, "deleted")


@few
@given(pair=st.permutations(range(3)).map(lambda order: order[:2]))
async def test_swapped_entries_are_found(office: Ground, pair: list[int]) -> None:
    entries = await written() if not await EntryRow.all().exists() else await _entries()
    await _lift_once(office)
    first, second = (entries[2 * n] for n in pair)

    async def swap() -> None:
        await EntryRow.filter(id=first.id).update(seq=99)
        await EntryRow.filter(id=second.id).update(seq=first.seq)
        await EntryRow.filter(id=first.id).update(seq=second.seq)

    found = await found_after(swap)
    assert found is not None
    assert (found.subject_id, found.seq) == (first.subject_id, min(first.seq, second.seq))


async def test_an_entry_written_past_the_office_is_found_even_with_a_perfect_chain(office: Ground) -> None:
    entries = await written()
    last = entries[-1]
    false = {name: getattr(last, name) for name in rules.Entry.__dataclass_fields__}
    false |= {"id": uuid4(), "seq": last.seq + 1, "previous": last.hash, "hash": ""}
    false["hash"] = rules.hash_of(rules.Entry(**false))
    found = await found_after(lambda: EntryRow.create(**false))
    assert found == rules.Break(last.subject_id, last.seq + 1, false["id"], "not anchored")


async def test_an_altered_or_deleted_link_is_found(office: Ground) -> None:
    await written(anchored=2)
    await _lift_once(office)
    for link in await AnchorRow.all():
        for column in ("n", "at", "entries", "previous", "hash"):
            change = {column: other(getattr(link, column))}
            assert await found_after(partial(forge, AnchorRow, n=link.n, change=change)), (link.n, column)
        assert await found_after(AnchorRow.filter(n=link.n).delete)


async def test_a_lost_entry_does_not_stop_the_anchoring_of_the_others(office: Ground) -> None:
    entries = await written(anchored=0)
    await _lift_once(office)
    await EntryRow.filter(id=entries[-1].id).delete()
    await service.anchor()
    assert (await AnchorRow.get(n=1)).entries == [str(entry.id) for entry in entries[:-1]]
    found = await service.verify()
    assert found == rules.Break(None, 2, entries[-1].id, "deleted")


# --- the doctor ----------------------------------------------------------------------------------------------


async def doctor(office: Ground, environment: pytest.MonkeyPatch) -> tuple[int, str]:
    """What `python -m server doctor` says of an office."""
    environment.setenv("ZHENGBAN_DATA", str(office.settings.data))
    environment.setenv("ZHENGBAN_DATABASE_URL", office.settings.database_url)
    ran = await asyncio.to_thread(CliRunner().invoke, cli, ["doctor"])
    return ran.exit_code, ran.output


async def test_the_doctor_says_whether_the_chain_holds_and_where_it_does_not(
    office: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = await written()
    assert await doctor(office, monkeypatch) == (0, "办理日志完整，文稿、状态、文号和文件与日志相符。\n")
    await _lift_once(office)
    await EntryRow.filter(id=entries[2].id).update(actor_name="李四")
    code, said = await doctor(office, monkeypatch)
    assert code == 1
    assert said == f"办理日志断裂：事项 {SUBJECTS[0]} 第2条（记录 {entries[2].id}）内容被改动。\n"
