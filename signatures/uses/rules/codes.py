"""验证码: sixteen characters that lead from a paper copy to what the office knows of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize

from signatures.seals.rules import State

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without I, L, O and U, which are misread."""
LENGTH = 16
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
"""What people type between the groups."""
GROUP = 4


@dataclass(frozen=True)
class CodedSeal:
    """A seal on the file, and how it is with the seal now."""

    organ: str
    name: str
    sealed_at: datetime
    time_stamped: bool
    state: State
    """Of the seal today."""
    es_id: str
    """印章标识, under which the register tells more."""


@dataclass(frozen=True)
class Coded:
    """What a paper with this code must say; whoever holds it compares."""

    code: str
    organ: str
    number: str
    title: str
    formed_on: date | None
    pages: int
    sha256: str
    """Of the sealed file, so that a copy of it can be compared too."""
    sealed_at: datetime
    seals: Sequence[CodedSeal]


def spelt(numbers: bytes) -> str:
    """A code out of sixteen random bytes, each of which gives five bits. Raises ValueError for another length."""
    if len(numbers) != LENGTH:
        raise ValueError("a code is made of sixteen bytes")
    return "".join(ALPHABET[number % len(ALPHABET)] for number in numbers)


def heard(typed: str) -> str | None:
    """The code that somebody typed: in any case and width, in groups, O for 0, I or L for 1; None if it is none."""
    folded = BETWEEN.sub("", normalize("NFKC", typed)).upper().translate(MISREAD)
    whole = len(folded) == LENGTH and set(folded) <= set(ALPHABET)
    return folded if whole else None


def grouped(code: str) -> str:
    """The code as it is printed: 4-4-4-4."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
