"""Orders (令): 「某某令 / 第N号 / 现公布《某某》……」 over the text that they put into force.

The title is that of the text, the number and the issuer are the order's, and its date is the day of signing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from server.intake import annexes
from server.intake.blocks import Block, BodyPart
from server.intake.elements import Element, Piece, Recognised, RecognisedAnnex, Span
from server.intake.recognise import recognise
from server.intake.source import Paragraph, Source
from server.intake.wording import calendar_date

_HEAD = re.compile(r"([\u4e00-\u9fff、\s]{2,60})令")
_NUMBER = re.compile(r"[(\uff08]?\s{0,3}(第\s{0,3}\d{1,5}\s{0,3}号)\s{0,3}[)\uff09]?")
_NAMED = re.compile(r"《([^《》]{2,120})》")
_STATE, _CABINET, _CABINET_CODE = "中华人民共和国", "国务院", "国令"
_TOP, _COVER = 6, 12


def recognise_order(source: Source) -> Recognised | None:
    """The elements of an order with its text, or None when the source is none."""
    lines = source.paragraphs
    at = next((at for at, pair in enumerate(pairwise(lines[:_TOP])) if _is_head(*pair)), None)
    begin = None if at is None else _text_begins(lines, at + 2)
    if at is None or begin is None:
        return None
    found = recognise(replace(source, paragraphs=lines[begin:]))
    if found.title is None:
        return None
    cover = tuple(_paragraph(each, 0.9) for each in lines[at + 2 : begin])
    dated = next((each for each in cover if calendar_date(each.value.text)), None)
    before = tuple(_paragraph(each, 0.5) for each in lines[:at])
    return replace(
        found,
        source=source,
        body=(*before, *(each for each in cover if each is not dated)),
        annexes=(RecognisedAnnex(found.title, found.body), *found.annexes),
        doc_number=Element(_number(lines[at], lines[at + 1]), (_whole(lines[at + 1]),), "令号行", 0.9),
        issuer=Element(_organ(lines[at]), (_whole(lines[at]),), "取自令的名称", 0.9),
        formed_on=_signed_on(dated),
    )


def _is_head(line: Paragraph, below: Paragraph) -> bool:
    return bool(_HEAD.fullmatch(line.text) and _NUMBER.fullmatch(below.text))


def _text_begins(lines: Sequence[Paragraph], start: int) -> int | None:
    """Where the title stands that the order names."""
    pieces = [Piece(each.text, _whole(each)) for each in lines[start : start + _COVER]]
    for piece in pieces:
        for name in _NAMED.findall(piece.text[:2000]):
            if found := annexes.find_title(pieces, name):
                return start + found[0]
    return None


def _organ(line: Paragraph) -> str:
    name = "".join(line.text.split()).removesuffix("令")
    plain = name.removeprefix(_STATE)
    return plain if plain == _CABINET else name


def _number(line: Paragraph, below: Paragraph) -> str:
    number = _NUMBER.fullmatch(below.text)
    organ = _organ(line)
    code = _CABINET_CODE if organ == _CABINET else f"{organ}令"
    return code + (re.sub(r"\s", "", number[1]) if number else "")


def _signed_on(dated: Element[BodyPart] | None) -> Element[date] | None:
    day = calendar_date(dated.value.text) if dated else None
    return Element(day, dated.spans, "成文日期行", 0.95) if dated and day else None


def _paragraph(line: Paragraph, sure: float) -> Element[BodyPart]:
    return Element(line.part or Block(line.text, 0, line.marks), (_whole(line),), "段落", sure)


def _whole(line: Paragraph) -> Span:
    return Span(line.number, 0, len(line.text))
