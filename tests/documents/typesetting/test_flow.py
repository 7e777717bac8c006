"""Laws of page breaks: text on the first page and beside the seal, no heading at a page's foot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.typesetting.errors import SealWithoutText
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block
from documents.typesetting.page import Layout, Page, Tag
from tests.documents.typesetting.examples import FACES, law, notice, rows_of_text, runs

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
