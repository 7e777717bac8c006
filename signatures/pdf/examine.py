"""Examine one seal by itself: what it covers, whether its signature holds, whether its certificate may be believed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography import x509

from signatures.gm import cms
from signatures.gm.certificates import subject_name
from signatures.gm.errors import AlgorithmRefused, CmsMalformed, SignerCount
from signatures.pdf import byte_ranges
from signatures.pdf.byte_ranges import ByteRange
from signatures.pdf.claims import Claim, Stamp, read_claim, read_stamp
from signatures.pdf.paper import Box
from signatures.pdf.revisions import covers_revision
from signatures.pdf.trust import judge_certificate
from signatures.pdf.verdict import Code, Finding, SealVerdict, found

WIDEST_SEAL = 60.0
"""Millimetres; no organ's seal is larger (国发〔1999〕25号)."""
ROUNDING = 0.5


@dataclass(frozen=True)
class Examined:
    """One seal as far as it could be read, with the findings about it alone."""

    field: str
    findings: tuple[Finding, ...]
    claim: Claim | None = None
    box: Box | None = None
    covered: ByteRange | None = None
    signature: cms.Signature | None = None
    digest: bytes = b""
    """Of the covered bytes as they are now."""

    @property
    def intact(self) -> bool:
        """Whether the covered bytes are those that were sealed."""
        return self.signature is not None and self.digest == self.signature.digest

    def verdict(self, further: Sequence[Finding]) -> SealVerdict:
        """The seal's verdict, with what was found by comparing it to the rest of the file."""
        findings = (*self.findings, *further)
        if self.claim is None:
            return SealVerdict(self.field, box=self.box, findings=findings)
        certificate = self.signature.certificate if self.signature else None
        return SealVerdict(
            field=self.field,
            organ=subject_name(certificate) if certificate else "",
            certificate_serial=f"{certificate.serial_number:x}" if certificate else "",
            reason=self.claim.reason,
            location=self.claim.location,
            signed_at=self.claim.signed_at,
            revision=self.claim.revision,
            covered=self.covered.spans if self.covered else (),
            box=self.box,
            findings=findings,
        )


def examine(
    pdf: bytes, reader: Any, name: str, field: Any, roots: Sequence[x509.Certificate], at: datetime
) -> Examined:
    """Examine the seal in one filled signature field; never raises, whatever the field holds."""
    stamp, about_stamp = _stamp(reader, name, field)
    try:
        claim = read_claim(reader, name, field)
        examined = _examine(pdf, reader, claim, roots, at)
    except Exception as fault:
        # A field that holds something unreadable is a forgery until shown otherwise, never "unsigned".
        why = f"{type(fault).__name__}: {fault}"
        examined = Examined(name, (found(Code.SIGNATURE_UNREADABLE, name, why=why),))
    return replace(examined, box=stamp, findings=(*examined.findings, *about_stamp))


def _examine(pdf: bytes, reader: Any, claim: Claim, roots: Sequence[x509.Certificate], at: datetime) -> Examined:
    covered, about_range = _coverage(pdf, reader, claim)
    signature, about_signature = _signature(claim)
    findings = [*about_range, *about_signature]
    if signature is not None:
        findings += judge_certificate(claim.field, signature, roots, claim.signed_at, at)
    digest = byte_ranges.digest(pdf, covered) if covered else b""
    return Examined(claim.field, tuple(findings), claim, covered=covered, signature=signature, digest=digest)


def _coverage(pdf: bytes, reader: Any, claim: Claim) -> tuple[ByteRange | None, list[Finding]]:
    evidence = {"byte_range": tuple(claim.byte_range), "file_bytes": len(pdf)}
    try:
        covered = byte_ranges.read_range(claim.byte_range, len(pdf))
    except byte_ranges.Unusable:
        return None, [found(Code.RANGE_UNUSABLE, claim.field, **evidence)]
    except byte_ranges.Wrapped:
        return None, [found(Code.RANGE_WRAPPED, claim.field, **evidence)]
    try:
        byte_ranges.check_gap(pdf, covered, claim.contents)
    except byte_ranges.Wrapped:
        return covered, [found(Code.RANGE_WRAPPED, claim.field, **evidence)]
    except byte_ranges.PaddingAltered as fault:
        return covered, [found(Code.SIGNATURE_PADDING_ALTERED, claim.field, offset=fault.offset)]
    if not covers_revision(pdf, reader, covered, claim.revision):
        return covered, [found(Code.RANGE_WRAPPED, claim.field, revision=claim.revision, **evidence)]
    return covered, []


def _signature(claim: Claim) -> tuple[cms.Signature | None, list[Finding]]:
    der = claim.contents[: byte_ranges.der_size(claim.contents)]
    try:
        signature = cms.read(der)
    except SignerCount as fault:
        return None, [found(Code.SIGNER_COUNT, claim.field, why=str(fault))]
    except AlgorithmRefused as fault:
        return None, [found(Code.ALGORITHM_REFUSED, claim.field, algorithm=str(fault))]
    except CmsMalformed as fault:
        return None, [found(Code.SIGNATURE_UNREADABLE, claim.field, why=str(fault))]
    if signature.holds():
        return signature, []
    return signature, [found(Code.SIGNATURE_VALUE_INVALID, claim.field)]


def _stamp(reader: Any, name: str, field: Any) -> tuple[Box | None, list[Finding]]:
    try:
        stamp = read_stamp(reader, field)
    except Exception as fault:
        # Pages may be damaged in any way; the signature can be judged all the same.
        return None, [found(Code.STAMP_UNREADABLE, name, why=f"{type(fault).__name__}: {fault}")]
    return stamp.box, list(_judge_stamp(name, stamp))


def _judge_stamp(name: str, stamp: Stamp) -> Iterator[Finding]:
    if not stamp.on_paper:
        yield found(Code.STAMP_OUTSIDE_PAGE, name, box=stamp.box)
    elif stamp.box is None:
        yield found(Code.STAMP_INVISIBLE, name)
    if stamp.box and max(stamp.box.width_mm, stamp.box.height_mm) > WIDEST_SEAL + ROUNDING:
        yield found(Code.STAMP_OVERSIZED, name, box=stamp.box)
