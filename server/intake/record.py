"""The record (信息公开元数据) that a government website prints above a document: 索引号, 发文机关, 成文日期 ..."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from server.intake import outline
from server.intake.elements import Element, Piece, Reason, Span, Unplaced
from server.intake.wording import calendar_date, doc_number, is_organ, is_title, part_title

_FIELDS = {
    "title": ("标题", "標題", "文件名称", "公文名称"),
    "doc_number": ("发文字号", "發文字號", "文号", "文件编号"),
    "issuer": (
        "发文机关",
        "發文機關",
        "发布机构",
        "发布机关",
        "制发机关",
        "文章来源",
        "文章來源",
        "来源",
        "來源",
        "信息来源",
    ),
    "formed_on": ("成文日期", "成文时间", "发文日期", "发文时间", "生成日期"),
    "published_on": ("发布日期", "发布时间", "發布日期", "公开日期", "时间", "時間", "日期"),
    "other": (
        "索引号",
        "索引號",
        "有效性",
        "主题分类",
        "主题词",
        "体裁分类",
        "公开方式",
        "公开属性",
        "服务对象",
        "文章作者",
        "作者",
        "统一登记号",
        "生效日期",
        "失效日期",
        "废止日期",
        "浏览次数",
        "信息分类",
    ),
}
_KIND_OF = {label: kind for kind, labels in _FIELDS.items() for label in labels}
_LABEL = re.compile(
    "(?:^|(?<=\\s))("
    + "|".join("\\s{0,3}".join(label) for label in sorted(_KIND_OF, key=len, reverse=True))
    + r")\s*[:\uff1a]"
)
_MAX_RECORD_LINES = 40
_MAX_LINE = 400
_METHOD, _CONFIDENCE = "页面元数据", 0.95


@dataclass
class Record:
    """The fields that are elements; the others are already unplaced."""

    title: Element[str] | None = None
    doc_number: Element[str] | None = None
    issuer: Element[str] | None = None
    formed_on: Element[date] | None = None
    published_on: Element[date] | None = None
    unplaced: list[Unplaced] = field(default_factory=list)


@dataclass(frozen=True)
class _Field:
    kind: str
    value: str
    pieces: tuple[Piece, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(piece.span for piece in self.pieces)


def take(pieces: Sequence[Piece]) -> tuple[Record, list[Piece]]:
    """Part the record from what follows: (record, rest). The record ends where the document's text begins."""
    record, rest = Record(), []
    end = _end(pieces)
    queue = list(pieces[:end])
    while queue:
        piece = queue.pop(0)
        fields = list(_fields(piece))
        if not fields:
            rest.append(piece)
            continue
        if not fields[-1].value and queue and _answers(fields[-1].kind, queue[0].text):
            fields[-1] = _continued(fields[-1], queue.pop(0))
        for found in fields:
            _enter(record, found)
    return record, rest + list(pieces[end:])


def is_field(text: str) -> bool:
    """Whether a line begins with the label of a field."""
    return bool(_LABEL.match(text))


def _end(pieces: Sequence[Piece]) -> int:
    for at, piece in enumerate(pieces[:_MAX_RECORD_LINES]):
        if len(piece.text) > _MAX_LINE or "。" in piece.text or outline.level(piece.text):
            return at
    return min(len(pieces), _MAX_RECORD_LINES)


def _fields(piece: Piece) -> Iterator[_Field]:
    """The fields of one line 「标签:值 标签:值」; nothing for a line that does not begin with a label."""
    labels = list(_LABEL.finditer(piece.text))
    if not labels or labels[0].start():
        return
    ends = [label.start() for label in labels[1:]] + [len(piece.text)]
    for label, end in zip(labels, ends, strict=True):
        kind = _KIND_OF[re.sub(r"\s", "", label[1])]
        part = piece.cut(label.start())[1].cut(end - label.start())[0]
        yield _Field(kind, piece.text[label.end() : end].strip(), (part,))


def _answers(kind: str, line: str) -> bool:
    """Whether the line under an empty label is its value."""
    match kind:
        case "formed_on" | "published_on":
            return calendar_date(line) is not None
        case "issuer":
            return is_organ(line)
        case "doc_number":
            return doc_number(line) is not None
        case _:
            return False


def _continued(found: _Field, line: Piece) -> _Field:
    return _Field(found.kind, line.text.strip(), (*found.pieces, line))


def _enter(record: Record, found: _Field) -> None:
    """Put a field where it belongs; a field without a readable value is unplaced, never lost."""
    match found.kind:
        case "title" if is_title(found.value) and record.title is None:
            record.title = Element(part_title(found.value)[0], found.spans, _METHOD, _CONFIDENCE)
        case "doc_number" if (number := doc_number(found.value)) and record.doc_number is None:
            record.doc_number = Element(number[0], found.spans, _METHOD, 0.6 if number[1] else _CONFIDENCE)
        case "issuer" if is_organ(found.value) and record.issuer is None:
            record.issuer = Element(found.value, found.spans, _METHOD, _CONFIDENCE)
        case "formed_on" if (day := calendar_date(found.value)) and record.formed_on is None:
            record.formed_on = Element(day, found.spans, _METHOD, _CONFIDENCE)
        case "published_on" if (day := calendar_date(found.value)) and record.published_on is None:
            record.published_on = Element(day, found.spans, _METHOD, _CONFIDENCE)
        case _:
            record.unplaced += [piece.unplaced(Reason.RECORD) for piece in found.pieces]
