"""公文体检: every rule is provoked once and silent where the document is right; mending changes no word."""

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting import compose
from documents.typesetting.checks import elements, outline, pages, pages_end, pages_special, punctuation, wording
from documents.typesetting.checks.examine import examine
from documents.typesetting.checks.mending import mend
from documents.typesetting.checks.source import examine_source
from documents.typesetting.checks.texts import texts_of
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Annex, Block, Cell, Document, Mark, MarkKind, Table
from documents.typesetting.page import Layout, Page, Rule, Run, Tag
from documents.typesetting.profile import Strength, office_profile
from server.intake import recognise
from tests.documents.typesetting.examples import FACES, NOTICE
from tests.documents.typesetting.golden import GOLDEN, laid

WORDS = (elements.RULES, wording.RULES, outline.RULES, punctuation.TEXTS)
TEXT_RULES = [rule.id for rules in WORDS for rule in rules]
PAGE_RULES = [rule.id for rules in (pages.RULES, pages_end.RULES, pages_special.RULES) for rule in rules]


def broken(document: Document, made: Layout | None = None) -> Counter[str]:
    return Counter(finding.rule for finding in examine(document, made).findings)


# --- words ---------------------------------------------------------------------------------------------------


def saying(*paragraphs: str) -> Document:
    return replace(NOTICE, blocks=tuple(map(Block, paragraphs)))


def of_kind(kind: str, **changes: Any) -> Document:
    title = f"甬江市人民政府关于数字政府建设的{kind}"
    return replace(NOTICE, **{"kind": kind, "title": title, "signers": ("张某",) * (kind in "请示报告"), **changes})


ANNEXES = (Annex("清单", (Block("一项。"),), "附件1"), Annex("图表", (Block("一项。"),), "附件2"))
WRONG = {
    "GW-7.2.1": replace(NOTICE, copy_no="12"),
    "GW-7.2.3": replace(NOTICE, urgency="火急"),
    "GW-7.2.5-form": replace(NOTICE, doc_number="甬政发〔26〕16号"),
    "GW-7.2.5-ordinal": replace(NOTICE, doc_number="甬政发〔2026〕第16号"),
    "GW-7.2.5-noughts": replace(NOTICE, doc_number="甬政发〔2026〕016号"),
    "GW-7.2.5-brackets": saying("按照甬政发[2026]16号文件执行。"),
    "GW-7.2.6": of_kind("请示", signers=(), blocks=(Block("妥否，请批示。"),), main_addressees="省人民政府"),
    "GW-7.3.3": saying(),
    "GW-7.3.3-marks": saying("一、总则。", "（一）目的。", "1、依据。"),
    "GW-7.3.3-gaps": saying("一、总则。", "三、附则。"),
    "GW-7.3.3-order": saying("（一）目的。"),
    "GW-7.3.4-marks": replace(NOTICE, attachment_names=("清单。",)),
    "GW-7.3.4-numbers": replace(NOTICE, attachment_names=("1.清单", "2.图表")),
    "GW-7.3.5": replace(NOTICE, signatories=()),
    "GW-7.3.5.4": saying("请于2026年01月05日前报送。"),
    "GW-7.3.5.4-date": replace(NOTICE, formed_on=None),
    "GW-7.3.6": replace(NOTICE, note="（此件公开发布）"),
    "GW-7.3.7-names": replace(NOTICE, attachment_names=("图表", "清单"), annexes=ANNEXES),
    "GW-7.3.7-labels": replace(NOTICE, attachment_names=("图表", "清单"), annexes=ANNEXES[::-1]),
    "GW-7.4.3-order": replace(NOTICE, printed_on=date(2026, 11, 1)),
    "GW-7.4.3": replace(NOTICE, printer=""),
    "TL-9.7": replace(NOTICE, title=""),
    "TL-9.7-organ": replace(NOTICE, title="关于放假的通知"),
    "TL-9.7-kind": replace(NOTICE, title="甬江市人民政府关于放假的安排意见"),
    "TL-9.7-end": replace(NOTICE, title="甬江市人民政府关于放假的通知。"),
    "TL-9.7-books": replace(NOTICE, title="甬江市人民政府关于印发《行动方案》的通知"),
    "TL-15.4-one": of_kind("请示", title="甬江市人民政府关于增加编制等事项的请示"),
    "TL-15.1": of_kind("请示", main_addressees="省人民政府，省发展和改革委员会"),
    "TL-15.4": of_kind("报告", blocks=(Block("请批准增加经费。"),)),
    "TL-8.12": of_kind("批复", blocks=(Block("同意设立。此复。"),)),
    "GW-10.1-form": of_kind("函"),
    "YY-closing": of_kind("请示", blocks=(Block("拟增加经费。"),)),
    "YY-foreign": saying("特此报告。"),
    "BD-4.1": saying("认真落实."),
    "BD-4.8": saying('建设"数字政府"。'),
    "BD-4.9-pairs": saying("各县（市、区人民政府。"),
    "BD-4.9-mixed": saying("各县（市、区)人民政府。"),
    "BD-4.11": saying("教育、卫生...等领域。"),
    "BD-4.5.3.5": saying("推进“一网通办”、“一网统管”。"),
    "BD-5.1": saying("认真落实,确保实效。"),
    "BD-5.1-repeated": saying("汇聚、、共享。"),
}


