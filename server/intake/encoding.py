"""Which characters the bytes of a text file mean: UTF-8, UTF-16 with a BOM, or GB18030; no guess loses text."""

import codecs
import re
from dataclasses import dataclass

from server.intake import errors

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_EVERYDAY = re.compile(
    r"[\r\n\x20-\x7e、。\uff0c\uff1a的一不在有和是人大中国为上工作部门政府市县区办公通知管理关于各年月日]"
)
_SAMPLE = 4096
_OFTEN = 0.15


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Decode a whole text file (bytes -> text without BOM).

    Raises BinaryText (control characters), UnmarkedUtf16, Undecodable.
    """
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding)
    readings = [found for encoding in ("utf-8", "gb18030") if (found := _reading(data, encoding))]
    clean = next((found for found in readings if not _CONTROL.search(found.text)), None)
    if clean and (clean.encoding == "utf-8" or not _reads_as_utf16(data)):
        return clean
    if _reads_as_utf16(data):
        raise errors.UnmarkedUtf16
    raise errors.BinaryText if readings else errors.Undecodable


def _reading(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str) -> Decoded:
    found = _reading(data, encoding)
    if found is None:
        raise errors.Undecodable
    if _CONTROL.search(found.text):
        raise errors.BinaryText
    return found


def _reads_as_utf16(data: bytes) -> bool:
    """UTF-16 of Chinese text may pass for odd GB18030; everyday characters betray the true reading."""
    sample = data[: min(_SAMPLE, len(data) // 2 * 2)]
    texts = [sample.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]
    return any(len(_EVERYDAY.findall(text)) > _OFTEN * len(text) for text in texts)
