from datetime import date
from typing import Annotated

from msgspec import Meta

from policy_library.catalogue.errors import NoSuchTheme
from policy_library.catalogue.rules.validity import Validity
from policy_library.search import errors, service
from policy_library.search.rules.finding import DEEPEST, Filters, Found, Sort
from policy_library.search.service import Health
from server.directory.rules.standing import Actor
from server.kit.errors import NotAllowed
from server.kit.http import route
from server.kit.paging import Limit

Query = Annotated[str, Meta(max_length=200)]
Value = Annotated[str, Meta(max_length=200)]
Year = Annotated[int, Meta(ge=1000, le=9999)]
Offset = Annotated[int, Meta(ge=0, lt=DEEPEST)]


async def search(
    actor: Actor,
    *,
    q: Query,
    kind: Value = "",
    issuer: Value = "",
    region: Value = "",
    theme: Value = "",
    year: Year | None = None,
    validity: Validity | None = None,
    as_of: date | None = None,
    sort: Sort = Sort.RELEVANCE,
    offset: Offset = 0,
    limit: Limit = 20,
) -> Found:
    """检索政策文件：文号、标题或者条款中的文字，「」中的文字须原样出现；可按分面筛选，按某日（as_of）判断效力。"""
    filters = Filters(kind, issuer, region, theme, year, validity)
    return await service.search(actor, q, filters, as_of=as_of, sort=sort, offset=offset, limit=limit)


async def suggest(actor: Actor, *, prefix: Query) -> list[str]:
    """标题中含有这些字的政策文件，供输入时选用。"""
    return await service.suggest(actor, prefix)


async def health(actor: Actor) -> Health:
    """检索库是否跟上政策文件库；限系统管理员。"""
    return await service.health(actor)


routes = [
    route("/policies/search", "GET", search, errors=(errors.NothingAsked, NoSuchTheme)),
    route("/policies/suggest", "GET", suggest),
    route("/policies/search/health", "GET", health, errors=(NotAllowed,)),
]
