"""What Word computes and does not store in the text: outline levels of styles, and automatic numbers."""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from server.intake.word_part import attribute, child, name, value
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


@dataclass(frozen=True)
class _Level:
    start: int
    form: str
    text: str


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
        level = next((int(each) + 1 for each in levels if each.isdigit()), 0)
        return level if level <= _MAX_LEVEL else 0


class Numbering:
    """Automatic numbers (numbering.xml), counted in the order in which paragraphs ask."""

    def __init__(self, root: etree._Element | None) -> None:
        parts = list(root) if root is not None else []
        self.lists = {attribute(each, "abstractNumId"): _levels(each) for each in parts if name(each) == "abstractNum"}
        self.list_of = {attribute(each, "numId"): value(each, "abstractNumId") for each in parts if name(each) == "num"}
        self.restarts = {
            attribute(each, "numId") for each in parts if child(each, "lvlOverride", "startOverride") is not None
        }
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)

    def number(self, properties: list[etree._Element]) -> str:
        """The number text that stands before a paragraph, or an empty string."""
        own = next((each for each in properties if child(each, "numPr") is not None), None)
        number_id = value(own, "numPr", "numId") if own is not None else ""
        levels = self.lists.get(self.list_of.get(number_id, ""), {})
        depth = value(own, "numPr", "ilvl") if own is not None else ""
        rank = int(depth) if depth.isdigit() else 0
        return self._next(number_id, levels, rank) if rank in levels else ""

    def _next(self, number_id: str, levels: dict[int, _Level], rank: int) -> str:
        counts = self.counts[number_id if number_id in self.restarts else self.list_of[number_id]]
        counts[rank] = counts.get(rank, levels[rank].start - 1) + 1
        for deeper in [each for each in counts if each > rank]:
            del counts[deeper]
        if levels[rank].form == "bullet":
            return "●"
        text = levels[rank].text
        for each, level in levels.items():
            text = text.replace(f"%{each + 1}", _formed(counts.get(each, level.start), level.form))
        return text + " " if text[-1:].isalnum() else text


def _levels(definition: etree._Element) -> dict[int, _Level]:
    levels = [each for each in definition if name(each) == "lvl" and attribute(each, "ilvl").isdigit()]
    return {int(attribute(each, "ilvl")): _level(each) for each in levels}


def _level(element: etree._Element) -> _Level:
    start = value(element, "start")
    return _Level(int(start) if start.isdigit() else 1, value(element, "numFmt"), value(element, "lvlText"))


def _formed(number: int, form: str) -> str:
    """A number as Word writes it; forms that no official document uses come out as digits."""
    if form in _HAN_FORMATS and 0 < number <= _MAX_NUMBER:
        return han_numeral(number)
    if form == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + number - 1)
    return str(number)
