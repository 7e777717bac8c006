"""The press (印制): documents become pages in worker threads, never inside a transaction.

Previews have a thread of their own, so that nobody's previews keep the press from printing. Of all work the two
share only PDFium, one reading at a time.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import structlog
from anyio import CapacityLimiter, to_thread

from documents.drafting.rules.checks import goes_up
from documents.drafting.rules.content import Content
from documents.issuing.errors import CannotPrint, PrintDiffers
from documents.issuing.rules.printing import USUAL_DIAMETER, Imprint, compose
from documents.issuing.rules.sealing import Place
from documents.typesetting.errors import CannotTypeset
from documents.typesetting.fonts.faces import Faces, open_faces
from documents.typesetting.formats.layout import first_page, layout
from documents.typesetting.model import Document, Signatory
from documents.typesetting.output.pdf.writer import pdf
from documents.typesetting.page import Layout, Page
from documents.typesetting.proof import same_text
from documents.workflow.rules.opinions import signatures
from documents.workflow.service import File
from server.directory import service as directory
from server.directory.rules.organs import Organ
from server.kit.digest import canonical, sm3
from server.kit.errors import OfficeError
from server.kit.ground import ground
from signatures.seals import service as seals
from signatures.seals.errors import NoActiveSeal

log = structlog.get_logger()
Fonts = tuple[Path | None, Path | None]
"""The folder of the office's own type, and that of the Fandol faces, where there are any."""

Look = TypeVar("Look")
MOST_LAID = 4
"""Layouts that are kept in memory for whoever looks at the next page."""
MOST_KEPT = 32 * 1024 * 1024
"""Bytes of trial prints that are kept in memory for whoever asks for the same again."""


@dataclass(frozen=True)
class Pressed:
    """A finished print, its 排版记录, and where the seals go on it, in the order of the signatories."""

    data: bytes
    pages: int
    record: dict[str, Any]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Lane:
    """One thread that sets type: two would only slow each other. Its faces remember the outlines they converted."""

    seat: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    faces: Callable[[Path | None, Path | None], Faces] = field(default_factory=lambda: lru_cache(maxsize=1)(open_faces))


@dataclass(frozen=True)
class Shelf:
    """The prints that were asked for last, by what is on them; the oldest go when `MOST_KEPT` is reached."""

    prints: OrderedDict[tuple[str, Fonts], Pressed] = field(default_factory=OrderedDict)

    def find(self, key: tuple[str, Fonts]) -> Pressed | None:
        """A print that lies here."""
        found = self.prints.get(key)
        if found:
            self.prints.move_to_end(key)
        return found

    def keep(self, key: tuple[str, Fonts], made: Pressed) -> None:
        """Lay a print down, where it is not larger than the whole shelf."""
        self.prints[key] = made
        while sum(len(each.data) for each in self.prints.values()) > MOST_KEPT:
            self.prints.popitem(last=False)


printing, previewing = Lane(), Lane()
_shelf = Shelf()


async def press(document: Document) -> Pressed:
    """Print a document and read it back: what comes out is proved to say what went in.

    Raises CannotPrint with the compositor's reason, PrintDiffers.
    """
    return await to_thread.run_sync(_press, document, _fonts(), printing, limiter=printing.seat)


async def trial(document: Document, lane: Lane) -> Pressed:
    """A print that is only looked at; the same document is set once and then taken from the shelf.

    Raises what `press` raises.
    """
    fonts = _fonts()
    key = sm3(canonical(document)), fonts
    if found := _shelf.find(key):
        return found
    async with lane.seat:
        found = _shelf.find(key)
        if found is None:
            found = await to_thread.run_sync(_press, document, fonts, lane)
            _shelf.keep(key, found)
    return found


async def prints(data: bytes, document: Document) -> bool:
    """Whether a file prints a document's elements and nothing else (文本一致性)."""
    return await to_thread.run_sync(_prints, data, document, _fonts(), limiter=printing.seat)


