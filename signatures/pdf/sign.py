"""Press a seal (用印) on a PDF: one incremental update, so that every earlier byte stays as it was."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign import fields, signers
from pyhanko.sign.signers import cms_embedder

from signatures.gm.timestamps import Stamper
from signatures.judgement.verdict import Box
from signatures.pdf.errors import AlreadySealed, CannotSeal, PdfUnreadable, SignatureTooLong
from signatures.pdf.evidence import Evidence, write_evidence
from signatures.pdf.marks import PLACES, PageMark, draw_marks, places_of
from signatures.pdf.objects import add_stream, begin_update, value
from signatures.pdf.paper import find_page, paper_of
from signatures.pdf.pictures import add_picture, check_picture
from signatures.pdf.presses import STAMP_ROOM, Press

Rectangle = tuple[float, float, float, float]
NOWHERE = (0, 0, 0, 0)

# pyHanko's constructors carry no types of their own.
_field_spec: Any = fields.SigFieldSpec
_document_stamp: Any = signers.pdf_byterange.DocumentTimestamp


def seal(
    pdf: bytes,
    *,
    press: Press,
    picture: bytes,
    box: Box,
    marks: Sequence[PageMark] = (),
    name: str,
    reason: str,
    location: str,
    at: datetime,
    evidence: Evidence | None = None,
) -> bytes:
    """Seal a PDF; the sealed file comes back, the given one being its beginning.

    `picture` is a PNG, shown over the whole of `box`; it blends over the text, so that black stays black under the
    red. `marks` are drawn and signed with it. `at` is aware; it is the sealer's own claim. `evidence` is written into
    the same update. Several organs seal in turn (联合行文): each later seal signs the earlier ones too. Takes some ten
    milliseconds of CPU, and as long as the press takes for a time stamp.
    Raises PdfUnreadable, PdfEncrypted, PageMissing, PageUnusual, OutsidePage, PictureUnreadable, SignatureTooLong,
    AlreadySealed for marks on a file that bears a seal, and whatever the press raises.
    """
    for each in (picture, *(mark.picture for mark in marks)):
        check_picture(each)
    signature = signers.pdf_byterange.SignatureObject(
        timestamp=at, name=name, location=location, reason=reason, bytes_reserved=2 * press.room
    )
    entries = {"Filter": press.filter, "SubFilter": press.subfilter}
    signature.update(value({**entries, PLACES: places_of(marks, picture)} if marks else entries))

    def prepare(writer: Any) -> Any:
        rectangle = paper_of(find_page(writer.root, box.page)).rectangle(box)
        if marks:
            _mark(writer, marks)
        if evidence:
            write_evidence(writer, evidence)
        spec = _field_spec(_free_name(writer, "Seal"), on_page=box.page - 1, box=rectangle)
        return spec, _appearance(writer, picture, rectangle)

    return _update(pdf, signature, press.digest, prepare, lambda digest, _: press.contents(digest, at))


def renew(pdf: bytes, *, stamp: Stamper, evidence: Evidence | None = None) -> bytes:
    """Put a time stamp over the whole file, and evidence under it (PAdES B-LTA); repeated, it keeps a file for ever.

    Raises PdfUnreadable, PdfEncrypted, SignatureTooLong, and whatever `stamp` raises.
    """
    signature = _document_stamp(bytes_reserved=2 * STAMP_ROOM)

    def prepare(writer: Any) -> Any:
        if evidence:
            write_evidence(writer, evidence)
        return _field_spec(_free_name(writer, "TimeStamp"), on_page=0, box=NOWHERE), None

    return _update(pdf, signature, "sha256", prepare, lambda _, covered: stamp(covered))


def _update(
    pdf: bytes,
    signature: Any,
    digest: str,
    prepare: Callable[[Any], Any],
    sign: Callable[[bytes, bytes], bytes],
) -> bytes:
    """The PDF with one more update, signed; `sign` gets the digest of the covered bytes, and the bytes."""
    try:
        writer = begin_update(pdf)
        field, appearance = prepare(writer)
        prepared, out = _embedded(writer, field, appearance, signature, digest)
    except CannotSeal:
        raise
    except Exception as fault:
        # A damaged file makes the parser fail in any of many ways; all mean the same to the sealer.
        raise PdfUnreadable(str(fault)) from fault
    whole = out.getbuffer()
    start, end = prepared.reserved_region_start, prepared.reserved_region_end
    contents = sign(prepared.document_digest, b"".join((whole[:start], whole[end:])))
    whole.release()
    if 2 * len(contents) > end - start - len("<>"):
        raise SignatureTooLong(len(contents))
    prepared.fill_with_cms(out, contents)
    return bytes(out.getvalue())


def _embedded(writer: Any, field: Any, appearance: Any, signature: Any, digest: str) -> Any:
    embedding = cms_embedder.PdfCMSEmbedder(new_field_spec=field).write_cms(field.sig_field_name, writer)
    widget = next(embedding).get_object()
    if appearance:
        widget[pdf_name("/AP")] = value({"N": appearance})
    embedding.send(cms_embedder.SigObjSetup(sig_placeholder=signature))
    return embedding.send(cms_embedder.SigIOSetup(md_algorithm=digest))


def _mark(writer: Any, marks: Sequence[PageMark]) -> None:
    if any(fields.enumerate_sig_fields(writer, filled_status=True)):
        raise AlreadySealed
    draw_marks(writer, marks)


def _free_name(writer: Any, stem: str) -> str:
    taken = {name for name, _, _ in fields.enumerate_sig_fields(writer)}
    number = len(taken) + 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _appearance(writer: Any, picture: bytes, rectangle: Rectangle) -> Any:
    """A form that shows the picture over the whole box, multiplied with the page beneath it."""
    width, height = rectangle[2] - rectangle[0], rectangle[3] - rectangle[1]
    form = {
        "Type": "/XObject",
        "Subtype": "/Form",
        "BBox": [0.0, 0.0, width, height],
        "Resources": {
            "XObject": {"Seal": add_picture(writer, picture)},
            "ExtGState": {"Blend": {"BM": "/Multiply"}},
        },
    }
    content = f"q /Blend gs {width:.4f} 0 0 {height:.4f} 0 0 cm /Seal Do Q".encode()
    return add_stream(writer, form, content)
