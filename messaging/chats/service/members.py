"""Who is in a group, and what it is called: changed by its owner, told to all in its log."""

from collections.abc import Sequence
from uuid import UUID

from messaging.chats import rules
from messaging.chats.errors import AlreadyIn, GroupFull, NoSuchMember, NotAGroup, NotTheOwner
from messaging.chats.models import ConversationRow, MemberRow
from messaging.chats.service.access import check_in_office, owner, present
from messaging.chats.service.log import enter, hold, members_of
from messaging.chats.service.reading import Chat, chat
from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit.db import atomic
from server.secrecy.gate import admit_texts


async def add(actor: Actor, chat_id: UUID, people: Sequence[UUID]) -> Chat:
    """Take people into the group, for its owner; they see what comes from now on. All of them or none.

    Raises NoSuchChat, NotTheOwner, NotInOffice, AlreadyIn, GroupFull.
    """
    await owner(actor, chat_id)
    newcomers = sorted(set(people))
    await check_in_office(newcomers)
    async with atomic():
        row = await _changing(chat_id)
        await owner(actor, chat_id)
        inside = await members_of(chat_id, row.mver - 1)
        if not inside.isdisjoint(newcomers):
            raise AlreadyIn
        if len(inside) + len(newcomers) > rules.MOST_MEMBERS:
            raise GroupFull(limit=rules.MOST_MEMBERS)
        await _join(row, newcomers)
        await enter(row, actor, rules.Kind.SYSTEM, _told(rules.Act.ADDED, newcomers))
        await journal.record(actor, "chats.add", chat_id, people=newcomers)
    return await chat(actor, chat_id)


async def remove(actor: Actor, chat_id: UUID, person_id: UUID) -> None:
    """Let somebody go: the owner anybody, everybody themselves (退群).

    Raises NoSuchChat, NotAGroup, NotTheOwner, NoSuchMember.
    """
    async with atomic():
        await present(actor, chat_id)
        row = await _changing(chat_id)
        mine = await present(actor, chat_id)
        leaves = person_id == actor.person_id
        if not leaves and mine.role is not rules.Role.OWNER:
            raise NotTheOwner
        place = await MemberRow.get_or_none(conversation_id=chat_id, person_id=person_id, left_seq=None)
        if place is None:
            raise NoSuchMember
        await MemberRow.filter(id=place.id).update(left_seq=row.last_seq + 1)
        act = rules.Act.LEFT if leaves else rules.Act.REMOVED
        await enter(row, actor, rules.Kind.SYSTEM, _told(act, [person_id]), leaving=frozenset({person_id}))
        await journal.record(actor, f"chats.{'leave' if leaves else 'remove'}", chat_id, person_id=person_id)
        if place.role is rules.Role.OWNER:
            await _hand_over(actor, row)


async def rename(actor: Actor, chat_id: UUID, title: str) -> Chat:
    """Give the group another name, for its owner. Raises NoSuchChat, NotTheOwner, Classified."""
    admit_texts([title])
    async with atomic():
        await owner(actor, chat_id)
        row = await hold(chat_id)
        await owner(actor, chat_id)
        await ConversationRow.filter(id=chat_id).update(title=title)
        await enter(row, actor, rules.Kind.SYSTEM, _told(rules.Act.RENAMED, [], title=title))
        await journal.record(actor, "chats.rename", chat_id)
    return await chat(actor, chat_id)


async def _changing(chat_id: UUID) -> ConversationRow:
    """A group that is held while its members change. Raises NotAGroup."""
    row = await hold(chat_id)
    if row.kind is not rules.Form.GROUP:
        raise NotAGroup
    row.mver += 1
    await ConversationRow.filter(id=chat_id).update(mver=row.mver)
    return row


async def _join(chat: ConversationRow, people: Sequence[UUID]) -> None:
    """Somebody who was in before comes back as somebody new."""
    fresh = {"joined_seq": chat.last_seq, "read_seq": chat.last_seq, "left_seq": None, "role": rules.Role.MEMBER}
    back = MemberRow.filter(conversation_id=chat.id, person_id__in=people)
    returned = {UUID(str(person_id)) for person_id in await back.values_list("person_id", flat=True)}
    await back.update(**fresh)
    await MemberRow.bulk_create(
        [MemberRow(conversation_id=chat.id, person_id=one, **fresh) for one in people if one not in returned]
    )


async def _hand_over(actor: Actor, chat: ConversationRow) -> None:
    """The group goes to whoever has been in it longest, if anybody is left."""
    heir = await MemberRow.filter(conversation_id=chat.id, left_seq=None).order_by("joined_seq", "id").first()
    if heir:
        await MemberRow.filter(id=heir.id).update(role=rules.Role.OWNER)
        await enter(chat, actor, rules.Kind.SYSTEM, _told(rules.Act.OWNER, [heir.person_id]))
        await journal.record(actor, "chats.hand_over", chat.id, person_id=heir.person_id)


def _told(act: rules.Act, people: Sequence[UUID], **more: str) -> dict[str, object]:
    return {"act": act, "people": [str(person_id) for person_id in people], **more}
