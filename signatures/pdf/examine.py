"""Examine one signature by itself: what it covers, whether it holds, whether its certificates may be believed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Box, Finding, Form, Judged, SealVerdict, found
from signatures.pdf import byte_ranges
from signatures.pdf.byte_ranges import ByteRange
from signatures.pdf.claims import Claim, Emptied, Place, Stamp, read_claim, read_stamp
from signatures.pdf.contents import Content, form_of, judge, present_digest, read_content, sealed_digest
from signatures.pdf.gate import TooComplex
from signatures.pdf.paper import Paper, Sheets
from signatures.pdf.revisions import covers_revision
from signatures.pdf.shown import judge_shown

WIDEST_SEAL = 60.0
"""Millimetres; no organ's seal is larger (国发〔1999〕25号)."""
ROUNDING = 0.5


@dataclass(frozen=True)
class Examined:
    """One signature as far as it could be read, with the findings about it alone."""

    field: str
    findings: tuple[Finding, ...]
    claim: Claim | None = None
    boxes: tuple[Box, ...] = ()
    covered: ByteRange | None = None
    content: Content | None = None
    digest: bytes = b""
    """Of the covered bytes as they are now."""
    judged: Judged | None = None

    @property
    def form(self) -> Form:
        """In which form it is written."""
        return form_of(self.content) if self.content else Form.UNKNOWN

    @property
    def is_time_stamp(self) -> bool:
        """Whether it says when the file existed and not who sealed it."""
        return self.form is Form.TIME_STAMP

    @property
    def altered(self) -> bool:
        """Whether the covered bytes are known to be others than those that were signed."""
        return self.content is not None and self.covered is not None and self.digest != sealed_digest(self.content)

    @property
    def intact(self) -> bool:
        """Whether the signature holds, and holds for these very bytes."""
        return self.judged is not None and self.judged.intact

    def verdict(self, further: Sequence[Finding]) -> SealVerdict:
        """The seal's verdict, with what was found by comparing it to the rest of the file."""
        findings = (*self.findings, *further)
        known = SealVerdict(self.field, self.form, boxes=self.boxes, findings=findings)
        if self.claim:
            known = replace(known, reason=self.claim.reason, location=self.claim.location)
            known = replace(known, revision=self.claim.revision, signed_at=self.claim.signed_at)
        if self.covered:
            known = replace(known, covered=self.covered.spans)
        return self._with_judged(known) if self.judged else known

    def _with_judged(self, known: SealVerdict) -> SealVerdict:
        assert self.judged is not None
        return replace(
            known,
            organ=self.judged.organ,
            seal_name=self.judged.seal_name,
            es_id=self.judged.es_id,
            maker=self.judged.maker,
            certificate_serial=self.judged.certificate_serial,
            signed_at=self.judged.signed_at,
            time_source=self.judged.time_source,
            findings=(*self.judged.findings, *known.findings),
        )


def examine(pdf: bytes, reader: Any, sheets: Sheets, name: str, field: Any, trust: Trust, at: datetime) -> Examined:
    """Examine what is in one filled signature field, whatever it holds. Raises TooComplex and nothing else."""
    try:
        claim = read_claim(reader, name, field)
        examined = _examine(pdf, reader, claim, trust, at)
    except TooComplex:
        raise
    except Emptied as fault:
        examined = Examined(name, (found(Code.PDF_USF, name, missing=str(fault)),))
    except Exception as fault:
        # A field that holds something unreadable is a forgery until shown otherwise, never "unsigned".
        why = f"{type(fault).__name__}: {fault}"
        examined = Examined(name, (found(Code.SIGNATURE_UNREADABLE, name, why=why),))
    boxes, about_boxes = _boxes(sheets, examined, field)
    return replace(examined, boxes=boxes, findings=(*examined.findings, *about_boxes))


