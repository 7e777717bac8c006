"""What is answered: hits with their place in the original, and counts that agree with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from policy_library.catalogue.rules.validity import Validity

DEEPEST = 200
"""So many hits can be paged through; whoever wants a later one narrows the query."""

SNIPPET = 120
"""Characters of the original that a hit shows."""

BEFORE = 20
"""Of them, characters before the first match."""

MOST_MARKS = 60
"""Matches of one clause that are weighed against each other."""

Span = tuple[int, int]
FACETS = ("kind", "issuer", "region", "theme", "year")
"""What policies are counted by, besides their validity."""


class Sort(StrEnum):
    """In which order: by relevance, or the latest first (成文日期)."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True)
class Filters:
    """What the hits are narrowed to: the values of facets; empty where every value will do."""

    kind: str = ""
    issuer: str = ""
    region: str = ""
    theme: str = ""
    year: int | None = None
    validity: Validity | None = None


@dataclass(frozen=True)
class Snippet:
    """A piece of a clause as it stands in the original."""

    anchor: str
    """The clause, such as 第五条."""
    heading: str
    text: str
    start: int
    """Where it begins: characters from the beginning of the policy's original text."""
    highlights: tuple[Span, ...]
    """Matches: characters from the beginning of this piece, each as [start, end)."""


@dataclass(frozen=True)
class Hit:
    """One policy that was found."""

    entry_id: UUID
    title: str
    doc_number: str
    issuer: str
    kind: str
    formed_on: date | None
    validity: Validity
    """On the day that was asked for."""
    pinned: bool
    """The query is its number or its title."""
    score: float
    snippet: Snippet | None


@dataclass(frozen=True)
class Count:
    """How many hits have one value."""

    value: str
    label: str
    """What people call it; for most fields the value itself."""
    count: int


@dataclass(frozen=True)
class Facet:
    """The values of one field among the hits: choosing one gives exactly that many."""

    name: str
    values: tuple[Count, ...]


@dataclass(frozen=True)
class Found:
    """One page of hits, what they are counted by, and the day on which their validity was judged."""

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    as_of: date


def cut(text: str, marks: Sequence[Span]) -> tuple[str, int, tuple[Span, ...]]:
    """The piece of a clause around its densest matches, where it begins, and the whole matches in it."""
    start = _best_start(marks[:MOST_MARKS])
    piece = text[start : start + SNIPPET]
    inside = ((a - start, b - start) for a, b in marks if a >= start)
    return piece, start, tuple((a, b) for a, b in inside if b <= len(piece))


def _best_start(marks: Sequence[Span]) -> int:
    """Where the window of `SNIPPET` characters begins that has most matched characters in it."""
    starts = [max(0, a - BEFORE) for a, _ in marks] or [0]
    return max(starts, key=lambda start: (_matched(marks, start), -start))


def _matched(marks: Sequence[Span], start: int) -> int:
    return sum(b - a for a, b in marks if a >= start and b <= start + SNIPPET)
