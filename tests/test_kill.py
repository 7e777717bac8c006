"""Ten bad days in one office: killed in the middle of its work, started again, and nothing that was answered is lost.

People talk, follow matters up, take in what has come, number documents, publish policies and withdraw them, all at
once. Whoever is not answered asks again under the same key, as every device does, until somebody is there again.
"""

import asyncio
import json
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest

from documents.issuing.models import RegisterRow
from documents.supervision.models import FeedbackRow
from messaging.chats.models import MessageRow
from server import client as chat_client
from server.app import open_office
from server.client import ChatClient
from server.directory import service as directory
from server.journal.models import EntryRow as ActRow
from server.kit.ground import Ground
from server.kit.tables import Job
from tests.conftest import SERVER, Template
from tests.errands import Errand, prepared
from tests.messaging.chats.talk import MEMBER, OTHER, OWNER, group
from tests.policy_library.catalogue.desk import EDITOR
from tests.process import STARTING, assert_stops, command, free_port, serving
from tests.world import World

ROUNDS = 10
TRADES = ("policy", "register", "supervision", "inbound", "chat")
"""Whose answer the lights go out after, in turn."""
A_DAY = {"policy": 3, "register": 3, "supervision": 6, "inbound": 2}
"""What comes in on each of the days; talk never ends."""
CLERKS = 2
"""At each desk."""
CHATTED = 12
"""Messages acknowledged on each of the days."""
WITHIN = 60
"""Seconds; the machine may be busy."""
CATCHES_UP = 10
"""Seconds after a start until everything that is published is found."""


@dataclass
class Office:
    """Everybody who asks something of the office, and what they were answered."""

    http: httpx2.AsyncClient
    tokens: dict[str, str]
    errands: list[Errand] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    asking: int = 0
    """How many wait for an answer."""

    async def ask(self, method: str, path: str, account: str, key: str = "", **content: Any) -> httpx2.Response:
        """Ask until somebody answers."""
        headers = {"authorization": f"Bearer {self.tokens[account]}", "idempotency-key": key}
        while True:
            self.asking += 1
            try:
                return await self.http.request(method, path, headers=headers, **content)
            except httpx2.TransportError:
                await asyncio.sleep(0.2)
            finally:
                self.asking -= 1

    async def answers(self, trade: str, more: int) -> None:
        """So many more are answered."""
        wanted = self.answered[trade] + more
        async with asyncio.timeout(WITHIN):
            while self.answered[trade] < wanted:
                await asyncio.sleep(0.001)

    async def take(self, errand: Errand, number: int) -> httpx2.Response:
        """Ask for one step of an errand."""
        step = errand.steps[number]
        path = step.path.format(errand.subject)
        answer = await self.ask("POST", path, step.account, f"{errand.key}.{number}", json=step.body)
        assert answer.status_code in (200, 201), answer.text
        return answer

    async def clerk(self, waiting: "asyncio.Queue[Errand | None]") -> None:
        """Bring one errand after the other through its steps."""
        while errand := await waiting.get():
            self.errands.append(errand)
            for number in range(len(errand.steps)):
                answer = await self.take(errand, number)
                errand.answers.append(answer.content)
                self.answered[errand.trade] += 1
                errand.subject = errand.subject or UUID(answer.json()["line"]["id"])

    async def catches_up(self, within: float) -> None:
        """Everything that is published is found before long, and what was withdrawn is not found at any time."""
        policies = [errand for errand in self.errands if errand.trade == "policy"]
        lasting = {str(p.subject) for p in policies if len(p.answers) == len(p.steps) == 1}
        gone = {str(p.subject) for p in policies if len(p.answers) == 2}
        found: set[str] = set()
        async with asyncio.timeout(within):
            while not lasting <= found:
                answer = await self.ask("GET", "/policies/search", EDITOR, params={"q": "做好", "limit": 100})
                found = {hit["entry_id"] for hit in answer.json()["hits"]}
                assert not found & gone
                await asyncio.sleep(0.02)


async def signed_in(world: World, coming: dict[str, list[Errand]]) -> dict[str, str]:
    """The tokens of everybody who has a part in this."""
    accounts = {step.account for errands in coming.values() for errand in errands for step in errand.steps}
    people = {account: world.person(account) for account in accounts | {OWNER, MEMBER, OTHER}}
    return {account: (await directory.open_session(who, "phone")).token for account, who in people.items()}


# --- talk ------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def devices(url: str, tokens: Iterable[str]) -> AsyncIterator[list[ChatClient]]:
    """One each, that connects again by itself."""
    first, second, third = (ChatClient(url, token, "phone") for token in tokens)
    async with first, second, third:
        yield [first, second, third]


async def chatter(client: ChatClient, chat: UUID, numbers: "count[int]", office: Office) -> None:
    """Talk as fast as one may, for ever."""
    while True:
        await client.send(str(chat), "text", {"text": f"第{next(numbers)}条"})
        office.answered["chat"] += 1


async def everything(client: ChatClient, chat: UUID, last: int) -> list[int]:
    """The numbers that a device was told, in that order, up to the last."""
    found: list[int] = []
    async with asyncio.timeout(WITHIN):
        while not found or found[-1] < last:
            where, event = await client.heard.get()
            found += [event["seq"]] if where == str(chat) else []
    return found


