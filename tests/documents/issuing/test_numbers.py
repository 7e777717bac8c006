"""The laws of 发文字号: one printed form, read back from any form seen in the wild, and no hole in the sequence."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.issuing.errors import CodeInvalid
from documents.issuing.rules.numbers import Number, Reading, check_code, first_gap, parse

FULL_WIDTH = {ord(figure): ord(figure) + 0xFEE0 for figure in "0123456789"}
OPENING, CLOSING = "〔[(【\uff08\uff3b\ufe5d", "〕])】\uff09\uff3d\ufe5e"
"""Six-cornered, square, round and black ones, ASCII, full-width and small."""

codes = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=20)
numbers = st.builds(Number, codes, st.integers(1949, 2099), st.integers(1, 999_999))


class Form(NamedTuple):
    """One way in which people write a number."""

    open: str
    close: str
    ordinal: str
    noughts: str
    space: str
    full_width: bool

    def write(self, number: Number) -> str:
        year, n = str(number.year), f"{self.noughts}{number.n}"
        if self.full_width:
            year, n = year.translate(FULL_WIDTH), n.translate(FULL_WIDTH)
        return self.space.join([number.code, self.open, year, self.close, self.ordinal, n, "号"])


forms = st.builds(
    Form,
    open=st.sampled_from([*OPENING, ""]),
    close=st.sampled_from([*CLOSING, ""]),
    ordinal=st.sampled_from(["", "第"]),
    noughts=st.sampled_from(["", "0", "00"]),
    space=st.sampled_from(["", " ", "\u3000"]),
    full_width=st.booleans(),
)


@given(numbers)
def test_what_is_printed_reads_back_undamaged(number: Number) -> None:
    assert parse(number.text) == Reading(number, damaged=False)
    assert number.text == f"{number.code}〔{number.year}〕{number.n}号"


@given(numbers, forms)
def test_every_form_reads_as_the_same_number_and_lost_brackets_are_told(number: Number, form: Form) -> None:
    assert parse(form.write(number)) == Reading(number, damaged=not (form.open and form.close))


@given(st.text(max_size=30))
def test_whatever_is_read_is_a_lawful_number(text: str) -> None:
    reading = parse(text)
    if reading:
        check_code(reading.number.code)
        assert parse(reading.number.text) == Reading(reading.number, damaged=False)


@pytest.mark.parametrize(
    "text", ["", "甬江政发〔2026〕0号", "甬江政发〔26〕1号", "甬江政发〔2026〕1", "2026〕1号", "X发〔2026〕1号"]
)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert parse(text) is None


@given(codes, st.sampled_from([*"〔〕[]()1Aa 　", ""]), st.integers(0, 20))
def test_a_code_is_chinese_characters_alone(code: str, mark: str, at: int) -> None:
    check_code(code)
    broken = code[:at] + mark + code[at:] if mark else code[:1]
    with pytest.raises(CodeInvalid):
        check_code(broken)


@given(st.sets(st.integers(1, 300)))
def test_the_first_gap_is_the_least_missing_number_below_the_highest(given_numbers: set[int]) -> None:
    missing = set(range(1, max(given_numbers, default=0))) - given_numbers
    assert first_gap(given_numbers) == (min(missing) if missing else None)
