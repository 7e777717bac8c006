"""Pictures are decoded and written anew: what is printed carries no metadata and nothing that came in with it.

Which reader opens a picture its first bytes decide, never its name. Vector pictures of Windows (EMF, WMF) are not
read: they are programs for a screen.
"""

from io import BytesIO

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

MAX_PIXELS = 25_000_000
LARGEST = (1900, 2700)
"""Pixels that are printed at the most: the text area (5.2.1) at 300 dots to the inch."""
_ENOUGH = (1200, 1200)
"""A JPEG above twice these pixels is decoded at half its size or less."""

_READERS: dict[bytes, type[ImageFile.ImageFile]] = {
    b"\x89PNG\r\n\x1a\n": PngImagePlugin.PngImageFile,
    b"\xff\xd8\xff": JpegImagePlugin.JpegImageFile,
    b"GIF8": GifImagePlugin.GifImageFile,
    b"BM": BmpImagePlugin.BmpImageFile,
    b"II*\x00": TiffImagePlugin.TiffImageFile,
    b"MM\x00*": TiffImagePlugin.TiffImageFile,
    b"RIFF": WebPImagePlugin.WebPImageFile,
}
Crop = tuple[float, float, float, float]
"""What is cut off at the left, the top, the right and the bottom, as parts of the whole."""
UNCUT: Crop = (0.0, 0.0, 0.0, 0.0)


def printable(data: bytes, crop: Crop = UNCUT) -> tuple[bytes, tuple[int, int]] | None:
    """A picture (bytes of any common format) as PNG or JPEG without transparency, and how many pixels it was shown in.

    Paper is white where a picture is transparent; of a film the first picture is taken. None when it cannot be decoded
    or has more than 25 million pixels.
    """
    reader = next((each for magic, each in _READERS.items() if data.startswith(magic)), None)
    try:
        return _written(reader(BytesIO(data)), crop) if reader else None
    except Exception:  # Pillow's readers raise whatever the broken data leads them to
        return None


def _written(image: ImageFile.ImageFile, crop: Crop) -> tuple[bytes, tuple[int, int]] | None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        return None
    lossy = isinstance(image, JpegImagePlugin.JpegImageFile)
    image.draft(image.mode, _ENOUGH)
    plain = _on_paper(_cropped(image, crop))
    shown = round(width * (1 - crop[0] - crop[2])), round(height * (1 - crop[1] - crop[3]))
    out = BytesIO()
    if lossy:
        plain.save(out, "JPEG", quality=90)
    else:
        plain.save(out, "PNG", compress_level=4)
    return out.getvalue(), shown


def _cropped(image: Image.Image, crop: Crop) -> Image.Image:
    if crop == UNCUT:
        return image
    width, height = image.size
    left, top, right, bottom = crop
    return image.crop(
        (round(left * width), round(top * height), width - round(right * width), height - round(bottom * height))
    )


def _on_paper(image: Image.Image) -> Image.Image:
    """Grey or RGB, no more pixels than are printed."""
    transparent = image.has_transparency_data
    if image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGBA" if transparent else "L" if image.mode == "1" else "RGB")
    image.thumbnail(LARGEST)
    if transparent:
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.convert("RGBA").getchannel("A"))
        return paper
    bare = image if image.mode == "L" else image.convert("RGB")
    bare.info.clear()
    return bare
