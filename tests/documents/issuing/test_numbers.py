"""The laws of 发文字号: one printed form, by which it is found again, and no hole in the sequence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.drafting.rules.kinds import Kind
from documents.issuing.errors import CodeInvalid
from documents.issuing.rules.numbers import EVER, Number, check_code, first_gap, year_of
from policy_library.parsing.numbers import key
from server.demo.city import CODES

codes = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=20)


@given(st.sampled_from([code for _, code in CODES]), st.integers(1949, 2099), st.integers(1, 99_999))
def test_a_printed_number_is_found_by_its_key(code: str, year: int, n: int) -> None:
    assert key(Number(code, year, n).text) == f"{code}|{year}|{n}"


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


def test_orders_are_numbered_through_the_years_and_everything_else_within_one() -> None:
    assert {kind for kind in Kind if year_of(kind, date(2026, 1, 2)) == EVER} == {Kind.ORDER}
    assert year_of(Kind.NOTICE, date(2026, 1, 2)) == 2026
    assert Number("甬江政令", EVER, 12).text == "第12号"
