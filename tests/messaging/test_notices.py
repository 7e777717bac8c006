"""The laws of 待办: seen by exactly its holders, gone for all at once, counted as listed, paged without a gap."""

import asyncio
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.notices import rules, service
from messaging.notices.errors import NoSuchNotice
from messaging.notices.models import NoticeRow, ReadRow
from messaging.notices.rules import Count, Kind
from server.directory.rules.standing import (
    Actor,
    Lent,
    PostHeld,
    Role,
    Scope,
    holder_of_person,
    holder_of_role,
    lendable,
)
from server.kit import clock
from server.kit.bus import Listener
from server.kit.db import atomic
from server.kit.ground import Ground

few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ALL = 100


def person(*holders: str, lent: tuple[Lent, ...] = ()) -> Actor:
    """Somebody whose one post carries these holders."""
    post = PostHeld(uuid4(), uuid4(), None, "科员", frozenset(holders))
    return Actor(uuid4(), "张三", None, (post,), lent)


def lending(principal: Actor, scope: Scope = Scope.HANDLE) -> Lent:
    return Lent(uuid4(), principal.person_id, "李四", scope, lendable(principal.holders()))


def registrar() -> str:
    return holder_of_role(Role.REGISTRAR, uuid4())


async def listed(actor: Actor, kind: Kind = Kind.TODO, unread: bool = False) -> list[rules.Notice]:
    notices, following = await service.todos(actor, kind, unread, None, ALL)
    assert following is None
    return notices


async def only(actor: Actor, kind: Kind = Kind.TODO) -> rules.Notice:
    (notice,) = await listed(actor, kind)
    return notice


def ear(office: Ground, holder: str) -> AbstractContextManager[Listener]:
    return office.bus.listen([rules.topic(holder)])


async def heard(listener: Listener) -> list[Any]:
    """What was pushed since it was asked last."""
    listener.offer(None)
    events = []
    while (event := await listener.next()) is not None:
        events.append(event)
    return events


Act = tuple[str, int, int]
acts = st.lists(
    st.tuples(st.sampled_from(["ask", "tell", "done", "read", "read_all"]), st.integers(0, 2), st.integers(0, 3)),
    max_size=10,
)


class Expected:
    """The office in a dictionary: what is open, and who has opened it."""

    def __init__(self, people: list[Actor]) -> None:
        self.people = people
        self.open: dict[tuple[UUID, str, Kind], set[UUID]] = {}

    def close(self, subject: UUID) -> None:
        self.open = {at: who for at, who in self.open.items() if not (at[0] == subject and at[2] is Kind.TODO)}

    def read(self, actor: Actor, subject: UUID, kind: Kind) -> None:
        """Whoever is asked the same twice has read both at once."""
        own = actor.posts[0].holders | {holder_of_person(actor.person_id)}
        for at in [at for at in self.open if at[0] == subject and at[2] is kind and at[1] in actor.holders()]:
            self.open[at].add(actor.person_id)
            if kind is Kind.INFO and at[1] in own:
                del self.open[at]

    def seen_by(self, actor: Actor, kind: Kind) -> dict[tuple[UUID, str, Kind], bool]:
        """Of what is asked twice, the first."""
        seen = [at for at in self.open if at[1] in actor.holders() and at[2] is kind]
        first = {at[0]: at for at in reversed(seen)}
        return {at: actor.person_id in self.open[at] for at in first.values()}


@few
@given(acts=acts)
async def test_everyone_sees_exactly_what_their_holders_hold(office: Ground, acts: list[Act]) -> None:
    shared, own = registrar(), registrar()
    people = [person(shared), person(shared, own), person()]
    people.append(person(lent=(lending(people[1]),)))
    holders = [shared, own, holder_of_person(people[2].person_id)]
    subjects, expected = [uuid4() for _ in range(4)], Expected(people)
    for act, i, j in acts:
        await _do(act, subjects, holders, expected, i, j)
        await _agree(expected)


