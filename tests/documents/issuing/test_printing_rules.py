"""The laws of 印制 and 用印: no text is lost on paper; a seal wants the signed text, dated, of its own organ."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.drafting.rules.content import AnnexText, Content
from documents.drafting.rules.kinds import LAW, Kind, Need
from documents.issuing.errors import PrintDiffers, SealElsewhere, Unsigned
from documents.issuing.rules.printing import Imprint, compose
from documents.issuing.rules.sealing import Place, check_sealable
from documents.typesetting.model import Attendance, Block, BodyPart, Closing, Format, Signatory, Table
from policy_library.catalogue.rules.disclosure import Publicity

ISSUER = uuid4()
CITY, FINANCE, DATA = (Signatory(name) for name in ("甬江市人民政府", "甬江市财政局", "甬江市大数据局"))
OFFICE = Imprint((CITY,), "甬江市人民政府办公厅")
paragraphs = st.lists(st.text(st.characters(categories=["Lo", "Nd", "Po"]), max_size=20), max_size=8)


def text(body: str, kind: Kind = Kind.NOTICE, **other: object) -> Content:
    return Content(kind=kind, title="关于有关事项的通知", body=body, **other)  # type: ignore[arg-type]


def words(blocks: tuple[BodyPart, ...]) -> str:
    return "".join("".join(block.text for block in blocks).split())


@given(paragraphs, paragraphs)
def test_every_character_of_body_and_annexes_is_on_paper_in_order(body: list[str], annex: list[str]) -> None:
    content = text("\n".join(body), annexes=(AnnexText("方案", "\n".join(annex)),))
    document = compose(content, OFFICE)
    assert words(document.blocks) == "".join("".join(body).split())
    assert words(document.annexes[0].blocks) == "".join("".join(annex).split())
    assert all(block.text for block in document.blocks)


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、总体要求", 1),
        ("(一)目标", 2),
        ("\uff08一\uff09目标", 2),
        ("1.统一格式", 3),
        ("(1)格式", 4),
        ("\uff081\uff09格式", 4),
        ("各单位:", 0),
    ],
)
def test_a_number_of_either_width_makes_the_heading(line: str, level: int) -> None:
    document = compose(text(line), OFFICE)
    assert document.blocks == (Block(line, level),)


def test_lines_with_tabs_are_a_table_and_nothing_else_is() -> None:
    body = "一、分工\n任务\t单位\n归集数据\n\t市财政局\t备注\n请抓好落实。"
    first, table, task, other, last = compose(text(body), OFFICE).blocks
    assert (first.text, task.text, last.text) == ("一、分工", "归集数据", "请抓好落实。")
    assert isinstance(table, Table)
    assert isinstance(other, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [["任务", "单位"]]
    assert [[cell.text for cell in row] for row in other.rows] == [["", "市财政局", "备注"]]


def test_kinds_with_a_format_of_their_own_are_printed_in_it() -> None:
    letter, notice = (compose(text("正文。", kind), OFFICE) for kind in (Kind.LETTER, Kind.NOTICE))
    assert (letter.format, letter.marks) == (Format.LETTER, ("甬江市人民政府",))
    assert (notice.format, notice.closing) == (Format.GENERAL, Closing.SEAL)
    mayor = replace(CITY, position="市长", name="林某某")
    order = compose(text("正文。", Kind.ORDER), replace(OFFICE, signatories=(mayor,)))
    assert (order.format, order.marks, order.closing) == (Format.ORDER, ("甬江市人民政府令",), Closing.SIGNET)
    assert order.signatories == (mayor,)
    minutes = compose(text("正文。", Kind.MINUTES, attendance="出席：张某某\n列席：李某某"), OFFICE)
    assert (minutes.format, minutes.marks, minutes.signatories) == (Format.MINUTES, ("甬江市人民政府纪要",), ())
    assert minutes.attendance == (Attendance("出席", "张某某"), Attendance("列席", "李某某"))


@pytest.mark.parametrize("kind", Kind)
def test_a_place_for_the_seal_is_left_exactly_where_the_kind_may_carry_one(kind: Kind) -> None:
    document = compose(text("正文。", kind), OFFICE)
    assert (document.closing is Closing.SEAL) == (LAW[kind].seal is not Need.UNUSED)


def test_a_joint_document_names_every_issuer_in_its_order_and_all_who_signed_it_where_it_goes_up() -> None:
    both = tuple(replace(each, name=name) for each, name in ((DATA, "江某某"), (FINANCE, "施某某")))
    imprint = Imprint(both, "甬江市大数据局")
    notice, report = (compose(text("正文。", kind), imprint) for kind in (Kind.NOTICE, Kind.REPORT))
    assert notice.marks == ("甬江市大数据局", "甬江市财政局")
    assert (notice.signatories, notice.signers) == (both, ())
    assert report.signers == ()
    assert compose(text("正文。", Kind.REPORT), replace(imprint, upward=True)).signers == ("江某某", "施某某")


@pytest.mark.parametrize("publicity", Publicity)
def test_the_printed_note_follows_from_publicity(publicity: Publicity) -> None:
    document = compose(text("正文。", publicity=publicity), OFFICE)
    assert (document.note == "此件公开发布") == (publicity is Publicity.PROACTIVE)
    assert (document.note == "") == (publicity is Publicity.NOT_PUBLIC)


@given(
    signed=st.sampled_from(["", "a", "b"]),
    printed=st.sampled_from(["", "a", "b"]),
    organ=st.sampled_from(["", "甬江市人民政府"]),
    day=st.sampled_from([None, date(2026, 11, 20)]),
    seal_organ=st.sampled_from([ISSUER, uuid4()]),
)
def test_a_seal_is_pressed_only_on_the_signed_dated_named_text_of_its_own_organ(
    signed: str, printed: str, organ: str, day: date | None, seal_organ: UUID
) -> None:
    lawful = bool(signed == printed and signed and organ and day and seal_organ == ISSUER)
    try:
        check_sealable(
            signed_hash=signed,
            printed_hash=printed,
            organ=organ,
            formed_on=day,
            issuer_id=ISSUER,
            seal_organ_id=seal_organ,
        )
    except (PrintDiffers, Unsigned, SealElsewhere):
        assert not lawful
    else:
        assert lawful


@given(st.floats(10, 200), st.floats(10, 250), st.floats(38, 60), st.floats(38, 60))
def test_a_seal_of_another_size_keeps_the_centre(x: float, y: float, planned: float, real: float) -> None:
    left, top = Place(1, x, y, planned).corner(real)
    assert (left + real / 2, top + real / 2) == pytest.approx((x + planned / 2, y + planned / 2))
