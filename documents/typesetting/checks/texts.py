"""Every text of a document with its place in it, in reading order; and a document with some of them edited."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from msgspec import Struct, structs

from documents.typesetting.checks.report import Edit, Fix, Flaw, Place, Where
from documents.typesetting.model import Annex, Block, BodyPart, Document, Table
from server.intake import traces


@dataclass(frozen=True)
class Text:
    """The characters of one element or paragraph."""

    place: Place
    element: str
    text: str
    paragraph: int = 0
    level: int = 0

    @property
    def where(self) -> Where:
        """For a person."""
        return Where(self.element, self.paragraph)

    def flaw(self, found: str, expected: str, *edits: Edit) -> Flaw:
        """A flaw of this text, with the edits that would mend it."""
        return Flaw(self.where, found, expected, Fix(self.place, edits) if edits else None)


def texts_of(document: Document) -> tuple[Text, ...]:
    """All texts that a person wrote and that are not empty, in reading order."""
    return tuple(text for text in _all(document) if text.text)


def paragraphs_of(document: Document) -> tuple[tuple[Text, ...], ...]:
    """The paragraphs of the text, and those of each annex, without tables and figures."""
    bodies: list[tuple[Place, str, Sequence[BodyPart]]] = [(("blocks",), "正文", document.blocks)]
    bodies += [(("annexes", n, "blocks"), _named(annex), annex.blocks) for n, annex in enumerate(document.annexes)]
    return tuple(
        tuple(
            Text((*place, n), element, block.text, n + 1, block.level)
            for n, block in enumerate(blocks)
            if isinstance(block, Block)
        )
        for place, element, blocks in bodies
    )


def edited(document: Document, place: Place, edits: Sequence[Edit]) -> Document:
    """`document` with the text at `place` edited; edits do not overlap. Traces on a paragraph keep their place."""
    changed: Document = _changed(document, place, lambda old: _with(old, sorted(edits, key=lambda e: -e.start)))
    return changed


def _all(document: Document) -> Iterator[Text]:
    yield from _fields(document, ("copy_no", "份号"), ("urgency", "紧急程度"))
    yield from (Text(("marks", n), "发文机关标志", mark) for n, mark in enumerate(document.marks))
    yield from _fields(document, ("doc_number", "发文字号"))
    yield from (Text(("signers", n), "签发人", name) for n, name in enumerate(document.signers))
    yield from _fields(document, ("title", "标题"), ("adopted", "题注"), ("main_addressees", "主送机关"))
    yield from _body(("blocks",), "正文", document.blocks)
    names = enumerate(document.attachment_names)
    yield from (Text(("attachment_names", n), "附件说明", name, n + 1) for n, name in names)
    organs = enumerate(document.signatories)
    yield from (Text(("signatories", n, "organ"), "发文机关署名", who.organ, n + 1) for n, who in organs)
    yield from _fields(document, ("note", "附注"))
    groups = enumerate(document.attendance)
    yield from (Text(("attendance", n, "names"), group.label or "出席人员", group.names) for n, group in groups)
    for number, annex in enumerate(document.annexes):
        yield from _annex(("annexes", number), annex)
    yield from _fields(document, ("cc", "抄送机关"), ("printer", "印发机关"))


def _fields(document: Document, *named: tuple[str, str]) -> Iterator[Text]:
    return (Text((field,), element, getattr(document, field)) for field, element in named)


def _annex(place: Place, annex: Annex) -> Iterator[Text]:
    yield Text((*place, "label"), "附件序号", annex.label)
    yield Text((*place, "title"), "附件标题", annex.title)
    yield from _body((*place, "blocks"), _named(annex), annex.blocks)


def _named(annex: Annex) -> str:
    return f"{annex.label}正文" if annex.label else "附件正文"


def _body(place: Place, element: str, parts: Sequence[BodyPart]) -> Iterator[Text]:
    for number, part in enumerate(parts):
        here = (*place, number)
        if isinstance(part, Block):
            yield Text(here, element, part.text, number + 1, part.level)
            continue
        yield Text((*here, "caption"), element, part.caption, number + 1)
        for row, cells in enumerate(part.rows if isinstance(part, Table) else ()):
            for column, cell in enumerate(cells):
                yield Text((*here, "rows", row, column, "text"), element, cell.text, number + 1)


def _changed(whole: Any, place: Place, change: Callable[[Any], Any]) -> Any:
    if not place:
        return change(whole)
    step, rest = place[0], place[1:]
    if isinstance(step, int):
        return (*whole[:step], _changed(whole[step], rest, change), *whole[step + 1 :])
    part = _changed(getattr(whole, step), rest, change)
    return structs.replace(whole, **{step: part}) if isinstance(whole, Struct) else replace(whole, **{step: part})


def _with(old: str | Block, edits: Sequence[Edit]) -> str | Block:
    """A text with its edits, the last one first so that the places of the others hold."""
    text, marks = (old, ()) if isinstance(old, str) else (old.text, old.marks)
    for edit in edits:
        text = text[: edit.start] + edit.text + text[edit.end :]
        marks = traces.edited(marks, edit.start, edit.end, len(edit.text)) if marks else ()
    return text if isinstance(old, str) else structs.replace(old, text=text, marks=marks)
