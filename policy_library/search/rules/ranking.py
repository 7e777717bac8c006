"""How hits are put in order. The weights were measured on judged questions: see `benchmarks/policy_search.py`."""

from dataclasses import dataclass

from policy_library.catalogue.rules.metadata import Level
from policy_library.catalogue.rules.validity import ENDED as ENDED_STATES
from policy_library.catalogue.rules.validity import Validity

WHOLE, TITLE, LEVEL, ENDED = 0.3, 1.0, 0.3, 0.3
STATE, OTHERS = 1.0, 0.3
"""What the state has made is asked for more often than what is made below."""

GONE = ENDED_STATES | {Validity.SUSPENDED}
"""Not to be applied on that day: shown, marked, and below what is in force."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for one policy."""

    pinned: int
    """2 if the query is its number, 1 if its title, else 0."""
    clause: float
    """BM25 of its best clause, titles included."""
    whole: float
    """BM25 of its whole text."""
    title: float
    """BM25 of its title."""
    coverage: float
    """The share of its title that the query says, from 0 to 1."""
    level: str
    validity: Validity


def rank(evidence: Evidence) -> tuple[int, float]:
    """What a hit is sorted by, highest first: pinned before found, then the score."""
    text = evidence.clause + WHOLE * evidence.whole + TITLE * evidence.title * evidence.coverage**2
    prior = 1 + LEVEL * (STATE if evidence.level == Level.STATE else OTHERS) - ENDED * (evidence.validity in GONE)
    return evidence.pinned, text * prior
