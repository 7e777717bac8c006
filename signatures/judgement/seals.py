"""Whether a seal object is what its maker made, and was valid when it was pressed (GM/T 0031-2014, 6.1.2)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signatures.gm.faults import Misfit
from signatures.gm.pki.making import subject_name
from signatures.gm.pki.structures import spki_of
from signatures.gm.received import certificate
from signatures.gm.ses import Extension, Note, Seal
from signatures.gm.sm3 import sm3
from signatures.judgement.certificates import MAKER, Moment, judge_certificate
from signatures.judgement.codes import Code
from signatures.judgement.pictures import judge_picture
from signatures.judgement.times import judge_time
from signatures.judgement.trust import Trust
from signatures.judgement.values import judge_ses_value
from signatures.judgement.verdict import Finding, found

MOST_LISTED = 256
"""Certificates of a seal's list that are looked into; all of them are compared."""


def judge_seal(subject: str, seal: Seal, trust: Trust, moment: Moment) -> Iterator[Finding]:
    """Judge a seal as of the moment when it was pressed, its maker's certificate too."""
    yield from judge_ses_value(
        subject, "maker", seal.maker, seal.algorithm, seal.signed, seal.value, Code.SEAL_SIGNATURE_INVALID
    )
    yield from judge_certificate(subject, MAKER, seal.maker, (), trust, moment)[0]
    yield from _judge_period(subject, seal, moment)
    if seal.token is not None:
        yield from judge_time(subject, seal.created, seal.token, seal.value, trust, moment.now).findings
    yield from judge_extensions(subject, seal.extensions)
    yield from judge_picture(subject, seal.picture)


def judge_signer(subject: str, seal: Seal, signer: x509.Certificate) -> Iterator[Finding]:
    """Whether the seal lets this signer press it: its very certificate is listed, and it is not the maker's."""
    der = signer.public_bytes(Encoding.DER)
    if spki_of(signer) == spki_of(seal.maker):
        yield found(Code.MAKER_IS_SIGNER, subject, signer=subject_name(signer))
    if der in seal.certificates or sm3(der) in seal.digests or sha256(der).digest() in seal.digests:
        return
    about = {"signer": subject_name(signer), "listed": len(seal.certificates) + len(seal.digests)}
    if any(_is_renewed(each, signer) for each in seal.certificates[:MOST_LISTED]):
        yield found(Code.SIGNER_CERT_REISSUED, subject, **about)
    else:
        yield found(Code.SIGNER_NOT_IN_SEAL, subject, **about, named=seal.identifiers)


def judge_extensions(subject: str, extensions: Iterable[Extension]) -> Iterator[Finding]:
    """Whoever does not understand a critical extension cannot judge; none is understood here."""
    for each in extensions:
        if each.critical:
            yield found(Code.CRITICAL_EXTENSION, subject, extension=each.id.dotted_string)


def judge_notes(subject: str, notes: Iterable[Note]) -> Iterator[Finding]:
    """Tell the deviations from the standard that were tolerated, each sort once."""
    paths: dict[Code, list[str]] = {}
    for note in notes:
        paths.setdefault(Code(note.kind), []).append(note.path)
    for code, where in paths.items():
        yield found(code, subject, paths=tuple(where))


def _judge_period(subject: str, seal: Seal, moment: Moment) -> Iterator[Finding]:
    period: dict[str, datetime] = {"not_before": seal.start, "not_after": seal.end, "signed_at": moment.at}
    if moment.at < seal.start:
        yield found(Code.SEAL_NOT_YET_VALID, subject, **period)
    elif moment.at > seal.end:
        yield found(Code.SEAL_EXPIRED, subject, **period)
    elif moment.now > seal.end:
        yield found(Code.SEAL_EXPIRED_NOW, subject, **period)


def _is_renewed(listed: bytes, signer: x509.Certificate) -> bool:
    """Whether a listed certificate is an earlier or later one of the same subject on the same key."""
    try:
        other = certificate(listed, "")
    except Misfit:
        return False
    return other.subject == signer.subject and spki_of(other) == spki_of(signer)
