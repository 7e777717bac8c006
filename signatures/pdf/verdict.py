"""The verdict on a PDF (验章结论): never a bare yes or no, always which seal, what was found, on what evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signatures.pdf.paper import Box

Span = tuple[int, int]
"""Bytes of the file, from the first offset up to but without the second."""


class State(StrEnum):
    VALID = "valid"
    """Every seal holds and nothing in the file lies outside what they cover."""
    INVALID = "invalid"
    UNSIGNED = "unsigned"
    """A sound PDF that never bore a seal."""
    UNREADABLE = "unreadable"
    """Not a PDF, or one so damaged or so large that nothing can be said."""


class Severity(StrEnum):
    ERROR = "E"
    """The seal cannot be relied on."""
    WARNING = "W"
    """The seal holds, but a person should know this."""
    INFO = "I"


class Code(StrEnum):
    CONTENT_ALTERED = "content_altered"
    SIGNATURE_VALUE_INVALID = "signature_value_invalid"
    SIGNATURE_UNREADABLE = "signature_unreadable"
    SIGNATURE_PADDING_ALTERED = "signature_padding_altered"
    SIGNATURE_REMOVED = "signature_removed"
    SIGNER_COUNT = "signer_count"
    ALGORITHM_REFUSED = "algorithm_refused"
    CHAIN_UNTRUSTED = "signer_chain_untrusted"
    KEY_USAGE = "key_usage"
    CERT_NOT_VALID_AT_SIGNING = "cert_not_valid_at_signing"
    CERT_EXPIRED_NOW = "cert_expired_now"
    REVOCATION_UNKNOWN = "revocation_unknown"
    TIME_UNTRUSTED = "time_untrusted"
    TIME_IN_FUTURE = "time_disagrees"
    RANGE_UNUSABLE = "pdf_usf"
    RANGE_WRAPPED = "pdf_swa"
    LATER_CHANGE = "pdf_isa"
    LATER_SIGNATURE = "pdf_later_signature"
    LOCKED_DOCUMENT_CHANGED = "pdf_certification_broken"
    HYBRID_REFERENCES = "pdf_hybrid_references"
    TRAILING_DATA = "pdf_trailing_data"
    TRAILING_BLANK = "pdf_trailing_blank"
    STAMP_UNREADABLE = "stamp_unreadable"
    STAMP_OUTSIDE_PAGE = "stamp_outside_page"
    STAMP_OVERSIZED = "stamp_oversized"
    STAMP_INVISIBLE = "stamp_invisible"
    FILE_UNREADABLE = "pdf_unreadable"
    FILE_ENCRYPTED = "pdf_encrypted"
    FILE_TOO_LARGE = "pdf_too_large"
    FILE_TOO_COMPLEX = "pdf_too_complex"


MEANING: dict[Code, tuple[Severity, str]] = {
    Code.CONTENT_ALTERED: (Severity.ERROR, "用印后文件内容被改动，与印章签名时的内容不一致。"),
    Code.SIGNATURE_VALUE_INVALID: (Severity.ERROR, "签名值与证书、签名属性不符，签名数据被改动或系伪造。"),
    Code.SIGNATURE_UNREADABLE: (Severity.ERROR, "签名域中有签名，但无法读取，不能确认其真实性。"),
    Code.SIGNATURE_PADDING_ALTERED: (Severity.ERROR, "签名数据之后的填充区被写入了其他内容。"),
    Code.SIGNATURE_REMOVED: (Severity.ERROR, "文件中留有签名的痕迹，但签名域已被移除或破坏。"),
    Code.SIGNER_COUNT: (Severity.ERROR, "签名数据中应当有且只有一个签名者。"),
    Code.ALGORITHM_REFUSED: (Severity.ERROR, "签名使用了不受支持或已不安全的算法。"),
    Code.CHAIN_UNTRUSTED: (Severity.ERROR, "印章证书不能追溯到受信任的根证书。"),
    Code.KEY_USAGE: (Severity.ERROR, "印章证书的密钥用途不允许签署文件。"),
    Code.CERT_NOT_VALID_AT_SIGNING: (Severity.ERROR, "用印时间不在印章证书有效期内。"),
    Code.CERT_EXPIRED_NOW: (Severity.WARNING, "印章证书用印时有效，现已过期。"),
    Code.REVOCATION_UNKNOWN: (Severity.WARNING, "未查询印章证书的吊销状态，应以印章登记为准。"),
    Code.TIME_UNTRUSTED: (Severity.WARNING, "用印时间由签名者自述，没有可信时间戳。"),
    Code.TIME_IN_FUTURE: (Severity.ERROR, "自述的用印时间晚于验章时间。"),
    Code.RANGE_UNUSABLE: (Severity.ERROR, "签名没有给出可用的签名范围。"),
    Code.RANGE_WRAPPED: (Severity.ERROR, "签名范围与签名数据的位置不吻合，范围之外可能藏有内容。"),
    Code.LATER_CHANGE: (Severity.ERROR, "用印之后文件又被修改，且修改不只是加盖后续印章。"),
    Code.LATER_SIGNATURE: (Severity.INFO, "本印章之后又加盖了其他印章。"),
    Code.LOCKED_DOCUMENT_CHANGED: (Severity.ERROR, "签名声明锁定文件，之后文件仍被改动。"),
    Code.HYBRID_REFERENCES: (Severity.ERROR, "文件带有两套对象索引，不同的阅读软件可能显示不同的内容。"),
    Code.TRAILING_DATA: (Severity.ERROR, "文件末尾有不受任何印章保护的数据。"),
    Code.TRAILING_BLANK: (Severity.WARNING, "文件末尾多出不受印章保护的空白。"),
    Code.STAMP_UNREADABLE: (Severity.ERROR, "页面损坏，无法确定印章在页面上的位置。"),
    Code.STAMP_OUTSIDE_PAGE: (Severity.WARNING, "印章图形不完全在页面之内。"),
    Code.STAMP_OVERSIZED: (Severity.WARNING, "印章图形大于任何机关印章的规定直径，可能遮盖正文。"),
    Code.STAMP_INVISIBLE: (Severity.INFO, "签名没有可见的印章图形。"),
    Code.FILE_UNREADABLE: (Severity.ERROR, "文件不是PDF,或已损坏而无法读取。"),
    Code.FILE_ENCRYPTED: (Severity.ERROR, "文件已加密，无法验章。"),
    Code.FILE_TOO_LARGE: (Severity.ERROR, "文件超过可验章的大小。"),
    Code.FILE_TOO_COMPLEX: (Severity.ERROR, "文件结构过于复杂，已停止验章。"),
}


@dataclass(frozen=True)
class Finding:
    """One thing found: about whom (`subject`: a signature field, or "file"), with what evidence."""

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
class SealVerdict:
    """What holds for one seal. Fields that could not be read are None or empty."""

    field: str
    organ: str = ""
    certificate_serial: str = ""
    """Hexadecimal."""
    reason: str = ""
    location: str = ""
    signed_at: datetime | None = None
    revision: int | None = None
    """Which update of the file the seal was applied in, from 0."""
    covered: tuple[Span, ...] = ()
    """The bytes that the signature covers."""
    box: Box | None = None
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
