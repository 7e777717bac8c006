"""Laws of titles: whole words, symmetric shapes, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.typesetting.engine import marks
from documents.typesetting.engine.title import split_title
from documents.typesetting.engine.words import WORDS
from tests.documents.typesetting.examples import law

ORGAN = "甬江市人民政府"
TITLES = (
    "甬江市人民政府关于印发甬江市加快数字政府建设行动方案的通知",
    "甬江市人民政府关于设立甬江数字经济产业园区有关事项的请示",
    "甬江市人民政府关于深化“最多跑一次”改革推进政府数字化转型三年行动计划（2026—2028年）的通知",
    "甬江市人民政府办公室关于转发市发展改革委《关于进一步做好春节期间安全生产工作的意见》的通知",
    "甬江市人民政府关于2026年度国民经济和社会发展计划执行情况的报告",
    "甬江市人民政府关于同意调整城区部分道路命名的批复",
    "关于召开全市防汛防台工作会议的通知",
)
COMPOUNDS = {
    "申请追加数字政府建设专项经费的请示": ("数字政府", "专项经费", "追加"),
    "印发推动制造业高质量发展三年行动计划的通知": ("高质量", "行动计划"),
    "加快推进政务服务一体化现代化建设的实施意见": ("政务服务", "一体化", "现代化", "实施意见"),
    "报送国有企业改革实施方案和任务清单的报告": ("国有企业", "实施方案", "任务清单"),
}
matter = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map("".join)


@law
@given(matter, st.sampled_from(["通知", "请示", "报告", "批复"]), st.integers(min_value=12, max_value=19))
def test_lines_give_back_the_title_and_keep_words_and_organ(text: str, kind: str, capacity: int) -> None:
    title = f"{ORGAN}关于{text}的{kind}"
    lines = split_title(title, ORGAN, capacity)
    assert "".join(lines) == title
    assert all(len(line) <= capacity for line in lines)
    assert lines[0].startswith(ORGAN)
    assert not any(line[0] in marks.NO_START or line[0] == "的" for line in lines)


@pytest.mark.parametrize("title", TITLES)
def test_shapes_are_trapezoid_or_diamond(title: str) -> None:
    lengths = [sum(0.5 if char.isascii() else 1 for char in line) for line in split_title(title, ORGAN, 19)]
    widest = lengths.index(max(lengths))
    assert lengths[: widest + 1] == sorted(lengths[: widest + 1])
    assert lengths[widest:] == sorted(lengths[widest:], reverse=True)


@pytest.mark.parametrize("organ", [ORGAN, "甬江市大数据发展管理局", "甬江市司法局", "甬江市经济和信息化局办公室"])
@pytest.mark.parametrize("capacity", [13, 16, 19])
def test_compound_words_are_not_parted(organ: str, capacity: int) -> None:
    for matter, words in COMPOUNDS.items():
        lines = split_title(f"{organ}关于{matter}", organ, capacity)
        assert not [word for word in words if not any(word in line for line in lines)]


def test_lines_of_one_length_are_avoided() -> None:
    title = "甬江市司法局关于加快推进企业标准化和市场主体产业转型升级的指导意见"
    first, *_, last = split_title(title, "甬江市司法局", 19)
    assert len(first) != len(last)


def test_a_number_stays_with_its_unit() -> None:
    for matter in ("部署", "落实部署", "做好部署", "全面做好部署", "研究全面做好部署"):
        lines = split_title(f"甬江市关于{matter}2026年度第3批文明城市奖励的决定", "甬江市", 13)
        assert [line for line in lines if "2026年度" in line]
        assert [line for line in lines if "第3批" in line]


def test_a_title_of_any_length_is_divided_at_once() -> None:
    """Far more ways to divide it than could be tried one by one."""
    title = f"{ORGAN}关于" + "进一步加强数据资源管理促进产业发展" * 7 + "的通知"
    lines = split_title(title, ORGAN, 19)
    assert "".join(lines) == title
    assert len(lines) <= 8


def test_the_drafters_own_line_breaks_are_obeyed() -> None:
    assert split_title("关于表彰\n先进集体的决定", ORGAN, 19) == ["关于表彰", "先进集体的决定"]
