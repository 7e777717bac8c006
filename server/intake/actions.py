"""What a PDF would do when it is opened, or carries inside (ISO 32000-2, 7.11.4, 12.6): refused, not taken out.

The bytes are searched for the names of such things, in whatever way they are escaped, and so are object streams
(7.5.7) once inflated. An object stream that is packed in another way than by plain Flate is refused as such, and so
is a file with a password, whose streams cannot be read. Not seen is an object stream whose dictionary gives its
filter by reference to another object.
"""

import re
import zlib
from collections.abc import Iterator

from server.intake import errors

MAX_INFLATED = 100 * 1024 * 1024
MAX_STREAMS = 100_000
_PEEK = 4096
_DELIMITER = rb"(?![^\x00\t\n\f\r ()<>\[\]{}/%])"


def _names(*names: str) -> bytes:
    """A pattern for any of these names; each character may stand as # and two hexadecimal digits (7.3.5)."""
    return rb"/(?:" + rb"|".join(b"".join(map(_letter, name)) for name in names) + rb")" + _DELIMITER


def _letter(letter: str) -> bytes:
    digits = "".join(f"[{digit}{digit.upper()}]" for digit in f"{ord(letter):02x}")
    return f"(?:{letter}|#{digits})".encode()


_DESTINATION = rb"(?![\x00\t\n\f\r ]*\[)"
"""An array after /OpenAction only says at which page to open (12.3.2.2); that is no action."""

_ACTIVE = re.compile(
    _names("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia")
    + rb"|"
    + _names("OpenAction")
    + _DESTINATION
)
_SCRIPT = re.compile(_names("JS"))
_ENCRYPTED = re.compile(_names("Encrypt"))
_PACKED_OBJECTS = re.compile(_names("ObjStm"))
_OTHER_FILTER = re.compile(
    _names("ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Predictor")
)
_STREAM = re.compile(rb"(?<!end)stream[\t\r\n ]{0,8}(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
_STREAM_WORD = re.compile(rb"(?<!end)stream[\r\n]")
_OBJECTS_BEGIN = re.compile(rb"[\x00\t\n\f\r ]*(?:[0-9+%-]|\Z)")


def check_actions(data: bytes) -> None:
    """Refuse a PDF (bytes) with scripts, programs to launch, files inside or something to do when it is opened.

    Raises ActiveContent, EncryptedEntry, UnknownCompression, InflatesTooMuch.
    """
    if _ENCRYPTED.search(data):
        raise errors.EncryptedEntry
    if _ACTIVE.search(data) or any(_SCRIPT.search(part) for part in _outside_streams(data)):
        raise errors.ActiveContent
    _check_packing(data)
    for objects in _object_streams(data):
        if _ACTIVE.search(objects) or _SCRIPT.search(objects):
            raise errors.ActiveContent


def _outside_streams(data: bytes) -> Iterator[bytes]:
    """The file without the data of its streams: so short a name as /JS may occur in a picture by chance."""
    begin = 0
    while found := _STREAM_WORD.search(data, begin):
        yield data[begin : found.start()]
        begin = data.find(b"endstream", found.end())
        if begin < 0:
            return
    yield data[begin:]


def _check_packing(data: bytes) -> None:
    for count, found in enumerate(_PACKED_OBJECTS.finditer(data)):
        if count == MAX_STREAMS:
            raise errors.InflatesTooMuch
        at = found.start()
        before = data[max(0, at - _PEEK) : at].rpartition(b"obj")[2]
        after = data[at : at + _PEEK].partition(b"stream")[0]
        if _OTHER_FILTER.search(before + after):
            raise errors.UnknownCompression


def _object_streams(data: bytes) -> Iterator[bytes]:
    """Every Flate stream that begins as an object stream does, with a number, whatever its dictionary says it is."""
    left, whole = MAX_INFLATED, memoryview(data)
    for count, found in enumerate(_STREAM.finditer(data)):
        if count == MAX_STREAMS:
            raise errors.InflatesTooMuch
        if _OBJECTS_BEGIN.match(_inflate(whole[found.end() : found.end() + _PEEK], _PEEK)):
            objects = _inflate(whole[found.end() :], left + 1)
            left -= len(objects)
            if left < 0:
                raise errors.InflatesTooMuch
            yield objects


def _inflate(packed: memoryview, limit: int) -> bytes:
    """As much as comes out of a stream, damaged or not, at most `limit` bytes."""
    stream, out = zlib.decompressobj(), bytearray()
    for at in range(0, len(packed), _PEEK):
        try:
            out += stream.decompress(packed[at : at + _PEEK], limit - len(out))
        except zlib.error:
            break
        if stream.eof or len(out) >= limit:
            break
    return bytes(out)
