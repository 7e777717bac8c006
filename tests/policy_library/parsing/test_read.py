import html
import io
import json
import re
import time
from datetime import date
from itertools import pairwise
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_library.parsing.citations import Relation
from policy_library.parsing.folding import fold, highlights, simplified
from policy_library.parsing.policy import Policy
from policy_library.parsing.read import read, read_text
from policy_library.parsing.responsibilities import responsibilities
from server.intake.elements import Element, Span
from server.intake.punctuation import full_width
from tests.server.intake.samples import spans

from .samples import DIRTY, LINES, ORDER, PLAN, STATUTE, real_texts

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


def assert_the_laws_hold(policy: Policy) -> None:
    """Nothing is altered or lost: spans are in their lines, clauses are what stands there, clean + removed = text."""
    lines = [*policy.begins, len(policy.text)]
    for span in spans(policy):
        assert 0 <= span.start <= span.end <= lines[span.number] - lines[span.number - 1]
    assert list(policy.removed) == sorted(policy.removed)
    assert sum(end - start for start, end in policy.removed) + len(policy.clean) == len(policy.text)
    for clause in policy.clauses:
        assert bare(kept(policy, clause.start, clause.end)) == bare(clause.text)
    assert all(a.end <= b.start for a, b in pairwise(policy.clauses))
    assert len({clause.anchor for clause in policy.clauses}) == len(policy.clauses)
    assert all(policy.text[each.start] == "《" for each in policy.citations if each.title)
    assert_everything_is_somewhere(policy)


def assert_everything_is_somewhere(policy: Policy) -> None:
    seen = bytearray(len(policy.text))
    placed = list(spans(policy))
    ranges = [(policy.begins[s.number - 1] + s.start, policy.begins[s.number - 1] + s.end) for s in placed]
    for start, end in [*ranges, *policy.removed, *((clause.start, clause.end) for clause in policy.clauses)]:
        seen[start:end] = b"1" * (end - start)
    lost = "".join(each for each, there in zip(policy.text, seen, strict=True) if not there)
    assert not bare(lost)


def kept(policy: Policy, start: int, end: int) -> str:
    inside = [(max(a, start), min(b, end)) for a, b in policy.removed if a < end and start < b]
    begins, ends = [start, *(b for _, b in inside)], [*(a for a, _ in inside), end]
    return "".join(policy.text[a:b] for a, b in zip(begins, ends, strict=True))


def bare(text: str) -> str:
    return INVISIBLE.sub("", text)


@given(st.lists(st.sampled_from([*LINES, *STATUTE.splitlines(), *ORDER.splitlines()]), max_size=30))
@settings(max_examples=100, deadline=None)
def test_the_laws_hold_in_whatever_order_lines_come(lines: list[str]) -> None:
    assert_the_laws_hold(read_text("\n".join(lines)))


@given(
    st.text("一(one)、（一）关于《印发》的(of)通知市政府令第1号条附件年月日公司网站http:// \u200b\n\r", max_size=200)
    | st.text(max_size=60)
)
@settings(max_examples=150, deadline=None)
def test_the_laws_hold_for_any_text(text: str) -> None:
    assert_the_laws_hold(read_text(text))


@pytest.mark.parametrize("path", [*DIRTY, PLAN], ids=lambda path: path.stem)
def test_a_dirty_page_gives_its_fields(path: Any) -> None:
    policy = read(path.name, path.read_bytes())
    assert_the_laws_hold(policy)
    assert policy.title
    assert policy.inner_title
    assert policy.title.value == f"甬江市人民政府关于印发{policy.inner_title.value}的通知"
    assert policy.issuer
    assert policy.issuer.value == "甬江市人民政府"
    assert not any(clause.heading and "docx" in clause.text for clause in policy.clauses)
    assert read(path.name, path.read_bytes()) == policy


def test_a_file_of_paragraphs_reads_as_the_same_text_does() -> None:
    text = PLAN.read_text("utf-8")
    made, file = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        made.add_paragraph(line.strip())
    made.save(file)
    from_file, from_text = read("方案.docx", file.getvalue()), read_text(text)
    assert_the_laws_hold(from_file)
    assert [(c.anchor, c.text) for c in from_file.clauses] == [(c.anchor, c.text) for c in from_text.clauses]
    assert value(from_file.title) == value(from_text.title)


def test_a_statute_has_its_title_above_its_chapters() -> None:
    policy = read_text(STATUTE)
    assert value(policy.title) == "甬江市政务热线条例"
    assert {"第一条", "第二条之一"} <= {clause.anchor for clause in policy.clauses}
    (cited,) = policy.citations
    assert (cited.provision, cited.relation) == ("第十二条第二款", Relation.BASIS)


def test_an_order_brings_its_text_into_force() -> None:
    policy = read_text(ORDER)
    assert_the_laws_hold(policy)
    assert value(policy.title) == "甬江市养犬规定"
    assert value(policy.doc_number) == "甬江市人民政府令第9号"
    assert (value(policy.issuer), value(policy.formed_on)) == ("甬江市人民政府", date(2026, 4, 1))
    (repealed,) = policy.citations
    assert (repealed.relation, repealed.number_key) == (Relation.REPEALS, "甬江政发|2001|7")


