"""What is pushed reaches every device it concerns and no other, for as long as its owner is logged in."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from messaging.gateway import rules
from messaging.notices import service as notices
from messaging.notices.rules import Kind
from server.directory import service as directory
from server.directory.rules.standing import Role, holder_of_role
from server.kit import clock
from server.kit.ground import ground
from tests.messaging.sockets import connected, online
from tests.world import World

CLERK, COLLEAGUE, STRANGER = "sfb.registrar", "sfb.dispatcher", "dag.registrar"


def holder(world: World) -> str:
    """Registrar of the city government, which is the clerk's post alone."""
    return holder_of_role(Role.REGISTRAR, world.place("szf"))


async def token_of(world: World, account: str, device: str = "phone") -> str:
    return (await directory.open_session(world.person(account), device)).token


async def promote(world: World, account: str) -> tuple[UUID, UUID]:
    """Make somebody a registrar of the city government too; answers the post and the grant."""
    post_id = (await world.actor(account)).posts[0].id
    security = await world.actor("secadmin")
    return post_id, await directory.grant_role(security, post_id, Role.REGISTRAR, world.place("szf"))


# --- who is let in, and until when ---------------------------------------------------------------------------


async def test_the_welcome_says_who_it_is_for_and_how_much_waits(world: World) -> None:
    clerk = world.person(CLERK)
    session = await directory.open_session(clerk, "phone")
    for _ in range(3):
        await notices.ask(uuid4(), holder(world), "register", "来文登记")
    async with connected() as device:
        welcome = await device.greet(session.token)
    assert welcome == {
        "type": "welcome",
        "person_id": str(clerk),
        "session_id": str(session.session_id),
        "heartbeat": rules.HEARTBEAT,
        "unread": 3,
    }


@pytest.mark.parametrize(
    "frame", [b'{"type":"hello","token":"unknown"}', b'{"type":"ping"}', b"", b"\xff", b"[" * 9000]
)
async def test_whoever_cannot_say_who_they_are_is_sent_to_log_in(world: World, frame: bytes) -> None:
    async with connected() as device:
        device.say(frame)
        assert await device.closed() == (4401, "请先登录。")


async def test_whoever_is_silent_is_sent_to_log_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "GREETING_WITHIN", 0.02)
    async with connected() as device:
        assert await device.closed() == (4401, "请先登录。")


async def test_a_closed_session_closes_its_socket_at_once_and_no_other(world: World) -> None:
    lost = await directory.open_session(world.person(CLERK), "lost")
    async with online(lost.token, await token_of(world, CLERK, "kept")) as (first, second):
        await directory.close_session(await world.actor(CLERK), lost.session_id)
        assert await first.closed() == (4401, "请先登录。")
        await second.hears_nothing()


async def test_a_socket_ends_with_its_session(world: World) -> None:
    hours = timedelta(hours=ground().settings.session_hours)
    with clock.set_to(clock.now() - hours + timedelta(seconds=1)):
        token = await token_of(world, CLERK)
    async with online(token) as (device,):
        assert await device.closed() == (4401, "请先登录。")


async def test_one_socket_too_many_is_refused_until_another_leaves(world: World) -> None:
    token = await token_of(world, CLERK)
    async with online(*[token] * (rules.MOST_SOCKETS - 1)):
        async with online(token), connected() as surplus:
            surplus.say({"type": "hello", "token": token})
            assert (await surplus.closed())[0] == 4429
        async with online(token) as (device,):
            await device.hears_nothing()


# --- what is pushed ------------------------------------------------------------------------------------------


async def test_every_device_of_the_holder_hears_and_nobody_else(world: World) -> None:
    await promote(world, COLLEAGUE)
    tokens = [await token_of(world, CLERK), await token_of(world, CLERK, "desktop"), await token_of(world, COLLEAGUE)]
    subject = uuid4()
    async with online(*tokens) as holding, online(await token_of(world, STRANGER)) as (stranger,):
        await notices.ask(subject, holder(world), "register", "不外传的标题")
        opened = [await device.hear() for device in holding]
        (listed,), _ = await notices.todos(await world.actor(COLLEAGUE), Kind.TODO, False, None, 30)
        await notices.done(subject)
        closed = [await device.hear() for device in holding]
        await stranger.hears_nothing()
    case = {"notice_id": str(listed.id), "subject_id": str(subject)}
    assert opened == [{"type": "todo.opened", **case, "kind": "todo", "action": "register"}] * 3
    assert closed == [{"type": "todo.closed", **case}] * 3
    assert listed.title == "不外传的标题"


