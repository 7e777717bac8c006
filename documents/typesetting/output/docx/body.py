"""正文: paragraphs that flow, their headings in Word's outline, tables and figures where they stand, 附件说明."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import InitVar, dataclass, field, replace
from io import BytesIO
from itertools import groupby

from docx.document import Document as WordFile
from docx.shared import Mm

from documents.typesetting.engine.measure import Span
from documents.typesetting.fonts.faces import Role
from documents.typesetting.formats.body import heading_spans
from documents.typesetting.model import Attendance, Block, BodyPart, Figure, Table
from documents.typesetting.output.docx.grid import Grid
from documents.typesetting.output.docx.sections import Sections
from documents.typesetting.output.docx.styles import heading_style
from documents.typesetting.output.docx.tables import Printed, caption, printed_tables, table
from documents.typesetting.output.docx.traces import Traces
from documents.typesetting.output.docx.wml import Element, Form, element, is_table, nothing, paragraph
from documents.typesetting.page import Layout, Page, Picture, Tag
from documents.typesetting.wording import ATTACHMENT_LABEL, attachment_numbers, attendance_label

FLOWING = (Tag.BODY, Tag.ANNEX_BODY)


@dataclass
class Text:
    """Writes a document's text, paragraph by paragraph in the layout's order."""

    file: WordFile
    layout: Layout
    grid: Grid
    sections: Sections
    traces: Traces
    tables: InitVar[Iterable[Table]]
    above: int = 0
    """Twips of white above the next paragraph."""
    pages: Iterator[tuple[Page, Page]] = field(init=False)
    printed: Iterator[Printed] = field(init=False)
    pictures: Iterator[Picture] = field(init=False)

    def __post_init__(self, tables: Iterable[Table]) -> None:
        self.pages = _pages(self.layout)
        self.printed = printed_tables(self.layout, tables)
        self.pictures = (picture for page in self.layout.pages for picture in page.pictures)

    def write(self, made: list[Element], parts: Sequence[BodyPart], *, keep: bool = False) -> None:
        """Append `parts` to `made`, the last of them kept with what follows."""
        for number, part in enumerate(parts, start=1):
            form = Form(keep=keep and number == len(parts))
            match part:
                case Block():
                    made.append(self.block(part, form, opens=number == 1))
                case Table():
                    self._table(made, part)
                case Figure():
                    made += self._figure(part, form)

    def block(self, block: Block, form: Form, *, opens: bool) -> Element:
        """One paragraph; a heading without text behind it has its place in the outline.

        The one that `opens` the text and runs on to another page is not kept with what follows: programs would take
        all of it there, and the first page must show text (7.3.3).
        """
        spans = heading_spans(block)
        heading = block.level and len(spans) == 1
        first, last = next(self.pages) if block.text.strip() else (self.layout.pages[0],) * 2
        form = replace(
            form,
            keep=form.keep and not (opens and first is not last),
            style=heading_style(block.level) if heading else "",
            line=self.line(first.pitch),
            first=self.grid.cells(self.grid.profile.indent),
        )
        return paragraph(self._opened(form), *self.traces.runs(spans, block.marks))

    def line(self, pitch: float) -> int:
        """The exact line of a page whose rows were set closer or wider (7.3.5.5)."""
        return self.grid.line_of(pitch)

    def plain(self, text: str, form: Form, role: Role = Role.FANGSONG) -> Element:
        """A paragraph of one face without traces."""
        form = replace(form, line=form.line or self.grid.line)
        return paragraph(self._opened(form), *self.traces.runs([Span(text, role)], ()))

    def attachments(self, names: tuple[str, ...], pitch: float, *, keep: bool) -> Iterator[Element]:
        """附件说明: a blank row, the names, turned lines under the name's first character (7.3.4)."""
        grid, line = self.grid, self.line(pitch)
        label = grid.profile.indent + len(ATTACHMENT_LABEL)
        numbers = attachment_numbers(names)
        for index, (number, name) in enumerate(zip(numbers, names, strict=True)):
            half = len(number) * (grid.profile.body_size * 10 + grid.spacing)
            left = grid.cells(label) + round(half)
            start = left - grid.cells(len(ATTACHMENT_LABEL) if not index else 0) - round(half)
            text = (ATTACHMENT_LABEL if not index else "") + number + name
            before = 0 if index else line
            form = Form(keep=keep or index < len(names) - 1, before=before, line=line, left=left, first=start - left)
            yield self.plain(text, form)

    def attendance(self, groups: Sequence[Attendance]) -> Iterator[Element]:
        """出席, 请假, 列席: labels in 黑体, turned lines under the first name (10.3)."""
        p, rows = self.grid.profile, self.grid.profile.attendance_blank_rows
        for number, group in enumerate(groups):
            label = attendance_label(group)
            left = self.grid.cells(p.indent + len(label))
            form = Form(line=self.grid.line, left=left, first=-self.grid.cells(len(label)))
            form = replace(form, before=0 if number else rows * self.grid.line)
            spans = [Span(label, Role.HEITI), Span(group.names)]
            yield paragraph(form, *self.traces.runs(spans, ()))

    def _opened(self, form: Form) -> Form:
        """The first paragraph below a head or a title has the white above it that the layout left."""
        above, self.above = self.above, 0
        return replace(form, before=form.before + above)

    def _table(self, made: list[Element], part: Table) -> None:
        printed = next(self.printed)
        if not any(part.rows):
            return
        if is_table(made):
            made.append(nothing())
        if printed.turned:
            self.sections.close(made, turned=False)
        if part.caption:
            made.append(caption(self.grid, part.caption, self._opened(Form(keep=True))))
        made.append(table(self.grid, part, printed))
        if printed.turned:
            self.sections.close(made, turned=True)

    def _figure(self, part: Figure, form: Form) -> Iterator[Element]:
        printed = next(self.pictures)
        inline = self.file.part.new_pic_inline(BytesIO(part.data), Mm(printed.width), Mm(printed.height))
        holder = element("w:r", element("w:drawing", inline))
        free = replace(self._opened(form), free=True, align="center", keep=form.keep or bool(part.caption))
        yield paragraph(free, holder)
        if part.caption:
            yield caption(self.grid, part.caption, form)


def _pages(layout: Layout) -> Iterator[tuple[Page, Page]]:
    """The pages on which each paragraph begins and ends."""
    runs = ((page, run.part) for page in layout.pages for run in page.runs if run.tag in FLOWING)
    for _, found in groupby(runs, lambda each: each[1]):
        on = [page for page, _ in found]
        yield on[0], on[-1]