def promised(clients: Iterable[ChatClient]) -> dict[str, int]:
    return {cmid: seq for client in clients for cmid, seq in client.acknowledged.items()}


# --- what must hold --------------------------------------------------------------------------------------------


async def assert_kept(office: Office, clients: list[ChatClient], chat: UUID) -> None:
    """On the disk is whatever was answered, once; whatever was not is there wholly or not at all."""
    for errand in office.errands:
        await errand.hold()
    log = await MessageRow.filter(conversation_id=chat).order_by("seq").values_list("seq", "cmid")
    assert promised(clients).items() <= {cmid: seq for seq, cmid in log}.items()
    assert [seq for seq, _ in log] == list(range(1, len(log) + 1))
    given = {row.document_id: row for row in await RegisterRow.all()}
    assert sorted(row.n for row in given.values()) == list(range(1, len(given) + 1))
    for errand in office.errands:
        if errand.trade == "register" and errand.answers:
            assert json.loads(errand.answers[0])["line"]["number"] == given[errand.value].text


async def assert_whole(office: Office, chat: UUID) -> None:
    """In the end everything is there, and nothing twice."""
    for errand in office.errands:
        errand.settled = 0
        await errand.hold()
        assert len(errand.answers) == len(errand.steps)
    bodies = await MessageRow.filter(conversation_id=chat).values_list("body", flat=True)
    assert len({msgspec.json.encode(body) for body in bodies}) == len(bodies)
    assert await FeedbackRow.all().count() == await ActRow.filter(action="supervision.feedback").count()


async def still(ground: Ground) -> None:
    """PostgreSQL has noticed that whoever it worked for is dead."""
    if SERVER:
        busy = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
        others = f"{busy} AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        while await ground.orm.db().execute_query_dict(others):
            await asyncio.sleep(0.01)


async def assert_same_answers(office: Office) -> None:
    """Whoever has lost an answer gets the same again, and nothing happens."""
    for errand in office.errands:
        for number, first in enumerate(errand.answers):
            again = (await office.take(errand, number)).content
            if errand.trade == "register":  # it takes no key, and the worker has gone on
                assert json.loads(again)["line"] == json.loads(first)["line"]
            else:
                assert again == first


async def jobs_end() -> None:
    """No job is left, and none has failed so often that it waits long."""
    async with asyncio.timeout(WITHIN):
        while await Job.filter(done=False).exists():
            await asyncio.sleep(0.05)


# --- ten bad days ----------------------------------------------------------------------------------------------


async def test_what_was_answered_survives_every_kill_and_the_rest_is_there_wholly_or_not_at_all(
    city: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_client, "LONGEST", 0.1)
    settings, port, dice = await city.copy(tmp_path), free_port(), Random(1)
    unanswered = unindexed = 0
    async with open_office(settings):
        coming = await prepared(city.world, {trade: ROUNDS * day for trade, day in A_DAY.items()})
        chat = await group(city.world)
        tokens = await signed_in(city.world, coming)
    address = f"127.0.0.1:{port}/api/v1"
    async with (
        httpx2.AsyncClient(base_url=f"http://{address}", timeout=STARTING) as http,
        devices(f"ws://{address}/socket", [tokens[who] for who in (OWNER, MEMBER, OTHER)]) as clients,
        asyncio.TaskGroup() as at_work,
    ):
        office = Office(http, tokens)
        desks: dict[str, asyncio.Queue[Errand | None]] = {trade: asyncio.Queue() for trade in coming}
        clerks = [at_work.create_task(office.clerk(desk)) for desk in desks.values() for _ in range(CLERKS)]
        numbers = count()
        talk = [at_work.create_task(chatter(c, chat, numbers, office)) for c in clients for _ in range(2)]
        for day in range(ROUNDS):
            async with serving(settings, port) as server:
                await office.answers("chat", CHATTED)
                if (
                    not SERVER
                ):  # there another process might be at it: what the dead one had claimed waits for its lease
                    await office.catches_up(CATCHES_UP)
                for trade, desk in desks.items():
                    for errand in coming[trade][day::ROUNDS]:
                        desk.put_nowait(errand)
                await office.answers(TRADES[day % len(TRADES)], dice.randint(1, 3))
                unanswered += office.asking
                code, _ = await server.stop(signal.SIGKILL)
                assert code == -signal.SIGKILL
            async with open_office(settings) as ground:
                await still(ground)
                await assert_kept(office, clients, chat)
                unindexed += await Job.filter(kind="index", done=False).count()
        assert unanswered
        assert unindexed
        async with serving(settings, port) as server:
            for desk in desks.values():
                for _ in range(CLERKS):
                    desk.put_nowait(None)
            await asyncio.wait(clerks)
            for task in talk:
                task.cancel()
            await office.catches_up(WITHIN)
            async with open_office(settings):
                await jobs_end()
            await assert_same_answers(office)
            last = max(promised(clients).values())
            heard = [await everything(client, chat, last) for client in clients]
            assert all(told == list(range(1, len(told) + 1)) for told in heard)
            doctor = await command(settings, "doctor")
            assert await asyncio.wait_for(doctor.wait(), STARTING) == 0
            await assert_stops(server)
    async with open_office(settings):
        await assert_kept(office, clients, chat)
        await assert_whole(office, chat)
    assert len(office.errands) == sum(map(len, coming.values()))
