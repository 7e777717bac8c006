"""The PDF, measured again from its own bytes and pixels."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import raw

from documents.typesetting import profile
from documents.typesetting.fonts.faces import open_faces
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block
from documents.typesetting.output.pdf.writer import pdf
from documents.typesetting.profile import GBT9704
from documents.typesetting.proof import png, printed_text, same_text
from documents.typesetting.wording import text_of
from tests.documents.typesetting.examples import FACES, NOTICE, SENTENCE, law, notice, rows_of_text

DPI = 300
LONG = notice(blocks=rows_of_text(40), copy_no="000001")
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


def test_characters_stand_where_the_layout_put_them(made: bytes) -> None:
    for page in layout(LONG, FACES).pages:
        wanted = [(char, x, run.baseline) for run in page.runs for char, x in zip(run.text, run.xs, strict=True)]
        printed = [entry for entry in origins(made, page.number) if not entry[0].isspace()]
        for (char, x, y), (shown, left, down) in zip(
            [entry for entry in wanted if entry[0] != " "], printed, strict=True
        ):
            assert shown == char
            assert left == pytest.approx(x, abs=0.05)
            assert down == pytest.approx(y, abs=0.05)


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
