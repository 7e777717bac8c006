"""Examine one signature of a package: its parts, its value, its stamps; what shows only beside others comes later."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids
from signatures.gm.keys import SIGNATURE_OID, Family, digest
from signatures.gm.sm3 import sm3
from signatures.judgement.certificates import signing_role
from signatures.judgement.cms import judge_cms, read_cms
from signatures.judgement.codes import Code
from signatures.judgement.ses import judge_ses, read_ses
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, Form, Judged, SealVerdict, found
from signatures.ofd.coverage import Contents, judge_references, judge_uncovered
from signatures.ofd.description import Description, read_description
from signatures.ofd.documents import Page
from signatures.ofd.errors import PackageFault
from signatures.ofd.listing import Kind, Listed
from signatures.ofd.package import Package
from signatures.ofd.paths import resolve
from signatures.ofd.stamps import judge_stamps, place


@dataclass(frozen=True)
class Claim:
    """A line of the list with what its Signature.xml says; without it, why that cannot be read."""

    line: Listed
    description: Description | None
    faults: tuple[Finding, ...] = ()

    @property
    def subject(self) -> str:
        """The name of the signature in a verdict."""
        return f"/{self.line.path}"


def read_claim(package: Package, line: Listed) -> Claim:
    """Read what a signature says of itself; never raises for what the package holds."""
    subject = f"/{line.path}"
    if line.path not in package.entries:
        return Claim(line, None, (found(Code.SIGNATURE_REMOVED, subject, missing=line.path),))
    try:
        return Claim(line, read_description(package, line.path))
    except PackageFault as fault:
        code = Code.SIGNATURE_UNREADABLE if fault.code is Code.OFD_UNREADABLE else fault.code
        return Claim(line, None, (found(code, subject, **fault.evidence),))


@dataclass(frozen=True)
class Surroundings:
    """What the signatures of a package have in common."""

    contents: Contents
    pages: Mapping[str, Page]
    """By their identifiers."""
    exempt: Collection[str]
    """The lists and parts of all signatures."""
    trust: Trust
    at: datetime

    @property
    def package(self) -> Package:
        """The files themselves."""
        return self.contents.package


def examine(claim: Claim, around: Surroundings) -> tuple[SealVerdict, bool]:
    """The verdict on one signature, and whether it was read through and everything that it covers is as it was."""
    is_seal = claim.line.kind is Kind.SEAL
    empty = SealVerdict(claim.subject, Form.SES if is_seal else Form.UNKNOWN)
    if claim.description is None:
        return replace(empty, findings=claim.faults), False
    description = claim.description
    boxes = tuple(shown.box for shown in place(description.stamps, around.pages))
    about = (
        *judge_references(claim.subject, around.contents, description),
        *judge_uncovered(claim.subject, around.contents, description, around.exempt),
        *judge_stamps(claim.subject, description.stamps, around.pages),
    )
    if description.value not in around.package.entries:
        removed = found(Code.SIGNATURE_REMOVED, claim.subject, missing=description.value)
        return replace(empty, boxes=boxes, findings=(removed, *about)), False
    form, judged = (_judge_seal if is_seal else _judge_sign)(claim, description, around)
    verdict = replace(
        empty,
        form=form,
        organ=judged.organ,
        seal_name=judged.seal_name,
        es_id=judged.es_id,
        maker=judged.maker,
        certificate_serial=judged.certificate_serial,
        signed_at=judged.signed_at,
        time_source=judged.time_source,
        boxes=boxes,
        findings=(*judged.findings, *about),
    )
    return verdict, judged.intact


def _judge_seal(claim: Claim, description: Description, around: Surroundings) -> tuple[Form, Judged]:
    """A 电子签章: a seal is in it, and beside it in Seal.esl."""
    signature = read_ses(claim.subject, around.package.content(description.value))
    if isinstance(signature, Finding):
        return Form.SES, Judged((signature,))
    told = signature.property_info
    judged = judge_ses(
        claim.subject,
        signature,
        digest=sm3(description.xml),
        property_info=told if resolve("", told) == claim.line.path else claim.subject,
        trust=around.trust,
        now=around.at,
    )
    others = (
        *_judge_digest(claim.subject, signature.digest, sm3(description.xml)),
        *_judge_esl(claim.subject, around.package, description, signature.seal.der),
        *_judge_method(claim.subject, description, signature.algorithm),
    )
    return Form.SES, replace(judged, findings=(*judged.findings, *others))


def _judge_sign(claim: Claim, description: Description, around: Surroundings) -> tuple[Form, Judged]:
    """A 数字签名 without a seal (GM/T 0099-2020, 7.2.2)."""
    signature = read_cms(claim.subject, around.package.content(description.value))
    if isinstance(signature, Finding):
        return Form.UNKNOWN, Judged((signature,))
    present = digest(signature.family, (description.xml,))
    role = signing_role(signature.certificate)
    judged = judge_cms(claim.subject, signature, digest=present, trust=around.trust, now=around.at, role=role)
    others = (
        *_judge_digest(claim.subject, signature.digest, present),
        *_judge_method(claim.subject, description, SIGNATURE_OID[signature.family], oids.SM2_SIGN),
    )
    form = Form.GM_CMS if signature.family is Family.SM2 else Form.UNKNOWN
    return form, replace(judged, findings=(*judged.findings, *others))


def _judge_digest(subject: str, sealed: bytes, present: bytes) -> Iterator[Finding]:
    if sealed != present:
        yield found(Code.SIGNATURE_XML_ALTERED, subject, sealed_digest=sealed.hex(), present_digest=present.hex())


def _judge_esl(subject: str, package: Package, description: Description, seal: bytes) -> Iterator[Finding]:
    esl = package.entries.get(description.seal or "")
    if description.seal is not None and (esl is None or esl.content != seal):
        yield found(Code.SEAL_MISMATCH, subject, file=description.seal, present=esl is not None)


def _judge_method(subject: str, description: Description, *real: Oid) -> Iterator[Finding]:
    """The method that the description names must be the one that was used; it need not name any."""
    if description.method is not None and description.method not in {oid.dotted_string for oid in real}:
        yield found(Code.ALGORITHM_MISMATCH, subject, stated=description.method, used=real[0].dotted_string)
