"""How a verdict is told: to programs as plain values, to people in Chinese, never as a bare yes or no."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any
from zoneinfo import ZoneInfo

from signatures.judgement.codes import Code, Severity
from signatures.judgement.verdict import Box, Finding, Form, SealVerdict, Span, State, TimeSource, Verdict

SHANGHAI = ZoneInfo("Asia/Shanghai")
EXACT = 2**53
"""Integers from here on are told as text: JSON readers would round them."""

CONCLUSIONS = {
    State.VALID: "验章通过：印章有效，用印后文件未被改动。",
    State.INVALID: "验章不通过：文件或者印章不可信。",
    State.UNSIGNED: "文件没有加盖电子印章。",
    State.UNREADABLE: "无法验章：文件不能读取。",
}
FORMS = {
    Form.PADES: "国际通用数字签名",
    Form.GM_CMS: "国密数字签名",
    Form.SES: "国家标准电子签章",
    Form.TIME_STAMP: "时间戳",
    Form.UNKNOWN: "形式不明",
}
SOURCES = {TimeSource.CLAIMED: "自述", TimeSource.STAMPED: "时间戳"}
WEIGHTS = {Severity.ERROR: "不符", Severity.WARNING: "提示", Severity.INFO: "说明"}


@dataclass(frozen=True)
class Remark:
    """One finding; `evidence` holds plain JSON values only."""

    code: Code
    severity: Severity
    subject: str
    explanation: str
    evidence: Mapping[str, Any]


@dataclass(frozen=True)
class SealReport:
    """What holds for one seal; the words are those of `SealVerdict`."""

    name: str
    form: Form
    holds: bool
    organ: str
    seal_name: str
    es_id: str
    maker: str
    certificate_serial: str
    reason: str
    location: str
    signed_at: datetime | None
    time_source: TimeSource
    revision: int | None
    covered: Sequence[Span]
    boxes: Sequence[Box]
    findings: Sequence[Remark]


@dataclass(frozen=True)
class Report:
    """验章结论: what holds for the file, and for each seal in the order of application."""

    state: State
    conclusion: str
    seals: Sequence[SealReport]
    findings: Sequence[Remark]


def report(verdict: Verdict) -> Report:
    """A verdict in values that every reader of JSON can take, whatever the file had in it."""
    seals = [_seal(seal) for seal in verdict.seals]
    return Report(verdict.state, CONCLUSIONS[verdict.state], seals, _remarks(verdict.findings))


def told(report: Report) -> Iterator[str]:
    """A report line by line for a person (中文). Nothing out of the file can begin a line of its own."""
    yield report.conclusion
    for number, seal in enumerate(report.seals, start=1):
        yield f"{_called(seal)}{number}：{_line(seal.organ) or '不详'}，{'有效' if seal.holds else '不可信'}"
        yield from _told_seal(seal)
    if report.findings:
        yield "文件："
        yield from _told_findings(report.findings)


def _seal(seal: SealVerdict) -> SealReport:
    return SealReport(
        name=_text(seal.name),
        form=seal.form,
        holds=seal.holds,
        organ=_text(seal.organ),
        seal_name=_text(seal.seal_name),
        es_id=_text(seal.es_id),
        maker=_text(seal.maker),
        certificate_serial=seal.certificate_serial,
        reason=_text(seal.reason),
        location=_text(seal.location),
        signed_at=seal.signed_at,
        time_source=seal.time_source,
        revision=seal.revision,
        covered=[(int(start), int(end)) for start, end in seal.covered],
        boxes=seal.boxes,
        findings=_remarks(seal.findings),
    )


def _remarks(findings: Iterable[Finding]) -> list[Remark]:
    return [Remark(f.code, f.severity, _text(f.subject), f.explanation, _plain(f.evidence)) for f in findings]


def _plain(value: object) -> Any:
    """The value as JSON knows it; hostile files have numbers, names and characters that it does not know."""
    match value:
        case None | bool():
            return value
        case int():
            return int(value) if abs(value) < EXACT else str(int(value))
        case float():
            return float(value)
        case datetime():
            return value.isoformat()
        case Mapping():
            return {_text(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _plain(asdict(value))
    return _text(value)


def _text(value: object) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _line(text: str) -> str:
    """Text out of the file on one line, without characters that move or hide others."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _called(seal: SealReport) -> str:
    return "时间戳" if seal.form is Form.TIME_STAMP else "印章"


def _told_seal(seal: SealReport) -> Iterator[str]:
    if seal.seal_name:
        yield f"  印章名称：{_line(seal.seal_name)}（{FORMS[seal.form]}），标识{_line(seal.es_id)}"
    if seal.maker:
        yield f"  制章：{_line(seal.maker)}"
    if seal.signed_at:
        yield f"  用印时间（{SOURCES[seal.time_source]}）：{_minute(seal.signed_at)}"
    if seal.reason:
        yield f"  用印事由：{_line(seal.reason)}"
    yield from map(_told_box, seal.boxes)
    if seal.certificate_serial:
        yield f"  证书序列号：{seal.certificate_serial}"
    yield from _told_findings(seal.findings)


def _told_box(box: Box) -> str:
    place = f"距左{box.left_mm:g}毫米、距上{box.top_mm:g}毫米，{box.width_mm:g}×{box.height_mm:g}毫米"
    return f"  位置：第{box.page}页，{place}"


def _told_findings(findings: Iterable[Remark]) -> Iterator[str]:
    for finding in findings:
        yield f"  {WEIGHTS[finding.severity]}：{finding.explanation}（{finding.code}）"
        if finding.severity is Severity.ERROR and finding.evidence:
            yield f"    依据：{_line(json.dumps(finding.evidence, ensure_ascii=False))}"
        elif "holder" in finding.evidence:
            yield f"    证书持有者：{_line(str(finding.evidence['holder']))}"


def _minute(moment: datetime) -> str:
    """As in Shanghai, as far as the calendar reaches."""
    near = MINYEAR < moment.year < MAXYEAR
    return (moment.astimezone(SHANGHAI) if near else moment).isoformat(" ", "minutes")
