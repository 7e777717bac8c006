"""A small office for seals: one authority, two organs, a paper to seal, and the bench of a forger."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers import cms_embedder
from pylopdf_fonts_zh_cn import serif_path
from reportlab.pdfgen.canvas import Canvas

from signatures.gm import certificates, cms
from signatures.gm.certificates import Key, Validity
from signatures.pdf.paper import POINT, Box
from signatures.pdf.sign import seal
from signatures.pdf.verdict import Verdict
from signatures.pdf.verify import verify
from signatures.picture.draw import draw

A4 = (210 / POINT, 297 / POINT)
SEALED_AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PERIOD = Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))

# pyHanko's constructors carry no types of their own.
name: Any = generic.NameObject
number: Any = generic.NumberObject
dictionary: Any = generic.DictionaryObject
array: Any = generic.ArrayObject
stream: Any = generic.StreamObject
field_spec: Any = fields.SigFieldSpec


@dataclass(frozen=True)
class Holder:
    """A name with a key and a certificate over it."""

    name: str
    key: Key
    certificate: x509.Certificate


def authority(title: str, validity: Validity = PERIOD) -> Holder:
    key = certificates.new_key()
    return Holder(title, key, certificates.create_authority(title, key, validity, certificates.new_serial()))


def organ(title: str, issuer: Holder, validity: Validity = PERIOD) -> Holder:
    key = certificates.new_key()
    certificate = certificates.issue_seal_certificate(
        title,
        key.public_key(),
        authority=issuer.certificate,
        authority_key=issuer.key,
        validity=validity,
        serial=certificates.new_serial(),
    )
    return Holder(title, key, certificate)


CENTRE = authority("甬江市电子印章认证中心")
GOVERNMENT = organ("甬江市人民政府", CENTRE)
BUREAU = organ("甬江市人力资源和社会保障局", CENTRE)
HERE, BESIDE = Box(2, 110, 200, 45, 45), Box(2, 50, 200, 42, 42)


@cache
def picture(title: str, diameter: float) -> bytes:
    return draw(title, diameter_mm=diameter, font=serif_path())


@cache
def paper(pages: int = 2) -> bytes:
    """An A4 document with a line and a black bar on every page, its content readable in the file's bytes."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, pageCompression=0, invariant=1)
    for page in range(pages):
        canvas.drawString(80, 700, f"Notice, page {page + 1}")
        canvas.rect(300, 180, 200, 20, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def sealed(pdf: bytes | None = None, by: Holder = GOVERNMENT, box: Box = HERE, *, at: datetime = SEALED_AT) -> bytes:
    """A paper with one more seal on it."""
    return seal(
        paper() if pdf is None else pdf,
        picture=picture(by.name, box.width_mm),
        box=box,
        key=by.key,
        certificate=by.certificate,
        chain=[CENTRE.certificate],
        name=by.name,
        reason="用印",
        location="甬江市",
        at=at,
    )


@cache
def once() -> bytes:
    return sealed()


@cache
def twice() -> bytes:
    return sealed(once(), BUREAU, BESIDE)


def judged(pdf: bytes, *, roots: Sequence[x509.Certificate] = (CENTRE.certificate,), at: datetime = NOW) -> Verdict:
    return verify(pdf, roots=roots, at=at)


def update(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The PDF with one more update, in which `change` may do to the writer what it likes."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def forged(
    pdf: bytes,
    sign: Callable[[bytes], bytes],
    *,
    box: Sequence[float] = (300, 100, 400, 200),
    field: str = "Forged",
    alter: Callable[[Any], None] = lambda signature: None,
    change: Callable[[Any], None] = lambda writer: None,
) -> bytes:
    """A PDF with any signature whatever: `sign` makes it out of the digest, `alter` its dictionary.

    `change` may alter anything else in the same update.
    """
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    spec = field_spec(field, on_page=1, box=tuple(box))
    bench = cms_embedder.PdfCMSEmbedder(new_field_spec=spec).write_cms(field, writer)
    next(bench)
    signature = signers.pdf_byterange.SignatureObject(
        timestamp=SEALED_AT, subfilter=fields.SigSeedSubFilter.PADES, bytes_reserved=8192
    )
    alter(signature)
    bench.send(cms_embedder.SigObjSetup(sig_placeholder=signature))
    prepared, out = bench.send(cms_embedder.SigIOSetup(md_algorithm="sha256"))
    bench.send(sign(prepared.document_digest))
    return bytes(out.getvalue())


def by(holder: Holder) -> Callable[[bytes], bytes]:
    """The holder's honest signature over a digest."""
    return lambda digest: cms.sign(digest, holder.key, holder.certificate, [])
