"""What can still be said about the seals of a PDF that no longer parses: its bytes alone are asked."""

from collections.abc import Iterator

from signatures.gm.pki.making import subject_name
from signatures.judgement.codes import Code
from signatures.judgement.verdict import Finding, found
from signatures.pdf import byte_ranges
from signatures.pdf.claims import Encoding
from signatures.pdf.contents import Content, form_of, present_digest, read_content, sealed_digest
from signatures.pdf.removed import BYTE_RANGE

MOST_SALVAGED = 32


def salvage(pdf: bytes, subject: str) -> Iterator[Finding]:
    """Name every seal whose signature still reads and whose covered bytes are no longer those it sealed."""
    for number, match in enumerate(BYTE_RANGE.finditer(pdf)):
        if number == MOST_SALVAGED:
            return
        try:
            covered = byte_ranges.read_range([int(each) for each in match.groups()], len(pdf))
            contents = byte_ranges.contents_of(pdf, covered)
        except (byte_ranges.Unusable, byte_ranges.Wrapped):
            continue
        content = _read(contents[: byte_ranges.der_size(contents)])
        if content is None:
            continue
        present = present_digest(content, byte_ranges.covered_bytes(pdf, covered))
        if present != sealed_digest(content):
            yield found(
                Code.CONTENT_ALTERED,
                subject,
                form=form_of(content),
                organ=subject_name(content.certificate),
                within=covered.spans,
                sealed_digest=sealed_digest(content).hex(),
                present_digest=present.hex(),
            )


def _read(der: bytes) -> Content | None:
    """The signature in whichever form it reads."""
    tried = (read_content("", encoding, der) for encoding in Encoding)
    return next((content for content in tried if not isinstance(content, Finding)), None)
