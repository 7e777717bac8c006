"""Whether the picture in a seal is what the seal says that it is: a picture of that type and of that shape."""

import io
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image

from signatures.gm.ses import Picture
from signatures.judgement.codes import Code
from signatures.judgement.verdict import Finding, found

DECODERS = {"PNG": "PNG", "GIF": "GIF", "BMP": "BMP", "JPG": "JPEG", "JPEG": "JPEG"}
"""GM/T 0031-2014 names GIF, BMP and JPG; PNG is what is found, in capitals or not."""
VECTOR = "OFD"
ZIP = b"PK\x03\x04"
LARGEST_DATA = 2 * 1024 * 1024
LARGEST_SIDE = 4096
"""Pixels: 100 mm at 1000 dpi."""
LARGEST_MM = 200
SKEW = 0.1
"""By which pixels and millimetres may differ in the proportion of width and height."""


def judge_picture(subject: str, picture: Picture) -> Iterator[Finding]:
    """Judge 印章图像. Decoding takes milliseconds the first time; the last few are remembered."""
    kind = picture.kind.upper()
    about: dict[str, object] = {"type": picture.kind, "size_mm": (picture.width_mm, picture.height_mm)}
    fault = _fault(kind, picture.data, picture.width_mm, picture.height_mm)
    if fault:
        yield found(Code.SEAL_PICTURE_INVALID, subject, why=fault, **about)
    elif kind == VECTOR:
        yield found(Code.SEAL_PICTURE_UNCHECKED, subject, **about)


@lru_cache(maxsize=16)
def _fault(kind: str, data: bytes, width_mm: int, height_mm: int) -> str:
    """What is wrong with a picture; empty where nothing is."""
    if not (0 < width_mm <= LARGEST_MM and 0 < height_mm <= LARGEST_MM):
        return "尺寸不合理"
    if len(data) > LARGEST_DATA:
        return "图像数据过大"
    if kind == VECTOR:
        return "" if data.startswith(ZIP) else "不是OFD文件"
    if kind not in DECODERS:
        return "不认识的图像类型"
    size = _decoded(data, DECODERS[kind])
    if size is None:
        return "无法按所述类型解码，或者像素过多"
    width, height = size
    return "" if abs(width * height_mm / (height * width_mm) - 1) <= SKEW else "图像的宽高与所述尺寸不成比例"


def _decoded(data: bytes, decoder: str) -> tuple[int, int] | None:
    """Width and height in pixels of a picture that decodes to the end."""
    try:
        with Image.open(io.BytesIO(data), formats=[decoder]) as image:
            if max(image.size) > LARGEST_SIDE:
                return None
            image.load()
            return image.size
    except Exception:
        # The decoders meet hostile bytes with any exception, and with a warning that may be one; all mean the same.
        return None
