"""Laws of the offer to make half-width marks full width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.typesetting.marks import full_width
from tests.documents.typesetting.examples import law

text = st.text(st.sampled_from("甬江年,;:()?!.20ab%”》"), max_size=60)


@law
@given(text)
def test_it_keeps_the_length_and_is_done_at_once(written: str) -> None:
    once = full_width(written)
    assert len(once) == len(written)
    assert full_width(once) == once


@law
@given(text)
def test_it_changes_nothing_but_marks(written: str) -> None:
    changed = {(old, new) for old, new in zip(written, full_width(written), strict=True) if old != new}
    assert changed <= set(zip(",;:?!()", "，；：？！（）", strict=True))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("各区县(市),市直单位:", "各区县（市），市直单位："),
        ("(一)总体要求", "（一）总体要求"),
        ("计划(2026-2028年);", "计划（2026-2028年）；"),
        ("《方案》(甬政发〔2026〕1号),", "《方案》（甬政发〔2026〕1号），"),
        ("(1)统筹", "(1)统筹"),
        ("于10:30召开,1,200人", "于10:30召开，1,200人"),
        ("见GB/T (9704)", "见GB/T (9704)"),
    ],
)
def test_chinese_text_gets_chinese_marks(written: str, printed: str) -> None:
    assert full_width(written) == printed
