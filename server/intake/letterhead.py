"""版头 (7.2): 份号, 紧急程度, 发文机关标志, 发文字号 and 签发人, one line each or two on one line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from server.intake.elements import Element, Piece, Reason, Span, Unplaced
from server.intake.wording import doc_number, is_organ, is_title, title_organ

_COPY_NO = re.compile(r"\d{6}")
_URGENCY = re.compile(r"(特|加)\s*急|平急|特提")
_WORD_FILE = re.compile(r"文\s*件\s*$")
_SIGNERS = re.compile(r"签\s*发\s*人\s*[:\uff1a]")
_NUMBER_ENDS = re.compile(r"号[\s\u3000]+(?=\S)")
_NAMES = re.compile(r"[\u4e00-\u9fff·]{1,6}(?:[\s、]+[\u4e00-\u9fff·]{1,6})*")
_TWO_CHARACTERS = re.compile(r"(?<!\S)([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?!\S)")
_MINUTES = re.compile(r"[^。:\uff1a]{2,40}纪\s*要")
_MINUTES_NUMBER = re.compile(
    r"[\u3014\[【(\uff08]\s*(?P<year>(?:19|20)\d\d)\s*[\u3015\]】)\uff09]\s*第?\s*0*(?P<n>[1-9]\d{0,4})\s*号"
    r"|[(\uff08]?\s*第\s*(?P<issue>[1-9]\d{0,4})\s*号\s*[)\uff09]?"
)
_MAX_NAMES = 40
_MINUTES_MARK = "纪要标志行"
_SURE = 0.95


@dataclass
class Head:
    """What the head of the source says; the elements that are missing stay None."""

    title: Element[str] | None = None
    doc_number: Element[str] | None = None
    marks: tuple[Element[str], ...] = ()
    copy_no: Element[str] | None = None
    urgency: Element[str] | None = None
    signers: Element[str] | None = None
    unplaced: list[Unplaced] = field(default_factory=list)


def enter(head: Head, pieces: Sequence[Piece], reason: Reason) -> None:
    """Enter the lines around the title; what is no element is unplaced for `reason`."""
    for piece in _take_signers(head, _take_marks(head, pieces)):
        if not _enter_line(head, piece):
            head.unplaced.append(piece.unplaced(reason))


def enter_number(head: Head, piece: Piece, text: str) -> bool:
    """Enter a document number, or confirm the one already there; False for a different one."""
    number = doc_number(text)
    if number is None or (head.doc_number and head.doc_number.value != number[0]):
        return False
    confirmed = head.doc_number.spans if head.doc_number else ()
    head.doc_number = Element(number[0], (*confirmed, piece.span), "发文字号行", 0.6 if number[1] else _SURE)
    return True


def take_minutes(head: Head, pieces: Sequence[Piece]) -> list[Piece]:
    """Take the mark of minutes (10.3), 「某某会议纪要」 as the first line, and the number right under it; the rest."""
    if not pieces or pieces[0].heading or not _MINUTES.fullmatch(pieces[0].text) or is_title(pieces[0].text):
        return list(pieces)
    _enter_minutes(head, pieces[0])
    numbered = len(pieces) > 1 and _enter_minutes_number(head, pieces[1])
    return list(pieces[1 + numbered :])


def minutes_title(head: Head) -> Element[str] | None:
    """The name that the mark of minutes gives them where no other title stands."""
    mark = next((mark for mark in head.marks if mark.method == _MINUTES_MARK), None)
    return Element(mark.value, (), "取自纪要标志", 0.8) if mark else None


def is_head_line(text: str) -> bool:
    """Whether a line belongs to the 版头 whatever stands around it."""
    return bool(doc_number(text) or _COPY_NO.fullmatch(text) or _URGENCY.fullmatch(text) or _SIGNERS.search(text))


def is_signers(text: str) -> bool:
    """Whether a line names 签发人."""
    return bool(_SIGNERS.search(text))


def is_mark(text: str) -> bool:
    """Whether a line reads 「某某文件」."""
    names = text[: _name_ends(text)].split() if _WORD_FILE.search(text) else []
    return bool(names) and all(map(is_organ, names))


def joins_organs(text: str) -> bool:
    """Whether a line is 「文件」 alone, as it stands beside the names of several organs."""
    return bool(_WORD_FILE.fullmatch(text.strip()))


def _enter_line(head: Head, piece: Piece) -> bool:
    text = piece.text.strip()
    if doc_number(text):
        return enter_number(head, piece, text)
    if _COPY_NO.fullmatch(text) and head.copy_no is None:
        head.copy_no = Element(text, (piece.span,), "份号行", _SURE)
    elif _URGENCY.fullmatch(text) and head.urgency is None:
        head.urgency = Element(re.sub(r"\s", "", text), (piece.span,), "紧急程度行", _SURE)
    elif _MINUTES.fullmatch(text) and not head.marks and _titled(head).endswith("纪要"):
        _enter_minutes(head, piece)
    else:
        return False
    return True


def _enter_minutes(head: Head, piece: Piece) -> None:
    head.marks = (Element("".join(piece.text.split()), (piece.span,), _MINUTES_MARK, 0.9),)


def _enter_minutes_number(head: Head, piece: Piece) -> bool:
    """Minutes are numbered within their series: 「第5号」, 「〔2026〕5号」 without 机关代字."""
    found = _MINUTES_NUMBER.fullmatch(piece.text.strip())
    if found is None or head.doc_number:
        return False
    number = f"第{found['issue']}号" if found["issue"] else f"\u3014{found['year']}\u3015{found['n']}号"
    head.doc_number = Element(number, (piece.span,), "发文字号行", 0.9)
    return True


def _titled(head: Head) -> str:
    return head.title.value if head.title else ""


# --- 发文机关标志 (7.2.4) --------------------------------------------------------------------------------------


def _take_marks(head: Head, pieces: Sequence[Piece]) -> list[Piece]:
    """Take 「某某文件」; of a joint document the organs that stand directly above and below the word."""
    at = next((at for at, piece in enumerate(pieces) if _bears_mark(head, piece.text)), _bare_mark(head, pieces))
    if at is None or head.marks:
        return list(pieces)
    begin = at - len(list(takewhile(lambda piece: _organs(head, piece.text), reversed(pieces[:at]))))
    end = at + 1 + len(list(takewhile(lambda piece: _organs(head, piece.text), pieces[at + 1 :])))
    word = [piece.span for piece in pieces[at : at + 1] if joins_organs(piece.text)]
    found = [mark for piece in pieces[begin:end] if piece.span not in word for mark in _marks(piece)]
    if not found:
        return list(pieces)
    head.marks = (*found[:-1], replace(found[-1], spans=(*found[-1].spans, *word)))
    return [*pieces[:begin], *pieces[end:]]


def _marks(line: Piece) -> list[Element[str]]:
    """The organs of a line, each at its own characters, the last one also at the word 「文件」 behind it."""
    *others, last = line.cut(_name_ends(line.text))[0].words()
    spans = [*(name.span for name in others), Span(line.span.number, last.span.start, line.span.end)]
    names = zip((*others, last), spans, strict=True)
    return [Element(name.text.strip(), (span,), "发文机关标志行", 0.9) for name, span in names]


def _name_ends(text: str) -> int:
    word = _WORD_FILE.search(text)
    return word.start() if word else len(text)


def _bears_mark(head: Head, text: str) -> bool:
    return joins_organs(text) or bool(_WORD_FILE.search(text) and _organs(head, text))


def _bare_mark(head: Head, pieces: Sequence[Piece]) -> int | None:
    """The organ without 「文件」 right above the 发文字号, when the title names it."""
    lines = pairwise(pieces)
    named = title_organ(_titled(head))
    over = (at for at, (mark, number) in enumerate(lines) if doc_number(number.text) and _organs(head, mark.text))
    return next(over, None) if named else None


def _organs(head: Head, text: str) -> list[str]:
    """The organs of a line; a menu entry 「市政府文件」 names none, for the title names another organ."""
    names = text[: _name_ends(text)].split()
    if not title_organ(_titled(head)):
        return names if all(map(is_organ, names)) else []
    named = re.split(r"[\s、]+", title_organ(_titled(head)))
    fitting = [name for name in names if is_organ(name) and any(each.startswith(name) for each in named if each)]
    return fitting if fitting == names else []


# --- 签发人 (7.2.6) -------------------------------------------------------------------------------------------


def _take_signers(head: Head, pieces: Sequence[Piece]) -> list[Piece]:
    """Take 「签发人：」 and the rows of names under it; the last one stands behind the 发文字号."""
    rest: list[Piece] = []
    names: list[Piece] = []
    within = False
    for piece in pieces:
        label = _SIGNERS.search(piece.text)
        at = label.start() if label else _names_begin(piece.text) if within else None
        within = at is not None
        line, found = (piece, None) if at is None else piece.cut(at)
        names += [found] if found else []
        rest += [line] if line.text.strip() else []
    if names:
        words = " ".join(_SIGNERS.sub("", name.text).strip() for name in names)
        value = " ".join(_TWO_CHARACTERS.sub(r"\1\2", words).replace("、", " ").split())
        head.signers = Element(value, tuple(name.span for name in names), "签发人行", _SURE)
    return rest


def _names_begin(text: str) -> int | None:
    """Where names begin on a line under 签发人, None when it has none."""
    number = _NUMBER_ENDS.search(text)
    begin = number.end() if number and doc_number(text[: number.start() + 1]) else 0
    named = _NAMES.fullmatch(text[begin:].strip()) if len(text) - begin <= _MAX_NAMES else None
    is_other = is_head_line(text) or is_organ(text.strip()) or _WORD_FILE.search(text)
    return begin if named and (begin or not is_other) else None
