"""Setting type (排字): measured lines become runs on a sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from documents.typesetting import profile
from documents.typesetting.engine.lines import Placed, break_lines, natural, place
from documents.typesetting.engine.measure import Measure, Span
from documents.typesetting.fonts.faces import Faces, Role
from documents.typesetting.page import Run, Sheet, Tag
from documents.typesetting.profile import GBT9704, Profile


@dataclass(frozen=True, slots=True)
class Row:
    """One line of text for one row of the grid; no characters make a blank row (空行)."""

    placed: tuple[Placed, ...] = ()
    tag: Tag = Tag.BODY
    heading: bool = False
    """Of a heading, which stays on the page of the text below it."""


BLANK = Row()


@dataclass(frozen=True)
class Compositor:
    """排字工: the faces, and a measure for each size of type that a document uses."""

    faces: Faces
    profile: Profile = GBT9704

    @cached_property
    def body(self) -> Measure:
        """3号 on the grid of 28 cells."""
        return Measure(self.faces, self.profile.body_size, self.profile.cell)

    @cached_property
    def title(self) -> Measure:
        """2号, set solid."""
        return self.solid(self.profile.title_size)

    @cached_property
    def small(self) -> Measure:
        """4号, set solid: 版记 and 页码."""
        return self.solid(self.profile.small_size)

    def sheet(self) -> Sheet:
        """An empty page."""
        return Sheet(self.profile, self.profile.pitch)

    def solid(self, size: float) -> Measure:
        """A measure whose cells are exactly one em of `size` points."""
        return Measure(self.faces, size, size * profile.POINT)

    def rows(self, spans: Sequence[Span], tag: Tag, indent: float = 0.0, hang: float = 0.0) -> list[Row]:
        """A paragraph on the body grid, its first line `indent` and the others `hang` mm from the left."""
        return paragraph(self.body, spans, tag, self.profile.width, indent, hang)

    def put(
        self, sheet: Sheet, row: Row, top: float, measure: Measure, *, left: float | None = None, red: bool = False
    ) -> None:
        """Set `row` with its em-box's upper edge at `top` and its origin at `left` (mm), the 版心's edge by default."""
        left = self.profile.left if left is None else left
        em = measure.size * profile.POINT
        for (face, role), group in groupby(row.placed, lambda p: (self.faces.face(p.role, p.char), p.role)):
            glyphs = list(group)
            sheet.runs.append(
                Run(
                    text="".join(glyph.char for glyph in glyphs),
                    xs=tuple(left + glyph.x for glyph in glyphs),
                    baseline=top + profile.BASELINE * em,
                    face=face,
                    role=role,
                    size=measure.size,
                    tag=row.tag,
                    red=red,
                    stroke=self.faces.stroke(role, face) * em,
                )
            )

    def put_text(
        self,
        sheet: Sheet,
        text: str,
        role: Role,
        tag: Tag,
        left: float,
        top: float,
        measure: Measure,
        *,
        red: bool = False,
    ) -> None:
        """Set `text` at its natural width with its left edge at `left` mm."""
        tokens = measure.tokens([Span(text, role)], float("inf"))
        self.put(sheet, Row(place(tokens), tag), top, measure, left=left, red=red)


def paragraph(measure: Measure, spans: Iterable[Span], tag: Tag, width: float, indent: float, hang: float) -> list[Row]:
    """Break `spans` to `width` mm; all lines but the last are flush on both sides."""
    tokens = measure.tokens(spans, width - max(indent, hang))
    lines = break_lines(tokens, width - indent, width - hang)
    rows: list[Row] = []
    for number, line in enumerate(lines):
        left = hang if number else indent
        last = number == len(lines) - 1
        too_long = natural(line) > width - left
        placed = place(line, None if last and not too_long else width - left)
        rows.append(Row(tuple(Placed(p.char, p.role, p.x + left) for p in placed), tag))
    return rows
