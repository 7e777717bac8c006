import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from server.intake.blocks import Cell, Figure, Table
from server.intake.recognise import read
from server.intake.source import Loss

from .samples import PLAN, assert_nothing_is_lost


def saved(document: docx.document.Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def run(markup: str) -> object:
    return parse_xml(f"<w:p {nsdecls('w')}>{markup}</w:p>")


def of(*markups: str) -> docx.document.Document:
    document = docx.Document()
    for markup in markups:
        document.element.body.insert(-1, run(markup))
    return document


def text(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def test_a_document_reads_the_same_from_word_and_from_text() -> None:
    document = docx.Document()
    for line in PLAN.read_text("utf-8").splitlines():
        document.add_paragraph(line)
    word, plain = read("a.docx", saved(document)), read("a.txt", PLAN.read_bytes())
    assert word == plain


def test_tracked_changes_are_accepted_and_told() -> None:
    change = 'w:id="1" w:author="甲" w:date="2026-01-01T00:00:00Z"'
    document = of(
        f"{text('到2028年')}<w:del {change}><w:r><w:delText>基本</w:delText></w:r></w:del>"
        f"<w:ins {change}><w:r><w:t>全面</w:t></w:r></w:ins>{text('建成。')}",
        f"<w:pPr><w:rPr><w:del {change}/></w:rPr></w:pPr>{text('前半')}",
        text("后半。"),
        f"<w:moveFrom {change}>{text('移走')}</w:moveFrom>",
        f"<w:moveTo {change}>{text('移来')}</w:moveTo>",
    )
    source = read("a.docx", saved(document)).source
    assert [line.text for line in source.paragraphs] == ["到2028年全面建成。", "前半后半。", "移来"]
    assert [(remark.loss, remark.text) for remark in source.remarks] == [(Loss.TRACKED_CHANGES, "基本移走")]
    assert "基本" in source.full_text


def test_what_is_no_text_is_remarked_where_it_stood() -> None:
    document = docx.Document()
    document.add_paragraph("甲。")
    table = document.add_table(2, 2)
    for row, column, words in ((0, 0, "单位"), (0, 1, "时限"), (1, 0, "市发改委"), (1, 1, "6月")):
        table.cell(row, column).text = words
    document.add_picture(io.BytesIO(_picture()))
    document.sections[0].header.paragraphs[0].text = "机密"
    document.add_comment(document.paragraphs[0].runs, text="请核", author="乙")
    found = read("a.docx", saved(document))
    table, figure = (block.value for block in found.body[1:])
    assert table == Table(((Cell("单位"), Cell("时限")), (Cell("市发改委"), Cell("6月"))))
    assert isinstance(figure, Figure)
    assert [line.text for line in found.source.paragraphs] == ["甲。", "单位\t时限\n市发改委\t6月", ""]
    assert {(remark.loss, remark.number, remark.text) for remark in found.source.remarks} == {
        (Loss.HEADER_FOOTER, 0, "机密"),
    }
    assert "机密" in found.source.full_text
    assert "请核" in found.source.full_text


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{text('框内')}</w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document = of(
        f"<w:r><mc:AlternateContent {mc}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>{text('框外')}"
    )
    source = read("a.docx", saved(document)).source
    assert [line.text for line in source.paragraphs] == ["框外", "框内"]
    assert [remark.loss for remark in source.remarks] == [Loss.TEXT_BOX]


@pytest.mark.parametrize(
    ("form", "pattern", "numbers", "level"),
    [
        ("chineseCounting", "%1、", ["一、", "二、", "三、"], 1),
        ("japaneseCounting", "(%1)", ["(一)", "(二)", "(三)"], 2),
        ("decimal", "%1.", ["1.", "2.", "3."], 3),
        ("decimal", "(%1)", ["(1)", "(2)", "(3)"], 4),
    ],
)
def test_automatic_numbers_are_written_out(form: str, pattern: str, numbers: list[str], level: int) -> None:
    numbered = f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr></w:pPr>{text("某事项。")}'
    document = of(text("开头。"), numbered, numbered, text("中间。"), numbered)
    part = document.part.numbering_part.element
    definition = (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
    )
    part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{definition}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    found = read("a.docx", saved(document))
    blocks = [block.value for block in found.body]
    assert [block.text for block in blocks if block.level] == [f"{number}某事项。" for number in numbers]
    assert {block.level for block in blocks} == {0, level}


def of_list(levels: str, overrides: str, *items: tuple[int, int]) -> list[str]:
    """What paragraphs of (list, level) say: lists 77 and 78 share their levels, 78 with overrides."""
    numbered = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{rank}"/><w:numId w:val="{key}"/></w:numPr></w:pPr>' for key, rank in items
    )
    document = of(text("开头。"), *(f"{each}{text('事项。')}" for each in numbered))
    part = document.part.numbering_part.element
    part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    for key, inside in ((77, ""), (78, overrides)):
        part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="77"/>{inside}</w:num>'))
    return [line.text.removesuffix("事项。") for line in read("a.docx", saved(document)).source.paragraphs[1:]]


def level(rank: int, form: str, pattern: str, more: str = "") -> str:
    inside = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{pattern}"/>'
    return f'<w:lvl w:ilvl="{rank}">{inside}</w:lvl>'


def test_lists_count_over_levels_begin_anew_and_go_on() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2") + level(2, "bullet", "\uf0b7")
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    items = [(77, 0), (77, 1), (77, 1), (77, 2), (77, 0), (77, 1), (78, 0), (78, 0), (77, 0)]
    assert of_list(levels, again, *items) == ["一、", "一.1 ", "一.2 ", "●", "二、", "二.1 ", "五、", "六、", "三、"]
    assert of_list(levels, "", *items)[6:] == ["三、", "四、", "五、"]


def test_lists_may_have_levels_of_their_own_and_numbers_in_digits() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>") + level(2, "none", "%3")
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "(%1)")}</w:lvlOverride>'
    assert of_list(levels, own, (77, 0), (77, 1), (77, 2), (78, 0)) == ["一、", "1.1 ", "", "(2)"]


def test_heading_styles_give_levels_where_no_number_does() -> None:
    document = docx.Document()
    document.add_paragraph("开头。")
    for rank in range(1, 6):
        document.add_heading(f"第{rank}级。", rank)
    found = read("a.docx", saved(document))
    assert_nothing_is_lost(found)
    assert [block.value.level for block in found.body] == [0, 1, 2, 3, 4, 0]


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (4, 4)).save(target, "PNG")
    return target.getvalue()
