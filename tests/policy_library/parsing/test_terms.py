"""施行日期 and 有效期: what a text says of itself, and nothing of what it says of others."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_library.catalogue.rules.metadata import SURE
from policy_library.parsing.read import read_text
from policy_library.parsing.terms import Term, of_text

from .samples import ORDER

MADE = date(2024, 3, 8)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def days(found: Term) -> tuple[date | None, date | None]:
    begins, ends = found.effective_from, found.valid_until
    return begins.value if begins else None, ends.value if ends else None


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@given(DAYS, st.integers(0, 9000), st.sampled_from(["施行", "实施", "执行"]), st.sampled_from(["本办法", "本通知", ""]))
def test_a_term_between_two_days_is_read_with_its_place_and_never_surely(
    begins: date, length: int, verb: str, own: str
) -> None:
    ends = begins + timedelta(length)
    text = f"一、内容。\n  {own}自{written(begins)}起{verb}，有效期至{written(ends)}。\n"
    found = of_text(text, MADE)
    assert days(found) == (begins, ends)
    for element in (found.effective_from, found.valid_until):
        assert element is not None
        assert element.confidence * 100 < SURE
        (span,) = element.spans
        assert written(element.value) in text.split("\n")[span.number - 1][span.start : span.end]


@given(DAYS, st.integers(1, 30))
def test_a_term_in_years_ends_the_day_before_its_anniversary(begins: date, years: int) -> None:
    first, last = days(of_text(f"本办法自{written(begins)}起施行，有效期{years}年。", MADE))
    assert (first, last and (last + timedelta(1)).year) == (begins, begins.year + years)
    assert last is not None
    assert (last + timedelta(1)).timetuple().tm_mon in (begins.month, 3)


@given(DAYS, DAYS)
def test_an_end_before_the_beginning_is_no_end(begins: date, ends: date) -> None:
    _, last = days(of_text(f"自{written(begins)}起施行，有效期至{written(ends)}。", MADE))
    assert last == (ends if ends >= begins else None)


@pytest.mark.parametrize(
    "text", ["本办法自发布之日起施行。", "本意见自印发之日起實施", "本办法自公布之日起施行，有效期2年。"]
)
def test_the_day_of_issue_is_the_day_on_which_it_was_made(text: str) -> None:
    assert days(of_text(text, MADE))[0] == MADE
    assert of_text(text, None) == Term()


@pytest.mark.parametrize(
    "text",
    [
        "许可证有效期为5年。",
        "自2024年1月1日起实施新的收费制度。",
        "本通知自印发之日起30日后施行。",
        "证书有效期至2029年4月30日。",
        "自2024年2月31日起施行。",
        "本办法自9999年5月1日起试点。有效期5年。",
    ],
)
def test_what_a_text_says_of_something_else_is_not_its_term(text: str) -> None:
    assert of_text(text, MADE) == Term()


def test_no_term_goes_beyond_the_calendar() -> None:
    assert days(of_text("本办法自9999年5月1日起施行，有效期5年。", MADE))[1] is None


def test_a_text_that_says_two_days_is_doubted() -> None:
    one, two = "本通知自2024年4月1日起执行。\n", "本办法自2024年5月1日起施行。\n"
    agreed, doubted = of_text(two + two, MADE).effective_from, of_text(one + two, MADE).effective_from
    assert agreed is not None
    assert doubted is not None
    assert (doubted.value, doubted.confidence < agreed.confidence) == (date(2024, 5, 1), True)


def test_an_order_says_from_when_what_it_brings_applies() -> None:
    policy = read_text(ORDER)
    assert policy.effective_from is not None
    assert policy.effective_from.value == date(2026, 5, 1)
    (span,) = policy.effective_from.spans
    assert "2026年5月1日" in policy.literal(span)
