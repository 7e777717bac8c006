"""Every golden document against the numbers of GB/T 9704-2012, in millimetres: text, imprint, page numbers."""

from dataclasses import replace
from itertools import groupby

import pytest

from documents.typesetting.formats.layout import first_page, layout
from documents.typesetting.model import Block, Format
from documents.typesetting.page import Heading, Tag
from documents.typesetting.profile import GBT9704, office_profile
from documents.typesetting.wording import text_of, title_text
from tests.documents.typesetting.examples import FACES, runs
from tests.documents.typesetting.golden import GOLDEN, laid
from tests.documents.typesetting.measuring import CELL, EM, PITCH, SMALL, TEXT, end, imprint_rules, lines, near, of


def test_all_kinds_and_formats_are_there() -> None:
    kinds = [
        "决议",
        "决定",
        "命令",
        "公报",
        "公告",
        "通告",
        "意见",
        "通知",
        "通报",
        "报告",
        "请示",
        "批复",
        "议案",
        "函",
        "纪要",
    ]
    assert {document.kind for document in GOLDEN.values()} == set(kinds)
    assert {document.format for document in GOLDEN.values()} == set(Format)
    assert len(GOLDEN) >= 40


@of(*Format)
def test_nothing_is_lost_and_nothing_added(name: str) -> None:
    unread = (Tag.PAGE_NUMBER, Tag.TABLE_HEAD_AGAIN)
    shown = "".join(run.text for page in laid(name).pages for run in page.runs if run.tag not in unread)
    moved = not runs(laid(name).pages, Tag.ADDRESSEE)
    assert "".join(shown.split()) == "".join(text_of(GOLDEN[name], addressees_in_imprint=moved).split())


@of(*Format)
def test_paragraphs_begin_two_characters_in_and_go_on_at_the_margin(name: str) -> None:
    for _, group in groupby(runs(laid(name).pages, Tag.BODY, Tag.ANNEX_BODY), key=lambda run: run.part):
        first, *others = lines(list(group))
        assert first[0].xs[0] == near(28 + 2 * CELL)
        assert all(line[0].xs[0] == near(28) for line in others)
    assert all(line[0].xs[0] == near(28) for line in lines(runs(laid(name).pages, Tag.ADDRESSEE)))


@of(*Format)
def test_pages_hold_at_most_22_rows_inside_the_area_the_first_one_text(name: str) -> None:
    bottom = 271.0 if GOLDEN[name].format is Format.LETTER else 262.1
    for page in laid(name).pages:
        upright = [run for run in runs((page,), Tag.ADDRESSEE, Tag.BODY, Tag.ATTACHMENTS) if not run.turned]
        assert len({round(run.top, 2) for run in upright}) <= (22 if page.pitch == PITCH else 23)
        assert all(run.top >= 36.9 and run.top + EM <= (bottom if page.number == 1 else 262.1) for run in upright)
    assert runs(laid(name).pages[:1], *TEXT)


@of(Format.GENERAL, Format.ORDER, Format.MINUTES, where=lambda document: document.cc)
def test_the_imprint_ends_at_262_mm_on_the_last_page_an_even_one(name: str) -> None:
    last, rules = laid(name).pages[-1], imprint_rules(laid(name).pages[-1])
    assert last.number % 2 == 0
    assert [rule.thickness for rule in rules] == [0.35, 0.25, 0.35]
    assert rules[-1].y == near(262)
    assert all((rule.x, rule.width) == (28, 156) for rule in rules)
    printed = runs((last,), Tag.IMPRINT)
    assert printed[0].xs[0] == near(28 + SMALL)
    assert printed[-1].text.endswith("印发")
    assert end(printed[-1]) == near(184 - SMALL)
    others = [run.baseline for run in last.runs if run.tag not in (Tag.IMPRINT, Tag.PAGE_NUMBER)]
    assert all(y < rules[0].y for y in others)


@of(Format.LETTER, where=lambda document: document.cc)
def test_the_imprint_of_a_letter_stands_at_the_foot_without_rules(name: str) -> None:
    last = laid(name).pages[-1]
    assert not imprint_rules(last)
    assert max(run.top for run in runs((last,), Tag.IMPRINT)) + SMALL == near(262)


@of(*Format)
def test_page_numbers_stand_7_mm_below_the_area_outside_but_not_on_a_letters_first_page(name: str) -> None:
    pages = laid(name).pages
    blank = [page.number for page in pages if not (page.runs or page.pictures)]
    unnumbered = {*blank, *([len(pages)] if len(pages) - 1 in blank else [])}
    unnumbered |= {1} if GOLDEN[name].format is Format.LETTER else set()
    for page in pages:
        number = runs((page,), Tag.PAGE_NUMBER)
        assert bool(number) == (page.number not in unnumbered)
        for run in number:
            assert run.text == f"— {page.number} —"
            assert not run.turned
            assert run.baseline - run.face.outline("—").box[3] / 1000 * SMALL == near(269)
            assert end(run) == near(184 - SMALL) if page.number % 2 else run.xs[0] == near(28 + SMALL)


