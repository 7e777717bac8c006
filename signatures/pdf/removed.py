"""Signatures that the file still holds, but that its form no longer names: a later sealer dropped them.

The form (/AcroForm) can be written anew in the update that a later seal covers. The earlier signature then stays in
the file with its picture, and nobody would check it. So the bytes are asked, whatever the form says.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Finding, found
from signatures.pdf.byte_ranges import HEXADECIMAL, ByteRange, Unusable, Wrapped, read_range
from signatures.pdf.gate import TooComplex
from signatures.pdf.objects import entry

BYTE_RANGE = re.compile(rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})")
MOST_NOTED = 10_000
"""Ranges written in a file, those in its text included."""


def judge_removed(pdf: bytes, subject: str, fields: Collection[Any]) -> Iterator[Finding]:
    """Name every signature in the bytes that none of the filled fields holds. Raises TooComplex.

    A range is one of this file when its gap is a hexadecimal string: those of attached files fit only by chance.
    """
    held = {_numbers(field) for field in fields}
    ends: dict[int, int] = {}
    for place, numbers in _noted(pdf).items():
        if numbers not in held and (covered := _range(numbers, len(pdf))) and _fits(pdf, covered, ends):
            yield found(Code.SIGNATURE_REMOVED, subject, signature_seen_at=place, byte_range=numbers)


def _noted(pdf: bytes) -> dict[int, tuple[int, ...]]:
    """Every range that is written in the file by its place, each once."""
    noted: dict[tuple[int, ...], int] = {}
    for count, match in enumerate(BYTE_RANGE.finditer(pdf)):
        if count == MOST_NOTED:
            raise TooComplex(f"more than {MOST_NOTED} ranges")
        noted.setdefault(tuple(map(int, match.groups())), match.start())
    return {place: numbers for numbers, place in noted.items()}


def _numbers(field: Any) -> tuple[Any, ...]:
    try:
        return tuple(entry(field.get_object()["/V"], "/ByteRange", ()))
    except Exception:
        # What is wrong with such a field is said where it is examined.
        return ()


def _range(numbers: tuple[int, ...], size: int) -> ByteRange | None:
    try:
        return read_range(numbers, size)
    except (Unusable, Wrapped):
        return None


def _fits(pdf: bytes, covered: ByteRange, ends: dict[int, int]) -> bool:
    """Whether the gap is a hexadecimal string; `ends` keeps where those end that were looked at."""
    start = covered.gap_start
    if start not in ends:
        match = HEXADECIMAL.match(pdf, start)
        ends[start] = match.end() if match else 0
    return ends[start] == covered.gap_end
