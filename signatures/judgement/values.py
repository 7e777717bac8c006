"""Whether a signature value is what the certificate's key made of the signed bytes; if not, what it is instead."""

from collections.abc import Iterator

from cryptography import x509
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids, sm2
from signatures.gm.errors import KeyUnreadable
from signatures.gm.keys import Family, PublicKey
from signatures.gm.pki.links import sound_key
from signatures.gm.sm2.value import RAW, to_der
from signatures.judgement.codes import Code
from signatures.judgement.verdict import Finding, found

FAMILIES = {
    oids.SM2_WITH_SM3: Family.SM2,
    oids.ECDSA_WITH_SHA256: Family.ECDSA,
    oids.RSA_WITH_SHA256: Family.RSA,
}
"""Algorithms that a 电子签章 may name; only the first is admitted there, the others are told apart."""


def judge_ses_value(
    subject: str, whose: str, certificate: x509.Certificate, stated: Oid, signed: bytes, value: bytes, forged: Code
) -> Iterator[Finding]:
    """Judge the value of a seal or of a 电子签章, whose algorithm is `stated`; `forged` if it does not hold."""
    key, family = _key(certificate), FAMILIES.get(stated)
    if key is None or family is None or (family is key.family and family is not Family.SM2):
        yield found(Code.UNKNOWN_ALGORITHM, subject, certificate=whose, algorithm=stated.dotted_string)
    elif family is not key.family:
        yield found(Code.ALGORITHM_MISMATCH, subject, certificate=whose, stated=family, key=key.family)
    else:
        yield from _judge(subject, whose, key, signed, _in_der(value), forged)


def judge_cms_value(
    subject: str, certificate: x509.Certificate, family: Family, signed: bytes, value: bytes
) -> Iterator[Finding]:
    """Judge the value of a signature in CMS that states an algorithm of `family`."""
    key = _key(certificate)
    if key is None:
        yield found(Code.UNKNOWN_ALGORITHM, subject, certificate="signer")
    elif family is not key.family:
        yield found(Code.ALGORITHM_MISMATCH, subject, certificate="signer", stated=family, key=key.family)
    else:
        yield from _judge(subject, "signer", key, signed, value, Code.SIGNATURE_VALUE_INVALID)


def _judge(subject: str, whose: str, key: PublicKey, signed: bytes, value: bytes, forged: Code) -> Iterator[Finding]:
    if key.verify(signed, value):
        return
    mistake = sm2.diagnose(key.point, signed, value) if key.family is Family.SM2 else None
    if mistake:
        yield found(Code.WRONG_SM2_ID, subject, certificate=whose, signed_with=mistake)
    else:
        yield found(forged, subject, certificate=whose)


def _key(certificate: x509.Certificate) -> PublicKey | None:
    """None for a key that is too weak or of an unknown family."""
    try:
        return sound_key(certificate)
    except KeyUnreadable:
        return None


def _in_der(value: bytes) -> bytes:
    """A value written as r ‖ s in its DER form; any other as it is."""
    if len(value) != RAW:
        return value
    return to_der(int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big"))
