from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.intake import errors, txt
from server.intake.encoding import decode
from server.intake.glosses import gloss_places, remove_glosses
from server.intake.outline import level
from server.intake.punctuation import full_width
from server.intake.source import Line, kept, numbered
from server.intake.wording import bare_dates, calendar_date, doc_number, han_number, han_numeral

from .samples import PLAN, SAMPLES

MARKS = ",;:?!()"
WIDE = "".join(chr(ord(mark) + 0xFEE0) for mark in MARKS)
NARROW = str.maketrans(WIDE, MARKS)
MIXED = st.text(f"市政府的一{MARKS}{WIDE}“”《》、。ab1 0.:/%httpwww\n", max_size=60)


@given(MIXED)
def test_punctuation_changes_marks_only_and_only_once(text: str) -> None:
    once = full_width(text)
    assert full_width(once) == once
    assert once.translate(NARROW) == text.translate(NARROW)


@given(st.text(f"abcXYZ 0123456789.{MARKS}/-'", max_size=60))
def test_latin_text_keeps_its_punctuation(text: str) -> None:
    assert full_width(text) == text


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("数字证书(CA)认证系统", "数字证书\uff08CA\uff09认证系统"),
        ("各区(县、市)人民政府,市直各单位:", "各区\uff08县、市\uff09人民政府\uff0c市直各单位\uff1a"),
        ("依照GB/T 9704-2012,于10:30前报1,000份", "依照GB/T 9704-2012\uff0c于10:30前报1,000份"),
        ("见https://example.cn/a?b=1,2(c),请知悉!", "见https://example.cn/a?b=1,2(c)\uff0c请知悉\uff01"),
        ("AI(人工智能)、f(x)", "AI\uff08人工智能\uff09、f(x)"),
        ("(一)目标;(二)任务", "\uff08一\uff09目标\uff1b\uff08二\uff09任务"),
    ],
)
def test_punctuation_in_chinese_surroundings(text: str, wide: str) -> None:
    assert full_width(text) == wide


CHINESE = st.text("甬江市人民政府关于公文办理的通知,。、(一)1CA", min_size=1, max_size=80)
GLOSSES = {"人": "people", "的": "of", "于": "At", "一": "one", "公": "public"}


@given(CHINESE)
def test_glosses_go_and_the_text_under_them_stays(text: str) -> None:
    plain = text + "人的一公于"
    glossed = "".join(
        f"{character}({GLOSSES[character]})" if character in GLOSSES else character for character in plain
    )
    assert remove_glosses(glossed) == plain


@given(st.text("人(people)的(of)于(At)一(one)公告", max_size=120))
def test_glosses_stand_where_they_are_said_to(text: str) -> None:
    rest = list(text)
    for start, end in reversed(gloss_places(text)):
        assert (text[start] + text[end - 1]).isascii()
        del rest[start:end]
    assert "".join(rest) == remove_glosses(text)


@given(st.text(" \u3000\xa0\u200b\ufeff一二a", max_size=20))
def test_what_is_kept_of_a_line_is_what_a_paragraph_says(line: str) -> None:
    paragraphs = numbered([Line(line)])
    assert "".join(line[at] for at in kept(line)) == "".join(each.text for each in paragraphs)


@given(st.text("数字证书(CA)应用(app)市政府办公厅的云()abc", max_size=80))
def test_two_odd_brackets_are_no_glosses(text: str) -> None:
    cleaned = remove_glosses(text)
    assert cleaned == text or text.count("(") >= 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("path", [*SAMPLES, PLAN], ids=lambda path: path.stem)
def test_a_text_means_the_same_in_every_encoding(path: Path, encoding: str) -> None:
    text = path.read_text("utf-8")
    assert decode(text.encode(encoding)).text == text


@given(st.binary(max_size=200))
def test_no_bytes_are_decoded_with_loss(data: bytes) -> None:
    try:
        found = decode(data)
    except (errors.Undecodable, errors.BinaryText, errors.UnmarkedUtf16):
        return
    assert data.endswith(found.text.encode(found.encoding))


def test_paragraphs_are_counted_as_an_editor_counts_lines() -> None:
    source = txt.read("一\r\n\r\n \u3000二\xa0\u200b\n三".encode())
    assert [(line.number, line.text) for line in source.paragraphs] == [(1, "一"), (3, "二"), (4, "三")]


@given(st.integers(1, 99))
def test_chinese_numerals_are_read_as_written(number: int) -> None:
    assert han_number(han_numeral(number)) == number
    assert level(f"{han_numeral(number)}、") == 1
    assert level(f"({han_numeral(number)})") == 2
    assert level(f"{number}.某") == 3
    assert level(f"\uff08{number}\uff09") == 4
    assert level(f"{number}.5亿元") == 0


@given(st.dates(date(1949, 10, 1), date(2099, 12, 31)))
def test_a_date_is_read_in_every_spelling(day: date) -> None:
    digits = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    assert calendar_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert calendar_date(day.isoformat()) == day
    assert calendar_date(f"{digits}年{han_numeral(day.month)}月{han_numeral(day.day)}日") == day
    assert day in bare_dates(f"{day.year}{day.month}{day.day}")
    assert bare_dates(f"{day:%Y%m%d}") == (day,)


@given(
    st.integers(1949, 2099), st.integers(1, 9999), st.sampled_from(["()", "[]", "【】", "\uff08\uff09", "\u3014\u3015"])
)
def test_a_document_number_has_one_normal_spelling(year: int, number: int, brackets: str) -> None:
    normal = f"甬江政发\u3014{year}\u3015{number}号"
    assert doc_number(f"甬江政发{brackets[0]}{year}{brackets[1]}{number}号") == (normal, False)
    assert doc_number(f"甬江政发 {brackets[0]} {year} {brackets[1]} 第0{number}号") == (normal, False)
    assert doc_number(f"甬江政发{year}{number}号") == (normal, True)
