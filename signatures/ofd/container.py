"""The zip container, read record by record (PKWARE APPNOTE 6.3), and written in one form only.

A zip says everything twice: in front of each file and in the directory at the end. Readers believe the one or the
other, so here both must agree, every byte between the records is accounted for, and what comes out is limited.
"""

import stat
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from signatures.judgement.codes import Code
from signatures.ofd.errors import PackageFault
from signatures.ofd.paths import check_apart, decode

MOST_ENTRIES = 5000
MEGABYTE = 1024 * 1024
LARGEST_FILE = 64 * MEGABYTE
"""Bytes of one file, unpacked."""
LARGEST_TOTAL = 256 * MEGABYTE
HIGHEST_RATIO = 200
RATIO_FLOOR = MEGABYTE
"""A file below this may be as compressible as it likes: it harms nobody."""

STORED, DEFLATED = 0, 8
LEVEL = 6
_ENCRYPTED = 0x2041
"""Flags of encryption, of strong encryption, of a masked header."""
_DESCRIPTOR, _UTF8 = 0x8, 0x800
_KNOWN_FLAGS = _DESCRIPTOR | _UTF8 | 0x6
_KNOWN_EXTRAS = {0x5455, 0x7875, 0x5855, 0x000A, 0xCAFE}
"""Times, owners and the mark of Java archives: fields that change nothing in the files."""
_LOCAL = struct.Struct("<4s5H3L2H")
_LISTED = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_EXTRA = struct.Struct("<2H")
_TRIPLE = struct.Struct("<3L")

_VERSION, _UNIX = 20, 3
_MIDNIGHT_1980 = (0, 0x21)
_READABLE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package: its path, its content, and its content as it is packed."""

    path: str
    method: int
    crc: int
    packed: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Stray:
    """Bytes of a container that belong to no file."""

    offset: int
    size: int
    why: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """One line of the directory."""

    name: bytes
    path: str
    flags: int
    method: int
    sums: tuple[int, int, int]
    """Checksum, packed size, size."""
    offset: int


def store(path: str, content: bytes) -> Entry:
    """A file as an uncompressed entry."""
    return Entry(path, STORED, zlib.crc32(content), content, content)


def deflate(path: str, content: bytes) -> Entry:
    """A file as a compressed entry."""
    stream = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Entry(path, DEFLATED, zlib.crc32(content), stream.compress(content) + stream.flush(), content)


def pack(entries: Iterable[Entry]) -> bytes:
    """The container of these files in this order: one form only, without times, owners or any choice."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        name = entry.path.encode()
        sizes = (entry.crc, len(entry.packed), len(entry.content))
        fields = (0 if entry.path.isascii() else _UTF8, entry.method, *_MIDNIGHT_1980, *sizes, len(name), 0)
        made = (_UNIX << 8) | _VERSION
        body += [_LOCAL.pack(b"PK\3\4", _VERSION, *fields), name, entry.packed]
        directory += [_LISTED.pack(b"PK\1\2", made, _VERSION, *fields, 0, 0, 0, _READABLE, offset), name]
        offset += _LOCAL.size + len(name) + len(entry.packed)
    lines = b"".join(directory)
    count = len(directory) // 2
    return b"".join((*body, lines, _END.pack(b"PK\5\6", 0, 0, count, count, len(lines), offset, 0)))


def unpack(data: bytes) -> tuple[list[Entry], list[Stray]]:
    """All files of a container in the order of their bytes, and what lies between them.

    Raises PackageFault: not a zip, encrypted, too large, names that collide or escape, two records that disagree.
    """
    start, listed, strays = _directory(data)
    if sum(line.sums[2] for line in listed) > LARGEST_TOTAL:
        raise PackageFault(Code.ZIP_BOMB, largest=LARGEST_TOTAL)
    check_apart(line.path for line in listed)
    entries, place = [], 0
    for line in sorted(listed, key=lambda line: line.offset):
        if line.offset < place:
            raise PackageFault(Code.ZIP_HEADERS_DISAGREE, file=line.path, why="records overlap")
        strays += _between(place, line.offset)
        entry, place = _entry(data, line, start, strays)
        if not line.path.endswith("/"):
            entries.append(entry)
        elif entry.content:
            raise PackageFault(Code.PATH_ESCAPE, name=line.path, why="a folder with content")
    return entries, [*strays, *_between(place, start)]


def _between(place: int, following: int) -> list[Stray]:
    return [Stray(place, following - place, "between records")] if following > place else []


def _directory(data: bytes) -> tuple[int, list[_Listed], list[Stray]]:
    """Where the directory begins, its lines, and what lies behind or inside it."""
    end = data.rfind(b"PK\5\6")
    if end < 0 or end + _END.size > len(data):
        raise PackageFault(Code.OFD_UNREADABLE, why="no zip directory")
    _, disk, first, here, count, size, start, comment = _END.unpack_from(data, end)
    if disk or first or here != count or start + size > end or 0xFFFF in (count, here):
        raise PackageFault(Code.OFD_UNREADABLE, why="zip directory damaged or of an unsupported kind")
    if count > MOST_ENTRIES:
        raise PackageFault(Code.ZIP_BOMB, entries=count, most=MOST_ENTRIES)
    strays: list[Stray] = []
    if comment or end + _END.size != len(data):
        strays.append(Stray(end + _END.size, len(data) - end - _END.size, "behind the directory"))
    listed, place = [], start
    for _ in range(count):
        line, place = _line(data, place, start + size, strays)
        listed.append(line)
    return start, listed, [*strays, *_between(place, end)]


