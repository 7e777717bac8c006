"""Legs: what hangs on a thread and must have ended before the thread may (阅批办督反馈, one thread joins all)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from documents.workflow.errors import LegsOpen


class LegKind(StrEnum):
    """What a leg is: something handed to a unit, readers, an order of a leader, or a supervised item."""

    TASK = "task"
    CIRCULATION = "circulation"
    INSTRUCTION = "instruction"
    SUPERVISION = "supervision"


@dataclass(frozen=True)
class Leg:
    """One leg of a thread. `thread_id` is the inbound case's id, `subject_id` whatever is under way."""

    thread_id: UUID
    kind: LegKind
    subject_id: UUID
    opened_at: datetime
    closed_at: datetime | None = None


def ordered(legs: Iterable[Leg]) -> bool:
    """Whether an order of a leader (批示) waits for its tasks."""
    return any(leg.kind is LegKind.INSTRUCTION and leg.closed_at is None for leg in legs)


def check_ended(legs: Iterable[Leg]) -> None:
    """A thread does not end before its legs have. Raises LegsOpen with what is under way."""
    under_way = [leg for leg in legs if leg.closed_at is None]
    if under_way:
        raise LegsOpen(open=[{"kind": leg.kind, "subject_id": leg.subject_id} for leg in under_way])
