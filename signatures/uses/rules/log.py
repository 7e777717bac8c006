"""用印登记: one line for every press of a seal, and for every one that failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Result(StrEnum):
    """What came of a press."""

    SEALED = "sealed"
    FAILED = "failed"


@dataclass(frozen=True)
class Use:
    """One line of the use log: who pressed a seal, on what and where, by whose leave, and what came of it."""

    id: UUID
    seal_id: UUID
    use_id: UUID | None
    """The request it belongs to; None for lines that are older than requests."""
    no: int
    """Which file of the request."""
    document_id: UUID | None
    keeper_id: UUID
    keeper_name: str
    post_title: str
    approver_id: UUID | None
    approver_name: str
    principal_id: UUID | None
    """For whom the approver acted (代); None for those who approved for themselves."""
    principal_name: str
    result: Result
    reason: str
    """Why it failed."""
    sha256_before: str
    sha256_after: str
    places: Sequence[Mapping[str, Any]]
    """Page, and millimetres from the upper left corner."""
    straddle: bool
    copies: int
    code: str
    """The verification code of the sealed file."""
    time_stamped: bool
    """Whether `at` is what a time stamp authority (时间戳) says."""
    at: datetime
