"""Transactions: one action, one transaction; the outermost block decides."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from tortoise.models import Model
from tortoise.transactions import in_transaction

from server.kit.errors import Conflict

_after: ContextVar[list[Callable[[], object]] | None] = ContextVar("after_commit", default=None)


@contextlib.asynccontextmanager
async def atomic() -> AsyncIterator[None]:
    """One transaction; inside another it is a savepoint of the outer one.

    Keep it short: on SQLite there is one connection, so nothing slow, no rendering, no gather inside.
    """
    outer = _after.get()
    calls: list[Callable[[], object]] = [] if outer is None else outer
    mark, token = len(calls), _after.set(calls)
    try:
        async with in_transaction():
            yield
    except BaseException:
        del calls[mark:]
        raise
    finally:
        _after.reset(token)
    if outer is None:
        for call in calls:
            call()


def after_commit(call: Callable[[], object]) -> None:
    """Run `call` once the outermost transaction has committed; never if it did not."""
    calls = _after.get()
    if calls is None:
        call()
    else:
        calls.append(call)


async def swap(model: type[Model], id: UUID, version: int, **changes: Any) -> None:
    """Compare and set: write `changes` only if the row still has `version`, and raise it by one.

    Has one winner on every engine. Raises Conflict for the losers.
    """
    changed = await model.filter(id=id, version=version).update(version=version + 1, **changes)
    if not changed:
        raise Conflict
