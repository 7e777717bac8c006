"""Whether a seal was in force when it was pressed (核验电子印章在电子签章时的有效性, 国办发〔2025〕33号)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Finding, found


class Standing(StrEnum):
    """What a register says of a seal from some moment on."""

    NONE = "none"
    """Not in use yet."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    """停用"""
    LOST = "lost"
    """挂失"""
    REVOKED = "revoked"
    """注销"""
    DESTROYED = "destroyed"


@dataclass(frozen=True)
class StateSpan:
    """From `start`, inclusive, until the next span begins."""

    start: datetime
    standing: Standing

    def begins(self) -> datetime:
        """From when on it counts: to be in use, from the whole second on.

        Time stamps know whole seconds: what is pressed in the second in which a seal is put to use was not pressed
        before it. A stop counts to the microsecond, so that nothing gains a second by it.
        """
        return self.start.replace(microsecond=0) if self.standing is Standing.ACTIVE else self.start


STOPPED = {
    Standing.SUSPENDED: Code.SEAL_SUSPENDED,
    Standing.LOST: Code.SEAL_SUSPENDED,
    Standing.REVOKED: Code.SEAL_REVOKED,
    Standing.DESTROYED: Code.SEAL_REVOKED,
    Standing.NONE: Code.SEAL_NOT_YET_VALID,
}


def standing_at(history: Sequence[StateSpan], at: datetime) -> StateSpan:
    """The span that holds at a moment; `history` is in order of time. Before the first there is none."""
    before = [span for span in history if span.begins() <= at]
    return before[-1] if before else StateSpan(at, Standing.NONE)


def judge_register(
    subject: str, signed_at: datetime | None, history: Sequence[StateSpan] | None, *, proven: bool
) -> Iterator[Finding]:
    """What the register adds to a verdict; `history` None means that it does not know the seal.

    `proven` says whether a time stamp vouches for `signed_at`: whoever found a lost key can claim any time.
    """
    if history is None or signed_at is None:
        yield found(Code.SEAL_STATUS_UNKNOWN, subject)
        return
    then = standing_at(history, signed_at)
    if then.standing is not Standing.ACTIVE:
        yield found(STOPPED[then.standing], subject, since=then.start, signed_at=signed_at)
    elif not proven and (lost := _lost(history)):
        yield found(Code.SEAL_LOST_TIME_UNPROVEN, subject, lost_at=lost.start, signed_at=signed_at)
    elif history[-1].standing is not Standing.ACTIVE:
        yield found(Code.SEAL_STOPPED_LATER, subject, since=history[-1].start, standing=history[-1].standing)


def _lost(history: Sequence[StateSpan]) -> StateSpan | None:
    """Since when a seal has been lost; None if it never was, or was found and put to use again."""
    kept = [span for span in history if span.standing in (Standing.LOST, Standing.ACTIVE)]
    return kept[-1] if kept and kept[-1].standing is Standing.LOST else None
