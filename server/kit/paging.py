"""Keyset paging: newest first, the next page starts after the last key of this one."""

from typing import Annotated, Generic, TypeVar
from uuid import UUID

import msgspec
from tortoise.models import Model
from tortoise.queryset import QuerySet

T = TypeVar("T")
M = TypeVar("M", bound=Model)
Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next` is the `before` of the following page, null on the last."""

    items: list[T]
    next: UUID | None = None
    """The `before` of the following page; null on the last."""


async def page(query: QuerySet[M], before: UUID | None, limit: int) -> tuple[list[M], UUID | None]:
    """The newest `limit` rows with a key below `before`, and the key where the next page starts."""
    if before is not None:
        query = query.filter(id__lt=before)
    rows = await query.order_by("-id").limit(limit + 1)
    more = len(rows) > limit
    return rows[:limit], rows[limit - 1].pk if more else None
