"""What the office's register of seals adds to a verdict: whether each seal was in force when it was pressed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from signatures.judgement.register import StateSpan, judge_register
from signatures.judgement.verdict import SealVerdict, State, TimeSource, Verdict

Histories = Mapping[str, Sequence[StateSpan] | None]
"""By 印章标识, what a register knows of the seal's life; None where the seal is not in it."""


def with_register(verdict: Verdict, histories: Histories) -> Verdict:
    """The verdict with every seal that has a 印章标识 held against the register.

    A seal that was stopped makes a valid file invalid.
    """
    seals = tuple(_held_against(seal, histories) for seal in verdict.seals)
    stopped = verdict.state is State.VALID and not all(seal.holds for seal in seals)
    return replace(verdict, state=State.INVALID if stopped else verdict.state, seals=seals)


def _held_against(seal: SealVerdict, histories: Histories) -> SealVerdict:
    if not seal.es_id:
        return seal
    proven = seal.time_source is TimeSource.STAMPED
    further = tuple(judge_register(seal.name, seal.signed_at, histories.get(seal.es_id), proven=proven))
    return replace(seal, findings=(*seal.findings, *further))
