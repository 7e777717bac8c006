"""Answering what a device says: sends, and questions about the log."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from messaging.chats import service as chats
from messaging.chats.rules import Event
from messaging.gateway import rules
from messaging.gateway.errors import Fault
from messaging.gateway.service.guest import Guest
from messaging.notices import service as notices
from server.kit.errors import OfficeError
from server.secrecy.errors import Classified


async def converse(guest: Guest, resume: Mapping[UUID, int] | None) -> None:
    """Bring the device up to date, then answer what it says, until it goes."""
    await guest.welcomed.wait()
    if resume is not None:
        await _resume(guest, resume)
    talk = rules.Talk()
    while (frame := await guest.wire.receive()) is not None:
        talk, said = rules.hear(talk, frame)
        if isinstance(said, rules.Request):
            await _serve(guest, said)
        else:
            guest.say(said)
        await guest.room()


async def _resume(guest: Guest, has: Mapping[UUID, int]) -> None:
    """What the device lacks of the conversations it names; the others it is told of."""
    last = await chats.positions(guest.actor)
    for chat in has.keys() & last.keys():
        await _sync(guest, rules.Sync(chat, has[chat]))
    if others := {chat: seq for chat, seq in last.items() if chat not in has}:
        guest.say(rules.Lag(others))


async def _serve(guest: Guest, said: rules.Request) -> None:
    try:
        match said:
            case rules.Send():
                await _send(guest, said)
            case rules.Sync():
                await _sync(guest, said)
            case rules.Read():
                await chats.read(guest.actor, said.chat, said.seq)
            case rules.View():
                guest.viewing = said.chat
    except OfficeError as refusal:
        guest.say(rules.Refusal(refusal.code, str(refusal), said.chat))


async def _send(guest: Guest, said: rules.Send) -> None:
    """Hand the message to the writer; the answer follows when it is committed, and the device may go on talking."""
    try:
        answer = chats.submit(guest.actor, said.chat, said.cmid, said.kind, said.message())
    except OfficeError as refusal:
        guest.say(rules.Nak(said.id, refusal.code, str(refusal)))
        if isinstance(refusal, Classified):
            await notices.classified(guest.actor, refusal.facts["rule"], refusal.facts["sha256"])
        return

    def tell(answer: asyncio.Future[Event]) -> None:
        guest.answered()
        guest.say(_answer(said, answer))

    guest.unanswered += 1
    answer.add_done_callback(tell)


def _answer(said: rules.Send, answer: asyncio.Future[Event]) -> rules.Ack | rules.Nak:
    fault = answer.exception()
    if fault is None:
        event = answer.result()
        return rules.Ack(said.id, said.chat, said.cmid, event.seq, event.at)
    refusal = fault if isinstance(fault, OfficeError) else Fault()
    return rules.Nak(said.id, refusal.code, str(refusal))


async def _sync(guest: Guest, said: rules.Sync) -> None:
    log = await chats.messages(guest.actor, said.chat, said.after, None, said.limit)
    for _, frame in rules.frames_of(said.chat, log.items):
        await guest.room()
        guest.drop(frame)
    to = log.items[-1].seq if log.items else max(said.after, log.last_seq)
    guest.say(rules.Synced(said.chat, to, log.last_seq))
