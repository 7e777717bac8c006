from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from server.intake.blocks import Block, Cell, Table
from server.intake.elements import WHOLE_PART, Recognised
from server.intake.recognise import read, recognise
from server.intake.source import Line, Loss, Source, numbered

from .samples import assert_nothing_is_lost
from .test_docx import of, saved, text
from .test_recognise import DIRT, LAWS, OFFICIAL

LEAD = text("任务分工如下。")


def cell(words: str, properties: str = "") -> str:
    lines = "".join(f"<w:p>{text(line)}</w:p>" for line in words.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>"


def having(*markups: str) -> Recognised:
    """A document of paragraphs (the inside of a w:p) and tables."""
    document = of(LEAD)
    for markup in markups:
        whole = markup if markup.startswith("<w:tbl") else f"<w:p {nsdecls('w')}>{markup}</w:p>"
        document.element.body.insert(-1, parse_xml(whole))
    found = read("a.docx", saved(document))
    assert_nothing_is_lost(found)
    return found


def the_table(found: Recognised) -> Table:
    (only,) = [block.value for block in found.body if isinstance(block.value, Table)]
    return only


RESTART, GOES_ON, TWO = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'


def test_a_table_keeps_its_merged_cells_its_head_and_its_caption() -> None:
    found = having(
        text("表1 任务分工表"),
        table(
            row(cell("序号", RESTART), cell("责任分工", TWO), properties="<w:tblHeader/>"),
            row(cell("", GOES_ON), cell("牵头"), cell("配合"), properties="<w:tblHeader/>"),
            row(cell("1"), cell("市财政局\n市税务局"), cell("")),
        ),
        text("请各单位落实。"),
    )
    rows = (
        (Cell("序号", 1, 2), Cell("责任分工", 2)),
        (Cell("牵头"), Cell("配合")),
        (Cell("1"), Cell("市财政局\n市税务局"), Cell("")),
    )
    assert the_table(found) == Table(rows, 2, "表1 任务分工表")
    assert [type(block.value) for block in found.body] == [Block, Table, Block]
    assert not found.source.remarks


def test_a_head_that_no_row_claims_is_one_row_and_whatever_its_cells_reach_over() -> None:
    plain = table(row(cell("单位"), cell("时限")), row(cell("市财政局"), cell("6月")))
    tall = table(
        row(cell("单位", RESTART), cell("时限")), row(cell("", GOES_ON), cell("上旬")), row(cell("甲"), cell("乙"))
    )
    whole = table(row(cell("单位", RESTART), cell("时限")), row(cell("", GOES_ON), cell("上旬")))
    assert [the_table(having(each)).head for each in (plain, tall, whole)] == [1, 2, 0]


def test_a_table_in_a_table_is_text_of_its_cell_and_a_lone_cell_only_wraps_paragraphs() -> None:
    inner = table(row(cell("牵头"), cell("市财政局")), row(cell("配合"), cell("市税务局"))).replace(nsdecls("w"), "")
    outer = table(row(cell("分工"), f"<w:tc>{inner}<w:p/></w:tc>"), row(cell("时限"), cell("6月")))
    assert the_table(having(outer)).rows[0][1] == Cell("牵头 市财政局\n配合 市税务局")
    wrapped = having(table(row(cell("一、总体要求\n（一）目标。"))))
    assert [block.value for block in wrapped.body[1:]] == [Block("一、总体要求", 1), Block("（一）目标。", 2)]


def test_a_table_on_paper_that_lies_across_says_so() -> None:
    paper = '<w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr></w:pPr>'
    upright = '<w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr>'
    tables = [table(row(cell(each), cell("乙"))) for each in "甲丙丁"]
    found = having(tables[0], upright, tables[1], paper, tables[2])
    across = [block.value.landscape for block in found.body if isinstance(block.value, Table)]
    assert across == [False, True, False]


def test_a_table_that_sets_out_the_head_or_the_imprint_is_read_as_their_lines() -> None:
    head = table(
        row(cell("甬江市发展和改革委员会"), cell("文件", RESTART)), row(cell("甬江市财政局"), cell("", GOES_ON))
    )
    imprint = table(row(cell("抄送：市委办公室。", TWO)), row(cell("甬江市人民政府办公室"), cell("2026年1月12日印发")))
    document = of()
    body = [
        head,
        "甬江市发展和改革委员会 甬江市财政局关于开展检查的通知",
        "各单位：",
        "请于六月底前完成。",
        "甬江市财政局",
        "2026年1月9日",
        imprint,
    ]
    for each in body:
        whole = each if each.startswith("<") else f"<w:p {nsdecls('w')}>{text(each)}</w:p>"
        document.element.body.insert(-1, parse_xml(whole))
    found = read("a.docx", saved(document))
    assert_nothing_is_lost(found)
    assert [mark.value for mark in found.marks] == ["甬江市发展和改革委员会", "甬江市财政局"]
    assert found.cc
    assert found.cc.value == "市委办公室"
    assert found.printer
    assert found.printer.value == "甬江市人民政府办公室"
    assert {remark.loss for remark in found.source.remarks} == {Loss.TABLE}
    assert not any(isinstance(block.value, Table) for block in found.body)


def test_tables_stay_in_the_annex_they_stand_in() -> None:
    rows = row(cell("单位"), cell("时限")), row(cell("市财政局"), cell("2026年6月9日"))
    lines = ["甬江市财政局", "2026年1月9日", "附件1", "任务清单", table(*rows), "附件2", table(*rows)]
    found = having(*(each if each.startswith("<") else text(each) for each in lines))
    first, second = found.annexes
    assert (first.title.value, second.title.value) == ("任务清单", "")
    assert [type(block.value) for annex in found.annexes for block in annex.blocks] == [Table, Table]
    assert found.formed_on
    assert found.formed_on.lines == (3,)


def test_deleted_rows_go_and_numbers_in_cells_are_written_out() -> None:
    change = '<w:del w:id="1" w:author="甲"/>'
    found = having(
        table(row(cell("单位"), cell("甲")), row(cell("旧"), cell("去"), properties=change), row(cell("新"), cell("")))
    )
    assert the_table(found).rows == ((Cell("单位"), Cell("甲")), (Cell("新"), Cell("")))
    assert [(remark.loss, remark.text) for remark in found.source.remarks] == [(Loss.TRACKED_CHANGES, "旧去")]


SMALL = Table(((Cell("单位"), Cell("时限")), (Cell("抄送：市财政局"), Cell("2026年1月9日"))))


@given(st.lists(st.sampled_from([None, None, *DIRT, *OFFICIAL.splitlines(), *LAWS]), max_size=40))
@settings(max_examples=60)
def test_no_element_swallows_a_table(lines: list[str | None]) -> None:
    """Wherever a table stands among other lines: it comes out whole, in the text, in an annex or outside."""
    paragraphs = numbered(Line(SMALL.text, part=SMALL) if line is None else Line(line) for line in lines)
    found = recognise(Source(paragraphs))
    assert_nothing_is_lost(found)
    parts = [part.value for part in (*found.body, *(each for annex in found.annexes for each in annex.blocks))]
    outside = [out.text for out in found.unplaced]
    assert parts.count(SMALL) + outside.count(SMALL.text) == lines.count(None)
    assert WHOLE_PART not in repr([value for name, value in vars(found).items() if name != "source"])
