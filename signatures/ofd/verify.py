"""Verify all signatures of an OFD (验章) into a verdict; no input makes it fail, and no doubt makes it say valid."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from signatures.judgement.codes import Code, Severity
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, SealVerdict, State, Verdict, found
from signatures.ofd.binding import binds, is_as_bound
from signatures.ofd.coverage import Contents
from signatures.ofd.documents import Body, Page, bodies, pages
from signatures.ofd.errors import PackageFault
from signatures.ofd.examine import Claim, Surroundings, examine, read_claim
from signatures.ofd.listing import read_listing
from signatures.ofd.package import Package, open_package
from signatures.ofd.traces import NAMES, parts_of, traces

LARGEST = 64 * 1024 * 1024
MOST_DOCUMENTS = 64
MOST_REFERENCES = 20_000
"""Of all signatures together."""
FILE = "file"
_FORGED = {
    Code.DUPLICATE_ZIP_ENTRY,
    Code.PATH_ESCAPE,
    Code.ZIP_HEADERS_DISAGREE,
    Code.XML_DOCTYPE,
    Code.REFERENCE_OUTSIDE,
    Code.SIGNATURE_UNREADABLE,
}
"""What is no damage but somebody's intent."""


@dataclass(frozen=True)
class _List:
    """A list of signatures: its file, and what it holds."""

    path: str
    claims: tuple[Claim, ...]
    strange: bool


def verify(ofd: bytes, *, trust: Trust, at: datetime, largest: int = LARGEST) -> Verdict:
    """Verify every signature of an OFD file and the package as a whole; never raises, whatever the bytes.

    `at` is the time of verifying, aware. Files of more than `largest` bytes are not opened. Nothing is fetched.
    """
    if len(ofd) > largest:
        return _refused(b"", found(Code.FILE_TOO_LARGE, FILE, bytes=len(ofd), largest=largest))
    try:
        return _verify(ofd, trust, at)
    except PackageFault as fault:
        return _refused(ofd, found(fault.code, FILE, **fault.evidence))
    except (RecursionError, MemoryError) as fault:
        return _refused(ofd, found(Code.FILE_TOO_COMPLEX, FILE, why=type(fault).__name__))
    except Exception as fault:
        # Parsers below meet hostile bytes; whatever they raise means that the file cannot be read.
        return _refused(ofd, found(Code.OFD_UNREADABLE, FILE, why=f"{type(fault).__name__}: {fault}"))


def _refused(ofd: bytes, finding: Finding) -> Verdict:
    """The verdict on a file that was not read to its end; a signature that shows in its bytes is not left unsaid."""
    seen = NAMES.search(ofd)
    signed = (found(Code.SIGNATURE_UNREADABLE, FILE, offset=seen.start()),) if seen else ()
    state = State.INVALID if finding.code in _FORGED else State.UNREADABLE
    return Verdict(state, findings=(finding, *(each for each in signed if each.code is not finding.code)))


def _verify(ofd: bytes, trust: Trust, at: datetime) -> Verdict:
    package = open_package(ofd)
    documents = bodies(package)
    _check_bearable("documents", len(documents), MOST_DOCUMENTS)
    lists = [_read(package, path) for path in dict.fromkeys(_listings(package, documents))]
    claims = [claim for each in lists for claim in each.claims]
    references = sum(len(claim.description.references) for claim in claims if claim.description)
    _check_bearable("references", references, MOST_REFERENCES)
    known = {each.path for each in lists}.union(*(parts_of(claim.line, claim.description) for claim in claims))
    around = Surroundings(Contents(package), _pages(package, documents), known, trust, at)
    examined = [examine(claim, around) for claim in claims]
    file = (
        *(found(Code.ZIP_STRAY_BYTES, FILE, offset=s.offset, bytes=s.size, why=s.why) for s in package.strays),
        *_judge_removed(package, documents, lists, known),
        *_judge_lists(lists, claims),
        *([found(Code.MULTI_DOCBODY, FILE, documents=len(documents))] if claims and len(documents) > 1 else []),
    )
    holding = {claim.line.id for claim, (seal, intact) in zip(claims, examined, strict=True) if intact and seal.holds}
    seals = tuple(_with_base(claim, seal, holding) for claim, (seal, _) in zip(claims, examined, strict=True))
    if not seals and not file:
        return Verdict(State.UNSIGNED)
    # Each signature must have been read through: the lack of findings alone is no proof.
    sealed = bool(seals) and all(intact and seal.holds for seal, intact in examined)
    if sealed and not _has_error(file):
        file += tuple(_judge_container(ofd, package, lists))
    return Verdict(State.VALID if sealed and not _has_error(file) else State.INVALID, seals, file)


