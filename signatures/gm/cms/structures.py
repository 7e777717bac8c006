"""SignedData as it is written: RFC 5652, and GB/T 35275-2017 with other object identifiers in the same places.

Whatever may be foreign inside - algorithms, certificates, attributes - is kept as received and looked into later.
"""

from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import der
from signatures.gm.der import Shape
from signatures.gm.pki.structures import Algorithm

ALGORITHM_PROTECTION = Oid("1.2.840.113549.1.9.52")


@asn1.sequence
class SignerInfo:
    version: int
    signer: asn1.TLV
    digest_algorithm: asn1.TLV
    signed: Annotated[list[asn1.TLV] | None, asn1.Implicit(0)]
    signature_algorithm: asn1.TLV
    value: bytes
    unsigned: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]


@asn1.sequence
class Content:
    """EncapsulatedContentInfo; the content is absent where the signature is detached."""

    type: Oid
    content: Annotated[bytes | None, asn1.Explicit(0)]


@asn1.sequence
class SignedData:
    version: int
    digest_algorithms: asn1.SetOf[asn1.TLV]
    content: Content
    certificates: Annotated[list[asn1.TLV] | None, asn1.Implicit(0)]
    crls: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]
    signers: asn1.SetOf[asn1.TLV]


@asn1.sequence
class ContentInfo:
    type: Oid
    content: Annotated[SignedData, asn1.Explicit(0)]


@asn1.sequence
class AlgorithmProtection:
    """CMSAlgorithmProtection (RFC 6211): the algorithms once more, where the signature covers them."""

    digest: Algorithm
    signature: Annotated[Algorithm, asn1.Implicit(1)]


TAG_0, TAG_1, KEY = 0xA0, 0xA1, 0x80
_ALGORITHM = Shape("algorithm", (der.SEQUENCE,))
_ATTRIBUTE = Shape("attribute", (der.SEQUENCE,), (Shape("type", (der.OID,)), Shape("values", (der.SET,))))
_SIGNER = Shape(
    "signerInfo",
    (der.SEQUENCE,),
    (
        Shape("version", (der.INTEGER,)),
        Shape("sid", (der.SEQUENCE, KEY)),
        Shape("digestAlgorithm", (der.SEQUENCE,)),
        Shape("signedAttrs", (TAG_0,), each=_ATTRIBUTE, optional=True),
        Shape("signatureAlgorithm", (der.SEQUENCE,)),
        Shape("signature", (der.OCTETS,)),
        Shape("unsignedAttrs", (TAG_1,), each=_ATTRIBUTE, optional=True),
    ),
)
_CONTENT = Shape(
    "encapContentInfo", (der.SEQUENCE,), (Shape("eContentType", (der.OID,)), Shape("eContent", (TAG_0,), optional=True))
)
_SIGNED_DATA = Shape(
    "signedData",
    (der.SEQUENCE,),
    (
        Shape("version", (der.INTEGER,)),
        Shape("digestAlgorithms", (der.SET,), each=_ALGORITHM),
        _CONTENT,
        Shape("certificates", (TAG_0,), optional=True),
        Shape("crls", (TAG_1,), optional=True),
        Shape("signerInfos", (der.SET,), each=_SIGNER),
    ),
)
SHAPE = Shape(
    "ContentInfo", (der.SEQUENCE,), (Shape("contentType", (der.OID,)), Shape("content", (TAG_0,), (_SIGNED_DATA,)))
)
"""The same for the reader that says where a fault is."""
