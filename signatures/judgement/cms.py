"""Judge a detached signature in CMS: PAdES with ECDSA or RSA, GB/T 35275-2017 with SM2."""

from datetime import datetime

from signatures.gm import cms
from signatures.gm.cms import CmsSignature
from signatures.gm.faults import CmsFault
from signatures.gm.pki.making import subject_name
from signatures.judgement.certificates import SIGNER, Role, judge_certificate, judge_others, serial_of
from signatures.judgement.codes import Code
from signatures.judgement.times import judge_independence, judge_time
from signatures.judgement.trust import Trust
from signatures.judgement.values import judge_cms_value
from signatures.judgement.verdict import Finding, Judged, found


def read_cms(subject: str, der: bytes) -> CmsSignature | Finding:
    """Read a signature; where that fails, the finding says what is wrong, at which byte and in which field."""
    try:
        return cms.read(der)
    except CmsFault as fault:
        return found(Code(fault.kind), subject, offset=fault.offset, path=fault.path, why=fault.why)


def judge_cms(
    subject: str, signature: CmsSignature, *, digest: bytes, trust: Trust, now: datetime, role: Role = SIGNER
) -> Judged:
    """Judge a signature over content of that digest (SM3 for SM2, else SHA-256), of an organ unless `role` says else.

    Another digest makes it not `intact` and nothing more: the container says which of its parts was altered.
    Certificates and lists are judged as of the signing time, by a time stamp if there is a sound one.
    """
    timed = judge_time(subject, signature.claimed_at, signature.token, signature.value, trust, now)
    value = tuple(judge_cms_value(subject, signature.certificate, signature.family, signature.signed, signature.value))
    certified, path = judge_certificate(subject, role, signature.certificate, signature.others, trust, timed.moment)
    findings = (
        *value,
        *certified,
        *judge_others(subject, signature.others, trust),
        *timed.findings,
        *judge_independence(subject, timed, path),
    )
    return Judged(
        findings=findings,
        intact=not value and signature.digest == digest,
        organ=subject_name(signature.certificate),
        certificate_serial=serial_of(signature.certificate),
        signed_at=timed.told,
        time_source=timed.source,
    )
