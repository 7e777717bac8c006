"""Orders (命令、令, 10.2): 「某某令」, 「第12号」, the text, who signs it and when; below it what is put into force."""

import re
from collections.abc import Sequence
from itertools import pairwise

from server.intake import annexes
from server.intake.elements import Element, Piece, Reason
from server.intake.letterhead import Head
from server.intake.wording import is_organ

_MARK = re.compile(r"([\u4e00-\u9fff、\s]{2,60}?)\s*(命\s*令|令)")
_NUMBER = re.compile(r"[(\uff08]?\s{0,3}(第\s{0,3}[1-9]\d{0,4}\s{0,3}号)\s{0,3}[)\uff09]?")
_NAMED = re.compile(r"《([^《》]{2,120})》")
_TOP, _LEAD = 8, 12


def take(pieces: Sequence[Piece]) -> tuple[Head, str, list[Piece]] | None:
    """Part the head of an order from its text: (head, 命令 or 令, rest); None when the source is none."""
    at = next((at for at, pair in enumerate(pairwise(pieces[:_TOP])) if _begins(*pair)), None)
    if at is None:
        return None
    mark, number = pieces[at], pieces[at + 1]
    head = Head(
        marks=(Element("".join(mark.text.split()), (mark.span,), "发文机关标志行", 0.9),),
        doc_number=Element(_number(number.text), (number.span,), "令号行", 0.9),
        unplaced=[piece.unplaced(Reason.BEFORE_TITLE) for piece in pieces[:at]],
    )
    return head, "命令" if head.marks[0].value.endswith("命令") else "令", list(pieces[at + 2 :])


def proclaimed(pieces: Sequence[Piece]) -> str:
    """What the text puts into force: named 《…》 in it, and standing below as a title of its own."""
    names = (name for piece in pieces[:_LEAD] for name in _NAMED.findall(piece.text[:2000]))
    return next((name for name in names if annexes.find_title(pieces, name)), "")


def organ(mark: str) -> str:
    """The organ of a mark: 甬江市人民政府令 -> 甬江市人民政府."""
    return mark.removesuffix("令").removesuffix("命")


def _begins(mark: Piece, number: Piece) -> bool:
    named = _MARK.fullmatch(mark.text)
    return bool(named and is_organ("".join(named[1].split())) and _NUMBER.fullmatch(number.text))


def _number(text: str) -> str:
    found = _NUMBER.fullmatch(text)
    return "".join(found[1].split()) if found else ""