def _examine(pdf: bytes, reader: Any, claim: Claim, trust: Trust, at: datetime) -> Examined:
    covered, about_range = _coverage(pdf, reader, claim)
    examined = Examined(claim.field, tuple(about_range), claim, covered=covered)
    der = claim.contents[: byte_ranges.der_size(claim.contents)]
    content = read_content(claim.field, claim.encoding, der)
    if isinstance(content, Finding):
        return replace(examined, findings=(*about_range, content))
    present = present_digest(content, byte_ranges.covered_bytes(pdf, covered)) if covered else b""
    judged = judge(claim.field, content, present, claim.signed_at, trust, at)
    return replace(examined, content=content, digest=present, judged=judged)


def _coverage(pdf: bytes, reader: Any, claim: Claim) -> tuple[ByteRange | None, list[Finding]]:
    evidence = {"byte_range": tuple(claim.byte_range), "file_bytes": len(pdf)}
    try:
        covered = byte_ranges.read_range(claim.byte_range, len(pdf))
    except byte_ranges.Unusable:
        return None, [found(Code.PDF_USF, claim.field, **evidence)]
    except byte_ranges.Wrapped:
        return None, [found(Code.PDF_SWA, claim.field, **evidence)]
    try:
        byte_ranges.check_gap(pdf, covered, claim.contents)
    except byte_ranges.Wrapped:
        return covered, [found(Code.PDF_SWA, claim.field, **evidence)]
    except byte_ranges.PaddingAltered as fault:
        return covered, [found(Code.SIGNATURE_PADDING_ALTERED, claim.field, offset=fault.offset)]
    if not covers_revision(pdf, reader, covered, claim.revision):
        return covered, [found(Code.PDF_SWA, claim.field, revision=claim.revision, **evidence)]
    return covered, []


def _boxes(sheets: Sheets, examined: Examined, field: Any) -> tuple[tuple[Box, ...], list[Finding]]:
    """Where the seal and the slices that came with it show, and what is to be said of that."""
    places = [place for place in examined.claim.places if place.of] if examined.claim else []
    slices = [place for place in places if place.of > 1]
    try:
        stamp = read_stamp(sheets, field)
        missing = _missing(sheets.papers, slices) if slices else []
    except TooComplex:
        raise
    except Exception as fault:
        # Pages may be damaged in any way; the signature can be judged all the same.
        return (), [found(Code.STAMP_UNREADABLE, examined.field, why=f"{type(fault).__name__}: {fault}")]
    findings = [] if examined.is_time_stamp and stamp.box is None else list(_judge_stamp(examined.field, stamp))
    if stamp.box and examined.content and examined.judged and not examined.is_time_stamp:
        findings += judge_shown(examined.field, field, examined.content, examined.judged.organ)
    if missing or not _is_whole(slices):
        findings.append(found(Code.STRADDLE_INCOMPLETE, examined.field, pages_without=tuple(missing)))
    boxes = (*((stamp.box,) if stamp.box else ()), *(place.box for place in places))
    return boxes, findings


def _missing(papers: Mapping[int, Paper], slices: Sequence[Place]) -> list[int]:
    """The pages that lack their slice of a straddling seal, or on which it lies outside."""
    held = {each.box.page for each in slices if each.box.page in papers and papers[each.box.page].holds(each.box)}
    return [number for number in papers if number not in held]


def _is_whole(slices: Sequence[Place]) -> bool:
    """Whether slices come in whole groups, each from the first to the last."""
    parts = [(each.part, each.of) for each in sorted(slices, key=lambda each: each.box.page)]
    while parts:
        of = parts[0][1]
        if of > len(parts) or parts[:of] != [(part, of) for part in range(1, of + 1)]:
            return False
        parts = parts[of:]
    return True


def _judge_stamp(name: str, stamp: Stamp) -> Iterator[Finding]:
    if not stamp.on_paper:
        yield found(Code.STAMP_OUTSIDE_PAGE, name, box=stamp.box)
    elif stamp.box is None:
        yield found(Code.STAMP_INVISIBLE, name)
    if stamp.box and max(stamp.box.width_mm, stamp.box.height_mm) > WIDEST_SEAL + ROUNDING:
        yield found(Code.STAMP_OVERSIZED, name, box=stamp.box)
