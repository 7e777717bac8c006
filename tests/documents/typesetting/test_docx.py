"""The DOCX file: every character in order, real Word structure, and the same places once a program has set it."""

import ctypes
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx as word
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pylopdf_fonts_zh_cn import sans_path, serif_path

from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Annex, Block, Document, Figure, Mark, MarkKind, Table
from documents.typesetting.output.docx.wml import FONTS
from documents.typesetting.output.docx.writer import docx
from documents.typesetting.page import Layout, Tag
from documents.typesetting.profile import POINT
from documents.typesetting.wording import text_of
from server.intake.docx import read
from tests.documents.typesetting.examples import FACES, NOTICE, SENTENCE, notice, rows_of_text
from tests.documents.typesetting.golden import GOLDEN, laid
from tests.documents.typesetting.golden_parts import TASKS

NAMES = sorted(GOLDEN)
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(BytesIO(data)).read(name))


def golden(name: str) -> etree._Element:
    return part(docx(GOLDEN[name], laid(name)))


def bare(text: str) -> str:
    return "".join(text.split())


def moved(document: Document, made: Layout) -> bool:
    shown = any(run.tag is Tag.ADDRESSEE for page in made.pages for run in page.runs)
    return bool(document.main_addressees) and not shown


@pytest.mark.parametrize("name", NAMES)
def test_every_character_is_there_in_the_printed_order(name: str) -> None:
    document = GOLDEN[name]
    shown = "".join(text.text or "" for text in golden(name).iter(qn("w:t")))
    assert bare(shown) == bare(text_of(document, addressees_in_imprint=moved(document, laid(name))))


@pytest.mark.parametrize("name", ["通报 图", "通报 横排表格", "函 三页"])
def test_the_same_layout_gives_the_same_bytes(name: str) -> None:
    data = docx(GOLDEN[name], laid(name))
    assert data == docx(GOLDEN[name], laid(name))
    assert {entry.date_time[0] for entry in zipfile.ZipFile(BytesIO(data)).infolist()} == {1980}


def test_the_file_names_the_document() -> None:
    known = word.Document(BytesIO(docx(NOTICE, layout(NOTICE, FACES)))).core_properties
    assert (known.title, known.subject, known.author) == (NOTICE.title, "通知", "甬江市人民政府")
    assert known.modified == datetime(2026, 11, 2, tzinfo=UTC)


def test_the_text_is_set_on_28_characters_by_22_lines() -> None:
    file = word.Document(BytesIO(docx(NOTICE, layout(NOTICE, FACES))))
    section = file.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm, 1) for edge in edges if edge] == [34.6, 32.6, 28, 26]
    (text,) = [each for each in file.element.iter(qn("w:p")) if each.text.startswith("现将")]
    spacing, run = text.pPr.find(qn("w:spacing")), text.r_lst[0]
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("589", "exact")
    assert run.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-5"
    assert not list(file.element.iter(qn("w:docGrid")))
    assert {snap.get(qn("w:val")) for snap in file.element.iter(qn("w:snapToGrid"))} == {"0"}


@pytest.mark.parametrize("name", ["通知 印发", "通报 合并单元格", "函", "纪要"])
def test_every_run_names_an_official_face_in_all_four_slots(name: str) -> None:
    known = set(FONTS.values())
    for fonts in golden(name).iter(qn("w:rFonts")):
        named = {fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert len(named) == 1
        assert named <= known
        assert fonts.get(qn("w:hint")) == "eastAsia"
        assert not [key for key in fonts.attrib if "Theme" in key]


def test_a_heading_is_one_for_word_and_a_paragraph_that_runs_on_is_not() -> None:
    blocks = (Block("一、总体要求", 1), Block("（一）" + SENTENCE, 2), Block("（二）分步实施" + SENTENCE * 2, 2))
    file = word.Document(BytesIO(docx(notice(blocks=blocks), layout(notice(blocks=blocks), FACES))))
    found = [each for each in file.paragraphs if each.text.startswith(("一、", "（一", "（二"))]
    assert [each.style and each.style.name for each in found] == ["Heading 1", "Heading 2", "Normal"]
    lead = found[-1].runs
    assert [run.font.name for run in lead] == ["楷体_GB2312", "仿宋_GB2312"]


def test_a_table_has_merged_cells_and_a_head_that_is_repeated() -> None:
    root = golden("通报 合并单元格")
    (table,) = [each for each in root.iter(qn("w:tbl")) if each.find(f".//{qn('w:tblHeader')}") is not None]
    rows = table.findall(qn("w:tr"))
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True, True, False, False]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    spans = [cell.get(qn("w:val")) for cell in table.iter(qn("w:gridSpan"))]
    reach = [cell.get(qn("w:val")) for cell in table.iter(qn("w:vMerge"))]
    assert spans == ["2", "2"]
    assert reach == ["restart", "restart", "continue", "continue"]
    widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
    assert sum(widths) * 25.4 / 1440 == pytest.approx(156, abs=0.2)


def test_a_table_that_lies_across_has_a_section_of_its_own() -> None:
    sizes = [each.get(qn("w:orient")) for each in golden("通报 横排表格").iter(qn("w:pgSz"))]
    assert [orient == "landscape" for orient in sizes][:3] == [False, True, False]


def test_what_was_printed_beside_each_other_stands_in_columns() -> None:
    root = golden("意见 三机关联合")
    mark = next(root.iter(qn("w:tbl")))
    columns = [bare("".join(cell.itertext())) for cell in mark.iter(qn("w:tc"))]
    assert columns == ["甬江市发展和改革委员会甬江市财政局甬江市大数据发展管理局", "文件"]


PLAIN = layout(notice(blocks=(Block(SENTENCE),)), FACES)