@pytest.mark.parametrize("rule", TEXT_RULES)
def test_a_wrong_word_is_found_by_its_clause_and_told_with_what_to_do(rule: str) -> None:
    found = [finding for finding in examine(WRONG[rule]).findings if finding.rule == rule]
    assert found
    assert all(finding.where.element and finding.expected and finding.advice for finding in found)


def test_every_rule_passes_on_some_document_and_a_right_one_has_no_finding() -> None:
    right = [*GOLDEN.values(), of_kind("请示", blocks=(Block("妥否，请批示。"),), main_addressees="省人民政府")]
    reply = of_kind("批复", blocks=(Block("你区《关于设立机构的请示》收悉。同意。"), Block("此复。")))
    passed = {rule for document in (*right, reply, saying("一、甲。", "二、乙。")) for rule in examine(document).passed}
    assert set(TEXT_RULES) <= passed
    assert not examine(NOTICE).findings


def test_the_examples_of_every_kind_break_no_requirement_but_these() -> None:
    """Titles without their organ (7.3.1 as practised) are the only ones that the examples carry on purpose."""
    named = {name: broken(document) for name, document in GOLDEN.items() if examine(document).broken}
    assert set(named) == {"通知 短标题", "公报"}
    assert all(set(found) == {"TL-9.7-organ"} for found in named.values())


def test_numbers_of_articles_and_lists_begin_anew() -> None:
    lists = saying("一、甲。", "1.乙。", "2.丙。", "二、丁。", "1.戊。")
    assert not broken(lists)
    articles = saying("第一条　甲：", "（一）乙；", "（二）丙。", "第二条　丁：", "（一）戊。")
    assert not broken(articles)


def test_a_level_may_be_numbered_through_the_whole_text() -> None:
    assert not broken(saying("一、甲。", "1.乙。", "2.丙。", "二、丁。", "3.戊。"))


def test_a_quotation_of_several_paragraphs_closes_once() -> None:
    amendment = ("将第十七条改为：“有下列情形之一的：", "“（一）明知故犯；", "“（二）拒不改正。”")
    assert not broken(saying(*amendment))
    assert "BD-4.9-pairs" in broken(saying(*amendment, "一并施行”。"))
    assert "BD-4.9-pairs" in broken(saying("推进“一网通办。", "认真落实。"))


# --- pages ---------------------------------------------------------------------------------------------------

Change = Callable[[Page], Page]


def changed(name: str, change: Change) -> tuple[Document, Layout]:
    made = laid(name)
    return GOLDEN[name], replace(made, pages=tuple(map(change, made.pages)))


