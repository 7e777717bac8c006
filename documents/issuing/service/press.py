"""The press (印制): one document at a time becomes pages, in a worker thread and never inside a transaction."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from uuid import UUID

from anyio import CapacityLimiter, to_thread

from documents.drafting.rules.checks import way
from documents.drafting.rules.content import Content
from documents.issuing.errors import CannotPrint, PrintDiffers
from documents.issuing.rules.printing import USUAL_DIAMETER, Imprint, compose
from documents.issuing.rules.sealing import Place
from documents.typesetting.errors import CannotTypeset
from documents.typesetting.faces import open_faces
from documents.typesetting.layout import layout
from documents.typesetting.model import Document
from documents.typesetting.pdf import pdf
from documents.typesetting.proof import same_text
from documents.workflow.service import File
from server.directory import service as directory
from server.directory.rules.organs import Direction
from server.kit.ground import ground
from signatures.seals import service as seals
from signatures.seals.errors import NoActiveSeal

_seat = CapacityLimiter(1)
"""Setting type is pure computing: two at once would only slow each other and everybody else."""

_faces = lru_cache(maxsize=1)(open_faces)
"""Faces remember the outlines they converted."""


@dataclass(frozen=True)
class Pressed:
    """A finished print, its 排版记录, and where the seal goes on it."""

    data: bytes
    pages: int
    record: dict[str, Any]
    place: Place | None


async def press(document: Document) -> Pressed:
    """Print a document and read it back: what comes out is proved to say what went in.

    Raises CannotPrint with the compositor's reason, PrintDiffers.
    """
    fandol = ground().settings.data / "fonts"
    run = partial(_press, document, ground().settings.fonts, fandol if fandol.is_dir() else None)
    return await to_thread.run_sync(run, limiter=_seat)


async def prints(data: bytes, document: Document) -> bool:
    """Whether a file prints a document's elements and nothing else (文本一致性)."""
    return await to_thread.run_sync(same_text, data, document, limiter=_seat)


async def arrange(file: File, text: Content, number: str = "", printed_on: date | None = None) -> Document:
    """A text of a document as it goes to press; without a number it is a preview and carries no date of printing."""
    case = file.case
    tree = await directory.line({case.issuer_id, *text.main})
    issuer = tree[case.issuer_id]
    printer = await directory.organ(issuer.office_id) if issuer.office_id else issuer
    upward = way(tree, case.issuer_id, text) is Direction.UP
    names = await directory.person_names([case.signer_id]) if upward else {}
    imprint = Imprint(
        issuer=issuer.name,
        printer=printer.name,
        number=number,
        formed_on=case.formed_on,
        printed_on=printed_on,
        signers=tuple(names.values()),
        seal_diameter=await _diameter(case.issuer_id),
    )
    return compose(text, imprint)


async def _diameter(issuer_id: UUID) -> float:
    """Room is left for the issuer's own seal; before it has one, for the usual size."""
    try:
        return (await seals.active_seal(issuer_id)).diameter_mm
    except NoActiveSeal:
        return USUAL_DIAMETER


def _press(document: Document, office: Path | None, fandol: Path | None) -> Pressed:
    try:
        laid = layout(document, _faces(office, fandol))
    except CannotTypeset as fault:
        raise CannotPrint(reason=str(fault)) from fault
    data = pdf(laid)
    if not same_text(data, document):
        raise PrintDiffers
    fonts = [asdict(use) for use in laid.record.fonts]
    place = next((Place(box.page, box.x, box.y, box.diameter) for box in laid.seals), None)
    return Pressed(data, laid.record.pages, {"fonts": fonts, "refused": list(laid.record.refused)}, place)