@given(st.data())
@settings(deadline=None, max_examples=20)
def test_traces_come_back_as_they_were(data: st.DataObject) -> None:
    marks = tuple(data.draw(traces(SENTENCE)))
    document = notice(blocks=(Block(SENTENCE, marks=marks),))
    source = read(docx(document, PLAIN))
    (paragraph,) = [each for each in source.paragraphs if each.text == SENTENCE]
    assert sorted(paragraph.marks, key=str) == sorted(marks, key=str)


@st.composite
def traces(draw: st.DrawFn, text: str) -> list[Mark]:
    """Insertions and deletions that do not touch each other, and comments anywhere."""
    said, whom = st.text("甬江市政务办", min_size=1, max_size=6), st.sampled_from(["张某", "李某某"])
    when = st.sampled_from([None, NOON])
    places = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    found = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        kind = draw(st.sampled_from([MarkKind.INSERTED, MarkKind.DELETED, MarkKind.COMMENT]))
        words = "" if kind is MarkKind.INSERTED else draw(said)
        last = start if kind is MarkKind.DELETED else end
        found.append(Mark(kind, start, last, words, draw(whom), draw(when)))
    return found


def test_what_is_odd_makes_a_file_that_can_be_read() -> None:
    document = Document(
        title="",
        blocks=(Table(()), TASKS, TASKS, Block("一\x0b二", marks=(Mark(MarkKind.COMMENT, 0, 1, "三\x1f四"),))),
        annexes=(Annex("", (Block("五"),)),),
    )
    shown = part(docx(document, layout(document, FACES)))
    assert bare("".join(text.text or "" for text in shown.iter(qn("w:t")))) == bare(text_of(document))
    assert all(table.getnext().tag == qn("w:p") for table in shown.iter(qn("w:tbl")))


def test_pictures_are_as_large_as_the_layout_made_them() -> None:
    chart = next(each for each in GOLDEN["通报 图"].blocks if isinstance(each, Figure))
    (size,) = [each.find(qn("wp:extent")) for each in golden("通报 图").iter(qn("wp:inline"))]
    assert (int(size.get("cx")) / 36000, int(size.get("cy")) / 36000) == pytest.approx((chart.width, chart.height))


SET_BY_A_PROGRAM = ("通知", "函 份号、紧急程度", "命令", "纪要")
BLANK_PAGES = '{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""The blank page before that of the 版记 is written too."""
FONT_SETTINGS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{folders}
<cachedir>{cache}</cachedir>{aliases}</fontconfig>"""
ALIAS = """<match target="pattern"><test name="family"><string>{official}</string></test>
<edit name="family" mode="assign" binding="strong"><string>{ours}</string></edit></match>"""


def without_figures(name: str) -> Document:
    """LibreOffice before 24.8 puts white between figures and Chinese characters, whatever the file says."""
    return replace(GOLDEN[name], blocks=rows_of_text(34), attendance=())


def font_settings(folder: Path) -> Path:
    """The pip faces under the official names, whatever else is installed."""
    ours = {"黑体": "Noto Sans SC"}
    aliases = (ALIAS.format(official=name, ours=ours.get(name, "Noto Serif SC")) for name in FONTS.values())
    folders = "".join(f"<dir>{parent}</dir>" for parent in {Path(serif_path()).parent, Path(sans_path()).parent})
    chosen = folder / "fonts.conf"
    chosen.write_text(FONT_SETTINGS.format(folders=folders, cache=folder / "cache", aliases="".join(aliases)))
    return chosen


def converted(folder: Path, files: dict[str, bytes]) -> dict[str, pypdfium2.PdfDocument]:
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", f"pdf:writer_pdf_Export:{BLANK_PAGES}", "--outdir", str(folder)]
    command += [str(folder / f"{name}.docx") for name in files]
    environment = {**os.environ, "FONTCONFIG_FILE": str(font_settings(folder))}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    return {name: pypdfium2.PdfDocument((folder / f"{name}.pdf").read_bytes()) for name in files}


def characters(page: pypdfium2.PdfPage) -> Iterator[tuple[str, float, float]]:
    """Every printed character with its origin, mm from the paper's upper left corner."""
    text, height = page.get_textpage(), page.get_height()
    for index in range(text.count_chars()):
        x, y = ctypes.c_double(), ctypes.c_double()
        pypdfium2.raw.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
        if char := text.get_text_range(index, 1).strip():
            yield char, x.value * POINT, (height - y.value) * POINT


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_a_program_sets_it_as_the_layout_did(tmp_path: Path) -> None:
    documents = {name: without_figures(name) for name in SET_BY_A_PROGRAM}
    made = {name: layout(document, FACES) for name, document in documents.items()}
    shown = converted(tmp_path, {name: docx(document, made[name]) for name, document in documents.items()})
    for name, pages in made.items():
        assert len(shown[name]) == len(pages.pages)
        for tag in (Tag.MARK, Tag.TITLE, Tag.BODY, Tag.IMPRINT):
            stands_as_printed(pages, shown[name], tag)
    rows: dict[float, int] = {}
    for _, _, y in characters(shown["通知"][1]):
        rows[round(y, 1)] = rows.get(round(y, 1), 0) + 1
    assert [count for count in rows.values() if count == 28] == [28] * 22


def stands_as_printed(made: Layout, shown: pypdfium2.PdfDocument, tag: Tag) -> None:
    """The first line of an element begins within a millimetre of its place."""
    found = [(page, run) for page in made.pages for run in page.runs if run.tag is tag]
    for page, run in found[:1]:
        near = [
            (x, y)
            for char, x, y in characters(shown[page.number - 1])
            if char == run.text[0] and abs(x - run.xs[0]) <= 1 and abs(y - run.baseline) <= 1
        ]
        assert near, (tag, run.text)
