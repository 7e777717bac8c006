"""Reading a query, and the piece of a clause that is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_library.parsing.folding import bigrams, fold
from policy_library.search.errors import NothingAsked
from policy_library.search.rules import asked
from policy_library.search.rules.finding import SNIPPET, cut

NUMBER = "甬江政发〔2025〕16号"
SPELLINGS = (
    NUMBER,
    "甬江政发[2025]16号",
    "甬江政发（2025）16号",
    "甬江政发 2025 16",
    "甬江政发〔２０２５〕１６号",
    "甬江政发〔2025〕 16 号",
    "甬江政發〔2025〕16號",
)


@given(st.text(max_size=200))
def test_every_text_is_a_query_or_asks_nothing(text: str) -> None:
    try:
        found = asked.read(text)
    except NothingAsked:
        assert not bigrams(fold(text))
    else:
        assert 1 <= found.needed <= len(found.terms) <= asked.MOST_TERMS
        assert len(set(found.terms)) == len(found.terms)


@pytest.mark.parametrize("text", ["", " ", "。，！", "「」", "\u3000\t"])
def test_without_a_letter_nothing_is_asked(text: str) -> None:
    with pytest.raises(NothingAsked):
        asked.read(text)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_all_spellings_of_a_number_are_one_number(spelling: str) -> None:
    assert set(asked.read(spelling).numbers) >= set(asked.read(NUMBER).numbers) != set()


@pytest.mark.parametrize(("opened", "closed"), ["「」", "『』", "“”", '""'])
def test_what_is_quoted_must_stand_as_it_is(opened: str, closed: str) -> None:
    assert asked.read(f"{opened}数据共享{closed} 平台").phrases == (("数据", "据共", "共享"),)


def test_a_word_of_four_characters_needs_all_of_it() -> None:
    assert asked.read("数字政府").needed == 3


@given(st.data())
def test_a_snippet_is_a_piece_of_the_clause_with_its_whole_matches(data: st.DataObject) -> None:
    text = data.draw(st.text("甲乙丙丁", max_size=600))
    ends = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=20)))
    marks = [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False) if b - a <= SNIPPET // 2]
    piece, start, inside = cut(text, marks)
    assert text[start : start + len(piece)] == piece
    assert len(piece) <= SNIPPET
    assert {(a + start, b + start) for a, b in inside} <= set(marks)
    assert bool(inside) == bool(marks)
