"""Seals and 电子签章 for tests, of every version, honest and not: decoded, altered, signed anew by whom one likes.

seal(), signature()             of version 4, by the house of tests.signatures.pki, signer 甬江市人民政府
made(version, ...)              a seal of version 1, 4 or 5
pressed(seal, ...)              a signature with that seal, in the form of the seal's version
resealed(seal, change, maker)   the seal with its facts altered and signed anew
resigned(signature, change)     the signature with its signed part altered and signed anew
"""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image

from signatures.gm import oids, ses
from signatures.gm.keys import Signer
from signatures.gm.pki.structures import raw
from signatures.gm.ses.structures import (
    Body1,
    Header,
    PictureField,
    Property1,
    Seal1,
    Seal4,
    SealInfo1,
    SealSigned1,
    Signature1,
    Signature4,
    SignInfo,
)
from signatures.gm.sm3 import sm3
from signatures.gm.timestamps import Stamper
from tests.signatures.pki import GOVERNMENT, PERIOD, SIGNED_AT, house

DIGEST = sm3("关于做好秋季防汛工作的通知".encode())
PROPERTY = "/ByteRange"
ES_ID = "33029900000001"
END = datetime(2028, 1, 1, tzinfo=UTC)


@cache
def picture(kind: str = "PNG", side: int = 21, mode: str = "RGBA", height: int = 0) -> bytes:
    """A red square of so many pixels."""
    out = io.BytesIO()
    Image.new(mode, (side, height or side), "red").save(out, kind)
    return out.getvalue()


def facts(*signers: Signer, **changed: Any) -> ses.SealFacts:
    """Facts of the government's seal, for these signers."""
    given: dict[str, Any] = {
        "es_id": ES_ID,
        "vid": "ZHENGBAN",
        "kind": 1,
        "name": GOVERNMENT,
        "certificates": [each.certificate for each in signers or (house().government,)],
        "created": PERIOD.start,
        "start": PERIOD.start,
        "end": END,
        "picture": ses.Picture("PNG", picture(), 42, 42),
    }
    return ses.SealFacts(**{**given, **changed})


@cache
def seal() -> bytes:
    return ses.make_seal(facts(), house().maker)


@cache
def signature() -> bytes:
    return pressed(seal())


def pressed(seal: bytes, signer: Signer | None = None, at: datetime = SIGNED_AT, stamp: Stamper | None = None) -> bytes:
    """A signature of version 4 or 5, whether or not the seal names the signer."""
    honest = ses.sign(ses.make_seal(facts(), house().maker), DIGEST, PROPERTY, house().government, at, None)

    def change(body: Any) -> None:
        body.seal = raw(seal)
        body.version = ses.read_seal(seal).number

    return resigned(honest, change, signer, stamp)


def resigned(
    signature: bytes,
    change: Callable[[Any], None] = lambda body: None,
    signer: Signer | None = None,
    stamp: Stamper | None = None,
) -> bytes:
    """A signature of version 4 whose signed part (TBS_Sign) is altered, signed anew."""
    signer = signer or house().government
    read: Any = asn1.decode_der(Signature4, signature)
    change(read.body)
    value = signer.key.sign(asn1.encode_der(read.body))
    read.certificate, read.value = der(signer), asn1.BitString(value, 0)
    read.stamp = asn1.BitString(stamp(value), 0) if stamp else None
    return asn1.encode_der(read)


def resealed(seal: bytes, change: Callable[[Any], None] = lambda info: None, maker: Signer | None = None) -> bytes:
    """A seal of version 4 whose facts (SES_SealInfo) are altered, signed anew by a maker."""
    maker = maker or house().maker
    read: Any = asn1.decode_der(Seal4, seal)
    change(read.info)
    read.certificate, read.value = der(maker), asn1.BitString(maker.key.sign(asn1.encode_der(read.info)), 0)
    return asn1.encode_der(read)


def altered(data: bytes, shape: type, change: Callable[[Any], None]) -> bytes:
    """The data decoded, altered, encoded again, nothing signed anew."""
    read: Any = asn1.decode_der(shape, data)
    change(read)
    return asn1.encode_der(read)


@cache
def seal_5(stamp: Stamper | None = None) -> bytes:
    """A seal of GM/T 0031-2025, with a time stamp if there is a stamper."""

    def newer(info: Any) -> None:
        info.header = Header(id=info.header.id, version=5, vid=info.header.vid)

    def stamped(read: Any) -> None:
        read.stamp = asn1.BitString(stamp(read.value.as_bytes()), 0) if stamp else None

    return altered(resealed(seal(), newer), Seal4, stamped)


def info_1() -> SealInfo1:
    """Facts of a seal of GM/T 0031-2014."""
    begin, end = asn1.UTCTime(PERIOD.start), asn1.UTCTime(END)
    own = Property1(
        kind=1, name=GOVERNMENT, certificates=[der(house().government)], created=begin, start=begin, end=end
    )
    return SealInfo1(
        header=Header(id=asn1.IA5String("ES"), version=11, vid=asn1.IA5String("ZHENGBAN")),
        es_id=asn1.IA5String(ES_ID),
        property=own,
        picture=PictureField(kind=asn1.IA5String("png"), data=picture(), width=42, height=42),
        extensions=None,
        tagged=None,
    )


def seal_1(
    change: Callable[[Any], None] = lambda info: None, covers: Callable[[bytes, bytes], bytes] | None = None
) -> bytes:
    """A seal of GM/T 0031-2014; `covers` says what its maker signs, given facts and certificate."""
    info, maker = info_1(), house().maker
    change(info)
    message = (covers or three_parts)(asn1.encode_der(info), der(maker))
    signed = SignInfo(
        certificate=der(maker), algorithm=oids.SM2_WITH_SM3, value=asn1.BitString(maker.key.sign(message), 0)
    )
    return asn1.encode_der(Seal1(info=info, signed=signed))


def three_parts(info: bytes, certificate: bytes) -> bytes:
    """What a maker of 2014 signs (GM/T 0031-2014, 6.1.1.2)."""
    return asn1.encode_der(SealSigned1(info=raw(info), certificate=certificate, algorithm=oids.SM2_WITH_SM3))


def signature_1(seal: bytes | None = None, change: Callable[[Any], None] = lambda body: None) -> bytes:
    """A signature of GM/T 0031-2014."""
    signer = house().government
    body = Body1(
        version=1,
        seal=raw(seal or seal_1()),
        time=asn1.BitString(asn1.encode_der(asn1.UTCTime(SIGNED_AT)), 0),
        digest=asn1.BitString(DIGEST, 0),
        property_info=asn1.IA5String(PROPERTY),
        certificate=der(signer),
        algorithm=oids.SM2_WITH_SM3,
    )
    change(body)
    value = asn1.BitString(signer.key.sign(asn1.encode_der(body)), 0)
    return asn1.encode_der(Signature1(body=body, value=value))


def der(signer: Signer) -> bytes:
    return signer.certificate.public_bytes(Encoding.DER)
