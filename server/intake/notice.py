"""The signed page: 主送机关, 正文, 附件说明, 署名, 成文日期, 附注 (7.3.2-7.3.6), the latter ones read backwards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from server.intake import outline
from server.intake.blocks import BodyPart
from server.intake.elements import Element, Piece, Reason, Unplaced
from server.intake.record import Record
from server.intake.wording import MAX_ADDRESSEES, bare_dates, calendar_date, is_addressees, is_organ

_ATTACHMENTS = re.compile(r"附\s*件\s*[:\uff1a]\s*")
_NUMBERED = re.compile(r"\d{1,2}\s*[.\uff0e、]\s*")
_NOTE = re.compile(r"[(\uff08].{2,200}[)\uff09]")
_SIGNED_LINE = re.compile(r"(.{3,60}?)\s+(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)")
_SUFFIX = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd)$", re.IGNORECASE)
_COLON = re.compile("[:\uff1a]")
_SIGNET = re.compile(
    r"(?P<position>[\u4e00-\u9fff]{0,20}?(?:[省市县区州盟旗乡镇部厅局署行院校会]长|主席|主任|总理|书记|检察长))"
    r"(?:\s*[:\uff1a]\s*|\s+)(?P<name>[\u4e00-\u9fff·]{2,15}|[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff]){1,3})"
)
_MAX_ORGANS = 10
_MAX_ADDRESSEE_LINES = 4
_SURE = 0.95


@dataclass
class Notice:
    """The elements of the signed page."""

    main_addressees: Element[str] | None = None
    body: tuple[Element[BodyPart], ...] = ()
    attachment_names: tuple[Element[str], ...] = ()
    organs: tuple[Element[str], ...] = ()
    signet: Element[tuple[str, str]] | None = None
    formed_on: Element[date] | None = None
    note: Element[str] | None = None
    unplaced: list[Unplaced] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)
    """Text behind the signature that belongs to no element: an annex without a label, if anything."""


def read(pieces: Sequence[Piece], record: Record) -> Notice:
    """Read the signed page. A date in the page's record confirms or repairs the one under the text."""
    notice = Notice(formed_on=record.formed_on)
    rest = _take_addressees(notice, _part_signed_lines(pieces))
    begin, end = _signature(rest, record) or (_before_notes(rest), _before_notes(rest))
    if begin < end:
        _enter_signature(notice, rest[begin:end], record)
    text, after = rest[:begin], rest[end:]
    notice.after = _take_attachments(notice, _take_note(notice, after))
    notice.body = outline.blocks(_take_attachments(notice, text))
    return notice


def _take_addressees(notice: Notice, pieces: list[Piece]) -> list[Piece]:
    """The first lines up to a colon, when they name receivers; what follows the colon on that line is text."""
    for count in range(1, min(_MAX_ADDRESSEE_LINES, len(pieces)) + 1):
        last = pieces[count - 1]
        colon = _COLON.search(last.text, 0, MAX_ADDRESSEES + 1)
        if colon is None:
            if last.text.rstrip().endswith((",", "\uff0c", "、")):
                continue
            return pieces
        line, rest = last.cut(colon.end())
        name = "".join(piece.text for piece in pieces[: count - 1]) + line.text[:-1]
        if not is_addressees(name):
            return pieces
        spans = (*(piece.span for piece in pieces[: count - 1]), line.span)
        notice.main_addressees = Element(name, spans, "主送行", 0.8 if rest.text.strip() else _SURE)
        return ([rest] if rest.text.strip() else []) + pieces[count:]
    return pieces


def _part_signed_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """Part 「某某市人民政府  2026年1月9日」 on one line."""
    parted: list[Piece] = []
    for piece in pieces:
        found = _SIGNED_LINE.fullmatch(piece.text) if len(piece.text) <= 100 else None
        together = found and is_organ(found[1])
        parted += piece.cut(found.start(2)) if found and together else (piece,)
    return parted


def _signature(pieces: Sequence[Piece], record: Record) -> tuple[int, int] | None:
    """(begin, end) of organs and date: the first date under an organ, else a date or an organ that ends the page."""
    dated = [at for at, piece in enumerate(pieces) if _day(piece.text, record)]
    for at in dated:
        begin = _organs_begin(pieces, at)
        if begin < at:
            return begin, at + 1
    end = _before_notes(pieces)
    if end and end - 1 in dated:
        return end - 1, end
    begin = _organs_begin(pieces, end)
    return (begin, end) if 0 < begin < end else None


