"""Traces (痕迹) keep their place while the text under them is cut and cleaned."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from server.intake.blocks import Mark, MarkKind

Traces = tuple[Mark, ...]


def cut(marks: Traces, start: int, end: int) -> Traces:
    """The marks on characters start..end of a text, counted from `start`; one that reaches further is shortened.

    A mark at one point between two parts belongs to the part before.
    """
    return tuple(
        replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in marks
        if _touches(mark, start, end)
    )


def _touches(mark: Mark, start: int, end: int) -> bool:
    if mark.start == mark.end:
        return start < mark.end <= end or mark.end == start == 0
    return mark.start < end and start < mark.end


def edited(marks: Traces, start: int, end: int, length: int) -> Traces:
    """The marks of a text whose characters start..end give way to `length` others.

    A mark that touches what was replaced holds all of what came instead.
    """
    shift = length - (end - start)

    def first(place: int) -> int:
        return place + shift if place >= end else min(place, start)

    def last(place: int) -> int:
        return place if place <= start else max(place, end) + shift

    return tuple(_placed(mark, first(mark.start), last(mark.end)) for mark in marks)


def kept(marks: Traces, places: Sequence[int]) -> Traces:
    """The marks of a text of which only the characters at `places` (ascending) are kept."""
    return tuple(_placed(mark, bisect_left(places, mark.start), bisect_left(places, mark.end)) for mark in marks)


def _placed(mark: Mark, start: int, end: int) -> Mark:
    return replace(mark, start=start, end=max(start, end) if mark.start < mark.end else start)


def said(marks: Iterable[Mark]) -> tuple[str, ...]:
    """What the marks carry that no reader of the accepted text sees: deletions and comments."""
    return tuple(mark.text for mark in marks if mark.kind is not MarkKind.INSERTED and mark.text)
