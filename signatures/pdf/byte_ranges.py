"""Which bytes a signature covers (/ByteRange), and whether the one gap holds the signature and nothing else.

The known forgeries widen the gap, move its ends, or hide content in it (signature wrapping, universal
signature forgery; CCS 2019). So the gap must be exactly one hexadecimal string: `<`, digits of one case,
`>`, the signature's DER and then only zeros.
"""

import re
from binascii import unhexlify
from collections.abc import Sequence
from dataclasses import dataclass

from signatures.judgement.verdict import Span

HEXADECIMAL = re.compile(rb"<([0-9A-F]+|[0-9a-f]+)>")
"""Digits are not taken in pairs: for every pair the machine would keep a note, sixty bytes for two."""
END_OF_REVISION = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF\r?\n?\Z")
LONGEST_ENDING = 64
"""Bytes within which a revision's startxref and %%EOF stand."""


class Unusable(ValueError):
    """The range is absent, empty or not four numbers that fit the file."""


class Wrapped(ValueError):
    """The gap is not exactly the signature."""


class PaddingAltered(ValueError):
    """After the signature's DER stands something else than zeros."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(offset)


@dataclass(frozen=True)
class ByteRange:
    """Covered: from 0 to `gap_start`, and from `gap_end` to `end`."""

    gap_start: int
    gap_end: int
    end: int

    @property
    def spans(self) -> tuple[Span, Span]:
        """The two stretches of the file that are covered, each from its first byte to past its last."""
        return (0, self.gap_start), (self.gap_end, self.end)


def read_range(numbers: Sequence[int], size: int) -> ByteRange:
    """Read the four numbers of a /ByteRange against a file of `size` bytes. Raises Unusable, Wrapped."""
    if len(numbers) != 4 or any(not isinstance(number, int) or number < 0 for number in numbers):
        raise Unusable(numbers)
    start, first, second, rest = numbers
    if first == 0 or rest == 0 or second + rest > size:
        raise Unusable(numbers)
    if start != 0 or second <= first:
        raise Wrapped(numbers)
    return ByteRange(first, second, second + rest)


def contents_of(pdf: bytes, covered: ByteRange) -> bytes:
    """What the gap's hexadecimal string stands for, padding included. Raises Wrapped."""
    match = HEXADECIMAL.fullmatch(pdf, covered.gap_start, covered.gap_end)
    if match is None or len(match[1]) % 2:
        raise Wrapped((covered.gap_start, covered.gap_end))
    return unhexlify(match[1])


def check_gap(pdf: bytes, covered: ByteRange, contents: bytes) -> None:
    """Check that the gap is exactly the `contents` that the PDF parser read. Raises Wrapped, PaddingAltered."""
    if contents_of(pdf, covered) != contents:
        raise Wrapped((covered.gap_start, covered.gap_end))
    size = der_size(contents)
    padding = contents[size:]
    if padding.strip(b"\0"):
        wrong = size + len(padding) - len(padding.lstrip(b"\0"))
        raise PaddingAltered(covered.gap_start + len("<") + 2 * wrong)


def der_size(data: bytes) -> int:
    """Bytes of the DER value at the start of `data`, header included (X.690, 8.1.3)."""
    if len(data) < 2:
        return len(data)
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] & 0x7F
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def covered_bytes(pdf: bytes, covered: ByteRange) -> tuple[memoryview, memoryview]:
    """The two stretches of bytes that are covered."""
    view = memoryview(pdf)
    first, second = covered.spans
    return view[slice(*first)], view[slice(*second)]


def ending(pdf: bytes, end: int) -> int | None:
    """The startxref of the revision that ends at `end`; None when no revision ends there."""
    match = END_OF_REVISION.search(pdf[max(0, end - LONGEST_ENDING) : end])
    return int(match[1]) if match else None


def only_in(outer: ByteRange, inner: ByteRange) -> tuple[Span, ...]:
    """The bytes that `outer` covers and the shorter `inner` does not: its gap and what came later."""
    later = ((inner.end, outer.gap_start), (outer.gap_end, outer.end))
    return tuple(span for span in ((inner.gap_start, inner.gap_end), *later) if span[0] < span[1])
