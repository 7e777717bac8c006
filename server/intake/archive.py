"""A ZIP container that is not believed: every entry is inflated and counted before anyone reads it.

The directory of a ZIP file is only a claim. Entries are therefore inflated here with a limit on what comes out, and
the count, the checksum and the local header must agree with the directory: whoever trusts either sees the same bytes.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from server.intake import errors

MAX_ENTRIES = 2000
MAX_PART = 20 * 1024 * 1024
MAX_TOTAL = 100 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024
"""A part below one MiB may be as compressible as it likes: it harms nobody."""

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED = 0x1
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Archive:
    """The counted entries of one container, still compressed."""

    data: bytes
    entries: dict[str, zipfile.ZipInfo]

    def read(self, name: str) -> bytes:
        """Inflate one entry (bytes). Raises KeyError for an unknown name, and whatever `open_archive` raises."""
        return b"".join(_inflate(self.data, self.entries[name]))


def open_archive(data: bytes) -> Archive:
    """Open a ZIP container and prove that it is what its directory says.

    Limits: 2,000 entries, 20 MiB a part, 100 MiB in all, 100:1. Raises DamagedFile, TooManyEntries, UnsafeEntryName,
    EncryptedEntry, UnknownCompression, InflatesTooMuch, LyingHeader.
    """
    infos = _directory(data)
    if len(infos) > MAX_ENTRIES:
        raise errors.TooManyEntries(limit=MAX_ENTRIES)
    _check_names([info.orig_filename for info in infos])
    total = 0
    for info in infos:
        for chunk in _inflate(data, info):
            total += len(chunk)
            if total > MAX_TOTAL:
                raise errors.InflatesTooMuch
    return Archive(data, {info.filename: info for info in infos})


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as container:
            return container.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError, EOFError) as cause:
        raise errors.DamagedFile from cause


def _check_names(names: list[str]) -> None:
    if len({name.casefold() for name in names}) != len(names):
        raise errors.UnsafeEntryName
    for name in names:
        outside = name.startswith("/") or ".." in name.split("/") or ":" in name or "\\" in name
        if outside or not name or not name.isprintable():
            raise errors.UnsafeEntryName


def _inflate(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the real content of one entry, never more than the limits allow."""
    packed = _packed(data, info)
    size, checksum = 0, 0
    for chunk in _chunks(packed, info.compress_type):
        size += len(chunk)
        if size > MAX_PART or size > max(RATIO_FLOOR, MAX_RATIO * len(packed)):
            raise errors.InflatesTooMuch
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if size != info.file_size or checksum != info.CRC:
        raise errors.LyingHeader


def _packed(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """The compressed bytes of an entry, found through its local header, which must agree with the directory."""
    header = data[info.header_offset : info.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise errors.DamagedFile
    magic, _, flags, method, *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if (flags | info.flag_bits) & _ENCRYPTED:
        raise errors.EncryptedEntry
    name_at = info.header_offset + _LOCAL_HEADER.size
    name = data[name_at : name_at + name_length]
    if magic != b"PK\x03\x04" or method != info.compress_type or not _same_name(name, info):
        raise errors.LyingHeader
    start = name_at + name_length + extra_length
    packed = data[start : start + info.compress_size]
    if len(packed) != info.compress_size:
        raise errors.DamagedFile
    return packed


def _same_name(local: bytes, info: zipfile.ZipInfo) -> bool:
    return local in (info.orig_filename.encode("utf-8"), info.orig_filename.encode("cp437", "replace"))


def _chunks(packed: bytes, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from (packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK))
    elif method == zipfile.ZIP_DEFLATED:
        yield from _deflated(packed)
    else:
        raise errors.UnknownCompression


def _deflated(packed: bytes) -> Iterator[bytes]:
    stream, rest = zlib.decompressobj(-zlib.MAX_WBITS), packed
    try:
        while not stream.eof:
            chunk = stream.decompress(rest, _CHUNK)
            if not chunk and not stream.eof:
                raise errors.DamagedFile
            rest = stream.unconsumed_tail
            if chunk:
                yield chunk
    except zlib.error as cause:
        raise errors.DamagedFile from cause
    if stream.unused_data:
        raise errors.LyingHeader
