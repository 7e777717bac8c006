"""Beginning a conversation: found or founded between two, founded anew for a group."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from tortoise.exceptions import IntegrityError

from messaging.chats import rules
from messaging.chats.errors import GroupFull, WithOneself
from messaging.chats.models import ConversationRow, MemberRow
from messaging.chats.service.access import check_in_office, may_talk
from messaging.chats.service.log import enter
from messaging.chats.service.reading import Chat, chat
from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit.db import atomic
from server.secrecy.gate import admit_texts


async def open_pair(actor: Actor, person_id: UUID) -> Chat:
    """The one conversation of the actor and another person, founded if there is none yet.

    Raises NoPost, WithOneself, NotInOffice.
    """
    may_talk(actor)
    if person_id == actor.person_id:
        raise WithOneself
    pair = rules.pair_of(actor.person_id, person_id)
    row = await ConversationRow.get_or_none(pair=pair)
    if row is None:
        await check_in_office([person_id])
        row = await _pair(actor, person_id, pair)
    return await chat(actor, row.id)


async def _pair(actor: Actor, person_id: UUID, pair: str) -> ConversationRow:
    """Founded, or what somebody else has founded a moment ago."""
    try:
        async with atomic():
            row = await ConversationRow.create(
                kind=rules.Form.ONE_TO_ONE, title="", pair=pair, created_by=actor.person_id
            )
            await _seat(row.id, [actor.person_id, person_id], rules.Role.MEMBER)
            await journal.record(actor, "chats.open_pair", row.id, person_id=person_id)
            return row
    except IntegrityError:
        return await ConversationRow.get(pair=pair)


async def open_group(actor: Actor, title: str, people: Sequence[UUID]) -> Chat:
    """Found a group (建群) of the actor, who owns it, and other people.

    Raises NoPost, NotInOffice, GroupFull, Classified.
    """
    may_talk(actor)
    admit_texts([title])
    others = sorted(set(people) - {actor.person_id})
    if len(others) >= rules.MOST_MEMBERS:
        raise GroupFull(limit=rules.MOST_MEMBERS)
    await check_in_office(others)
    async with atomic():
        row = await ConversationRow.create(kind=rules.Form.GROUP, title=title, created_by=actor.person_id)
        await _seat(row.id, [actor.person_id], rules.Role.OWNER)
        await _seat(row.id, others, rules.Role.MEMBER)
        told = {"act": rules.Act.CREATED, "people": [str(person_id) for person_id in others], "title": title}
        await enter(row, actor, rules.Kind.SYSTEM, told)
        await journal.record(actor, "chats.open_group", row.id, people=others)
    return await chat(actor, row.id)


async def _seat(chat_id: UUID, people: Iterable[UUID], role: rules.Role) -> None:
    rows = [
        MemberRow(conversation_id=chat_id, person_id=person_id, role=role, joined_seq=0, read_seq=0)
        for person_id in people
    ]
    await MemberRow.bulk_create(rows)
