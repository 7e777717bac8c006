"""Whether the seal's certificate (印章证书) may be believed, and at what time.

A certificate is judged as of the signing time, not as of today (GM/T 0031-2014, 6.2.3): a document in
the archive stays valid after its seal's certificate has run out.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cryptography import x509

from signatures.gm.certificates import may_sign_documents, trace, validity_of
from signatures.gm.cms import Signature
from signatures.gm.errors import ChainUntrusted
from signatures.pdf.verdict import Code, Finding, found


def judge_certificate(
    subject: str,
    signature: Signature,
    roots: Sequence[x509.Certificate],
    signed_at: datetime | None,
    at: datetime,
) -> Iterator[Finding]:
    """What is to be said about a seal's certificate, its path and the time claimed.

    `signed_at` is the signer's own claim and may be missing; `at` is the time of verifying.
    """
    moment = signed_at or at
    validity = validity_of(signature.certificate)
    period = {"not_before": validity.start, "not_after": validity.end, "signed_at": signed_at}
    if not validity.holds(moment):
        yield found(Code.CERT_NOT_VALID_AT_SIGNING, subject, **period)
    elif not validity.holds(at):
        yield found(Code.CERT_EXPIRED_NOW, subject, **period)
    if not may_sign_documents(signature.certificate):
        yield found(Code.KEY_USAGE, subject)
    # A certificate out of date has been named; its path is traced as of its own beginning.
    traced_at = moment if validity.holds(moment) else validity.start
    yield from _judge_path(subject, signature, roots, traced_at)
    yield from _judge_time(subject, signed_at, at)


def _judge_path(
    subject: str, signature: Signature, roots: Sequence[x509.Certificate], moment: datetime
) -> Iterator[Finding]:
    try:
        trace(signature.certificate, signature.others, roots, moment)
    except ChainUntrusted as fault:
        issuer = signature.certificate.issuer.rfc4514_string()
        yield found(Code.CHAIN_UNTRUSTED, subject, issuer=issuer, why=str(fault))
    else:
        yield found(Code.REVOCATION_UNKNOWN, subject)


def _judge_time(subject: str, signed_at: datetime | None, at: datetime) -> Iterator[Finding]:
    if signed_at is not None and signed_at > at:
        yield found(Code.TIME_IN_FUTURE, subject, signed_at=signed_at, verified_at=at)
    else:
        yield found(Code.TIME_UNTRUSTED, subject, signed_at=signed_at)
