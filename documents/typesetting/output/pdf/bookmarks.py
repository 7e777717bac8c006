"""Bookmarks (书签): the outline of a document as a reader shows it beside the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from documents.typesetting import profile
from documents.typesetting.output.pdf.objects import Name, PdfFile, Reference, Value
from documents.typesetting.page import Heading


@dataclass(frozen=True)
class _Entry:
    """A heading with the headings below it."""

    heading: Heading
    below: list["_Entry"] = field(default_factory=list)

    def count(self) -> int:
        return sum(1 + entry.count() for entry in self.below)


def add_bookmarks(file: PdfFile, outline: Sequence[Heading], pages: Mapping[int, Reference]) -> Reference:
    """All entries opened; a heading belongs to the last one before it of a higher rank."""
    root, top = file.reserve(), _nested(outline)
    first, last = _add_all(file, top, root, pages)
    file.fill(root, {"Type": Name("Outlines"), "First": first, "Last": last, "Count": sum(1 + e.count() for e in top)})
    return root


def _nested(outline: Sequence[Heading]) -> list[_Entry]:
    top: list[_Entry] = []
    above: list[_Entry] = []
    for heading in outline:
        while above and above[-1].heading.level >= heading.level:
            above.pop()
        entry = _Entry(heading)
        (above[-1].below if above else top).append(entry)
        above.append(entry)
    return top


def _add_all(
    file: PdfFile, entries: Sequence[_Entry], parent: Reference, pages: Mapping[int, Reference]
) -> tuple[Reference, Reference]:
    """Sisters, each pointing at the next and the one before; answers the first and the last."""
    references = [file.reserve() for _ in entries]
    for number, (entry, reference) in enumerate(zip(entries, references, strict=True)):
        about: dict[str, Value] = {"Title": entry.heading.text, "Parent": parent, "Dest": _place(entry.heading, pages)}
        if number:
            about["Prev"] = references[number - 1]
        if number + 1 < len(entries):
            about["Next"] = references[number + 1]
        if entry.below:
            first, last = _add_all(file, entry.below, reference, pages)
            about |= {"First": first, "Last": last, "Count": entry.count()}
        file.fill(reference, about)
    return references[0], references[-1]


def _place(heading: Heading, pages: Mapping[int, Reference]) -> list[Value]:
    """The heading's upper edge at the top of the window, the reader's own magnification kept."""
    return [pages[heading.page], Name("XYZ"), 0, (profile.PAPER_HEIGHT - heading.y) / profile.POINT, 0]
