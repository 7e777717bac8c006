"""Reading: one's conversations, their logs, and who has read how far."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from tortoise.expressions import Q

from messaging.chats import queries, rules
from messaging.chats.errors import NoSuchMessage
from messaging.chats.models import ConversationRow, MemberRow, MessageRow
from messaging.chats.service.access import present, seen
from messaging.chats.service.log import members_of, tell
from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.kit.db import atomic
from server.kit.paging import page

COUNTED = 1000
"""How far back unread messages are counted."""


@dataclass(frozen=True)
class Shown:
    """A person, by name."""

    person_id: UUID
    name: str


@dataclass(frozen=True)
class Member:
    """A person in a conversation, and how far they have read (已读到)."""

    person_id: UUID
    name: str
    role: rules.Role
    read_seq: int


@dataclass(frozen=True)
class Chat:
    """A conversation with its members, in the order in which they came."""

    id: UUID
    form: rules.Form
    title: str
    last_seq: int
    read_seq: int
    members: list[Member]


@dataclass(frozen=True)
class Overview:
    """A conversation in the list; a one-to-one one is called by the other's name."""

    id: UUID
    form: rules.Form
    title: str
    last_seq: int
    """The number of the last message."""
    read_seq: int
    """How far this person has read."""
    unread: int
    """Messages of others behind the watermark, counted among the last `COUNTED` lines."""
    last: rules.Event | None


@dataclass(frozen=True)
class Log:
    """A piece of a log, in its order, and the last number there is for the reader."""

    items: list[rules.Event]
    last_seq: int


@dataclass(frozen=True)
class Readers:
    """已读 and 未读 of one message, of those who could read it and are still there; without its sender."""

    read: list[Shown]
    unread: list[Shown]


async def chats(actor: Actor, before: UUID | None, limit: int) -> tuple[list[Overview], UUID | None]:
    """The actor's conversations, the latest founded first, and where the next page starts."""
    places = MemberRow.filter(person_id=actor.person_id, left_seq=None)
    mine = {row.conversation_id: row for row in await places} if actor.posts else {}
    rows, following = await page(ConversationRow.filter(id__in=list(mine)), before, limit)
    unread = await queries.unread(actor.person_id, [row.id for row in rows], COUNTED)
    titles, last = await _titles(actor, rows), await _last(rows)
    found = [
        Overview(
            row.id,
            row.kind,
            titles[row.id],
            row.last_seq,
            mine[row.id].read_seq,
            unread.get(row.id, 0),
            last.get(row.id),
        )
        for row in rows
    ]
    return found, following


async def _titles(actor: Actor, rows: Sequence[ConversationRow]) -> dict[UUID, str]:
    others = {row.id: _other(row.pair, actor.person_id) for row in rows if row.pair}
    names = await directory.person_names(others.values())
    return {row.id: names[others[row.id]] if row.pair else row.title for row in rows}


def _other(pair: str, person_id: UUID) -> UUID:
    one, other = map(UUID, pair.split(":"))
    return other if one == person_id else one


async def _last(rows: Sequence[ConversationRow]) -> dict[UUID, rules.Event]:
    wanted = [Q(conversation_id=row.id, seq=row.last_seq) for row in rows if row.last_seq]
    found = await MessageRow.filter(reduce(or_, wanted)) if wanted else []
    return {row.conversation_id: row.event() for row in found}


async def chat(actor: Actor, chat_id: UUID) -> Chat:
    """One conversation, for those who are in it. Raises NoSuchChat."""
    mine = await present(actor, chat_id)
    row = await ConversationRow.get(id=chat_id)
    places = await MemberRow.filter(conversation_id=chat_id, left_seq=None).order_by("joined_seq", "id")
    names = await directory.person_names(place.person_id for place in places)
    members = [Member(place.person_id, names[place.person_id], place.role, place.read_seq) for place in places]
    title = (await _titles(actor, [row]))[chat_id]
    return Chat(chat_id, row.kind, title, row.last_seq, mine.read_seq, members)


async def messages(actor: Actor, chat_id: UUID, after: int | None, before: int | None, limit: int) -> Log:
    """A piece of the log: what follows a number, or what precedes one, or the end of it; oldest first.

    Each sees what came after they joined and, once out, before they went. Raises NoSuchChat.
    """
    mine = await seen(actor, chat_id)
    last = mine.left_seq or (await ConversationRow.get(id=chat_id)).last_seq
    low, high = max(mine.joined_seq, after or 0), min(last + 1, before or last + 1)
    query = MessageRow.filter(conversation_id=chat_id, seq__gt=low, seq__lt=high)
    rows = await query.order_by("-seq" if after is None else "seq").limit(limit)
    return Log([row.event() for row in sorted(rows, key=lambda row: row.seq)], last)


async def positions(actor: Actor) -> dict[UUID, int]:
    """The last number that the actor can see in each conversation, those they have left included."""
    places = await MemberRow.filter(person_id=actor.person_id) if actor.posts else []
    rows = await ConversationRow.filter(id__in=[place.conversation_id for place in places]).values("id", "last_seq")
    last = {row["id"]: row["last_seq"] for row in rows}
    return {place.conversation_id: place.left_seq or last[place.conversation_id] for place in places}


async def read(actor: Actor, chat_id: UUID, seq: int) -> None:
    """The actor has read up to a number; a watermark never sinks, nor rises above the log. Raises NoSuchChat."""
    async with atomic():
        mine = await present(actor, chat_id)
        row = await ConversationRow.get(id=chat_id)
        mark = min(seq, row.last_seq)
        if await MemberRow.filter(id=mine.id, read_seq__lt=mark).update(read_seq=mark):
            people = await members_of(chat_id, row.mver)
            tell(rules.Watermark(chat_id, people, actor.person_id, mark))


async def readers(actor: Actor, chat_id: UUID, seq: int) -> Readers:
    """Who has read a message and who has not, for those in the conversation. Raises NoSuchChat, NoSuchMessage."""
    mine = await present(actor, chat_id)
    message = await MessageRow.get_or_none(conversation_id=chat_id, seq=seq, seq__gt=mine.joined_seq)
    if message is None:
        raise NoSuchMessage
    able = MemberRow.filter(conversation_id=chat_id, left_seq=None, joined_seq__lt=seq)
    places = await able.exclude(person_id=message.sender_id).order_by("joined_seq", "id")
    names = await directory.person_names(place.person_id for place in places)
    told = [(place.read_seq >= seq, Shown(place.person_id, names[place.person_id])) for place in places]
    return Readers([one for has, one in told if has], [one for has, one in told if not has])
