"""The numbers of GB/T 9704-2012 (党政机关公文格式) as data, each with its clause and how strongly the standard says it.

`GBT9704` is the standard itself; an office that needs another number changes a copy, and every such change is told
as a deviation (偏离国标). Lengths are millimetres, sizes of type are points.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from documents.typesetting.errors import NoSuchNumber, NumberOutOfRange

POINT = 25.4 / 72
"""Millimetres in a point (磅)."""
BASELINE = 0.88
"""Share of the em-box above the baseline; the faces' own vertical metrics are not reliable."""
PAPER_WIDTH = 210.0
PAPER_HEIGHT = 297.0
RED = (0.9, 0.0, 0.0)
FURTHEST = 0.5
"""By how much of itself a number may be changed; further off it is a slip of the pen."""


class Strength(StrEnum):
    """How strongly the standard says a number."""

    REQUIRED = "规定"
    USUAL = "一般"
    RECOMMENDED = "推荐"
    ALLOWED = "可以"
    OURS = "自定"


@dataclass(frozen=True)
class Number:
    """One number of the standard."""

    value: float
    unit: str
    clause: str
    strength: Strength
    about: str


@dataclass(frozen=True)
class Profile:
    """Every number by its name in `standard.toml`, and what follows from them."""

    paper_width: float
    paper_height: float
    top: float
    left: float
    width: float
    height: float
    body_size: float
    title_size: float
    small_size: float
    rows: int
    columns: int
    leading: float
    tightest_pitch: float
    widest_pitch: float
    mark_ink_top: float
    mark_size: float
    mark_blank_rows: int
    signers_per_row: int
    red_rule_gap: float
    red_rule_thickness: float
    title_blank_rows: int
    body_blank_rows: int
    indent: int
    date_right_sealed: int
    organ_right_unsealed: int
    date_shift_unsealed: int
    seal_centre_above_organ: float
    seals_apart: float
    signet_blank_rows: int
    signet_right: int
    signet_gap: int
    signet_width: float
    signet_height: float
    signet_date_blank_rows: int
    annex_title_row: int
    thick_rule: float
    thin_rule: float
    imprint_on_even_page: bool
    page_number_gap: float
    table_size: float
    table_rule: float
    letter_mark_ink_top: float
    letter_mark_size: float
    letter_rule_gap: float
    letter_rule_width: float
    letter_lower_rule: float
    letter_rule_thick: float
    letter_rule_thin: float
    letter_rules_apart: float
    letter_gap: float
    letter_title_blank_rows: int
    order_mark_ink_top: float
    order_number_blank_rows: int
    order_body_blank_rows: int
    minutes_mark_ink_top: float
    attendance_blank_rows: int

    @cached_property
    def right(self) -> float:
        """Right edge of the 版心."""
        return self.left + self.width

    @cached_property
    def bottom(self) -> float:
        """Lower edge of the 版心."""
        return self.top + self.height

    @cached_property
    def em(self) -> float:
        """Height of a 3号 character, mm."""
        return self.body_size * POINT

    @cached_property
    def cell(self) -> float:
        """Width of one place of the grid (一字)."""
        return self.width / self.columns

    @cached_property
    def pitch(self) -> float:
        """Row pitch: the first row's em-box touches the upper edge of the 版心 and the last row's the lower edge."""
        return (self.height - self.em) / (self.rows - 1)

    @cached_property
    def title_pitch(self) -> float:
        """Between lines of a title: a row of its size (clause 3)."""
        return self.title_size * POINT + self.leading * self.em

    @cached_property
    def small_pitch(self) -> float:
        """Between lines of the 版记."""
        return self.small_size * POINT + self.leading * self.em


@dataclass(frozen=True)
class Deviation:
    """A number of the standard that an office sets otherwise (偏离国标)."""

    name: str
    standard: Number
    value: float


def _standard() -> dict[str, Number]:
    text = (Path(__file__).parent / "standard.toml").read_text("utf-8")
    return {
        name: Number(**{**entry, "strength": Strength(entry["strength"])})
        for name, entry in tomllib.loads(text).items()
    }


STANDARD: Mapping[str, Number] = _standard()
"""Every number with its clause."""


def _typed(name: str, value: float) -> float:
    """A number as its field wants it: rows and characters are counted, lengths are measured."""
    kind = Profile.__dataclass_fields__[name].type
    return int(value) if kind is int else bool(value) if kind is bool else float(value)


GBT9704 = Profile(**{name: _typed(name, number.value) for name, number in STANDARD.items()})  # type: ignore[arg-type]


def office_profile(changes: Mapping[str, float]) -> Profile:
    """The standard with an office's own numbers.

    Raises NoSuchNumber for a name that the standard does not have, NumberOutOfRange for a value that is further than
    half from the standard's.
    """
    for name, value in changes.items():
        if name not in STANDARD or name.startswith("paper"):
            raise NoSuchNumber(name)
        usual, switch = STANDARD[name].value, STANDARD[name].unit == "是否"
        lawful = value in (0, 1) if switch else abs(value - usual) <= FURTHEST * usual
        if not lawful:
            raise NumberOutOfRange(f"{name}={value:g}")
    return replace(GBT9704, **{name: _typed(name, value) for name, value in changes.items()})  # type: ignore[arg-type]


def deviations(profile: Profile) -> tuple[Deviation, ...]:
    """Where `profile` is not the standard, in the standard's order."""
    return tuple(
        Deviation(name, STANDARD[name], float(value))
        for name, value in asdict(profile).items()
        if value != STANDARD[name].value
    )
