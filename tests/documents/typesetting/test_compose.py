"""What was recognised becomes a document: nothing is lost on the way, marks are widened in place."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from documents.typesetting.compose import document
from documents.typesetting.model import (
    Attendance,
    Block,
    BodyPart,
    Cell,
    Closing,
    Figure,
    Format,
    Mark,
    MarkKind,
    Signatory,
    Table,
)
from server.intake.elements import Element, Recognised, RecognisedAnnex, T
from server.intake.source import Source


def element(value: T) -> Element[T]:
    return Element(value, (), "试", 1.0)


def found(**elements: object) -> Recognised:
    plain = {"source": Source(()), "title": None, "body": (), "annexes": (), "unplaced": ()}
    return Recognised(**(plain | elements))  # type: ignore[arg-type]


TABLE = Table(((Cell("单位(部门)", 2), Cell("时限,6月")),), 1, "表1:分工", landscape=True)
WIDE = Table(((Cell("单位（部门）", 2), Cell("时限，6月")),), 1, "表1：分工", landscape=True)
FIGURE = Figure(b"png", 10, 20)


def test_tables_figures_and_traces_come_along() -> None:
    mark = Mark(MarkKind.COMMENT, 1, 3, "请核,再报", "周某")
    parts: tuple[Element[BodyPart], ...] = (element(Block("请(速)办,", 1, (mark,))), element(TABLE), element(FIGURE))
    made = document(found(body=parts, annexes=(RecognisedAnnex(element("清单"), parts),)))
    assert made.blocks == (Block("请（速）办，", 1, (mark,)), WIDE, FIGURE)
    assert made.annexes[0].blocks == made.blocks


@given(st.text("市一,;:?!()1a \n", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_a_trace_stays_on_its_characters(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    (block,) = document(found(body=(element(Block(text, 0, (Mark(MarkKind.INSERTED, start, end),))),))).blocks
    assert isinstance(block, Block)
    assert len(block.text) == len(text)
    assert block.marks == (Mark(MarkKind.INSERTED, start, end),)


def test_the_issuer_stands_in_for_a_missing_mark_and_signature_but_not_in_minutes() -> None:
    issuer = element("甬江市财政局 甬江市税务局")
    joint = document(found(issuer=issuer, kind=element("函")))
    assert joint.marks == ("甬江市财政局", "甬江市税务局")
    assert joint.signatories == (Signatory("甬江市财政局"), Signatory("甬江市税务局"))
    assert (joint.format, joint.closing) == (Format.LETTER, Closing.SEAL)
    attendance = (element(("出席", "周某,吴某")),)
    minutes = document(found(issuer=issuer, kind=element("纪要"), attendance=attendance))
    assert (minutes.marks, minutes.signatories, minutes.closing) == ((), (), Closing.UNSEALED)
    assert minutes.attendance == (Attendance("出席", "周某，吴某"),)


def test_an_order_is_signed_by_its_chief() -> None:
    made = document(
        found(
            kind=element("命令"),
            marks=(element("甬江市人民政府命令"),),
            issuer=element("甬江市人民政府"),
            signet=element(("市长", "周某")),
            formed_on=element(date(2026, 1, 9)),
        )
    )
    assert (made.format, made.closing, made.formed_on) == (Format.ORDER, Closing.SIGNET, date(2026, 1, 9))
    assert made.signatories == (Signatory("甬江市人民政府", position="市长", name="周某"),)


def test_an_empty_file_makes_an_empty_draft() -> None:
    made = document(found())
    assert (made.title, made.marks, made.signatories, made.blocks) == ("", (), (), ())
