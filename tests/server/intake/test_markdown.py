import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting import compose
from server.intake import markdown
from server.intake.blocks import Block, Cell, Table
from server.intake.elements import Recognised
from server.intake.errors import TooManyElements, TooManyParagraphs
from server.intake.recognise import read, recognise
from server.intake.source import Loss

from .samples import PLAN, assert_nothing_is_lost

NOTICE = """# 甬江市财政局关于开展检查的通知

各单位：

现将**有关**情况通知如下，见[《办法》](https://example.cn/a)，联系`市财政局`。

## 一、总体要求

1. 核对面积。
2. 2026年完成。
   - 子项

### 目标

表1 任务分解表

| 单位 | 时限 |
|---|---|
| 市*发改委* | 6月 |

    缩进的一行。

见图：![分布](https://example.cn/b.png)<b>重点</b>

<div>网页<!-- 注 --><script>alert(1)</script>文字</div>

甬江市财政局
2026年1月9日
"""


def text(lines: str) -> Recognised:
    found = read("草稿.md", lines.encode())
    assert_nothing_is_lost(found)
    return found


def test_a_notice_written_in_markdown_is_a_notice() -> None:
    found = text(NOTICE)
    made = compose.document(found)
    assert (made.title, made.main_addressees, made.kind) == ("甬江市财政局关于开展检查的通知", "各单位", "通知")
    assert (made.organ, str(made.formed_on)) == ("甬江市财政局", "2026-01-09")
    assert made.blocks == (
        Block("现将有关情况通知如下，见《办法》，联系市财政局。"),
        Block("一、总体要求", 1),
        Block("1.核对面积。", 3),
        Block("2. 2026年完成。", 3),
        Block("●子项"),
        Block("目标", 2),
        Table(((Cell("单位"), Cell("时限")), (Cell("市发改委"), Cell("6月"))), 1, "表1 任务分解表"),
        Block("缩进的一行。"),
        Block("见图：重点"),
        Block("网页文字"),
    )
    assert [(remark.loss, remark.text) for remark in found.source.remarks] == [
        (Loss.IMAGE, "分布 https://example.cn/b.png"),
        (Loss.MARKUP, "<b></b><div><!-- 注 --><script>alert(1)</script></div>"),
    ]


def test_the_title_is_the_first_heading_that_is_no_mark() -> None:
    found = text("# 甬江市财政局文件\n\n# 数字甬江2030\n\n正文如下。\n\n# 附件1\n\n# 清单\n\n内容一。")
    assert found.title
    assert (found.title.value, found.title.method) == ("数字甬江2030", "标题样式")
    assert [mark.value for mark in found.marks] == ["甬江市财政局"]
    assert [annex.title.value for annex in found.annexes] == ["清单"]


def test_a_text_without_any_mark_reads_the_same_as_markdown() -> None:
    plain = PLAN.read_text("utf-8").replace("\n", "\n\n")
    assert [line.text for line in text(plain).source.paragraphs] == [
        line.text for line in read("a.txt", plain.encode()).source.paragraphs
    ]


@given(st.text("#*_`[]()!<>|-\\~&; \n\t1.甲乙。", max_size=200))
@settings(max_examples=60)
def test_no_markdown_is_lost_or_fails(characters: str) -> None:
    assert_nothing_is_lost(recognise(markdown.read(characters.encode())))


@pytest.mark.parametrize(
    "unit", ["[", "![", "[a](", "*a _b ", "`", "> ", "- ", "1. ", "|a|b\n|-|-\n", "<a ", "<script>"]
)
def test_marks_without_end_are_read_or_refused_in_bounded_time(unit: str) -> None:
    began = time.process_time()
    for count in (3_000, 300_000):
        try:
            markdown.read((unit * count).encode()[:1_000_000])
        except (TooManyElements, TooManyParagraphs):
            continue
    assert time.process_time() - began < 3
