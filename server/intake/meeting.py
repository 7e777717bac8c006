"""Minutes (纪要, 10.3): who was there, who was excused, who sat in."""

import re
from collections.abc import Sequence

from server.intake import outline
from server.intake.elements import Element, Piece

_LABEL = re.compile(r"(出\s*席|列\s*席|请\s*假|缺\s*席)(?:人员|单位|同志|人)?\s*[:\uff1a]\s*")
_MAX_NAMES = 2000
_MAX_LAST_NAMES = 30


def take(pieces: Sequence[Piece]) -> tuple[tuple[Element[tuple[str, str]], ...], list[Piece]]:
    """Part the attendance from the minutes: (label and names of each group, rest).

    Names go on over the lines below a label as long as these are names: without a full stop, a colon or a number. The
    last line may end in the full stop that the list above still lacks.
    """
    groups: list[list[Piece]] = []
    rest: list[Piece] = []
    within = False
    for piece in pieces:
        if _LABEL.match(piece.text) and len(piece.text) <= _MAX_NAMES:
            groups, within = [*groups, [piece]], True
        elif within and (_is_names(piece.text) or _is_last_names(groups[-1][-1].text, piece.text)):
            groups[-1].append(piece)
        else:
            rest, within = [*rest, piece], False
    return tuple(map(_group, groups)), rest


def is_group(text: str) -> bool:
    """Whether a line begins a group of people."""
    return bool(_LABEL.match(text))


def _is_names(text: str) -> bool:
    listed = "、" in text or len(text.split()) > 1
    return listed and len(text) <= _MAX_NAMES and not re.search("[。:\uff1a;\uff1b]", text) and not outline.level(text)


def _is_last_names(above: str, text: str) -> bool:
    """Whether a short line closes the list of names that the line above left open."""
    last = text.strip().removesuffix("。")
    closes = last != text.strip() and not above.rstrip().endswith("。") and len(last) <= _MAX_LAST_NAMES
    return closes and not re.search("[。:\uff1a;\uff1b]", last) and not outline.level(last)


def _group(lines: Sequence[Piece]) -> Element[tuple[str, str]]:
    label = _LABEL.match(lines[0].text)
    names = [lines[0].text[label.end() if label else 0 :], *(line.text for line in lines[1:])]
    value = "".join((label[1] if label else "").split()), " ".join(name.strip() for name in names).rstrip("。. ")
    return Element(value, tuple(line.span for line in lines), "出席人员行", 0.9)
