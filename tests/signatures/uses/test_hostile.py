"""Files that are made to hurt: sheets as large as a town, and damage that a reader of PDF stumbles over."""

from time import process_time
from typing import Any

import pytest
from pypdfium2 import PdfPage

from signatures.uses import errors, service
from signatures.uses.rules.requests import FileKind, ItemState
from signatures.uses.service.inspecting import MOST_DOTS, MOST_POINTS, paper_of
from tests.signatures.uses import desk
from tests.world import World

PATIENCE = 20
"""Seconds of CPU."""
LARGE = 5080.0


def built(media: str = "[0 0 595 842]", page: str = "", root: str = "", extra: tuple[bytes, ...] = ()) -> bytes:
    """A PDF of one page with a word on it, and whatever else its page and its catalogue are to say."""
    words = b"BT /F 20 Tf 100 700 Td (Hello) Tj ET 0 0 m 300 300 l S"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {root}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox{media}/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>> {page}>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *extra,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


@pytest.fixture
def dots(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many dots each page was drawn with."""
    told: list[int] = []
    draw: Any = PdfPage.render

    def counted(page: PdfPage, *args: Any, **named: Any) -> Any:
        bitmap = draw(page, *args, **named)
        told.append(bitmap.width * bitmap.height)
        return bitmap

    monkeypatch.setattr(PdfPage, "render", counted)
    return told


@pytest.mark.parametrize(
    "media", ["[0 0 200000 200000]", "[0 0 14402 595]", "[-200000 0 595 842]", "[0 0 595 99999999]"]
)
def test_sheets_larger_than_the_standard_lets_them_be_are_not_drawn(dots: list[int], media: str) -> None:
    """Seven hundred bytes took 35 seconds and twelve thousand megabytes."""
    begun = process_time()
    with pytest.raises(errors.PageTooLarge) as refused:
        paper_of("大幅.pdf", FileKind.PDF, built(media))
    assert str(refused.value) == "文件“大幅.pdf”第1页的幅面超过5080毫米，不能用印。"
    assert dots == []
    assert process_time() - begun < PATIENCE


@pytest.mark.parametrize("media", ["[0 0 14400 14400]", "[0 0 14400 800]", "[0 0 2384 3370]", "[0 0 595 842]"])
def test_large_sheets_are_looked_at_coarsely(dots: list[int], media: str) -> None:
    (sheet,) = paper_of("图纸.pdf", FileKind.PDF, built(media)).sheets
    assert len(dots) == 1
    assert dots[0] <= MOST_DOTS + 2 * MOST_POINTS
    assert sheet.width_mm <= LARGE
    assert not sheet.blank


@pytest.mark.parametrize(
    "data",
    [
        built(page="/Annots 7"),
        built(page="/Annots 3 0 R"),
        built(page="/Annots null"),
        built(page="/Annots 99 0 R"),
        built(root="/AcroForm 5"),
        built(root="/AcroForm<</Fields 5>>"),
        built(root="/AcroForm 6 0 R", extra=(b"<</Fields[7 0 R]>>", b"<</T(a)/Kids[7 0 R]>>")),
        built(root="/Extensions 5/Perms 7/DSS 3/Version/9.9"),
        built(root="/X " + "[" * 3000 + "]" * 3000),
        built(root="/X 99999999999999999999999999999999/Y 1e400/Z -.-5"),
        built(root="/DSS 6 0 R", extra=(b"<</Certs 6 0 R/CRLs[6 0 R]>>",)),
    ],
)
async def test_damage_is_told_in_one_sentence_and_not_in_the_words_of_a_program(world: World, data: bytes) -> None:
    """People read `'NumberObject' object has no attribute 'append'`."""
    made = await desk.pressing(world, desk.wanted(await desk.handed_in(world, data), service.Place(1, 20.0, 20.0)))
    await desk.work()
    (item,) = (await service.use(await world.actor(desk.CLERK), made.id)).items
    assert (item.state, item.reason) == (ItemState.HANDED_BACK, "不能用印：文件不是完好的PDF，不能用印。")
