"""The file gate (收件检查): what a file is, is read from its bytes, and nothing unfit comes past it.

The name is only checked against what the bytes say; it never decides, but for one thing that no byte tells: a text is
Markdown when it is called so. Every refusal is a class of `errors`.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePosixPath

from PIL import JpegImagePlugin, PngImagePlugin

from server.intake import errors
from server.intake.actions import check_actions
from server.intake.archive import Archive, open_archive
from server.intake.encoding import decode
from server.intake.package import CONTENT_TYPES, check_markup, check_package


class Kind(StrEnum):
    """What the office takes in."""

    TXT = "txt"
    MD = "md"
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    OFD = "ofd"
    PNG = "png"
    JPG = "jpg"


MEDIA_TYPES = {
    Kind.TXT: "text/plain",
    Kind.MD: "text/markdown",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PDF: "application/pdf",
    Kind.OFD: "application/ofd",
    Kind.PNG: "image/png",
    Kind.JPG: "image/jpeg",
}
DRAFTS = frozenset({Kind.TXT, Kind.MD, Kind.DOCX})
"""The kinds whose text can become a document; the others come in as attachments only."""
ATTACHMENTS = frozenset(Kind)

MIB = 1024 * 1024
MAX_BYTES = 50 * MIB
MAX_TEXT_BYTES = 10 * MIB
MAX_MARKDOWN_BYTES = 2 * MIB
MAX_NAME = 120
MAX_PIXELS = 100_000_000

_SUFFIXES = {kind: {f".{kind}"} for kind in Kind} | {Kind.JPG: {".jpg", ".jpeg"}, Kind.MD: {".md", ".markdown"}}
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\x00asm",
    b"dex\n",
)
_OLE = b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"\s*<(!doctype|!--|\?xml|\?php|%|html|head|body|script|svg|iframe|meta|a\s)", re.IGNORECASE)
_UNSAFE_IN_NAME = re.compile(r'[<>:"|?*]')
_OOXML_MAIN = {
    b"wordprocessingml.document.main+xml": Kind.DOCX,
    b"spreadsheetml.sheet.main+xml": Kind.XLSX,
}


@dataclass(frozen=True)
class Admitted:
    """A file that passed the gate."""

    kind: Kind
    media_type: str
    name: str
    """Safe file name: no path, no control characters, at most 120 characters."""
    data: bytes


def admit(name: str, data: bytes, kinds: Collection[Kind]) -> Admitted:
    """Let a file in, or say why not.

    `name` is what the sender called it; `data` the whole file (at most 50 MiB, text 10 MiB, Markdown 2 MiB); `kinds`
    what this counter takes. Raises one class of `errors` per reason.
    """
    kind = _sniff(data)
    if kind is Kind.TXT and _suffix(name) in _SUFFIXES[Kind.MD]:
        kind = _markdown(data)
    if kind not in kinds:
        raise errors.KindNotAccepted(kind=kind.value)
    return Admitted(kind, MEDIA_TYPES[kind], _safe_name(name, kind), data)


def _sniff(data: bytes) -> Kind:
    """The kind that the bytes prove (by magic, then by content), inspected whole."""
    if not data:
        raise errors.EmptyFile
    if len(data) > MAX_BYTES:
        raise errors.FileTooLarge(limit=MAX_BYTES // MIB)
    _refuse_hostile_magic(data)
    if data.startswith(b"PK\x03\x04"):
        return _container(open_archive(data))
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _image(data, Kind.PNG)
    if data.startswith(b"\xff\xd8\xff"):
        return _image(data, Kind.JPG)
    return _text(data)


def _refuse_hostile_magic(data: bytes) -> None:
    if data.startswith(_OLE):
        raise errors.OleFile
    if data.startswith(_PROGRAMS):
        raise errors.ProgramFile
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise errors.MarkupFile


def _container(archive: Archive) -> Kind:
    if "OFD.xml" in archive.entries:
        check_markup(archive)
        return Kind.OFD
    if CONTENT_TYPES not in archive.entries:
        raise errors.UnknownKind
    check_package(archive)
    declared = archive.read(CONTENT_TYPES)
    for marker, kind in _OOXML_MAIN.items():
        if marker in declared:
            return kind
    raise errors.UnknownKind


def _pdf(data: bytes) -> Kind:
    if b"%%EOF" not in data[-2048:]:
        raise errors.DamagedFile
    check_actions(data)
    return Kind.PDF


def _image(data: bytes, kind: Kind) -> Kind:
    reader = PngImagePlugin.PngImageFile if kind is Kind.PNG else JpegImagePlugin.JpegImageFile
    try:
        width, height = reader(BytesIO(data)).size
    except Exception as cause:  # Pillow's readers raise whatever the broken header leads them to
        raise errors.DamagedFile from cause
    if width * height > MAX_PIXELS:
        raise errors.TooManyPixels(limit=MAX_PIXELS // 10_000)
    return kind


def _text(data: bytes) -> Kind:
    if len(data) > MAX_TEXT_BYTES:
        raise errors.FileTooLarge(limit=MAX_TEXT_BYTES // MIB)
    if _MARKUP.match(decode(data).text.lstrip()[:64].encode()):
        raise errors.MarkupFile
    return Kind.TXT


def _markdown(data: bytes) -> Kind:
    if len(data) > MAX_MARKDOWN_BYTES:
        raise errors.FileTooLarge(limit=MAX_MARKDOWN_BYTES // MIB)
    return Kind.MD


def _suffix(name: str) -> str:
    return PurePosixPath(_plain_name(name)).suffix.lower()


def _plain_name(name: str) -> str:
    """The last path segment without control, format and reserved characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    return _UNSAFE_IN_NAME.sub("_", kept).strip(" .") or "未命名"


def _safe_name(name: str, kind: Kind) -> str:
    """The plain name, its suffix true to the kind."""
    path = PurePosixPath(_plain_name(name))
    suffix = path.suffix.lower() or f".{kind}"
    if suffix not in _SUFFIXES[kind]:
        raise errors.NameMismatch(kind=kind.value)
    return path.stem[: MAX_NAME - len(suffix)].rstrip(" .") + suffix
