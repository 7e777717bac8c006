"""Judge a 电子签章 (GB/T 38540-2020, GM/T 0031), in the order of GM/T 0031-2014, 6.2.3."""

from collections.abc import Iterator
from datetime import datetime

from signatures.gm import ses
from signatures.gm.faults import SesFault
from signatures.gm.pki.making import subject_name
from signatures.gm.ses import Signature, Version
from signatures.judgement.certificates import SIGNER, judge_certificate, serial_of
from signatures.judgement.codes import Code
from signatures.judgement.seals import judge_extensions, judge_notes, judge_seal, judge_signer
from signatures.judgement.times import judge_independence, judge_time
from signatures.judgement.trust import Trust
from signatures.judgement.values import judge_ses_value
from signatures.judgement.verdict import Finding, Judged, found


def read_ses(subject: str, der: bytes) -> Signature | Finding:
    """Read a 电子签章; where that fails, the finding says what is wrong, at which byte and in which field."""
    try:
        return ses.read_signature(der)
    except SesFault as fault:
        return found(Code(fault.kind), subject, offset=fault.offset, path=fault.path, why=fault.why)


def judge_ses(
    subject: str, signature: Signature, *, digest: bytes, property_info: str, trust: Trust, now: datetime
) -> Judged:
    """Judge a 电子签章 over content of that SM3, which must say that `property_info` is what it protects.

    Another digest makes it not `intact` and nothing more: the container says which of its parts was altered.
    Certificates, lists and the seal are judged as of the signing time, by a time stamp if there is a sound one.
    """
    timed = judge_time(subject, signature.claimed_at, signature.token, signature.value, trust, now)
    value = tuple(_judge_value(subject, signature))
    certified, path = judge_certificate(subject, SIGNER, signature.certificate, (), trust, timed.moment)
    findings = (
        *judge_notes(subject, signature.notes),
        *_judge_versions(subject, signature),
        *judge_extensions(subject, signature.extensions),
        *value,
        *certified,
        *judge_signer(subject, signature.seal, signature.certificate),
        *timed.findings,
        *judge_independence(subject, timed, path),
        *_judge_property(subject, signature, property_info),
        *judge_seal(subject, signature.seal, trust, timed.moment),
    )
    return Judged(
        findings=findings,
        intact=not value and signature.digest == digest,
        organ=subject_name(signature.certificate),
        seal_name=signature.seal.name,
        es_id=signature.seal.es_id,
        maker=subject_name(signature.seal.maker),
        certificate_serial=serial_of(signature.certificate),
        signed_at=timed.told,
        time_source=timed.source,
    )


def _judge_value(subject: str, signature: Signature) -> Iterator[Finding]:
    return judge_ses_value(
        subject,
        "signer",
        signature.certificate,
        signature.algorithm,
        signature.signed,
        signature.value,
        Code.SIGNATURE_VALUE_INVALID,
    )


def _judge_versions(subject: str, signature: Signature) -> Iterator[Finding]:
    """Signature and seal must be of one version, and say so since version 4; in version 1 the numbers mean nothing."""
    seal = signature.seal
    stated = signature.number == seal.number or signature.version is Version.GMT_0031_2014
    if signature.version is not seal.version or not stated:
        yield found(Code.VERSION_MISMATCH, subject, signature=signature.number, seal=seal.number)


def _judge_property(subject: str, signature: Signature, property_info: str) -> Iterator[Finding]:
    if signature.property_info != property_info:
        yield found(Code.PROPERTY_INFO_MISMATCH, subject, protected=signature.property_info, expected=property_info)
