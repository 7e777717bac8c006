from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_library.parsing.responsibilities import responsibilities

from .samples import real_texts

UNITS = st.lists(
    st.sampled_from(["市大数据局", "市发展改革委", "各区（县、市）人民政府", "市公安局", "某某集团有限公司"]),
    min_size=1,
    max_size=4,
    unique=True,
)


def written(style: int, units: list[str]) -> str:
    lead, co = units[0], "、".join(units[1:])
    labelled = f"牵头单位：{lead}" + (f"；配合单位：{co}" if co else "")
    return [
        f"（责任单位：{'、'.join(units)}）",
        f"(责任单位:{','.join(units)})",
        f"（{labelled}）",
        f"\n{labelled}",
        f"\n责任单位: {'、'.join(units)}等",
        f"（{lead}牵头" + (f"，{co}按职责分工负责）" if co else "）"),
        f"（{'、'.join(units)}负责）",
        f"责任单位：{'、'.join([*units[1:], lead + '（牵头）'])}。",
    ][style]


@given(st.lists(st.tuples(st.integers(0, 7), UNITS), max_size=6))
def test_every_way_to_write_a_duty_is_read(groups: list[tuple[int, list[str]]]) -> None:
    text = "".join(f"{at}.做好第{at}事。抓好落实。{written(*group)}\n" for at, group in enumerate(groups, 1))
    found = responsibilities(text)
    assert [(each.anchor, each.lead, each.co) for each in found] == [
        (str(at), units[0], tuple(units[1:])) for at, (_, units) in enumerate(groups, 1)
    ]
    for at, each in enumerate(found, 1):
        assert each.task == f"{at}.做好第{at}事。抓好落实"
        assert text[each.start : each.end].startswith(each.task)


@given(st.text("（）()责任单位牵头：:、，市局负责\n。一1.", max_size=80))
def test_duties_stand_in_order_whatever_the_text(text: str) -> None:
    found = responsibilities(text)
    assert all(0 <= each.start < each.end <= len(text) and each.task and each.lead for each in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "text",
    ["明确牵头单位和责任单位，抓好落实。", "（下称责任单位）", "（由个人负责）", "维护单位：\n", "做好（责任单位：）"],
)
def test_words_about_duties_are_no_duties(text: str) -> None:
    assert responsibilities(text) == ()


def test_a_group_on_a_line_of_its_own_speaks_of_the_paragraph_before() -> None:
    (found,) = responsibilities("做好甲事。\n责任单位：市公安局\n完成时限：2026年\n")
    assert (found.anchor, found.task, found.lead) == ("段1", "做好甲事", "市公安局")
    assert (found.due_words, found.due) == ("2026年", date(2026, 12, 31))


DUES = {
    "2026年12月31日": date(2026, 12, 31),
    "2026 年 2 月 3 日前": date(2026, 2, 3),
    "2026年底前": date(2026, 12, 31),
    "2026年年底": date(2026, 12, 31),
    "2026年6月底前": date(2026, 6, 30),
    "2028年2月": date(2028, 2, 29),
    "2026年6月前": None,
    "2026年2月30日": None,
    "0000年1月1日": None,
    "长期坚持": None,
    "2026年、2027年": None,
}


@pytest.mark.parametrize("label", ["完成时限", "完成时间", "时限", "办结时限"])
@pytest.mark.parametrize(("words", "due"), DUES.items())
def test_a_deadline_is_read_wherever_it_stands_by_its_group(label: str, words: str, due: date | None) -> None:
    for written in (
        f"（责任单位：市财政局，配合单位：市大数据局；{label}：{words}）",
        f"（{label}：{words}；责任单位：市财政局，配合单位：市大数据局）",
        f"（责任单位：市财政局；配合单位：市大数据局）（{label}：{words}）",
        f"（{label}：{words}）（责任单位：市财政局；配合单位：市大数据局）",
        f"\n责任单位：市财政局；配合单位：市大数据局\n{label}：{words}",
    ):
        text = f"一、做好甲事。{written}\n二、做好乙事。（责任单位：市公安局）\n"
        first, second = responsibilities(text)
        assert (first.task, first.lead, first.co) == ("一、做好甲事", "市财政局", ("市大数据局",))
        assert (first.due_words, first.due) == (words, due)
        assert (second.lead, second.due_words, second.due) == ("市公安局", "", None)
        assert text[first.start : first.end].endswith(written)


def test_a_deadline_alone_is_nobodys_duty() -> None:
    assert responsibilities("一、做好甲事。（完成时限：2026年底前）\n二、做好乙事。") == ()


def test_real_plans_have_as_many_duties_as_they_write() -> None:
    counts = {}
    for path in sorted((real_texts() / "seeds").glob("*.txt")):
        text = path.read_text("utf-8")
        found = responsibilities(text)
        counts[path.name[:3]] = len(found)
        assert len(found) == text.count("(责任单位:")
        assert all(text[each.end - 1] == ")" and "责任单位" not in each.task for each in found)
    assert counts == {"000": 0, "001": 0, "002": 0, "003": 0, "004": 50}
