"""The outline (层次, GB/T 9704-2012 clause 7.3.3): 一、 (一) 1. (1), and its repair where brackets were lost."""

import re
from collections.abc import Iterable, Iterator

from server.intake import traces
from server.intake.blocks import Block, BodyPart, Table
from server.intake.elements import Element, Piece
from server.intake.wording import han_number, han_numeral

_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_INTACT = (
    re.compile(f"({_HAN_NUMBER})、"),
    re.compile(rf"[(\uff08]({_HAN_NUMBER})[)\uff09]"),
    re.compile(r"(\d{1,2})(?:[.\uff0e](?!\d)|、)"),
    re.compile(r"[(\uff08](\d{1,2})[)\uff09]"),
)
_LOST_SECOND = re.compile(r"[)\uff09](?=[\u4e00-\u9fff])")
_HALF_FOURTH = re.compile(r"(\d{1,2})[)\uff09]")
_BARE_FOURTH = re.compile(
    r"([1-9]\d?)(?=[\u4e00-\u9fff])(?![年月日号时分点秒天周个项家名次件岁万亿千百多余种类批条款级期届章节人户支套张倍处所座]|世纪|公里|公顷|小时)"
)
_INTACT_CONFIDENCE, _STYLE_CONFIDENCE = 0.97, 0.9


def level(text: str) -> int:
    """The level 1-4 that an intact number gives to a paragraph, 0 for running text."""
    return next((rank for rank, number in enumerate(_INTACT, 1) if number.match(text)), 0)


def blocks(pieces: Iterable[Piece]) -> tuple[Element[BodyPart], ...]:
    """Read paragraphs as blocks, in order. Lost numbers are restored from their place in the sequence and marked so."""
    return tuple(_read(pieces))


def _read(pieces: Iterable[Piece]) -> Iterator[Element[BodyPart]]:
    counts = [0, 0, 0, 0]
    for piece in pieces:
        if piece.part:
            method = "表格" if isinstance(piece.part, Table) else "图片"
            yield Element(piece.part, (piece.span,), method, _INTACT_CONFIDENCE)
        else:
            block, method, confidence = _block(_stripped(piece), counts)
            yield Element(block, (piece.span,), method, confidence)


def _stripped(piece: Piece) -> Piece:
    begin = len(piece.text) - len(piece.text.lstrip())
    return piece.cut(begin)[1].cut(len(piece.text.strip()))[0]


def _block(piece: Piece, counts: list[int]) -> tuple[Block, str, float]:
    text = piece.text
    for rank, number in enumerate(_INTACT, 1):
        if found := number.match(text):
            _count(counts, rank, found[1])
            return Block(text, rank, piece.marks), "层次序数", _INTACT_CONFIDENCE
    if repaired := _repaired(text, counts):
        end, number_text, rank, method, confidence = repaired
        marks = traces.edited(piece.marks, 0, end, len(number_text))
        return Block(number_text + text[end:], rank, marks), method, confidence
    if piece.heading > 0:
        return Block(text, piece.heading, piece.marks), "标题样式", _STYLE_CONFIDENCE
    return Block(text, 0, piece.marks), "段落", _INTACT_CONFIDENCE


def _repaired(text: str, counts: list[int]) -> tuple[int, str, int, str, float] | None:
    """(end of the broken number, the number that it was, its level, method, confidence)."""
    if counts[0] and (found := _LOST_SECOND.match(text)):
        numeral = han_numeral(counts[1] + 1)
        _count(counts, 2, numeral)
        return found.end(), f"\uff08{numeral}\uff09", 2, "补全层次序数", 0.6
    if found := _HALF_FOURTH.match(text):
        _count(counts, 4, found[1])
        return found.end(), f"\uff08{found[1]}\uff09", 4, "补全序数括号", 0.8
    found = _BARE_FOURTH.match(text)
    if found and counts[2] and int(found[1]) == counts[3] + 1:
        _count(counts, 4, found[1])
        return found.end(), f"\uff08{found[1]}\uff09", 4, "补全序数括号", 0.5
    return None


def _count(counts: list[int], rank: int, number: str) -> None:
    counts[rank - 1] = int(number) if number.isdigit() else han_number(number)
    counts[rank:] = [0] * (4 - rank)
