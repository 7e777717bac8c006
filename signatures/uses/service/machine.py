"""用印机: puts the seal, its straddling slices and the verification code on a file, in one go.

Everything here computes, or waits for a time stamp: call it in a worker thread.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from signatures.gm import timestamps
from signatures.gm.timestamps import Stamper
from signatures.judgement.verdict import Box
from signatures.ofd import seal as ofd
from signatures.ofd.documents import pages_of as pages_of_ofd
from signatures.ofd.straddle import straddle as straddle_ofd
from signatures.pdf import presses, sign
from signatures.pdf.evidence import Evidence
from signatures.pdf.marks import PageMark
from signatures.pdf.straddle import pages_of as pages_of_pdf
from signatures.pdf.straddle import straddle as straddle_pdf
from signatures.seals.service import Die
from signatures.uses.rules.requests import FileKind, Item, SealForm
from signatures.uses.service.inspecting import is_free, is_sealed
from signatures.uses.service.mark import HEIGHT_MM, WIDTH_MM, mark
from signatures.uses.service.ofd_pages import add_picture

INSIDE = 28.0
"""Millimetres from the paper's edge to the type area (版心, GB/T 9704-2012, 5.2.1), where the code begins."""
OUTSIDE = 4.0
"""Millimetres of margin that a printer leaves white."""

Sizes = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Work:
    """A file about to be sealed: with which seal, where, and with which code if none is on it yet."""

    die: Die
    item: Item
    form: SealForm
    data: bytes = field(repr=False)
    code: str
    address: str
    """What the QR code says before the code."""
    at: datetime


@dataclass(frozen=True)
class Worked:
    """The sealed file, whether the code is on it, and when it was sealed."""

    data: bytes = field(repr=False)
    coded: bool
    at: datetime
    time_stamped: bool


def work(job: Work) -> Worked:
    """Seal a file. Raises CannotSeal (PDF), PackageFault and others of the OFD craft, and what the stamper raises."""
    told: list[datetime] = []
    press = _seal_pdf if job.item.kind is FileKind.PDF else _seal_ofd
    data, coded = press(job, lambda stamper: _heard(stamper, told))
    return Worked(data, coded, told[-1] if told else job.at, bool(told))


Hearing = Callable[[Stamper], Stamper]


def _heard(stamper: Stamper, told: list[datetime]) -> Stamper:
    """The stamper, with what its tokens say of the time noted down."""

    def stamped(value: bytes) -> bytes:
        token = stamper(value)
        told.append(timestamps.read(token).at)
        return token

    return stamped


def _seal_pdf(job: Work, heard: Hearing) -> tuple[bytes, bool]:
    first, *others = _boxes(job)
    marks = [PageMark(box, job.die.picture, job.die.seal.name) for box in others]
    sizes = pages_of_pdf(job.data)
    if job.item.straddle:
        marks += _straddling(job, sizes)
    spot = _spot(job, sizes, [first, *(each.box for each in marks)])
    if spot:
        marks.append(PageMark(spot, mark(job.code, job.address), job.code))
    press, evidence = _press(job, heard)
    sealed = sign.seal(
        job.data,
        press=press,
        picture=job.die.picture,
        box=first,
        marks=marks,
        name=job.die.seal.organ_name,
        reason=job.item.number or job.item.title,
        location="",
        at=job.at,
        evidence=evidence,
    )
    return sealed, spot is not None


def _press(job: Work, heard: Hearing) -> tuple[presses.Press, Evidence]:
    die = job.die
    national, plain = die.crls
    if job.form is SealForm.PADES:
        press = presses.by_pades(die.plain, die.plain_chain, heard(die.plain_stamp))
        return press, Evidence(tuple(die.plain_chain), (plain,))
    if job.form is SealForm.GM_CMS:
        press = presses.by_gm_cms(die.signer, die.chain, heard(die.stamp))
    else:
        press = presses.by_ses(die.seal_der, die.signer, heard(die.stamp))
    return press, Evidence(tuple(die.chain), (national,))


def _straddling(job: Work, sizes: Sizes) -> Sequence[PageMark]:
    seal = job.die.seal
    return straddle_pdf(sizes, job.die.picture, seal.diameter_mm, seal.diameter_mm, alt=seal.name)


def _seal_ofd(job: Work, heard: Hearing) -> tuple[bytes, bool]:
    die, data = job.die, job.data
    sizes, across = pages_of_ofd(data), die.seal.diameter_mm
    strips = straddle_ofd(sizes, width_mm=across, height_mm=across) if job.item.straddle else []
    boxes = _boxes(job)
    spot = _spot(job, sizes, boxes)
    if spot:
        data = add_picture(data, spot, mark(job.code, job.address))
    sealed = ofd.seal(
        data,
        seal_der=die.seal_der,
        signer=die.signer,
        stamp=heard(die.stamp),
        stamps=[*boxes, *strips],
        at=job.at,
    )
    return sealed, spot is not None


def _boxes(job: Work) -> list[Box]:
    across = job.die.seal.diameter_mm
    return [Box(place.page, place.left_mm, place.top_mm, across, across) for place in job.item.places]


def _spot(job: Work, sizes: Sizes, taken: Sequence[Box]) -> Box | None:
    """The first free room for the code on the last page; none on a file that bears a seal, whose pages are closed."""
    if is_sealed(job.item.kind, job.data):
        return None
    free = (box for box in _rooms(len(sizes), *sizes[-1]) if not any(_meet(box, other) for other in taken))
    return next((box for box in free if is_free(job.item.kind, job.data, box)), None)


def _rooms(page: int, width: float, height: float) -> Iterator[Box]:
    """In the lower margin from the left, below where official documents have the page number; then in the upper."""
    lefts = [left for left in (INSIDE, (width - WIDTH_MM) / 2, width - INSIDE - WIDTH_MM) if left >= OUTSIDE]
    for top in (height - HEIGHT_MM - OUTSIDE, OUTSIDE):
        yield from (Box(page, left, top, WIDTH_MM, HEIGHT_MM) for left in lefts if left + WIDTH_MM <= width - OUTSIDE)


def _meet(one: Box, other: Box) -> bool:
    across = one.left_mm < other.left_mm + other.width_mm and other.left_mm < one.left_mm + one.width_mm
    down = one.top_mm < other.top_mm + other.height_mm and other.top_mm < one.top_mm + one.height_mm
    return one.page == other.page and across and down
