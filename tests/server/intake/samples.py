"""The dirty texts, and the law that holds for whatever recognition makes of any text."""

import dataclasses
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.intake.elements import Recognised, Span

ROOT = Path(__file__).parents[3]
SAMPLES = sorted((ROOT / "tests" / "samples").glob("*.txt"))
PLAN = ROOT / "docs" / "samples" / "甬江市加快数字政府建设实施方案.txt"


def real_texts() -> Path:
    """The folder of real texts, or a skip with the reason."""
    folder = os.environ.get("ZHENGBAN_REAL_TEXTS")
    if not folder:
        pytest.skip("ZHENGBAN_REAL_TEXTS is unset")
    return Path(folder)


def spans(thing: object) -> Iterator[Span]:
    """Every span that stands anywhere in a recognised document."""
    if isinstance(thing, Span):
        yield thing
    elif isinstance(thing, tuple):
        for each in thing:
            yield from spans(each)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from spans(getattr(thing, field.name))


def assert_nothing_is_lost(found: Recognised) -> None:
    """Every character of the source is in exactly one element or in `unplaced`."""
    covered: dict[int, list[Span]] = {}
    for span in spans(found):
        covered.setdefault(span.number, []).append(span)
    for line in found.source.paragraphs:
        parts = sorted(covered.pop(line.number, []), key=lambda span: span.start)
        assert [span.start for span in parts] == [0, *(span.end for span in parts)][:-1], line
        assert parts, line
        assert parts[-1].end == len(line.text), line
    assert not covered


def outline(found: Recognised) -> dict[int, int]:
    """How many headings of each level the annexes have."""
    levels = Counter(block.value.level for annex in found.annexes for block in annex.blocks)
    return {level: count for level, count in sorted(levels.items()) if level}
