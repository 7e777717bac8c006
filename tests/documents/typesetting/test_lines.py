"""Laws of line breaking: nothing is lost, nothing stands where it must not, full lines are flush."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from documents.typesetting.engine import marks
from documents.typesetting.engine.lines import break_lines, place
from documents.typesetting.engine.measure import Measure, Span
from documents.typesetting.engine.setting import Row, paragraph
from documents.typesetting.fonts.faces import Role
from documents.typesetting.page import Tag
from documents.typesetting.profile import GBT9704
from tests.documents.typesetting.examples import FACES, law

BODY = Measure(FACES, GBT9704.body_size, GBT9704.cell)
INDENT = 2 * GBT9704.cell

hanzi = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=9)
word = st.one_of(
    hanzi,
    st.from_regex(r"[0-9]{1,4}(\.[0-9])?[年月日%]?", fullmatch=True),
    st.from_regex(r"[A-Za-z]{2,9}(/[A-Z]{1,3})?", fullmatch=True),
    hanzi.map(lambda text: f"“{text}”"),
    hanzi.map(lambda text: f"《{text}》（" + text + "）"),
    hanzi.map(lambda text: f"{text}——{text}"),
    hanzi.map(lambda text: f"{text}……"),
)
clause = st.tuples(word, hanzi, st.sampled_from("，。；：、！？,;")).map("".join)
prose = st.lists(clause, min_size=1, max_size=30).map("".join)
anything = st.text(st.sampled_from("中文“”（）。，—…—…·、2026ab %《》〔〕 "), max_size=120)


def rows_of(text: str, width: float = GBT9704.width) -> list[Row]:
    return paragraph(BODY, [Span(text)], Tag.BODY, width, INDENT, 0.0)


def printed(row: Row) -> str:
    return "".join(placed.char for placed in row.placed)


def right_edge(row: Row) -> float:
    """Where the last character's cell ends, or its ink when it gave up half its cell."""
    last = row.placed[-1]
    glyph = BODY.tokens([Span(last.char)], 999.0)[0].glyphs[0]
    return last.x - glyph.shift + glyph.width


@law
@given(st.one_of(prose, anything))
def test_no_character_is_lost_or_moved(text: str) -> None:
    assert "".join(printed(row) for row in rows_of(text)).replace(" ", "") == "".join(text.split())


@law
@given(prose)
def test_no_line_starts_or_ends_with_a_forbidden_mark(text: str) -> None:
    rows = [printed(row) for row in rows_of(text)]
    assert not [row for row in rows[1:] if row[0] in marks.NO_START]
    assert not [row for row in rows[:-1] if row[-1] in marks.NO_END]


@law
@given(prose)
def test_every_line_but_the_last_is_flush_and_the_last_stays_inside(text: str) -> None:
    *full, last = rows_of(text)
    for row in full:
        squeezed = GBT9704.cell / 2 if row.placed[-1].char in marks.LEFT_HALF else 0.0
        excess = right_edge(row) - GBT9704.width
        assert -0.2 <= excess <= squeezed + 0.2
    assert right_edge(last) <= GBT9704.width + GBT9704.cell / 2 + 0.01


@law
@given(prose)
def test_squeezed_marks_keep_clear_of_their_neighbours(text: str) -> None:
    squeezable = marks.LEFT_HALF | marks.RIGHT_HALF
    for row in rows_of(text):
        for left, right in pairwise(row.placed):
            if {left.char, right.char} & squeezable and not left.char.isascii() and not right.char.isascii():
                # A face may draw a rare character wider than its cell; only what lies inside is the layout's doing.
                ink = min(FACES.face(left.role, left.char).outline(left.char).box[2] / 1000, 1) * GBT9704.em
                start = FACES.face(right.role, right.char).outline(right.char).box[0] / 1000 * GBT9704.em
                assert left.x + ink <= right.x + start + 0.3


@law
@given(prose, st.integers(min_value=14, max_value=28))
def test_pairs_and_words_are_not_parted(text: str, cells: int) -> None:
    lines = break_lines(BODY.tokens([Span(text)], 14 * GBT9704.cell), cells * GBT9704.cell, cells * GBT9704.cell)
    texts = ["".join(glyph.char for token in line for glyph in token.glyphs) for line in lines]
    for before, after in pairwise(texts):
        assert not (before[-1] in marks.PAIRED and after[0] == before[-1])
        assert not (before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum())


@law
@given(prose)
def test_no_paragraph_ends_in_a_line_of_one_character(text: str) -> None:
    rows = rows_of(text)
    characters = [c for c in printed(rows[-1]) if c not in marks.NO_START | marks.NO_END]
    assert len(rows) == 1 or len(characters) > 1


@law
@given(st.integers(min_value=1, max_value=200))
def test_a_row_holds_28_characters(count: int) -> None:
    lines = [len(row.placed) for row in rows_of("甬" * count)]
    assert lines[0] == min(count, 26) or count == 27
    assert all(length in (27, 28) for length in lines[1:-1])
    assert all(length == 28 for length in lines[1:-2])


def test_cells_of_the_grid_are_exact() -> None:
    second = rows_of("甬" * 60)[1]
    tokens = BODY.tokens([Span("甬")], 99.0)
    for column, placed in enumerate(second.placed):
        assert abs(placed.x - tokens[0].glyphs[0].shift - column * GBT9704.width / 28) < 0.001


def test_a_word_longer_than_a_line_is_cut_and_kept() -> None:
    address = "https://example.invalid/" + "a1" * 60
    rows = rows_of("见" + address)
    assert "".join(printed(row) for row in rows) == "见" + address
    assert all(right_edge(row) <= GBT9704.width + 0.2 for row in rows)


@law
@given(prose)
def test_headings_and_text_in_several_faces_break_alike(text: str) -> None:
    tokens = BODY.tokens([Span(text, Role.HEITI), Span(text)], 140.0)
    lines = break_lines(tokens, GBT9704.width, GBT9704.width)
    assert sum(len(place(line)) for line in lines) == len("".join((text * 2).split()))