@of(Format.MINUTES)
def test_who_was_there_stands_one_blank_row_below_the_text_aligned_behind_the_colon(name: str) -> None:
    groups = [list(group) for _, group in groupby(runs(laid(name).pages, Tag.ATTENDANCE), key=lambda run: run.part)]
    page = next(page for page in laid(name).pages if runs((page,), Tag.ATTENDANCE))
    text = [run.top for run in runs((page,), Tag.BODY)]
    assert [group[0].text for group in groups] == [f"{group.label}：" for group in GOLDEN[name].attendance]
    assert not text or groups[0][0].top - max(text) == near(2 * page.pitch)
    for label, first, *others in groups:
        assert (label.role.value, label.xs[0]) == ("黑体", near(28 + 2 * CELL))
        assert all(line[0].xs[0] == near(first.xs[0]) for line in lines(others) if line[0].baseline != first.baseline)


def test_minutes_name_in_their_imprint_who_gets_them_and_divide_no_name() -> None:
    made = laid("纪要 专题")
    printed = "".join(run.text for run in runs(made.pages, Tag.IMPRINT))
    assert printed.startswith(f"分送：{GOLDEN['纪要 专题'].main_addressees}。")
    rows = ["".join(run.text for run in line) for line in lines(runs(made.pages, Tag.ATTENDANCE))]
    assert {name for row in rows for name in row.removeprefix("出席：").split()} == set(
        GOLDEN["纪要 专题"].attendance[0].names.split()
    )


@of(*Format, where=lambda document: title_text(document))
def test_the_outline_names_titles_and_headings_where_they_stand(name: str) -> None:
    document, outline = GOLDEN[name], laid(name).outline
    heads = (*document.blocks, *(block for annex in document.annexes for block in annex.blocks))
    numbered = [block for block in heads if isinstance(block, Block) and block.level]
    titles = [title_text(document), *(annex.title for annex in document.annexes)]
    assert [entry.text for entry in outline if not entry.level] == titles
    assert [entry.level for entry in outline if entry.level] == [block.level for block in numbered]
    assert all(block.text.startswith(entry.text) for entry, block in zip(_headings(name), numbered, strict=True))
    assert list(outline) == sorted(outline, key=lambda entry: (entry.page, entry.y))


def _headings(name: str) -> list[Heading]:
    return [entry for entry in laid(name).outline if entry.level]


@pytest.mark.parametrize("name", ["通知 长文", "通知 印发", "意见 五机关联合", "函 三页", "命令 附办法", "纪要 长文"])
def test_the_first_page_alone_is_the_first_page_of_the_whole(name: str) -> None:
    whole = laid(name).pages[0]
    alone = first_page(GOLDEN[name], FACES)
    assert [(run.text, run.xs, run.baseline) for run in alone.runs] == [
        (run.text, run.xs, run.baseline) for run in whole.runs
    ]
    assert alone.rules == whole.rules


@pytest.mark.parametrize(
    ("name", "number", "by", "moved"),
    [
        ("通知", "mark_ink_top", -5, Tag.MARK),
        ("命令", "order_mark_ink_top", 4, Tag.MARK),
        ("函", "letter_mark_ink_top", -10, Tag.MARK),
        ("纪要", "minutes_mark_ink_top", -3, Tag.MARK),
        ("函", "letter_rule_gap", 1, Tag.NUMBER),
        ("通知", "red_rule_gap", 1, Tag.TITLE),
        ("通知", "page_number_gap", 2, Tag.PAGE_NUMBER),
    ],
)
def test_an_offices_own_number_moves_what_it_is_about(name: str, number: str, by: float, moved: Tag) -> None:
    changed = office_profile({number: getattr(GBT9704, number) + by})
    before, after = (runs(made.pages, moved)[0] for made in (laid(name), layout(GOLDEN[name], FACES, changed)))
    assert after.baseline - before.baseline == pytest.approx(by, abs=0.01)


def test_an_office_may_put_the_imprint_on_any_last_page() -> None:
    document = replace(GOLDEN["通知 短标题"], blocks=(Block("放假三天。"),), cc="")
    made = layout(document, FACES, office_profile({"imprint_on_even_page": 0}))
    assert len(made.pages) == 1
    assert imprint_rules(made.pages[0])[-1].y == near(262)
