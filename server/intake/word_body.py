"""One pass over the body of a DOCX file, in reading order."""

from collections import Counter

from lxml import etree
from msgspec.structs import replace

from server.intake import forms, word_table
from server.intake.blocks import Cell, Figure, MarkKind, Table
from server.intake.source import Line, Loss, Remark, visible
from server.intake.word_line import Comments, WordLine, made
from server.intake.word_part import attribute, child, choice, descendants, name
from server.intake.word_picture import Album
from server.intake.word_style import Numbering, Styles

_PROPERTIES = {
    "pPr",
    "rPr",
    "sdtPr",
    "sdtEndPr",
    "tblPr",
    "tblGrid",
    "trPr",
    "tcPr",
    "sectPr",
    "instrText",
    "delInstrText",
}
_REMOVED = {"del", "moveFrom"}
_ADDED = {"ins", "moveTo"}
_COMMENTED = {"commentRangeStart", "commentRangeEnd", "commentReference"}
_LITERAL = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "〓"}


class Body:
    """What has been read so far, and the paragraph that is being read."""

    def __init__(
        self, styles: Styles, numbering: Numbering, said: Comments, album: Album, landscape: list[bool]
    ) -> None:
        self.styles, self.numbering, self.said, self.album = styles, numbering, said, album
        self.landscape, self.section = landscape, 0
        self.lines: list[Line] = []
        self.remarks: list[Remark] = []
        self.removed: list[str] = []
        self.changed = False
        self.line = WordLine(said)
        self.boxes: list[etree._Element] = []
        self.figures: list[Figure] = []
        self.ranged: set[str] = set()
        """Comments that have had a range."""

    def blocks(self, container: etree._Element) -> None:
        """Read paragraphs and tables, also inside what only groups them."""
        for element in container:
            match name(element):
                case "p":
                    self._paragraph(element)
                case "tbl":
                    self._table(element)
                case "AlternateContent":
                    self.blocks(choice(element))
                case removed if removed in _REMOVED:
                    self._remove(element)
                case comment if comment in _COMMENTED:
                    self._comment(element)
                case other if other not in _PROPERTIES:
                    self.changed |= other in _ADDED
                    self.blocks(element)

    def close(self) -> None:
        """The end of the file."""
        if self.line.pieces or self.line.marks:
            self._end_line(0)
        marks = (mark for line in self.lines if line.text.strip() for mark in line.marks)
        left = Counter(self.said.values()) - Counter(replace(mark, start=0, end=0) for mark in marks)
        self.remarks += [Remark(Loss.COMMENT, text=comment.text) for comment in left]
        if self.changed:
            self.remarks.append(Remark(Loss.TRACKED_CHANGES, text="".join(self.removed)))

    # --- paragraphs ------------------------------------------------------------------------------------------

    def _paragraph(self, element: etree._Element) -> None:
        """Emit one paragraph; one whose mark is deleted runs on into the next."""
        self.line.write(self.numbering.number(self.styles.properties(element)))
        self._inlines(element)
        gone = next((each for each in self._mark_changes(element) if name(each) in _REMOVED), None)
        if gone is None:
            self._end_line(self.styles.heading(element))
        else:
            self.line.mark(made(MarkKind.DELETED, gone, "\n"), self.line.length)
        self._open_boxes()
        self.section += child(element, "pPr", "sectPr") is not None

    def _mark_changes(self, element: etree._Element) -> list[etree._Element]:
        """What was done to the mark that ends a paragraph."""
        properties = child(element, "pPr", "rPr")
        found = [each for each in properties if name(each) in _REMOVED | _ADDED] if properties is not None else []
        self.changed |= bool(found)
        return found

    def _end_line(self, heading: int) -> None:
        """The paragraph is complete; the pictures in it follow it."""
        line, self.line = self.line, WordLine(self.said)
        lines = list(line.lines(heading))
        if not self.figures or line.text.strip():
            self.lines += lines
        self._place_figures()

    def _place_figures(self) -> None:
        self.lines += [Line("", part=figure) for figure in self.figures]
        self.figures = []

    def _inlines(self, element: etree._Element) -> None:
        """Write the accepted text of a paragraph, or of a part of one."""
        for each in element:
            self._inline(each)

    def _inline(self, element: etree._Element) -> None:
        match name(element):
            case "t":
                self.line.write(element.text or "")
            case literal if literal in _LITERAL:
                self._literal(literal)
            case "drawing" | "pict" | "object":
                self._drawing(element)
            case "AlternateContent":
                self._inlines(choice(element))
            case removed if removed in _REMOVED:
                self.line.mark(made(MarkKind.DELETED, element, self._remove(element)), self.line.length)
            case added if added in _ADDED:
                self._add(element)
            case comment if comment in _COMMENTED:
                self._comment(element)
            case other if other not in _PROPERTIES:
                self._inlines(element)

    def _drawing(self, element: etree._Element) -> None:
        """Pictures become figures behind their paragraph; what else is drawn is lost."""
        boxes, figures = list(descendants(element, ("txbxContent",))), list(self.album.figures(element))
        self.boxes += boxes
        self.figures += [figure for figure in figures if figure]
        if None in figures or not (boxes or figures):
            self._remark(Loss.IMAGE)

    def _open_boxes(self) -> None:
        """Text boxes are read after the paragraph that anchors them."""
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self._remark(Loss.TEXT_BOX)
            self.blocks(box)

    def _remark(self, loss: Loss) -> None:
        self.remarks.append(Remark(loss, len(self.lines) + 1))

    def _literal(self, kind: str) -> None:
        if kind == "sym":
            self._remark(Loss.SYMBOL)
        self.line.write(_LITERAL[kind])

    # --- traces ----------------------------------------------------------------------------------------------

    def _add(self, element: etree._Element) -> None:
        self.changed, start = True, self.line.length
        self._inlines(element)
        if self.line.length > start:
            self.line.mark(made(MarkKind.INSERTED, element), start)

    def _remove(self, element: etree._Element) -> str:
        self.changed = True
        text = "".join(each.text or "" for each in element.iter("{*}delText", "{*}t"))
        self.removed.append(text)
        return text

    def _comment(self, element: etree._Element) -> None:
        """A comment stands on its range; one without a range at its reference."""
        key = attribute(element, "id")
        match name(element):
            case "commentRangeStart":
                self.ranged.add(key)
                self.line.begin(key)
            case "commentRangeEnd":
                self.line.end(key)
            case _ if key in self.said and key not in self.ranged:
                self.line.begin(key)
                self.line.end(key)

    # --- tables ----------------------------------------------------------------------------------------------

    def _table(self, element: etree._Element) -> None:
        """Emit a table as one line; a single cell only wraps its paragraphs, and a form is read row by row."""
        if self.line.pieces:
            self._end_line(0)
        rows = word_table.rows(element)
        if len(rows) == 1 and len(rows[0].fields) == 1:
            self._wrapped(rows[0].fields[0].element)
            return
        kept = [row for row in rows if not self._is_removed(row.element)]
        texts = [[(field, self._cell(field.element)) for field in row.fields] for row in kept]
        lines = ["\t".join(" ".join(text.split()) for _, text in row) for row in texts]
        if forms.is_form(lines):
            self._remark(Loss.TABLE)
            self.lines += [Line(line) for line in lines]
        elif any(map(str.strip, lines)) or not self.figures:
            heads = next((at for at, row in enumerate(kept) if not row.is_head), len(kept))
            self._keep(word_table.cells(texts), heads)
        self._place_figures()
        self._open_boxes()

    def _wrapped(self, cell: etree._Element | None) -> None:
        if cell is not None:
            self.blocks(cell)

    def _keep(self, cells: tuple[tuple[Cell, ...], ...], heads: int) -> None:
        if cells:
            across = self.landscape[self.section] if self.section < len(self.landscape) else False
            table = Table(cells, word_table.head_rows(cells, heads), self._take_caption(), across)
            self.lines.append(Line(table.text, part=table))

    def _take_caption(self) -> str:
        last = self.lines[-1] if self.lines else None
        if last is None or last.part or not forms.is_caption(visible(last.text)):
            return ""
        return visible(self.lines.pop().text)

    def _is_removed(self, row: etree._Element) -> bool:
        """Whether a row is deleted; then its text is remembered as such."""
        properties = child(row, "trPr")
        done = {name(each) for each in properties} if properties is not None else set()
        self.changed |= bool(done & _ADDED)
        if done & _REMOVED:
            self._remove(row)
        return bool(done & _REMOVED)

    def _cell(self, element: etree._Element | None) -> str:
        """The text of a cell, a line for each of its paragraphs; marks in it are not kept."""
        if element is None:
            return ""
        outer, self.line = self.line, WordLine({})
        lines = self._cell_lines(element)
        self.line = outer
        return "\n".join(filter(None, lines))

    def _cell_lines(self, element: etree._Element) -> list[str]:
        lines: list[str] = []
        for each in element:
            match name(each):
                case "p":
                    lines += self._cell_paragraph(each)
                case "tbl":
                    lines += [self._nested(row) for row in word_table.rows(each) if not self._is_removed(row.element)]
                case "AlternateContent":
                    lines += self._cell_lines(choice(each))
                case removed if removed in _REMOVED:
                    self._remove(each)
                case other if other not in _PROPERTIES:
                    self.changed |= other in _ADDED
                    lines += self._cell_lines(each)
        return lines

    def _cell_paragraph(self, element: etree._Element) -> list[str]:
        self.line.write(self.numbering.number(self.styles.properties(element)))
        self._inlines(element)
        if any(name(each) in _REMOVED for each in self._mark_changes(element)):
            return []
        text, self.line = self.line.text.replace("\t", " "), WordLine({})
        return [visible(line) for line in text.split("\n")]

    def _nested(self, row: word_table.Row) -> str:
        """A row of a table in a cell, as a line of that cell."""
        return " ".join(filter(None, (" ".join(self._cell(field.element).split()) for field in row.fields)))
