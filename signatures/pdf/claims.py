"""What a PDF claims about its seals, read before any of it is believed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import enumerate_sig_fields

from signatures.judgement.verdict import Box
from signatures.pdf.marks import PLACES
from signatures.pdf.objects import entry
from signatures.pdf.paper import Sheets
from signatures.pdf.presses import CMS_SUBFILTER, PADES_SUBFILTER, SES_SUBFILTER

MOST_MARKS = 1000
LOCKED, FORMS, COMMENTS = LEVELS = (1, 2, 3)
"""What a certifying signature permits afterwards: nothing, filled forms and signatures, comments too (DocMDP)."""


class Encoding(StrEnum):
    """What stands in /Contents."""

    CMS = "cms"
    SES = "ses"
    TIME_STAMP = "time_stamp"


ENCODINGS = {
    PADES_SUBFILTER: Encoding.CMS,
    CMS_SUBFILTER: Encoding.CMS,
    SES_SUBFILTER: Encoding.SES,
    "/ETSI.RFC3161": Encoding.TIME_STAMP,
}


class ForeignEncoding(ValueError):
    """The signature is of a kind (/SubFilter) that this office cannot read."""


class Emptied(ValueError):
    """The signature has no contents, or no range of bytes."""


@dataclass(frozen=True)
class Place:
    """Where a mark was drawn with the seal: `part` of `of` slices, 1 of 1 for a whole seal, 0 of 0 for another mark."""

    box: Box
    part: int
    of: int


@dataclass(frozen=True)
class Claim:
    """One filled signature field as the PDF describes it."""

    field: str
    encoding: Encoding
    revision: int
    byte_range: Sequence[int]
    contents: bytes
    signed_at: datetime | None
    reason: str
    location: str
    permits: int | None
    """Of a certifying signature, what may still be changed (DocMDP level: ISO 32000-2, table 257)."""
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Stamp:
    """Where a field shows its picture: no box when it is invisible or, not `on_paper`, on no page at all."""

    box: Box | None
    on_paper: bool


def filled_fields(reader: Any) -> Iterator[tuple[str, Any]]:
    """Names and references of all signature fields that hold a value, whatever it is."""
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        yield str(name), field


def read_claim(reader: Any, name: str, field: Any) -> Claim:
    """Read one filled field. Raises ForeignEncoding, Emptied, and anything at all on a damaged or hostile one."""
    widget = field.get_object()
    signature = widget["/V"]
    if str(entry(signature, "/SubFilter", None)) not in ENCODINGS:
        raise ForeignEncoding(str(entry(signature, "/SubFilter", None)))
    return Claim(
        field=name,
        encoding=ENCODINGS[signature["/SubFilter"]],
        revision=reader.xrefs.get_last_change(widget.raw_get("/V").reference),
        byte_range=_byte_range(signature),
        contents=_contents(signature),
        signed_at=_moment(signature),
        reason=str(entry(signature, "/Reason", "")),
        location=str(entry(signature, "/Location", "")),
        permits=_permits(signature),
        places=tuple(map(_place, islice(entry(signature, f"/{PLACES}", ()), MOST_MARKS))),
    )


def read_stamp(sheets: Sheets, field: Any) -> Stamp:
    """Where the field shows its picture. Raises TooComplex, and anything at all when the pages cannot be read."""
    widget = field.get_object()
    if "/Rect" not in widget and "/Kids" in widget:
        field = widget["/Kids"].raw_get(0)
        widget = field.get_object()
    rectangle = [float(side) for side in widget["/Rect"]]
    if rectangle[0] == rectangle[2] or rectangle[1] == rectangle[3]:
        return Stamp(box=None, on_paper=True)
    shown = sheets.showing(field)
    if shown:
        number, paper = shown
        box = paper.box(number, rectangle)
        return Stamp(box, paper.holds(box))
    return Stamp(box=None, on_paper=False)


def _byte_range(signature: Any) -> tuple[int, ...]:
    numbers = entry(signature, "/ByteRange", None)
    if not isinstance(numbers, generic.ArrayObject):
        raise Emptied("/ByteRange")
    return tuple(numbers)


def _contents(signature: Any) -> bytes:
    if "/Contents" not in signature:
        raise Emptied("/Contents")
    contents = signature.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    if isinstance(contents, generic.NullObject) or not contents.original_bytes.strip(b"\0"):
        raise Emptied("/Contents")
    return bytes(contents.original_bytes)


def _moment(signature: Any) -> datetime | None:
    if "/M" not in signature:
        return None
    moment: datetime = generic.parse_pdf_date(str(signature["/M"]))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _permits(signature: Any) -> int | None:
    transforms = [each.get_object() for each in entry(signature, "/Reference", ())]
    docmdp = [each["/TransformParams"] for each in transforms if each["/TransformMethod"] == "/DocMDP"]
    levels = (int(entry(each, "/P", FORMS)) for each in docmdp)
    return min((level if level in LEVELS else LOCKED for level in levels), default=None)


def _place(noted: Any) -> Place:
    page, left, top, width, height, part, of = noted
    return Place(Box(int(page), float(left), float(top), float(width), float(height)), int(part), int(of))
