"""Every character that stands in an XML part, whatever the part is for: paragraphs, and what is in no paragraph."""

from collections.abc import Mapping
from xml.parsers import expat

_PARAGRAPHS = {"p", "si", "is", "text", "TextCode"}
"""Elements that stand alone on a line: Word and drawing paragraphs, spreadsheet strings and remarks, OFD text."""

_MAX_NAME = 40
"""Characters of a name that is repeated before each of its values."""


def markup(part: bytes) -> tuple[list[str], list[str]]:
    """The paragraphs and the corners of one part of a package, as far as it is XML; a picture has neither.

    A paragraph is one line, however its runs are cut; one inside another (a text box) is a line of its own. Corners
    are the texts, attributes, comments and processing instructions outside, `name:value` where something names them
    (`<property name="密级">`, `<密级>`). Corners of ASCII alone are left out. The time is
    linear in the length of the part.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.CommentHandler = reader.corner
    parser.ProcessingInstructionHandler = reader.instruction
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError):
        reader.break_off()
    return reader.paragraphs, reader.corners


class _Reader:
    """One pass of expat over one part."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.corners: list[str] = []
        self.open: list[list[str]] = []
        """The paragraphs that are open, as pieces of text, the innermost last."""
        self.names = ["", ""]
        """What the open elements call themselves, the innermost last."""

    def doctype(self, *_: object) -> None:
        """Entities are not unfolded: the gate takes no such part for XML, and nor does this."""
        raise ValueError

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if _local(tag) in _PARAGRAPHS:
            self.open.append([])
        own = next((key for key in attributes if _local(key) in ("name", "Name")), None)
        name = attributes[own] if own else _telling(tag)
        self.corner(name)
        name = name if len(name) <= _MAX_NAME else ""
        self.names.append(name)
        for key, value in attributes.items():
            if key != own:
                self.named(_telling(key) or name, value)

    def end(self, tag: str) -> None:
        self.names.pop()
        if _local(tag) in _PARAGRAPHS:
            self.paragraphs.append("".join(self.open.pop()))

    def text(self, characters: str) -> None:
        """Line ends between elements part no runs."""
        if not self.open:
            self.named(self.names[-1] or self.names[-2], characters)
        elif not (characters.isspace() and "\n" in characters):
            self.open[-1].append(characters.replace("\n", " "))

    def instruction(self, target: str, data: str) -> None:
        self.named(target, data)

    def named(self, name: str, value: str) -> None:
        if not value.isascii():
            self.corner(f"{name}:{value}" if name else value)

    def corner(self, value: str) -> None:
        if not value.isascii():
            self.corners.append(value)

    def break_off(self) -> None:
        """What was read of a damaged part counts."""
        self.paragraphs += ["".join(pieces) for pieces in self.open]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _telling(name: str) -> str:
    """A name of an element or attribute that people have given; those of the formats are ASCII."""
    return "" if name.isascii() else _local(name)
