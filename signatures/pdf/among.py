"""What shows about a seal only beside the other signatures of its file, which come in order of application."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from signatures.gm.timestamps import Token
from signatures.judgement.codes import Code, Severity
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, TimeSource, found
from signatures.pdf import revisions
from signatures.pdf.byte_ranges import only_in
from signatures.pdf.contents import dated, sealed_digest
from signatures.pdf.contents import judge as judge_content
from signatures.pdf.examine import Examined
from signatures.pdf.revisions import ALLOWED, Update

TOLERANCE = timedelta(minutes=5)
"""By which clocks may disagree."""


def judge(reader: Any, seal: Examined, seals: Sequence[Examined], updates: Sequence[Update]) -> Iterator[Finding]:
    """What is to be said of a seal for what came after it, and where its bytes were altered."""
    if seal.covered is None or seal.claim is None:
        return
    if seal.altered:
        yield found(Code.CONTENT_ALTERED, seal.field, **_whereabouts(reader, seal, seals))
    later = [other for other in seals if other.covered and other.covered.end > seal.covered.end]
    further = [other.field for other in later if not other.is_time_stamp]
    if further and not seal.is_time_stamp:
        yield found(Code.PDF_LATER_SIGNATURE, seal.field, later=tuple(further))
    broken = [each for each in updates if each.revision > seal.claim.revision and each.kind not in ALLOWED]
    if seal.claim.permits is not None and broken:
        yield found(Code.PDF_CERTIFICATION_BROKEN, seal.field, revision=broken[0].revision, level=seal.claim.permits)


def vouched(seals: Sequence[Examined], trust: Trust, at: datetime) -> list[Examined]:
    """The signatures, those without a time stamp of their own judged as of the first one over the file that holds.

    Of the others nobody but the signer says when it was. A stamp over the file proves only that they existed by then:
    where the certificate did not last until then, or the stamp came after a revocation, the claim stays a claim.
    """
    stamps = [each for each in seals if each.is_time_stamp and each.intact and each.verdict(()).holds]
    return [_vouched(seal, next((each for each in stamps if _covers(each, seal)), None), trust, at) for seal in seals]


def _vouched(seal: Examined, stamp: Examined | None, trust: Trust, at: datetime) -> Examined:
    if stamp is None or stamp.judged is None or stamp.judged.signed_at is None:
        return seal
    if seal.judged is None or seal.content is None or isinstance(seal.content, Token) or seal.content.token:
        return seal
    existed, claimed = stamp.judged.signed_at, seal.judged.signed_at
    if claimed and claimed > existed + TOLERANCE:
        wrong = found(Code.TIME_DISAGREES, seal.field, signed_at=claimed, stamped_at=existed, by=stamp.field)
        return replace(seal, findings=(*seal.findings, wrong))
    then = judge_content(seal.field, dated(seal.content, existed), seal.digest, None, trust, at)
    findings = tuple(map(_proven, (each for each in then.findings if each.code is not Code.TIME_UNTRUSTED)))
    if any(each.severity is Severity.ERROR for each in findings):
        return seal
    return replace(seal, judged=replace(then, findings=findings, time_source=TimeSource.STAMPED))


def _proven(finding: Finding) -> Finding:
    """A certificate revoked for a lost key, after the time stamp: whoever found the key did not make this seal."""
    if finding.code is Code.REVOKED_TIME_UNPROVEN:
        return found(Code.CERT_REVOKED_AFTER_SIGNING, finding.subject, **finding.evidence)
    return finding


def _covers(stamp: Examined, seal: Examined) -> bool:
    return bool(stamp.covered and seal.covered and not seal.is_time_stamp and stamp.covered.end > seal.covered.end)


def _whereabouts(reader: Any, seal: Examined, seals: Sequence[Examined]) -> dict[str, object]:
    """As near as can be told, where the altered bytes are.

    A seal inside this one that is still intact vouches for its own bytes, so the change lies outside them.
    """
    covered, content = seal.covered, seal.content
    if covered is None or content is None:
        return {}
    intact = [other.covered for other in seals if other.intact and other.covered]
    inner = max((each for each in intact if each.end < covered.end), key=lambda each: each.end, default=None)
    spans = only_in(covered, inner) if inner else covered.spans
    return {
        "within": spans,
        "objects": revisions.objects_within(reader, spans) if inner else (),
        "damaged_objects": revisions.damaged_objects(reader),
        "revision": seal.claim.revision if seal.claim else None,
        "sealed_digest": sealed_digest(content).hex(),
        "present_digest": seal.digest.hex(),
    }
