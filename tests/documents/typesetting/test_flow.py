"""Laws of page breaks: text on the first page and beside the seal, no heading at a page's foot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.typesetting.errors import SealWithoutText
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block, Cell, Figure, Table
from documents.typesetting.page import Layout, Page, Tag
from documents.typesetting.profile import GBT9704, POINT
from tests.documents.typesetting.examples import FACES, SENTENCE, law, notice, rows_of_text, runs

seals = st.sampled_from([None, 42.0, 45.0, 50.0])
names = st.lists(st.integers(min_value=1, max_value=45).map(lambda length: "甬" * length), max_size=5).map(tuple)
sections = st.lists(
    st.tuples(
        st.lists(st.integers(min_value=4, max_value=30), max_size=3).map(
            lambda lengths: tuple(
                Block("题" * length + "。" * (length % 2), level) for level, length in enumerate(lengths, 1)
            )
        ),
        st.integers(min_value=1, max_value=90).map(lambda length: (Block("文" * length),)),
    ).map(lambda parts: (*parts[0], *parts[1])),
    min_size=1,
    max_size=14,
).map(lambda parts: tuple(block for part in parts for block in part))


def body_rows(page: Page) -> list[str]:
    rows: dict[float, str] = {}
    for run in runs((page,), Tag.BODY):
        rows[run.baseline] = rows.get(run.baseline, "") + run.text
    return list(rows.values())


def seal_page(made: Layout) -> Page:
    return next(page for page in made.pages if runs((page,), Tag.DATE))


@law
@given(st.integers(min_value=2, max_value=50), names, seals)
def test_the_first_page_and_the_page_of_the_seal_carry_text(
    amount: int, attached: tuple[str, ...], seal: float | None
) -> None:
    made = layout(notice(blocks=rows_of_text(amount), attachment_names=attached, seal_diameter=seal), FACES)
    signed = seal_page(made)
    assert body_rows(made.pages[0])
    assert body_rows(signed)
    assert runs((signed,), Tag.ORGAN)
    assert {box.page for box in made.seals} <= {signed.number}


@law
@given(st.integers(min_value=4, max_value=50), names, seals)
def test_no_row_of_text_stands_alone_with_the_seal(amount: int, attached: tuple[str, ...], seal: float | None) -> None:
    made = layout(notice(blocks=rows_of_text(amount), attachment_names=attached, seal_diameter=seal), FACES)
    assert len(body_rows(seal_page(made))) >= 2


@law
@given(sections, names)
def test_no_heading_ends_a_page(blocks: tuple[Block, ...], attached: tuple[str, ...]) -> None:
    made = layout(notice(blocks=(*rows_of_text(2), *blocks), attachment_names=attached), FACES)
    assert not [page.number for page in made.pages if (body_rows(page) or ["文"])[-1].strip("。")[-1:] == "题"]
    shown = "".join(row for page in made.pages for row in body_rows(page))
    assert shown.endswith("".join(block.text for block in blocks))


@law
@given(st.integers(min_value=12, max_value=25), st.integers(min_value=1, max_value=30), st.integers(28, 90))
def test_two_rows_of_its_text_stand_below_a_heading(above: int, heading: int, text: int) -> None:
    blocks = (*rows_of_text(above), Block("题" * heading, 1), Block("文" * text))
    pages = [body_rows(page) for page in layout(notice(blocks=blocks), FACES).pages]
    (page,) = [page for page in pages if any("题" in row for row in page)]
    assert sum("题" in row for row in page) == -(-(heading + 2) // 28)
    assert sum("文" in row for row in page) >= 2


def test_the_first_name_of_an_attachment_does_not_end_a_page() -> None:
    for amount in range(5, 12):
        document = notice(blocks=rows_of_text(amount), attachment_names=("甲", "乙", "丙"), organ="", formed_on=None)
        pages = [runs((page,), Tag.ATTACHMENTS) for page in layout(document, FACES).pages]
        (labelled,) = [rows for rows in pages if "附件" in "".join(run.text for run in rows)]
        assert len({run.baseline for run in labelled}) >= 2


def test_every_element_is_a_part_of_its_own() -> None:
    parts = [run.part for run in runs(layout(notice(), FACES).pages, Tag.NUMBER, Tag.ORGAN, Tag.DATE, Tag.NOTE)]
    assert len(set(parts)) == 4
    assert parts == sorted(parts)


def test_only_the_sentence_of_a_heading_has_its_level() -> None:
    blocks = (Block("一、总则" * 9, 1), Block("1.分工明确。各单位照办。", 3), Block("（1）甲；", 4), Block("文"))
    body = runs(layout(notice(blocks=blocks), FACES).pages, Tag.BODY)
    assert [run.level for run in body] == [1, 1, 3, 0, 0, 0]
    assert body[2].text == "1.分工明确。"
    assert [body[number].part - body[0].part for number in range(6)] == [0, 0, 1, 1, 2, 3]


PARTS = (
    Table(((Cell("指标"), Cell("数值")), *((Cell("甲"), Cell("1")) for _ in range(4)))),
    Table(((Cell("指标"), Cell("数值")), (Cell("甲"), Cell(SENTENCE * 20)))),
    Figure(b"", 120.0, 90.0, "图"),
)


@pytest.mark.parametrize("part", PARTS, ids=["rows", "a long cell", "a figure"])
def test_a_table_or_figure_before_the_seal_is_text_and_the_seal_keeps_clear_of_it(part: Table | Figure) -> None:
    for amount in range(1, 30):
        made = layout(notice(blocks=(*rows_of_text(amount), part)), FACES)
        (seal,) = made.seals
        page = made.pages[seal.page - 1]
        rules = [rule.y for rule in page.rules if rule.tag is Tag.TABLE and not rule.upright]
        pictures = [picture.y + picture.height for picture in page.pictures]
        text = [run.top + run.size * POINT for run in runs((page,), Tag.BODY, Tag.TABLE, Tag.CAPTION)]
        lowest = max([*rules, *pictures, *text])
        assert body_rows(made.pages[0])
        assert -0.01 <= seal.y - lowest <= GBT9704.pitch
        assert seal.y + seal.diameter <= GBT9704.bottom + 0.01


def test_a_cell_that_leaves_the_seal_no_room_is_cut() -> None:
    high = Table(((Cell("甲"), Cell("文" * 600)),))
    made = layout(notice(blocks=(*rows_of_text(8), high)), FACES)
    pages = [page.number for page in made.pages if runs((page,), Tag.TABLE)]
    assert made.seals[0].page == pages[-1]
    assert len(pages) > 1


def test_a_seal_has_no_place_behind_a_turned_table() -> None:
    turned = Table(((Cell("指标"), Cell("数值")),) * 3, landscape=True)
    with pytest.raises(SealWithoutText):
        layout(notice(blocks=(*rows_of_text(3), turned)), FACES)
    made = layout(notice(blocks=(*rows_of_text(3), turned, *rows_of_text(2))), FACES)
    assert [page.number for page in made.pages if any(run.turned for run in page.runs)] == [2]
    assert made.seals[0].page == 3


def test_items_of_a_list_are_no_headings_and_fill_the_page() -> None:
    items = tuple(Block(f"{'甲' * 20}{number}。", 1) for number in range(40))
    made = layout(notice(blocks=items), FACES)
    assert len(body_rows(made.pages[1])) == 22


@pytest.mark.parametrize(
    ("amount", "attached"),
    [(1, ("名" * 60,) * 5), (30, ("名" * 60,) * 9)],
    ids=["one row of text", "names fill a page"],
)
def test_a_seal_that_cannot_stand_with_text_is_refused(amount: int, attached: tuple[str, ...]) -> None:
    with pytest.raises(SealWithoutText, match="附件名称"):
        layout(notice(blocks=rows_of_text(amount), attachment_names=attached), FACES)
