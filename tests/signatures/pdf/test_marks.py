"""Marks in the page: slices of a straddling seal and codes, signed with the seal, no part of the text."""

import io
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, Form, State
from signatures.pdf.errors import AlreadySealed, CannotSeal, OnePage, OutsidePage, PageMissing, PictureUnreadable
from signatures.pdf.marks import PLACES, PageMark
from signatures.pdf.paper import POINT
from signatures.pdf.straddle import NARROWEST, groups, pages_of, straddle
from tests.signatures.workshop import (
    A4,
    BUREAU,
    FORMS,
    GOVERNMENT,
    array,
    by,
    forged,
    judged,
    name,
    number,
    once,
    paper,
    picture,
    sealed,
    stream,
    update,
)

PAGES = 3
HERE = Box(PAGES, 110, 200, 45, 45)
DOTS = 6
"""Rendered dots to the millimetre."""


def dots(width: int, height: int, colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


CODE = PageMark(Box(PAGES, 30, 275, 15, 15), dots(20, 20, "#202020"), "验证码 7H3K")


def slices() -> tuple[PageMark, ...]:
    return straddle(pages_of(paper(PAGES)), picture(GOVERNMENT.name, 42), 42, 42, alt="骑缝章")


def marked(form: Form = Form.SES) -> bytes:
    return sealed(paper(PAGES), box=HERE, form=form, marks=(*slices(), CODE))


def rendered(pdf: bytes, page: int) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        image: Image.Image = document[page - 1].render(scale=DOTS * POINT).to_pil()
        return image.convert("RGB")
    finally:
        document.close()


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("form", FORMS)
def test_marks_are_sealed_and_listed_in_every_form(form: Form) -> None:
    pdf = marked(form)
    verdict = judged(pdf)
    assert verdict.state is State.VALID
    (seal,) = verdict.seals
    assert seal.form is form
    assert seal.boxes == (HERE, *(each.box for each in slices()))
    assert Code.STRADDLE_INCOMPLETE not in verdict.codes


def test_the_slices_put_together_are_the_seal() -> None:
    """Laid edge to edge, the right margins of all pages show the seal as it would look whole."""
    pdf = marked()
    strip = 42 / PAGES
    assembled = Image.new("RGB", (round(42 * DOTS), 42 * DOTS), "white")
    for page in range(1, PAGES + 1):
        edge = rendered(pdf, page)
        left, top = edge.width - round(strip * DOTS), round((297 - 42) / 2 * DOTS)
        piece = edge.crop((left, top, edge.width, top + 42 * DOTS))
        assembled.paste(piece, (round(strip * (page - 1) * DOTS), 0))
    whole = Image.open(io.BytesIO(picture(GOVERNMENT.name, 42))).convert("RGBA").resize(assembled.size)
    expected = Image.new("RGB", assembled.size, "white")
    expected.paste(whole, mask=whole.getchannel("A"))
    difference = ImageChops.difference(assembled, expected).convert("L").point([255 * (v > 96) for v in range(256)])
    assert difference.histogram()[255] < 0.02 * assembled.width * assembled.height


def test_marks_change_neither_text_nor_the_earlier_bytes() -> None:
    pdf = marked()
    assert pdf.startswith(paper(PAGES))
    assert text_of(pdf) == text_of(paper(PAGES))
    assert pdf.count(b"/Artifact <</Type/Pagination") == PAGES + 1


def test_text_stays_black_under_a_mark() -> None:
    """The mark blends over the page: the black bar is as black as before."""
    over = PageMark(Box(1, 110, 226, 10, 10), dots(10, 10, "#ff0000"), "")
    image = rendered(sealed(paper(PAGES), box=HERE, marks=[over]), 1)
    bar = (round(112 * DOTS), round((297 - 198 * POINT) * DOTS), round(118 * DOTS), round((297 - 182 * POINT) * DOTS))
    assert image.crop(bar).getextrema() == ((0, 0), (0, 0), (0, 0))


def test_a_page_keeps_what_its_own_content_forgot_to_close() -> None:
    """The page's content leaves its coordinates scaled; the mark stands where it was put all the same."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, pageCompression=0, invariant=1)
    canvas.scale(0.5, 0.5)
    canvas.rect(0, 0, 10, 10)
    canvas.showPage()
    canvas.save()
    mark = PageMark(Box(1, 20, 30, 40, 40), dots(10, 10, "#ff0000"), "")
    image = rendered(sealed(out.getvalue(), box=Box(1, 110, 200, 45, 45), marks=[mark]), 1)
    assert image.getpixel((21 * DOTS, 31 * DOTS)) == (255, 0, 0)
    assert image.getpixel((59 * DOTS, 69 * DOTS)) == (255, 0, 0)
    assert image.getpixel((61 * DOTS, 71 * DOTS)) == (255, 255, 255)


def test_pages_that_share_their_resources_keep_them() -> None:
    """What one page is given besides does not appear in the resources of others, and they lose nothing."""

    def share(writer: Any) -> None:
        pages = writer.root["/Pages"]
        shared = writer.add_object(pages["/Kids"][0]["/Resources"])
        pages[name("/Resources")] = shared
        for kid in pages["/Kids"]:
            page = kid.get_object()
            del page["/Resources"]
            writer.update_container(page)
        writer.update_container(pages)

    base = update(paper(PAGES), share)
    pdf = sealed(base, box=HERE, marks=[PageMark(Box(1, 20, 30, 10, 10), dots(5, 5, "#ff0000"), "")])
    assert text_of(pdf) == text_of(paper(PAGES))
    assert rendered(pdf, 2).tobytes() == rendered(base, 2).tobytes()


def test_a_page_without_content_can_bear_a_mark() -> None:
    def empty(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        del page["/Contents"]
        writer.update_container(page)

    mark = PageMark(Box(1, 20, 30, 10, 10), dots(5, 5, "#ff0000"), "")
    pdf = sealed(update(paper(PAGES), empty), box=HERE, marks=[mark])
    assert rendered(pdf, 1).getpixel((25 * DOTS, 35 * DOTS)) == (255, 0, 0)
    assert judged(pdf).state is State.VALID


def test_marks_on_a_sealed_file_are_refused() -> None:
    """They would be a change of what the first organ sealed."""
    with pytest.raises(AlreadySealed):
        sealed(once(), BUREAU, Box(2, 20, 20, 42, 42), marks=[PageMark(Box(1, 20, 30, 10, 10), dots(5, 5, "red"), "")])


def test_a_second_organ_may_seal_a_file_with_marks() -> None:
    verdict = judged(sealed(marked(), BUREAU, Box(PAGES, 50, 200, 42, 42)))
    assert verdict.state is State.VALID
    assert [len(each.boxes) for each in verdict.seals] == [1 + PAGES, 1]


@pytest.mark.parametrize(
    ("mark", "refusal"),
    [
        (PageMark(Box(9, 20, 30, 10, 10), dots(5, 5, "red"), ""), PageMissing),
        (PageMark(Box(1, 205, 30, 10, 10), dots(5, 5, "red"), ""), OutsidePage),
        (PageMark(Box(1, 20, 30, 10, 10), b"GIF89a", ""), PictureUnreadable),
    ],
)
def test_a_mark_that_cannot_be_drawn_is_refused(mark: PageMark, refusal: type[CannotSeal]) -> None:
    with pytest.raises(refusal):
        sealed(paper(PAGES), box=HERE, marks=[mark])


# --- slices that were altered, and straddling seals that are not complete -------------------------------


def test_an_altered_slice_is_altered_content() -> None:
    pdf = bytearray(marked())
    place = pdf.index(b"/FlateDecode", len(paper(PAGES)))
    pdf[pdf.index(b"stream", place) + 40] ^= 0xFF
    verdict = judged(bytes(pdf))
    assert verdict.state is State.INVALID
    assert Code.CONTENT_ALTERED in verdict.codes


def test_a_slice_painted_over_in_an_update_is_named() -> None:
    def paint(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Contents"].append(writer.add_object(stream(stream_data=b"1 g 500 300 100 300 re f")))
        writer.update_container(page)

    verdict = judged(update(marked(), paint))
    assert verdict.state is State.INVALID
    assert Code.PDF_ISA in verdict.codes


@pytest.mark.parametrize("kept", [slice(1, None), slice(0, 2), slice(0, 0)])
def test_a_straddling_seal_without_all_slices_is_remarked(kept: slice) -> None:
    some = slices()[kept]
    verdict = judged(sealed(paper(PAGES), box=HERE, marks=some))
    assert verdict.state is State.VALID
    assert (Code.STRADDLE_INCOMPLETE in verdict.codes) == bool(some)


def test_a_straddling_seal_of_a_longer_document_is_remarked() -> None:
    """Cut to size after the slices were made, before it was sealed: a page is missing, and the last slice with it."""
    marks = straddle([(210, 297)] * 4, picture(GOVERNMENT.name, 42), 42, 42, alt="骑缝章")[:PAGES]
    assert Code.STRADDLE_INCOMPLETE in judged(sealed(paper(PAGES), box=HERE, marks=marks)).codes


def test_what_is_said_of_marks_may_be_anything() -> None:
    """A forger's own note of marks is read without harm, and never makes a file unsealed."""

    def note(places: Any) -> bytes:
        return forged(
            paper(), by(GOVERNMENT), alter=lambda signature: signature.__setitem__(name(f"/{PLACES}"), places)
        )

    for nonsense in (number(1), array([number(1)]), array([array([name("/A")] * 7)])):
        verdict = judged(note(nonsense))
        assert verdict.state is State.INVALID
        assert verdict.seals
    beyond = array([array(map(number, (99, 1, 1, 1, 1, 1, 2)))])
    assert Code.STRADDLE_INCOMPLETE in judged(note(beyond)).codes


# --- how a seal is cut ----------------------------------------------------------------------------------


@given(st.integers(2, 400), st.sampled_from([30.0, 38.0, 42.0, 45.0, 60.0]))
def test_every_page_gets_a_slice_that_is_wide_enough(pages: int, width: float) -> None:
    sizes = groups(pages, width)
    assert sum(sizes) == pages
    assert all(size >= 2 and width / size >= NARROWEST for size in sizes)
    assert max(sizes) - min(sizes) <= 1


def test_slices_follow_the_size_of_each_page() -> None:
    marks = straddle([(210, 297), (297, 210)], picture(GOVERNMENT.name, 42), 42, 42, alt="骑缝章")
    assert [each.box for each in marks] == [Box(1, 189, 127.5, 21, 42), Box(2, 276, 84, 21, 42)]
    assert [(each.part, each.of) for each in marks] == [(1, 2), (2, 2)]


def test_one_page_takes_no_straddling_seal() -> None:
    with pytest.raises(OnePage):
        straddle(pages_of(paper(1)), picture(GOVERNMENT.name, 42), 42, 42, alt="骑缝章")
