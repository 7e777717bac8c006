"""Who has the to-do after every act on a request, and that nobody has it when the turn has passed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from messaging.notices import service as notices
from messaging.notices.models import NoticeRow
from messaging.notices.rules import Kind
from server.directory import service as directory
from server.directory.rules.standing import Role
from server.kit import clock, outbox
from server.kit.errors import OfficeError
from server.kit.ground import ground
from server.kit.tables import Job
from signatures.uses import errors, service
from signatures.uses.models import RequestRow
from signatures.uses.rules.people import HEADS, LEADERS, asked_to_approve
from signatures.uses.rules.requests import ItemState, Matter, RequestState, SealForm
from signatures.uses.service import Asked, Request
from tests.signatures.uses import desk
from tests.signatures.uses.desk import APPROVER, CLERK, KEEPER, handed_in, wanted, work
from tests.signatures.uses.test_granting import grant, granted, land
from tests.signatures.waiting import seen_by_all, todo, told
from tests.world import World

DIRECTOR, DEPUTY = "dsj.reviewer", "dsj.deputy"
"""The director of the bureau's general office, and one of its leaders; `APPROVER` is its head."""


async def weighty(world: World, matter: Matter) -> Request:
    now, seal, file = clock.now(), await desk.seal_of(world), wanted(await handed_in(world, desk.pdf()))
    made = Asked(seal.id, matter, "订立服务合同", SealForm.SES, now, now + timedelta(days=3), (file,))
    return await service.request(await world.actor(CLERK), made)


# --- who is asked to approve ---------------------------------------------------------------------------------


@pytest.mark.parametrize("matter", Matter)
def test_all_who_are_asked_may_approve_and_all_who_may_can_be_asked(matter: Matter) -> None:
    asked = {role for roles in asked_to_approve(matter) for role in roles}
    assert asked == set(LEADERS if matter is Matter.GENERAL else HEADS)


async def test_a_request_is_put_before_the_director_with_its_purpose_and_no_more(world: World) -> None:
    made = await desk.asked(world)
    assert await todo(world, made.id) == {DIRECTOR: "uses.approve"}
    notice = await NoticeRow.get(subject_id=made.id)
    assert (notice.title, notice.organ, notice.sender) == ("报送统计报表", "甬江市大数据局", "王敏")
    assert notice.due == made.closes_at
    assert await told(world, made.id) == {}


@pytest.mark.parametrize("matter", [Matter.CONTRACT, Matter.FINANCE, Matter.PERSONNEL])
async def test_a_weighty_matter_is_put_before_the_head(world: World, matter: Matter) -> None:
    made = await weighty(world, matter)
    assert await todo(world, made.id) == {APPROVER: "uses.approve"}


async def test_where_no_director_may_approve_the_leaders_are_asked(world: World) -> None:
    """The director's own request is not theirs to approve, and a post that nobody holds answers nobody."""
    own = await desk.asked(world, account=DIRECTOR)
    assert await todo(world, own.id) == {APPROVER: "uses.approve", DEPUTY: "uses.approve"}
    await directory.leave_post(await world.actor("sysadmin"), (await world.actor(DIRECTOR)).posts[0].id)
    made = await desk.asked(world)
    assert await todo(world, made.id) == {APPROVER: "uses.approve", DEPUTY: "uses.approve"}


async def test_a_director_who_keeps_the_seal_is_not_asked(world: World) -> None:
    security = await world.actor("secadmin")
    await directory.leave_post(await world.actor("sysadmin"), (await world.actor(DIRECTOR)).posts[0].id)
    (post, *_) = (await world.actor(KEEPER)).posts
    await directory.grant_role(security, post.id, Role.OFFICE_DIRECTOR, world.place("dsj"))
    made = await desk.asked(world)
    assert await todo(world, made.id) == {APPROVER: "uses.approve", DEPUTY: "uses.approve"}


async def test_where_nobody_may_approve_it_waits_for_the_head_to_come(world: World) -> None:
    system, security = await world.actor("sysadmin"), await world.actor("secadmin")
    for account in (DIRECTOR, DEPUTY, APPROVER):
        await directory.leave_post(system, (await world.actor(account)).posts[0].id)
    made = await desk.asked(world)
    assert await todo(world, made.id) == {}
    (post, *_) = (await world.actor("dsj.head")).posts
    await directory.grant_role(security, post.id, Role.SIGNER, world.place("dsj"))
    assert await todo(world, made.id) == {"dsj.head": "uses.approve"}


