"""Whether a certificate may be believed, as of the moment of signing and not as of today (GM/T 0031-2014, 6.2.3).

A document in the archive stays valid after a certificate has run out. Chain and key usage are final; period and
revocation depend on when it was signed, and so on who says when that was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509

from signatures.gm.pki.crl import Reason, Status, revocation, whole
from signatures.gm.pki.making import Purpose, subject_name, validity_of
from signatures.gm.pki.paths import Path, PathFault, Why, trace, usable_for
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, found

COMPROMISED = (Reason.key_compromise, Reason.ca_compromise, Reason.aa_compromise)
"""Reasons after which somebody else may sign, and claim any time."""


@dataclass(frozen=True)
class Role:
    """As whom the holder of a certificate acts."""

    whose: str
    purpose: Purpose
    untrusted: Code


SIGNER = Role("signer", Purpose.SEAL, Code.SIGNER_CHAIN_UNTRUSTED)
PERSON = Role("signer", Purpose.PERSON, Code.SIGNER_CHAIN_UNTRUSTED)
MAKER = Role("maker", Purpose.MAKER, Code.MAKER_CHAIN_UNTRUSTED)
AUTHORITY = Role("time_authority", Purpose.TIME, Code.TIMESTAMP_INVALID)


@dataclass(frozen=True)
class Moment:
    """When something was signed, by the best source there is."""

    at: datetime
    proven: bool
    """Whether anybody but the signer says so."""
    now: datetime


def signing_role(certificate: x509.Certificate) -> Role:
    """As whom somebody signs where no seal is pressed: there persons may, as well as organs."""
    return SIGNER if usable_for(certificate, Purpose.SEAL) else PERSON


def judge_certificate(
    subject: str,
    role: Role,
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    trust: Trust,
    moment: Moment,
) -> tuple[tuple[Finding, ...], Path]:
    """What is to be said of a certificate and everything above it, and its path, empty where there is none."""
    validity, about = validity_of(certificate), {"certificate": role.whose, "signed_at": moment.at}
    period = {**about, "not_before": validity.start, "not_after": validity.end}
    findings = []
    if not validity.holds(moment.at):
        findings.append(found(Code.CERT_NOT_VALID_AT_SIGNING, subject, **period))
    elif not validity.holds(moment.now):
        findings.append(found(Code.CERT_EXPIRED_NOW, subject, **period))
    # A certificate out of date has been named; its path is traced as of its own beginning.
    traced_at = moment.at if validity.holds(moment.at) else validity.start
    try:
        path = trace(certificate, (*others, *trust.authorities), trust.roots, traced_at, role.purpose)
    except PathFault as fault:
        return (*findings, _path_fault(subject, role, fault)), ()
    return (*findings, *_judge_revocation(subject, role, path, trust, moment)), path


def judge_others(subject: str, others: Sequence[x509.Certificate], trust: Trust) -> Iterator[Finding]:
    """No signature covers the certificates that came along: each must at least be as its own issuer signed it."""
    candidates = (*others, *trust.authorities, *trust.roots)
    for each in others:
        if not whole(each, candidates):
            yield found(Code.UNSIGNED_CONTENT, subject, certificate=subject_name(each), serial=serial_of(each))


def serial_of(certificate: x509.Certificate) -> str:
    """The certificate's serial number, hexadecimal."""
    return f"{certificate.serial_number:x}"


def _path_fault(subject: str, role: Role, fault: PathFault) -> Finding:
    codes = {
        Why.UNTRUSTED: role.untrusted,
        Why.EXTENSION: Code.CRITICAL_EXTENSION,
        Why.CONSTRAINTS: Code.BASIC_CONSTRAINTS,
        Why.USAGE: Code.KEY_USAGE,
        Why.PERIOD: Code.CERT_NOT_VALID_AT_SIGNING,
    }
    holder = subject_name(fault.certificate)
    return found(codes[fault.why], subject, certificate=role.whose, holder=holder, why=fault.text)


def _judge_revocation(subject: str, role: Role, path: Path, trust: Trust, moment: Moment) -> Iterator[Finding]:
    """What the lists say of a path. Of an authority their silence is enough: roots seldom publish lists."""
    for each, issuer in pairwise(path):
        told = revocation(each, issuer, trust.crls, moment.at)
        about = {"certificate": role.whose, "holder": subject_name(each)}
        if told.revoked_at is not None:
            reason = told.reason or Reason.unspecified
            code = _revoked(told.revoked_at, reason, moment)
            yield found(code, subject, **about, reason=reason.value, revoked_at=told.revoked_at, signed_at=moment.at)
        elif told.status is Status.UNKNOWN and each is path[0]:
            yield found(Code.REVOCATION_UNKNOWN, subject, **about)


def _revoked(revoked_at: datetime, reason: Reason, moment: Moment) -> Code:
    """Lists and stamps know whole seconds: what was signed in the second of the revocation was signed before it.

    A time that is only claimed is disbelieved where the key was compromised; whoever gave up a sound key (superseded,
    cessation of operation) is taken at their word, and a warning says that it was revoked later.
    """
    if revoked_at < moment.at.replace(microsecond=0):
        return Code.CERT_REVOKED_BEFORE_SIGNING
    if reason in COMPROMISED and not moment.proven:
        return Code.REVOKED_TIME_UNPROVEN
    return Code.CERT_REVOKED_AFTER_SIGNING
