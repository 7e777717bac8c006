"""The parts that seals and signatures of every version have in common, checked one by one as they are read."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

from cryptography.hazmat import asn1

from signatures.gm import timestamps
from signatures.gm.errors import TimestampMalformed
from signatures.gm.faults import Misfit
from signatures.gm.ses.model import Deviation, Extension, Note
from signatures.gm.ses.structures import ExtensionField
from signatures.gm.sm2.value import RAW

BEIJING = timezone(timedelta(hours=8))
"""Of a time in words that names no zone."""


def octets(field: asn1.BitString | bytes, path: str) -> bytes:
    """The bytes of a BIT STRING, or of the OCTET STRING in its place. Raises Misfit."""
    if isinstance(field, bytes):
        return field
    if field.padding_bits():
        raise Misfit(path, "应为整字节的比特串")
    return field.as_bytes()


def extensions(fields: Sequence[ExtensionField], path: str) -> tuple[Extension, ...]:
    """The extensions of a seal or a signature. Raises Misfit when one comes twice."""
    if len({field.id for field in fields}) != len(fields):
        raise Misfit(path, "同一扩展项出现两次")
    return tuple(Extension(field.id, bool(field.critical), field.value) for field in fields)


def written_out(fields: Sequence[ExtensionField], path: str) -> Iterator[Note]:
    """Note a FALSE that DER leaves out."""
    if any(field.critical is False for field in fields):
        yield Note(Deviation.NON_DER, f"{path}.critical")


def raw_value(value: bytes, path: str) -> Iterator[Note]:
    """Note a signature value that is r ‖ s without DER."""
    if len(value) == RAW:
        yield Note(Deviation.RAW_RS, path)


def told_time(field: bytes) -> datetime | None:
    """The time of version 1's timeInfo: of a time stamp, a UTCTime, or words (of Beijing time); else None.

    A time stamp in this place is over something else than the signature: it claims, and proves nothing.
    """
    try:
        return timestamps.read(field).at
    except TimestampMalformed:
        pass
    try:
        return asn1.decode_der(asn1.UTCTime, field).as_datetime()
    except ValueError:
        pass
    try:
        told = datetime.fromisoformat(field.decode("ascii"))
        return told.replace(tzinfo=told.tzinfo or BEIJING).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
