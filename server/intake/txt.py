"""A text file becomes source paragraphs: one line, one paragraph."""

import re
from collections.abc import Iterator

from server.intake.encoding import decode
from server.intake.source import Line, Source, numbered

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def read(data: bytes) -> Source:
    """Read a TXT file that passed the gate (bytes -> Source). Raises what `encoding.decode` raises."""
    return read_text(decode(data).text)


def read_text(text: str) -> Source:
    """Read a text that is already decoded (str -> Source)."""
    return Source(numbered(Line(line) for _, line in lines(text)))


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text, blank ones included, each with the offset of its first character."""
    begin = 0
    for found in _LINE_BREAK.finditer(text):
        yield begin, text[begin : found.start()]
        begin = found.end()
    yield begin, text[begin:]
