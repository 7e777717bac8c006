"""Samples of our own that hostile files are made from: an official letter as DOCX, TXT and Markdown."""

import io

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

TEXT = """甬江市人民政府关于印发甬江市数字政府建设方案的通知
甬政发〔2026〕16号    签发人：周某某
各县（市、区）人民政府，市政府各部门：
现将《甬江市数字政府建设方案》印发给你们，请认真贯彻执行。
一、总体要求
（一）目标。到2028年,建成一体化平台(一期)。
1.核对面积。
出席：周某、吴某
附件：1.任务分工表
甬江市人民政府
2026年1月9日
（此件公开发布）
附件1
任务分工表
抄送：市委各部门。
甬江市人民政府办公室    2026年1月12日印发
"""
MARKDOWN = """# 甬江市财政局关于开展检查的通知

各单位：

现将**有关情况**通知如下，见[办法](https://example.cn/a)。

## 一、总体要求

1. 核对面积
2. 2026年完成
   - 子项

表1 任务分解表

| 单位 | 时限 |
|---|---|
| 市发改委 | 6月 |

> 引文 ![图](https://example.cn/b.png) <b>粗体</b>

甬江市财政局
2026年1月9日
"""
CHANGE = 'w:id="1" w:author="周某" w:date="2026-01-01T00:00:00Z"'
TRACED = (
    f"<w:p {nsdecls('w')}><w:r><w:t>到2028年</w:t></w:r><w:del {CHANGE}><w:r><w:delText>基本</w:delText></w:r></w:del>"
    f"<w:ins {CHANGE}><w:r><w:t>全面</w:t></w:r></w:ins><w:r><w:br/><w:t>建成。</w:t></w:r></w:p>"
)
NUMBERED = (
    f'<w:p {nsdecls("w")}><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr>'
    "<w:r><w:t>列入计划。</w:t></w:r></w:p>"
)


def word() -> bytes:
    """A DOCX file with everything that is read in one: styles, lists, a table, a picture, changes and comments."""
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.add_heading("二、工作任务", 1)
    document.add_paragraph("核对清单。", style="List Number")
    document.add_paragraph("表1 任务分工表")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "单位"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "6月"
    table.cell(1, 0).add_table(1, 2).cell(0, 1).text = "市发改委"
    document.add_picture(io.BytesIO(picture()))
    for markup in (TRACED, NUMBERED):
        document.element.body.insert(5, parse_xml(markup))
    document.add_comment(document.paragraphs[3].runs, text="请核实。", author="吴某")
    document.sections[0].header.paragraphs[0].text = "甬江市人民政府"
    for style in document.styles.element.xpath("w:latentStyles | w:style[@w:type='table']"):
        style.getparent().remove(style)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def picture() -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").save(target, "PNG")
    return target.getvalue()
