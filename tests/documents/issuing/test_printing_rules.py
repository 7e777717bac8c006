"""The laws of 印制 and 用印: no text is lost on paper; a seal wants the signed text, dated, of its own organ."""

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
from documents.typesetting.model import Block, BodyPart, Closing
from policy_library.catalogue.rules.disclosure import Publicity

ISSUER = uuid4()
paragraphs = st.lists(st.text(st.characters(categories=["Lo", "Nd", "Po"]), max_size=20), max_size=8)


def text(body: str, kind: Kind = Kind.NOTICE, **other: object) -> Content:
    return Content(kind=kind, title="关于有关事项的通知", body=body, **other)  # type: ignore[arg-type]


def words(blocks: tuple[BodyPart, ...]) -> str:
    return "".join("".join(block.text for block in blocks).split())


@given(paragraphs, paragraphs)
def test_every_character_of_body_and_annexes_is_on_paper_in_order(body: list[str], annex: list[str]) -> None:
    content = text("\n".join(body), annexes=(AnnexText("方案", "\n".join(annex)),))
    document = compose(content, Imprint("甬江市人民政府", "甬江市人民政府办公厅"))
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
    document = compose(text(line), Imprint("甬江市人民政府", "甬江市人民政府办公厅"))
    assert document.blocks == (Block(line, level),)


@pytest.mark.parametrize("kind", Kind)
def test_a_place_for_the_seal_is_left_exactly_where_the_kind_may_carry_one(kind: Kind) -> None:
    document = compose(text("正文。", kind), Imprint("甬江市人民政府", "甬江市人民政府办公厅"))
    assert (document.closing is Closing.SEAL) == (LAW[kind].seal is not Need.UNUSED)


@pytest.mark.parametrize("publicity", Publicity)
def test_the_printed_note_follows_from_publicity(publicity: Publicity) -> None:
    document = compose(text("正文。", publicity=publicity), Imprint("甬江市人民政府", "甬江市人民政府办公厅"))
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
