"""The verdict on a file (验章结论): never a bare yes or no, always which seal, what was found, on what evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signatures.judgement.codes import MEANING, Code, Severity

Span = tuple[int, int]
"""Bytes of the file, from the first offset up to but without the second."""


class State(StrEnum):
    VALID = "valid"
    """Every seal holds and nothing in the file lies outside what they cover."""
    INVALID = "invalid"
    UNSIGNED = "unsigned"
    """A sound file that never bore a seal."""
    UNREADABLE = "unreadable"
    """Neither PDF nor OFD, or one so damaged or so large that nothing can be said."""


class Form(StrEnum):
    """How a seal is written into its file."""

    PADES = "pades"
    """CMS with RSA or ECDSA, as common PDF readers know it (ETSI EN 319 142-1)."""
    GM_CMS = "gm_cms"
    """CMS with SM2 and SM3 (GB/T 35275-2017)."""
    SES = "ses"
    """A 电子签章 with the seal in it (GB/T 38540-2020, GM/T 0031)."""
    TIME_STAMP = "time_stamp"
    """A time stamp over the whole file (RFC 3161), not a seal of an organ."""
    UNKNOWN = "unknown"


class TimeSource(StrEnum):
    """Who says when it was signed."""

    CLAIMED = "claimed"
    STAMPED = "stamped"


@dataclass(frozen=True)
class Box:
    """A rectangle on a page; pages count from 1, lengths are millimetres from the upper left corner."""

    page: int
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Finding:
    """One thing found: about whom (`subject`: a signature's name, or "file"), with what evidence."""

    code: Code
    severity: Severity
    subject: str
    evidence: Mapping[str, object]
    explanation: str


def found(code: Code, subject: str, **evidence: object) -> Finding:
    """State a finding; severity and the Chinese explanation follow from the code."""
    severity, explanation = MEANING[code]
    return Finding(code, severity, subject, evidence, explanation)


@dataclass(frozen=True)
class Judged:
    """What one signature is worth by itself, before its container adds where it stands and what it covers."""

    findings: tuple[Finding, ...]
    intact: bool = False
    """Whether it was read through and signs exactly what it is held against; where not, the container says so."""
    organ: str = ""
    seal_name: str = ""
    es_id: str = ""
    maker: str = ""
    certificate_serial: str = ""
    signed_at: datetime | None = None
    time_source: TimeSource = TimeSource.CLAIMED


@dataclass(frozen=True)
class SealVerdict:
    """What holds for one seal. Fields that could not be read are None or empty."""

    name: str
    """Of the signature in its file: a PDF field, the path of an OFD's Signature.xml."""
    form: Form = Form.UNKNOWN
    organ: str = ""
    """Whom the signer's certificate speaks for."""
    seal_name: str = ""
    es_id: str = ""
    """印章标识, of seals in the form of 电子签章."""
    maker: str = ""
    """Whom the maker's certificate speaks for."""
    certificate_serial: str = ""
    """Of the signer, hexadecimal."""
    reason: str = ""
    location: str = ""
    signed_at: datetime | None = None
    """By the best source there is."""
    time_source: TimeSource = TimeSource.CLAIMED
    revision: int | None = None
    """Which update of a PDF the seal was applied in, from 0."""
    covered: tuple[Span, ...] = ()
    """The bytes of a PDF that the signature covers."""
    boxes: tuple[Box, ...] = ()
    """Where the seal shows; the first is the seal, others are slices of a straddling one (骑缝章)."""
    findings: tuple[Finding, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against this seal."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True)
class Verdict:
    """What holds for a file, seal by seal in the order of their application."""

    state: State
    seals: tuple[SealVerdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    """About the file as a whole."""

    @property
    def codes(self) -> frozenset[Code]:
        """Every code found, about the file or any seal."""
        own = {finding.code for finding in self.findings}
        return frozenset(own.union(*({each.code for each in seal.findings} for seal in self.seals)))
