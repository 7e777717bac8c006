"""What stands on a page (页对象, GB/T 33190-2016 clause 7.7): a layer of images, paths and text objects.

A reader cuts off what lies outside the Boundary of an object, so that every Boundary leaves room around the ink.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise

from documents.typesetting import profile
from documents.typesetting.fonts.face import Face
from documents.typesetting.output.markup import escape, pieces
from documents.typesetting.output.ofd.elements import colour, element, numbers, part
from documents.typesetting.page import Page, Picture, Rule, Run

OVERHANG = 0.25
"""Ems of ink that a glyph may have outside its em-box on any side."""
REPEATED = 3
"""From how many equal distances on `g` is written instead of them (clause 11.3)."""


def page_content(page: Page, fonts: Mapping[Face, int], media: Mapping[bytes, int], ids: Iterator[int]) -> bytes:
    """Content.xml of a page; `fonts` and `media` tell the resources' identifiers, `ids` gives the objects theirs."""
    layer = next(ids)
    objects = [
        *(_image(picture, media[picture.data], next(ids)) for picture in page.pictures),
        *(_path(rule, next(ids)) for rule in page.rules),
        *(_text(run, fonts[run.face], next(ids)) for run in page.runs),
    ]
    return part("Page", element("Content", element("Layer", *objects, ID=layer, Type="Body")))


def _image(picture: Picture, resource: int, number: int) -> str:
    """The unit square, enlarged to the box; a turned picture has its upper edge on the left."""
    width, height = picture.width, picture.height
    matrix = (0, -height, width, 0, 0, height) if picture.turned else (width, 0, 0, height, 0, 0)
    box = numbers(picture.x, picture.y, width, height)
    return element("ImageObject", ID=number, Boundary=box, CTM=numbers(*matrix), ResourceID=resource)


def _path(rule: Rule, number: int) -> str:
    """A stroke in the middle of a box that is three times as thick."""
    room = 1.5 * rule.thickness
    dx, dy = (0.0, rule.width) if rule.upright else (rule.width, 0.0)
    box = numbers(rule.x - room, rule.y - room, dx + 2 * room, dy + 2 * room)
    line = f"M {numbers(room, room)} L {numbers(room + dx, room + dy)}"
    return element(
        "PathObject",
        colour("StrokeColor", rule.red),
        element("AbbreviatedData", line),
        ID=number,
        Boundary=box,
        LineWidth=numbers(rule.thickness),
    )


def _text(run: Run, font: int, number: int) -> str:
    size = run.size * profile.POINT
    thick = {"LineWidth": numbers(run.stroke), "Stroke": "true"} if run.stroke else {}
    return element(
        "TextObject",
        colour("FillColor", run.red),
        *([colour("StrokeColor", run.red)] if run.stroke else []),
        *_codes(run, size),
        ID=number,
        **_place(run, size),
        Font=font,
        Size=numbers(size),
        **thick,
    )


def _place(run: Run, size: float) -> Mapping[str, str]:
    """The Boundary of a run, and the CTM that turns it in there."""
    room = 2 * OVERHANG * size
    length, thickness = run.xs[-1] - run.xs[0] + size + room, size + room
    above = run.baseline - (profile.BASELINE + OVERHANG) * size
    if not run.turned:
        return {"Boundary": numbers(run.xs[0] - OVERHANG * size, above, length, thickness)}
    end = profile.PAPER_HEIGHT - run.xs[-1] - (1 + OVERHANG) * size
    return {"Boundary": numbers(above, end, thickness, length), "CTM": numbers(0, -1, 1, 0, 0, length)}


def _codes(run: Run, size: float) -> Iterator[str]:
    start = run.xs[0] - OVERHANG * size
    baseline = numbers((profile.BASELINE + OVERHANG) * size)
    for text, xs in pieces(run):
        between = {"DeltaX": _distances(xs)} if len(xs) > 1 else {}
        yield element("TextCode", escape(text), X=numbers(xs[0] - start), Y=baseline, **between)


def _distances(xs: Iterable[float]) -> str:
    """From each character to the next, equal ones as `g`, their count and the distance."""
    found = (round(right - left, 4) for left, right in pairwise(xs))
    counted = ((numbers(distance), len(list(group))) for distance, group in groupby(found))
    return " ".join(
        f"g {count} {distance}" if count >= REPEATED else " ".join([distance] * count) for distance, count in counted
    )
