"""Read 电子印章 (SESeal) of every version, by its shape and not by the number in its header."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm.faults import Misfit
from signatures.gm.pki.structures import first_sequence, raw
from signatures.gm.received import certificate
from signatures.gm.ses import parts
from signatures.gm.ses.model import Deviation, Note, Picture, Seal, Version
from signatures.gm.ses.structures import (
    DigestField,
    ExtensionField,
    Property4,
    Seal1,
    Seal4,
    SealInfo1,
    SealInfo4,
    SealSigned1,
)

CERTIFICATES, DIGESTS = 1, 2
"""certListType since version 4."""
IDENTIFIER = "ES"


@dataclass(frozen=True)
class _Made:
    """The maker's part of a seal; its paths begin with `path`."""

    certificate: bytes
    algorithm: Oid
    value: asn1.BitString
    value_path: str
    signed: bytes
    stamp: asn1.BitString | None = None
    path: str = ""


def seal(der: bytes, above: str = "") -> Seal:
    """Read a seal; `above` begins the paths of its faults and notes. Raises ValueError, Misfit among them."""
    try:
        since_4 = asn1.decode_der(Seal4, der)
    except ValueError as fault:
        return _of_1(der, above, fault)
    return _since_4(der, since_4, above)


def _of_1(der: bytes, above: str, neither: ValueError) -> Seal:
    try:
        read = asn1.decode_der(Seal1, der)
    except ValueError:
        raise neither from None
    signed = read.signed
    # GM/T 0031-2014, 6.1.1.2: the maker signs the seal's facts, the own certificate and the algorithm.
    covered = SealSigned1(info=raw(first_sequence(der)), certificate=signed.certificate, algorithm=signed.algorithm)
    value, path = f"{above}signInfo.signData", f"{above}signInfo."
    made = _Made(signed.certificate, signed.algorithm, signed.value, value, asn1.encode_der(covered), path=path)
    return _seal(der, Version.GMT_0031_2014, read.info, made, above)


def _since_4(der: bytes, read: Seal4, above: str) -> Seal:
    latest = read.stamp is not None or read.info.header.version == Version.GMT_0031_2025
    version = Version.GMT_0031_2025 if latest else Version.GBT_38540_2020
    value = f"{above}signedValue"
    made = _Made(read.certificate, read.algorithm, read.value, value, first_sequence(der), read.stamp, above)
    return _seal(der, version, read.info, made, above)


def _seal(der: bytes, version: Version, info: SealInfo1 | SealInfo4, made: _Made, above: str) -> Seal:
    if info.header.id.as_str() != IDENTIFIER:
        raise Misfit(f"{above}eSealInfo.header.ID", "应为ES")
    fields = info.extensions or info.tagged or []
    own, value = info.property, parts.octets(made.value, made.value_path)
    certificates, digests, identifiers = _list(info, above)
    return Seal(
        der=der,
        version=version,
        number=info.header.version,
        vid=info.header.vid.as_str(),
        es_id=info.es_id.as_str(),
        kind=own.kind,
        name=own.name,
        certificates=certificates,
        digests=digests,
        identifiers=identifiers,
        created=own.created.as_datetime(),
        start=own.start.as_datetime(),
        end=own.end.as_datetime(),
        picture=_picture(info),
        extensions=parts.extensions(fields, f"{above}eSealInfo.extDatas"),
        maker=certificate(made.certificate, f"{made.path}cert"),
        algorithm=made.algorithm,
        value=value,
        signed=made.signed,
        token=parts.octets(made.stamp, f"{above}timeStamp") if made.stamp else None,
        notes=(*_notes(info, fields, f"{above}eSealInfo"), *parts.raw_value(value, made.value_path)),
    )


def _picture(info: SealInfo1 | SealInfo4) -> Picture:
    field = info.picture
    return Picture(field.kind.as_str(), field.data, field.width, field.height)


def _list(info: SealInfo1 | SealInfo4, above: str) -> tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[str, ...]]:
    """Whom the seal names as signers: by certificates, digests of them, or mere identifiers."""
    path = f"{above}eSealInfo.property.certList"
    listed = info.property.certificates
    certificates = tuple(each for each in listed if isinstance(each, bytes))
    digests = tuple(each.value for each in listed if isinstance(each, DigestField))
    identifiers = tuple(each.as_str() for each in listed if isinstance(each, asn1.IA5String))
    if isinstance(info.property, Property4):
        kind = info.property.list_kind
        if kind not in (CERTIFICATES, DIGESTS):
            raise Misfit(f"{above}eSealInfo.property.certListType", "应为1（证书）或者2（杂凑值）")
        if (kind == CERTIFICATES and digests) or (kind == DIGESTS and certificates):
            raise Misfit(path, "名单的内容与其类型不符")
    return certificates, digests, identifiers


def _notes(info: SealInfo1 | SealInfo4, fields: Sequence[ExtensionField], path: str) -> Iterator[Note]:
    if info.extensions is not None and info.tagged is not None:
        raise Misfit(f"{path}.extDatas", "自定义数据出现两次")
    if info.extensions is not None and isinstance(info, SealInfo4):
        yield Note(Deviation.UNTAGGED, f"{path}.extDatas")
    times = {"createDate": info.property.created, "validStart": info.property.start, "validEnd": info.property.end}
    if isinstance(info, SealInfo1):
        long = (name for name, time in times.items() if isinstance(time, asn1.GeneralizedTime))
        yield from (Note(Deviation.NON_DER, f"{path}.property.{name}") for name in long)
    yield from parts.written_out(fields, f"{path}.extDatas")
