"""The attributes of a signature: those that it covers, and the one that it need not cover, a time stamp."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids
from signatures.gm.cms.structures import ALGORITHM_PROTECTION, AlgorithmProtection, SignerInfo
from signatures.gm.der import UTC_TIME
from signatures.gm.faults import Kind, Misfit
from signatures.gm.timestamps.structures import DIGESTS, Attribute, SigningCertificate, digest_by

Values = dict[Oid, bytes]
"""The one value of each attribute, in DER."""
DIGEST_SIZE = 32


def told(signer: SignerInfo, content: Oid, certificate: x509.Certificate, path: str) -> tuple[bytes, datetime | None]:
    """Digest of the content and claimed time by the signed attributes, which must fit everything around. Raises Misfit.

    Unknown ones are welcome: the signer signed them.
    """
    own = f"{path}.signedAttrs"
    values = _values(signer.signed or [], own)
    if values.get(oids.CONTENT_TYPE) != asn1.encode_der(content):
        raise Misfit(own, "contentType与内容的类型不一致")
    if not _protects(values, signer) or not _means(values, certificate):
        raise Misfit(own, "签名属性所指的算法或证书不是签名所用的")
    try:
        digest, claimed_at = asn1.decode_der(bytes, values.get(oids.MESSAGE_DIGEST, b"")), _claimed(values)
    except ValueError as fault:
        raise Misfit(own, "没有messageDigest，或者signingTime不是时间") from fault
    if len(digest) != DIGEST_SIZE:
        raise Misfit(own, "messageDigest的长度不对")
    return digest, claimed_at


def token(signer: SignerInfo, path: str) -> bytes | None:
    """The time stamp among the unsigned attributes, which must be the only one. Raises Misfit."""
    if signer.unsigned is None:
        return None
    own = f"{path}.unsignedAttrs"
    values = _values(signer.unsigned, own)
    if values.keys() != {oids.TIME_STAMP_TOKEN}:
        raise Misfit(own, "有时间戳之外的未签名属性", Kind.UNSIGNED_CONTENT)
    return values[oids.TIME_STAMP_TOKEN]


def _values(attributes: Sequence[asn1.TLV], path: str) -> Values:
    found: Values = {}
    for each in attributes:
        attribute = each.parse(Attribute)
        values = attribute.values.as_list()
        if attribute.type in found or len(values) != 1:
            raise Misfit(path, f"属性{attribute.type.dotted_string}应当只有一个值")
        found[attribute.type] = asn1.encode_der(values[0])
    return found


def _claimed(values: Values) -> datetime | None:
    value = values.get(oids.SIGNING_TIME)
    if value is None:
        return None
    if value[0] == UTC_TIME:
        return asn1.decode_der(asn1.UTCTime, value).as_datetime()
    return asn1.decode_der(asn1.GeneralizedTime, value).as_datetime()


def _protects(values: Values, signer: SignerInfo) -> bool:
    """CMSAlgorithmProtection (RFC 6211) must name the very algorithms; where it is missing, they are not protected."""
    value = values.get(ALGORITHM_PROTECTION)
    if value is None:
        return True
    named = asn1.decode_der(AlgorithmProtection, value)
    stated = asn1.encode_der(signer.digest_algorithm), asn1.encode_der(signer.signature_algorithm)
    return stated == (asn1.encode_der(named.digest), asn1.encode_der(named.signature))


def _means(values: Values, certificate: x509.Certificate) -> bool:
    """ESSCertIDv2 (RFC 5035) must name the signer's certificate; where it is missing, the identifier alone does."""
    value = values.get(oids.SIGNING_CERTIFICATE_V2)
    if value is None:
        return True
    named = asn1.decode_der(SigningCertificate, value).certificates
    algorithm = DIGESTS.get(named[0].algorithm.algorithm) if named and named[0].algorithm else hashes.SHA256()
    whole = certificate.public_bytes(Encoding.DER)
    return bool(named) and algorithm is not None and digest_by(algorithm, (whole,)) == named[0].digest
