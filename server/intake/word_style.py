"""What Word computes and does not store in the text: outline levels of styles, and automatic numbers."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from lxml import etree

from server.intake.word_part import attribute, child, name, value, whole
from server.intake.wording import han_numeral

_HAN_FORMATS = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "ideographDigital",
}
_MAX_LEVEL = 4
_MAX_NUMBER = 99
_CHAIN = 10
_MAX_TEXT = 40
"""Characters of a number's pattern."""


_OFF = {"0", "false", "off"}


@dataclass(frozen=True)
class _Level:
    start: int
    form: str
    text: str
    legal: bool = False
    """Numbers of all levels in it are written in digits (isLgl)."""
    goes_on: bool = False
    """It is not begun anew below a higher level (lvlRestart 0)."""


@dataclass
class Styles:
    """Paragraph styles by id (styles.xml)."""

    elements: dict[str, etree._Element] = field(default_factory=dict)

    @classmethod
    def read(cls, root: etree._Element | None) -> "Styles":
        """The styles of a styles.xml; of a file without one, none."""
        styles = [each for each in root if name(each) == "style"] if root is not None else []
        return cls({attribute(each, "styleId"): each for each in styles})

    def properties(self, paragraph: etree._Element) -> list[etree._Element]:
        """The paragraph's own properties and those of its style and the styles that one is based on."""
        own = child(paragraph, "pPr")
        found = [own] if own is not None else []
        style = value(paragraph, "pPr", "pStyle")
        for _ in range(_CHAIN):
            element = self.elements.get(style)
            if element is None:
                break
            properties = child(element, "pPr")
            found += [properties] if properties is not None else []
            style = value(element, "basedOn")
        return found

    def heading(self, paragraph: etree._Element) -> int:
        """Outline level 1-4 of a paragraph, 0 for running text."""
        levels = [value(properties, "outlineLvl") for properties in self.properties(paragraph)]
        level = next((whole(each) + 1 for each in levels if each.isdigit()), 0)
        return level if level <= _MAX_LEVEL else 0


class Numbering:
    """Automatic numbers (numbering.xml), counted in the order in which paragraphs ask."""

    def __init__(self, root: etree._Element | None) -> None:
        parts = list(root) if root is not None else []
        lists = {attribute(each, "abstractNumId"): _levels(each) for each in parts if name(each) == "abstractNum"}
        numbers = {attribute(each, "numId"): each for each in parts if name(each) == "num"}
        self.list_of = {key: value(each, "abstractNumId") for key, each in numbers.items()}
        self.levels = {
            key: lists.get(self.list_of[key], {}) | _overrides(each, lists.get(self.list_of[key], {}))
            for key, each in numbers.items()
        }
        self.restarts = {
            key for key, each in numbers.items() if child(each, "lvlOverride", "startOverride") is not None
        }
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)

    def number(self, properties: list[etree._Element]) -> str:
        """The number text that stands before a paragraph, or an empty string."""
        number_id, depth = (
            next((found for each in properties if (found := value(each, "numPr", part))), "")
            for part in ("numId", "ilvl")
        )
        levels, rank = self.levels.get(number_id, {}), whole(depth)
        return self._next(number_id, levels, rank) if rank in levels else ""

    def _next(self, number_id: str, levels: dict[int, _Level], rank: int) -> str:
        counts = self.counts[number_id if number_id in self.restarts else self.list_of[number_id]]
        counts[rank] = counts.get(rank, levels[rank].start - 1) + 1
        for deeper in [each for each in counts if each > rank and not (each in levels and levels[each].goes_on)]:
            del counts[deeper]
        match levels[rank].form:
            case "bullet":
                return "●"
            case "none":
                return ""
        text = levels[rank].text
        for each, level in levels.items():
            form = "decimal" if levels[rank].legal else level.form
            text = text.replace(f"%{each + 1}", _formed(counts.get(each, level.start), form))
        return text + " " if text[-1:].isalnum() else text


def _levels(definition: etree._Element) -> dict[int, _Level]:
    levels = [each for each in definition if name(each) == "lvl" and attribute(each, "ilvl").isdigit()]
    return {whole(attribute(each, "ilvl")): _level(each) for each in levels}


def _level(element: etree._Element) -> _Level:
    legal, restart = child(element, "isLgl"), value(element, "lvlRestart")
    return _Level(
        whole(value(element, "start"), 1),
        value(element, "numFmt"),
        value(element, "lvlText")[:_MAX_TEXT],
        legal is not None and attribute(legal, "val") not in _OFF,
        restart == "0",
    )


def _overrides(number: etree._Element, levels: dict[int, _Level]) -> dict[int, _Level]:
    """What one list does otherwise than the definition that it shares: levels of its own, other first numbers."""
    found: dict[int, _Level] = {}
    for override in (each for each in number if name(each) == "lvlOverride"):
        rank = whole(attribute(override, "ilvl"))
        own = child(override, "lvl")
        level = _level(own) if own is not None else levels.get(rank)
        start = value(override, "startOverride")
        if level:
            found[rank] = replace(level, start=whole(start, level.start)) if start else level
    return found


def _formed(number: int, form: str) -> str:
    """A number as Word writes it; forms that no official document uses come out as digits."""
    if form in _HAN_FORMATS and 0 < number <= _MAX_NUMBER:
        return han_numeral(number)
    if form == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + number - 1)
    return str(number)