# --- the turn passes on --------------------------------------------------------------------------------------


async def test_when_one_approves_all_approvers_are_rid_of_it_and_the_keepers_have_it(world: World) -> None:
    made = await desk.asked(world, account=DIRECTOR)
    assert len(await todo(world, made.id)) == 2
    await service.approve(await world.actor(DEPUTY), made.id, made.binding)
    assert await todo(world, made.id) == {KEEPER: "uses.press"}
    assert await told(world, made.id) == {DIRECTOR: [("uses.approved", "报送统计报表")]}
    notice = await NoticeRow.get(subject_id=made.id, action="uses.press")
    assert (notice.title, notice.sender, notice.due) == ("报送统计报表", "林云起", made.closes_at)


async def test_a_refusal_ends_it_for_all_and_says_so_to_whoever_asked(world: World) -> None:
    made = await desk.asked(world)
    await service.refuse(await world.actor(APPROVER), made.id, "附件有误")
    assert await todo(world, made.id) == {}
    assert await told(world, made.id) == {CLERK: [("uses.refused", "报送统计报表")]}


async def test_who_takes_it_back_themselves_is_not_told(world: World) -> None:
    for made in (await desk.asked(world), await desk.approved(world)):
        before = await told(world, made.id)
        await service.withdraw(await world.actor(CLERK), made.id, "不再需要")
        assert await todo(world, made.id) == {}
        assert await told(world, made.id) == before


async def test_who_takes_back_an_approval_takes_it_from_the_keepers_too(world: World) -> None:
    made = await desk.approved(world)
    await service.withdraw(await world.actor(APPROVER), made.id, "所附数据有误")
    assert await todo(world, made.id) == {}
    assert ("uses.withdrawn", "报送统计报表") in (await told(world, made.id))[CLERK]


async def test_the_keepers_have_it_until_every_file_is_asked_for(world: World) -> None:
    files = [wanted(await handed_in(world, desk.pdf(pages), f"表{pages}.pdf")) for pages in (2, 3)]
    made = await desk.approved(world, *files)
    await service.ask(await desk.keeper(world), made.id, 2)
    await work()
    assert await todo(world, made.id) == {KEEPER: "uses.press"}
    assert "uses.used" not in str(await told(world, made.id))
    await service.ask(await desk.keeper(world), made.id, 1)
    assert await todo(world, made.id) == {}
    await work()
    assert await todo(world, made.id) == {}
    assert ("uses.used", "报送统计报表") in (await told(world, made.id))[CLERK]


async def test_what_could_not_be_sealed_is_the_keepers_again_and_both_hear_why(world: World) -> None:
    made = await desk.pressing(world)
    assert await todo(world, made.id) == {}
    path = ground().blobs.path(made.items[0].sha256)
    path.write_bytes(desk.pdf() + b"\n")
    await work()
    assert await todo(world, made.id) == {KEEPER: "uses.press"}
    said = ("uses.handed_back", f"报送统计报表：{errors.FileChanged()}")
    heard = await told(world, made.id)
    assert heard == {CLERK: [("uses.approved", "报送统计报表"), said], KEEPER: [said]}
    path.write_bytes(desk.pdf())
    await service.ask(await desk.keeper(world), made.id, 1)
    await work()
    assert await todo(world, made.id) == {}


async def test_what_is_withdrawn_meanwhile_comes_back_to_nobody(world: World) -> None:
    made = await desk.pressing(world)
    await service.withdraw(await world.actor(APPROVER), made.id, "所附数据有误")
    await work()
    assert (await service.use(await desk.keeper(world), made.id)).items[0].state is ItemState.HANDED_BACK
    assert await todo(world, made.id) == {}