async def _do(act: str, subjects: list[UUID], holders: list[str], expected: Expected, i: int, j: int) -> None:
    actor, subject, holder = expected.people[j], subjects[j], holders[i]
    match act:
        case "ask":
            await service.ask(subject, holder, "review", "关于试点工作的通知")
            expected.open.setdefault((subject, holder, Kind.TODO), set())
        case "tell":
            await service.tell(subject, holder, "review", "关于试点工作的通知")
            expected.open.setdefault((subject, holder, Kind.INFO), set())
        case "done":
            await service.done(subject)
            expected.close(subject)
        case "read":
            for notice in (await listed(actor, list(Kind)[i % 2]))[:1]:
                row = await NoticeRow.get(id=notice.id)
                await service.read(actor, notice.id)
                expected.read(actor, row.subject_id, row.kind)
        case "read_all":
            await service.read_all(actor)
            for subject, _, kind in [at for at in expected.open if at[1] in actor.holders()]:
                expected.read(actor, subject, kind)


async def _agree(expected: Expected) -> None:
    for actor in expected.people:
        lists = {kind: await listed(actor, kind) for kind in Kind}
        for kind, notices in lists.items():
            holders = {row.id: row.holder for row in await NoticeRow.filter(id__in=[n.id for n in notices])}
            seen = [((n.subject_id, holders[n.id], n.kind), n.read) for n in notices]
            assert len(seen) == len(dict(seen))
            assert dict(seen) == expected.seen_by(actor, kind)
        unread = [*await listed(actor, Kind.TODO, True), *await listed(actor, Kind.INFO, True)]
        assert {n.id for n in unread} == {n.id for notices in lists.values() for n in notices if not n.read}
        assert await service.count(actor) == Count(len(lists[Kind.TODO]), len(lists[Kind.INFO]), len(unread))


async def test_a_notice_of_another_holder_cannot_be_opened_and_keeps_no_trace(office: Ground) -> None:
    holder, stranger = registrar(), person(registrar())
    await service.ask(uuid4(), holder, "register", "来文登记")
    notice = await only(person(holder))
    for unknown in (notice.id, uuid4()):
        with pytest.raises(NoSuchNotice):
            await service.read(stranger, unknown)
    assert not await ReadRow.all().exists()


@pytest.mark.parametrize("scope", Scope)
async def test_a_delegate_sees_what_is_lent_in_the_principals_name(office: Ground, scope: Scope) -> None:
    principal = person(registrar())
    delegate = person(lent=(lending(principal, scope),))
    for holder in principal.holders():
        await service.ask(uuid4(), holder, "register", "来文登记")
    assert {n.principal for n in await listed(principal)} == {""}
    assert {n.principal for n in await listed(delegate)} == {"李四"}
    assert len(await listed(delegate)) == len(lendable(principal.holders())) < len(await listed(principal))


async def test_what_is_both_ones_own_and_lent_is_ones_own(office: Ground) -> None:
    holder = registrar()
    await service.ask(uuid4(), holder, "register", "来文登记")
    assert (await only(person(holder, lent=(lending(person(holder)),)))).principal == ""


async def test_news_read_by_a_delegate_still_waits_for_the_principal(office: Ground) -> None:
    principal = person(registrar())
    delegate = person(lent=(lending(principal),))
    await service.tell(uuid4(), holder_of_person(principal.person_id), "signed_for", "已签收")
    await service.read(delegate, (await only(delegate, Kind.INFO)).id)
    assert (await only(delegate, Kind.INFO)).read
    assert not (await only(principal, Kind.INFO)).read
    await service.read(principal, (await only(principal, Kind.INFO)).id)
    assert not await listed(delegate, Kind.INFO)


async def test_the_list_says_what_was_asked(office: Ground) -> None:
    holder, subject, due = registrar(), uuid4(), clock.now() + timedelta(days=3)
    await service.ask(subject, holder, "sign_off", "关于印发方案的通知", organ="甬江市财政局", sender="王五", due=due)
    notice = await only(person(holder))
    said = (notice.subject_id, notice.action, notice.title, notice.organ, notice.sender, notice.due)
    assert said == (subject, "sign_off", "关于印发方案的通知", "甬江市财政局", "王五", due)
    assert abs(notice.since - clock.now()) < timedelta(minutes=1)


async def test_the_same_asked_many_times_at_once_is_one_to_do_and_one_push(office: Ground) -> None:
    holder, subject = registrar(), uuid4()

    async def transaction() -> None:
        async with atomic():
            await service.ask(subject, holder, "sign_off", "关于印发方案的通知")

    with ear(office, holder) as listener:
        await asyncio.gather(*(transaction() for _ in range(6)))
        pushed = await heard(listener)
    notice = await only(person(holder))
    assert pushed == [rules.Opened(notice.id, subject, Kind.TODO, "sign_off")]


