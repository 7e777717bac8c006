"""A 电子印章 and a 电子签章 as plain values, whatever version they were read from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from cryptography import x509
from cryptography.x509 import ObjectIdentifier as Oid


class Version(IntEnum):
    """The standard that the shape of the data follows; what a header says is not reliable."""

    GMT_0031_2014 = 1
    GBT_38540_2020 = 4
    GMT_0031_2025 = 5


class Deviation(StrEnum):
    """What a maker writes otherwise than the standard, and a reader takes; the values are those of a verdict."""

    RAW_RS = "raw_rs_signature"
    NON_DER = "non_der"
    UNTAGGED = "untagged_extensions"


@dataclass(frozen=True)
class Note:
    """A deviation that was tolerated, and the field where it is."""

    kind: Deviation
    path: str


@dataclass(frozen=True)
class Picture:
    """印章图像: `kind` names its format (PNG, GIF, BMP, JPG, ofd)."""

    kind: str
    data: bytes = field(repr=False)
    width_mm: int
    height_mm: int


@dataclass(frozen=True)
class Extension:
    """自定义数据."""

    id: Oid
    critical: bool
    value: bytes


@dataclass(frozen=True)
class SealFacts:
    """Everything that a maker puts into a seal; times are aware and written to the second."""

    es_id: str
    """印章标识, ASCII."""
    vid: str
    """厂商标识, ASCII."""
    kind: int
    """印章类型, by the business."""
    name: str
    certificates: Sequence[x509.Certificate]
    """Who may sign with it."""
    created: datetime
    start: datetime
    end: datetime
    picture: Picture


@dataclass(frozen=True)
class Seal:
    """电子印章 as read. Its signature is the maker's `value` over `signed`."""

    der: bytes = field(repr=False)
    version: Version
    number: int
    """The version as the header states it."""
    vid: str
    es_id: str
    kind: int
    name: str
    certificates: tuple[bytes, ...] = field(repr=False)
    """Certificates in DER that may sign with it."""
    digests: tuple[bytes, ...]
    """In their place, of seals that list digests of certificates only."""
    identifiers: tuple[str, ...]
    """In their place, of seals of version 1 that list mere names of certificates."""
    created: datetime
    start: datetime
    end: datetime
    picture: Picture
    extensions: tuple[Extension, ...]
    maker: x509.Certificate
    algorithm: Oid
    value: bytes = field(repr=False)
    signed: bytes = field(repr=False)
    """As received."""
    token: bytes | None = field(repr=False)
    """A time stamp over `value`."""
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Signature:
    """电子签章 as read. It is the signer's `value` over `signed`."""

    der: bytes = field(repr=False)
    version: Version
    number: int
    """The version as it is stated among what is signed."""
    seal: Seal
    digest: bytes
    """原文杂凑值."""
    property_info: str
    """原文属性: what is protected."""
    claimed_at: datetime | None
    """When the signer says that it was; None where that cannot be read as a time."""
    certificate: x509.Certificate
    algorithm: Oid
    value: bytes = field(repr=False)
    signed: bytes = field(repr=False)
    """As received."""
    token: bytes | None = field(repr=False)
    """A time stamp over `value`; nothing signed says that there is one, so nobody notices when it is taken away."""
    extensions: tuple[Extension, ...]
    notes: tuple[Note, ...]
    """Of the signature and of the seal in it."""
