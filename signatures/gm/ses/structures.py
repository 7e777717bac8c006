"""电子印章 and 电子签章 as they are written: GM/T 0031-2014 (version 1), GB/T 38540-2020 (4), GM/T 0031-2025 (5).

Fields are in the order of the standards. Where the field deviates from the letter, the structure is as wide as what
is really found; the reader then says so.
"""

from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid


@asn1.sequence
class Header:
    """SES_Header."""

    id: asn1.IA5String
    version: int
    vid: asn1.IA5String


@asn1.sequence
class PictureField:
    """SES_ESPictrueInfo; width and height in millimetres."""

    kind: asn1.IA5String
    data: bytes
    width: int
    height: int


@asn1.sequence
class ExtensionField:
    """ExtData. BOOLEAN DEFAULT FALSE is written out by several makers, against DER."""

    id: Oid
    critical: bool | None
    value: bytes


@asn1.sequence
class DigestField:
    """CertDigestObj of version 4."""

    kind: asn1.PrintableString
    value: bytes


@asn1.sequence
class Property1:
    """SES_ESPropertyInfo of version 1. A certificate may be a mere identifier; times are UTCTime by the letter."""

    kind: int
    name: str
    certificates: list[bytes | asn1.IA5String]
    created: asn1.UTCTime | asn1.GeneralizedTime
    start: asn1.UTCTime | asn1.GeneralizedTime
    end: asn1.UTCTime | asn1.GeneralizedTime


@asn1.sequence
class Property4:
    """SES_ESPropertyInfo since version 4. `list_kind` says what the list holds: 1 certificates, 2 digests of them."""

    kind: int
    name: str
    list_kind: int
    certificates: list[bytes | DigestField]
    created: asn1.GeneralizedTime
    start: asn1.GeneralizedTime
    end: asn1.GeneralizedTime


@asn1.sequence
class SealInfo1:
    """SES_SealInfo of version 1; the standard gives the extensions no tag, and everybody writes them without."""

    header: Header
    es_id: asn1.IA5String
    property: Property1
    picture: PictureField
    extensions: list[ExtensionField] | None
    tagged: Annotated[list[ExtensionField] | None, asn1.Explicit(0)]


@asn1.sequence
class SealInfo4:
    """SES_SealInfo since version 4; the extensions are `tagged` by the letter, and without tag in the field."""

    header: Header
    es_id: asn1.IA5String
    property: Property4
    picture: PictureField
    extensions: list[ExtensionField] | None
    tagged: Annotated[list[ExtensionField] | None, asn1.Explicit(0)]


@asn1.sequence
class SignInfo:
    """SES_SignInfo of version 1."""

    certificate: bytes
    algorithm: Oid
    value: asn1.BitString


@asn1.sequence
class Seal1:
    """SESeal of version 1."""

    info: SealInfo1
    signed: SignInfo


@asn1.sequence
class SealSigned1:
    """What the maker signs of a seal of version 1 (GM/T 0031-2014, 6.1.1.2)."""

    info: asn1.TLV
    certificate: bytes
    algorithm: Oid


@asn1.sequence
class Seal4:
    """SESeal of versions 4 and 5; only 5 knows the time stamp."""

    info: SealInfo4
    certificate: bytes
    algorithm: Oid
    value: asn1.BitString
    stamp: Annotated[asn1.BitString | None, asn1.Explicit(0)]


@asn1.sequence
class Body1:
    """TBS_Sign of version 1. `time` is a time stamp, a UTCTime or mere text."""

    version: int
    seal: asn1.TLV
    time: asn1.BitString | bytes
    digest: asn1.BitString | bytes
    property_info: asn1.IA5String
    certificate: bytes
    algorithm: Oid


@asn1.sequence
class Signature1:
    """SES_Signature of version 1."""

    body: Body1
    value: asn1.BitString


@asn1.sequence
class Body4:
    """TBS_Sign since version 4."""

    version: int
    seal: asn1.TLV
    time: asn1.GeneralizedTime
    digest: asn1.BitString
    property_info: asn1.IA5String
    extensions: Annotated[list[ExtensionField] | None, asn1.Explicit(0)]


@asn1.sequence
class Signature4:
    """SES_Signature since version 4."""

    body: Body4
    certificate: bytes
    algorithm: Oid
    value: asn1.BitString
    stamp: Annotated[asn1.BitString | None, asn1.Explicit(0)]
