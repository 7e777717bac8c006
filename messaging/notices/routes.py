from uuid import UUID

from messaging.notices import errors, rules, service
from server.directory.rules.standing import Actor
from server.kit.http import route
from server.kit.paging import Limit, Page


async def todos(
    actor: Actor,
    *,
    kind: rules.Kind = rules.Kind.TODO,
    unread: bool = False,
    before: UUID | None = None,
    limit: Limit = 30,
) -> Page[rules.Notice]:
    """我的待办（kind=todo）或待阅（kind=info），由近及远；unread=true 只看未读。"""
    return Page(*await service.todos(actor, kind, unread, before, limit))


async def count(actor: Actor) -> rules.Count:
    """待办、待阅和未读的件数。"""
    return await service.count(actor)


async def read(actor: Actor, *, notice_id: UUID) -> None:
    """标为已读；待阅件由本人读后即办结，代看的不算。"""
    await service.read(actor, notice_id)


async def read_all(actor: Actor) -> None:
    """全部标为已读。"""
    await service.read_all(actor)


routes = [
    route("/todos", "GET", todos),
    route("/todos/count", "GET", count),
    route("/todos/{notice_id}/read", "POST", read, errors=(errors.NoSuchNotice,)),
    route("/todos/read", "POST", read_all),
]