def _organs_begin(pieces: Sequence[Piece], end: int) -> int:
    begin = end - (end > 0 and _signet(pieces[end - 1]) is not None)
    while begin and end - begin < _MAX_ORGANS and is_organ(pieces[begin - 1].text.strip()):
        begin -= 1
    return begin


def _signet(piece: Piece) -> Element[tuple[str, str]] | None:
    """「市长　周某某」 above the date (7.3.5.3)."""
    found = _SIGNET.fullmatch(piece.text.strip()) if len(piece.text) <= 50 else None
    value = (found["position"], "".join(found["name"].split())) if found else None
    return Element(value, (piece.span,), "签发人职务姓名行", 0.9) if value else None


def _before_notes(pieces: Sequence[Piece]) -> int:
    end = len(pieces)
    while end and _is_note(pieces[end - 1]):
        end -= 1
    return end


def _day(text: str, record: Record) -> tuple[date, float] | None:
    """The date of a line and how sure it is; bare digits count when only one date, or the record's, fits them."""
    if day := calendar_date(text):
        return day, _SURE
    readings = bare_dates(text)
    if record.formed_on and record.formed_on.value in readings:
        return record.formed_on.value, 0.9
    return (readings[0], 0.6) if len(readings) == 1 else None


def _enter_signature(notice: Notice, pieces: Sequence[Piece], record: Record) -> None:
    day = _day(pieces[-1].text, record)
    above = pieces[:-1] if day else pieces
    notice.signet = _signet(above[-1]) if above else None
    sure = _SURE if day else 0.6
    named = [organ for piece in above[: len(above) - (notice.signet is not None)] for organ in piece.words()]
    notice.organs = tuple(Element(organ.text.strip(), (organ.span,), "署名行", sure) for organ in named)
    if day:
        _enter_day(notice, pieces[-1], *day)


def _enter_day(notice: Notice, piece: Piece, day: date, sure: float) -> None:
    confirmed = notice.formed_on.spans if notice.formed_on else ()
    if notice.formed_on and notice.formed_on.value != day:
        notice.unplaced += [Unplaced(notice.formed_on.value.isoformat(), span, Reason.RECORD) for span in confirmed]
        confirmed = ()
    notice.formed_on = Element(day, (*confirmed, piece.span), "成文日期行", sure)


def _is_note(piece: Piece) -> bool:
    return len(piece.text) <= 210 and bool(_NOTE.fullmatch(piece.text)) and not outline.level(piece.text)


def _take_note(notice: Notice, pieces: Sequence[Piece]) -> list[Piece]:
    """Take the lines in brackets as 附注, joined when there are several."""
    notes = [piece for piece in pieces if _is_note(piece)]
    if notes:
        value = "\uff1b".join(piece.text[1:-1].strip() for piece in notes)
        notice.note = Element(value, tuple(piece.span for piece in notes), "附注行", 0.9)
    return [piece for piece in pieces if not _is_note(piece)]


def _take_attachments(notice: Notice, pieces: Sequence[Piece]) -> list[Piece]:
    """Take 「附件:1.…」 and the numbered lines under it; pieces that only carry the word join the first name."""
    begin = next((at for at, piece in enumerate(pieces) if _ATTACHMENTS.match(piece.text)), None)
    if begin is None:
        return list(pieces)
    end = begin + 1
    while end < len(pieces) and _NUMBERED.match(pieces[end].text):
        end += 1
    carried: tuple[Piece, ...] = ()
    for piece in pieces[begin:end]:
        name = _attachment_name(piece.text)
        if name:
            spans = tuple(part.span for part in (*carried, piece))
            notice.attachment_names += (Element(name, spans, "附件说明行", 0.9),)
        carried = () if name else (*carried, piece)
    return [*pieces[:begin], *carried, *pieces[end:]]


def _attachment_name(text: str) -> str:
    name = _NUMBERED.sub("", _ATTACHMENTS.sub("", text, count=1), count=1)
    return _SUFFIX.sub("", name.strip(" 。;\uff1b")).strip()