async def arrange(file: File, text: Content, number: str = "", printed_on: date | None = None) -> Document:
    """A text of a document as it goes to press; without a number it is a preview and carries no date of printing."""
    case = file.case
    tree = await directory.line({case.issuer_id, *text.joint, *text.main})
    issuer = tree[case.issuer_id]
    printer = await directory.organ(issuer.office_id) if issuer.office_id else issuer
    imprint = Imprint(
        signatories=tuple([await _signatory(file, tree[organ]) for organ in (issuer.id, *text.joint)]),
        printer=printer.name,
        number=number,
        formed_on=case.formed_on,
        printed_on=printed_on,
        upward=goes_up(tree, issuer.id, text),
    )
    return await to_thread.run_sync(compose, text, imprint)


async def _signatory(file: File, organ: Organ) -> Signatory:
    name, position = await _signer(file, organ.id)
    return Signatory(organ.name, await _diameter(organ.id), position, name)


async def _signer(file: File, organ_id: UUID) -> tuple[str, str]:
    """Name and 职务 of who signed for an organ, as on that day; before, or where a delegate signed, of who is to sign.

    Nobody where a draft names a co-issuer that has no signer yet.
    """
    signed = signatures(file.opinions, file.case.signed_hash).get(organ_id)
    if signed and signed.principal_id is None:
        return signed.person_name, signed.post_title
    signer_id = next((each.signer_id for each in file.case.signers if each.organ_id == organ_id), None)
    if signer_id is None:
        return "", ""
    signer = await directory.actor_of(signer_id)
    return signer.name, next((post.title for post in signer.posts if post.organ_id == organ_id), "")


async def _diameter(issuer_id: UUID) -> float:
    """Room is left for the issuer's own seal; before it has one, for the usual size."""
    try:
        return (await seals.active_seal(issuer_id)).diameter_mm
    except NoActiveSeal:
        return USUAL_DIAMETER


def _fonts() -> Fonts:
    fandol = ground().settings.data / "fonts"
    return ground().settings.fonts, fandol if fandol.is_dir() else None


async def look(work: Callable[[Fonts], Look]) -> Look:
    """What somebody only looks at, made in the thread of the previews. Raises CannotPrint."""
    return await to_thread.run_sync(_told, partial(work, _fonts()), limiter=previewing.seat)


@lru_cache(maxsize=MOST_LAID)
def laid(document: Document, fonts: Fonts) -> Layout:
    """The pages of a document, in the thread of the previews; the last few are kept for whoever turns the leaf."""
    return layout(document, previewing.faces(*fonts))


def _prints(data: bytes, document: Document, fonts: Fonts) -> bool:
    """Only a file that does not read straight on is held against its pages."""
    return same_text(data, document) or same_text(data, document, layout(document, printing.faces(*fonts)))


def opening(document: Document, fonts: Fonts) -> Page:
    """The first page alone, before anybody waits for the others; in the thread of the previews."""
    return first_page(document, previewing.faces(*fonts))


def _press(document: Document, fonts: Fonts, lane: Lane) -> Pressed:
    return _told(lambda: _set(document, lane.faces(*fonts)))


def _told(work: Callable[[], Look]) -> Look:
    """Whatever goes wrong while setting type is a reason of that document, told to a person instead of a crash."""
    try:
        return work()
    except OfficeError:
        raise
    except CannotTypeset as fault:
        raise CannotPrint(reason=str(fault)) from fault
    except Exception as fault:
        log.exception("press failed")
        raise CannotPrint(reason=f"排版程序出错：{type(fault).__name__}，详情已记入日志") from fault


def _set(document: Document, faces: Faces) -> Pressed:
    laid = layout(document, faces)
    data = pdf(laid)
    if not same_text(data, document, laid):
        raise PrintDiffers
    fonts = [asdict(use) for use in laid.record.fonts]
    places = tuple(Place(box.page, box.x, box.y, box.diameter) for box in laid.seals)
    return Pressed(data, laid.record.pages, {"fonts": fonts, "refused": list(laid.record.refused)}, places)
