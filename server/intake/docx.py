"""A DOCX file becomes source paragraphs, with all tracked changes accepted; what cannot be text is remarked."""

from collections.abc import Iterator

from lxml import etree

from server.intake.archive import Archive, open_archive
from server.intake.source import Line, Loss, Remark, Source, numbered
from server.intake.word_part import child, main_part, name, parse, related
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
_CHANGED = {"ins", "del", "moveTo", "moveFrom"}
_PICTURES = {"blip", "imagedata"}
_LITERAL = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "〓"}
_OUTSIDE = {
    "header": Loss.HEADER_FOOTER,
    "footer": Loss.HEADER_FOOTER,
    "footnotes": Loss.FOOTNOTE,
    "endnotes": Loss.FOOTNOTE,
    "comments": Loss.COMMENT,
}


def read(data: bytes) -> Source:
    """Read a DOCX file that passed the gate (bytes -> Source).

    Tables come as one paragraph a row, cells parted by tabs; automatic numbers are written out. Raises DamagedFile.
    """
    archive = open_archive(data)
    part = main_part(archive)
    styles, numbering = (_related_tree(archive, part, kind) for kind in ("styles", "numbering"))
    walk = _Walk(Styles.read(styles), Numbering(numbering))
    walk.blocks(parse(archive, part))
    walk.close()
    return Source(numbered(Line(*line) for line in walk.lines), (*walk.remarks, *_outside(archive, part)))


def _related_tree(archive: Archive, part: str, kind: str) -> etree._Element | None:
    found = next(related(archive, part, kind), None)
    return parse(archive, found) if found else None


def _outside(archive: Archive, part: str) -> Iterator[Remark]:
    """Text that stands outside the body: headers, footers, notes, comments."""
    for kind, loss in _OUTSIDE.items():
        for other in related(archive, part, kind):
            text = "\n".join(_paragraph_texts(parse(archive, other)))
            if any(character.isalpha() for character in text):
                yield Remark(loss, text=text)


def _paragraph_texts(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter("{*}p"):
        text = "".join(each.text or "" for each in paragraph.iter("{*}t", "{*}delText"))
        if text.strip():
            yield text


class _Walk:
    """One pass over the body, in reading order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles, self.numbering = styles, numbering
        self.lines: list[tuple[str, int]] = []
        self.remarks: list[Remark] = []
        self.removed: list[str] = []
        self.changed = False
        self.carried = ""
        self.boxes: list[etree._Element] = []

    def blocks(self, container: etree._Element) -> None:
        for element in container:
            match name(element):
                case "p":
                    self.paragraph(element)
                case "tbl":
                    self.table(element)
                case "AlternateContent":
                    self.blocks(_choice(element))
                case removed if removed in _REMOVED:
                    self.remove(element)
                case other if other not in _PROPERTIES:
                    self.changed |= other in _CHANGED
                    self.blocks(element)

    def paragraph(self, element: etree._Element) -> None:
        """Emit one paragraph; one whose mark is deleted runs on into the next."""
        text = self.carried + self.numbering.number(self.styles.properties(element)) + self.text(element)
        if child(element, "pPr", "rPr", "del") is not None:
            self.carried, self.changed = text, True
        else:
            self.carried = ""
            heading = self.styles.heading(element)
            self.lines += [(line, heading) for line in text.split("\n")]
        self.open_boxes()

    def table(self, element: etree._Element) -> None:
        self.remark(Loss.TABLE)
        for row in element.iter("{*}tr"):
            cells = [each for each in row.iter("{*}tc") if next(each.iterancestors("{*}tr")) is row]
            texts = [" ".join(self.cell(cell).split()) for cell in cells]
            self.lines.append(("\t".join(texts), 0))
        self.open_boxes()

    def cell(self, element: etree._Element) -> str:
        own = [each for each in element.iter("{*}p") if next(each.iterancestors("{*}tc", "{*}txbxContent")) is element]
        return " ".join(self.text(paragraph) for paragraph in own)

    def text(self, element: etree._Element) -> str:
        """The accepted text of a paragraph, or of a part of one."""
        return "".join(self.inline(each) for each in element)

    def inline(self, element: etree._Element) -> str:
        match name(element):
            case "t":
                return element.text or ""
            case literal if literal in _LITERAL:
                return self.literal(literal)
            case "drawing" | "pict" | "object":
                return self.drawing(element)
            case "AlternateContent":
                return self.text(_choice(element))
            case removed if removed in _REMOVED:
                return self.remove(element)
            case other if other in _PROPERTIES:
                return ""
            case other:
                self.changed |= other in _CHANGED
                return self.text(element)

    def literal(self, kind: str) -> str:
        if kind == "sym":
            self.remark(Loss.SYMBOL)
        return _LITERAL[kind]

    def drawing(self, element: etree._Element) -> str:
        boxes = list(element.iter("{*}txbxContent"))
        self.boxes += boxes
        if any(name(each) in _PICTURES for each in element.iter()) or not boxes:
            self.remark(Loss.IMAGE)
        return ""

    def open_boxes(self) -> None:
        """Text boxes are read after the paragraph that anchors them."""
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.remark(Loss.TEXT_BOX)
            self.blocks(box)

    def remove(self, element: etree._Element) -> str:
        self.changed = True
        self.removed += [each.text or "" for each in element.iter("{*}delText", "{*}t")]
        return ""

    def remark(self, loss: Loss) -> None:
        self.remarks.append(Remark(loss, len(self.lines) + 1))

    def close(self) -> None:
        if self.carried:
            self.lines.append((self.carried, 0))
        if self.changed:
            self.remarks.append(Remark(Loss.TRACKED_CHANGES, text="".join(self.removed)))


def _choice(alternatives: etree._Element) -> etree._Element:
    """The first of the equivalent forms of one thing (mc:Choice, then mc:Fallback)."""
    return next(iter(alternatives), alternatives)
