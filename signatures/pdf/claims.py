"""What a PDF claims about its seals, read before any of it is believed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import enumerate_sig_fields

from signatures.pdf.paper import Box, pages, paper_of

SUBFILTERS = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")
"""Encodings of a signature that is detached CMS (ISO 32000-2, 12.8.3)."""
NO_CHANGES = 1
"""DocMDP level 1: the document is locked (ISO 32000-2, table 257)."""


class ForeignEncoding(ValueError):
    """The signature is of a kind (/SubFilter) that this office cannot read."""


@dataclass(frozen=True)
class Claim:
    """One filled signature field as the PDF describes it."""

    field: str
    revision: int
    byte_range: Sequence[int]
    contents: bytes
    signed_at: datetime | None
    reason: str
    location: str
    locks: bool


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
    """Read one filled field. Raises ForeignEncoding, and anything at all on a damaged or hostile one."""
    widget = field.get_object()
    signature = widget["/V"]
    if signature["/SubFilter"] not in SUBFILTERS:
        raise ForeignEncoding(str(signature["/SubFilter"]))
    contents = signature.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    return Claim(
        field=name,
        revision=reader.xrefs.get_last_change(widget.raw_get("/V").reference),
        byte_range=tuple(signature["/ByteRange"]),
        contents=contents.original_bytes,
        signed_at=_moment(signature),
        reason=str(signature.get("/Reason", "")),
        location=str(signature.get("/Location", "")),
        locks=_locks(signature),
    )


def read_stamp(reader: Any, field: Any) -> Stamp:
    """Where the field shows its picture. Raises anything at all when the pages cannot be read."""
    widget = field.get_object()
    if "/Rect" not in widget and "/Kids" in widget:
        field = widget["/Kids"].raw_get(0)
        widget = field.get_object()
    rectangle = [float(side) for side in widget["/Rect"]]
    if rectangle[0] == rectangle[2] or rectangle[1] == rectangle[3]:
        return Stamp(box=None, on_paper=True)
    for number, page in enumerate(pages(reader.root), start=1):
        if field in page.get("/Annots", ()):
            paper = paper_of(page)
            box = paper.box(number, rectangle)
            return Stamp(box, paper.holds(box))
    return Stamp(box=None, on_paper=False)


def _moment(signature: Any) -> datetime | None:
    if "/M" not in signature:
        return None
    moment: datetime = generic.parse_pdf_date(str(signature["/M"]))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _locks(signature: Any) -> bool:
    transforms = [entry.get_object() for entry in signature.get("/Reference", ())]
    docmdp = [each["/TransformParams"] for each in transforms if each["/TransformMethod"] == "/DocMDP"]
    return any(int(each.get("/P", 2)) == NO_CHANGES for each in docmdp)
