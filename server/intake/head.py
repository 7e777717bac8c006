"""The head of a document: the title (7.3.1), and the 版头 (7.2) that stands around it."""

import re
from collections.abc import Sequence

from server.intake import outline
from server.intake.blocks import Table
from server.intake.elements import Element, Piece, Reason, Unplaced
from server.intake.letterhead import Head, enter, enter_number, is_head_line, is_mark, minutes_title, take_minutes
from server.intake.record import Record
from server.intake.source import TITLE
from server.intake.wording import (
    begins_title,
    calendar_date,
    ends_in_kind,
    is_addressees,
    is_title,
    part_title,
    same_name,
    title_organ,
)

_STATUTE = re.compile(r"第[一二三四五六七八九十百零〇]{1,5}(?:分?编|[章节条])(?=\s|$)|目\s*[录錄]$")
_FORMAL_KIND = re.compile("(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要)$")
_STRETCHED = re.compile(r"(?:[\u4e00-\u9fff]\s{1,4}){3,}[\u4e00-\u9fff]")
_ADOPTED = re.compile(r"[(\uff08][^()\uff08\uff09]{4,200}[)\uff09]")
_MAX_HEAD = 40
_MAX_TITLE_LINES = 4
_MAX_SHORT_TITLE = 60
_SURE = 0.95


def take(pieces: Sequence[Piece], record: Record, must_be_named: bool) -> tuple[Head, list[Piece]]:
    """Part the head from the text: (head, rest).

    `must_be_named`: a title can be derived from the lead paragraph, so that only a line ending in a document kind may
    serve as one; otherwise any short line above the text does.
    """
    head = Head(title=record.title, doc_number=record.doc_number)
    pieces = take_minutes(head, pieces)
    must_be_named = must_be_named or bool(head.marks)
    found = _marked_title(pieces) or _title_lines(pieces) or _short_title(pieces, must_be_named)
    at, count = found or (_text_begins(pieces), 0)
    if count:
        _enter_title(head, pieces[at : at + count])
    before, rest = list(pieces[:at]), list(pieces[at + count :])
    enter(head, before, Reason.BEFORE_TITLE)
    between = _before_addressees(rest) if count else 0
    enter(head, rest[:between], Reason.BEFORE_TEXT)
    head.title = head.title or minutes_title(head)
    return head, rest[between:]


def _marked_title(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """The line that the file's own markup calls the title; some call the mark so as well."""
    titles = (at for at, piece in enumerate(pieces[:_MAX_HEAD]) if piece.heading == TITLE and not is_mark(piece.text))
    return next(((at, 1) for at in titles), None)


def _title_lines(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """(index, number of lines) of the title: one line that names its organ, else lines joined, else one line."""
    end = next(
        (at for at, piece in enumerate(pieces[:_MAX_HEAD]) if outline.level(piece.text)), min(len(pieces), _MAX_HEAD)
    )
    lines = ["。" if piece.part else _unspaced(piece.text) for piece in pieces[:end]]
    named = [(at, 1) for at, line in enumerate(lines) if is_title(line) and title_organ(line)]
    joined = [
        (at, count)
        for at in range(end)
        for count in range(2, min(_MAX_TITLE_LINES, end - at) + 1)
        if begins_title(lines[at]) and is_title("".join(lines[at : at + count]))
        if not any(calendar_date(line) or is_head_line(line) for line in lines[at : at + count])
    ]
    formal = [(at, count) for at, count in joined if _FORMAL_KIND.search(lines[at + count - 1])]
    plain = [(at, 1) for at, line in enumerate(lines) if is_title(line)]
    return next(iter(named + formal + joined + plain), None)


def _unspaced(text: str) -> str:
    """「关 于 预 算 的 通 知」, stretched over a line, without its spaces."""
    return "".join(text.split()) if _STRETCHED.fullmatch(text) else text


def _short_title(pieces: Sequence[Piece], must_be_named: bool) -> tuple[int, int] | None:
    """The last short line above the text; under a statute's title stands in brackets when it was adopted (题注)."""
    at = _text_begins(pieces) - 1
    while at > 0 and _ADOPTED.fullmatch(pieces[at].text):
        at -= 1
    if at < 0 or pieces[at].part or len(pieces[at].text) > _MAX_SHORT_TITLE or is_head_line(pieces[at].text):
        return None
    return (at, 1) if ends_in_kind(pieces[at].text) or not must_be_named else None


def _text_begins(pieces: Sequence[Piece]) -> int:
    """Index of the first addressee line, sentence, chapter or numbered heading; 0 when nothing tells it."""
    for at, piece in enumerate(pieces[:_MAX_HEAD]):
        if _is_text(piece) and not (at and _ADOPTED.fullmatch(piece.text)):
            return at
    return 0


def _is_text(piece: Piece) -> bool:
    text = piece.text
    sentence = "。" in text or text.rstrip().endswith((":", "\uff1a")) or len(text) > _MAX_SHORT_TITLE
    return bool(isinstance(piece.part, Table) or sentence or outline.level(text) or _STATUTE.match(text))


def _before_addressees(rest: Sequence[Piece]) -> int:
    """How many lines stand between the title and the addressees; 0 unless an addressee line soon follows."""
    for at, piece in enumerate(rest[:6]):
        name, colon, _ = piece.text.replace("\uff1a", ":").partition(":")
        if colon and is_addressees(name):
            return at
        if "。" in piece.text or outline.level(piece.text) or piece.part:
            break
    return next((at for at, piece in enumerate(rest[:6]) if not is_head_line(piece.text)), 0)


def _enter_title(head: Head, lines: Sequence[Piece]) -> None:
    spans = tuple(line.span for line in lines)
    title, number = part_title("".join(_unspaced(line.text) for line in lines))
    if number:
        whole, part = lines[-1].cut(len(lines[-1].text) - len(number))
        spans = (*spans[:-1], whole.span)
        enter_number(head, part, number[1:-1])
    if head.title and same_name(head.title.value, title):
        spans = (*head.title.spans, *spans)
    elif head.title:
        record = head.title.spans
        head.unplaced += [Unplaced(head.title.value, span, Reason.RECORD) for span in record]
    if lines[0].heading == TITLE:
        head.title = Element(title, spans, "标题样式", _SURE)
    else:
        head.title = Element(title, spans, "标题行", _SURE if is_title(title) else 0.6)
