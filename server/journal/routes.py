from uuid import UUID

from server.directory.rules.standing import Actor
from server.journal import rules, service
from server.kit.errors import NotAllowed
from server.kit.http import route
from server.kit.paging import Limit, Page


async def latest(actor: Actor, *, before: UUID | None = None, limit: Limit = 50) -> Page[rules.Entry]:
    """审计管理员查看全部办理日志，由近及远。"""
    return Page(*await service.latest(actor, before, limit))


routes = [route("/journal", "GET", latest, errors=(NotAllowed,))]
