"""A text file becomes source paragraphs: one line, one paragraph."""

import re

from documents.typesetting.intake.encoding import decode
from documents.typesetting.intake.source import Source, numbered

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def read(data: bytes) -> Source:
    """Read a TXT file that passed the gate (bytes -> Source). Raises what `encoding.decode` raises."""
    return Source(numbered((line, 0) for line in _LINE_BREAK.split(decode(data).text)))
