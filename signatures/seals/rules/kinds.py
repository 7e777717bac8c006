"""The kinds of seal, what each says and how large it is (国办发〔2025〕33号, 国发〔1999〕25号)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from unicodedata import category, normalize
from uuid import UUID

from server.directory.rules.organs import Level, OrganType
from signatures.picture.draw import NAME_LENGTHS
from signatures.picture.sizes import DIAMETERS, PERSONAL_SIDE, OrganRank
from signatures.seals.errors import BottomUnfit, NameMissing, NameUnfit
from signatures.seals.rules.life import State


class Kind(StrEnum):
    """印章种类."""

    OFFICIAL = "official"
    """公章（法定名称章）: the seal that carries an organ's legal name."""
    CONTRACT = "contract"
    """合同专用章"""
    FINANCE = "finance"
    """财务专用章"""
    BUSINESS = "business"
    """业务专用章: for one business, named by its bottom line."""
    INTERNAL = "internal"
    """内设机构章"""
    BRANCH = "branch"
    """分支机构章"""
    PERSONAL = "personal"
    """个人名章, of the organ's head or of who is in charge of something."""


BOTTOM = {Kind.CONTRACT: "合同专用章", Kind.FINANCE: "财务专用章"}
"""Bottom lines that a kind fixes."""

BOTTOM_END = "专用章"
"""With what the bottom line of a business seal must end, so that nobody takes it for the organ's own."""

UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Unicode categories of what cannot be seen."""

RANKS: dict[tuple[OrganType, Level], OrganRank] = {
    (OrganType.GOVERNMENT, Level.STATE): OrganRank.STATE_COUNCIL,
    (OrganType.DEPARTMENT, Level.STATE): OrganRank.PROVINCE_OR_MINISTRY,
    (OrganType.GOVERNMENT, Level.PROVINCE): OrganRank.PROVINCE_OR_MINISTRY,
    (OrganType.GOVERNMENT, Level.CITY): OrganRank.CITY_OR_COUNTY,
    (OrganType.GOVERNMENT, Level.COUNTY): OrganRank.CITY_OR_COUNTY,
    (OrganType.GOVERNMENT, Level.TOWNSHIP): OrganRank.TOWNSHIP,
}
"""Organs whose size the rule fixes; the others keep within that of units."""

SINGLE = frozenset({Kind.OFFICIAL, Kind.CONTRACT, Kind.FINANCE})
"""Of these an organ has one; of the others one for each name."""

NAMED = frozenset({Kind.INTERNAL, Kind.BRANCH, Kind.PERSONAL})
"""These carry a name of their own; the others that of the organ."""

BY_OWN_HEAD = frozenset({Kind.CONTRACT, Kind.FINANCE, Kind.BUSINESS, Kind.PERSONAL})
"""Special seals, which the organ's own head approves (国发〔1999〕25号, 二十二); the others its superior."""


@dataclass(frozen=True)
class Face:
    """What a seal says: along the ring (of a personal seal: in its square), and in the bottom line."""

    ring: str
    bottom: str

    @property
    def name(self) -> str:
        """印章名称, as the seal object has it."""
        return self.ring + self.bottom


@dataclass(frozen=True)
class Seal:
    """A seal as anybody in the office may know it: without its keys."""

    id: UUID
    organ_id: UUID
    organ_name: str
    """As its certificates have it."""
    kind: Kind
    name: str
    """印章名称"""
    diameter_mm: float
    """Across; of a personal seal the length of its side."""
    state: State
    es_id: str
    """印章标识, under which anybody may ask for its status."""
    certificate_serial: str
    """Hexadecimal, as a verdict names it; empty until it is made."""
    valid_until: datetime | None
    keepers: tuple[UUID, ...]
    """监印人, by name."""
    replaces: UUID | None
    """The seal that this one is to take the place of (换发、补制)."""
    record_number: str
    """备案编号"""
    recorded_on: date | None


def face(kind: Kind, organ: str, name: str, bottom: str) -> Face:
    """What a seal of a kind says, given the organ's full name and what the applicant wrote.

    Seals of the organ itself carry its full name; only where that is too long for the ring its standard short form.
    Raises NameMissing, NameUnfit, BottomUnfit.
    """
    name, bottom = unspaced(name), unspaced(bottom)
    if kind in NAMED and not name:
        raise NameMissing
    if kind not in NAMED and plain(name) not in ("", plain(organ)) and len(organ) in NAME_LENGTHS:
        raise NameUnfit(reason="机关全称不超过25个字的，应当刻写全称")
    if kind is Kind.BUSINESS:
        if not plain(bottom).endswith(BOTTOM_END) or plain(bottom).endswith(tuple(BOTTOM.values())):
            raise BottomUnfit
    elif bottom:
        raise BottomUnfit
    same = plain(name) in ("", plain(organ))
    return Face(organ if same else name, BOTTOM.get(kind, bottom))


def check_bearer(kind: Kind, organ: str, said: Face, organs: Iterable[str]) -> None:
    """Nobody is to take a seal for that of another organ, nor one of a part of an organ for the organ's own.

    `organs` are the full names of all there are. Raises NameUnfit.
    """
    others = {plain(name) for name in organs} - {plain(organ)}
    if plain(said.ring) in others or (kind in NAMED and plain(said.ring) == plain(organ)):
        raise NameUnfit(reason="不得与机关全称相同")


def unspaced(text: str) -> str:
    """A text without blanks and characters that cannot be seen: a seal shows none."""
    return "".join(letter for letter in text if not (letter.isspace() or category(letter) in UNSEEN))


def plain(text: str) -> str:
    """A text as it is compared with others: characters that look the same are the same (NFKC)."""
    return unspaced(normalize("NFKC", unspaced(text)))


def place(kind: Kind, said: Face) -> str:
    """Of what an organ has one active seal: of a kind, or of a kind and name."""
    return kind if kind in SINGLE else f"{kind}:{plain(said.name)}"


def diameter(kind: Kind, type: OrganType, level: Level) -> float:
    """Millimetres across a seal (国发〔1999〕25号); a personal seal is square."""
    if kind is Kind.PERSONAL:
        return PERSONAL_SIDE
    rank = RANKS.get((type, level), OrganRank.UNIT) if kind is Kind.OFFICIAL else OrganRank.SPECIAL
    return DIAMETERS[rank]
