"""Fonts and pictures of a document (资源, GB/T 33190-2016), each kept once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from documents.typesetting.fonts.face import Face
from documents.typesetting.fonts.faces import Role
from documents.typesetting.fonts.subset import build_subset
from documents.typesetting.output.markup import image_format
from documents.typesetting.output.ofd.elements import element, part
from documents.typesetting.page import Layout

FOLDER = "Res"
"""Where the files lie, seen from the lists of resources."""
SUFFIXES = {"PNG": "png", "JPEG": "jpg"}


@dataclass(frozen=True, slots=True)
class Resources:
    """One list of resources: its part, the files that it names and their identifiers."""

    part: bytes
    files: Mapping[str, bytes]


def embed_fonts(layout: Layout, ids: Iterator[int]) -> tuple[Resources, dict[Face, int]]:
    """Subsets of all faces of `layout`; a reader that cannot use one looks for the type of the role by name."""
    used: dict[Face, set[str]] = defaultdict(set)
    roles: dict[Face, Role] = {}
    for run in (run for page in layout.pages for run in page.runs):
        used[run.face] |= set(run.text)
        roles.setdefault(run.face, run.role)
    numbers = {face: next(ids) for face in used}
    files = {f"font_{numbers[face]}.ttf": build_subset(face, used[face]).data for face in used}
    fonts = [
        element("Font", element("FontFile", path), ID=number, FontName=face.name, FamilyName=roles[face].value)
        for path, (face, number) in zip(files, numbers.items(), strict=True)
    ]
    return Resources(part("Res", element("Fonts", *fonts), BaseLoc=FOLDER), files), numbers


def embed_pictures(layout: Layout, ids: Iterator[int]) -> tuple[Resources, dict[bytes, int]]:
    """The pictures of all pages; one that is shown twice is kept once."""
    shown = dict.fromkeys(picture.data for page in layout.pages for picture in page.pictures)
    numbers = {data: next(ids) for data in shown}
    files = {f"image_{number}.{SUFFIXES[image_format(data)]}": data for data, number in numbers.items()}
    images = [
        element("MultiMedia", element("MediaFile", path), ID=numbers[data], Type="Image", Format=image_format(data))
        for path, data in files.items()
    ]
    return Resources(part("Res", element("MultiMedias", *images), BaseLoc=FOLDER), files), numbers
