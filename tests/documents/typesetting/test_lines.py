"""Laws of line breaking: nothing is lost, nothing stands where it must not, full lines are flush."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.typesetting.engine import marks
from documents.typesetting.engine.lines import break_lines, place
from documents.typesetting.engine.measure import Fount, Measure, Span
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
    return "".join(piece.text for piece in row.placed)


def glyphs(row: Row) -> list[tuple[str, float, Fount]]:
    """Characters, their origins and their founts."""
    return [
        (char, piece.x + x, piece.fount) for piece in row.placed for char, x in zip(piece.text, piece.xs, strict=True)
    ]


def cell_of(row: Row, index: int) -> tuple[float, float]:
    """Where the cell of a character begins and ends, whatever it gave up."""
    char, x, _ = glyphs(row)[index]
    token = BODY.tokens([Span(char)], 999.0)[0]
    return x - token.origins[0], x - token.origins[0] + token.width


def flush_right(row: Row, width: float = GBT9704.width) -> bool:
    """The last cell ends at the margin, or the half of it that holds the ink of a mark."""
    excess = cell_of(row, -1)[1] - width
    halved = printed(row)[-1] in marks.LEFT_HALF
    return abs(excess) < 0.2 or (halved and abs(excess - GBT9704.cell / 2) < 0.2)


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
    assert [row for row in full if not flush_right(row)] == []
    assert cell_of(last, -1)[1] <= GBT9704.width + 0.01 or flush_right(last)
    assert [round(cell_of(row, 0)[0], 2) for row in (*full, last)] == [round(INDENT, 2)] + [0.0] * len(full)


@law
@given(prose)
def test_squeezed_marks_keep_clear_of_their_neighbours(text: str) -> None:
    squeezable = marks.LEFT_HALF | marks.RIGHT_HALF
    for row in rows_of(text):
        for (left, x, (face, _)), (right, right_x, (right_face, _)) in pairwise(glyphs(row)):
            if {left, right} & squeezable and not left.isascii() and not right.isascii():
                # A face may draw a rare character wider than its cell; only what lies inside is the layout's doing.
                ink = min(face.outline(left).box[2] / 1000, 1) * GBT9704.em
                start = right_face.outline(right).box[0] / 1000 * GBT9704.em
                assert x + ink <= right_x + start + 0.3


@law
@given(prose, st.integers(min_value=14, max_value=28))
def test_pairs_and_words_are_not_parted(text: str, cells: int) -> None:
    lines = break_lines(BODY.tokens([Span(text)], 14 * GBT9704.cell), cells * GBT9704.cell, cells * GBT9704.cell)
    texts = ["".join(token.text for token in line) for line in lines]
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
    lines = [len(printed(row)) for row in rows_of("甬" * count)]
    assert lines[0] == min(count, 26) or count == 27
    assert all(length in (27, 28) for length in lines[1:-1])
    assert all(length == 28 for length in lines[1:-2])


def test_cells_of_the_grid_are_exact() -> None:
    second = rows_of("甬" * 60)[1]
    for column in range(28):
        assert abs(cell_of(second, column)[0] - column * GBT9704.width / 28) < 0.001


def test_a_word_longer_than_a_line_is_cut_and_kept() -> None:
    address = "https://example.invalid/" + "a1" * 60
    rows = rows_of("见" + address)
    assert "".join(printed(row) for row in rows) == "见" + address
    assert all(cell_of(row, -1)[1] <= GBT9704.width + 0.2 for row in rows)


@law
@given(prose)
def test_headings_and_text_in_several_faces_break_alike(text: str) -> None:
    tokens = BODY.tokens([Span(text, Role.HEITI), Span(text)], 140.0)
    lines = break_lines(tokens, GBT9704.width, GBT9704.width)
    assert sum(len(piece.text) for line in lines for piece in place(line)) == len("".join((text * 2).split()))


UNPARTED = (
    *(
        "12月",
        "2026年",
        "5.5%",
        "3000万元",
        "10万亿元",
        "1.2万平方公里",
        "〔2026〕16号",
        "第12条",
        "30余名",
        "24小时",
        "3个百分点",
    ),
    *("——", "……", "GB/T", "IPv6", "3,000,000", "12:30", "37.5℃", "95％"),
)


@pytest.mark.parametrize("text", UNPARTED)
def test_numbers_and_their_units_words_and_pairs_stay_on_one_line(text: str) -> None:
    for before in range(28):
        lines = rows_of("甬" * before + text + "江" * 40)
        assert [row for row in lines if text in printed(row)], before


def test_a_date_may_be_parted_between_its_numbers_only() -> None:
    ends = {printed(rows_of("甬" * before + "2026年11月22日前" + "江" * 40)[0]).strip("甬") for before in range(18, 27)}
    assert ends <= {"", "2026年", "2026年11月", "2026年11月22日", "2026年11月22日前", "2026年11月22日前江"}
    assert {"2026年", "2026年11月"} <= ends


@pytest.mark.parametrize("mark", sorted(marks.NO_START - marks.NO_END - {"…"}))
def test_every_forbidden_mark_is_kept_from_the_start_of_a_line(mark: str) -> None:
    rows = [row for count in range(1, 4) for row in rows_of("甬" * 26 + mark * count + "江" * 40)[1:]]
    assert not [row for row in rows if printed(row).startswith(mark)]


@pytest.mark.parametrize("mark", sorted(marks.NO_END))
def test_every_opening_mark_is_kept_from_the_end_of_a_line(mark: str) -> None:
    rows = [row for count in range(1, 4) for row in rows_of("甬" * (26 - count) + mark * count + "江" * 40)[:-1]]
    assert not [row for row in rows if printed(row).endswith(mark)]


def test_the_mark_at_the_end_gives_its_half_then_neighbours_and_then_the_others() -> None:
    cell = GBT9704.cell
    line = BODY.tokens([Span("甬，江》（市。")], 99.0)

    def steps(cells: float) -> list[float]:
        xs = [piece.x + x for piece in place(line, cells * cell) for x in piece.xs]
        return [round((right - left) / cell, 2) for left, right in pairwise(xs)]

    assert steps(7) == [1, 1, 1, 1, 1, 1]
    assert steps(6.5) == [1, 1, 1, 1, 1, 1]
    assert steps(6.8) == [1.05, 1.05, 1.05, 1.05, 1.05, 1.05]
    assert steps(6) == [1, 1, 1, 0.5, 1, 1]
    assert steps(5.25) == [1, 0.75, 1, 0, 1, 1]


def test_a_wide_space_keeps_its_cell() -> None:
    token = BODY.tokens([Span("甬\u3000江")], 99.0)[1]
    assert (token.text, token.width, token.space) == (" ", GBT9704.cell, True)


def test_a_word_too_long_for_its_line_changes_nothing_around_it() -> None:
    before = "甬江市（“三年”行动）， 。"
    tokens = BODY.tokens([Span(before + "a" * 200)], 140.0)
    assert tokens[: len(before)] == BODY.tokens([Span(before)], 140.0)
