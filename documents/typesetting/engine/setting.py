"""Setting type (排字): measured lines become runs on a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count, groupby

from documents.typesetting import profile
from documents.typesetting.engine import landscape
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
    keep: int = 0
    """So many rows behind it stay on its page."""
    part: int = 0
    """Mark of the paragraph, from `Compositor.part`; a row without one is a part of its own."""


BLANK = Row()


@dataclass(frozen=True)
class Compositor:
    """排字工: the faces, and a measure for each size of type that a document uses."""

    faces: Faces
    profile: Profile = GBT9704
    _parts: Iterator[int] = field(default_factory=lambda: count(1), repr=False, compare=False)
    _numbers: dict[int, int] = field(default_factory=dict, repr=False, compare=False)
    _solid: dict[float, Measure] = field(default_factory=dict, repr=False, compare=False)

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

    @cached_property
    def lying(self) -> "Compositor":
        """The same for pages that lie on their side (clause 8); parts are numbered on."""
        return replace(self, profile=landscape.lying(self.profile))

    def sheet(self) -> Sheet:
        """An empty page."""
        return Sheet(self.profile, self.profile.pitch)

    def solid(self, size: float) -> Measure:
        """A measure whose cells are exactly one em of `size` points."""
        if size not in self._solid:
            self._solid[size] = Measure(self.faces, size, size * profile.POINT)
        return self._solid[size]

    def part(self) -> int:
        """A mark for the rows of one more paragraph, cell or other element; numbered when the first of them is set."""
        return next(self._parts)

    def rows(
        self, spans: Sequence[Span], tag: Tag, indent: float = 0.0, hang: float = 0.0, *, level: int = 0
    ) -> list[Row]:
        """A paragraph on the body grid, its first line `indent` and the others `hang` mm from the left.

        Of a numbered heading the first span is the heading itself and `level` its level.
        """
        rows = paragraph(self.body, spans, tag, self.profile.width, indent, hang, self.part())
        return _headed(rows, level, len("".join(spans[0].text.split()))) if level else rows

    def put(
        self, sheet: Sheet, row: Row, top: float, measure: Measure, *, left: float | None = None, red: bool = False
    ) -> None:
        """Set `row` with its em-box's upper edge at `top` and its origin at `left` (mm), the 版心's edge by default."""
        left = self.profile.left if left is None else left
        em = measure.size * profile.POINT
        part = self._number(row.part)
        for ((face, role), level), pieces in groupby(row.placed, lambda piece: (piece.fount, piece.level)):
            placed = list(pieces)
            sheet.runs.append(
                Run(
                    text="".join([piece.text for piece in placed]),
                    xs=tuple([left + piece.x + x for piece in placed for x in piece.xs]),
                    baseline=top + profile.BASELINE * em,
                    face=face,
                    role=role,
                    size=measure.size,
                    tag=row.tag,
                    red=red,
                    stroke=self.faces.stroke(role, face) * em,
                    part=part,
                    level=level,
                )
            )

    def _number(self, part: int) -> int:
        """The number of a part: the next one when its first row is set, and for a row that is a part of its own."""
        if part not in self._numbers or not part:
            self._numbers[part] = next(self._parts)
        return self._numbers[part]

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
        part: int = 0,
    ) -> None:
        """Set `text` at its natural width with its left edge at `left` mm.

        It is a part of its own; pieces that read as one, such as the lines of a title, are given one `part`.
        """
        tokens = measure.tokens([Span(text, role)], float("inf"))
        self.put(sheet, Row(place(tokens), tag, part=part), top, measure, left=left, red=red)


def paragraph(
    measure: Measure, spans: Iterable[Span], tag: Tag, width: float, indent: float, hang: float, part: int = 0
) -> list[Row]:
    """Break `spans` to `width` mm; all lines but the last are flush on both sides."""
    tokens = measure.tokens(spans, width - max(indent, hang))
    lines = break_lines(tokens, width - indent, width - hang)
    rows: list[Row] = []
    for number, line in enumerate(lines):
        left = hang if number else indent
        last = number == len(lines) - 1
        too_long = natural(line) > width - left
        placed = place(line, None if last and not too_long else width - left, left)
        rows.append(Row(placed, tag, part=part))
    return rows


def _headed(rows: Iterable[Row], level: int, characters: int) -> list[Row]:
    """The rows of a paragraph whose first `characters`, white space aside, are a heading."""
    found: list[Row] = []
    for row in rows:
        pieces: list[Placed] = []
        for piece in row.placed:
            end = _end_of(piece.text, characters)
            characters -= len("".join(piece.text[:end].split()))
            heading, text = piece.parted(end)
            pieces += [replace(one, level=level) for one in heading] + text
        found.append(replace(row, placed=tuple(pieces)))
    return found


def _end_of(text: str, characters: int) -> int:
    """How far into `text` its first `characters` reach, white space aside."""
    ends = [at for at, char in enumerate(text, 1) if not char.isspace()]
    return len(text) if len(ends) <= characters else ends[characters - 1] if characters else 0
