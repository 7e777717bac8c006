"""发文字号: issuer code, year, number in sequence (条例 art. 9(5); GB/T 9704-2012 clause 7.2.5)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from documents.drafting.rules.kinds import Kind
from documents.issuing.errors import CodeInvalid

LONGEST_CODE = 20
EVER = 0
"""The year of a series that does not begin anew with the year: 令号 (clause 10.2)."""
_CODE = re.compile(rf"[\u3400-\u9fff]{{2,{LONGEST_CODE}}}")


class NumberState(StrEnum):
    """A number that was given stays in the register, whatever becomes of its document."""

    ISSUED = "issued"
    VOIDED = "voided"


@dataclass(frozen=True)
class Number:
    """A document number; `n` counts from 1 within (code, year), within the code where the year is `EVER`."""

    code: str
    year: int
    n: int

    @property
    def text(self) -> str:
        """As it is printed: six-cornered brackets, four-digit year, no 第 and no noughts (clause 7.2.5)."""
        if self.year == EVER:
            return f"第{self.n}号"
        return f"{self.code}〔{self.year}〕{self.n}号"


def year_of(kind: Kind, formed_on: date) -> int:
    """The year in whose series a document of this kind is numbered: 令号 go on over the years (clause 10.2)."""
    return EVER if kind is Kind.ORDER else formed_on.year


def check_code(code: str) -> None:
    """Refuse what cannot be an issuer code (机关代字): it is Chinese characters alone. Raises CodeInvalid."""
    if not _CODE.fullmatch(code):
        raise CodeInvalid


def first_gap(numbers: Iterable[int]) -> int | None:
    """The first number from 1 up that is missing below the highest given one; None if there is no hole."""
    given = set(numbers)
    return next((n for n in range(1, max(given, default=0)) if n not in given), None)