def test_places_that_disagree_are_shown() -> None:
    page = "成文日期: 2026-03-31 发布日期: 2026-04-15\n甬江市财政局关于预算的通知\n各单位:\n请执行。\n甬江市财政局\n2026年4月1日\n原文链接:http://www.example.gov.cn/art/2026/4/2/a.html\n"
    policy = read_text(page)
    assert value(policy.formed_on) == date(2026, 4, 1)
    assert {(c.field, c.value, c.other) for c in policy.conflicts} == {
        ("formed_on", "2026-04-01", "2026-03-31"),
        ("published_on", "2026-04-15", "2026-04-02"),
    }


def value(element: Element[Any] | None) -> Any:
    return element.value if element else None


@pytest.mark.parametrize(
    "unit", ["《甲》", "（", "责任单位：甲\n", "国发〔2026〕1号", "人(people)的(of)一(one)", "第一条 甲\n"]
)
def test_an_endless_repetition_is_read_in_bounded_time(unit: str) -> None:
    began = time.process_time()
    text = unit * (40_000 // len(unit))
    read_text(text)
    responsibilities(text)
    highlights(text, text[:50])
    assert time.process_time() - began < 20


# --- real texts ----------------------------------------------------------------------------------------------

SEEDS = range(5)


def seed(number: int) -> tuple[Policy, dict[str, Any]]:
    folder = real_texts()
    known = json.loads((folder / "data/policies/seeds_expected.json").read_text("utf-8"))[number]
    return read(known["file"], (folder / "seeds" / known["file"]).read_bytes()), known["expected"]


@pytest.mark.parametrize("number", SEEDS)
def test_a_real_text_gives_every_field_that_is_known(number: int) -> None:
    policy, expected = seed(number)
    assert_the_laws_hold(policy)
    read_values = {
        "written_date": policy.formed_on,
        "publish_date": policy.published_on,
        **{name: getattr(policy, name) for name in ("title", "inner_title", "doc_number", "issuer", "addressee")},
        **{name: getattr(policy, name) for name in ("index_number", "validity", "disclosure", "breadcrumb")},
        **{name: getattr(policy, name) for name in ("period", "source_url", "source_url_date")},
    }
    for name, element in read_values.items():
        assert plain(value(element)) == expected.get(name) or (name == "period" and name not in expected), name
    assert [each.value for each in policy.attachments] == expected["attachments"]
    assert [each.value for each in policy.interpretations] == expected.get("interpretations", [])
    assert len(policy.images) == expected.get("images", 0)
    title = policy.title
    assert title
    assert bool(title.spans) is expected.get("title_is_literal", True)


def plain(given: Any) -> Any:
    match given:
        case tuple():
            return [str(each) for each in given]
        case date():
            return given.isoformat()
        case _:
            return given


@pytest.mark.parametrize("number", SEEDS)
def test_a_real_text_has_its_outline(number: int) -> None:
    policy, expected = seed(number)
    counts = {f"level{level}": sum(c.level == level for c in policy.clauses) for level in range(1, 5)}
    assert counts == {name: expected["outline"][name] for name in counts}
    headings = [simplified(c.number + c.heading) for c in policy.clauses if c.level == 1]
    assert headings == expected.get("level1", headings)


@pytest.mark.parametrize("number", SEEDS)
def test_a_real_text_cites_what_is_known(number: int) -> None:
    policy, expected = seed(number)
    found = {(full_width(each.title), each.doc_number): each for each in policy.citations}
    for cited in expected["cites"]:
        each = found[full_width(cited["title"]), cited["doc_number"]]
        assert each.raw == cited.get("raw", each.raw)
        assert each.relation.value == cited.get("relation", each.relation.value)
        assert each.repaired is cited.get("repaired", False)


@pytest.mark.parametrize("number", SEEDS)
def test_a_real_text_is_cleaned_of_its_page_and_of_nothing_else(number: int) -> None:
    policy, expected = seed(number)
    assert not [each for each in expected.get("must_remove", []) if each in policy.clean]
    assert not [each for each in expected.get("must_not_change", []) if each not in policy.clean]
    folded = fold(policy.clean).text
    assert not [each for each in expected.get("must_contain", []) if fold(each).text not in folded]


def test_real_pages_of_the_state_council_give_their_heads() -> None:
    known = json.loads((real_texts() / "data/policies/import_gold.json").read_text("utf-8"))
    missed = []
    for each in known:
        policy, expected = read_text(stripped(each["raw_html"])), each["expected"]
        read_values = (policy.title, policy.doc_number, policy.issuer, policy.formed_on)
        wanted = (expected["title"], expected["doc_number"], expected["issuer"], expected["written_date"])
        missed += [
            (each["id"], want) for got, want in zip(read_values, wanted, strict=True) if plain(value(got)) != want
        ]
    assert missed == [
        ("gwy-000014349-2004-00206", "2004-04-17")
    ]  # signed 二〇〇四年四月二十七日: the page's own field errs


def stripped(page: str) -> str:
    page = re.sub(r"(?i)</(p|div|tr|h\d|li|table)>|<br\s*/?>", "\n", page)
    return html.unescape(re.sub("<[^>]+>", "", page)).replace("&sp;", " ")


def test_a_span_is_what_it_says() -> None:
    policy = read_text("甬江市人(people)民政府关(at)于(of)印发\n")
    assert policy.literal(Span(1, 0, 2)) == "甬江"
