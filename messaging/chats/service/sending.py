"""Sending: all pending messages of this process are numbered and committed together, then acknowledged (group commit).

There is no timer: while one commit is on its way to the disk, the next batch gathers by itself. The writer is a task
that lives as long as something waits, on the office's own ground and in no sender's transaction.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog

from messaging.chats import queries, rules
from messaging.chats.models import MessageRow, message
from messaging.chats.service.access import may_talk, seen
from messaging.chats.service.log import members_of, tell
from server.directory.rules.standing import Actor
from server.kit import clock
from server.kit.bus import Bus
from server.kit.db import atomic
from server.kit.errors import OfficeError
from server.kit.ground import Ground, ground
from server.secrecy.gate import admit_texts

LARGEST_BATCH = 512
log = structlog.get_logger()

Outcome = rules.Event | OfficeError


@dataclass(frozen=True)
class Pending:
    """A message on its way, and whoever waits for it."""

    chat: UUID
    draft: rules.Draft
    answer: asyncio.Future[rules.Event]


class Writer:
    """One office's pending messages, and how fast its people talk."""

    def __init__(self) -> None:
        self.pace: dict[UUID, rules.Pace] = {}
        self._waiting: list[Pending] = []
        self._working: asyncio.Task[None] | None = None

    def put(self, pending: Pending) -> None:
        """Commit it with the next batch."""
        self._waiting.append(pending)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(ground()), context=Context())

    async def _work(self, office: Ground) -> None:
        with office.stand():
            while self._waiting:
                batch = self._waiting[:LARGEST_BATCH]
                del self._waiting[:LARGEST_BATCH]
                await _write(batch)


_writers: WeakKeyDictionary[Bus, Writer] = WeakKeyDictionary()
"""By office; its bus stands for it."""


async def send(actor: Actor, chat_id: UUID, cmid: str, kind: rules.Kind, body: rules.Body) -> rules.Event:
    """Send a message and wait until it is committed; answers it with its number. Not inside a transaction.

    The same `cmid` again answers the first number. Raises NoSuchChat, NoPost, BodyUnfit, CmidReused, TooFast,
    Classified.
    """
    await seen(actor, chat_id)
    return await submit(actor, chat_id, cmid, kind, body)


def submit(actor: Actor, chat_id: UUID, cmid: str, kind: rules.Kind, body: rules.Body) -> asyncio.Future[rules.Event]:
    """Hand a message to the writer; the future holds the committed message, or NoSuchChat, CmidReused.

    Raises NoPost, BodyUnfit, TooFast, Classified at once.
    """
    may_talk(actor)
    now, writer = clock.now(), _writers.setdefault(ground().bus, Writer())
    draft = rules.Draft(actor.person_id, cmid, kind, rules.body_of(kind, body), now)
    writer.pace[actor.person_id] = rules.spend(writer.pace.get(actor.person_id), now)
    admit_texts([body.text])
    answer: asyncio.Future[rules.Event] = asyncio.get_running_loop().create_future()
    writer.put(Pending(chat_id, draft, answer))
    return answer


async def _write(batch: Sequence[Pending]) -> None:
    """Commit a batch and answer everybody in it; a fault of the database is everybody's."""
    try:
        outcomes = await _commit(batch)
    except Exception as fault:
        log.exception("messages not committed", count=len(batch))
        _answer([(pending, fault) for pending in batch])
    else:
        _answer(outcomes)


async def _commit(batch: Sequence[Pending]) -> list[tuple[Pending, Outcome]]:
    by_chat: dict[UUID, list[Pending]] = defaultdict(list)
    for pending in batch:
        by_chat[pending.chat].append(pending)
    async with atomic():
        held = await queries.lock(by_chat)
        stored = await queries.known([(p.chat, p.draft.sender_id, p.draft.cmid) for p in batch])
        outcomes, fresh = list[tuple[Pending, Outcome]](), dict[UUID, list[rules.Event]]()
        for chat, group in by_chat.items():
            last, mver = held.get(chat, (0, -1))
            members = await members_of(chat, mver) if chat in held else frozenset()
            settled = rules.settle(last, members, _named(chat, stored), [p.draft for p in group])
            outcomes += zip(group, settled, strict=True)
            fresh[chat] = _new(last, settled)
            if fresh[chat]:
                tell(rules.Batch(chat, members, fresh[chat]))
        await _keep(fresh)
    return outcomes


def _named(chat: UUID, stored: Mapping[queries.Name, MessageRow]) -> dict[tuple[UUID, str], rules.Event]:
    return {(sender, cmid): row.event() for (of, sender, cmid), row in stored.items() if of == chat}


def _new(last: int, settled: Sequence[Outcome]) -> list[rules.Event]:
    """Each number once: a message that was sent twice in one batch is answered twice and kept once."""
    fresh = {event.seq: event for event in settled if isinstance(event, rules.Event) and event.seq > last}
    return [fresh[seq] for seq in sorted(fresh)]


async def _keep(fresh: Mapping[UUID, list[rules.Event]]) -> None:
    rows = [message(chat, event) for chat, events in fresh.items() for event in events]
    if rows:
        await queries.advance({chat: events[-1].seq for chat, events in fresh.items() if events})
        await MessageRow.bulk_create(rows)


def _answer(outcomes: Sequence[tuple[Pending, rules.Event | Exception]]) -> None:
    """Whoever has stopped waiting is not told."""
    for pending, outcome in outcomes:
        if pending.answer.done():
            continue
        if isinstance(outcome, Exception):
            pending.answer.set_exception(outcome)
        else:
            pending.answer.set_result(outcome)
