"""A DOCX file becomes source paragraphs, tables and figures; what was changed in it and said of it stands with them."""

from collections.abc import Iterator

from lxml import etree

from server.intake.archive import Archive, open_archive
from server.intake.source import Loss, Remark, Source, numbered
from server.intake.word_body import Body
from server.intake.word_line import comments
from server.intake.word_part import attribute, child, main_part, name, parse, related, whole
from server.intake.word_picture import Album
from server.intake.word_style import Numbering, Styles

_OUTSIDE = {
    "header": Loss.HEADER_FOOTER,
    "footer": Loss.HEADER_FOOTER,
    "footnotes": Loss.FOOTNOTE,
    "endnotes": Loss.FOOTNOTE,
}


def read(data: bytes) -> Source:
    """Read a DOCX file that passed the gate (bytes -> Source), all tracked changes accepted.

    A table is one paragraph, and so is a picture; automatic numbers are written out. Raises DamagedFile.
    """
    archive = open_archive(data)
    part = main_part(archive)
    styles, numbering, said = (_related_tree(archive, part, kind) for kind in ("styles", "numbering", "comments"))
    root = parse(archive, part)
    body = Body(Styles.read(styles), Numbering(numbering), comments(said), Album(archive, part), list(_landscape(root)))
    body.blocks(root)
    body.close()
    return Source(numbered(body.lines), (*body.remarks, *_outside(archive, part)))


def _related_tree(archive: Archive, part: str, kind: str) -> etree._Element | None:
    found = next(related(archive, part, kind), None)
    return parse(archive, found) if found else None


def _landscape(root: etree._Element) -> Iterator[bool]:
    """For each section, in order, whether its paper lies across."""
    for section in root.iter("{*}sectPr"):
        above = section.getparent()
        if above is not None and name(above) in ("pPr", "body"):
            paper = child(section, "pgSz")
            yield paper is not None and whole(attribute(paper, "w")) > whole(attribute(paper, "h"))


def _outside(archive: Archive, part: str) -> Iterator[Remark]:
    """What stands outside the body: headers, footers, notes."""
    for kind, loss in _OUTSIDE.items():
        for other in related(archive, part, kind):
            root = parse(archive, other)
            text = "\n".join(_paragraph_texts(root))
            if any(character.isalpha() for character in text):
                yield Remark(loss, text=text)
            if any(name(each) in ("blip", "imagedata") for each in root.iter()):
                yield Remark(Loss.IMAGE)


def _paragraph_texts(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter("{*}p"):
        text = "".join(each.text or "" for each in paragraph.iter("{*}t", "{*}delText"))
        if text.strip():
            yield text
