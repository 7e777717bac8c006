import io
import random
from typing import Any

import docx
import pytest
from docx.shared import Mm
from PIL import Image, PngImagePlugin

from server.intake.blocks import Figure
from server.intake.elements import Recognised
from server.intake.picture import LARGEST, MAX_PIXELS, printable
from server.intake.recognise import read
from server.intake.source import Loss

from .samples import assert_nothing_is_lost
from .test_docx import saved


def drawn(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **extra: Any) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, 0).save(target, form, **extra)
    return target.getvalue()


def document_with(picture: bytes, **size: Any) -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("位置如下。")
    document.add_paragraph("见图：").add_run().add_picture(io.BytesIO(picture), **size)
    return document


def figures(found: Recognised) -> list[Figure]:
    assert_nothing_is_lost(found)
    return [block.value for block in found.body if isinstance(block.value, Figure)]


@pytest.mark.parametrize(
    ("form", "kept"), [("PNG", "PNG"), ("JPEG", "JPEG"), ("GIF", "PNG"), ("BMP", "PNG"), ("TIFF", "PNG")]
)
def test_a_picture_follows_its_paragraph_as_large_as_it_stood(form: str, kept: str) -> None:
    found = read("a.docx", saved(document_with(drawn(form), width=Mm(80))))
    (figure,) = figures(found)
    assert (figure.width, figure.height) == (80, 40)
    assert Image.open(io.BytesIO(figure.data)).format == kept
    assert [block.value.text for block in found.body] == ["位置如下。", "见图：", ""]
    assert not found.source.remarks


def test_a_picture_larger_than_the_text_area_is_made_to_fit_it() -> None:
    (wide,) = figures(read("a.docx", saved(document_with(drawn("PNG"), width=Mm(312)))))
    (high,) = figures(read("a.docx", saved(document_with(drawn("PNG", size=(10, 20)), width=Mm(200)))))
    assert (wide.width, wide.height) == (156, 78)
    assert (high.width, high.height) == (112.5, 225)


def test_nothing_but_the_picture_itself_survives() -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "payload")
    for data in (drawn("PNG", pnginfo=said) + b"payload", drawn("JPEG", comment=b"payload") + b"payload"):
        made = printable(data)
        assert made
        assert b"payload" not in made[0]


def test_what_is_transparent_is_paper() -> None:
    made = printable(drawn("PNG", "RGBA"))
    assert made
    assert Image.open(io.BytesIO(made[0])).getpixel((0, 0)) == (255, 255, 255)


def test_a_picture_has_no_more_pixels_than_are_printed_and_a_bomb_is_not_opened() -> None:
    made = printable(drawn("PNG", "L", (4000, 2000)))
    assert made
    assert Image.open(io.BytesIO(made[0])).size == (LARGEST[0], LARGEST[0] // 2)
    assert printable(drawn("PNG", "1", (5001, MAX_PIXELS // 5000))) is None


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\x01\x00\x00\x00 EMF", drawn("PNG")[:60]])
def test_what_cannot_be_decoded_is_no_picture(data: bytes) -> None:
    assert printable(data) is None


def test_a_broken_picture_is_a_remark_where_it_stood() -> None:
    document = document_with(drawn("PNG"))
    (part,) = [each for each in document.part.package.iter_parts() if each.partname.endswith(".png")]
    part._blob = random.Random(1).randbytes(300)
    found = read("a.docx", saved(document))
    assert figures(found) == []
    assert [(remark.loss, remark.number) for remark in found.source.remarks] == [(Loss.IMAGE, 2)]


def test_a_picture_over_the_text_and_one_in_the_header_stay_behind() -> None:
    document = document_with(drawn("PNG"), width=Mm(40))
    (inline,) = document.element.body.iter("{*}inline")
    inline.tag = inline.tag.replace("inline", "anchor")
    inline.append(inline.makeelement(inline.tag.replace("anchor", "wrapNone")))
    document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(drawn("PNG")))
    found = read("a.docx", saved(document))
    assert figures(found) == []
    assert [(remark.loss, remark.number) for remark in found.source.remarks] == [(Loss.IMAGE, 2), (Loss.IMAGE, 0)]
