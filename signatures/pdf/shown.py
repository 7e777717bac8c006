"""Whether the picture on the page is the seal's own: a signature covers whatever its sealer drew (ISO 32000-2, 12.5.5).

Only the one shape that this office draws is compared, dot by dot. Another shape may show anything, so that a person
has to look; in files of other programs it means no more than that.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from PIL import Image
from pyhanko.pdf_utils import generic

from signatures.gm import ses
from signatures.judgement.codes import Code
from signatures.judgement.pictures import DECODERS
from signatures.judgement.verdict import Finding, found
from signatures.pdf.contents import Content
from signatures.pdf.objects import entry

DRAWN = re.compile(rb"q /Blend gs (\d{1,6}\.\d{4}) 0 0 (\d{1,6}\.\d{4}) 0 0 cm /Seal Do Q")
LARGEST = 9_000_000
"""Dots that are compared: a seal of 60 mm at 1200 dots to the inch has eight millions."""
PLAIN = {"/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/Length", "/SMask"}
FORM = {"/Type", "/Subtype", "/BBox", "/Resources", "/Filter", "/Length"}
SLACK = 0.01
"""Points by which rounding may move a side."""


class OtherShape(ValueError):
    """The appearance is not one picture over the whole box."""


def judge_shown(subject: str, field: Any, content: Content, organ: str) -> Iterator[Finding]:
    """Compare the picture on the page, and the /Name beside it, with the seal and the signer."""
    widget = field.get_object()
    claimed = str(entry(widget["/V"], "/Name", ""))
    # A head's seal bears a person's name; beside it the organ may be noted, which is in the certificate, too.
    if claimed and claimed not in {organ, *(str(each.value) for each in content.certificate.subject)}:
        yield found(Code.STAMP_PICTURE_DIFFERS, subject, name=claimed, organ=organ)
    if isinstance(content, ses.Signature):
        why = _difference(widget, content.seal.picture)
        if why:
            yield found(Code.STAMP_PICTURE_DIFFERS, subject, why=why)


def _difference(widget: Any, picture: ses.Picture) -> str:
    """Why the widget does not show the seal's picture as it is; empty when it does."""
    try:
        image = _only_image(widget)
        size = int(image["/Width"]), int(image["/Height"])
        if size[0] * size[1] > LARGEST:
            return "the picture is too large to compare"
        return "" if _dots(image, size) == _sealed_dots(picture, size) else "the picture is not the seal's"
    except (OtherShape, KeyError):
        return "the seal is not drawn as one picture"
    except Exception as fault:
        # Hostile pictures fail in any way; none of them was found to be the seal's.
        return f"{type(fault).__name__}: {fault}"


def _only_image(widget: Any) -> Any:
    """The one picture that an appearance of our own shape shows. Raises OtherShape, and anything on damaged ones."""
    form = widget["/AP"]["/N"]
    drawn = DRAWN.fullmatch(form.data) if isinstance(form, generic.StreamObject) else None
    left, bottom, right, top = map(float, widget["/Rect"])
    sides = abs(right - left), abs(top - bottom)
    if drawn is None or not set(form) <= FORM or not _near(map(float, drawn.groups()), sides):
        raise OtherShape
    shapes, blend = form["/Resources"]["/XObject"], form["/Resources"]["/ExtGState"]["/Blend"]
    if not _near(map(float, form["/BBox"]), (0, 0, *sides)) or dict(blend) != {"/BM": "/Multiply"}:
        raise OtherShape
    image = shapes["/Seal"]
    if image["/Subtype"] != "/Image":
        raise OtherShape
    return image


def _near(numbers: Any, wanted: tuple[float, ...]) -> bool:
    return all(abs(one - other) <= SLACK for one, other in zip(numbers, wanted, strict=True))


def _dots(image: Any, size: tuple[int, int]) -> tuple[bytes, bytes]:
    """Colours and opacity of an image object. Raises OtherShape."""
    if "/SMask" not in image:
        return _samples(image, "/DeviceRGB", size), b"\xff" * (size[0] * size[1])
    return _samples(image, "/DeviceRGB", size), _samples(image["/SMask"], "/DeviceGray", size)


def _samples(image: Any, colours: str, size: tuple[int, int]) -> bytes:
    as_is = set(image) <= PLAIN and image["/ColorSpace"] == colours and image["/BitsPerComponent"] == 8
    if not as_is or (image["/Width"], image["/Height"]) != size:
        raise OtherShape
    return bytes(image.data)


def _sealed_dots(picture: ses.Picture, size: tuple[int, int]) -> tuple[bytes, bytes] | None:
    """The same of the seal's picture; None when it is of another size."""
    with Image.open(io.BytesIO(picture.data), formats=[DECODERS[picture.kind.upper()]]) as opened:
        if opened.size != size:
            return None
        dots = opened.convert("RGBA")
    return dots.convert("RGB").tobytes(), dots.getchannel("A").tobytes()
