"""Seal (签章) and sign (签名) a package: files are added, none that is there changes but the list of signatures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509

from signatures.gm import cms, oids, ses
from signatures.gm.keys import Family, Signer
from signatures.gm.sm3 import sm3
from signatures.gm.timestamps import Stamper
from signatures.judgement.verdict import Box
from signatures.ofd.binding import bound_version
from signatures.ofd.container import Entry, pack, store
from signatures.ofd.description import Provider, read_description, write_description
from signatures.ofd.documents import Body, Page, announce, bodies, pages
from signatures.ofd.errors import NotSm2, OutsidePage, PackageClosed, PageMissing, SeveralDocuments, TracesLeft
from signatures.ofd.listing import FILE, Kind, Listed, next_id, read_listing, write_listing
from signatures.ofd.markup import element, lengths
from signatures.ofd.package import ENTRANCE, Package, open_package
from signatures.ofd.straddle import Slice
from signatures.ofd.traces import parts_of, traces

PROVIDER = "政办"

Value = Callable[[bytes, str], bytes]
"""From the bytes and the path of a Signature.xml to what SignedValue.dat holds."""


@dataclass(frozen=True)
class _Plan:
    """A package about to be signed."""

    kept: tuple[Entry, ...]
    """All files but the list of signatures."""
    listing: str
    signatures: tuple[Listed, ...]
    pages: tuple[Page, ...]

    @property
    def folder(self) -> str:
        """Where the next signature's files go."""
        above = self.listing.rpartition("/")[0]
        paths = [entry.path for entry in self.kept]
        free = (f"{above}/Sign_{number}".lstrip("/") for number in range(len(paths) + 1))
        return next(folder for folder in free if not any(path.startswith(f"{folder}/") for path in paths))


def seal(
    ofd: bytes,
    *,
    seal_der: bytes,
    signer: Signer,
    stamp: Stamper | None,
    stamps: Sequence[Box | Slice],
    at: datetime,
    provider: str = PROVIDER,
    closes: bool = False,
) -> bytes:
    """Press a seal (GB/T 38540-2020) on an OFD file, shown at each of `stamps`; other files stay as they are.

    Every file of the package is covered, earlier signatures too; unless it `closes` the file, others may follow.
    `stamp` fetches a time stamp over the signature's value. Takes CPU: milliseconds.
    Raises PackageFault, SeveralDocuments, TracesLeft, PackageClosed, PageMissing, OutsidePage, NotSm2, and what
    `gm.ses.sign` raises.
    """
    plan = _plan(ofd)
    places = [_stamp(plan.pages, number, place) for number, place in enumerate(stamps, start=1)]
    esl = store(f"{plan.folder}/Seal.esl", seal_der)

    def value(xml: bytes, path: str) -> bytes:
        return ses.sign(seal_der, sm3(xml), f"/{path}", signer, at, stamp)

    return _signed(plan, Kind.SEAL, signer, at, value, provider=provider, closes=closes, esl=esl, stamps=places)


def sign(
    ofd: bytes, *, signer: Signer, chain: Sequence[x509.Certificate], stamp: Stamper | None, at: datetime
) -> bytes:
    """Sign an OFD file without a seal (Type="Sign", GM/T 0099-2020, 7.2.2): a GB/T 35275 signature over every file.

    Raises PackageFault, SeveralDocuments, TracesLeft, PackageClosed, NotSm2.
    """

    def value(xml: bytes, path: str) -> bytes:
        return cms.sign(sm3(xml), signer, chain, at=at, stamp=stamp)

    return _signed(_plan(ofd), Kind.SIGN, signer, at, value)


def _plan(ofd: bytes) -> _Plan:
    package = open_package(ofd)
    found = bodies(package)
    if len(found) > 1:
        raise SeveralDocuments
    (body,) = found
    listing = body.signatures
    if not body.declared:
        return _first(package, body)
    if listing is None or listing not in package.entries:
        raise TracesLeft
    signatures = read_listing(package, listing).signatures
    descriptions = [read_description(package, line.path) for line in signatures]
    known = set().union(*map(parts_of, signatures, descriptions))
    if not signatures or any(traces(package, {listing, *known})):
        raise TracesLeft
    if any(reference.path == listing for each in descriptions for reference in each.references):
        raise PackageClosed
    kept = tuple(entry for path, entry in package.entries.items() if path != listing)
    return _Plan(kept, listing, signatures, tuple(pages(package, body)))


def _first(package: Package, body: Body) -> _Plan:
    """The plan for a file without signatures: OFD.xml names their list, which is then covered itself."""
    if any(traces(package, ())):
        raise TracesLeft
    listing = f"{body.root.rpartition('/')[0]}/Signs/{FILE}".lstrip("/")
    entrance = store(ENTRANCE, announce(package, listing))
    kept = tuple(entrance if path == ENTRANCE else entry for path, entry in package.entries.items())
    return _Plan(kept, listing, (), tuple(pages(package, body)))


def _stamp(paper: Sequence[Page], number: int, place: Box | Slice) -> str:
    box = place.box if isinstance(place, Slice) else place
    if not 1 <= box.page <= len(paper):
        raise PageMissing(box.page)
    page = paper[box.page - 1]
    start, width = (place.start_mm, place.width_mm) if isinstance(place, Slice) else (0.0, box.width_mm)
    if not page.holds(box.left_mm + start, box.top_mm, width, box.height_mm):
        raise OutsidePage(box)
    clip = {"Clip": lengths(start, 0, width, box.height_mm)} if isinstance(place, Slice) else {}
    boundary = lengths(box.left_mm, box.top_mm, box.width_mm, box.height_mm)
    return element("StampAnnot", ID=f"p{number:03d}", PageRef=page.id, Boundary=boundary, **clip)


def _signed(
    plan: _Plan,
    kind: Kind,
    signer: Signer,
    at: datetime,
    value: Value,
    *,
    provider: str = PROVIDER,
    closes: bool = False,
    esl: Entry | None = None,
    stamps: Sequence[str] = (),
) -> bytes:
    """The package with one more signature, which covers every file there is, and the list if it `closes` the file."""
    if signer.key.public.family is not Family.SM2:
        raise NotSm2
    path, target = f"{plan.folder}/Signature.xml", f"{plan.folder}/SignedValue.dat"
    line = Listed(next_id(plan.signatures), kind, path)
    listing = store(plan.listing, write_listing([*plan.signatures, line]))
    covered = [*plan.kept, *([esl] if esl else []), *([listing] if closes else [])]
    xml = write_description(
        provider=Provider(provider, bound_version(covered, listing.content)),
        method=oids.SM2_WITH_SM3.dotted_string,
        moment=f"{at.astimezone(UTC):%Y%m%d%H%M%SZ}",
        check_method=oids.SM3.dotted_string,
        digests=[(entry.path, sm3(entry.content)) for entry in covered],
        stamps=stamps,
        seal=esl.path if esl else None,
        value=target,
    )
    added = [store(path, xml), store(target, value(xml, path))]
    return pack([*covered, *added, *([] if closes else [listing])])
