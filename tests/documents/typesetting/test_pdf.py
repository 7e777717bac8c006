"""The PDF, measured again from its own bytes and pixels."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image
from pypdfium2 import raw

from documents.typesetting import profile
from documents.typesetting.fonts.faces import open_faces
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block, Cell, Table
from documents.typesetting.output.pdf.writer import pdf
from documents.typesetting.page import Layout, Picture, Rule, Run, Tag
from documents.typesetting.profile import GBT9704
from documents.typesetting.proof import png, printed_text, same_text
from documents.typesetting.wording import text_of
from tests.documents.typesetting.examples import FACES, NOTICE, SENTENCE, law, notice, rows_of_text
from tests.documents.typesetting.golden import GOLDEN

DPI = 300
LONG = notice(blocks=rows_of_text(40), copy_no="000001")
SHOWN = ("通知 份号、紧急程度", "通报 长表格", "通报 横排表格", "通报 合并单元格", "函 附件", "命令")
RARE = "\U0002c64a\U0002cb31㛃㎡"
"""Characters of personal names beyond the basic plane, and a unit that many faces lack."""


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(layout(LONG, FACES))


def origins(data: bytes, page: int) -> list[tuple[str, float, float]]:
    """Characters with their origin in millimetres from the paper's upper left corner."""
    document = pypdfium2.PdfDocument(data)
    text = document[page - 1].get_textpage()
    found = []
    for index in range(text.count_chars()):
        x, y = raw.c_double(), raw.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        if raw.FPDFText_IsGenerated(text, index) == 0:
            char = chr(raw.FPDFText_GetUnicode(text, index))
            found.append((char, x.value * profile.POINT, 297 - y.value * profile.POINT))
    document.close()
    return found


def places(run: Run) -> Iterator[tuple[str, float, float]]:
    for char, x in zip(run.text, run.xs, strict=True):
        yield (char, run.baseline, 297 - x) if run.turned else (char, x, run.baseline)


def ink(data: bytes, page: int, *, red: bool) -> tuple[float, float, float, float]:
    """The box (mm) around all red, or all black, pixels of a page."""
    picture = Image.open(BytesIO(png(data, page, DPI))).convert("RGB")
    channels = picture.split()
    dark = channels[1].point(lambda value: 255 if value < 128 else 0)
    reddish = channels[0].point(lambda value: 255 if value >= 128 else 0)
    black = Image.new("L", picture.size, 0)
    chosen = Image.composite(dark, black, reddish) if red else Image.composite(black, dark, reddish)
    left, top, right, bottom = chosen.getbbox() or (0, 0, 0, 0)
    return left * 25.4 / DPI, top * 25.4 / DPI, right * 25.4 / DPI, bottom * 25.4 / DPI


@pytest.mark.parametrize("name", SHOWN)
def test_characters_stand_where_the_layout_put_them(name: str) -> None:
    laid = layout(GOLDEN[name], FACES)
    made = pdf(laid)
    for page in laid.pages:
        wanted = [entry for run in page.runs for entry in places(run) if not entry[0].isspace()]
        printed = [entry for entry in origins(made, page.number) if not entry[0].isspace()]
        for (char, x, y), (shown, left, down) in zip(wanted, printed, strict=True):
            assert shown == char
            assert left == pytest.approx(x, abs=0.05)
            assert down == pytest.approx(y, abs=0.05)
    assert same_text(made, GOLDEN[name])


def test_the_red_of_the_first_page_begins_72_mm_from_the_top_and_spans_the_area(made: bytes) -> None:
    left, top, right, _ = ink(made, 1, red=True)
    assert top == pytest.approx(72, abs=0.35)
    assert left == pytest.approx(28, abs=0.1)
    assert right == pytest.approx(184, abs=0.1)


def test_black_ink_fills_the_area_of_a_full_page(made: bytes) -> None:
    left, top, right, _ = ink(made, 2, red=False)
    assert top == pytest.approx(37 + GBT9704.em * 0.06, abs=0.5)
    assert 28 <= left <= 28.6
    assert 183.4 <= right <= 184


def test_the_file_is_always_the_same(made: bytes) -> None:
    assert pdf(layout(LONG, open_faces())) == made


def test_threads_do_not_disturb_each_other(made: bytes) -> None:
    faces = open_faces()
    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(lambda _: pdf(layout(LONG, faces)), range(4)))
    assert others == [made] * 4