def _check_bearable(what: str, number: int, most: int) -> None:
    if number > most:
        raise PackageFault(Code.FILE_TOO_COMPLEX, what=what, number=number, most=most)


def _has_error(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _with_base(claim: Claim, seal: SealVerdict, holding: set[str]) -> SealVerdict:
    """The verdict of a signature that rests on another (基签名) speaks of that one too."""
    base = claim.line.base
    if base is None or (base in holding and base != claim.line.id):
        return seal
    return replace(seal, findings=(*seal.findings, found(Code.BASE_SIGNATURE_INVALID, claim.subject, base=base)))


def _listings(package: Package, documents: Sequence[Body]) -> Iterator[str]:
    return (body.signatures for body in documents if body.signatures in package.entries and body.signatures)


def _read(package: Package, path: str) -> _List:
    try:
        listing = read_listing(package, path)
    except PackageFault as fault:
        code = Code.SIGNATURE_UNREADABLE if fault.code is Code.OFD_UNREADABLE else fault.code
        raise PackageFault(code, **fault.evidence) from fault
    return _List(path, tuple(read_claim(package, line) for line in listing.signatures), listing.strange)


def _pages(package: Package, documents: Sequence[Body]) -> dict[str, Page]:
    """The pages of the document by their identifiers; none when they cannot be read, so that no stamp has a place."""
    try:
        return {page.id: page for page in pages(package, documents[0])}
    except PackageFault:
        return {}


def _judge_removed(
    package: Package, documents: Sequence[Body], lists: Sequence[_List], known: set[str]
) -> Iterator[Finding]:
    """Whatever shows that there were more signatures than the lists name."""
    for body in documents:
        if body.declared and body.signatures not in package.entries:
            yield found(Code.SIGNATURE_REMOVED, FILE, missing=body.signatures)
    for each in lists:
        if not each.claims:
            yield found(Code.SIGNATURE_REMOVED, FILE, empty=each.path)
    if left := tuple(traces(package, known)):
        yield found(Code.SIGNATURE_REMOVED, FILE, traces=left)


def _judge_lists(lists: Sequence[_List], claims: Sequence[Claim]) -> Iterator[Finding]:
    """What no signature covers in the lists themselves: a line written twice, words that the standard does not know."""
    for key, times in Counter(claim.line.path for claim in claims).items():
        if times > 1:
            yield found(Code.REFERENCE_DUPLICATE, FILE, file=key)
    covered = _covered(claims)
    if strange := tuple(each.path for each in lists if each.strange and each.path not in covered):
        yield found(Code.UNCOVERED_FILES, FILE, files=strange)


def _covered(claims: Sequence[Claim]) -> set[str | None]:
    return {reference.path for claim in claims if claim.description for reference in claim.description.references}


def _judge_container(ofd: bytes, package: Package, lists: Sequence[_List]) -> Iterator[Finding]:
    """The zip around files that are all as they were: the outermost signature answers for it, if it speaks of it.

    The list tells no order that could be trusted: outermost is the one that no other covers.
    """
    claims = [(each.path, claim) for each in lists for claim in each.claims]
    covered = _covered([claim for _, claim in claims])
    listing, last = next((pair for pair in reversed(claims) if pair[1].line.path not in covered), claims[-1])
    if last.description is None or not binds(last.description):
        yield found(Code.ZIP_UNBOUND, FILE)
    elif not is_as_bound(ofd, package, listing, last.line, last.description):
        yield found(Code.ZIP_REWRITTEN, FILE, last=last.subject)
