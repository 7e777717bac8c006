"""Sealing: the document stays what it was, the seal stands where it was put, and it verifies."""

import io
from datetime import timedelta
from typing import Any

import anyio.to_thread
import pypdfium2
import pytest
from anyio import create_task_group, sleep
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from signatures.judgement.codes import Code, Severity
from signatures.judgement.verdict import Box, State
from signatures.pdf.errors import (
    CannotSeal,
    OutsidePage,
    PageMissing,
    PageUnusual,
    PdfEncrypted,
    PdfUnreadable,
    PictureUnreadable,
)
from signatures.pdf.paper import POINT
from signatures.pdf.sign import seal
from tests.signatures.workshop import (
    A4,
    BESIDE,
    BUREAU,
    CENTRE,
    GOVERNMENT,
    HERE,
    SEALED_AT,
    judged,
    name,
    number,
    once,
    paper,
    picture,
    press,
    sealed,
    twice,
    update,
)

DOTS = 8
"""Rendered dots to the millimetre."""


def rendered(pdf: bytes, page: int) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        image: Image.Image = document[page - 1].render(scale=DOTS * POINT).to_pil()
        return image.convert("RGB")
    finally:
        document.close()


def red_ink(image: Image.Image) -> tuple[float, float, float, float]:
    """The red ink's left, top, right and bottom in millimetres."""
    red, green, _ = image.split()
    box = ImageChops.subtract(red, green).point([255 * (level > 60) for level in range(256)]).getbbox()
    assert box is not None
    left, top, right, bottom = box
    return left / DOTS, top / DOTS, right / DOTS, bottom / DOTS


def test_a_sealed_document_is_valid_and_names_its_organ() -> None:
    verdict = judged(once())
    assert verdict.state is State.VALID
    (only,) = verdict.seals
    assert (only.organ, only.reason, only.location) == (GOVERNMENT.name, "用印", "甬江市")
    assert (only.signed_at, only.boxes, only.revision) == (SEALED_AT, (HERE,), 1)
    assert only.covered[0][0] == 0
    assert only.covered[1][1] == len(once())


def test_organs_seal_in_turn() -> None:
    """联合行文: each later seal signs the earlier ones too, and none undoes another."""
    verdict = judged(twice())
    assert verdict.state is State.VALID
    assert [each.organ for each in verdict.seals] == [GOVERNMENT.name, BUREAU.name]
    assert [each.boxes for each in verdict.seals] == [(HERE,), (BESIDE,)]
    assert verdict.seals[0].covered[1][1] == len(once())
    assert verdict.seals[1].covered[1][1] == len(twice())


def test_what_a_valid_verdict_still_says() -> None:
    """No time stamp, no revocation list: a person should know, and nothing worse is said."""
    said = {finding.code for finding in judged(once()).seals[0].findings}
    assert said == {Code.TIME_UNTRUSTED, Code.REVOCATION_UNKNOWN}
    assert all(each.severity is not Severity.ERROR for each in judged(twice()).seals[0].findings)


def test_every_earlier_byte_stays() -> None:
    assert once().startswith(paper())
    assert twice().startswith(once())


def test_sealing_writes_no_time_but_the_one_given() -> None:
    added = twice()[len(paper()) :]
    assert added.count(b"D:2026112") + added.count(b"D\\0722026112") == 2
    assert b"ModDate" not in added


def test_an_unsealed_document_is_unsigned() -> None:
    assert judged(paper()).state is State.UNSIGNED


@settings(max_examples=4, deadline=None)
@given(st.floats(0, 165), st.floats(0, 252), st.integers(1, 2))
def test_the_seal_stands_where_it_was_put(left: float, top: float, page: int) -> None:
    pdf = sealed(box=Box(page, left, top, 45, 45))
    edges = red_ink(rendered(pdf, page))
    assert edges == pytest.approx((left, top, left + 45, top + 45), abs=0.3)
    (box,) = judged(pdf).seals[0].boxes
    assert (box.page, box.left_mm, box.top_mm) == pytest.approx((page, left, top), abs=0.01)


