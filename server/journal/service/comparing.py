"""Holding what the office keeps against what the journal says of it (账实核对)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from server.journal import rules
from server.journal.models import EntryRow

BATCH = 500

Check = Callable[[UUID, list[rules.Entry]], Awaitable[list[str]]]
"""What is wrong with one subject, given its acts, first to last: in Chinese, without the full stop."""


async def compare(batches: AsyncIterator[list[UUID]], check: Check) -> list[rules.Discrepancy]:
    """Check subjects against their acts, batch by batch.

    A row and its acts are read one after the other; who is found wanting is read once more, so that an act done
    in between raises no false alarm.
    """
    found: list[rules.Discrepancy] = []
    async for subject_ids in batches:
        for subject_id, acts in (await _acts_on(subject_ids)).items():
            if await check(subject_id, acts):
                again = (await _acts_on([subject_id]))[subject_id]
                found += [rules.Discrepancy(subject_id, what) for what in await check(subject_id, again)]
    return found


def subjects(action: str) -> AsyncIterator[list[UUID]]:
    """The subjects on which an action was done, in batches, by id."""
    return keys(EntryRow.filter(action=action), "subject_id")


async def keys(rows: QuerySet[Any], column: str) -> AsyncIterator[list[UUID]]:
    """The different values of a UUID column, in batches, in order."""
    last = UUID(int=0)
    while True:
        values = rows.filter(**{f"{column}__gt": last}).order_by(column).limit(BATCH).values_list(column)
        found: list[UUID] = list(dict.fromkeys(value for (value,) in await values))
        if not found:
            return
        yield found
        last = found[-1]


async def _acts_on(subject_ids: Collection[UUID]) -> dict[UUID, list[rules.Entry]]:
    acts: dict[UUID, list[rules.Entry]] = {subject_id: [] for subject_id in subject_ids}
    for row in await EntryRow.filter(subject_id__in=list(acts)).order_by("subject_id", "seq"):
        acts[row.subject_id].append(row.entry())
    return acts
