"""The text of a draft, what identifies it, and what changed between two of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, to_builtins

from documents.drafting.rules.kinds import Kind
from documents.typesetting.model import BodyPart, Document, Figure
from policy_library.catalogue.rules.disclosure import Publicity
from server.kit.digest import canonical, sm3

Line = Annotated[str, Meta(max_length=500)]
Text = Annotated[str, Meta(max_length=300_000)]
Organs = Annotated[tuple[UUID, ...], Meta(max_length=500)]
Issuers = Annotated[tuple[UUID, ...], Meta(max_length=20)]


class Urgency(StrEnum):
    """紧急程度 (art. 9(3)); an ordinary document has none."""

    NONE = ""
    URGENT = "加急"
    EXTRA_URGENT = "特急"


PUBLICITY_NOTE = {
    Publicity.PROACTIVE: "此件公开发布",
    Publicity.ON_REQUEST: "此件依申请公开",
    Publicity.NOT_PUBLIC: "",
}


@dataclass(frozen=True)
class AnnexText:
    """An annex, or the object of a 印发 notice; `label` as printed, or empty."""

    title: Line
    body: Text
    label: Annotated[str, Meta(max_length=10)] = ""


@dataclass(frozen=True)
class Content:
    """Everything a drafter decides about the text. Paragraphs are lines; lines with tabs are the rows of a table."""

    kind: Kind
    title: Line
    body: Text
    main_addressees: Line = ""
    """主送机关 as printed, without the colon."""
    main: Organs = ()
    """The organs that are the main addressees."""
    cc_addressees: Line = ""
    cc: Organs = ()
    annexes: Annotated[tuple[AnnexText, ...], Meta(max_length=20)] = ()
    attachment_names: Annotated[tuple[Line, ...], Meta(max_length=50)] = ()
    """附件说明, names without numbers."""
    urgency: Urgency = Urgency.NONE
    publicity: Publicity = Publicity.NOT_PUBLIC
    publicity_reason: Line = ""
    reply_to: Line = ""
    """Title and number of the 请示 that a 批复 answers."""
    adopted: Line = ""
    """题注: when and where it was adopted, without brackets."""
    attendance: Text = ""
    """Who met (GB/T 9704 10.3), a line each for 出席, 请假 and 列席: 「出席：张某某、李某某」."""
    joint: Issuers = ()
    """联合行文: the organs that issue it together with the leading one (主办机关), in their order after it."""


@dataclass(frozen=True)
class Found:
    """What a file gives to a draft; the drafter decides the rest of `Content`."""

    title: str
    body: str
    main_addressees: str
    cc_addressees: str
    annexes: tuple[AnnexText, ...]
    attachment_names: tuple[str, ...]
    urgency: str
    adopted: str
    attendance: str
    left_out: tuple[str, ...]
    """Pictures, by their captions: a draft is text and takes them as attachments."""


def found_in(document: Document) -> Found:
    """The words of a recognised document as a draft writes them: a paragraph a line, a table row a line with tabs."""
    parts = (*document.blocks, *(part for annex in document.annexes for part in annex.blocks))
    return Found(
        title=document.title,
        body=_lines(document.blocks),
        main_addressees=document.main_addressees,
        cc_addressees=document.cc,
        annexes=tuple(AnnexText(annex.title, _lines(annex.blocks), annex.label) for annex in document.annexes),
        attachment_names=document.attachment_names,
        urgency=document.urgency,
        adopted=document.adopted,
        attendance="\n".join(f"{group.label}：{group.names}" for group in document.attendance),
        left_out=tuple(part.caption or "图" for part in parts if isinstance(part, Figure)),
    )


def _lines(parts: Sequence[BodyPart]) -> str:
    return "\n".join(part.text for part in parts if part.text)


@dataclass(frozen=True)
class Change:
    """One paragraph that differs: `before` is empty for an insertion, `after` for a deletion."""

    where: str
    before: str
    after: str


_SILENT = r"[\s,。、;:!?“”‘’()\",;:!?'()]+"
_UNHEARD = re.compile(rf"(?<!\d){_SILENT}|{_SILENT}(?!\d)")
"""Marks that are not heard when a text is read out; a mark between two digits is."""


COMPARED = 1_000_000
"""Pairs of paragraphs that are compared at the most; a larger change is shown as one."""

LONGEST = 5_000
"""Paragraphs that one text may have."""


LATER = ("adopted", "attendance", "joint")
"""Elements younger than the first signed texts: empty ones do not count, so that those keep their hash."""


def hash_of(content: Content) -> str:
    """SM3 of the whole content: what an opinion and a signature are bound to."""
    return sm3(canonical(_counted(content)))


def _counted(content: Content) -> dict[str, Any]:
    plain: dict[str, Any] = to_builtins(content)
    return {name: value for name, value in plain.items() if value or name not in LATER}


def matter(content: Content) -> str:
    """SM3 of the content without punctuation and spaces: a change of these alone asks nobody again."""
    return sm3(canonical(_heard(_counted(content))))


def _heard(value: Any) -> Any:
    """A plain value with every text in it reduced to what is heard."""
    match value:
        case str():
            return _UNHEARD.sub("", value)
        case dict():
            return {name: _heard(part) for name, part in value.items()}
        case list() | tuple():
            return [_heard(part) for part in value]
        case _:
            return value


def texts(content: Content) -> tuple[str, ...]:
    """Every text that a person typed, for scans."""
    annexes = tuple(part for annex in content.annexes for part in (annex.label, annex.title, annex.body))
    lines = (content.title, content.main_addressees, content.body, content.cc_addressees)
    others = (content.publicity_reason, content.reply_to, content.adopted, content.attendance)
    return (*lines, *annexes, *content.attachment_names, *others)


MOST_FIELDS = 20_000
"""Fields that one table may have, short rows filled up."""


def too_long(content: Content) -> bool:
    """Whether any text has more paragraphs, or a table more fields, than an official document ever has."""
    return any(text.count("\n") >= LONGEST or _crowded(text) for text in texts(content))


def _crowded(text: str) -> bool:
    widths = [line.count("\t") + 1 for line in text.splitlines() if "\t" in line]
    return len(widths) * max(widths, default=0) > MOST_FIELDS


def diff(old: Content, new: Content) -> list[Change]:
    """What changed, paragraph by paragraph, in reading order."""
    changes = [
        Change(name, str(getattr(old, name)), str(getattr(new, name)))
        for name in Content.__dataclass_fields__
        if name not in ("body", "annexes") and getattr(old, name) != getattr(new, name)
    ]
    changes += _paragraphs("body", old.body, new.body)
    for number in range(max(len(old.annexes), len(new.annexes))):
        before, after = _annex(old, number), _annex(new, number)
        changes += _paragraphs(f"annexes[{number}]", before, after)
    return changes


def _annex(content: Content, number: int) -> str:
    if number >= len(content.annexes):
        return ""
    annex = content.annexes[number]
    return f"{annex.label}\n{annex.title}\n{annex.body}"


def _paragraphs(where: str, old: str, new: str) -> list[Change]:
    before, after = old.split("\n"), new.split("\n")
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    left, right = before[start : len(before) - end], after[start : len(after) - end]
    if len(left) * len(right) > COMPARED:
        return [Change(f"{where}:{start + 1}", "\n".join(left), "\n".join(right))]
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right).get_opcodes():
        if tag != "equal":
            found += _pairs(f"{where}:{start + a + 1}", left[a:b], right[c:d])
    return found


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many paragraphs are the same from the start."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (b, a) in pairs if b != a), min(len(before), len(after)))


def _pairs(where: str, before: Sequence[str], after: Sequence[str]) -> list[Change]:
    long = max(len(before), len(after))
    padded = zip([*before, *[""] * (long - len(before))], [*after, *[""] * (long - len(after))], strict=True)
    return [Change(where, b, a) for b, a in padded]