def test_every_font_is_embedded_and_none_is_a_built_in_one(made: bytes) -> None:
    assert made.count(b"/FontFile2") == made.count(b"/Subtype /Type0") > 0
    assert b"Helvetica" not in made
    assert b"/Lang" in made
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"/OutputIntents" in made
    document = pypdfium2.PdfDocument(made)
    assert document.get_metadata_value("Title") == LONG.title
    document.close()


def test_the_print_is_the_signed_text_and_any_change_is_seen(made: bytes) -> None:
    assert same_text(made, LONG)
    for changed in (
        replace(LONG, title=LONG.title.replace("加快", "加强")),
        replace(LONG, doc_number=LONG.doc_number.replace("16", "61")),
        replace(LONG, blocks=LONG.blocks[:-1]),
        replace(LONG, cc=LONG.cc + "，某单位"),
    ):
        assert not same_text(made, changed)


def test_a_page_may_begin_with_the_head_of_a_table_and_with_nothing_else_twice() -> None:
    document = GOLDEN["通报 长表格"]
    laid = layout(document, FACES)
    again = [run for page in laid.pages for run in page.runs if run.tag is Tag.TABLE_HEAD_AGAIN]
    assert again
    assert same_text(pdf(laid), document)
    cell = [run for page in laid.pages for run in page.runs if run.tag is Tag.TABLE][-1]
    for forged in (again[0].text[::-1] + "一", cell.text, "甲"):
        assert not same_text(pdf(changed(laid, again[0], forged)), document)


def test_a_row_that_is_cut_over_two_pages_still_says_what_was_signed() -> None:
    cells = ("归集数据并核对。" * 90, "市大数据局牵头办理。" * 70)
    table = Table(((Cell("任务"), Cell("单位")), tuple(map(Cell, cells))))
    document = replace(NOTICE, blocks=(*NOTICE.blocks, table, Block("请抓好落实。")))
    laid = layout(document, FACES)
    made = pdf(laid)
    assert not same_text(made, document)
    assert same_text(made, document, laid)
    assert not same_text(pdf(layout(NOTICE, FACES)), document, laid)
    other = structs.replace(table, rows=(table.rows[0], (Cell(cells[0] + "一"), Cell(cells[1]))))
    assert not same_text(made, replace(document, blocks=(*NOTICE.blocks, other, Block("请抓好落实。"))), laid)


def test_cells_that_change_places_are_another_text() -> None:
    table = Table(tuple(tuple(map(Cell, row)) for row in (("姓名", "金额"), ("张三", "900"), ("李四", "100"))))
    turned = structs.replace(table, rows=(table.rows[0], (Cell("张三"), Cell("100")), (Cell("李四"), Cell("900"))))
    document, other = (replace(NOTICE, blocks=(*NOTICE.blocks, each)) for each in (table, turned))
    laid = layout(document, FACES)
    assert same_text(pdf(laid), document, laid)
    assert not same_text(pdf(laid), other, laid)


@pytest.mark.parametrize("other", ["— 2 —", "—1—。", "甬江", "1"])
def test_nothing_but_the_page_number_stands_below_the_text(other: str) -> None:
    laid = layout(NOTICE, FACES)
    number = next(run for run in laid.pages[0].runs if run.tag is Tag.PAGE_NUMBER)
    assert same_text(pdf(changed(laid, number, "— 1 —")), NOTICE)
    assert not same_text(pdf(changed(laid, number, other)), NOTICE)


def changed(laid: Layout, old: Run, text: str) -> Layout:
    """The layout with another text in the place of a run."""
    face = FACES.face(old.role, text[0])
    new = replace(old, text=text, xs=tuple(old.xs[0] + 4 * index for index in range(len(text))), face=face)
    pages = [replace(page, runs=tuple(new if run is old else run for run in page.runs)) for page in laid.pages]
    return replace(laid, pages=tuple(pages))


def test_moved_addressees_still_count_as_the_same_text() -> None:
    crowded = notice(main_addressees="甬江市有关单位，" * 40 + "各单位")
    assert same_text(pdf(layout(crowded, FACES)), crowded)