def test_the_corner_is_the_papers_wherever_its_coordinates_begin() -> None:
    """A MediaBox may begin anywhere; people measure from the paper's corner all the same."""

    def shift(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        for place, side in enumerate((100, 50, 100 + A4[0], 50 + A4[1])):
            page["/MediaBox"][place] = number(round(side))
        writer.update_container(page)

    box = Box(1, 20, 30, 42, 42)
    pdf = sealed(update(paper(), shift), box=box)
    assert red_ink(rendered(pdf, 1)) == pytest.approx((20, 30, 62, 72), abs=0.3)
    assert judged(pdf).seals[0].boxes == (box,)


def test_text_stays_black_under_the_seal() -> None:
    """The seal blends over the page, so every dot of the black bar is as black as before."""
    left, top, right, bottom = (300 * POINT, 297 - 200 * POINT, 500 * POINT, 297 - 180 * POINT)
    page = rendered(sealed(box=Box(2, left + 5, top - 20, 45, 45)), 2)
    edge = 0.3
    sides = (left + edge, top + edge, right - edge, bottom - edge)
    under = page.crop((int(sides[0] * DOTS), int(sides[1] * DOTS), int(sides[2] * DOTS), int(sides[3] * DOTS)))
    assert under.getextrema() == ((0, 0), (0, 0), (0, 0))


async def test_sealing_and_verifying_work_beside_a_running_loop() -> None:
    """Both are plain functions for a worker thread; the loop goes on meanwhile."""
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await sleep(0)

    async with create_task_group() as group:
        group.start_soon(beat)
        pdf = await anyio.to_thread.run_sync(sealed)
        verdict = await anyio.to_thread.run_sync(judged, pdf)
        group.cancel_scope.cancel()
    assert verdict.state is State.VALID
    assert beats > 2


@pytest.mark.parametrize(
    ("box", "refusal"),
    [
        (Box(3, 50, 50, 45, 45), PageMissing),
        (Box(0, 50, 50, 45, 45), PageMissing),
        (Box(1, 166, 50, 45, 45), OutsidePage),
        (Box(1, 50, -1, 45, 45), OutsidePage),
        (Box(1, 50, 253, 45, 45), OutsidePage),
        (Box(1, 50, 50, 45, 0), OutsidePage),
    ],
)
def test_a_seal_must_lie_on_a_page(box: Box, refusal: type[CannotSeal]) -> None:
    with pytest.raises(refusal):
        sealed(box=box)


def test_a_turned_page_is_refused() -> None:
    def turn(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][1]
        page[name("/Rotate")] = number(90)
        writer.update_container(page)

    with pytest.raises(PageUnusual):
        sealed(update(paper(), turn))


def test_what_is_no_pdf_or_no_picture_is_refused() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, A4, encrypt="secret")
    canvas.showPage()
    canvas.save()
    with pytest.raises(PdfEncrypted):
        sealed(out.getvalue())
    assert judged(out.getvalue()).codes == {Code.PDF_ENCRYPTED}
    assert judged(paper()).codes == set()
    with pytest.raises(PictureUnreadable):
        seal(
            paper(),
            picture=b"GIF89a",
            box=HERE,
            press=press(GOVERNMENT),
            name="",
            reason="",
            location="",
            at=SEALED_AT,
        )


@given(st.one_of(st.binary(max_size=300), st.integers(0, len(paper()) - 2).map(lambda end: paper()[:end])))
def test_a_damaged_pdf_is_refused(pdf: bytes) -> None:
    with pytest.raises(PdfUnreadable):
        sealed(pdf)


def test_the_picture_is_the_organs_own() -> None:
    assert picture(GOVERNMENT.name, 45) != picture(BUREAU.name, 45)


def test_time_decides_how_a_certificate_is_judged() -> None:
    """Judged as of signing: run out since is a remark, run out before is not valid (GM/T 0031-2014, 6.2.3)."""
    end = CENTRE.certificate.not_valid_after_utc
    archived = judged(once(), at=end + timedelta(days=400))
    assert archived.state is State.VALID
    assert Code.CERT_EXPIRED_NOW in archived.codes
    for moment in (end + timedelta(days=1), CENTRE.certificate.not_valid_before_utc - timedelta(days=1)):
        late = judged(sealed(at=moment), at=end + timedelta(days=400))
        assert late.state is State.INVALID
        assert Code.CERT_NOT_VALID_AT_SIGNING in late.codes
