"""The law of 待办: who sees a notice, in whose name, and what leaves the office when one opens or closes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from server.directory.rules.standing import Actor, Scope


class Kind(StrEnum):
    """待办 asks for an act, 待阅 only to be read."""

    TODO = "todo"
    INFO = "info"


@dataclass(frozen=True)
class Notice:
    """One notice as one person sees it."""

    id: UUID
    kind: Kind
    subject_id: UUID
    """The case it is about."""
    action: str
    """The machine word of what is asked, such as `sign_off`."""
    title: str
    organ: str
    sender: str
    since: datetime
    """When it was opened."""
    due: datetime | None
    read: bool
    """Whether this person has opened it; others of the same holder do not count."""
    principal: str
    """For whom this person sees it (代); empty when it is their own."""


@dataclass(frozen=True)
class Count:
    """The numbers on the badge: open to-dos, open news, and how many of both this person has not opened."""

    todo: int
    info: int
    unread: int


class Opened(msgspec.Struct, frozen=True, tag="todo.opened"):
    """Something waits. No title: whoever lost the post a second ago learns nothing, the list checks holders anew."""

    notice_id: UUID
    subject_id: UUID
    kind: Kind
    action: str


class Closed(msgspec.Struct, frozen=True, tag="todo.closed"):
    """It waits no more, for anybody."""

    notice_id: UUID
    subject_id: UUID


def topic(holder: str) -> str:
    """The bus topic on which a holder hears of its notices."""
    return f"holder:{holder}"


def principal_of(actor: Actor, holder: str) -> str | None:
    """In whose name the actor sees a holder's notices: "" in their own, the principal's name for a delegate (代).

    None when they do not see them at all. Own posts come before what is lent (委托规则).
    """
    standing = actor.stand(holder, need=Scope.READ)
    return standing.principal_name if standing else None


def closed_by_reading(actor: Actor, kind: Kind, holder: str) -> bool:
    """Whether the notice is over once this actor has opened it.

    News (待阅) is, for all of its holder: the post has been told. Not if a delegate looked: the principal has not.
    """
    return kind is Kind.INFO and principal_of(actor, holder) == ""
