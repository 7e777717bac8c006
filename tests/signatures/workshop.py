"""A small office for seals: one authority, two organs, a paper to seal in any form, and the bench of a forger."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers import cms_embedder
from pylopdf_fonts_zh_cn import serif_path
from reportlab.pdfgen.canvas import Canvas

from signatures.gm.keys import Family, Signer, load_private, new_secret
from signatures.gm.pki.making import Purpose, Subject, Validity, issue, new_serial, self_signed
from signatures.gm.ses import Picture, SealFacts, make_seal
from signatures.gm.timestamps import Stamper
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Box, Form, Verdict
from signatures.pdf.evidence import Evidence
from signatures.pdf.marks import PageMark
from signatures.pdf.paper import POINT
from signatures.pdf.presses import Press, by_gm_cms, by_pades, by_ses
from signatures.pdf.sign import seal
from signatures.pdf.verify import verify
from signatures.picture.draw import draw
from tests.signatures.pki import house, stamper

A4 = (210 / POINT, 297 / POINT)
SEALED_AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PERIOD = Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))
FORMS = (Form.SES, Form.GM_CMS, Form.PADES)

# pyHanko's constructors carry no types of their own.
name: Any = generic.NameObject
number: Any = generic.NumberObject
dictionary: Any = generic.DictionaryObject
array: Any = generic.ArrayObject
stream: Any = generic.StreamObject
field_spec: Any = fields.SigFieldSpec


@dataclass(frozen=True)
class Holder:
    """A name with two keys, SM2 and ECDSA, and a certificate over each."""

    name: str
    signer: Signer
    plain: Signer

    @property
    def certificate(self) -> x509.Certificate:
        """Over the SM2 key."""
        return self.signer.certificate

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        return (self.signer.certificate, self.plain.certificate)


def authority(title: str, validity: Validity = PERIOD) -> Holder:
    def root(family: Family) -> Signer:
        key = load_private(family, new_secret(family))
        return Signer(self_signed(Subject(title), key, validity=validity, serial=new_serial()), key)

    return Holder(title, root(Family.SM2), root(Family.ECDSA))


def organ(title: str, issuer: Holder, validity: Validity = PERIOD, purpose: Purpose = Purpose.SEAL) -> Holder:
    def member(above: Signer) -> Signer:
        key = load_private(above.key.public.family, new_secret(above.key.public.family))
        subject, serial = Subject(title), new_serial()
        return Signer(issue(subject, key.public, purpose, issuer=above, validity=validity, serial=serial), key)

    return Holder(title, member(issuer.signer), member(issuer.plain))


CENTRE = authority("甬江市电子印章认证中心")
MAKER = organ("甬江市电子印章制作中心", CENTRE, purpose=Purpose.MAKER)
GOVERNMENT = organ("甬江市人民政府", CENTRE)
BUREAU = organ("甬江市人力资源和社会保障局", CENTRE)
HERE, BESIDE = Box(2, 110, 200, 45, 45), Box(2, 50, 200, 42, 42)
TRUST = Trust(CENTRE.certificates)
STAMPED_AT = SEALED_AT + timedelta(minutes=1)
STAMP_FAMILY = {Form.SES: Family.SM2, Form.GM_CMS: Family.SM2, Form.PADES: Family.ECDSA}
TRUST_WITH_STAMPS = Trust((*TRUST.roots, *(house(family).root.certificate for family in (Family.SM2, Family.ECDSA))))
"""The seals' authority, and those of the time stamps."""


@cache
def picture(title: str, diameter: float) -> bytes:
    """The seal as it is drawn, at eight dots to the millimetre: tests look at it often."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(draw(title, diameter_mm=diameter, font=serif_path()))) as drawn:
        drawn.convert("RGBA").resize((round(8 * diameter),) * 2).save(out, "PNG")
    return out.getvalue()


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


@cache
def seal_of(by: Holder, maker: Holder = MAKER, validity: Validity = PERIOD) -> bytes:
    """The organ's seal object, which names its certificate."""
    facts = SealFacts(
        es_id=f"3302000{by.certificate.serial_number % 10**7:07d}",
        vid="ZHENGBAN",
        kind=1,
        name=f"{by.name}电子印章",
        certificates=[by.certificate],
        created=validity.start,
        start=validity.start,
        end=validity.end,
        picture=Picture("PNG", picture(by.name, 42), 42, 42),
    )
    return make_seal(facts, maker.signer)


def press(by: Holder, form: Form = Form.SES, stamp: Stamper | None = None) -> Press:
    """The organ's press in one of the three forms."""
    match form:
        case Form.GM_CMS:
            return by_gm_cms(by.signer, [CENTRE.certificate], stamp)
        case Form.PADES:
            return by_pades(by.plain, [CENTRE.plain.certificate], stamp)
    return by_ses(seal_of(by), by.signer, stamp)


def sealed(
    pdf: bytes | None = None,
    by: Holder = GOVERNMENT,
    box: Box = HERE,
    *,
    form: Form = Form.SES,
    at: datetime = SEALED_AT,
    marks: Sequence[PageMark] = (),
    stamp: Stamper | None = None,
    evidence: Evidence | None = None,
) -> bytes:
    """A paper with one more seal on it."""
    return seal(
        paper() if pdf is None else pdf,
        press=press(by, form, stamp),
        picture=picture(by.name, 42),
        box=box,
        marks=marks,
        name=by.name,
        reason="用印",
        location="甬江市",
        at=at,
        evidence=evidence,
    )


def once(form: Form = Form.SES) -> bytes:
    """Sealed by the government."""
    return _sealed(form)[0]


def twice(form: Form = Form.SES) -> bytes:
    """And then by the bureau."""
    return _sealed(form)[1]


@cache
def _sealed(form: Form) -> tuple[bytes, bytes]:
    first = sealed(form=form)
    return first, sealed(first, BUREAU, BESIDE, form=form)


def stamps(form: Form, at: datetime = STAMPED_AT) -> Stamper:
    """A time-stamping authority on keys of the form's family."""
    return stamper(house(STAMP_FAMILY[form]), at)


@cache
def stamped(form: Form) -> bytes:
    """Sealed by the government, with a time stamp over the value of the signature (B-T)."""
    return sealed(form=form, stamp=stamps(form))


def judged(pdf: bytes, *, trust: Trust = TRUST, at: datetime = NOW) -> Verdict:
    return verify(pdf, trust=trust, at=at)


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
    form: Form = Form.SES,
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
    signature = signers.pdf_byterange.SignatureObject(timestamp=SEALED_AT, bytes_reserved=2 * 100_000)
    usual = press(GOVERNMENT, form)
    signature[name("/SubFilter")] = name(usual.subfilter)
    alter(signature)
    bench.send(cms_embedder.SigObjSetup(sig_placeholder=signature))
    prepared, out = bench.send(cms_embedder.SigIOSetup(md_algorithm=usual.digest))
    bench.send(sign(prepared.document_digest))
    return bytes(out.getvalue())


def by(holder: Holder, form: Form = Form.SES) -> Callable[[bytes], bytes]:
    """The holder's honest signature over a digest."""
    return lambda digest: press(holder, form).contents(digest, SEALED_AT)
