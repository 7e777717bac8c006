from hypothesis import given, settings
from hypothesis import strategies as st

from policy_library.parsing.clauses import of_text, provisions

from .samples import LINES, STATUTE

OUTLINE = """为规范工作，制定本方案。
一、目标
（一）近期。建成平台。
（二）远期
1.甲。完成。
2.乙
（1）丙。
丁。
二、措施
（一）领导。加强。
"""
TEXTS = st.lists(st.sampled_from([*LINES, *STATUTE.splitlines(), *OUTLINE.splitlines()]), max_size=30).map("\n".join)


@given(TEXTS | st.text("第一二三条章之、（(1.)） 甲。\n\r", max_size=120))
@settings(max_examples=150, deadline=None)
def test_clauses_part_the_text_and_their_anchors_are_unique(text: str) -> None:
    found = of_text(text)
    assert len({clause.anchor for clause in found}) == len(found)
    assert [clause.ord for clause in found] == list(range(len(found)))
    at = 0
    for clause in found:
        assert not text[at : clause.start].strip()
        assert clause.text.split() == text[clause.start : clause.end].split()
        assert clause.start < clause.end
        at = clause.end
    assert not text[at:].strip()


def test_an_outline_is_cut_at_its_headings() -> None:
    found = of_text(OUTLINE)
    assert [clause.anchor for clause in found] == [
        *("序", "一", "一（一）", "一（二）", "一（二）1", "一（二）2", "一（二）2（1）", "二", "二（一）"),
    ]
    assert [clause.level for clause in found] == [0, 1, 2, 2, 3, 3, 4, 1, 2]
    assert (found[2].number, found[2].heading) == ("（一）", "近期")
    assert found[6].text == "（1）丙。\n丁。"


def test_a_statute_is_cut_at_its_articles() -> None:
    found = {clause.anchor: clause for clause in of_text(STATUTE)}
    assert [anchor for anchor in found if "条" in anchor] == ["第一条", "第二条", "第二条之一", "第三条"]
    assert {"序", "第一章", "第一章~2", "第二章", "第二章~2"} <= found.keys()
    assert [each.anchor for each in provisions(found["第二条"])] == [
        *("第二条第一款", "第二条第一款第一项", "第二条第一款第二项", "第二条第二款"),
    ]
    for each in provisions(found["第二条"]):
        assert found["第二条"].text[each.start : each.end] == each.text


def test_a_sentence_that_names_an_article_is_no_article() -> None:
    text = "第一条　甲。\n第五条规定的情形除外。\n第二条乙。\n"
    assert [clause.anchor for clause in of_text(text)] == ["第一条", "第二条"]


def test_a_text_without_numbers_is_cut_at_its_paragraphs() -> None:
    assert [clause.anchor for clause in of_text("甲。\n\n乙。")] == ["段1", "段2"]


@given(st.integers(0, 20))
def test_a_clause_keeps_its_anchor_when_the_text_grows_behind_it(count: int) -> None:
    more = OUTLINE + "".join(f"（{'二三四五六七八九'[at % 8]}）新。增加。\n" for at in range(count))
    assert [clause.anchor for clause in of_text(more)][:9] == [clause.anchor for clause in of_text(OUTLINE)]
