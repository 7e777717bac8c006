"""A time-stamp token as read, from whatever authority: SM2 with SM3, ECDSA or RSA with SHA-2."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat import asn1

from signatures.gm import oids
from signatures.gm.errors import TimestampMalformed
from signatures.gm.keys import Family
from signatures.gm.pki.structures import Algorithm, load_certificate, raw
from signatures.gm.timestamps import proof
from signatures.gm.timestamps.structures import (
    DIGESTS,
    ContentInfo,
    Info,
    IssuerAndSerial,
    SignedData,
    SignerInfo,
    digest_by,
)

SIGNED_DATA = {oids.SIGNED_DATA, oids.GM_SIGNED_DATA}
VERSIONS = (1, 3)
_BY_NAME = {each.name: each for each in DIGESTS.values()}


@dataclass(frozen=True)
class Token:
    """What a token says, and what it is signed with. Only `holds` tells whether that is so."""

    certificate: x509.Certificate
    """Of the authority (TSA)."""
    others: tuple[x509.Certificate, ...]
    imprint: bytes
    digest: str
    """Which digest the imprint is: sm3, sha256, sha384 or sha512."""
    at: datetime
    serial: int
    policy: str
    nonce: int | None
    family: Family
    """Of the authority's key."""
    _info: bytes = field(repr=False)
    _signer: SignerInfo = field(repr=False)

    def covers(self, *parts: bytes | memoryview) -> bool:
        """Whether the imprint is the digest of these stretches of bytes, one after the other."""
        return digest_by(_BY_NAME[self.digest], parts) == self.imprint

    def holds(self) -> bool:
        """Whether the authority's key signed all this; of trust in the authority it says nothing."""
        return proof.holds(self._signer, self._info, self.certificate)


def read(token: bytes) -> Token:
    """Read a token. Raises TimestampMalformed with what is wrong as its argument.

    Refused are tokens with anything in them that no signature protects, but certificates.
    """
    try:
        return _read(token)
    except TimestampMalformed:
        raise
    except Exception as fault:
        # Certificates are parsed field by field as they are asked, and each field fails in its own way.
        raise TimestampMalformed(str(fault)) from fault


def _read(token: bytes) -> Token:
    outer = asn1.decode_der(ContentInfo, token)
    signed_data = outer.content.parse(SignedData)
    signers = signed_data.signers.as_list()
    _demand(outer.type in SIGNED_DATA and signed_data.content.type == oids.TST_INFO, "不是时间戳")
    _demand(len(signers) == 1, "应当有且只有一个签名者")
    _check_versions(signed_data, signers[0])
    _demand(not signed_data.crls and not signers[0].unsigned, "有不受签名保护的内容")
    certificates = [load_certificate(asn1.encode_der(each)) for each in signed_data.certificates or []]
    certificate = _own(signers[0], certificates)
    info = asn1.decode_der(Info, signed_data.content.content)
    _check_info(info)
    others = tuple(each for each in certificates if each != certificate)
    family = proof.family_of(signers[0], certificate)
    _demand(family is not None, "使用了不受支持或者已不安全的签名算法")
    assert family is not None
    return Token(
        certificate=certificate,
        others=others,
        imprint=info.imprint.digest,
        digest=DIGESTS[info.imprint.algorithm.algorithm].name,
        at=info.at.as_datetime(),
        serial=info.serial,
        policy=info.policy.dotted_string,
        nonce=info.nonce,
        family=family,
        _info=signed_data.content.content,
        _signer=signers[0],
    )


def _check_versions(signed_data: SignedData, signer: SignerInfo) -> None:
    """The fields that no signature protects say what they must (RFC 5652, 5.1 and 5.3)."""
    digests = [asn1.decode_der(Algorithm, asn1.encode_der(each)) for each in signed_data.digest_algorithms.as_list()]
    _demand(signed_data.version in VERSIONS and signer.version in VERSIONS, "版本不受支持")
    _demand([each.algorithm for each in digests] == [signer.digest_algorithm.algorithm], "摘要算法前后不一致")


def _check_info(info: Info) -> None:
    algorithm = DIGESTS.get(info.imprint.algorithm.algorithm)
    _demand(info.version == 1, "版本不是1")
    _demand(algorithm is not None, "使用了不受支持或者已不安全的摘要算法")
    _demand(algorithm is not None and len(info.imprint.digest) == algorithm.digest_size, "摘要的长度不对")
    _demand(not any(each.critical for each in info.extensions or []), "有不认识的关键扩展项")


def _own(signer: SignerInfo, certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    """The certificate that the signer's identifier means: by issuer and serial number, or by key."""
    wanted = asn1.encode_der(signer.signer)
    for each in certificates:
        if wanted in (_identity(each), _key_identity(each)):
            return each
    raise TimestampMalformed("没有附上时间戳服务的证书")


def _identity(certificate: x509.Certificate) -> bytes:
    issuer = raw(certificate.issuer.public_bytes())
    return asn1.encode_der(IssuerAndSerial(issuer=issuer, serial=certificate.serial_number))


def _key_identity(certificate: x509.Certificate) -> bytes | None:
    try:
        own = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return None
    return b"\x80" + asn1.encode_der(own.digest)[1:]


def _demand(condition: bool, otherwise: str) -> None:
    if not condition:
        raise TimestampMalformed(otherwise)