async def test_nothing_opens_unheard_while_somebody_connects(world: World) -> None:
    token, many = await token_of(world, CLERK), 12

    async def ask() -> None:
        for _ in range(many):
            await notices.ask(uuid4(), holder(world), "register", "来文登记")

    async with connected() as device:
        welcome, _ = await asyncio.gather(device.greet(token), ask())
        device.say({"type": "ping"})
        pushed = 0
        while (await device.hear())["type"] == "todo.opened":
            pushed += 1
    assert welcome["unread"] + pushed >= many


async def test_a_change_of_posts_changes_what_is_pushed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "HEARTBEAT", 0.05)
    async with online(await token_of(world, COLLEAGUE)) as (device,):
        await notices.ask(uuid4(), holder(world), "register", "来文登记")
        await device.hears_nothing()
        post_id, grant_id = await promote(world, COLLEAGUE)
        assert await device.hear() == {"type": "resync"}
        await notices.ask(uuid4(), holder(world), "register", "来文登记")
        assert (await device.hear())["type"] == "todo.opened"
        await directory.revoke_role(await world.actor("secadmin"), post_id, grant_id)
        assert await device.hear() == {"type": "resync"}
        await notices.ask(uuid4(), holder(world), "register", "来文登记")
        await device.hears_nothing()


async def test_whoever_missed_something_is_told_to_read_again(world: World) -> None:
    subject, fresh = uuid4(), uuid4()
    async with online(await token_of(world, CLERK)) as (device,):
        device.reading.clear()
        for _ in range(200):
            await notices.ask(subject, holder(world), "register", "来文登记")
            await notices.done(subject)
        device.reading.set()
        heard = 1
        while (await device.hear())["type"] != "resync":
            heard += 1
        assert heard < 400
        await notices.ask(fresh, holder(world), "register", "来文登记")
        while (await device.hear())["subject_id"] != str(fresh):
            pass


@pytest.mark.parametrize("stuck", [{"websocket.send"}, {"websocket.send", "websocket.close"}])
async def test_a_stalled_device_is_dropped_and_delays_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch, stuck: set[str]
) -> None:
    monkeypatch.setattr(rules, "STALLED_AFTER", 0.2)
    tokens = [await token_of(world, CLERK, str(i)) for i in range(3)]
    async with online(*tokens) as (stalled, *healthy):
        stalled.stuck = stuck
        stalled.reading.clear()
        for _ in range(20):
            await notices.ask(uuid4(), holder(world), "register", "来文登记")
            for device in healthy:
                assert (await device.hear())["type"] == "todo.opened"
        async with asyncio.timeout(5):
            await stalled.serving
        last = [await stalled.next() for _ in range(stalled.outgoing.qsize())]
    assert [message["code"] for message in last] == ([] if "websocket.close" in stuck else [4408])


# --- what a client says --------------------------------------------------------------------------------------


async def test_nonsense_is_answered_until_it_is_too_much(world: World) -> None:
    token = await token_of(world, CLERK)
    nonsense = [b"", b"{", b'{"type":"dance"}', b"[" * 9000, b"x" * (rules.LONGEST_FRAME + 1), b"\xff\x00"]
    async with online(token) as (device,):
        for frame in [*nonsense, json.dumps({"type": "hello", "token": token}).encode()]:
            device.say(frame)
            refusal = await device.hear()
            assert refusal["type"] == "error"
            assert refusal["code"].startswith("gateway.")
            assert token not in str(refusal)
            await device.hears_nothing()
        device.say(b"{")
        assert (await device.closed())[0] == 4400
