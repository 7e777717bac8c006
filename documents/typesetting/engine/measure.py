"""Widths: characters become tokens (不可分单元) that a line may not part, measured in millimetres."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from documents.typesetting import profile
from documents.typesetting.engine import marks
from documents.typesetting.fonts.face import Face
from documents.typesetting.fonts.faces import Faces, Role

SPACE = 0.25
"""Ems of a space between words."""
FULL = 0.95
"""A glyph at least this wide, in ems, takes a whole cell of the grid."""
WIDE_SPACE = "\u3000"
"""A blank of one cell, as in names of two characters that are spread to three."""

_UNITS = "|".join(marks.UNITS)
_PIECES = re.compile(
    r"(?!第)[一-鿿，。、；：]|—{2,}|…{2,}|\s+"
    r"|(?:〔[0-9]{4}〕)?(?:第(?=[0-9]))?[A-Za-z0-9]+(?:[-.,:/%@_&+~'’#*=?°]+[A-Za-z0-9]+)*"
    rf"(?:(?<=[0-9])[余多]?(?:万亿|[十百千万亿])?(?:{_UNITS})?)?[%+°]?"
    r"|.",
    re.DOTALL,
)
"""What is never parted: 破折号, 省略号, Latin words, numbers with their units; everything else is single characters."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one typeface."""

    text: str
    role: Role = Role.FANGSONG


Fount = tuple[Face, Role]
"""A face and the role that it plays."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with the width it takes and how far inside it its origin lies."""

    char: str
    fount: Fount
    width: float
    shift: float


@dataclass(frozen=True, slots=True)
class Token:
    """Characters that stay together on a line."""

    text: str
    founts: tuple[Fount, ...]
    """Of each character."""
    origins: tuple[float, ...]
    """Of each character, from the token's left edge."""
    width: float
    give: float = 0.0
    """Millimetres that punctuation can give up (标点挤压)."""
    space: bool = False

    @property
    def opens(self) -> bool:
        """Whether it gives up its left half and not its right one."""
        return self.text in marks.RIGHT_HALF

    @property
    def starts_badly(self) -> bool:
        """Whether no line may start with it (避头)."""
        return self.text[0] in marks.NO_START

    @property
    def ends_badly(self) -> bool:
        """Whether no line may end with it (避尾)."""
        return self.text[-1] in marks.NO_END


class Measure:
    """Measures text of one size (points) whose full-width characters take cells of `cell` millimetres."""

    def __init__(self, faces: Faces, size: float, cell: float) -> None:
        self.faces = faces
        self.size = size
        self.cell = cell
        self._glyphs: dict[tuple[Role, str], Glyph] = {}
        self._founts: dict[Fount, Fount] = {}
        self._tokens: dict[Role, dict[str, Token]] = {role: {} for role in Role}

    def tokens(self, spans: Iterable[Span], longest: float) -> list[Token]:
        """Cut `spans` into tokens; a word wider than `longest` mm is cut where it must be."""
        found: list[Token] = []
        for span in spans:
            pieces = _PIECES.findall(span.text)
            known = self._tokens[span.role]
            known |= {piece: self._token(piece, span.role) for piece in dict.fromkeys(pieces) if piece not in known}
            found += [known[piece] for piece in pieces]
        if all(token.width <= longest for token in found):
            return found
        return [part for token in found for part in self._parts(token, longest)]

    def width(self, text: str, role: Role) -> float:
        """Natural width of `text`, in millimetres."""
        return sum(token.width for token in self.tokens([Span(text, role)], float("inf")))

    def _token(self, piece: str, role: Role) -> Token:
        if piece.isspace():
            return self._space(piece, role)
        token = _joined([self._glyph(char, role) for char in piece])
        if piece in marks.LEFT_HALF | marks.RIGHT_HALF and token.width == self.cell:
            return Token(piece, token.founts, token.origins, token.width, give=self.cell / 2)
        return token

    def _space(self, piece: str, role: Role) -> Token:
        cells = piece.count(WIDE_SPACE)
        width = cells * self.cell if cells else SPACE * self.size * profile.POINT
        return Token(" ", (self._glyph(" ", role).fount,), (0.0,), width, space=True)

    def _parts(self, token: Token, longest: float) -> Iterator[Token]:
        """The token, or as many as it takes for none to be wider than `longest`."""
        if token.width <= longest:
            yield token
            return
        glyphs: list[Glyph] = []
        for char, (_, role) in zip(token.text, token.founts, strict=True):
            glyph = self._glyph(char, role)
            if glyphs and sum(one.width for one in [*glyphs, glyph]) > longest:
                yield _joined(glyphs)
                glyphs = []
            glyphs.append(glyph)
        yield _joined(glyphs)

    def _glyph(self, char: str, role: Role) -> Glyph:
        glyph = self._glyphs.get((role, char))
        if glyph is None:
            face = self.faces.face(role, char)
            em = self.size * profile.POINT
            natural = face.advance(char) * em
            width = self.cell if _is_full(char) or natural >= FULL * em else natural
            fount = self._founts.setdefault((face, role), (face, role))
            glyph = self._glyphs[role, char] = Glyph(char, fount, width, (width - natural) / 2)
        return glyph


def _is_full(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·"


def _joined(glyphs: Sequence[Glyph]) -> Token:
    origins: list[float] = []
    width = 0.0
    for glyph in glyphs:
        origins.append(width + glyph.shift)
        width += glyph.width
    text = "".join(glyph.char for glyph in glyphs)
    return Token(text, tuple(glyph.fount for glyph in glyphs), tuple(origins), width)
