"""What can still be said about the seals of a PDF that no longer parses: its bytes alone are asked."""

import re
from collections.abc import Iterator

from signatures.gm import cms
from signatures.gm.certificates import subject_name
from signatures.gm.errors import CmsMalformed
from signatures.pdf import byte_ranges
from signatures.pdf.verdict import Code, Finding, found

BYTE_RANGE = re.compile(rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})")
MOST_SALVAGED = 32


def salvage(pdf: bytes, subject: str) -> Iterator[Finding]:
    """Name every seal whose signature still reads and whose covered bytes are no longer those it sealed."""
    for number, match in enumerate(BYTE_RANGE.finditer(pdf)):
        if number == MOST_SALVAGED:
            return
        try:
            covered = byte_ranges.read_range([int(each) for each in match.groups()], len(pdf))
            contents = byte_ranges.contents_of(pdf, covered)
            signature = cms.read(contents[: byte_ranges.der_size(contents)])
        except (byte_ranges.Unusable, byte_ranges.Wrapped, CmsMalformed):
            continue
        present = byte_ranges.digest(pdf, covered)
        if present != signature.digest:
            yield found(
                Code.CONTENT_ALTERED,
                subject,
                organ=subject_name(signature.certificate),
                within=covered.spans,
                sealed_digest=signature.digest.hex(),
                present_digest=present.hex(),
            )
