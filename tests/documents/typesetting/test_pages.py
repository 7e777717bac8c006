"""Positions of GB/T 9704-2012, to a tenth of a millimetre, measured in the layout."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.typesetting import profile
from documents.typesetting.errors import FirstPageWithoutText, GlyphMissing, ImprintTooLong, SealTooLarge
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Annex, Block, Document
from documents.typesetting.page import Layout, Page, Tag
from documents.typesetting.profile import GBT9704
from documents.typesetting.wording import text_of
from tests.documents.typesetting.examples import FACES, NOTICE, SENTENCE, law, notice, rows_of_text, runs

TENTH = 0.1
TEXT = (Tag.ADDRESSEE, Tag.BODY, Tag.ATTACHMENTS)
amounts = st.integers(min_value=1, max_value=70)
organs = st.sampled_from(["甬江市人民政府", "甬江市自然资源和规划局", "甬江市人民政府办公室机关事务管理服务中心"])


def near(value: float) -> object:
    return pytest.approx(value, abs=TENTH)


def row_tops(page: Page, *tags: Tag) -> list[float]:
    return sorted({round(run.top, 3) for run in page.runs if run.tag in tags})


def signature_page(made: Layout) -> Page:
    return next(page for page in made.pages if any(run.tag is Tag.DATE for run in page.runs))


def test_a_full_page_has_22_rows_of_28_characters_that_fill_the_area() -> None:
    page = layout(notice(blocks=rows_of_text(60)), FACES).pages[1]
    tops = row_tops(page, Tag.BODY)
    assert len(tops) == GBT9704.rows
    assert tops[0] == near(37)
    assert tops[-1] + GBT9704.em == near(262)
    assert [right - left for left, right in pairwise(tops)] == [near(10.446)] * 21
    rows = [run for run in page.runs if run.tag is Tag.BODY]
    assert [len(run.text) for run in rows] == [GBT9704.columns] * 22
    assert all(run.xs[0] == near(28) and run.xs[-1] + GBT9704.cell == near(184) for run in rows)


def test_the_ink_of_the_mark_begins_72_mm_below_the_papers_edge() -> None:
    for mark in ("甬江市人民政府", "甬江市发展和改革委员会办公室", "中共甬江市委"):
        made = layout(notice(marks=(mark,)), FACES)
        (run,) = runs(made.pages, Tag.MARK)
        highest = max(run.face.outline(char).box[3] for char in run.text) / 1000 * run.size * profile.POINT
        width = run.xs[-1] - run.xs[0] + run.size * profile.POINT
        assert run.text == mark + "文件"
        assert run.red
        assert run.baseline - highest == near(72)
        assert width <= GBT9704.width + TENTH
        assert run.xs[0] + width / 2 == near(106)


@pytest.mark.parametrize("signers", [(), ("张某",), ("张某", "李某某", "王某")])
def test_the_red_rule_lies_4_mm_under_the_number(signers: tuple[str, ...]) -> None:
    made = layout(notice(signers=signers), FACES)
    number = runs(made.pages, Tag.NUMBER)[0]
    (rule,) = [rule for rule in made.pages[0].rules if rule.tag is Tag.RED_RULE]
    assert rule.y - rule.thickness / 2 - (number.top + GBT9704.em) == near(4)
    assert (rule.x, rule.width, rule.red) == (28, 156, True)


def test_a_number_without_signers_is_centred() -> None:
    number = runs(layout(NOTICE, FACES).pages, Tag.NUMBER)[0]
    assert (number.xs[0] + number.xs[-1] + GBT9704.cell) / 2 == near(106)


@given(st.lists(st.sampled_from(["张某", "李某某", "欧阳某某"]), min_size=1, max_size=5))
@law
def test_signers_stand_two_in_a_row_and_the_last_beside_the_number(signers: list[str]) -> None:
    pages = layout(notice(signers=tuple(signers)), FACES).pages
    number = runs(pages, Tag.NUMBER)[0]
    names = runs(pages, Tag.SIGNER)
    rows = sorted({run.baseline for run in names})
    assert len(rows) == -(-len(signers) // 2)
    assert number.xs[0] == near(28 + GBT9704.cell)
    assert names[-1].baseline == rows[-1] == number.baseline
    assert max(run.xs[-1] for run in names) + GBT9704.cell <= 184 - GBT9704.cell + TENTH
    assert "".join(run.text for run in names) == "签发人：" + "".join(signers)


def test_title_stands_two_rows_below_the_rule_and_text_on_the_grid_below_it() -> None:
    page = layout(NOTICE, FACES).pages[0]
    rule = next(rule.y for rule in page.rules)
    titles = row_tops(page, Tag.TITLE)
    first = row_tops(page, Tag.ADDRESSEE)[0]
    assert titles[0] - rule == pytest.approx(2 * GBT9704.pitch, abs=0.3)
    assert (first - 37) / GBT9704.pitch == near(round((first - 37) / GBT9704.pitch))
    gap = first - titles[-1] - GBT9704.title_size * profile.POINT
    assert GBT9704.pitch <= gap <= 2.5 * GBT9704.pitch


def test_indents() -> None:
    made = layout(notice(attachment_names=("任务分工方案" * 5, "清单")), FACES)
    body = runs(made.pages, Tag.BODY)
    assert body[0].xs[0] == near(28 + 2 * GBT9704.cell)
    assert body[1].xs[0] == near(28)
    assert runs(made.pages, Tag.ADDRESSEE)[0].xs[0] == near(28)
    first, turned, second = runs(made.pages, Tag.ATTACHMENTS)
    assert first.text.startswith("附件：1.任务")
    assert first.xs[0] == near(28 + 2 * GBT9704.cell)
    assert turned.xs[0] == near(first.xs[5])
    assert second.text.startswith("2.")
    assert second.xs[2] == near(first.xs[5])


@law
@given(amounts, organs, st.sampled_from([42.0, 45.0, 50.0]))
def test_the_seal_lies_on_name_and_date_inside_the_area_and_next_to_text(
    amount: int, organ: str, diameter: float
) -> None:
    made = layout(notice(blocks=rows_of_text(amount), organ=organ, seal_diameter=diameter), FACES)
    (seal,) = made.seals
    page = made.pages[seal.page - 1]
    name, day = (next(run for run in page.runs if run.tag is tag) for tag in (Tag.ORGAN, Tag.DATE))
    text = max(run.top for run in page.runs if run.tag in TEXT) + GBT9704.em
    x, y = seal.centre
    assert 0 <= seal.y - text <= GBT9704.pitch
    assert seal.x >= 28
    assert seal.x + seal.diameter <= 184.01
    assert seal.y + seal.diameter <= 262.01
    assert y < name.top + GBT9704.em / 2 < day.top + GBT9704.em / 2 < seal.y + seal.diameter
    assert (name.xs[0] + name.xs[-1] + GBT9704.cell) / 2 == pytest.approx(x, abs=0.3)
    assert (day.xs[0] + day.xs[-1] + GBT9704.cell) / 2 == pytest.approx(x, abs=0.3)
    assert name.xs[-1] + GBT9704.cell <= 184 + TENTH


@law
@given(amounts)
def test_pages_fill_from_the_first_and_lose_nothing(amount: int) -> None:
    document = notice(blocks=(*rows_of_text(amount), Block(SENTENCE)))
    made = layout(document, FACES)
    assert any(run.tag is Tag.BODY for run in made.pages[0].runs)
    for page in made.pages:
        tops = row_tops(page, *TEXT)
        assert len(tops) <= 23
        assert all(top >= 36.9 for top in tops)
        assert all(top + GBT9704.em <= 262.1 for top in tops)
        assert all(low - high >= GBT9704.pitch * 0.949 for high, low in pairwise(tops))
    body = "".join(run.text for run in runs(made.pages, Tag.BODY))
    assert body == "".join(block.text for block in document.blocks)


def test_the_date_stands_four_characters_from_the_right_under_a_seal() -> None:
    day = runs(layout(NOTICE, FACES).pages, Tag.DATE)[0]
    assert day.text == "2026年11月2日"
    assert day.xs[-1] + GBT9704.cell == near(184 - 4 * GBT9704.cell)


@pytest.mark.parametrize("organ", ["甬江市人民政府", "甬江市卫健委"])
def test_without_a_seal_the_date_stands_two_characters_right_of_the_name(organ: str) -> None:
    made = layout(notice(seal_diameter=None, organ=organ), FACES)
    page = signature_page(made)
    name, day = (next(run for run in page.runs if run.tag is tag) for tag in (Tag.ORGAN, Tag.DATE))
    text = max(run.top for run in page.runs if run.tag in TEXT)
    rights = [run.xs[-1] + GBT9704.cell for run in (name, day)]
    assert made.seals == ()
    assert name.top - text == near(2 * GBT9704.pitch)
    assert day.xs[0] - name.xs[0] == near(2 * GBT9704.cell)
    assert 184 - 2 * GBT9704.cell in (near(rights[0]), near(rights[1]))
    assert max(rights) <= 184


def test_note_stands_in_brackets_below_the_date() -> None:
    page = signature_page(layout(NOTICE, FACES))
    day, note = (next(run for run in page.runs if run.tag is tag) for tag in (Tag.DATE, Tag.NOTE))
    assert note.text == "（此件公开发布）"
    assert note.top - day.top == near(GBT9704.pitch)


@law
@given(st.integers(min_value=1, max_value=50), st.integers(min_value=0, max_value=3))
def test_the_imprint_ends_on_the_lower_edge_of_the_last_page_an_even_one(amount: int, annexes: int) -> None:
    annex = Annex("任务清单", rows_of_text(amount), "附件")
    made = layout(notice(blocks=rows_of_text(amount), annexes=(annex,) * annexes), FACES)
    last = made.pages[-1]
    rules = [rule for rule in last.rules if rule.tag is Tag.IMPRINT]
    assert len(made.pages) % 2 == 0
    assert [rule.thickness for rule in rules] == [0.35, 0.25, 0.35]
    assert rules[-1].y == near(262)
    others = [run.baseline for run in last.runs if run.tag not in (Tag.IMPRINT, Tag.PAGE_NUMBER)]
    seals = [seal.y + seal.diameter for seal in made.seals if seal.page == last.number]
    assert all(y < rules[0].y for y in others + seals)


def test_without_copies_and_printer_there_is_no_imprint_and_no_even_page() -> None:
    made = layout(notice(cc="", printer="", printed_on=None), FACES)
    assert len(made.pages) == 1
    assert not [rule for rule in made.pages[-1].rules if rule.tag is Tag.IMPRINT]


def test_page_numbers_stand_7_mm_below_the_area_outside_on_both_sides() -> None:
    made = layout(notice(blocks=rows_of_text(60)), FACES)
    small = GBT9704.small_size * profile.POINT
    for page in made.pages:
        number = next(run for run in page.runs if run.tag is Tag.PAGE_NUMBER)
        dash = number.face.outline("—").box[3] / 1000 * small
        assert number.text == f"— {page.number} —"
        assert number.baseline - dash == near(269)
        if page.number % 2:
            assert number.xs[-1] + small == near(184 - small)
        else:
            assert number.xs[0] == near(28 + small)


def test_a_blank_page_and_the_imprint_behind_it_are_not_numbered() -> None:
    documents = [notice(blocks=rows_of_text(amount), cc="各有关单位，" * 60) for amount in range(14, 34)]
    made = next(one for one in (layout(document, FACES) for document in documents) if not one.pages[-2].runs)
    numbered = [any(run.tag is Tag.PAGE_NUMBER for run in page.runs) for page in made.pages]
    assert numbered == [True] * (len(made.pages) - 2) + [False, False]


def test_annexes_open_pages_with_label_in_row_one_and_title_in_row_three() -> None:
    annexes = (
        Annex("甬江市加快数字政府建设行动方案", rows_of_text(30)),
        Annex("重点任务分工方案", rows_of_text(3), "附件1"),
    )
    made = layout(notice(annexes=annexes), FACES)
    titles = runs(made.pages, Tag.ANNEX_TITLE)
    (label,) = runs(made.pages, Tag.ANNEX_LABEL)
    assert label.top == near(37)
    assert label.xs[0] == near(28)
    assert [title.top for title in titles] == [near(37 + GBT9704.pitch), near(37 + 2 * GBT9704.pitch)]
    assert "".join(run.text for run in runs(made.pages, Tag.ANNEX_BODY)) == "".join(
        block.text for annex in annexes for block in annex.blocks
    )


def test_headings_take_their_faces_up_to_the_first_full_stop() -> None:
    blocks = (Block("一、总体要求", 1), Block("（一）指导思想。全面贯彻落实。", 2), Block("1.统筹推进。", 3))
    body = runs(layout(notice(blocks=blocks), FACES).pages, Tag.BODY)
    assert [(run.text, run.role.value) for run in body] == [
        ("一、总体要求", "黑体"),
        ("（一）指导思想。", "楷体"),
        ("全面贯彻落实。", "仿宋"),
        ("1.统筹推进。", "仿宋"),
    ]


def test_addressees_that_crowd_out_the_text_move_to_the_imprint() -> None:
    made = layout(notice(main_addressees="甬江市有关单位，" * 40 + "各单位"), FACES)
    assert not runs(made.pages, Tag.ADDRESSEE)
    assert "主送：甬江市有关单位" in "".join(run.text for run in runs(made.pages, Tag.IMPRINT))
    assert any(run.tag is Tag.BODY for run in made.pages[0].runs)


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        (notice(title="\n".join(["甬江市人民政府"] * 12)), FirstPageWithoutText),
        (notice(seal_diameter=120.0), SealTooLarge),
        (notice(cc="各有关单位，" * 300), ImprintTooLong),
        (notice(note="\U0001f600\U0010fff0"), GlyphMissing),
    ],
)
def test_what_has_no_lawful_arrangement_is_refused(document: Document, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        layout(document, FACES)
    assert str(caught.value)


def test_every_missing_character_is_named() -> None:
    with pytest.raises(GlyphMissing, match=r"U\+10FFF0.*U\+1F600"):
        layout(notice(note="\U0001f600", organ="\U0010fff0"), FACES)


@law
@given(amounts, st.booleans(), st.sampled_from(["", "特急"]))
def test_the_text_of_the_pages_is_the_text_of_the_document(amount: int, signed: bool, urgency: str) -> None:
    document = notice(
        blocks=(*rows_of_text(amount), Block(SENTENCE)),
        copy_no="000001",
        urgency=urgency,
        signers=("张某", "李某某") if signed else (),
        attachment_names=("分工方案", "清单"),
        formed_on=date(2026, 1, 9),
    )
    made = layout(document, FACES)
    shown = "".join(run.text for page in made.pages for run in page.runs if run.tag is not Tag.PAGE_NUMBER)
    assert "".join(shown.split()) == "".join(text_of(document).split())


def test_the_record_says_what_stood_in_for_what() -> None:
    record = layout(notice(blocks=(Block("（一）指导思想。全面贯彻落实。", 2),)), FACES).record
    assert record.pages == 2
    assert {use.role.value for use in record.substitutions} == {"仿宋", "小标宋", "楷体", "宋体"}
    assert all(use.face.startswith("Noto") for use in record.fonts)
