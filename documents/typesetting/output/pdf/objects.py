"""The few kinds of objects that our PDF files are made of (ISO 32000-1 clause 7), written the same way every time."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

QUICK = 1
"""Level of compression: the next ones take twice the time of everything else to save a twentieth."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name such as /Font."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Points at an object of the file."""

    number: int


Value = Name | Reference | str | bytes | bool | int | float | Sequence["Value"] | Mapping[str, "Value"]


class PdfFile:
    """Objects in the order in which they are added; nothing in the file depends on time or chance."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> Reference:
        """A reference to an object that is filled later."""
        self._objects.append(b"")
        return Reference(len(self._objects))

    def fill(self, reference: Reference, value: Mapping[str, Value]) -> None:
        """Give a reserved object its dictionary."""
        self._objects[reference.number - 1] = encode(value)

    def add(self, value: Mapping[str, Value]) -> Reference:
        """Add a dictionary."""
        reference = self.reserve()
        self.fill(reference, value)
        return reference

    def stream(self, data: bytes, entries: Mapping[str, Value] | None = None, *, compress: bool = True) -> Reference:
        """Add a stream."""
        about: dict[str, Value] = dict(entries or {})
        if compress:
            data, about["Filter"] = zlib.compress(data, QUICK), Name("FlateDecode")
        about["Length"] = len(data)
        self._objects.append(encode(about) + b"\nstream\n" + data + b"\nendstream")
        return Reference(len(self._objects))

    def save(self, root: Reference, info: Reference) -> bytes:
        """The file's bytes, with a classical cross-reference table."""
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets: list[int] = []
        for number, content in enumerate(self._objects, start=1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
        digest = hashlib.sha256(out).digest()[:16]
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        trailer: Mapping[str, Value] = {
            "Size": len(offsets) + 1,
            "Root": root,
            "Info": info,
            "ID": [digest, digest],
        }
        return bytes(out + b"trailer\n" + encode(trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % start)


def encode(value: Value) -> bytes:
    """A value in PDF syntax; text becomes UTF-16, numbers have at most four decimals."""
    match value:
        case Name(text):
            return b"/" + text.encode()
        case Reference(number):
            return b"%d 0 R" % number
        case bool():
            return b"true" if value else b"false"
        case int():
            return b"%d" % value
        case float():
            return f"{value:.4f}".rstrip("0").rstrip(".").encode()
        case str():
            return b"<" + (b"\xfe\xff" + value.encode("utf-16-be")).hex().upper().encode() + b">"
        case bytes():
            return b"<" + value.hex().upper().encode() + b">"
        case Mapping():
            return b"<<" + b" ".join(b"/" + key.encode() + b" " + encode(item) for key, item in value.items()) + b">>"
        case _:
            return b"[" + b" ".join(encode(item) for item in value) + b"]"
