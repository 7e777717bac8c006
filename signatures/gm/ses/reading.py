"""Read 电子印章 and 电子签章: strictly where anything could hide, tolerantly where honest makers deviate.

What is signed is kept as the slice of the received bytes, never encoded anew.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from cryptography.hazmat import asn1

from signatures.gm.der import Shape
from signatures.gm.faults import SesFault, explained
from signatures.gm.pki.structures import first_sequence
from signatures.gm.received import certificate
from signatures.gm.ses import parts, shapes
from signatures.gm.ses.model import Deviation, Note, Seal, Signature, Version
from signatures.gm.ses.seals import seal
from signatures.gm.ses.structures import Body1, Signature1, Signature4

SEAL = "toSign.eseal."
"""Where the seal stands in a signature."""

Anything = TypeVar("Anything")


def read_seal(der: bytes) -> Seal:
    """Read a seal object (SESeal). Raises SesFault."""
    return _or_fault(seal, der, shapes.seal_shape)


def read_signature(der: bytes) -> Signature:
    """Read a signature with its seal (SES_Signature). Raises SesFault."""
    return _or_fault(_signature, der, shapes.signature_shape)


def _or_fault(read: Callable[[bytes], Anything], der: bytes, shape: Callable[[bytes], Shape]) -> Anything:
    try:
        return read(der)
    except ValueError as fault:
        raise SesFault(*explained(der, shape(der), fault)) from fault


def _signature(der: bytes) -> Signature:
    try:
        since_4 = asn1.decode_der(Signature4, der)
    except ValueError as fault:
        return _of_1(der, fault)
    return _since_4(der, since_4)


def _of_1(der: bytes, neither: ValueError) -> Signature:
    try:
        read = asn1.decode_der(Signature1, der)
    except ValueError:
        raise neither from None
    body, signed = read.body, first_sequence(der)
    inner, value = seal(first_sequence(signed), SEAL), parts.octets(read.value, "signature")
    return Signature(
        der=der,
        version=Version.GMT_0031_2014,
        number=body.version,
        seal=inner,
        digest=parts.octets(body.digest, "toSign.dataHash"),
        property_info=body.property_info.as_str(),
        claimed_at=parts.told_time(parts.octets(body.time, "toSign.timeInfo")),
        certificate=certificate(body.certificate, "toSign.cert"),
        algorithm=body.algorithm,
        value=value,
        signed=signed,
        token=None,
        extensions=(),
        notes=(*_octet_strings(body), *parts.raw_value(value, "signature"), *inner.notes),
    )


def _since_4(der: bytes, read: Signature4) -> Signature:
    body, signed = read.body, first_sequence(der)
    inner, value = seal(first_sequence(signed), SEAL), parts.octets(read.value, "signature")
    fields = body.extensions or []
    notes = parts.written_out(fields, "toSign.extDatas")
    return Signature(
        der=der,
        version=Version.GBT_38540_2020 if inner.version < Version.GMT_0031_2025 else inner.version,
        number=body.version,
        seal=inner,
        digest=parts.octets(body.digest, "toSign.dataHash"),
        property_info=body.property_info.as_str(),
        claimed_at=body.time.as_datetime(),
        certificate=certificate(read.certificate, "cert"),
        algorithm=read.algorithm,
        value=value,
        signed=signed,
        token=parts.octets(read.stamp, "timeStamp") if read.stamp else None,
        extensions=parts.extensions(fields, "toSign.extDatas"),
        notes=(*notes, *parts.raw_value(value, "signature"), *inner.notes),
    )


def _octet_strings(body: Body1) -> Iterator[Note]:
    """Note an OCTET STRING where version 1 asks for a BIT STRING."""
    for name, field in (("timeInfo", body.time), ("dataHash", body.digest)):
        if isinstance(field, bytes):
            yield Note(Deviation.NON_DER, f"toSign.{name}")
