"""Pictures in a DOCX file become figures: what stands in the text, as large as it stands there."""

import re
from collections.abc import Iterator

from lxml import etree

from server.intake.archive import Archive
from server.intake.blocks import Figure
from server.intake.picture import UNCUT, Crop, printable
from server.intake.word_part import attribute, child, descendants, name, targets, whole

WIDTH, HEIGHT = 156.0, 225.0
"""Millimetres of the text area (版心, 5.2.1): a larger picture is made smaller."""
MAX_PIXELS = 60_000_000
"""Of all pictures of one file."""
_EMU = 36_000
"""English metric units, in which DrawingML counts, to the millimetre."""
_DOT, _POINT = 25.4 / 96, 25.4 / 72
_THOUSANDTHS = 100_000
_STYLE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5}(?:\.\d{1,5})?)(pt|in|cm|mm)")
_UNITS = {"pt": _POINT, "in": 25.4, "cm": 10.0, "mm": 1.0}
_PICTURES = ("pic", "imagedata", "blip")


class Album:
    """The pictures of one part of a file, each decoded once."""

    def __init__(self, archive: Archive, part: str) -> None:
        self.archive, self.targets = archive, targets(archive, part)
        self.left = MAX_PIXELS
        self.decoded: dict[tuple[str, Crop], tuple[bytes, tuple[int, int]] | None] = {}

    def figures(self, drawing: etree._Element) -> Iterator[Figure | None]:
        """The pictures of a drawing in order, None for each that cannot be printed; none of a drawing without any.

        A picture that lies over or behind the text (a seal, a watermark) is no figure of the text.
        """
        pictures = list(descendants(drawing, _PICTURES))
        extents = [child(drawing, "inline", "extent"), child(drawing, "anchor", "extent")]
        extent = next((each for each in extents if each is not None and len(pictures) == 1), None)
        over = child(drawing, "anchor", "wrapNone") is not None
        for picture in pictures:
            yield None if over else self._figure(picture, extent)

    def _figure(self, picture: etree._Element, extent: etree._Element | None) -> Figure | None:
        reference = _reference(picture)
        found = self._decoded(self.targets.get(reference, ""), _crop(picture))
        if found is None:
            return None
        data, (across, down) = found
        width, height = _size(picture, extent) or (across * _DOT, down * _DOT)
        scale = min(1.0, WIDTH / width, HEIGHT / height)
        return Figure(data, round(width * scale, 2), round(height * scale, 2))

    def _decoded(self, part: str, crop: Crop) -> tuple[bytes, tuple[int, int]] | None:
        if part not in self.archive.entries or self.left <= 0:
            return None
        if (part, crop) not in self.decoded:
            found = printable(self.archive.read(part), crop)
            self.left -= found[1][0] * found[1][1] if found else 0
            self.decoded[part, crop] = found
        return self.decoded[part, crop]


def _reference(picture: etree._Element) -> str:
    """The id of the relation to the picture's part."""
    if name(picture) == "imagedata":
        return attribute(picture, "id")
    blip = picture if name(picture) == "blip" else child(picture, "blipFill", "blip")
    return attribute(blip, "embed") if blip is not None else ""


def _crop(picture: etree._Element) -> Crop:
    source = child(picture, "blipFill", "srcRect")
    if source is None:
        return UNCUT
    left, top, right, bottom = (min(whole(attribute(source, side)), _THOUSANDTHS) / _THOUSANDTHS for side in "ltrb")
    return (left, top, right, bottom) if left + right < 1 and top + bottom < 1 else UNCUT


def _size(picture: etree._Element, extent: etree._Element | None) -> tuple[float, float] | None:
    """Width and height in millimetres as the file says them."""
    found = extent if extent is not None else child(picture, "spPr", "xfrm", "ext")
    if found is not None:
        width, height = whole(attribute(found, "cx")) / _EMU, whole(attribute(found, "cy")) / _EMU
    else:
        shape = picture.getparent() if name(picture) == "imagedata" else None
        style = {side: float(size) * _UNITS[unit] for side, size, unit in _STYLE.findall(_style_of(shape))}
        width, height = style.get("width", 0.0), style.get("height", 0.0)
    return (width, height) if min(width, height) >= 1 else None


def _style_of(shape: etree._Element | None) -> str:
    return attribute(shape, "style")[:2000] if shape is not None else ""
