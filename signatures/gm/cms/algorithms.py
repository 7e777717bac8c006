"""Which algorithms a signature in CMS may state, and what it is told where it states others."""

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids
from signatures.gm.faults import Kind, Misfit
from signatures.gm.keys import Family
from signatures.gm.pki.structures import Algorithm

SIGNATURES = {
    oids.SM2_SIGN: Family.SM2,
    oids.SM2_WITH_SM3: Family.SM2,
    oids.ECDSA_WITH_SHA256: Family.ECDSA,
    oids.RSA_WITH_SHA256: Family.RSA,
    oids.RSA_PUBLIC_KEY: Family.RSA,
}
"""RSA may be named without its digest (RFC 3370, 3.2), and so may SM2 (GB/T 35275-2017)."""
WEAK_SIGNATURES = {
    Oid("1.2.840.113549.1.1.4"): "MD5",
    Oid("1.2.840.113549.1.1.5"): "SHA-1",
    Oid("1.2.840.10045.4.1"): "SHA-1",
}
WEAK = oids.WEAK_DIGESTS | WEAK_SIGNATURES


def identifier(field: asn1.TLV, path: str) -> Oid:
    """The identifier of an algorithm without parameters. Raises Misfit."""
    try:
        algorithm: Algorithm = field.parse(Algorithm)
    except ValueError as fault:
        raise Misfit(path, "算法带有不受支持的参数", Kind.UNKNOWN_ALGORITHM) from fault
    return algorithm.algorithm


def family(digest: asn1.TLV, signature: asn1.TLV, path: str) -> Family:
    """The family of keys that both algorithms belong to. Raises Misfit."""
    by_digest, by_signature = f"{path}.digestAlgorithm", f"{path}.signatureAlgorithm"
    digested, signed = identifier(digest, by_digest), identifier(signature, by_signature)
    for each, place in ((digested, by_digest), (signed, by_signature)):
        if each in WEAK:
            raise Misfit(place, WEAK[each], Kind.DIGEST_DOWNGRADE)
    if signed not in SIGNATURES:
        raise Misfit(by_signature, signed.dotted_string, Kind.UNKNOWN_ALGORITHM)
    if digested != oids.SHA256 and digested not in oids.SM3_DATED:
        raise Misfit(by_digest, digested.dotted_string, Kind.UNKNOWN_ALGORITHM)
    if (SIGNATURES[signed] is Family.SM2) != (digested in oids.SM3_DATED):
        raise Misfit(by_signature, "签名算法与摘要算法不配", Kind.ALGORITHM_MISMATCH)
    return SIGNATURES[signed]
