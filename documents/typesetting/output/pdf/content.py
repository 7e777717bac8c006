"""The content of a page: rules, characters placed one by one, pictures (ISO 32000-1 clauses 8 and 9)."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from documents.typesetting import profile
from documents.typesetting.fonts.face import Face
from documents.typesetting.output.pdf.structure import Story, reading_order
from documents.typesetting.output.pdf.typefaces import Typeface
from documents.typesetting.page import Page, Picture, Rule, Run

LAYOUT = "/Artifact <</Type /Layout>>"
FINE = 100
"""Steps in which distances are written, to a thousandth of an em."""


def content(page: Page, typefaces: Mapping[Face, Typeface], pictures: Mapping[bytes, str], story: Story) -> bytes:
    """The operators that draw `page`, each piece marked with what it is; `pictures` are names by their data."""
    drawn = _marked(LAYOUT, map(_rule, page.rules)) if page.rules else []
    style = ""
    for mark, pieces in groupby(reading_order(page), lambda piece: story.mark(page, piece)):
        operators: list[str] = []
        for piece in pieces:
            if isinstance(piece, Picture):
                operators.append(_picture(piece, pictures[piece.data]))
                continue
            typeface = typefaces[piece.face]
            if style != (style := _style(piece, typeface)):
                operators.append(style)
            operators.append(_text(piece, typeface))
        drawn += _marked(mark, operators)
    return "\n".join(drawn).encode("ascii")


def points(millimetres: float) -> float:
    """Lengths as PDF measures them."""
    return millimetres / profile.POINT


def _marked(mark: str, operators: Iterable[str]) -> list[str]:
    return [f"{mark} BDC", *operators, "EMC"]


def _colour(red: bool) -> str:
    return "{:g} {:g} {:g}".format(*(profile.RED if red else (0, 0, 0)))


def _rule(rule: Rule) -> str:
    """A filled box around the line."""
    half = rule.thickness / 2
    if rule.upright:
        left, lower, width, height = rule.x - half, rule.y + rule.width, rule.thickness, rule.width
    else:
        left, lower, width, height = rule.x, rule.y + half, rule.width, rule.thickness
    box = (left, profile.PAPER_HEIGHT - lower, width, height)
    return f"{_colour(rule.red)} rg {' '.join(f'{points(value):.3f}' for value in box)} re f"


def _picture(picture: Picture, name: str) -> str:
    """The unit square of the picture onto its box; a turned one stands on its right side."""
    x, y = points(picture.x), points(profile.PAPER_HEIGHT - picture.y - picture.height)
    width, height = points(picture.width), points(picture.height)
    matrix = (0, height, -width, 0, x + width, y) if picture.turned else (width, 0, 0, height, x, y)
    return f"q {' '.join(f'{value:.3f}' for value in matrix)} cm /{name} Do Q"


def _style(run: Run, typeface: Typeface) -> str:
    """Colour, face and size; a stand-in face is thickened by its outline."""
    colour = _colour(run.red)
    thick = f"2 Tr {colour} RG {points(run.stroke):.3f} w" if run.stroke else "0 Tr"
    return f"{colour} rg {thick} /{typeface.name} {run.size:g} Tf"


def _text(run: Run, typeface: Typeface) -> str:
    """One text object: the distance that most characters keep by Tc, and what the others are off it by TJ."""
    text, codes, widths = run.text, typeface.codes, typeface.widths
    scale = 1000 * FINE / (run.size * profile.POINT)
    steps = [round((after - before) * scale) for before, after in zip(run.xs, run.xs[1:], strict=False)]
    gaps = [step - FINE * widths[char] for char, step in zip(text, steps, strict=False)]
    usual = max(dict.fromkeys(gaps), key=gaps.count, default=0)
    shown = "".join(
        codes[char] if gap == usual else f"{codes[char]}>{(usual - gap) / FINE:g}<"
        for char, gap in zip(text, gaps, strict=False)
    )
    spacing = usual / FINE * run.size / 1000
    return f"BT {_origin(run)} Tm {spacing:.5f} Tc [<{shown}{codes[text[-1]]}>] TJ ET"


def _origin(run: Run) -> str:
    if run.turned:
        return f"0 1 -1 0 {points(run.baseline):.3f} {points(run.xs[0]):.3f}"
    return f"1 0 0 1 {points(run.xs[0]):.3f} {points(profile.PAPER_HEIGHT - run.baseline):.3f}"
