"""All the text that a file carries, in any corner of it: for scans, not for reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.intake.archive import open_archive
from server.intake.encoding import decode
from server.intake.gate import Admitted, Kind
from server.intake.markup import markup
from server.intake.paper import paper


@dataclass(frozen=True)
class Whole:
    """Everything in a file that somebody could have written."""

    text: str = ""
    """What a reader reads, one paragraph a line, in the file's order."""
    corners: str = ""
    """What stands elsewhere: names, properties, attributes, remarks; one a line, `name:value` where it is named."""


def whole(file: Admitted) -> Whole:
    """The text of an admitted file; none for pictures.

    A package (DOCX, XLSX, OFD) is searched in every part, with the names of its parts; of a PDF what PDFium opens.
    """
    match file.kind:
        case Kind.TXT | Kind.MD:
            return Whole(decode(file.data).text)
        case Kind.PDF:
            return _joined([paper(file.data)])
        case Kind.DOCX | Kind.XLSX | Kind.OFD:
            return _joined(_package(file.data))
        case _:
            return Whole()


def _package(data: bytes) -> Iterator[tuple[list[str], list[str]]]:
    archive = open_archive(data)
    for name, entry in archive.entries.items():
        yield [], list(filter(None, (name, entry.comment.decode("utf-8", "replace"))))
        yield markup(archive.read(name))


def _joined(parts: Iterable[tuple[list[str], list[str]]]) -> Whole:
    lines, corners = zip(*parts, strict=True)
    return Whole(_lines(lines), _lines(corners))


def _lines(parts: Iterable[list[str]]) -> str:
    return "\n".join(line for part in parts for line in part)