async def test_what_was_done_can_be_asked_again(office: Ground) -> None:
    holder, subject = registrar(), uuid4()
    for _ in range(3):
        with ear(office, holder) as listener:
            await service.ask(subject, holder, "review", "退回后再审")
            notice = await only(person(holder))
            await service.done(subject)
            await service.done(subject)
            pushed = await heard(listener)
        assert pushed == [rules.Opened(notice.id, subject, Kind.TODO, "review"), rules.Closed(notice.id, subject)]
        assert not await listed(person(holder))


@pytest.mark.parametrize("by_action", [True, False])
@pytest.mark.parametrize("by_holder", [True, False])
async def test_done_closes_no_more_than_it_names(office: Ground, by_action: bool, by_holder: bool) -> None:
    subject, other, holders, actions = uuid4(), uuid4(), [registrar(), registrar()], ["review", "countersign"]
    for case in (subject, other):
        for holder in holders:
            for action in actions:
                await service.ask(case, holder, action, "会签件")
    await service.done(subject, actions[0] if by_action else None, holders[0] if by_holder else None)
    left = {(n.subject_id, n.action, h) for h in holders for n in await listed(person(h))}
    closed = {
        (subject, action, holder)
        for holder in (holders[:1] if by_holder else holders)
        for action in (actions[:1] if by_action else actions)
    }
    assert left == {(c, a, h) for c in (subject, other) for a in actions for h in holders} - closed


async def test_only_its_holder_hears_and_nobody_hears_the_title(office: Ground) -> None:
    holder, other = registrar(), registrar()
    with ear(office, holder) as listener, ear(office, other) as elsewhere:
        await service.ask(uuid4(), holder, "sign_off", "标题不外传")
        pushed = await heard(listener)
        assert await heard(elsewhere) == []
    assert len(pushed) == 1
    assert "标题" not in repr(pushed)


async def test_nothing_is_pushed_before_the_commit_or_without_it(office: Ground) -> None:
    holder, subject = registrar(), uuid4()

    async def fail() -> None:
        async with atomic():
            await service.ask(subject, holder, "sign_off", "关于印发方案的通知")
            assert await heard(listener) == []
            raise ZeroDivisionError

    with ear(office, holder) as listener:
        with pytest.raises(ZeroDivisionError):
            await fail()
        assert await heard(listener) == []
    assert not await listed(person(holder))


@few
@given(many=st.integers(0, 12), limit=st.integers(1, 15), kind=st.sampled_from(Kind), opened=st.integers(0, 4))
async def test_pages_of_any_size_reach_everything_once_newest_first(
    office: Ground, many: int, limit: int, kind: Kind, opened: int
) -> None:
    holders = [registrar(), registrar()]
    actor, subjects = person(*holders, lent=(lending(person(*holders)),)), [uuid4() for _ in range(many)]
    opening = service.ask if kind is Kind.TODO else service.tell
    for i, subject in enumerate(subjects):
        await opening(subject, holders[i % 2], "review", f"第{i}件")
    for notice in (await listed(actor, kind))[:opened]:
        await service.read(actor, notice.id)
    left = subjects if kind is Kind.TODO else subjects[: max(0, many - opened)]
    assert await _walk(actor, kind, False, limit) == left[::-1]
    assert await _walk(actor, kind, True, limit) == subjects[: max(0, many - opened)][::-1]


async def _walk(actor: Actor, kind: Kind, unread: bool, limit: int) -> list[UUID]:
    found: list[UUID] = []
    before: UUID | None = None
    while True:
        notices, before = await service.todos(actor, kind, unread, before, limit)
        assert len(notices) <= limit
        found += [notice.subject_id for notice in notices]
        if before is None:
            return found


async def test_who_is_asked_the_same_in_two_posts_is_asked_once(office: Ground) -> None:
    first, second, subject = registrar(), registrar(), uuid4()
    both, one = person(first, second), person(second)
    for holder in (first, second):
        await service.ask(subject, holder, "review", "关于试点工作的通知")
        await service.tell(subject, holder, "reply", "关于试点工作的通知")
    assert [(await service.count(who)).todo for who in (both, one)] == [1, 1]
    await service.read(both, (await only(both, Kind.INFO)).id)
    assert not await listed(both, Kind.INFO)
    assert not await listed(one, Kind.INFO)
    await service.read(both, (await only(both)).id)
    assert (await only(both)).read
    assert not (await only(one)).read
