"""Mending (自动更正): punctuation, brackets and noughts set right; no hanzi and no figure's value ever changes."""

from collections import defaultdict
from collections.abc import Iterable

from documents.typesetting.checks.report import Edit, Finding, Place
from documents.typesetting.checks.texts import edited
from documents.typesetting.model import Document


def mend(document: Document, findings: Iterable[Finding]) -> tuple[Document, tuple[Finding, ...]]:
    """Do what the fixes of `findings` say; answers the document and the findings that were mended.

    The findings must be of this very document. Where two want the same characters, the first has them.
    """
    edits: defaultdict[Place, list[Edit]] = defaultdict(list)
    mended: list[Finding] = []
    for finding in findings:
        place, wanted = (finding.fix.place, finding.fix.edits) if finding.fix else ((), ())
        free = [new for new in wanted if not any(_meet(new, old) for old in edits[place])]
        if free:
            edits[place] += free
            mended.append(finding)
    for place, changes in edits.items():
        document = edited(document, place, changes) if changes else document
    return document, tuple(mended)


def _meet(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end
