"""Marks that belong to a seal but stand in the page itself: slices of a straddling seal (骑缝章), verification codes.

One signature field may show on one page only (ISO 32000-2, 12.7.5.5), so a seal across many pages is page content of
the sealing update. Page content after a seal is a forgery; so marks come with the first seal or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, groupby, islice
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signatures.judgement.verdict import Box
from signatures.pdf.objects import add_stream, entry, value
from signatures.pdf.paper import find_page, inherited, paper_of
from signatures.pdf.pictures import add_picture

PLACES = "ZB_Marks"
"""In the signature dictionary, a key of our own: where the marks are, [page left top width height part of] each."""
WHOLE = (1, 1)
"""Part and number of parts where the seal shows once more as a whole."""


@dataclass(frozen=True)
class PageMark:
    """A picture (PNG) over a box of a page, drawn with the seal and signed by it."""

    box: Box
    picture: bytes
    alt: str
    """What it shows, for those who do not see it. It is no part of the document's text."""
    part: int = 0
    """Which slice of a straddling seal, from 1; 0 when it is none."""
    of: int = 0
    """How many slices make that seal."""


def draw_marks(writer: Any, marks: Sequence[PageMark]) -> None:
    """Add the marks to their pages. Raises PageMissing, PageUnusual, OutsidePage, PictureUnreadable."""
    ordered = sorted(marks, key=lambda mark: mark.box.page)
    for number, each in groupby(ordered, key=lambda mark: mark.box.page):
        _draw(writer, find_page(writer.root, number), tuple(each))


def places_of(marks: Sequence[PageMark], seal: bytes) -> Any:
    """The marks' places as they are noted in the signature dictionary; `seal` is the picture of the whole seal."""
    return value([_place(mark, WHOLE if mark.picture == seal else (mark.part, mark.of)) for mark in marks])


def _place(mark: PageMark, part: tuple[int, int]) -> tuple[float, ...]:
    box = mark.box
    return (box.page, *map(float, (box.left_mm, box.top_mm, box.width_mm, box.height_mm)), *part)


def _draw(writer: Any, page: Any, marks: Sequence[PageMark]) -> None:
    """Draw after everything else on the page, whose own state (`q` ... `Q`) is closed before."""
    paper = paper_of(page)
    names, (blend,) = _free(page, "/XObject", "ZBMark", len(marks)), _free(page, "/ExtGState", "ZBBlend", 1)
    content = "Q\n"
    for name, mark in zip(names, marks, strict=True):
        left, bottom, right, top = paper.rectangle(mark.box)
        alt = mark.alt.encode("utf-16-be").hex().upper()
        content += f"/Artifact <</Type/Pagination/Subtype/Watermark/Alt<FEFF{alt}>>> BDC\n"
        place = f"{right - left:.4f} 0 0 {top - bottom:.4f} {left:.4f} {bottom:.4f}"
        content += f"q /{blend} gs {place} cm /{name} Do Q\nEMC\n"
    pictures = {name: add_picture(writer, mark.picture) for name, mark in zip(names, marks, strict=True)}
    _add_resources(page, "/XObject", pictures)
    _add_resources(page, "/ExtGState", {blend: {"BM": "/Multiply"}})
    before, after = add_stream(writer, {}, b"q\n"), add_stream(writer, {}, content.encode("ascii"))
    page[pdf_name("/Contents")] = value([before, *_contents(page), after])
    writer.update_container(page)


def _contents(page: Any) -> list[Any]:
    """References to the page's content streams as they are."""
    if "/Contents" not in page:
        return []
    raw = page.raw_get("/Contents")
    return list(raw.get_object()) if isinstance(raw.get_object(), generic.ArrayObject) else [raw]


def _free(page: Any, kind: str, stem: str, wanted: int) -> list[str]:
    """So many names that the page's resources do not use yet."""
    taken = entry(inherited(page, "/Resources", {}), kind, {})
    names = (f"{stem}{number}" for number in count(1))
    return list(islice((name for name in names if f"/{name}" not in taken), wanted))


def _add_resources(page: Any, kind: str, entries: dict[str, Any]) -> None:
    """Give the page resources of its own, with everything that it had: others may share those it had."""
    resources = _copy(inherited(page, "/Resources", {}))
    resources[pdf_name(kind)] = _copy(entry(resources, kind, {}))
    resources[kind].update(value(entries))
    page[pdf_name("/Resources")] = resources


def _copy(dictionary: Any) -> Any:
    empty = value({})
    empty.update({key: dictionary.raw_get(key) for key in dictionary} if dictionary else {})
    return empty
