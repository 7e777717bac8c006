"""The imprint (版记, 7.4), read from the end backwards: 印发机关和印发日期 last, 抄送机关 above."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from server.intake.elements import Element, Piece
from server.intake.wording import calendar_date

_PRINTED = re.compile(r"(?P<printer>.{2,60}?)\s*(?P<day>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*印\s*发")
_CC = re.compile(r"[抄分]\s*送(?:机关)?\s*[:\uff1a]\s*")
_MAX_CC_LINES = 12
_SURE = 0.95


@dataclass(frozen=True)
class Imprint:
    cc: Element[str] | None = None
    printer: Element[str] | None = None
    printed_on: Element[date] | None = None


def take(pieces: Sequence[Piece]) -> tuple[Imprint, list[Piece]]:
    """Part the imprint from the document: (imprint, rest)."""
    printed = next((at for at in reversed(range(len(pieces))) if _printed(pieces[at].text)), None)
    end = len(pieces) if printed is None else printed
    cc = next((at for at in reversed(range(max(0, end - _MAX_CC_LINES), end)) if _CC.match(pieces[at].text)), None)
    printer, printed_on = (None, None) if printed is None else _printer(pieces[printed])
    begin = end if cc is None else cc
    copied = list(takewhile(lambda piece: not piece.part, pieces[begin:end]))
    rest = [*pieces[:begin], *pieces[begin + len(copied) : end], *pieces[end + (printed is not None) :]]
    return Imprint(_cc(copied) if copied else None, printer, printed_on), rest


def is_line(text: str) -> bool:
    """Whether a line by itself is one of an imprint."""
    return bool(_CC.match(text) or _printed(text))


def _printed(text: str) -> re.Match[str] | None:
    found = _PRINTED.fullmatch(text) if len(text) <= 100 else None
    return found if found and calendar_date(found["day"]) else None


def _printer(piece: Piece) -> tuple[Element[str] | None, Element[date] | None]:
    found = _printed(piece.text)
    day = calendar_date(found["day"]) if found else None
    if found is None or day is None:
        return None, None
    name, rest = piece.cut(found.start("day"))
    return (
        Element(found["printer"].strip(), (name.span,), "印发机关行", _SURE),
        Element(day, (rest.span,), "印发日期行", _SURE),
    )


def _cc(pieces: Sequence[Piece]) -> Element[str]:
    text = _CC.sub("", "".join(piece.text for piece in pieces), count=1)
    return Element(text.rstrip("。. "), tuple(piece.span for piece in pieces), "抄送行", _SURE)
