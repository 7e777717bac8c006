"""Taking an OFD package apart again, for the tests."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree


def opened(package: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def trees(files: dict[str, bytes]) -> list[etree._Element]:
    return [etree.fromstring(data) for path, data in files.items() if path.endswith(".xml")]


def every(files: dict[str, bytes], name: str) -> list[etree._Element]:
    return [found for tree in trees(files) for found in tree.iter(f"{{*}}{name}")]


def local(node: etree._Element) -> str:
    return str(etree.QName(node).localname)


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split()]


def distances(delta: str) -> Iterator[float]:
    parts = iter(delta.split())
    for part in parts:
        times, distance = (int(next(parts)), next(parts)) if part == "g" else (1, part)
        yield from [float(distance)] * times
