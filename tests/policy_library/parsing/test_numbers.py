import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_library.parsing.numbers import key, keys_in, numbers_in, printed, tail, tail_of
from policy_library.parsing.numerals import han_value

from .samples import real_texts

CODES = st.sampled_from(["甬江政发", "甬江政办函", "国发", "甬江发改", "法释"])
YEARS, SERIALS = st.integers(1949, 2099), st.integers(1, 9999)
FULL_WIDTH = str.maketrans("0123456789()[]", "０１２３４５６７８９（）［］")
HAN_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def spellings(code: str, year: int, serial: int) -> list[str]:
    plain = f"{code}〔{year}〕{serial}号"
    return [
        plain,
        f"{code}[{year}]{serial}号",
        f"{code}（{year}）第0{serial}号" if serial < 1000 else plain,
        f"{code} {year} {serial}",
        plain.translate(FULL_WIDTH),
        f"{code}【{year}】 {serial} 号",
        f"{code}〔{str(year).translate(HAN_DIGITS)}〕{serial}号",
        f"（{plain}）",
        plain.replace("发", "發").replace("国", "國"),
        f"{code}{year}{serial}号",
        *(f"{code}{year}{dash}{serial}号" for dash in "-－—" if not 1900 <= serial < 2100),
    ]


@given(CODES, YEARS, SERIALS)
def test_every_spelling_of_a_number_gives_one_key(code: str, year: int, serial: int) -> None:
    assert {key(each) for each in spellings(code, year, serial)} == {f"{code}|{year}|{serial}"}


@given(CODES, YEARS, SERIALS)
def test_every_spelling_is_printed_alike_and_its_tail_is_what_remains_without_the_code(
    code: str, year: int, serial: int
) -> None:
    assert {printed(each) for each in spellings(code, year, serial)} == {f"{code}〔{year}〕{serial}号"}
    bare = (f"〔{year}〕{serial}号", f"[{year}]{serial}", f"{year}年{serial}号", f"（{year}）第{serial}号")
    assert {tail(each) for each in bare} == {tail_of(f"{code}|{year}|{serial}")}


@pytest.mark.parametrize("text", ["2024年7月", "2024-7", "第7号", "〔2024〕0号", "甬江政发〔2024〕7号", "2024", ""])
def test_what_is_no_number_without_its_code_has_no_tail(text: str) -> None:
    assert tail(text) is None


def test_a_period_is_no_number() -> None:
    assert key("甬江市规划2021-2025") is None
    assert tail_of("国令||707") == ""


@given(CODES, YEARS, SERIALS, st.sampled_from(["根据", "见", "，以及", "（", "《关于某事的通知》（", "现将"]))
def test_a_number_is_found_where_it_stands(code: str, year: int, serial: int, before: str) -> None:
    written = f"{code}〔{year}〕{serial}号"
    text = f"{before}{written}）等文件"
    (number,) = numbers_in(text)
    assert text[number.start : number.end].endswith(written[-5:])
    assert not number.repaired
    if before != "现将":
        assert (number.key, text[number.start : number.end]) == (key(written), written)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("国务院令第707号", "国令||707"),
        ("中华人民共和国国务院令 第707号", "国令||707"),
        ("国令第七百零七号", "国令||707"),
        ("甬江市人民政府令（2026）第9号", "甬江市人民政府令|2026|9"),
        ("甬江市财政局公告2026年第5号", "甬江市财政局公告|2026|5"),
        ("2026年5号", None),
        ("关于开展办公用房自查的通知", None),
        ("", None),
    ],
)
def test_orders_and_announcements_have_keys_and_other_words_none(text: str, wanted: str | None) -> None:
    assert key(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("（甬江政发202518号）", ("甬江政发|2025|18",)),
        ("（甬江政办〔202150等文件", ("甬江政办|2021|50",)),
        ("（甬江政办〔20213号）", ("甬江政办|2021|3",)),
        ("行动计划（20202022年）", ()),
        ("共投入资金2025100号楼", ()),
        ("联系电话〔2025〕某号", ()),
    ],
)
def test_damage_is_mended_only_where_one_reading_is_left(text: str, wanted: tuple[str, ...]) -> None:
    assert keys_in(text) == wanted
    assert all(number.repaired for number in numbers_in(text))


@given(st.text("国发令第号公告〔〕()2019年 十二〇O根据的", max_size=60))
def test_a_key_is_its_own_key_and_stands_in_bounds(text: str) -> None:
    for number in numbers_in(text):
        assert 0 <= number.start < number.end <= len(text)
        code, year, serial = number.key.split("|")
        assert not year or key(f"{code}〔{year}〕{serial}号") == number.key


@given(st.integers(0, 9999))
def test_digits_and_chinese_digits_have_one_value(value: int) -> None:
    assert han_value(str(value)) == han_value(str(value).translate(HAN_DIGITS)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("二十", 20), ("一百零七", 107), ("九百九十", 990), ("一千零一", 1001), ("百", None), ("十十", None)],
)
def test_chinese_numbers_with_units(text: str, value: int | None) -> None:
    assert han_value(text) == value


def test_real_queries_for_a_number_have_the_key_of_their_document() -> None:
    folder = real_texts() / "data" / "policies"
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        numbers = {doc["id"]: doc["doc_number"] for doc in map(json.loads, lines) if doc["doc_number"]}
    asked = [json.loads(line) for line in (folder / "queries.public.jsonl").read_text("utf-8").splitlines()]
    queries = [each for each in asked if each["kind"] == "doc_number"]
    assert len(queries) > 400
    for each in queries:
        (document,) = each["rel_docs"]
        assert key(each["query"]) == key(numbers[document]) is not None
