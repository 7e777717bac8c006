"""Widths: characters become tokens (不可分单元) that a line may not part, measured in millimetres."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from documents.typesetting import profile
from documents.typesetting.engine import marks
from documents.typesetting.fonts.faces import Faces, Role

SPACE = 0.25
"""Ems of a space between words."""
FULL = 0.95
"""A glyph at least this wide, in ems, takes a whole cell of the grid."""
LONGEST_GLUED = 6
"""Digits; a longer number may be parted from its unit."""

_PIECES = re.compile(
    r"(?P<space>\s+)|(?P<pair>—{2,}|…{2,})"
    r"|(?P<word>[A-Za-z0-9]+(?:[-.,:/%@_&+~'’#*=?°]+[A-Za-z0-9]+)*[%‰℃°+]?)|(?P<char>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one typeface."""

    text: str
    role: Role = Role.FANGSONG


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with the width it takes and how far inside it its origin lies."""

    char: str
    role: Role
    width: float
    shift: float


@dataclass(frozen=True, slots=True)
class Token:
    """Glyphs that stay together on a line."""

    glyphs: tuple[Glyph, ...]
    width: float
    give: float
    """Millimetres that punctuation can give up (标点挤压)."""
    space: bool = False

    @property
    def first(self) -> str:
        """The character at its left edge."""
        return self.glyphs[0].char

    @property
    def last(self) -> str:
        """The character at its right edge."""
        return self.glyphs[-1].char


class Measure:
    """Measures text of one size (points) whose full-width characters take cells of `cell` millimetres."""

    def __init__(self, faces: Faces, size: float, cell: float) -> None:
        self.faces = faces
        self.size = size
        self.cell = cell
        self._glyphs: dict[tuple[Role, str], Glyph] = {}
        self._single: dict[tuple[Role, str], Token] = {}

    def tokens(self, spans: Iterable[Span], longest: float) -> list[Token]:
        """Cut `spans` into tokens; a word wider than `longest` mm is cut where it must be."""
        found: list[Token] = []
        for span in spans:
            for token in self._cut(span, longest):
                if found and _is_unit_of(found[-1], token):
                    token = _joined(found.pop(), token)
                found.append(token)
        return found

    def width(self, text: str, role: Role) -> float:
        """Natural width of `text`, in millimetres."""
        return sum(token.width for token in self.tokens([Span(text, role)], float("inf")))

    def _cut(self, span: Span, longest: float) -> Iterator[Token]:
        for piece in _PIECES.finditer(span.text):
            if piece["char"]:
                yield self._one(piece[0], span.role)
            elif piece["space"]:
                width = SPACE * self.size * profile.POINT
                yield Token((Glyph(" ", span.role, width, 0.0),), width, 0.0, space=True)
            else:
                yield from self._word(piece[0], span.role, longest)

    def _one(self, char: str, role: Role) -> Token:
        token = self._single.get((role, char))
        if token is None:
            glyph = self._glyph(char, role)
            halves = char in marks.LEFT_HALF or char in marks.RIGHT_HALF
            give = self.cell / 2 if halves and glyph.width == self.cell else 0.0
            token = self._single[role, char] = Token((glyph,), glyph.width, give)
        return token

    def _word(self, text: str, role: Role, longest: float) -> Iterator[Token]:
        glyphs: list[Glyph] = []
        width = 0.0
        for char in text:
            glyph = self._glyph(char, role)
            if glyphs and width + glyph.width > longest:
                yield Token(tuple(glyphs), width, 0.0)
                glyphs, width = [], 0.0
            glyphs.append(glyph)
            width += glyph.width
        yield Token(tuple(glyphs), width, 0.0)

    def _glyph(self, char: str, role: Role) -> Glyph:
        glyph = self._glyphs.get((role, char))
        if glyph is None:
            natural = self.faces.face(role, char).advance(char) * self.size * profile.POINT
            full = _is_full(char) or natural >= FULL * self.size * profile.POINT
            width = self.cell if full else natural
            glyph = self._glyphs[role, char] = Glyph(char, role, width, (width - natural) / 2)
        return glyph


def _is_full(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·"


def _is_unit_of(number: Token, unit: Token) -> bool:
    return unit.first in marks.UNITS and number.last.isdigit() and len(number.glyphs) <= LONGEST_GLUED


def _joined(left: Token, right: Token) -> Token:
    return Token(left.glyphs + right.glyphs, left.width + right.width, left.give + right.give)
