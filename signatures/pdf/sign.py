"""Apply a seal (用印) to a PDF: one incremental update, so that every earlier byte stays as it was."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from cryptography import x509
from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.images import pil_image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers import cms_embedder

from signatures.gm import cms
from signatures.gm.certificates import Key
from signatures.pdf.errors import CannotSeal, PdfEncrypted, PdfUnreadable, PictureUnreadable
from signatures.pdf.gate import open_pdf
from signatures.pdf.paper import Box, find_page, paper_of

DIGEST_SIZE = 32
SPARE = 16
"""Bytes kept free beyond the signature's size: ECDSA values vary in length by a few."""

Rectangle = tuple[float, float, float, float]

# pyHanko's constructors carry no types of their own.
_dictionary: Any = generic.DictionaryObject
_array: Any = generic.ArrayObject
_number: Any = generic.FloatObject
_stream: Any = generic.StreamObject
_field_spec: Any = fields.SigFieldSpec


class _Update(IncrementalPdfFileWriter):
    """An update that leaves the document's metadata alone; pyHanko would put the machine's time into them."""

    def _update_meta(self) -> None:
        pass


def seal(
    pdf: bytes,
    *,
    picture: bytes,
    box: Box,
    key: Key,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    name: str,
    reason: str,
    location: str,
    at: datetime,
) -> bytes:
    """Seal a PDF; the sealed file comes back, the given one being its beginning.

    `picture` is a PNG, shown over the whole of `box`; it blends over the text, so that black stays
    black under the red. `chain` are the authorities above `certificate`. `at` is aware; it is the
    sealer's own claim. Several organs seal in turn (联合行文): each later seal signs the earlier ones
    too. Takes tens of milliseconds of CPU.
    Raises PdfUnreadable, PdfEncrypted, PageMissing, PageUnusual, OutsidePage, PictureUnreadable.
    """
    sign = partial(cms.sign, key=key, certificate=certificate, chain=chain)
    signature = signers.pdf_byterange.SignatureObject(
        timestamp=at,
        subfilter=fields.SigSeedSubFilter.PADES,
        name=name,
        location=location,
        reason=reason,
        bytes_reserved=2 * (len(sign(bytes(DIGEST_SIZE))) + SPARE),
    )
    image = _opened(picture)
    try:
        return _embed(_writer(pdf), image, box, signature, sign)
    except CannotSeal:
        raise
    except Exception as fault:
        # A damaged file makes the parser fail in any of many ways; all mean the same to the sealer.
        raise PdfUnreadable(str(fault)) from fault


def _opened(picture: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(picture), formats=["PNG"]) as image:
            return image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as fault:
        raise PictureUnreadable from fault


def _writer(pdf: bytes) -> Any:
    reader = open_pdf(pdf)
    if reader.encrypted:
        raise PdfEncrypted
    return _Update.from_reader(reader)


def _embed(writer: Any, image: Image.Image, box: Box, signature: Any, sign: Callable[[bytes], bytes]) -> bytes:
    rectangle = paper_of(find_page(writer.root, box.page)).rectangle(box)
    name = _free_name(writer)
    field = _field_spec(name, on_page=box.page - 1, box=rectangle)
    embedding = cms_embedder.PdfCMSEmbedder(new_field_spec=field).write_cms(name, writer)
    widget = next(embedding).get_object()
    widget[pdf_name("/AP")] = _pdf_value({"N": _appearance(writer, image, rectangle)})
    embedding.send(cms_embedder.SigObjSetup(sig_placeholder=signature))
    prepared, sealed = embedding.send(cms_embedder.SigIOSetup(md_algorithm="sha256"))
    embedding.send(sign(prepared.document_digest))
    return bytes(sealed.getvalue())


def _free_name(writer: Any) -> str:
    taken = {name for name, _, _ in fields.enumerate_sig_fields(writer)}
    number = len(taken) + 1
    while f"Seal{number}" in taken:
        number += 1
    return f"Seal{number}"


def _appearance(writer: Any, picture: Image.Image, rectangle: Rectangle) -> Any:
    """A form that shows the picture over the whole box, multiplied with the page beneath it."""
    width, height = rectangle[2] - rectangle[0], rectangle[3] - rectangle[1]
    resources = {
        "XObject": {"Seal": pil_image(picture, writer)},
        "ExtGState": {"Blend": {"BM": pdf_name("/Multiply")}},
    }
    form = {
        "Type": pdf_name("/XObject"),
        "Subtype": pdf_name("/Form"),
        "BBox": [0.0, 0.0, width, height],
        "Resources": resources,
    }
    content = f"q /Blend gs {width:.4f} 0 0 {height:.4f} 0 0 cm /Seal Do Q".encode()
    return writer.add_object(_stream(_pdf_value(form), stream_data=content))


def _pdf_value(value: Any) -> Any:
    """Plain dictionaries, lists and numbers as PDF objects."""
    match value:
        case dict():
            return _dictionary({pdf_name("/" + key): _pdf_value(each) for key, each in value.items()})
        case list():
            return _array(map(_pdf_value, value))
        case float():
            return _number(f"{value:.4f}")
        case _:
            return value
