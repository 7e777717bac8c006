"""When something was signed: by the signer's claim, or by a time stamp that stands above it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from signatures.gm import timestamps
from signatures.gm.cms import MOST_CERTIFICATES
from signatures.gm.errors import TimestampMalformed
from signatures.gm.pki.making import subject_name
from signatures.gm.pki.paths import Path
from signatures.gm.timestamps import Token
from signatures.judgement.certificates import AUTHORITY, Moment, judge_certificate, judge_others, serial_of
from signatures.judgement.codes import Code, Severity
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, Judged, TimeSource, found

TOLERANCE = timedelta(minutes=5)
"""By which the signer's clock may be ahead of the time-stamping authority's."""


def judge_timestamp(subject: str, token: Token, imprint: bytes, trust: Trust, now: datetime) -> Judged:
    """Judge a time stamp; `imprint` is the digest of what it should be over, by the token's own algorithm."""
    findings, _ = _judge_token(subject, token, token.imprint == imprint, trust, now)
    return Judged(
        findings=findings,
        intact=token.imprint == imprint and token.holds(),
        organ=subject_name(token.certificate),
        certificate_serial=serial_of(token.certificate),
        signed_at=token.at,
        time_source=TimeSource.STAMPED,
    )


@dataclass(frozen=True)
class Timed:
    """The time of a signature, with what is to be said of it, and the path of the authority that stamped it."""

    moment: Moment
    told: datetime | None
    """None where nobody said anything; `moment` is then that of verifying."""
    findings: tuple[Finding, ...]
    authority: Path = ()

    @property
    def source(self) -> TimeSource:
        """Who says so."""
        return TimeSource.STAMPED if self.moment.proven else TimeSource.CLAIMED

    def with_findings(self, *further: Finding) -> "Timed":
        """The same with more to be said."""
        return replace(self, findings=(*self.findings, *further))


def judge_time(
    subject: str, claimed_at: datetime | None, token: bytes | None, value: bytes, trust: Trust, now: datetime
) -> Timed:
    """Find out when a signature of that value was made. A sound time stamp wins over the claim.

    A time stamp that was taken away cannot be noticed, for nothing signed speaks of it: time_untrusted is all there is.
    """
    claim = Timed(Moment(claimed_at or now, False, now), claimed_at, tuple(_judge_claim(subject, claimed_at, now)))
    if token is None:
        untrusted = () if claim.findings else (found(Code.TIME_UNTRUSTED, subject, signed_at=claimed_at),)
        return claim.with_findings(*untrusted)
    try:
        stamp = timestamps.read(token)
    except TimestampMalformed as fault:
        return claim.with_findings(found(Code.TIMESTAMP_INVALID, subject, why=str(fault)))
    findings, path = _judge_token(subject, stamp, stamp.covers(value), trust, now)
    claim = claim.with_findings(*findings)
    if any(each.severity is Severity.ERROR for each in claim.findings):
        return claim
    if claimed_at and claimed_at > stamp.at + TOLERANCE:
        return claim.with_findings(found(Code.TIME_DISAGREES, subject, signed_at=claimed_at, stamped_at=stamp.at))
    return Timed(Moment(stamp.at, True, now), stamp.at, claim.findings, path)


def judge_independence(subject: str, timed: Timed, signer: Path) -> Iterator[Finding]:
    """Say so where the time stamp comes from the very authority that certified the signer."""
    if timed.authority and timed.authority[1:] == signer[1:]:
        yield found(Code.TIME_OWN_AUTHORITY, subject, authority=subject_name(timed.authority[0]))


def _judge_claim(subject: str, claimed_at: datetime | None, now: datetime) -> Iterator[Finding]:
    if claimed_at is not None and claimed_at > now:
        yield found(Code.TIME_DISAGREES, subject, signed_at=claimed_at, verified_at=now)


def _judge_token(
    subject: str, token: Token, covered: bool, trust: Trust, now: datetime
) -> tuple[tuple[Finding, ...], Path]:
    """What is to be said of a time stamp; everything wrong with its authority makes it invalid."""
    moment, others = Moment(token.at, True, now), token.others[:MOST_CERTIFICATES]
    about, path = judge_certificate(subject, AUTHORITY, token.certificate, others, trust, moment)
    about = (*about, *judge_others(subject, others, trust))
    return (*_judge_itself(subject, token, covered, now), *(map(_as_of_authority, about))), path


def _as_of_authority(finding: Finding) -> Finding:
    if finding.severity is not Severity.ERROR:
        return finding
    return found(Code.TIMESTAMP_INVALID, finding.subject, **{**finding.evidence, "because": finding.code})


def _judge_itself(subject: str, token: Token, covered: bool, now: datetime) -> Iterator[Finding]:
    if len(token.others) > MOST_CERTIFICATES:
        yield found(Code.TIMESTAMP_INVALID, subject, why="证书过多")
    if not token.holds():
        yield found(Code.TIMESTAMP_INVALID, subject, why="签名值不符")
    if not covered:
        yield found(Code.TIMESTAMP_IMPRINT_MISMATCH, subject, imprint=token.imprint.hex(), digest=token.digest)
    if token.at > now:
        yield found(Code.TIME_DISAGREES, subject, stamped_at=token.at, verified_at=now)
