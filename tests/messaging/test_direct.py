"""The short way to the transport, on a real uvicorn: the same frames, whole, to everybody but the one who stalls."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Frame, Opcode

from messaging import gateway
from messaging.chats import errors as chat_errors
from messaging.chats import rules as chat_rules
from messaging.chats import service as chats
from messaging.gateway import errors, rules
from messaging.gateway.routes import DirectProtocol, _head
from messaging.gateway.service.hub import _hubs
from server import client
from server.app import create_app
from server.client import ChatClient, Ended, Refused
from server.directory import service as directory
from server.kit.apipage import INTRODUCTION
from server.kit.errors import OfficeError, Unauthenticated
from server.kit.ground import ground
from tests.messaging.chats.talk import MEMBER, OTHER, OWNER, group, later, say
from tests.world import World

DEVICES, LONG, MESSAGES = 8, "字" * 4000, 400


@asynccontextmanager
async def listening(**pinging: float) -> AsyncIterator[str]:
    """This office on a loopback port, in this process; the address of its socket."""
    office = ground()
    app = create_app(office.settings)

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"ground": office}}, receive, send)

    server = uvicorn.Server(
        uvicorn.Config(
            with_state,
            ws=DirectProtocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
            **pinging,  # type: ignore[arg-type]
        )
    )
    with socket.create_server(("127.0.0.1", 0)) as held:
        serving = asyncio.create_task(server.serve(sockets=[held]))
        try:
            yield f"ws://127.0.0.1:{held.getsockname()[1]}/api/v1/socket"
        finally:
            server.should_exit = True
            await asyncio.wait_for(serving, 10)


async def token_of(world: World, account: str, device: str) -> str:
    return (await directory.open_session(world.person(account), device)).token


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_a_frame_begins_as_the_library_writes_it(size: int) -> None:
    data = b"x" * size
    assert _head(size) + data == Frame(Opcode.TEXT, data).serialize(mask=False)


async def test_g4_to_g6_a_device_that_is_cut_off_again_and_again_misses_nothing(world: World) -> None:
    chat = str(await group(world))
    async with (
        listening() as url,
        ChatClient(url, await token_of(world, OWNER, "a")) as sender,
        ChatClient(url, await token_of(world, MEMBER, "b"), device="b") as member,
    ):
        for n in range(30):
            if n % 10 == 5:
                await (sender if n % 20 == 5 else member).drop()
            await asyncio.gather(sender.send(chat, "text", {"text": LONG}), asyncio.sleep(0.005))
        with pytest.raises(Refused):
            await sender.send(chat, "text", {"text": ""})
        for client in (sender, member):
            heard = [(await asyncio.wait_for(client.heard.get(), 10))[1]["seq"] for _ in range(31)]
            assert heard == list(range(1, 32))


async def test_g8_one_who_stalls_delays_none_of_the_others(world: World) -> None:
    chat = await group(world)
    async with listening() as url, AsyncExitStack() as stack:
        stalled, *healthy = [
            await stack.enter_async_context(connect(url, compression=None, max_queue=1, ping_interval=None))
            for _ in range(1 + 2 * DEVICES)
        ]
        for n, device in enumerate((stalled, *healthy)):
            who = MEMBER if n % 2 else OTHER
            await device.send(json.dumps({"type": "hello", "token": await token_of(world, who, f"device {n}")}))
            assert json.loads(await device.recv())["type"] == "welcome"
        reading = [asyncio.create_task(_lines(device, MESSAGES)) for device in healthy]
        await _talk(world, chat)
        for told in await asyncio.wait_for(asyncio.gather(*reading), 20):
            assert told == list(range(2, 2 + MESSAGES))
        kinds = [json.loads(text)["type"] async for text in _until_lag(stalled)]
        assert kinds[-1] == "lag"


async def _talk(world: World, chat: UUID) -> None:
    owner = await world.actor(OWNER)
    for turn in range(MESSAGES // 40):
        with later(10 * turn):
            await asyncio.gather(*(say(owner, chat, LONG) for _ in range(40)))


async def _lines(device: ClientConnection, many: int) -> list[int]:
    found: list[int] = []
    while len(found) < many:
        found += [event["seq"] for event in json.loads(await device.recv()).get("events", [])]
    return found


async def _until_lag(device: ClientConnection) -> AsyncIterator[str]:
    async with asyncio.timeout(10):
        async for text in device:
            yield str(text)
            if '"lag"' in str(text)[:20]:
                return


async def test_nobody_is_told_of_a_conversation_over_somebody_elses_device(world: World) -> None:
    async with listening() as url, ChatClient(url, await token_of(world, MEMBER, "b")) as member:
        await member.greeted.wait()
        await chats.open_pair(await world.actor(OWNER), world.person(OTHER))
        mine = await chats.open_pair(await world.actor(OWNER), world.person(MEMBER))
        await say(await world.actor(OWNER), mine.id)
        chat, event = await asyncio.wait_for(member.heard.get(), 10)
        assert (chat, event["seq"]) == (str(mine.id), 1)
        assert member.cursors == {str(mine.id): 1}


# --- a send always ends --------------------------------------------------------------------------------------


def test_the_client_knows_what_the_office_takes_and_how_it_ends() -> None:
    again, final = (chat_errors.TooFast, errors.Fault), (Unauthenticated, errors.Replaced)
    assert (rules.LONGEST_FRAME, {fault.code for fault in again}) == (client.LONGEST_FRAME, client.AGAIN)
    assert {rules.close_code(end()): end.code for end in final} == client.FINAL
    assert {kind for kind in chat_rules.Kind if _takes(kind)} == client.KINDS


def _takes(kind: chat_rules.Kind) -> bool:
    """Whether any body fits that kind."""
    bodies = (chat_rules.Body(text="a"), chat_rules.Body(subject=chat_rules.Subject.POLICY, id=UUID(int=1)))
    with suppress(OfficeError):
        return bool(chat_rules.body_of(kind, bodies[kind is chat_rules.Kind.CARD]))
    return False


async def test_what_no_office_takes_is_refused_and_what_follows_is_sent(world: World) -> None:
    chat = str(await group(world))
    unfit: list[tuple[str, str, Any, str]] = [
        (chat, "dance", {"text": "a"}, ""),
        (chat, "text", {"text": "长" * rules.LONGEST_FRAME}, ""),
        (chat, "text", {"text": "a" * (rules.LONGEST_FRAME - 100)}, ""),
        (chat, "text", {"text": "\ud800"}, ""),
        (chat, "text", {"text": float("nan")}, ""),
        (chat, "text", {"text": chat_rules}, ""),
        (chat, "text", {"text": "a"}, "not a name"),
        ("工作群", "text", {"text": "a"}, ""),
    ]
    async with listening() as url, ChatClient(url, await token_of(world, OWNER, "a")) as sender:
        for message in unfit:
            with pytest.raises(Refused) as refused:
                await asyncio.wait_for(sender.send(*message), 10)
            assert refused.value.code in (errors.Unreadable.code, errors.FrameTooLarge.code)
        sends = [sender.send(chat, "text", {"text": text}, "same") for text in "aab"]
        told = await asyncio.wait_for(asyncio.gather(*sends, return_exceptions=True), 10)
        assert (told[:2], getattr(told[2], "code", "")) == ([2, 2], "chats.cmid_reused")


@pytest.mark.parametrize("end", ["office.unauthenticated", "gateway.replaced", "client.left"])
async def test_no_send_waits_for_an_answer_that_cannot_come(
    world: World, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(chats, "submit", lambda *_: asyncio.get_running_loop().create_future())
    session = await directory.open_session(world.person(OWNER), "a")
    async with listening() as url, AsyncExitStack() as stack:
        sender = await stack.enter_async_context(ChatClient(url, session.token, "a"))
        waiting = [asyncio.create_task(sender.send(str(UUID(int=1)), "text", {"text": "a"})) for _ in range(3)]
        await asyncio.wait_for(sender.greeted.wait(), 10)
        match end:
            case "office.unauthenticated":
                await directory.close_session(await world.actor(OWNER), session.session_id)
            case "gateway.replaced":
                await stack.enter_async_context(ChatClient(url, session.token, "a"))
            case _:
                await stack.aclose()
        ends = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)
        with pytest.raises(Ended) as ended:
            await asyncio.wait_for(sender.send(str(UUID(int=1)), "text", {"text": "a"}), 10)
        assert [getattr(fault, "code", fault) for fault in (*ends, ended.value)] == [end] * 4
        assert str(ended.value)


async def test_who_never_was_logged_in_is_told_so(world: World) -> None:
    async with listening() as url, ChatClient(url, "unknown") as sender:
        with pytest.raises(Ended, match=str(Unauthenticated())):
            await asyncio.wait_for(sender.send(str(UUID(int=1)), "text", {"text": "a"}), 10)


# --- who is still there --------------------------------------------------------------------------------------


async def test_who_is_silent_stays_and_who_is_dead_is_dropped(world: World) -> None:
    async with listening(ws_ping_interval=0.1, ws_ping_timeout=1.0) as url, AsyncExitStack() as stack:
        devices = [
            await stack.enter_async_context(connect(url, compression=None, ping_interval=None)) for _ in range(2)
        ]
        for n, device in enumerate(devices):
            await device.send(json.dumps({"type": "hello", "token": await token_of(world, OWNER, f"device {n}")}))
            assert json.loads(await device.recv())["type"] == "welcome"
        silent, dead = devices
        here = _hubs[ground().bus].people[world.person(OWNER)]
        dead.transport.pause_reading()
        async with asyncio.timeout(10):
            while len(here) > 1:
                await asyncio.sleep(0.05)
        dead.transport.resume_reading()
        await silent.send('{"type":"ping"}')
        assert json.loads(await asyncio.wait_for(silent.recv(), 10)) == {"type": "pong"}


def test_the_words_tell_how_a_dead_connection_is_found_and_how_long_a_frame_may_be() -> None:
    config, limit = uvicorn.Config(create_app), rules.LONGEST_FRAME
    assert f"每 {config.ws_ping_interval} 秒".replace(".0", "") in INTRODUCTION
    assert f"{config.ws_ping_timeout} 秒内没有应答".replace(".0", "") in INTRODUCTION
    assert f"{limit // 1024} KiB（{limit} 字节）" in INTRODUCTION
    assert f"{limit:,} bytes" in (gateway.__doc__ or "")
