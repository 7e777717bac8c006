"""Verify all seals of a PDF (验章) into a verdict; no input makes it fail, and no doubt makes it say valid."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from signatures.judgement.codes import Code, Severity
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, State, Verdict, found
from signatures.pdf import among, revisions
from signatures.pdf.claims import filled_fields
from signatures.pdf.evidence import read_evidence
from signatures.pdf.examine import Examined, examine
from signatures.pdf.gate import TooComplex, open_pdf
from signatures.pdf.paper import Sheets
from signatures.pdf.removed import judge_removed
from signatures.pdf.revisions import Kind, Update
from signatures.pdf.salvage import salvage

LARGEST_FILE = 64 * 1024 * 1024
MOST_SEALS = 32
FILE = "file"


def verify(pdf: bytes, *, trust: Trust, at: datetime, largest: int = LARGEST_FILE) -> Verdict:
    """Verify every seal of a PDF and the file as a whole; never raises, whatever the bytes.

    Nothing but `trust` is believed and nothing is fetched. `at` is the time of verifying, aware. Files of more than
    `largest` bytes are not opened. Time stamps over the file are listed among the seals as Form.TIME_STAMP, but a file
    with nothing else is unsigned. Takes CPU: tens of milliseconds a seal.
    """
    if len(pdf) > largest:
        return _unreadable(Code.FILE_TOO_LARGE, bytes=len(pdf), largest=largest)
    try:
        return _verify(pdf, trust, at)
    except (TooComplex, RecursionError, MemoryError) as fault:
        return _unreadable(Code.FILE_TOO_COMPLEX, why=str(fault) or type(fault).__name__)
    except Exception as fault:
        # The parser meets hostile bytes with any exception; all of them mean that it cannot be read.
        verdict = _unreadable(Code.PDF_UNREADABLE, why=f"{type(fault).__name__}: {fault}", **_traces(pdf))
        return replace(verdict, findings=(*verdict.findings, *salvage(pdf, FILE)))


def _verify(pdf: bytes, trust: Trust, at: datetime) -> Verdict:
    reader = open_pdf(pdf)
    if reader.encrypted:
        return _unreadable(Code.PDF_ENCRYPTED)
    fields = list(islice(filled_fields(reader), MOST_SEALS + 1))
    if not fields:
        return _without_seals(pdf)
    if len(fields) > MOST_SEALS:
        raise TooComplex(f"more than {MOST_SEALS} signatures")
    evidence = read_evidence(reader.root)
    known = Trust(trust.roots, (*trust.authorities, *evidence.certificates), (*trust.crls, *evidence.crls))
    sheets = Sheets(reader.root)
    seals = [examine(pdf, reader, sheets, name, field, known, at) for name, field in fields]
    seals.sort(key=lambda seal: seal.covered.end if seal.covered else 0)
    removed = tuple(judge_removed(pdf, FILE, [field for _, field in fields]))
    return _conclude(pdf, reader, among.vouched(seals, known, at), removed)


def _conclude(pdf: bytes, reader: Any, seals: Sequence[Examined], removed: Sequence[Finding]) -> Verdict:
    updates = list(_updates(reader, seals))
    verdicts = tuple(seal.verdict(tuple(among.judge(reader, seal, seals, updates))) for seal in seals)
    findings = (*_judge_file(reader), *removed, *_judge_updates(updates), *_judge_end(pdf, reader, seals))
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    # Each seal must have been read through: the lack of findings alone is no proof.
    held = all(seal.intact and verdict.holds for seal, verdict in zip(seals, verdicts, strict=True))
    if errors or not held:
        return Verdict(State.INVALID, verdicts, findings)
    sealed = any(not seal.is_time_stamp for seal in seals)
    return Verdict(State.VALID if sealed else State.UNSIGNED, verdicts, findings)


def _unreadable(code: Code, **evidence: object) -> Verdict:
    return Verdict(State.UNREADABLE, findings=(found(code, FILE, **evidence),))


def _traces(pdf: bytes) -> dict[str, object]:
    """Where the file, read as mere bytes, still shows that it bore a signature."""
    place = pdf.find(b"/ByteRange")
    return {} if place < 0 else {"signature_seen_at": place}


def _without_seals(pdf: bytes) -> Verdict:
    traces = _traces(pdf)
    if traces:
        return Verdict(State.INVALID, findings=(found(Code.SIGNATURE_REMOVED, FILE, **traces),))
    return Verdict(State.UNSIGNED)


def _judge_file(reader: Any) -> Iterator[Finding]:
    if reader.xrefs.hybrid_xrefs_present:
        yield found(Code.PDF_HYBRID_REFERENCES, FILE)


def _updates(reader: Any, seals: Sequence[Examined]) -> Iterator[Update]:
    """What was done to the file after its first signature."""
    signed = {
        seal.claim.revision: Kind.TIME_STAMP if seal.is_time_stamp else Kind.SEAL
        for seal in seals
        if seal.claim and seal.covered
    }
    permits = {
        seal.claim.revision: seal.claim.permits
        for seal in seals
        if seal.claim and seal.covered and seal.claim.permits is not None
    }
    if signed:
        yield from revisions.updates_after(reader, signed, permits)


def _judge_updates(updates: Sequence[Update]) -> Iterator[Finding]:
    codes = {
        Kind.LOOSE_EVIDENCE: Code.PDF_LATER_EVIDENCE,
        Kind.CHANGE: Code.PDF_ISA,
        Kind.SHADOW: Code.PDF_SHADOW,
    }
    for update in updates:
        if update.kind in codes:
            evidence = {"why": update.why} if update.why else {}
            yield found(codes[update.kind], FILE, revision=update.revision, objects=update.objects, **evidence)


def _judge_end(pdf: bytes, reader: Any, seals: Sequence[Examined]) -> Iterator[Finding]:
    """What follows the last signed byte, when it is not an update of its own."""
    end = max((seal.covered.end for seal in seals if seal.covered), default=None)
    last = reader.xrefs.get_xref_container_info(reader.total_revisions - 1)
    if end is None or end == len(pdf) or last.start_location >= end:
        return
    rest = pdf[end:]
    code = Code.PDF_TRAILING_DATA if rest.strip() else Code.PDF_TRAILING_BLANK
    yield found(code, FILE, offset=end, bytes=len(rest))
