"""Verify all seals of a PDF (验章) into a verdict; no input makes it fail, and no doubt makes it say valid."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from cryptography import x509

from signatures.pdf import revisions
from signatures.pdf.byte_ranges import only_in
from signatures.pdf.claims import filled_fields
from signatures.pdf.examine import Examined, examine
from signatures.pdf.gate import TooComplex, open_pdf
from signatures.pdf.salvage import salvage
from signatures.pdf.verdict import Code, Finding, Severity, State, Verdict, found

LARGEST_FILE = 64 * 1024 * 1024
MOST_SEALS = 32
FILE = "file"


def verify(pdf: bytes, *, roots: Sequence[x509.Certificate], at: datetime, largest: int = LARGEST_FILE) -> Verdict:
    """Verify every seal of a PDF and the file as a whole; never raises, whatever the bytes.

    `roots` are the only certificates trusted; nothing is fetched. `at` is the time of verifying, aware.
    Files of more than `largest` bytes are not opened. Takes CPU: tens of milliseconds a seal.
    """
    if len(pdf) > largest:
        return _unreadable(Code.FILE_TOO_LARGE, bytes=len(pdf), largest=largest)
    try:
        return _verify(pdf, roots, at)
    except (TooComplex, RecursionError, MemoryError) as fault:
        return _unreadable(Code.FILE_TOO_COMPLEX, why=str(fault) or type(fault).__name__)
    except Exception as fault:
        # The parser meets hostile bytes with any exception; all of them mean that it cannot be read.
        verdict = _unreadable(Code.FILE_UNREADABLE, why=f"{type(fault).__name__}: {fault}", **_traces(pdf))
        return replace(verdict, findings=(*verdict.findings, *salvage(pdf, FILE)))


def _verify(pdf: bytes, roots: Sequence[x509.Certificate], at: datetime) -> Verdict:
    reader = open_pdf(pdf)
    if reader.encrypted:
        return _unreadable(Code.FILE_ENCRYPTED)
    fields = list(islice(filled_fields(reader), MOST_SEALS + 1))
    if not fields:
        return _without_seals(pdf)
    if len(fields) > MOST_SEALS:
        raise TooComplex(f"more than {MOST_SEALS} signatures")
    seals = [examine(pdf, reader, name, field, roots, at) for name, field in fields]
    seals.sort(key=lambda seal: seal.covered.end if seal.covered else 0)
    return _conclude(pdf, reader, seals)


def _conclude(pdf: bytes, reader: Any, seals: Sequence[Examined]) -> Verdict:
    verdicts = tuple(seal.verdict(tuple(_judge_among(reader, seal, seals))) for seal in seals)
    findings = (*_judge_file(reader), *_judge_updates(reader, seals), *_judge_end(pdf, reader, seals))
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    # Each seal must have been read through: the lack of findings alone is no proof.
    sealed = all(seal.intact and verdict.holds for seal, verdict in zip(seals, verdicts, strict=True))
    return Verdict(State.VALID if sealed and not errors else State.INVALID, verdicts, findings)


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


def _judge_among(reader: Any, seal: Examined, seals: Sequence[Examined]) -> Iterator[Finding]:
    """What shows about a seal only beside the others of the file, which come in order of application."""
    if seal.covered is None:
        return
    if seal.signature is not None and not seal.intact:
        yield found(Code.CONTENT_ALTERED, seal.field, **_whereabouts(reader, seal, seals))
    later = [other.field for other in seals if other.covered and other.covered.end > seal.covered.end]
    if later:
        yield found(Code.LATER_SIGNATURE, seal.field, later=tuple(later))
    if seal.claim and seal.claim.locks and reader.total_revisions > seal.claim.revision + 1:
        yield found(Code.LOCKED_DOCUMENT_CHANGED, seal.field, revision=seal.claim.revision)


def _whereabouts(reader: Any, seal: Examined, seals: Sequence[Examined]) -> dict[str, object]:
    """As near as can be told, where the altered bytes are.

    A seal inside this one that is still intact vouches for its own bytes, so the change lies outside them.
    """
    covered, signature = seal.covered, seal.signature
    if covered is None or signature is None:
        return {}
    intact = [other.covered for other in seals if other.intact and other.covered]
    inner = max((each for each in intact if each.end < covered.end), key=lambda each: each.end, default=None)
    spans = only_in(covered, inner) if inner else covered.spans
    return {
        "within": spans,
        "objects": revisions.objects_within(reader, spans) if inner else (),
        "damaged_objects": revisions.damaged_objects(reader),
        "revision": seal.claim.revision if seal.claim else None,
        "sealed_digest": signature.digest.hex(),
        "present_digest": seal.digest.hex(),
    }


def _judge_file(reader: Any) -> Iterator[Finding]:
    if reader.xrefs.hybrid_xrefs_present:
        yield found(Code.HYBRID_REFERENCES, FILE)


def _judge_updates(reader: Any, seals: Sequence[Examined]) -> Iterator[Finding]:
    sealed = [seal.claim.revision for seal in seals if seal.claim and seal.covered]
    if not sealed:
        return
    for change in revisions.changes_after(reader, sealed):
        yield found(Code.LATER_CHANGE, FILE, revision=change.revision, objects=change.objects, why=change.why)


def _judge_end(pdf: bytes, reader: Any, seals: Sequence[Examined]) -> Iterator[Finding]:
    """What follows the last sealed byte, when it is not an update of its own."""
    end = max((seal.covered.end for seal in seals if seal.covered), default=None)
    last = reader.xrefs.get_xref_container_info(reader.total_revisions - 1)
    if end is None or end == len(pdf) or last.start_location >= end:
        return
    rest = pdf[end:]
    code = Code.TRAILING_DATA if rest.strip() else Code.TRAILING_BLANK
    yield found(code, FILE, offset=end, bytes=len(rest))
