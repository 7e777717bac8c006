"""Make 电子印章 and sign with them, in the form of GB/T 38540-2020 (version 4)."""

from datetime import UTC, datetime

from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding

from signatures.gm import oids
from signatures.gm.keys import Family, PrivateKey, Signer
from signatures.gm.pki.structures import raw
from signatures.gm.ses.errors import NotAscii, NotSm2, SealTooOld, SignerNotInSeal
from signatures.gm.ses.model import SealFacts, Version
from signatures.gm.ses.reading import read_seal
from signatures.gm.ses.seals import CERTIFICATES, IDENTIFIER
from signatures.gm.ses.structures import (
    Body4,
    Header,
    PictureField,
    Property4,
    Seal4,
    SealInfo4,
    Signature4,
)
from signatures.gm.timestamps import Stamper


def make_seal(facts: SealFacts, maker: Signer) -> bytes:
    """Make a seal object (SESeal) with the maker's SM2 key; its DER comes back. Raises NotAscii, NotSm2."""
    info = _info(facts)
    seal = Seal4(
        info=info,
        certificate=_der(maker),
        algorithm=oids.SM2_WITH_SM3,
        value=_signed(maker.key, asn1.encode_der(info)),
        stamp=None,
    )
    return asn1.encode_der(seal)


def sign(seal: bytes, digest: bytes, property_info: str, signer: Signer, at: datetime, stamp: Stamper | None) -> bytes:
    """Sign with a seal; the DER of SES_Signature comes back.

    `digest` is the SM3 of what is protected and `property_info` says where that is (ASCII). `at` is aware, the
    signer's own claim. The signer's certificate must be among the seal's byte for byte (GM/T 0031-2014, 6.2.2 c).
    Raises SesFault on a seal that cannot be read, SealTooOld, SignerNotInSeal, NotAscii, NotSm2, and what `stamp`
    raises.
    """
    facts, certificate = read_seal(seal), _der(signer)
    if facts.version is Version.GMT_0031_2014:
        raise SealTooOld
    if certificate not in facts.certificates:
        raise SignerNotInSeal
    body = Body4(
        version=facts.number,
        seal=raw(seal),
        time=_time(at),
        digest=asn1.BitString(digest, 0),
        property_info=_ascii(property_info),
        extensions=None,
    )
    value = _signed(signer.key, asn1.encode_der(body))
    token = asn1.BitString(stamp(value.as_bytes()), 0) if stamp else None
    return asn1.encode_der(
        Signature4(body=body, certificate=certificate, algorithm=oids.SM2_WITH_SM3, value=value, stamp=token)
    )


def _info(facts: SealFacts) -> SealInfo4:
    picture = facts.picture
    return SealInfo4(
        header=Header(id=_ascii(IDENTIFIER), version=Version.GBT_38540_2020.value, vid=_ascii(facts.vid)),
        es_id=_ascii(facts.es_id),
        property=_property(facts),
        picture=PictureField(
            kind=_ascii(picture.kind), data=picture.data, width=picture.width_mm, height=picture.height_mm
        ),
        extensions=None,
        tagged=None,
    )


def _property(facts: SealFacts) -> Property4:
    return Property4(
        kind=facts.kind,
        name=facts.name,
        list_kind=CERTIFICATES,
        certificates=[each.public_bytes(Encoding.DER) for each in facts.certificates],
        created=_time(facts.created),
        start=_time(facts.start),
        end=_time(facts.end),
    )


def _signed(key: PrivateKey, message: bytes) -> asn1.BitString:
    if key.public.family is not Family.SM2:
        raise NotSm2
    return asn1.BitString(key.sign(message), 0)


def _der(signer: Signer) -> bytes:
    return signer.certificate.public_bytes(Encoding.DER)


def _ascii(text: str) -> asn1.IA5String:
    try:
        return asn1.IA5String(text)
    except ValueError as fault:
        raise NotAscii(text) from fault


def _time(at: datetime) -> asn1.GeneralizedTime:
    return asn1.GeneralizedTime(at.astimezone(UTC).replace(microsecond=0))
