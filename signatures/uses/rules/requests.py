"""What a request for a seal (用印申请) is: its files, its seal, places and days, and what binds an approval to them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from server.kit.digest import canonical, sm3
from signatures.seals.rules import Kind
from signatures.uses.errors import NoSuchItem

LONGEST_WINDOW = timedelta(days=30)
MOST_FILES = 100
"""In one request."""


class Matter(StrEnum):
    """What the seal is wanted for: weighty matters are for the head of the organ to approve."""

    GENERAL = "general"
    CONTRACT = "contract"
    FINANCE = "finance"
    PERSONNEL = "personnel"


IMPLIED = {Kind.CONTRACT: Matter.CONTRACT, Kind.FINANCE: Matter.FINANCE}
"""What a special seal is for, whatever is said."""


class SealForm(StrEnum):
    """How the seal is written into a PDF; an OFD always bears a 电子签章."""

    SES = "ses"
    """电子签章 (GB/T 38540-2020)"""
    GM_CMS = "gm_cms"
    """SM2 and SM3 in CMS (GB/T 35275-2017)"""
    PADES = "pades"
    """ECDSA in CMS, which common PDF readers show as valid (ETSI EN 319 142-1)"""


class FileKind(StrEnum):
    """What can be sealed."""

    PDF = "pdf"
    OFD = "ofd"


class RequestState(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    USED = "used"
    """Every file is sealed."""
    EXPIRED = "expired"
    """Its days went by: a fact of dates that nobody writes down."""


class ItemState(StrEnum):
    """Where one file of a request stands."""

    WAITING = "waiting"
    ASKED = "asked"
    """The keeper has asked for it; it is being pressed."""
    SEALED = "sealed"
    HANDED_BACK = "handed_back"
    """It could not be pressed; the keeper may ask again."""


class Basis(StrEnum):
    """On what an approval rests."""

    REQUEST = "request"
    SIGN_OFF = "sign_off"
    """签发: who signed the document let it be sealed."""


OPEN = (RequestState.REQUESTED, RequestState.APPROVED)
ASKABLE = (ItemState.WAITING, ItemState.HANDED_BACK)


@dataclass(frozen=True)
class Place:
    """Where a seal goes: the page from 1, and millimetres from the paper's upper left corner to the seal's."""

    page: int
    left_mm: float
    top_mm: float


@dataclass(frozen=True)
class Approval:
    """Who approved the use, in which post, when, and on what basis."""

    person_id: UUID
    person_name: str
    post_title: str
    at: datetime
    basis: Basis = Basis.REQUEST
    principal_id: UUID | None = None
    """For whom that person acted (代)."""
    principal_name: str = ""

    @property
    def people(self) -> frozenset[UUID]:
        """Whoever approved it, in person or by another."""
        return frozenset(filter(None, (self.person_id, self.principal_id)))


@dataclass(frozen=True)
class Item:
    """One file of a request: what is approved of it, and what became of it."""

    id: UUID
    no: int
    """From 1, in the order of the request."""
    name: str
    kind: FileKind
    sha256: str
    pages: int
    copies: int
    """How many will be printed (份数)."""
    places: tuple[Place, ...]
    straddle: bool
    """Whether a seal straddles the edges of all pages (骑缝章)."""
    number: str = ""
    """文号, if it has one."""
    title: str = ""
    formed_on: date | None = None
    """成文日期"""
    state: ItemState = ItemState.WAITING
    asked_by: UUID | None = None
    """The keeper who has it sealed, or had."""
    keeper_name: str = ""
    keeper_post: str = ""
    reason: str = ""
    """Why it was handed back."""
    sealed: str = ""
    """SHA-256 of the sealed file."""
    code: str = ""
    """The verification code (验证码) of the sealed file."""


@dataclass(frozen=True)
class Request:
    """用印申请: who wants which seal on what, what for, and between which instants."""

    id: UUID
    seal_id: UUID
    seal_name: str
    organ_id: UUID
    """Whose seal it is."""
    organ_name: str
    document_id: UUID | None
    """The document that is issued; None for files that were handed in."""
    requester_id: UUID
    requester_name: str
    requester_post: str
    matter: Matter
    purpose: str
    form: SealForm
    opens_at: datetime
    closes_at: datetime
    items: tuple[Item, ...]
    state: RequestState = RequestState.REQUESTED
    approval: Approval | None = None
    reason: str = ""
    """Why it was refused or withdrawn."""
    binding: str = ""
    """SM3 over what is asked for, which an approval is bound to; see `binding_of`."""


@dataclass(frozen=True)
class Keeper:
    """Who keeps the seal and has it pressed, in which post."""

    id: UUID
    name: str
    post: str


def binding_of(request: Request) -> str:
    """SM3 (64 hex digits) over all that an approval approves: seal, files, places, copies, purpose, window."""
    said = [_approved_of(item) for item in request.items]
    window = [at.astimezone(UTC).isoformat() for at in (request.opens_at, request.closes_at)]
    return sm3(canonical([request.seal_id, request.matter, request.purpose, request.form, *window, said]))


def _approved_of(item: Item) -> list[object]:
    places = [[place.page, place.left_mm, place.top_mm] for place in item.places]
    facts = [item.no, item.name, item.kind, item.sha256, item.pages, item.copies]
    return [*facts, places, item.straddle, item.number, item.title, item.formed_on]


def matter_of(kind: Kind, said: Matter) -> Matter:
    """What a seal of a kind is wanted for: that of a special seal is not for the requester to say."""
    return IMPLIED.get(kind, said)


def state_at(request: Request, now: datetime) -> RequestState:
    """Where a request stands at an instant: what is still open when its days are over has expired."""
    over = request.state in OPEN and now >= request.closes_at
    return RequestState.EXPIRED if over else request.state


def item_of(request: Request, no: int) -> Item:
    """One file of a request. Raises NoSuchItem."""
    for item in request.items:
        if item.no == no:
            return item
    raise NoSuchItem
