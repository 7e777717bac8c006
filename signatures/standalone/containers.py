"""Where signatures stand in a PDF and in an OFD, and which bytes each of them is over."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from posixpath import dirname, join, normpath
from xml.etree import ElementTree
from xml.etree.ElementTree import ParseError, fromstring
from zipfile import ZipFile

from signatures.gm.der import Trailing, read
from signatures.standalone.digests import SM3_OIDS, digest

OFD = "{http://www.ofdspec.org/2016}"
LARGEST = 1 << 30
"""Bytes of an OFD when unpacked."""
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
MOMENT = re.compile(rb"/M\s*\(D(?::|\\072)(\d{14})([+\-Z]?)(\d\d)?'?(\d\d)?")
HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")


@dataclass(frozen=True)
class Held:
    """A signature in its file."""

    place: str
    """For people: where it stands."""
    value: bytes = field(repr=False)
    """The signature in DER."""
    content: bytes = field(repr=False)
    """The bytes that it is over."""
    about: str | None
    """What it must say that it is over; None where nothing is prescribed."""
    claimed_at: datetime | None
    """When it was signed, as the file around it says."""
    faults: tuple[str, ...]
    """What speaks against it before it is read."""


def signatures_of(name: str, data: bytes) -> tuple[list[Held], list[str]]:
    """The signatures of a file, in the order of their application, and what no signature covers.

    Raises ValueError, KeyError and BadZipFile for a file that cannot be read.
    """
    return _in_ofd(data) if name.endswith(".ofd") else _in_pdf(data)


def keeps(name: str, before: bytes, after: bytes) -> bool:
    """Whether a sealed file still has all of the file that was approved: a PDF is only appended to, an OFD added to."""
    if not name.endswith(".ofd"):
        return after.startswith(before)
    with ZipFile(BytesIO(before)) as old, ZipFile(BytesIO(after)) as new:
        kept = [entry for entry in old.namelist() if "/Signs/" not in f"/{entry}"]
        return all(entry in new.namelist() and _holds(old.read(entry), new.read(entry)) for entry in kept)


def _holds(before: bytes, after: bytes) -> bool:
    """Whether a file is as it was, or is XML to which elements were added: the code on the paper, the signatures."""
    if before == after:
        return True
    if not before.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<") or b"<!" in before + after:
        return False
    try:
        elements = iter(_elements(after))
        return all(element in elements for element in _elements(before))
    except ParseError:
        return False


def _elements(xml: bytes) -> list[tuple[str, str, str]]:
    """Every element in order of reading: its name, its attributes, its text; the highest number of all may grow."""
    tree = fromstring(xml)  # noqa: S314 - without a document type there are no entities to expand
    found = [(each.tag, repr(sorted(each.attrib.items())), (each.text or "").strip()) for each in tree.iter()]
    return [element for element in found if not element[0].endswith("MaxUnitID")]


def _in_pdf(data: bytes) -> tuple[list[Held], list[str]]:
    held = sorted(_pdf_signatures(data), key=lambda pair: pair[0])
    end = max((reach for reach, _ in held), default=0)
    left = [f"文件末尾有{len(data) - end}字节在签名之后加入"] if held and data[end:].strip() else []
    return [signature for _, signature in held], left


def _pdf_signatures(data: bytes) -> Iterator[tuple[int, Held]]:
    """Each signature with the end of what it covers."""
    for match in BYTE_RANGE.finditer(data):
        start, size, second, rest = map(int, match.groups())
        gap, end = data[size:second], second + rest
        found = HEX.fullmatch(gap)
        value, padding = _unpadded(bytes.fromhex(found[1].decode())) if found else (b"", b"")
        wrong = {
            "签名的字节范围不正确": start != 0 or found is None or end > len(data),
            "签名值之后的填充被改动": padding.strip(b"\0") != b"",
        }
        content, faults = (
            data[start : start + size] + data[second:end],
            [said for said, is_so in wrong.items() if is_so],
        )
        claimed_at = _claimed(data[data.rfind(b" obj", 0, match.start()) : data.find(b"endobj", match.end())])
        yield end, Held(f"前{end}字节", value, content, None, claimed_at, tuple(faults))


def _claimed(dictionary: bytes) -> datetime | None:
    """The /M of a signature's dictionary, which its bytes cover, in UTC."""
    found = MOMENT.search(dictionary)
    if found is None:
        return None
    local = datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    ahead = timedelta(hours=int(found[3] or 0), minutes=int(found[4] or 0))
    return local + ahead if found[2] == b"-" else local - ahead


def _unpadded(value: bytes) -> tuple[bytes, bytes]:
    """A signature and the zeros that fill its place."""
    try:
        read(value)
    except Trailing as fault:
        return value[: fault.offset], value[fault.offset :]
    return value, b""


def _in_ofd(data: bytes) -> tuple[list[Held], list[str]]:
    with ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        if sum(each.file_size for each in package.infolist()) > LARGEST:
            raise ValueError("解开后过大")
        if len({name.casefold() for name in names}) != len(names):
            raise ValueError("包内有同名文件")
        files = {name: package.read(name) for name in names if not name.endswith("/")}
    lists = [_target("OFD.xml", each.text) for each in _xml(files, "OFD.xml").iter(f"{OFD}Signatures")]
    descriptions = [
        _target(place, each.get("BaseLoc")) for place in lists for each in _xml(files, place).iter(f"{OFD}Signature")
    ]
    held, covered = [], {*lists, *descriptions}
    for place in descriptions:
        signature, over = _ofd_signature(files, place)
        held.append(signature)
        covered |= over
    left = [f"{name}不受任何签名保护" for name in sorted(set(files) - covered)]
    return held, left if held else []


def _ofd_signature(files: dict[str, bytes], place: str) -> tuple[Held, set[str]]:
    """A signature, and the files it covers; its own value is covered by what it says."""
    root = _xml(files, place)
    references = next(root.iter(f"{OFD}References"))
    method = references.get("CheckMethod") or "MD5"
    oid = SM3_OIDS[0] if method.upper() == "SM3" else method
    value = _target(place, root.findtext(f"{OFD}SignedValue"))
    faults, covered = [], {value}
    for each in references.iter(f"{OFD}Reference"):
        name = _target(place, each.get("FileRef"))
        covered.add(name)
        check = b64decode(each.findtext(f"{OFD}CheckValue") or "")
        if name not in files or digest(oid, files[name]) != check:
            faults.append(f"{name}与签名时不一致")
    about = f"/{place}" if root.find(f".//{OFD}Seal") is not None else None
    return Held(place, files[value], files[place], about, None, tuple(faults)), covered


def _xml(files: dict[str, bytes], name: str) -> ElementTree.Element:
    text = files[name]
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError(f"{name}含有不允许的声明")
    return ElementTree.fromstring(text)  # noqa: S314 - without declarations there is nothing to expand


def _target(base: str, location: str | None) -> str:
    """The name inside the package that a location means; a leading / is the package's root."""
    path = normpath(join("/", dirname(base), (location or "").strip()))
    return path.lstrip("/")