def test_rare_characters_are_drawn_and_read_back() -> None:
    document = notice(blocks=(Block(f"{RARE}；A-B，well-known/GB-T 9704。{SENTENCE}" * 3),))
    made = pdf(layout(document, FACES))
    assert printed_text(made) == "".join(text_of(document).split())


@law
@given(st.text(st.sampled_from("甬江—…“”（）·-−ﬁ①℃〇%,. aZ19"), min_size=1, max_size=90))
def test_any_text_reads_back_as_it_was_signed(text: str) -> None:
    document = notice(blocks=(Block(SENTENCE), Block(text)), cc="", printer="", printed_on=None)
    assert same_text(pdf(layout(document, FACES)), document)


def test_a_picture_has_the_size_of_the_paper() -> None:
    picture = Image.open(BytesIO(png(pdf(layout(NOTICE, FACES)), 1, 72)))
    assert picture.width == pytest.approx(595, abs=1)
    assert picture.height == pytest.approx(842, abs=1)


QUARTERS = {(0, 0): (200, 30, 30), (1, 0): (30, 160, 30), (0, 1): (30, 30, 200), (1, 1): (235, 235, 235)}
"""Colours of a picture's left and right, upper and lower quarters."""


def picture(mode: str, kind: str) -> bytes:
    image = Image.new("RGB", (80, 40))
    for (right, lower), colour in QUARTERS.items():
        image.paste(colour, (right * 40, lower * 20, right * 40 + 40, lower * 20 + 20))
    if mode.endswith("A"):
        image.putalpha(Image.linear_gradient("L").rotate(90).resize(image.size).point(lambda value: 128))
    out = BytesIO()
    (image.quantize(8) if mode == "P" else image.convert(mode)).save(out, kind)
    return out.getvalue()


def shown(mode: str, colour: tuple[int, ...]) -> tuple[int, ...]:
    """What a quarter's colour becomes on white paper: grey in a grey picture, half as strong in a half open one."""
    if mode.startswith("L"):
        colour = (round(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]),) * 3
    return tuple(round((value + 255) / 2) for value in colour) if mode.endswith("A") else colour


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "PNG"),
        ("P", "PNG"),
        ("L", "PNG"),
        ("RGBA", "PNG"),
        ("LA", "PNG"),
        ("RGB", "JPEG"),
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_picture_fills_its_box_in_its_colours(mode: str, kind: str, turned: bool) -> None:
    laid = layout(NOTICE, FACES)
    box = Picture(picture(mode, kind), 40, 150, 60, 60, turned=turned)
    bare = replace(laid.pages[0], runs=(), rules=(), pictures=(box, replace(box, x=110)))
    made = pdf(replace(laid, pages=(bare,)))
    assert made.count(b"/Subtype /Image") == (2 if mode.endswith("A") else 1)
    page = Image.open(BytesIO(png(made, 1, 50))).convert("RGB")
    for (right, lower), colour in QUARTERS.items():
        across, down = (lower, 1 - right) if turned else (right, lower)
        pixel = page.getpixel((round((55 + 30 * across) / 25.4 * 50), round((165 + 30 * down) / 25.4 * 50)))
        assert pixel == pytest.approx(shown(mode, colour), abs=12)


def test_upright_rules_reach_down_from_their_point() -> None:
    laid = layout(NOTICE, FACES)
    rule = Rule(190, 100, 80, 1, Tag.TABLE, red=True, upright=True)
    bare = replace(laid.pages[0], runs=(), rules=(rule,))
    left, top, right, lower = ink(pdf(replace(laid, pages=(bare,))), 1, red=True)
    assert (left, top, right, lower) == pytest.approx((189.5, 100, 190.5, 180), abs=0.1)


def test_bookmarks_lead_to_the_headings() -> None:
    laid = layout(GOLDEN["通知 长文"], FACES)
    document = pypdfium2.PdfDocument(pdf(laid))
    found = []
    for mark in document.get_toc():
        place = mark.get_dest()
        found.append(
            (mark.get_title(), mark.level, place.get_index() + 1, 297 - place.get_view()[1][1] * profile.POINT)
        )
    document.close()
    assert len({level for _, level, _, _ in found}) > 2
    for (text, level, page, y), heading in zip(found, laid.outline, strict=True):
        assert (text, level, page) == (heading.text, heading.level, heading.page)
        assert y == pytest.approx(heading.y, abs=0.01)
