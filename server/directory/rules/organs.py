"""Organs in a tree: what they are, who stands above whom, and which way a document between two of them goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID

from server.directory.errors import CircularLine, LevelReversed, OfficeElsewhere


class OrganType(StrEnum):
    """机关类型; which kinds of document an organ may issue depends on it (横向覆盖)."""

    PARTY = "party"
    """党委机关"""
    GOVERNMENT = "government"
    """政府机关，含街道办事处"""
    DEPARTMENT = "department"
    """政府部门、办公厅（室）"""
    INSTITUTION = "institution"
    """事业单位"""
    COMMITTEE = "committee"
    """开发区、园区管委会"""
    ENTERPRISE = "enterprise"
    """国有企业"""
    CONGRESS = "congress"
    """人大"""
    CPPCC = "cppcc"
    """政协"""
    COURT = "court"
    """法院"""
    PROCURATORATE = "procuratorate"
    """检察院"""
    MASS = "mass"
    """群团"""


class Level(IntEnum):
    """层级 of the government an organ belongs to; a smaller number stands higher."""

    STATE = 1
    PROVINCE = 2
    CITY = 3
    COUNTY = 4
    TOWNSHIP = 5


class Mode(StrEnum):
    """接入方式: works in this office, or in a system of its own that is connected to it."""

    HOSTED = "hosted"
    FEDERATED = "federated"


class Direction(StrEnum):
    """行文方向 between two organs: computed from their lines of authority, never typed in (条例 art. 14-17)."""

    UP = "up"
    DOWN = "down"
    PEER = "peer"
    """Same level, or unaffiliated （不相隶属）."""


@dataclass(frozen=True)
class Organ:
    """A 机关 under its full standard name (规范化全称)."""

    id: UUID
    name: str
    short_name: str
    type: OrganType
    level: Level
    superior_id: UUID | None = None
    """The organ it is subordinate to (隶属)."""
    dual_superior_id: UUID | None = None
    """The second superior of an organ under dual leadership or guidance of its line (双重领导, 上级主管部门)."""
    office_id: UUID | None = None
    """The general office (办公厅、办公室) that does its paper work; an organ of its own, directly below it."""
    issue_enabled: bool = False
    """发文立户: registered as an issuer of documents (条例 art. 37)."""
    mode: Mode = Mode.HOSTED


Tree = Mapping[UUID, Organ]
"""Organs by id; for questions about an organ it must hold that organ and everyone above it."""


def superiors(tree: Tree, organ_id: UUID) -> dict[UUID, int]:
    """Everyone above an organ, by either superior, with the fewest steps up: 1 is a direct superior."""
    steps: dict[UUID, int] = {}
    edge, distance = {organ_id}, 0
    while edge:
        distance += 1
        edge = {above for below in edge for above in _directly_above(tree[below])} - steps.keys()
        steps.update(dict.fromkeys(edge, distance))
    return steps


def _directly_above(organ: Organ) -> Iterator[UUID]:
    if organ.superior_id:
        yield organ.superior_id
    if organ.dual_superior_id:
        yield organ.dual_superior_id


def served_by(tree: Tree, office_id: UUID) -> UUID | None:
    """The organ whose general office this is, or None."""
    above = tree[office_id].superior_id
    return above if above and tree[above].office_id == office_id else None


def direction(tree: Tree, issuer_id: UUID, addressee_id: UUID) -> Direction:
    """Which way a document goes from one organ to another (行文方向).

    A general office speaks for its organ towards everything that stands on a lower level (条例 art. 16(2)), so
    市政府办公厅 to a district government is downward; towards the departments of its own level it is their peer.
    """
    if _stands_above(tree, addressee_id, issuer_id):
        return Direction.UP
    if _stands_above(tree, issuer_id, addressee_id):
        return Direction.DOWN
    return Direction.PEER


def _stands_above(tree: Tree, high_id: UUID, low_id: UUID) -> bool:
    above = superiors(tree, low_id)
    if high_id in above:
        return True
    served = served_by(tree, high_id)
    return served in above and tree[low_id].level > tree[high_id].level


def skipped(tree: Tree, low_id: UUID, high_id: UUID) -> list[UUID]:
    """The organs that a document from `low_id` up to `high_id` passes over (越级行文, 条例 art. 14).

    Empty when the superior is a direct one, or none at all.
    """
    if superiors(tree, low_id).get(high_id, 1) == 1:
        return []
    return [step for step in superiors(tree, low_id) if high_id in superiors(tree, step)]


def check_line(tree: Tree, organ: Organ) -> None:
    """Refuse an organ as it would stand in the tree: above itself, below a lower level, or with an office elsewhere.

    `tree` holds, as they are, everyone above it, its general office, and everyone who names it.
    Raises CircularLine, LevelReversed, OfficeElsewhere.
    """
    changed = {**tree, organ.id: organ}
    if organ.id in superiors(changed, organ.id):
        raise CircularLine
    for each in changed.values():
        if any(changed[above].level > each.level for above in _directly_above(each) if above in changed):
            raise LevelReversed
        if each.office_id in changed and changed[each.office_id].superior_id != each.id:
            raise OfficeElsewhere
