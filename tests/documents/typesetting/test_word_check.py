"""体检 of Word files: what their settings make of paper, type, lines and numbers."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.typesetting.checks.word import RULES, examine_word
from documents.typesetting.output.docx import writer
from tests.documents.typesetting.golden import GOLDEN, laid

TEXT = "各县（市、区）和市级有关部门要按照职责分工，认真抓好组织实施，重大情况及时报告市人民政府。"
TITLE = "甬江市人民政府关于开展安全生产检查的通知"
Change = Callable[[Any], object]


def word(*changes: Change) -> bytes:
    """A Word file as the standard wants it, and then changed."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin, section.right_margin = Mm(34.6), Mm(28), Mm(26)
    paragraph(made, TITLE, "方正小标宋简体", 22).alignment = 1
    for text, font in (
        ("一、总体要求", "黑体"),
        ("（一）目标", "楷体_GB2312"),
        ("1.任务", "仿宋_GB2312"),
        (TEXT, "仿宋_GB2312"),
    ):
        paragraph(made, text, font, 16).paragraph_format.first_line_indent = Pt(32)
    number(made)
    for change in changes:
        change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def paragraph(made: Any, text: str, font: str, size: float) -> Any:
    added = made.add_paragraph()
    run = added.add_run(text)
    run.font.size = Pt(size)
    run.font.name = font
    run.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    added.paragraph_format.line_spacing = Pt(29.45)
    return added


def number(made: Any) -> None:
    """— PAGE — in the footers of odd and even pages."""
    made.settings.odd_and_even_pages_header_footer = True
    for footer in (made.sections[0].footer, made.sections[0].even_page_footer):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE ")
        line = footer.paragraphs[0]
        line.add_run("— ")
        line._p.append(field)
        line.add_run(" —")


def found(data: bytes) -> set[str]:
    return {finding.rule for finding in examine_word(data)}


WRONG: dict[str, Change] = {
    "WD-5.1": lambda made: setattr(made.sections[0], "page_height", Mm(279)),
    "WD-5.2.1": lambda made: setattr(made.sections[0], "left_margin", Mm(31.8)),
    "WD-5.2.2": lambda made: paragraph(made, TEXT, "宋体", 16),
    "WD-5.2.3": lambda made: setattr(made.paragraphs[-1].paragraph_format, "line_spacing", 1.5),
    "WD-7.3.1": lambda made: setattr(made.paragraphs[0], "alignment", 0),
    "WD-7.3.3": lambda made: paragraph(made, "二、主要任务", "宋体", 16),
    "WD-7.3.3-indent": lambda made: setattr(made.paragraphs[-1].paragraph_format, "first_line_indent", Pt(0)),
    "WD-7.5": lambda made: setattr(made.settings, "odd_and_even_pages_header_footer", False),
}


def test_a_file_as_the_standard_wants_it_has_no_finding() -> None:
    assert not examine_word(word())


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_a_wrong_setting_is_found(rule: str) -> None:
    assert rule in found(word(WRONG[rule]))


def test_type_comes_from_the_style_where_the_run_says_nothing() -> None:
    def by_style(made: Any) -> None:
        style = made.styles["Normal"]
        style.font.size = Pt(12)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
        made.add_paragraph(TEXT)

    told = [finding for finding in examine_word(word(by_style)) if finding.rule == "WD-5.2.2"]
    assert [finding.found for finding in told] == ["宋体", "12 磅"]
    assert all(finding.where.line == 6 for finding in told)


@pytest.mark.parametrize("name", ["通知 印发", "报告 三个签发人", "函", "命令", "纪要"])
def test_what_this_house_writes_is_as_the_standard_wants_it(name: str) -> None:
    assert not examine_word(writer.docx(GOLDEN[name], laid(name)))


def test_a_bare_file_is_told_everything_at_once() -> None:
    made = docx.Document()
    made.add_paragraph(TEXT)
    out = BytesIO()
    made.save(out)
    assert found(out.getvalue()) >= {"WD-5.1", "WD-5.2.1", "WD-5.2.2", "WD-5.2.3", "WD-7.5"}