def _line(data: bytes, place: int, stop: int, strays: list[Stray]) -> tuple[_Listed, int]:
    if place + _LISTED.size > stop or data[place : place + 4] != b"PK\1\2":
        raise PackageFault(Code.OFD_UNREADABLE, why="zip directory damaged", offset=place)
    fields = _LISTED.unpack_from(data, place)
    flags, method = fields[3], fields[4]
    named, extra, comment = fields[10:13]
    begin = place + _LISTED.size
    name, after = data[begin : begin + named], begin + named + extra + comment
    if after > stop:
        raise PackageFault(Code.OFD_UNREADABLE, why="zip directory damaged", offset=place)
    path = decode(name)
    _check_kind(path, flags, method)
    if stat.S_ISLNK(fields[15] >> 16):
        raise PackageFault(Code.PATH_ESCAPE, name=path, why="a link")
    strays += _unknown_extras(data, begin + named, extra)
    if comment:
        strays.append(Stray(begin + named + extra, comment, "comment"))
    return _Listed(name, path, flags, method, (fields[7], fields[8], fields[9]), fields[16]), after


def _check_kind(path: str, flags: int, method: int) -> None:
    if flags & _ENCRYPTED:
        raise PackageFault(Code.OFD_ENCRYPTED, file=path)
    if flags & ~_KNOWN_FLAGS or method not in (STORED, DEFLATED):
        raise PackageFault(Code.OFD_UNREADABLE, file=path, why="unsupported compression", flags=flags, method=method)


def _unknown_extras(data: bytes, place: int, size: int) -> Iterator[Stray]:
    end = place + size
    while place + _EXTRA.size <= end:
        kind, length = _EXTRA.unpack_from(data, place)
        if kind not in _KNOWN_EXTRAS:
            yield Stray(place, length, f"extra field {kind:#06x}")
        place += _EXTRA.size + length
    if place != end:
        yield Stray(place, end - place, "extra field cut off")


def _entry(data: bytes, line: _Listed, stop: int, strays: list[Stray]) -> tuple[Entry, int]:
    """The file behind a line of the directory, and where its record ends."""
    begin = line.offset + _LOCAL.size
    if begin > stop or data[line.offset : line.offset + 4] != b"PK\3\4":
        raise PackageFault(Code.OFD_UNREADABLE, file=line.path, why="no record", offset=line.offset)
    _, _, flags, method, _, _, *sums, named, extra = _LOCAL.unpack_from(data, line.offset)
    _check_same(line, data[begin : begin + named], flags, method, tuple(sums))
    strays += _unknown_extras(data, begin + named, extra)
    begin += named + extra
    end = begin + line.sums[1]
    if end > stop:
        raise PackageFault(Code.OFD_UNREADABLE, file=line.path, why="cut off")
    entry = _unpacked(line, data[begin:end], begin, strays)
    return entry, end + (_descriptor(data, end, line) if flags & _DESCRIPTOR else 0)


def _check_same(line: _Listed, name: bytes, flags: int, method: int, sums: tuple[int, ...]) -> None:
    later = flags & _DESCRIPTOR and sums == (0, 0, 0)
    if (name, flags, method) != (line.name, line.flags, line.method) or not (later or sums == line.sums):
        raise PackageFault(Code.ZIP_HEADERS_DISAGREE, file=line.path, offset=line.offset)


def _descriptor(data: bytes, place: int, line: _Listed) -> int:
    """Bytes of the record behind a file that was written as a stream; it too must agree."""
    told = _TRIPLE.pack(*line.sums)
    for record in (b"PK\7\x08" + told, told):
        if data.startswith(record, place):
            return len(record)
    raise PackageFault(Code.ZIP_HEADERS_DISAGREE, file=line.path, offset=place)


def _unpacked(line: _Listed, packed: bytes, offset: int, strays: list[Stray]) -> Entry:
    crc, _, size = line.sums
    if size > LARGEST_FILE or size > max(RATIO_FLOOR, HIGHEST_RATIO * len(packed)):
        raise PackageFault(Code.ZIP_BOMB, file=line.path, bytes=size)
    content = packed if line.method == STORED else _inflated(line, packed, offset, strays)
    if len(content) != size or zlib.crc32(content) != crc:
        raise PackageFault(Code.OFD_UNREADABLE, file=line.path, why="size or checksum")
    return Entry(line.path, line.method, crc, packed, content)


def _inflated(line: _Listed, packed: bytes, offset: int, strays: list[Stray]) -> bytes:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, line.sums[2] + 1)
    except zlib.error as fault:
        raise PackageFault(Code.OFD_UNREADABLE, file=line.path, why="compressed data damaged") from fault
    if not stream.eof:
        raise PackageFault(Code.OFD_UNREADABLE, file=line.path, why="compressed data cut off or too long")
    if stream.unused_data:
        rest = len(stream.unused_data)
        strays.append(Stray(offset + len(packed) - rest, rest, "behind compressed data"))
    return content
