"""One paragraph of a DOCX file while it is read: its accepted text, and who changed or remarked what in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from lxml import etree
from msgspec.structs import replace

from server.intake import traces
from server.intake.blocks import Mark, MarkKind
from server.intake.source import Line
from server.intake.word_part import attribute

MAX_AUTHOR = 100
MAX_PLACINGS = 200_000
"""Marks times lines of one paragraph; beyond, it keeps its text alone."""

Comments = Mapping[str, Mark]
"""What each comment says, by its id."""


def comments(root: etree._Element | None) -> dict[str, Mark]:
    """The comments of a comments.xml, without a place yet."""
    found = {attribute(each, "id"): (each, _text(each)) for each in root} if root is not None else {}
    return {key: made(MarkKind.COMMENT, each, text) for key, (each, text) in found.items() if text}


def made(kind: MarkKind, element: etree._Element, text: str = "") -> Mark:
    """A mark by the author and at the time that an element names, still without a place."""
    return Mark(kind, 0, 0, text, attribute(element, "author")[:MAX_AUTHOR], _moment(attribute(element, "date")))


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _text(comment: etree._Element) -> str:
    lines = ("".join(each.text or "" for each in line.iter("{*}t")) for line in comment.iter("{*}p"))
    return "\n".join(line for line in lines if line.strip())


@dataclass
class WordLine:
    """The pieces of the text, and the marks on it so far."""

    said: Comments
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)
    """Comments whose range has begun, and where."""

    def write(self, text: str) -> None:
        """The next characters of the accepted text."""
        self.pieces.append(text)
        self.length += len(text)

    def mark(self, mark: Mark, start: int) -> None:
        """Put a mark on everything since character `start`."""
        self.marks.append(replace(mark, start=start, end=self.length))

    def begin(self, comment: str) -> None:
        """The range of a comment begins here."""
        self.open[comment] = self.length

    def end(self, comment: str) -> None:
        """The range of a comment ends here; nothing where it never began."""
        start = self.open.pop(comment, None)
        if start is not None and comment in self.said:
            self.mark(self.said[comment], start)

    @property
    def text(self) -> str:
        """The accepted text so far."""
        return "".join(self.pieces)

    def lines(self, heading: int) -> Iterator[Line]:
        """The lines of the paragraph. A comment on several paragraphs stands on the first."""
        for comment in list(self.open):
            self.end(comment)
        text = self.text
        breaks = [at for at, each in enumerate(text) if each == "\n"]
        few = len(self.marks) * (len(breaks) + 1) <= MAX_PLACINGS
        marks = tuple(sorted(self.marks, key=lambda mark: (mark.start, mark.end)) if few else ())
        for start, end in pairwise((0, *breaks, len(text))):
            yield Line(text[start:end], heading, traces.cut(marks, start, end))
