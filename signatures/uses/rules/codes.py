"""验证码: sixteen characters that lead from a paper copy to what the office knows of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from unicodedata import normalize
from uuid import UUID

from server.kit.digest import sm3
from signatures.seals.rules import State
from signatures.uses.rules.log import Use

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without I, L, O and U, which are misread."""
LENGTH = 16
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
"""What people type between the groups."""
GROUP = 4


class CodeState(StrEnum):
    """Whether the paper with a code is what it is to be."""

    WHOLE = "whole"
    """用印完毕"""
    UNFINISHED = "unfinished"
    """尚未完成用印: of a joint document some organs have not sealed it yet."""
    VOIDED = "voided"
    """作废"""


NOTICES = {
    CodeState.WHOLE: "",
    CodeState.UNFINISHED: "该文件尚未完成用印，不是正式文件。",
    CodeState.VOIDED: "该文件已经作废。",
}
"""What people are told first."""


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
    sha256: str
    """Of the file as this seal left it."""


@dataclass(frozen=True)
class Coded:
    """What a paper with this code must say; whoever holds it compares."""

    code: str
    state: CodeState
    notice: str
    """Why it is not to be relied on; empty if nothing is against it."""
    organ: str
    number: str
    title: str
    formed_on: date | None
    pages: int
    sha256: str
    """Of the sealed file, so that a copy of it can be compared too."""
    sealed_at: datetime
    seals: Sequence[CodedSeal]
    """Those that make it the file it is, in their order."""
    later: Sequence[CodedSeal]
    """Those that somebody had put on copies of it afterwards, which do not speak for the file itself."""


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


def digest_of_code(code: str) -> str:
    """What the journal notes of a code, which itself opens the file's description to whoever holds it; empty of none.

    SM3, 64 hex digits: a code has eighty random bits, too many to be tried.
    """
    return sm3(code.encode()) if code else ""


def own_presses(use_id: UUID, no: int, uses: Sequence[Use]) -> list[Use]:
    """Of all presses under a code those that made the file what it is: the first, and of its document the following.

    `use_id` and `no` are the file for which the code was made. Whoever has another seal put on a copy is not among
    them. Empty if the first press is not there.
    """
    found = [use for use in uses if (use.use_id, use.no) == (use_id, no)][:1]
    while found and found[0].document_id:
        following = [use for use in uses if _follows(use, found[-1])]
        if not following:
            break
        found.append(following[0])
    return found


def _follows(use: Use, before: Use) -> bool:
    return use.document_id == before.document_id and use.sha256_before == before.sha256_after