def shifted(tag: Tag, dx: float = 0.0, dy: float = 0.0) -> Change:
    """All that belongs to an element, moved by some millimetres."""

    def run(each: Run) -> Run:
        moved = replace(each, xs=tuple(x + dx for x in each.xs), baseline=each.baseline + dy)
        return moved if each.tag is tag else each

    def rule(each: Rule) -> Rule:
        return replace(each, x=each.x + dx, y=each.y + dy) if each.tag is tag else each

    return lambda page: replace(page, runs=tuple(map(run, page.runs)), rules=tuple(map(rule, page.rules)))


def drawn(tag: Tag, **attributes: Any) -> Change:
    """The runs of an element with other attributes."""
    return lambda page: replace(
        page, runs=tuple(replace(run, **attributes) if run.tag is tag else run for run in page.runs)
    )


def without(*tags: Tag) -> Change:
    return lambda page: replace(page, runs=tuple(run for run in page.runs if run.tag not in tags))


def crowded(page: Page) -> Page:
    """A page with a row of text between all others."""
    return replace(page, runs=page.runs + shifted(Tag.BODY, dy=3)(page).runs)


def seals(name: str, **places: Any) -> tuple[Document, Layout]:
    made = laid(name)
    return GOLDEN[name], replace(made, seals=tuple(replace(seal, **places) for seal in made.seals))


def narrow(name: str) -> tuple[Document, Layout]:
    return GOLDEN[name], replace(laid(name), profile=office_profile({"top": 30}))


MOVED: dict[str, Callable[[], tuple[Document, Layout]]] = {
    "GW-5.2.1": lambda: narrow("通知"),
    "GW-5.2.1-area": lambda: changed("通知", shifted(Tag.BODY, dx=-0.3)),
    "GW-5.2.2-sizes": lambda: changed("通知", drawn(Tag.TITLE, size=21.0)),
    "GW-5.2.2-faces": lambda: changed("通知", drawn(Tag.MARK, red=False)),
    "GW-5.2.3-rows": lambda: changed("通知 长文", crowded),
    "GW-5.2.3-first": lambda: changed("通知 长文", shifted(Tag.BODY, dy=1)),
    "GW-5.2.3-full": lambda: changed("通知", shifted(Tag.BODY, dx=-4)),
    "GW-5.2.3-pitch": lambda: changed("通知", lambda page: replace(page, pitch=page.pitch * 1.05)),
    "GW-7.2.4": lambda: changed("通知", shifted(Tag.MARK, dy=0.4)),
    "GW-7.2.5-place": lambda: changed("通知", shifted(Tag.NUMBER, dx=1)),
    "GW-7.2.6-place": lambda: changed("请示", shifted(Tag.SIGNER, dx=1)),
    "GW-7.2.7": lambda: changed("通知", shifted(Tag.RED_RULE, dy=0.3)),
    "GW-7.3.1": lambda: changed("通知", shifted(Tag.TITLE, dx=1)),
    "GW-7.3.2": lambda: changed("通知", shifted(Tag.ADDRESSEE, dx=11)),
    "GW-7.3.3-first": lambda: changed("通知", without(Tag.BODY)),
    "GW-7.3.3-indent": lambda: changed("通知", shifted(Tag.BODY, dx=3)),
    "GW-7.3.4-place": lambda: changed("通知 附件名长", shifted(Tag.ATTACHMENTS, dx=-1)),
    "GW-7.3.7-place": lambda: changed("通知 一个附件", shifted(Tag.ANNEX_TITLE, dy=10)),
    "GW-7.3.5.1-apart": lambda: seals("意见 三机关联合", x=80.0),
    "GW-7.3.5.1-near": lambda: seals("通知", y=230.0),
    "GW-7.3.5.1-date": lambda: seals("通知", x=30.0),
    "GW-7.3.5.1-right": lambda: changed("通知", shifted(Tag.DATE, dx=9)),
    "GW-7.3.5.2": lambda: changed("通告", shifted(Tag.DATE, dx=-4)),
    "GW-7.3.5.3": lambda: (
        GOLDEN["议案"],
        replace(laid("议案"), signets=tuple(replace(box, x=box.x + 1) for box in laid("议案").signets)),
    ),
    "GW-7.3.5.5": lambda: changed("通知", without(Tag.BODY)),
    "GW-7.3.6-place": lambda: changed("通知", shifted(Tag.NOTE, dx=2)),
    "GW-7.4.1": lambda: changed("通知", shifted(Tag.IMPRINT, dy=-0.3)),
    "GW-7.4.1-page": lambda: (
        GOLDEN["通知"],
        replace(laid("通知"), pages=(*laid("通知").pages, laid("通知").pages[0])),
    ),
    "GW-7.4.2": lambda: changed("通知", shifted(Tag.IMPRINT, dx=-1)),
    "GW-7.5": lambda: changed("通知", shifted(Tag.PAGE_NUMBER, dy=0.4)),
    "GW-10.1": lambda: changed("函", shifted(Tag.RED_RULE, dx=0.4)),
    "GW-10.1-top": lambda: changed("函", shifted(Tag.NUMBER, dx=-2)),
    "GW-10.1-page": lambda: changed(
        "函 两页",
        lambda page: replace(
            page, runs=(*page.runs, *(run for run in laid("函 两页").pages[1].runs if run.tag is Tag.PAGE_NUMBER))
        ),
    ),
    "GW-10.2": lambda: changed("命令", shifted(Tag.NUMBER, dy=12)),
    "GW-10.3": lambda: changed("纪要", shifted(Tag.ATTENDANCE, dx=1)),
}


