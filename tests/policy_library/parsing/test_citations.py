import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_library.parsing.citations import Relation, citations


@given(st.text("《》〈甲乙〉（〔2026〕9号甬江政发）根据废止第二条、和\n", max_size=80))
def test_citations_stand_where_they_say_and_never_overlap(text: str) -> None:
    found = citations(text)
    at = 0
    for each in found:
        assert at <= each.start < each.end <= len(text)
        assert each.raw in text[each.start : each.end]
        assert not each.title or text[each.start] == "《"
        assert each.title or each.doc_number
        at = each.end


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("根据《甲办法》，制定本规定。", Relation.BASIS),
        ("为深入贯彻落实《甲办法》和《乙办法》精神", Relation.BASIS),
        ("根據《甲辦法》", Relation.BASIS),
        ("推动出台《甲办法》，规范提供。", Relation.CITES),
        ("贯彻落实《甲办法》，健全机制。", Relation.CITES),
        ("关于实施《甲办法》有关事项", Relation.IMPLEMENTS),
        ("《甲法》实施细则", Relation.IMPLEMENTS),
        ("市政府关于修改《甲办法》的决定", Relation.AMENDS),
        ("对《甲办法》作如下修改：", Relation.AMENDS),
        ("《甲办法》（甬江政发〔2001〕7号）、《乙办法》同时废止。", Relation.REPEALS),
        ("决定废止《甲办法》。", Relation.REPEALS),
        ("现将《甲办法》转发给你们", Relation.ISSUES),
        ("新修订的《甲办法》要求", Relation.CITES),
        ("旧规定废止。《甲办法》要求", Relation.CITES),
        ("可以根据实际情况对《甲办法》进行调整", Relation.CITES),
        ("落实市政府印发的《甲办法》要求", Relation.CITES),
    ],
)
def test_a_relation_is_told_by_the_words_around(text: str, relation: Relation) -> None:
    assert {each.relation for each in citations(text)} == {relation}


def test_a_number_belongs_to_the_title_before_it_and_may_stand_alone() -> None:
    first, second, third = citations(
        "按照《甲通知》（国发〔2026〕1号）第三条第（二）项、《乙〈丙〉令》（国务院令第9号）和甬江政发〔2025〕2号要求"
    )
    assert (first.title, first.doc_number, first.provision) == ("甲通知", "国发〔2026〕1号", "第三条第二项")
    assert (second.title, second.doc_number, second.number_key) == ("乙〈丙〉令", "国务院令第9号", "国令||9")
    assert (third.title, third.doc_number) == ("", "甬江政发〔2025〕2号")


@pytest.mark.parametrize("text", ["填写《某某登记表》", "《意见》要求", "（以下简称《甲法》）", "取得《某某许可证》"])
def test_forms_and_short_names_are_no_documents(text: str) -> None:
    assert citations(text) == ()


def test_an_announcement_of_a_year_keeps_its_own_spelling() -> None:
    (found,) = citations("《甲公告事项》（甬江市财政局公告2026年第8号）")
    assert (found.doc_number, found.number_key) == ("甬江市财政局公告2026年第8号", "甬江市财政局公告|2026|8")


def test_titles_inside_titles_belong_to_the_outer_one_and_lost_marks_hide_nothing() -> None:
    assert [each.title for each in citations("《关于修改《甲法》的决定》")] == ["关于修改《甲法》的决定"]
    assert [each.title for each in citations("《乙办法，依照《甲法》办理。\n《丙法》")] == ["甲法", "丙法"]


def test_what_was_lost_is_put_back_only_where_the_text_itself_tells() -> None:
    told, alone = "《甲规划（2020-2022年）》、《甲规划（20202022）实施方案》", "《甲规划（20202022）》"
    assert [each.title for each in citations(told)] == ["甲规划（2020-2022年）", "甲规划（2020-2022年）实施方案"]
    assert [each.repaired for each in citations(told)] == [False, True]
    assert [(each.title, each.repaired) for each in citations(alone)] == [("甲规划（20202022）", False)]
    (damaged,) = citations("《甲通知》（甬江政办〔20213号）")
    assert (damaged.doc_number, damaged.raw, damaged.repaired) == ("甬江政办〔2021〕3号", "甬江政办〔20213号", True)
    assert damaged.confidence < 0.7
