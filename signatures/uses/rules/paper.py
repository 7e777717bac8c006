"""What may be asked for: a window that is near, places on the paper, and no seal on a blank page (严禁空白用印)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.kit.digest import canonical, sm3
from signatures.uses.errors import (
    BlankPaper,
    FormUnfit,
    NothingToSeal,
    OnePlaceOnly,
    PlaceOutside,
    PlaceTwice,
    StraddleUnfit,
    WindowUnfit,
)
from signatures.uses.rules.requests import LONGEST_WINDOW, FileKind, Item, Place, Request, SealForm

MOST_PLACES = 50
"""On one file."""


@dataclass(frozen=True)
class Sheet:
    """One page: its size in millimetres, and whether nothing stands on it."""

    width_mm: float
    height_mm: float
    blank: bool


@dataclass(frozen=True)
class Paper:
    """What the office has found out about a file: its pages, and whether it bears a seal already."""

    sheets: tuple[Sheet, ...]
    sealed: bool


def digest_of(name: str, kind: FileKind, size: int, paper: Paper) -> str:
    """SM3 (64 hex digits) over what the office has written down of a file, besides its own digest."""
    sheets = [[float(sheet.width_mm), float(sheet.height_mm), sheet.blank] for sheet in paper.sheets]
    return sm3(canonical([name, kind, size, sheets, paper.sealed]))


def check_request(request: Request, papers: Sequence[Paper], diameter_mm: float, now: datetime) -> None:
    """Refuse a request that could not be carried out; `papers` are those of its items, in their order.

    Raises WindowUnfit, NothingToSeal, and what `check_item` raises.
    """
    check_window(request.opens_at, request.closes_at, now)
    digests = {item.sha256 for item in request.items}
    if not request.items or len(digests) < len(request.items):
        raise NothingToSeal
    for item, paper in zip(request.items, papers, strict=True):
        check_item(item, paper, request.form, diameter_mm)


def check_window(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    """Refuse a window that is over, reversed, longer than thirty days or further off than that. Raises WindowUnfit."""
    lasts = opens_at < closes_at <= opens_at + LONGEST_WINDOW
    near = now < closes_at and opens_at <= now + LONGEST_WINDOW
    if not (lasts and near):
        raise WindowUnfit


def check_item(item: Item, paper: Paper, form: SealForm, diameter_mm: float) -> None:
    """Refuse what cannot be sealed as asked.

    Raises FormUnfit, PlaceTwice, PlaceOutside, BlankPaper, StraddleUnfit, OnePlaceOnly.
    """
    if item.kind is FileKind.OFD and form is not SealForm.SES:
        raise FormUnfit(name=item.name)
    if len(set(item.places)) < len(item.places):
        raise PlaceTwice(name=item.name)
    for place in item.places:
        _check_place(item, place, paper, diameter_mm)
    if item.straddle and len(paper.sheets) < 2:
        raise StraddleUnfit(name=item.name)
    if paper.sealed and item.kind is FileKind.PDF and (item.straddle or len(item.places) > 1):
        raise OnePlaceOnly(name=item.name)


def _check_place(item: Item, place: Place, paper: Paper, diameter_mm: float) -> None:
    if not 1 <= place.page <= len(paper.sheets):
        raise PlaceOutside(name=item.name, page=place.page)
    sheet = paper.sheets[place.page - 1]
    across = 0 <= place.left_mm <= sheet.width_mm - diameter_mm
    down = 0 <= place.top_mm <= sheet.height_mm - diameter_mm
    if not (across and down):
        raise PlaceOutside(name=item.name, page=place.page)
    if sheet.blank:
        raise BlankPaper(name=item.name, page=place.page)
