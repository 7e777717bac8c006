"""What the index answers, without an office around it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tantivy import Index

from policy_library.catalogue.rules.validity import Change, Effect, Facts, Validity, state_on
from policy_library.catalogue.service import Indexed
from policy_library.parsing.numbers import keys_in
from policy_library.search.errors import NothingAsked
from policy_library.search.rules import asked
from policy_library.search.rules.asked import terms_of, title_key
from policy_library.search.rules.finding import FACETS, Filters, Sort
from policy_library.search.service import reading
from policy_library.search.service.questions import View
from tests.policy_library.search.library import NUMBER, TODAY, ask, index_of, policy
from tests.policy_library.search.test_asked import SPELLINGS

PLAN = "甬江市人民政府关于印发甬江市数字政府建设实施方案的通知"
PLAN_TEXT = """各区人民政府：
一、总体要求
推动政务数据共享，建设一体化平台。
二、主要任务
（一）推进“最多跑一次”改革，优化营商环境。
（二）加强网络安全保障，落实数据共享责任。
"""
RELAY = "甬江市数据局关于贯彻数字政府建设实施方案的通知"
RELAY_TEXT = f"一、根据《{PLAN}》（{NUMBER}），制定工作计划。\n二、各单位应当按季度报送进展。\n"
PARKING = "甬江市机动车停放管理办法"
PARKING_TEXT = (
    "第一条 为了规范机动车停放，制定本办法。\n第二条 停车设施收费应当公示。\n第三条 违反规定的，处二百元罚款。\n"
)


POLICIES = (
    policy(PLAN, PLAN_TEXT, doc_number=NUMBER, number_keys=tuple(keys_in(NUMBER))),
    policy(RELAY, RELAY_TEXT, formed_on=date(2025, 6, 1), issuer="甬江市数据局"),
    policy(PARKING, PARKING_TEXT, formed_on=date(2019, 6, 1), year=2019, kind="规章"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(POLICIES, tmp_path_factory.mktemp("index"))


def titles(index: Index, text: str, **said: object) -> list[str]:
    return [hit.title for hit in ask(index, text, **said).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_in_any_spelling_finds_its_policy_first_and_then_who_cites_it(index: Index, spelling: str) -> None:
    assert titles(index, spelling)[:2] == [PLAN, RELAY]


@pytest.mark.parametrize("spelling", ["〔2025〕16号", "[2025]16", "2025年16号", "（２０２５）第16号"])
def test_a_number_without_its_code_pins_every_policy_that_has_it(tmp_path: Path, spelling: str) -> None:
    numbers = [NUMBER, "甬江政办发〔2025〕16号", "甬江政发〔2025〕161号", "甬江政发〔2015〕16号"]
    library = [policy(f"第{n}件", "一、内容。\n", doc_number=n, number_keys=tuple(keys_in(n))) for n in numbers]
    hits = ask(index_of([*library, *POLICIES[1:]], tmp_path), spelling).hits
    assert {hit.entry_id for hit in hits if hit.pinned} == {each.id for each in library[:2]}


def test_a_number_with_a_dash_is_pinned(index: Index) -> None:
    assert [hit.title for hit in ask(index, "甬江政发2025-16").hits if hit.pinned] == [PLAN]


def test_every_value_of_a_facet_has_a_name_that_people_know(index: Index) -> None:
    for facet in ask(index, "甬江市").facets:
        assert facet.values
        assert all(value.label and (not value.label.isascii() or facet.name == "year") for value in facet.values)


def test_who_cites_a_number_shows_the_clause_that_does(index: Index) -> None:
    snippet = ask(index, NUMBER).hits[1].snippet
    assert snippet is not None
    assert "2025" in snippet.text


@pytest.mark.parametrize("each", POLICIES, ids=lambda each: each.kind)
def test_a_title_finds_its_policy_first(index: Index, each: Indexed) -> None:
    hit = ask(index, f"《{each.title}》").hits[0]
    assert (hit.entry_id, hit.pinned) == (each.id, True)


def test_a_clause_is_answered_with_its_anchor_and_its_place_in_the_original(index: Index) -> None:
    hit = ask(index, "停车设施收费").hits[0]
    assert hit.title == PARKING
    assert hit.snippet is not None
    assert hit.snippet.anchor == "第二条"
    assert PARKING_TEXT[hit.snippet.start :].startswith(hit.snippet.text)


@pytest.mark.parametrize("query", ["数据共享责任", "罚款", "税", NUMBER, "季度报送 平台", "罰款二百元", PLAN])
def test_highlights_are_of_the_original_and_match(index: Index, query: str) -> None:
    wanted = set(terms_of(query))
    for hit in ask(index, query).hits:
        if hit.snippet:
            marked = [hit.snippet.text[a:b] for a, b in hit.snippet.highlights]
            assert all(wanted.intersection([*terms_of(mark), *mark]) for mark in marked)


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("数字政府建设", "數字政府建設"),
        ("优化营商环境", "優化營商環境"),
        ("机动车停放管理办法", "機動車停放管理辦法"),
        ("网络安全", "網絡安全"),
    ],
)
def test_both_scripts_find_the_same(index: Index, simplified: str, traditional: str) -> None:
    answers = [ask(index, query) for query in (simplified, traditional)]
    assert answers[0] == answers[1]
    assert answers[0].total > 0


def test_what_is_quoted_must_stand_side_by_side(index: Index) -> None:
    assert titles(index, "「政务数据共享」") == [PLAN]
    assert titles(index, "「共享政务数据」") == []


def test_one_character_is_found_wherever_it_stands(index: Index) -> None:
    assert titles(index, "罚") == [PARKING]
    assert titles(index, "款") == [PARKING]


def test_the_latest_come_first_when_that_is_asked(index: Index) -> None:
    found = ask(index, "甬江市", sort=Sort.DATE)
    days = [hit.formed_on for hit in found.hits]
    assert len(days) == 3
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]


def test_suggestions_are_titles_with_these_characters(index: Index) -> None:
    view = View(frozenset({"all"}), frozenset(), Filters())
    assert reading.suggest(index, view, "數字政", 10) == [RELAY, PLAN]
    assert reading.suggest(index, view, "车", 10) == [PARKING]
    assert reading.suggest(index, View(frozenset(), frozenset(), Filters()), "数字", 10) == []


def test_what_has_changed_and_is_not_indexed_yet_is_not_found(index: Index) -> None:
    waiting = {str(POLICIES[0].id)}
    found = ask(index, PLAN, waiting=waiting)
    assert POLICIES[0].id not in {hit.entry_id for hit in found.hits}
    assert found.total == len(found.hits)
    view = View(frozenset({"all"}), frozenset(waiting), Filters())
    assert reading.suggest(index, view, "数字政府", 10) == [RELAY]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200) | st.text('「」“”"〔〕()[]{}*?+-:^~/\\数字2025号 ', max_size=40))
def test_no_query_breaks_it(index: Index, text: str) -> None:
    try:
        found = ask(index, text)
    except NothingAsked:
        return
    assert found.total == len(found.hits)


# --- validity ------------------------------------------------------------------------------------------------

REPEAL = date(2023, 5, 1)


def test_what_has_ended_is_shown_below_what_is_in_force_and_marked(tmp_path: Path) -> None:
    new = policy("甬江市停车收费办法（新）", "第一条 停车收费。\n", formed_on=REPEAL)
    ended = Facts(date(2010, 1, 1), None, (Change(Effect.ABOLISHED, REPEAL, new.id),))
    old = policy("甬江市停车收费办法（旧）", "第一条 停车收费。\n", validity=ended)
    index = index_of([old, new], tmp_path)
    after = ask(index, "停车收费", day=REPEAL).hits
    before = {hit.entry_id: hit.validity for hit in ask(index, "停车收费", day=date(2023, 4, 30)).hits}
    assert [(hit.entry_id, hit.validity) for hit in after][1:] == [(old.id, Validity.ABOLISHED)]
    assert before[old.id] is Validity.IN_FORCE


# --- the counts are the hits, and only of what may be seen ---------------------------------------------------

WORDS = ["数据", "共享", "平台", "停车", "收费", "税费", "减免", "办法"]
AUDIENCES = ("all", "organ:1", "organ:2")
KINDS, ISSUERS, DAYS = (
    ("通知", "规章"),
    ("甲局", "乙局", ""),
    (None, date(2019, 6, 1), date(2024, 6, 1), date(2030, 1, 1)),
)


@st.composite
def policies(draw: st.DrawFn) -> Indexed:
    said = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
    formed = draw(st.sampled_from(DAYS))
    changes = draw(
        st.lists(st.builds(Change, st.sampled_from(Effect), st.dates(date(2018, 1, 1), TODAY), st.just(uuid4()))).map(
            lambda found: tuple(found[:2])
        )
    )
    return policy(
        "".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))),
        "".join(f"第{n}条 {word}。\n" for n, word in zip("一二三四", said, strict=False)),
        audience=draw(st.frozensets(st.sampled_from(AUDIENCES), max_size=2)),
        kind=draw(st.sampled_from(KINDS)),
        issuer=draw(st.sampled_from(ISSUERS)),
        theme=draw(st.sampled_from(["", "0204", "08"])),
        formed_on=formed,
        year=formed.year if formed else None,
        validity=Facts(formed, None, changes),
    )


def fits(each: Indexed, query: str) -> bool:
    """Brute force: enough terms in the policy, all quoted phrases somewhere in it, or its very title."""
    wanted = asked.read(query)
    texts = [terms_of(each.title), *(terms_of(f"{c.anchor}\n{c.text}") for c in each.clauses)]
    present = {term for text in texts for term in text}
    enough = len(present.intersection(wanted.terms)) >= wanted.needed
    quoted = all(any(_has(text, phrase) for text in texts) for phrase in wanted.phrases)
    return (enough and quoted) or title_key(each.title) == wanted.title


def _has(text: Sequence[str], phrase: Sequence[str]) -> bool:
    return any(tuple(text[at : at + len(phrase)]) == tuple(phrase) for at in range(len(text)))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    library=st.lists(policies(), max_size=12),
    query=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join)
    | st.sampled_from(WORDS).map(lambda word: f"「{word}」"),
    audience=st.frozensets(st.sampled_from(AUDIENCES)),
    day=st.sampled_from([TODAY, date(2019, 1, 1)]),
    sort=st.sampled_from(Sort),
)
def test_hits_totals_and_facets_are_of_the_visible_and_agree(
    tmp_path_factory: pytest.TempPathFactory,
    library: list[Indexed],
    query: str,
    audience: frozenset[str],
    day: date,
    sort: Sort,
) -> None:
    index = index_of(library, tmp_path_factory.mktemp("index"))
    found = ask(index, query, audience=audience, day=day, sort=sort)
    expected = {each.id for each in library if not each.audience.isdisjoint(audience) and fits(each, query)}
    assert {hit.entry_id for hit in found.hits} == expected
    assert found.total == len(found.hits) == len(expected)
    by_id = {each.id: each for each in library}
    assert all(hit.validity is state_on(by_id[hit.entry_id].validity, day) for hit in found.hits)
    for facet in found.facets:
        for count in facet.values:
            chosen = _filters(facet.name, count.value)
            narrowed = ask(index, query, chosen, audience=audience, day=day, sort=sort)
            assert narrowed.total == len(narrowed.hits) == count.count
            assert {hit.entry_id for hit in narrowed.hits} <= expected
    pages = [
        ask(index, query, audience=audience, day=day, sort=sort, offset=at, limit=3).hits for at in range(0, 12, 3)
    ]
    assert [hit for page in pages for hit in page] == list(found.hits)


def _filters(name: str, value: str) -> Filters:
    assert name in (*FACETS, "validity")
    match name:
        case "year":
            return Filters(year=int(value))
        case "validity":
            return Filters(validity=Validity(value))
    chosen: dict[str, Any] = {name: value}
    return replace(Filters(), **chosen)
