"""The head of a document: 版头 (7.2), and the title with what stands around it (7.3.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.intake import outline
from server.intake.elements import Element, Piece, Reason, Unplaced
from server.intake.record import Record
from server.intake.wording import (
    begins_title,
    doc_number,
    ends_in_kind,
    is_addressees,
    is_organ,
    is_title,
    part_title,
    same_name,
    title_organ,
)

_COPY_NO = re.compile(r"\d{6}")
_URGENCY = re.compile(r"(特|加)\s*急|平急|特提")
_MARK = re.compile(r"(.{3,40}?)\s*文\s*件")
_SIGNERS = re.compile(r"签发人\s*[:\uff1a]\s*(.{2,60})")
_STATUTE = re.compile(r"第[一二三四五六七八九十百零〇]{1,5}(?:分?编|[章节条])(?=\s|$)|目\s*[录錄]$")
_FORMAL_KIND = re.compile("(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要)$")
_STRETCHED = re.compile(r"(?:[\u4e00-\u9fff]\s{1,4}){3,}[\u4e00-\u9fff]")
_ADOPTED = re.compile(r"[(\uff08][^()\uff08\uff09]{4,200}[)\uff09]")
_MAX_HEAD = 40
_MAX_TITLE_LINES = 4
_MAX_SHORT_TITLE = 60
_SURE = 0.95


@dataclass
class Head:
    """What the head of the source says; the elements that are missing stay None."""

    title: Element[str] | None = None
    doc_number: Element[str] | None = None
    mark: Element[str] | None = None
    copy_no: Element[str] | None = None
    urgency: Element[str] | None = None
    signers: Element[str] | None = None
    unplaced: list[Unplaced] = field(default_factory=list)


def take(pieces: Sequence[Piece], record: Record, must_be_named: bool) -> tuple[Head, list[Piece]]:
    """Part the head from the text: (head, rest).

    `must_be_named`: a title can be derived from the lead paragraph, so that only a line ending in a document kind may
    serve as one; otherwise any short line above the text does.
    """
    head = Head(title=record.title, doc_number=record.doc_number)
    at, count = _title_lines(pieces) or _short_title(pieces, must_be_named) or (_text_begins(pieces), 0)
    if count:
        _enter_title(head, pieces[at : at + count])
    before, rest = list(pieces[:at]), list(pieces[at + count :])
    _enter_all(head, before, Reason.BEFORE_TITLE)
    between = _before_addressees(rest) if count else 0
    _enter_all(head, rest[:between], Reason.BEFORE_TEXT)
    return head, rest[between:]


def _title_lines(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """(index, number of lines) of the title: one line that names its organ, else lines joined, else one line."""
    end = next(
        (at for at, piece in enumerate(pieces[:_MAX_HEAD]) if outline.level(piece.text)), min(len(pieces), _MAX_HEAD)
    )
    lines = [_unspaced(piece.text) for piece in pieces[:end]]
    named = [(at, 1) for at, line in enumerate(lines) if is_title(line) and title_organ(line)]
    joined = [
        (at, count)
        for at in range(end)
        for count in range(2, min(_MAX_TITLE_LINES, end - at) + 1)
        if begins_title(lines[at]) and is_title("".join(lines[at : at + count]))
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
    if at < 0 or len(pieces[at].text) > _MAX_SHORT_TITLE or _is_head_line(pieces[at].text):
        return None
    return (at, 1) if ends_in_kind(pieces[at].text) or not must_be_named else None


def _text_begins(pieces: Sequence[Piece]) -> int:
    """Index of the first addressee line, sentence, chapter or numbered heading; 0 when nothing tells it."""
    for at, piece in enumerate(pieces[:_MAX_HEAD]):
        if _is_text(piece.text) and not (at and _ADOPTED.fullmatch(piece.text)):
            return at
    return 0


def _is_text(text: str) -> bool:
    colon = text.rstrip().endswith((":", "\uff1a"))
    return bool(colon or "。" in text or len(text) > _MAX_SHORT_TITLE or outline.level(text) or _STATUTE.match(text))


def _before_addressees(rest: Sequence[Piece]) -> int:
    """How many lines stand between the title and the addressees; 0 unless an addressee line soon follows."""
    for at, piece in enumerate(rest[:6]):
        name, colon, _ = piece.text.replace("\uff1a", ":").partition(":")
        if colon and is_addressees(name):
            return at
        if "。" in piece.text or outline.level(piece.text):
            break
    return next((at for at, piece in enumerate(rest[:6]) if not _is_head_line(piece.text)), 0)


def _is_head_line(text: str) -> bool:
    return bool(doc_number(text) or _COPY_NO.fullmatch(text) or _URGENCY.fullmatch(text) or _SIGNERS.search(text))


def _enter_title(head: Head, lines: Sequence[Piece]) -> None:
    spans = tuple(line.span for line in lines)
    title, number = part_title("".join(_unspaced(line.text) for line in lines))
    if number:
        whole, part = lines[-1].cut(len(lines[-1].text) - len(number))
        spans = (*spans[:-1], whole.span)
        _enter_number(head, part, number[1:-1])
    if head.title and same_name(head.title.value, title):
        spans = (*head.title.spans, *spans)
    elif head.title:
        record = head.title.spans
        head.unplaced += [Unplaced(head.title.value, span, Reason.RECORD) for span in record]
    sure = _SURE if is_title(title) else 0.6
    head.title = Element(title, spans, "标题行", sure)


def _enter_number(head: Head, piece: Piece, text: str) -> bool:
    """Enter a document number, or confirm the one already there; False for a different one."""
    number = doc_number(text)
    if number is None or (head.doc_number and head.doc_number.value != number[0]):
        return False
    confirmed = head.doc_number.spans if head.doc_number else ()
    head.doc_number = Element(number[0], (*confirmed, piece.span), "发文字号行", 0.6 if number[1] else _SURE)
    return True


def _enter_all(head: Head, pieces: Sequence[Piece], reason: Reason) -> None:
    for piece in pieces:
        line, signers = _part_signers(piece)
        if signers:
            _enter_signers(head, signers)
        if line and not _enter_line(head, line):
            head.unplaced.append(Unplaced(line.text, line.span, reason))


def _part_signers(piece: Piece) -> tuple[Piece | None, Piece | None]:
    """Part 「发文字号    签发人:某某」 (7.2.6)."""
    found = _SIGNERS.search(piece.text)
    if not found:
        return piece, None
    line, signers = piece.cut(found.start())
    return (line if line.text.strip() else None), signers


def _enter_signers(head: Head, piece: Piece) -> None:
    found = _SIGNERS.search(piece.text)
    if found and head.signers is None:
        head.signers = Element(found[1].strip(), (piece.span,), "签发人行", _SURE)
    else:
        head.unplaced.append(Unplaced(piece.text, piece.span, Reason.BEFORE_TITLE))


def _enter_line(head: Head, piece: Piece) -> bool:
    text = piece.text.strip()
    if doc_number(text):
        return _enter_number(head, piece, text)
    if _COPY_NO.fullmatch(text) and head.copy_no is None:
        head.copy_no = Element(text, (piece.span,), "份号行", _SURE)
    elif _URGENCY.fullmatch(text) and head.urgency is None:
        head.urgency = Element(re.sub(r"\s", "", text), (piece.span,), "紧急程度行", _SURE)
    elif (organ := _mark_organ(head, text)) and head.mark is None:
        head.mark = Element(organ, (piece.span,), "发文机关标志行", 0.9)
    else:
        return False
    return True


def _mark_organ(head: Head, text: str) -> str:
    """The organ of a 「某某文件」 line; a menu entry 「市政府文件」 is none, for the title names another organ."""
    found = _MARK.fullmatch(text)
    if not found or not is_organ(found[1]):
        return ""
    title = title_organ(head.title.value) if head.title else ""
    return found[1] if not title or title.startswith(found[1]) else ""