@pytest.mark.parametrize("rule", PAGE_RULES)
def test_what_stands_elsewhere_is_found(rule: str) -> None:
    assert rule in broken(*MOVED[rule]())


def test_the_pages_of_every_example_keep_every_clause() -> None:
    reports = {name: examine(document, laid(name)) for name, document in GOLDEN.items()}
    clauses = set(PAGE_RULES)
    wrong = {name: [f for f in report.findings if f.rule in clauses] for name, report in reports.items()}
    assert not {name: found for name, found in wrong.items() if found}
    assert clauses <= {rule for report in reports.values() for rule in report.passed}


def test_deviations_and_stand_in_type_are_told() -> None:
    document, made = narrow("通知")
    report = examine(document, made)
    assert [deviation.name for deviation in report.deviations] == ["top"]
    assert report.substitutions == made.record.substitutions
    assert report.broken


# --- mending -------------------------------------------------------------------------------------------------

HAN = re.compile(r"[\u3400-\u9fff]")
pieces = st.sampled_from(
    [
        *"甲乙丙一二十,.，。、；：:!？()（）[]〔〕“”\"'《》…1205年月日号第 ",
        "2026年01月05日",
        "[2026]016号",
        "1、",
        "一.",
        "（一）、",
    ]
)
words = st.lists(pieces, max_size=14).map("".join)
documents = st.builds(
    lambda title, number, body, names, note: replace(
        NOTICE,
        title=title,
        doc_number=number,
        blocks=tuple(map(Block, body)),
        attachment_names=tuple(names),
        note=note,
        annexes=(Annex(title, (Table(((Cell(note),),)),), "附件"),),
    ),
    words,
    words,
    st.lists(words, max_size=3),
    st.lists(words, max_size=2),
    words,
)


def mended(document: Document) -> Document:
    return mend(document, examine(document).findings)[0]


def meaning(document: Document) -> list[tuple[str, list[int]]]:
    """The hanzi of every text and the values of its figures."""
    read = ((HAN.findall(text.text), re.findall(r"\d+", text.text)) for text in texts_of(document))
    return [("".join(hanzi), [int(figure) for figure in figures]) for hanzi, figures in read]


