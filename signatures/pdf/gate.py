"""Refuse hostile PDFs before they are opened: the parser would believe whatever number of objects they declare.

A file of two hundred bytes can declare two thousand million objects that take no bytes at all, and one line of
twenty megabytes is read backwards byte by byte. Here only the end of the file is read for the last section, and the
chain of cross-reference sections (ISO 32000-2, 7.5.4, 7.5.5 and 7.5.8) is followed and only counted.
"""

import io
from binascii import unhexlify
from itertools import islice
from os import SEEK_CUR, SEEK_END
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.misc import PdfStreamError, skip_over_whitespace
from pyhanko.pdf_utils.reader import PdfFileReader, process_data_at_eof
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.pdf_utils.xref import parse_xref_table, read_object_header

MOST_SECTIONS = 64
MOST_OBJECTS = 100_000
MEGABYTE = 1024 * 1024
MOST_INDEX = 4 * MEGABYTE
"""Bytes of all sections together: twice what so many objects need."""
MOST_DICTIONARY = 16 * 1024
"""Bytes of one section's dictionary; pyHanko needs a second for every few hundred thousand."""
MOST_READS = 4_000_000
"""Of single bytes, mostly: what pyHanko may take from a file to make objects, some seconds of work."""
CHUNK = 64 * 1024
BLANKS = b"\0\t\n\f\r "
END = 2048
"""Bytes at the end of a file in which the last section must be named."""
UNPACKED = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=64 * MEGABYTE),
    per_purpose={
        DecodePurpose.XREF_STREAM: StreamDecodeLimits(max_output_size=2 * MEGABYTE),
        DecodePurpose.OBJECT_STREAM: StreamDecodeLimits(max_output_size=16 * MEGABYTE),
    },
    document_budget=DocumentDecodeBudget(base_allowance=128 * MEGABYTE, max_ratio=20),
)

# pyHanko's readers and references carry no types of their own.
_read_table: Any = parse_xref_table
_read_header: Any = read_object_header
_read_dictionary: Any = generic.DictionaryObject.read_from_stream
_trailer_of: Any = generic.TrailerReference
_skip_whitespace: Any = skip_over_whitespace


class NotPdf(Exception):
    """文件不是PDF。"""


class TooComplex(Exception):
    """文件结构过于复杂。"""


def open_pdf(pdf: bytes) -> Any:
    """A reader over the file, once it is known to be of bearable size.

    Raises NotPdf, TooComplex, and on damaged files anything at all.
    """
    _check_sections(pdf)
    return PdfFileReader(_Metered(pdf), decode_limits=UNPACKED)


class _Metered(io.BytesIO):
    """The file's bytes, which nobody may take one by one for ever."""

    left = MOST_READS

    def read(self, size: int | None = -1, /) -> bytes:
        """Raises TooComplex."""
        self.left -= 1
        if self.left < 0:
            raise TooComplex(f"more than {MOST_READS} reads")
        return super().read(size)


def read_hexadecimal(stream: Any) -> Any:
    """A hexadecimal string object (ISO 32000-2, 7.3.4.3) from its `<` on, taken in one go.

    It stands in for pyHanko's own, which takes digit by digit: a seal of 30 kB would cost more than all else together.
    Raises PdfStreamError.
    """
    start = stream.tell()
    taken = b""
    while b">" not in taken:
        more = stream.read(max(CHUNK, len(taken)))
        if not more:
            raise PdfStreamError("Stream ended prematurely")
        taken += more
    digits, _, _ = taken[1:].partition(b">")
    stream.seek(start + len(digits) + len(b"<>"))
    digits = digits.translate(None, BLANKS)
    try:
        return generic.pdf_string(unhexlify(digits + b"0" * (len(digits) % 2)))
    except ValueError as fault:
        raise PdfStreamError("Unexpected token in hex string") from fault


generic.read_hex_string_from_stream = read_hexadecimal


def _check_sections(pdf: bytes) -> None:
    waiting = [_last_section(pdf)]
    seen: set[int] = set()
    objects, left = 0, MOST_INDEX
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        section = io.BytesIO(pdf[place : place + left] if place >= 0 else b"")
        declared, dictionary = _section(section)
        objects, left = objects + declared, left - section.tell()
        if len(seen) > MOST_SECTIONS or objects > MOST_OBJECTS:
            raise TooComplex(f"{objects} objects declared in {len(seen)} sections")
        waiting += [int(dictionary.raw_get(key)) for key in ("/Prev", "/XRefStm") if key in dictionary]


def _last_section(pdf: bytes) -> int:
    """Where the last section begins, told by the end of the file alone; reading backwards must not leave it."""
    end = pdf[-END:]
    if not pdf.startswith(b"%PDF-") or b"%%EOF" not in end or b"startxref" not in end:
        raise NotPdf
    # Reading backwards, pyHanko does not end in a file that begins with line ends: this one begins with a mark.
    stream = io.BytesIO(b"%" + end)
    stream.seek(-1, SEEK_END)
    place: int = process_data_at_eof(stream)
    if stream.tell() <= 1:
        raise NotPdf
    return place


def _section(stream: io.BytesIO) -> tuple[int, Any]:
    """How many objects a section declares, and its trailer."""
    _skip_whitespace(stream)
    if stream.read(1) != b"x":
        stream.seek(-1, SEEK_CUR)
        number, generation = _read_header(stream, strict=True)
        dictionary = _read_dictionary(_next(stream), generic.Reference(number, generation))
        return _declared(dictionary), dictionary
    stream.seek(len("ref"), SEEK_CUR)
    declared = sum(1 for _ in islice(_read_table(stream, strict=True), MOST_OBJECTS + 1))
    if declared > MOST_OBJECTS:
        raise TooComplex(f"more than {MOST_OBJECTS} objects declared")
    return declared, _read_dictionary(_next(stream), _trailer_of(PdfHandler()))


def _next(stream: io.BytesIO) -> io.BytesIO:
    return io.BytesIO(stream.read(MOST_DICTIONARY))


def _declared(dictionary: Any) -> int:
    """Objects of a cross-reference stream: the second number of every pair in /Index, else /Size."""
    if "/Index" not in dictionary:
        return int(dictionary.raw_get("/Size"))
    return sum(int(count) for count in list(dictionary.raw_get("/Index"))[1::2])
