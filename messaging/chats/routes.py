from typing import Annotated
from uuid import UUID

from msgspec import Meta

from messaging.chats import errors, rules, service
from messaging.chats.service import Chat, Log, Overview, Readers
from server.directory.rules.standing import Actor
from server.kit.http import In, route
from server.kit.paging import Limit, Page
from server.secrecy.errors import Classified

Seq = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Title = Annotated[str, Meta(min_length=1, max_length=rules.LONGEST_TITLE)]
People = Annotated[list[UUID], Meta(min_length=1, max_length=rules.MOST_MEMBERS)]
Most = Annotated[int, Meta(ge=1, le=200)]


class ChatIn(In, frozen=True):
    """With whom; a group has a title, a conversation of two has none."""

    members: People
    """The other persons."""
    title: Title | None = None


class MembersIn(In, frozen=True):
    """Who joins."""

    members: People


class TitleIn(In, frozen=True):
    """What the group is called."""

    title: Title


class MessageIn(In, frozen=True):
    """One message. `cmid` is the sender's own name for it, for ever."""

    cmid: rules.Cmid
    """The same when the message is sent again, so that it is kept once."""
    kind: rules.Kind
    body: rules.Body


class ReadIn(In, frozen=True):
    """How far."""

    seq: Seq
    """The last message that was read."""


async def open_chat(actor: Actor, *, body: ChatIn) -> Chat:
    """建群；不写名称而只列一人的，打开与该人员的两人会话。"""
    if body.title is not None:
        return await service.open_group(actor, body.title, body.members)
    if len(body.members) > 1:
        raise errors.TitleMissing
    return await service.open_pair(actor, body.members[0])


async def chats(actor: Actor, *, before: UUID | None = None, limit: Limit = 30) -> Page[Overview]:
    """我的会话，新建的在前，附最后一条和未读条数。"""
    return Page(*await service.chats(actor, before, limit))


async def chat(actor: Actor, *, chat_id: UUID) -> Chat:
    """会话及其成员。"""
    return await service.chat(actor, chat_id)


async def messages(
    actor: Actor, *, chat_id: UUID, after: Seq | None = None, before: Seq | None = None, limit: Most = 50
) -> Log:
    """会话记录，按序号由小到大；after 之后或 before 之前，都不写则为最后若干条。"""
    return await service.messages(actor, chat_id, after, before, limit)


async def send(actor: Actor, *, chat_id: UUID, body: MessageIn) -> rules.Event:
    """发送消息，存妥后答复序号；同一 cmid 重复发送，答复同一序号。卡片只写事项类别和编号。"""
    return await service.send(actor, chat_id, body.cmid, body.kind, body.body)


async def recall(actor: Actor, *, chat_id: UUID, seq: Seq) -> rules.Event:
    """撤回消息：本人两分钟内，群主不限。"""
    return await service.recall(actor, chat_id, seq)


async def read(actor: Actor, *, chat_id: UUID, body: ReadIn) -> None:
    """已读到某一序号。"""
    await service.read(actor, chat_id, body.seq)


async def readers(actor: Actor, *, chat_id: UUID, seq: Seq) -> Readers:
    """一条消息的已读、未读名单。"""
    return await service.readers(actor, chat_id, seq)


async def add(actor: Actor, *, chat_id: UUID, body: MembersIn) -> Chat:
    """增加群成员，由群主办理。"""
    return await service.add(actor, chat_id, body.members)


async def remove(actor: Actor, *, chat_id: UUID, person_id: UUID) -> None:
    """移出群成员，由群主办理；写本人的为退群。"""
    await service.remove(actor, chat_id, person_id)


async def rename(actor: Actor, *, chat_id: UUID, body: TitleIn) -> Chat:
    """更改群名称，由群主办理。"""
    return await service.rename(actor, chat_id, body.title)


SENDING = (errors.NoSuchChat, errors.NoPost, errors.BodyUnfit, errors.CmidReused, errors.TooFast, Classified)
OPENING = (errors.NoPost, errors.WithOneself, errors.NotInOffice, errors.TitleMissing, errors.GroupFull, Classified)
RECALLING = (
    errors.NoSuchChat,
    errors.NoSuchMessage,
    errors.NotYours,
    errors.TooLate,
    errors.AlreadyRecalled,
    errors.NotRecallable,
)
ADDING = (
    errors.NoSuchChat,
    errors.NotTheOwner,
    errors.NotAGroup,
    errors.NotInOffice,
    errors.AlreadyIn,
    errors.GroupFull,
)
REMOVING = (errors.NoSuchChat, errors.NotTheOwner, errors.NotAGroup, errors.NoSuchMember)

routes = [
    route("/chats", "POST", open_chat, errors=OPENING),
    route("/chats", "GET", chats),
    route("/chats/{chat_id}", "GET", chat, errors=(errors.NoSuchChat,)),
    route("/chats/{chat_id}/messages", "GET", messages, errors=(errors.NoSuchChat,)),
    # Slow: the writer commits for many at once, so a key could not be kept in its transaction; the cmid is the key.
    route("/chats/{chat_id}/messages", "POST", send, errors=SENDING, slow=True),
    route("/chats/{chat_id}/messages/{seq}/recall", "POST", recall, errors=RECALLING),
    route("/chats/{chat_id}/messages/{seq}/readers", "GET", readers, errors=(errors.NoSuchChat, errors.NoSuchMessage)),
    route("/chats/{chat_id}/read", "POST", read, errors=(errors.NoSuchChat,)),
    route("/chats/{chat_id}/members", "POST", add, errors=ADDING),
    route("/chats/{chat_id}/members/{person_id}", "DELETE", remove, errors=REMOVING),
    route("/chats/{chat_id}/title", "PUT", rename, errors=(errors.NoSuchChat, errors.NotTheOwner, Classified)),
]