# --- its days ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [desk.asked, desk.approved])
async def test_when_its_days_are_over_nobody_has_it_and_whoever_asked_is_told(
    world: World, before: Callable[[World], Awaitable[Request]]
) -> None:
    made = await before(world)
    with clock.set_to(made.closes_at - timedelta(microseconds=1)):
        await work()
        assert len(await todo(world, made.id)) == 1
    with clock.set_to(made.closes_at):
        await work(2)
        assert await todo(world, made.id) == {}
        assert ("uses.expired", "报送统计报表") in (await told(world, made.id))[CLERK]
    assert not await Job.filter(done=False).exists()


async def test_what_is_pressed_too_late_comes_back_to_nobody(world: World) -> None:
    made = await desk.pressing(world)
    with clock.set_to(made.closes_at):
        await work()
        assert await todo(world, made.id) == {}
    assert KEEPER in await told(world, made.id)


async def test_what_was_over_before_its_days_were_stays_as_it_was(world: World) -> None:
    refused, done = await desk.asked(world), await desk.sealed(world)
    await service.refuse(await world.actor(APPROVER), refused.id, "附件有误")
    await notices.read_all(await world.actor(CLERK))
    with clock.set_to(max(refused.closes_at, done.closes_at)):
        await work()
        await outbox.put("close_use", use_id=str(done.id))
        await work()
    assert [await told(world, made.id) for made in (refused, done)] == [{}, {}]
    assert [(await RequestRow.get(id=made.id)).state for made in (refused, done)] == [
        RequestState.REFUSED,
        RequestState.USED,
    ]


# --- at once -------------------------------------------------------------------------------------------------


async def test_of_two_who_approve_at_once_one_passes_it_on_once(world: World) -> None:
    made = await desk.asked(world)
    both = [await world.actor(account) for account in (APPROVER, DIRECTOR, DEPUTY)]
    ends = await asyncio.gather(
        *(service.approve(each, made.id, made.binding) for each in both), return_exceptions=True
    )
    assert sum(isinstance(end, Request) for end in ends) == 1
    assert all(isinstance(end, (Request, OfficeError)) for end in ends)
    assert await todo(world, made.id) == {KEEPER: "uses.press"}
    assert await NoticeRow.filter(subject_id=made.id, action="uses.approved").count() == 1


async def test_of_an_approval_and_a_withdrawal_at_once_the_to_dos_follow_the_last(world: World) -> None:
    made = await desk.asked(world)
    leader, clerk = await world.actor(APPROVER), await world.actor(CLERK)
    for end in await asyncio.gather(
        service.approve(leader, made.id, made.binding),
        service.withdraw(clerk, made.id, "不再需要"),
        return_exceptions=True,
    ):
        assert isinstance(end, (Request, errors.ActUnfit))
    assert (await service.use(clerk, made.id)).state is RequestState.WITHDRAWN
    assert await todo(world, made.id) == {}


async def test_what_fails_leaves_no_to_do(world: World) -> None:
    """Act and to-do are one: a refused act asks nobody."""
    made = await desk.asked(world)
    with pytest.raises(errors.SeenOther):
        await service.approve(await world.actor(APPROVER), made.id, "0" * 64)
    assert await todo(world, made.id) == {DIRECTOR: "uses.approve"}


# --- whose business it is not --------------------------------------------------------------------------------


async def test_in_the_lists_of_all_the_others_there_is_nothing(world: World) -> None:
    made = await desk.approved(world, *[wanted(await handed_in(world, desk.pdf(n), f"表{n}.pdf")) for n in (2, 3)])
    await service.ask(await desk.keeper(world), made.id, 1)
    await work()
    assert await seen_by_all(world, made.id, Kind.TODO) == {KEEPER: ["uses.press"]}
    assert await seen_by_all(world, made.id, Kind.INFO) == {CLERK: ["uses.approved"]}


async def test_a_document_makes_no_to_dos_here(world: World) -> None:
    """Issuing asks the keepers and tells them; what is granted, landed or released here is silent."""
    await land(world, await grant(world, await granted(world)), desk.pdf())
    await service.release(await grant(world, replace(await granted(world), title="另一件")), "印章已停用")
    ids = [row.id for row in await RequestRow.all()]
    assert len(ids) == 2
    assert not await NoticeRow.filter(subject_id__in=ids).exists()
    assert not await Job.filter(kind="close_use").exists()
