"""Where a seal shows, and whether it shows whole (签章外观, GB/T 33190-2016, 18.2.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, Finding, found
from signatures.ofd.description import StampAnnot
from signatures.ofd.documents import Page

LARGEST_SEAL = 60.0
"""Millimetres: the seal of the State Council, the largest that the rule of 1999 knows."""
SLACK = 0.5
"""Millimetres by which strips may fail to meet."""


@dataclass(frozen=True)
class Shown:
    """A stamp on its page: what is seen of it, and which part of the picture that is, in millimetres from its left."""

    box: Box
    stamp: StampAnnot
    start: float
    end: float
    width: float

    @property
    def is_strip(self) -> bool:
        """Whether less than the picture's width is seen."""
        return self.end - self.start < self.width - SLACK


def place(stamps: Sequence[StampAnnot], pages: Mapping[str, Page]) -> list[Shown]:
    """The stamps that can be read and lie on a page of the document, in their order."""
    return [shown for stamp in stamps if (shown := _shown(stamp, pages)) is not None]


def _shown(stamp: StampAnnot, pages: Mapping[str, Page]) -> Shown | None:
    if stamp.box is None or stamp.page not in pages or (stamp.clipped and stamp.clip is None):
        return None
    left, top, width, height = stamp.box
    x, y, wide, high = stamp.clip or (0.0, 0.0, width, height)
    right, low = min(x + wide, width), min(y + high, height)
    x, y = max(x, 0.0), max(y, 0.0)
    sizes = (round(left + x, 3), round(top + y, 3), round(right - x, 3), round(low - y, 3))
    return Shown(Box(pages[stamp.page].number, *sizes), stamp, x, right, width)


def judge_stamps(subject: str, stamps: Sequence[StampAnnot], pages: Mapping[str, Page]) -> Iterator[Finding]:
    """What is wrong with where and how the seal shows."""
    if not stamps:
        yield found(Code.STAMP_INVISIBLE, subject)
    for stamp in stamps:
        if stamp.box is None or (stamp.clipped and stamp.clip is None):
            yield found(Code.STAMP_UNREADABLE, subject, stamp=stamp.id)
        elif stamp.page not in pages:
            yield found(Code.STAMP_OUTSIDE_PAGE, subject, stamp=stamp.id, page=stamp.page)
    shown = place(stamps, pages)
    for each in shown:
        yield from _judge_place(subject, each, pages[each.stamp.page])
    yield from _judge_straddle(subject, [each for each in shown if each.is_strip], len(pages))


def _judge_place(subject: str, shown: Shown, page: Page) -> Iterator[Finding]:
    box = shown.box
    if not page.holds(box.left_mm, box.top_mm, box.width_mm, box.height_mm):
        yield found(Code.STAMP_OUTSIDE_PAGE, subject, box=box)
    if max(box.width_mm, box.height_mm) > LARGEST_SEAL + SLACK:
        yield found(Code.STAMP_OVERSIZED, subject, box=box)


def _judge_straddle(subject: str, strips: Sequence[Shown], pages: int) -> Iterator[Finding]:
    """Every page must bear a strip, and the strips of neighbouring pages must add up to whole seals."""
    if not strips:
        return
    missing = sorted(set(range(1, pages + 1)) - {strip.box.page for strip in strips})
    if missing:
        yield found(Code.STRADDLE_INCOMPLETE, subject, pages_without=tuple(missing))
    ordered = sorted(strips, key=lambda strip: strip.box.page)
    seen: list[Shown] = []
    for strip in ordered:
        seen.append(strip)
        if _is_whole(seen):
            seen = []
    if seen:
        yield found(Code.STRADDLE_INCOMPLETE, subject, pages_of_a_part=tuple(strip.box.page for strip in seen))


def _is_whole(strips: Sequence[Shown]) -> bool:
    """Whether these parts of the picture together cover its width."""
    reached = 0.0
    for strip in sorted(strips, key=lambda strip: strip.start):
        if strip.start > reached + SLACK:
            return False
        reached = max(reached, strip.end)
    return reached >= strips[0].width - SLACK
