"""Pictures in a PDF: a JPEG as it is, anything else as its pixels, what shows through as a soft mask."""

from io import BytesIO

from PIL import Image

from documents.typesetting.output.pdf.objects import Name, PdfFile, Reference, Value

SPACES = {"RGB": Name("DeviceRGB"), "L": Name("DeviceGray")}
"""Colour spaces that the sRGB output intent covers (ISO 19005-2, 6.2.4.3); print colours are turned into RGB."""
GREY = ("1", "L", "LA", "La")
DEEP_GREY = ("I", "I;16", "I;16B")
"""Sixteen bits a pixel, of which the lower eight go."""


def add_picture(file: PdfFile, data: bytes) -> Reference:
    """Add the PNG or JPEG `data`."""
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
        if image.format == "JPEG" and image.mode in SPACES:
            return file.stream(data, {**_about(image), "Filter": Name("DCTDecode")}, compress=False)
        about, plain = _about(image), _plain(image)
        if image.has_transparency_data:
            alpha = image.convert("RGBA").getchannel("A")
            about["SMask"] = file.stream(alpha.tobytes(), _about(alpha))
        return file.stream(plain.tobytes(), {**about, "ColorSpace": SPACES[plain.mode]})


def _plain(image: Image.Image) -> Image.Image:
    if image.mode in DEEP_GREY:
        return image.convert("I").point(lambda value: value / 256).convert("L")
    return image.convert("L" if image.mode in GREY else "RGB")


def _about(image: Image.Image) -> dict[str, Value]:
    return {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": image.width,
        "Height": image.height,
        "ColorSpace": SPACES.get(image.mode, SPACES["RGB"]),
        "BitsPerComponent": 8,
    }
