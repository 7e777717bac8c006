"""Talking over sockets in this process: every device of every member gets every line, and nobody waits for anybody."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from messaging.chats import service as chats
from messaging.gateway import rules
from messaging.notices import service as notices
from messaging.notices.rules import Kind
from server.directory import service as directory
from tests.messaging.chats.talk import MEMBER, OTHER, OWNER, STRANGER, group, later, log_of, say
from tests.messaging.sockets import Device, connected, online
from tests.world import World

Frame = dict[str, Any]


async def token_of(world: World, account: str, device: str = "phone") -> str:
    return (await directory.open_session(world.person(account), device)).token


async def everyone(world: World, *accounts: str) -> list[str]:
    return [await token_of(world, account, f"device {n}") for n, account in enumerate(accounts)]


def text(chat: UUID, cmid: str, said: str = "收到", id: int = 1) -> Frame:
    return {"type": "send", "id": id, "chat": str(chat), "cmid": cmid, "kind": "text", "body": {"text": said}}


async def until(device: Device, kind: str) -> Frame:
    """The next frame of a kind; what comes before it is not looked at."""
    while (frame := await device.hear())["type"] != kind:
        pass
    return frame


async def lines(device: Device, last: int) -> list[int]:
    """The numbers that a device is told, until it has been told the last."""
    found: list[int] = []
    while last not in found:
        frame = await device.hear()
        found += [event["seq"] for event in frame.get("events", [])]
    return found


async def test_g10_every_device_of_every_member_hears_and_nobody_else(world: World) -> None:
    chat = await group(world)
    tokens = await everyone(world, OWNER, MEMBER, MEMBER, OTHER)
    async with online(*tokens) as devices, online(await token_of(world, STRANGER)) as (stranger,):
        devices[0].say(text(chat, "c1", "明日开会"))
        heard = [await until(device, "events") for device in devices]
        ack = await until(devices[0], "ack")
        await stranger.hears_nothing()
    assert all(frame == heard[0] for frame in heard)
    (event,) = heard[0]["events"]
    assert (event["seq"], event["cmid"], event["body"]) == (2, "c1", {"text": "明日开会"})
    assert (ack["id"], ack["chat"], ack["cmid"], ack["seq"]) == (1, str(chat), "c1", 2)


async def test_g10_of_one_device_the_newer_socket_wins(world: World) -> None:
    token = await token_of(world, OWNER)
    async with connected() as old, connected() as new, connected() as other:
        for device, name in ((old, "phone"), (other, "desk"), (new, "phone")):
            device.say({"type": "hello", "token": token, "device": name})
            assert (await device.hear())["type"] == "welcome"
        assert (await old.closed())[0] == 4409
        await new.hears_nothing()
        await other.hears_nothing()


async def test_g2_what_was_sent_twice_is_acknowledged_twice_and_heard_once(world: World) -> None:
    chat = await group(world)
    async with online(*await everyone(world, OWNER, MEMBER)) as (sender, member):
        for _ in range(2):
            sender.say(text(chat, "c1"))
            assert (await until(sender, "ack"))["seq"] == 2
        sender.say(text(chat, "c1", "另一条"))
        assert (await until(sender, "nak"))["code"] == "chats.cmid_reused"
        sender.say(text(chat, "c2"))
        assert await lines(member, 3) == [2, 3]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body": {"text": "机密★1年"}}, "CLASSIFIED_NOT_ALLOWED"),
        ({"body": {"text": ""}}, "chats.body_unfit"),
        ({"body": {"text": "收到", "title": "x"}}, "chats.body_unfit"),
        ({"body": {"text": "长" * 4001}}, "chats.body_unfit"),
        ({"body": 7}, "chats.body_unfit"),
        ({"kind": "card", "body": {"subject": "document", "id": "x"}}, "chats.body_unfit"),
        ({"kind": "system"}, "chats.body_unfit"),
        ({"kind": "dance"}, "gateway.unreadable"),
        ({"chat": "工作群"}, "gateway.unreadable"),
        ({"cmid": ""}, "gateway.unreadable"),
        ({"body": {"text": "长" * rules.LONGEST_FRAME}}, "gateway.frame_too_large"),
        ({"chat": str(uuid4())}, "chats.no_such_chat"),
    ],
)
async def test_a_refused_message_is_a_nak_and_the_socket_stays(world: World, change: Frame, code: str) -> None:
    chat = await group(world)
    async with online(*await everyone(world, OWNER, MEMBER)) as (sender, member):
        sender.say({**text(chat, "c1", id=5), **change})
        nak = await sender.hear()
        assert (nak["type"], nak["id"], nak["code"]) == ("nak", 5, code)
        await sender.hears_nothing()
        await member.hears_nothing()


async def test_g4_a_device_that_comes_back_is_sent_what_it_lacks(world: World) -> None:
    owner, chat, fresh = await world.actor(OWNER), await group(world), await group(world)
    for seconds in range(12):
        with later(seconds):
            await asyncio.gather(*(say(owner, chat, "字" * 4000) for _ in range(18)))
    async with connected() as device:
        resume = {str(chat): 15, str(uuid4()): 3}
        device.say({"type": "hello", "token": await token_of(world, MEMBER), "resume": resume})
        await until(device, "welcome")
        found, last = list[int](), 15
        while last < 217:
            frame = await device.hear()
            assert frame["type"] in ("events", "synced", "lag")
            found += [event["seq"] for event in frame.get("events", [])]
            if frame["type"] == "lag":
                assert frame["chats"] == {str(fresh): 1}
            if frame["type"] == "synced":
                last = frame["to"]
                assert frame["last"] == 217
                device.say({"type": "sync", "chat": str(chat), "after": last})
        assert found == list(range(16, 218))
        device.say({"type": "sync", "chat": str(uuid4()), "after": 0})
        assert (await until(device, "error"))["code"] == "chats.no_such_chat"


async def test_g12_a_watermark_is_told_to_own_devices_and_to_those_who_look(world: World) -> None:
    chat = await group(world)
    async with online(*await everyone(world, MEMBER, MEMBER, OWNER, OTHER)) as (reader, own, looking, away):
        looking.say({"type": "view", "chat": str(chat)})
        await looking.hears_nothing()
        reader.say({"type": "read", "chat": str(chat), "seq": 1})
        mark = {"type": "read", "chat": str(chat), "person_id": str(world.person(MEMBER)), "seq": 1}
        assert [await device.hear() for device in (reader, own, looking)] == [mark] * 3
        await away.hears_nothing()


async def test_g15_whoever_is_removed_hears_that_and_no_more(world: World) -> None:
    owner, member, chat = await world.actor(OWNER), await world.actor(MEMBER), await group(world)
    async with online(*await everyone(world, MEMBER, STRANGER)) as (gone, newcomer):
        await chats.remove(owner, chat, member.person_id)
        await chats.add(owner, chat, [world.person(STRANGER)])
        await say(owner, chat)
        assert await lines(gone, 2) == [2]
        assert await lines(newcomer, 4) == [3, 4]
        gone.say(text(chat, "c1"))
        assert (await gone.hear())["code"] == "chats.no_such_chat"


async def test_g8_who_does_not_read_is_told_of_the_lag_and_delays_nobody(world: World) -> None:
    """Little is held for the one who stalls; the others get every line meanwhile; later it reads the log."""
    owner, chat = await world.actor(OWNER), await group(world)
    async with online(*await everyone(world, MEMBER, OTHER, OTHER)) as (stalled, *healthy):
        stalled.reading.clear()
        for seconds in range(5):
            with later(2 * seconds):
                await asyncio.gather(*(say(owner, chat, "字" * 4000) for _ in range(10)))
        for device in healthy:
            assert await lines(device, 51) == list(range(2, 52))
        stalled.reading.set()
        heard, lag = list[int](), dict[str, int]()
        while not lag:
            frame = await stalled.hear()
            heard += [event["seq"] for event in frame.get("events", [])]
            lag = frame.get("chats", {})
        assert len(heard) * 12_000 < rules.MOST_HELD + 3 * rules.LONGEST_FRAME
        assert lag == {str(chat): 51}
        stalled.say({"type": "sync", "chat": str(chat), "after": heard[-1]})
        assert heard + await lines(stalled, 51) == list(range(2, 52))
        await say(owner, chat)
        assert await lines(stalled, 52) == [52]


async def test_g8_who_stalls_for_long_is_sent_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "STALLED_AFTER", 0.1)
    owner, chat = await world.actor(OWNER), await group(world)
    async with online(await token_of(world, MEMBER)) as (device,):
        device.reading.clear()
        await say(owner, chat)
        async with asyncio.timeout(5):
            await device.serving
        assert (await device.next())["code"] == 4408


async def test_g8_reading_pauses_while_too_many_sends_are_on_their_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_UNANSWERED", 4)
    chat = await group(world)
    async with online(await token_of(world, OWNER)) as (device,):
        for n in range(30):
            device.say(text(chat, f"c{n}", id=n))
        waiting = []
        for _ in range(30):
            waiting.append(device.incoming.qsize())
            await until(device, "ack")
    assert waiting[0] >= 30 - 2 * 4
    assert [event.cmid for event in (await log_of(await world.actor(OWNER), chat))[1:]] == [f"c{n}" for n in range(30)]


async def test_a_marked_message_is_refused_and_the_secrecy_officer_is_told(world: World) -> None:
    chat = await group(world)
    async with online(await token_of(world, OWNER)) as (device,):
        device.say(text(chat, "c1", "机密★1年"))
        nak = await until(device, "nak")
        device.say(text(chat, "c2", "收到", id=2))
        await until(device, "ack")
    assert nak["code"] == "CLASSIFIED_NOT_ALLOWED"
    told, _ = await notices.todos(await world.actor("sfb.secrecy"), Kind.INFO, False, None, 10)
    assert [notice.action for notice in told] == ["secrecy_refused"]
    assert all("机密" not in str(event.body) for event in await log_of(await world.actor(OWNER), chat))
