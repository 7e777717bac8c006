"""Annexes (附件, 7.3.7): what follows the signed page, each from its label or title to the next."""

import re
from collections.abc import Sequence

from server.intake import outline
from server.intake.elements import Element, Piece, RecognisedAnnex
from server.intake.wording import same_name

_LABEL = re.compile(r"附\s?件\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?|附\s?件\s?\d{1,2}\s?[:\uff1a]")
_ISSUES = re.compile("印发|印發")
_NAMED = re.compile(r"《([^《》]{4,120})》")
_NAMED_HALF = re.compile(r"([^《》]{4,120})》")
_MAX_TITLE = 80
_MAX_TITLE_LINES = 3
_LEAD_ZONE = 12


def issued_in_lead(pieces: Sequence[Piece]) -> str:
    """What a notice without a title line issues: named 《…》 in a 印发 sentence, and standing below as a line."""
    for piece in pieces[:_LEAD_ZONE]:
        if not _ISSUES.search(piece.text[:2000]):
            continue
        half = _NAMED_HALF.match(piece.text)
        names = [named[1] for named in _NAMED.finditer(piece.text[:2000])] + ([half[1]] if half else [])
        found = next((name for name in names if find_title(pieces, name)), None)
        if found:
            return found
    return ""


def find_title(pieces: Sequence[Piece], name: str) -> tuple[int, int] | None:
    """(index, number of lines) where `name` stands as a title of its own."""
    for at in range(len(pieces)):
        for count in range(1, _MAX_TITLE_LINES + 1):
            lines = pieces[at : at + count]
            if sum(len(line.text) for line in lines) > len(name) + _MAX_TITLE:
                break
            if same_name("".join(line.text for line in lines), name):
                return at, len(lines)
    return None


def begin(pieces: Sequence[Piece]) -> int:
    """Index of the first annex label; the end when there is none."""
    return next((at for at, piece in enumerate(pieces) if _is_label(piece)), len(pieces))


def read(pieces: Sequence[Piece], title_lines: int) -> tuple[RecognisedAnnex, ...]:
    """Read annexes from their first line on. `title_lines` > 0: the first, without label, is what a notice issues."""
    found: list[RecognisedAnnex] = []
    rest = list(pieces)
    if title_lines and rest:
        end = begin(rest)
        found.append(_annex(None, rest[:title_lines], rest[title_lines:end]))
        rest = rest[end:]
    while rest:
        end = 1 + begin(rest[1:])
        count = _title_lines(rest[1:end])
        found.append(_annex(rest[0], rest[1 : 1 + count], rest[1 + count : end]))
        rest = rest[end:]
    return tuple(found)


def _annex(label: Piece | None, title: Sequence[Piece], text: Sequence[Piece]) -> RecognisedAnnex:
    name = Element("".join(line.text for line in title), tuple(line.span for line in title), "附件标题行", 0.9)
    marked = (
        Element(label.text.rstrip(":\uff1a").replace(" ", ""), (label.span,), "附件顺序号行", 0.95) if label else None
    )
    return RecognisedAnnex(name, outline.blocks(text), marked)


def _is_label(piece: Piece) -> bool:
    return len(piece.text) <= 10 and bool(_LABEL.fullmatch(piece.text))


def _title_lines(pieces: Sequence[Piece]) -> int:
    """1 when the line under a label can be a title, else 0."""
    first = pieces[0].text if pieces and not pieces[0].part else "。"
    return int(len(first) <= _MAX_TITLE and "。" not in first and not outline.level(first))