@settings(deadline=None, max_examples=60)
@given(documents)
def test_mending_twice_is_mending_once_and_changes_no_word(document: Document) -> None:
    once = mended(document)
    assert mended(once) == once
    assert [part for part in meaning(document) if any(part)] == [part for part in meaning(once) if any(part)]


def test_mending_sets_right_what_a_machine_may() -> None:
    wrong = replace(
        NOTICE,
        title="甬江市人民政府关于放假的通知。",
        doc_number="甬政发[2026]016号",
        blocks=(Block("一、安排(暂定),于2026年01月05日起."), Block("1、按国发(2026)5号执行")),
        attachment_names=("清单；",),
        note="（此件公开发布）",
    )
    right, done = mend(wrong, examine(wrong).findings)
    assert right.title == "甬江市人民政府关于放假的通知"
    assert right.doc_number == "甬政发〔2026〕16号"
    assert [block.text for block in right.blocks] == ["一、安排（暂定），于2026年1月5日起。", "1.按国发〔2026〕5号执行"]
    assert (right.attachment_names, right.note) == (("清单",), "此件公开发布")
    assert {finding.rule for finding in done} >= {"BD-5.1", "GW-7.3.5.4", "GW-7.2.5-noughts", "GW-7.3.3-marks"}


def test_traces_keep_their_place_while_a_text_is_mended() -> None:
    comment = Mark(MarkKind.COMMENT, 14, 16, "请核对")
    document = replace(NOTICE, blocks=(Block("请于2026年01月05日前报送。", marks=(comment,)),))
    (block,) = mended(document).blocks
    assert isinstance(block, Block)
    assert block.text[block.marks[0].start : block.marks[0].end] == "报送"


# --- what was handed in --------------------------------------------------------------------------------------

HANDED_IN = """甬政发[2026]第016号
甬江市人民政府关于开展安全生产检查的通知
各县(市、区)人民政府:
现将有关事项通知如下,请认真落实。
附件:1.检查表；
     2.名单
甬江市人民政府
2026年01月09日
"""


def test_what_composing_sets_right_is_told_with_the_line_where_it_stood() -> None:
    found = recognise.read("来稿.txt", HANDED_IN.encode())
    told = {(finding.rule, finding.where.line) for finding in examine_source(found)}
    assert {("GW-7.2.5-brackets", 1), ("GW-7.2.5-ordinal", 1), ("GW-7.2.5-noughts", 1)} <= told
    assert {("BD-5.1", 3), ("BD-5.1", 4), ("GW-7.3.4-marks", 5), ("GW-7.3.5.4", 8)} <= told
    composed = broken(compose.document(found))
    assert not {rule for rule in composed if rule.startswith(("BD-5.1", "GW-7.2.5", "GW-7.3.5.4"))}


def test_a_report_says_whether_a_requirement_is_broken() -> None:
    assert examine(WRONG["BD-5.1"]).broken
    assert not examine(WRONG["GW-7.3.3-order"]).broken
    assert {finding.strength for finding in examine(WRONG["GW-7.3.3-order"]).findings} == {Strength.ALLOWED}


def test_rules_have_names_of_their_own() -> None:
    names = [*TEXT_RULES, *PAGE_RULES]
    assert len(set(names)) == len(names)


REAL_TEXTS = os.environ.get("ZHENGBAN_REAL_TEXTS", "")


@pytest.mark.skipif(not REAL_TEXTS, reason="ZHENGBAN_REAL_TEXTS names no folder of real texts")
def test_real_texts_keep_every_clause_of_the_page_and_are_mended_once() -> None:
    for path in sorted(Path(REAL_TEXTS, "seeds").glob("*.txt")):
        document = compose.document(recognise.read(path.name, path.read_bytes()))
        found = broken(document, layout(document, FACES))
        assert not [rule for rule in found if rule in PAGE_RULES]
        assert mended(mended(document)) == mended(document)
