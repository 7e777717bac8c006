"""The law of the look ahead: the first page of a text cut short is the first page of the whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting.engine.ahead import enough
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block
from documents.typesetting.page import Layout
from documents.typesetting.profile import GBT9704
from tests.documents.typesetting.examples import FACES, SENTENCE, notice

THREE_PAGES = 3 * GBT9704.rows * GBT9704.columns
paragraphs = st.builds(
    lambda text, times, level: Block("一二三四"[level - 1] + text * times if level else text * times, level),
    st.sampled_from([SENTENCE, "“《甬》”（，）", "il-1 ", "甬江市2026年"]),
    st.integers(min_value=1, max_value=8),
    st.integers(min_value=0, max_value=4),
)


def first_page(made: Layout) -> list[tuple[object, ...]]:
    return [(run.text, run.xs, run.baseline, run.tag, run.role, run.level) for run in made.pages[0].runs]


@settings(deadline=None, max_examples=20)
@given(st.lists(paragraphs, max_size=30), st.sampled_from([45.0, None]))
def test_the_first_page_is_that_of_the_whole(opening: list[Block], seal: float | None) -> None:
    blocks = (*opening, *[Block(SENTENCE * 2)] * 30)
    made = layout(notice(blocks=blocks, seal_diameter=seal), FACES)
    cut = layout(notice(blocks=enough(blocks, THREE_PAGES), seal_diameter=seal), FACES)
    assert len(made.pages) > 2
    assert first_page(cut) == first_page(made)


def test_little_is_left_of_a_long_text_and_all_of_a_short_one() -> None:
    blocks = (Block(SENTENCE),) * 2000
    assert len(enough(blocks, THREE_PAGES)) <= THREE_PAGES // GBT9704.columns
    assert enough(blocks[:10], THREE_PAGES) == blocks[:10]
