import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.secrecy.scan import Rule, scan, scan_name

LEVELS = st.sampled_from(["绝密", "机密", "秘密", "絕密", "機密"])
GAPS = st.text(" \t\u3000\u200b", max_size=3)
STARS = st.sampled_from("★☆")
TERMS = st.sampled_from(["", "1年", "10年", "\uff15年", "6个月", "长期"])
PROSE = st.text("国家秘密保密工作商业机密绝密级的是和,。年1★"[:-1], max_size=60)


def spaced(word: str, gap: str) -> str:
    return gap.join(word)


@given(PROSE, LEVELS, GAPS, STARS, GAPS, TERMS, PROSE)
def test_a_level_with_a_star_is_found_anywhere(
    before: str, level: str, gap: str, star: str, other: str, term: str, after: str
) -> None:
    text = f"{before}\n甲\n{spaced(level, gap)}{other}{star}{gap}{term}\n{after}"
    found = scan(text)
    assert found
    assert found.rule is Rule.STARRED_LEVEL
    assert text[found.position] == level[0]


@given(LEVELS, GAPS, TERMS, PROSE)
def test_a_leading_line_that_is_a_mark_is_found(level: str, gap: str, term: str, after: str) -> None:
    found = scan(f"\n000012\n{gap}{spaced(level, gap)}{gap}{term}{gap}\n{after}")
    assert found
    assert found.rule is Rule.LEADING_LINE


@given(st.lists(PROSE, max_size=20))
def test_words_in_prose_are_no_marks(sentences: list[str]) -> None:
    text = "\n".join(f"本单位{sentence}等事项" for sentence in sentences)
    assert scan(text) is None


@given(STARS, st.text("0123456789 ", max_size=4))
def test_a_star_with_a_term_is_a_mark(star: str, term: str) -> None:
    found = scan(f"甬江市文件{star}{term}年")
    assert found
    assert found.rule is Rule.STARRED_TERM


@pytest.mark.parametrize("name", ["【机密】方案.docx", "秘密-名单.xlsx", "机密.pdf", "甲(绝密).docx", "秘密★1年.txt"])
def test_marked_file_names_are_found(name: str) -> None:
    assert scan_name(name)


@pytest.mark.parametrize("name", ["保守国家秘密法.docx", "机密工作条例.pdf", "秘密战线.txt", "保密承诺书(2026).docx"])
def test_names_about_secrecy_are_no_marks(name: str) -> None:
    assert scan_name(name) is None


def test_a_finding_carries_no_content() -> None:
    found = scan("绝密★20年")
    assert found
    assert not re.search("[密★]", repr(found))


@pytest.mark.parametrize("unit", ["机", "机 ", "机密", "机密\n", "\n", "★", "★1", "密" + " " * 8, " "])
def test_ten_megabytes_are_scanned_in_linear_time(unit: str) -> None:
    text = unit * (3_000_000 // len(unit))
    began = time.process_time()
    scan(text)
    assert time.process_time() - began < 20


def test_real_texts_carry_no_mark() -> None:
    folder = os.environ.get("ZHENGBAN_REAL_TEXTS")
    if not folder:
        pytest.skip("ZHENGBAN_REAL_TEXTS is unset")
    assert {scan(path.read_text("utf-8")) for path in Path(folder, "seeds").glob("*.txt")} == {None}
