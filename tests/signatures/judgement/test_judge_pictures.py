"""The picture in a seal: of the type, the shape and the size that the seal says, or refused."""

import zlib

import pytest

from signatures.gm.ses import Picture
from signatures.judgement.codes import Code
from signatures.judgement.pictures import LARGEST_DATA, LARGEST_SIDE, judge_picture
from tests.signatures.judgement.asking import GREEN, codes, holds, sealed_by
from tests.signatures.sealing import picture


def told(kind: str, data: bytes, width: int = 42, height: int = 42) -> list[Code]:
    return [each.code for each in judge_picture("Seal1", Picture(kind, data, width, height))]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("PNG", picture()),
        ("png", picture()),
        ("GIF", picture("GIF", mode="P")),
        ("BMP", picture("BMP", mode="RGB")),
        ("JPG", picture("JPEG", mode="RGB")),
        ("jpeg", picture("JPEG", mode="RGB")),
    ],
)
def test_pictures_of_every_type_are_decoded(kind: str, data: bytes) -> None:
    assert told(kind, data) == []


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("PNG", picture("JPEG", mode="RGB")),
        ("JPG", picture()),
        ("PNG", b""),
        ("PNG", picture()[:-40]),
        ("PNG", picture("PNG", 64)[:100]),
        ("TIFF", picture("TIFF", mode="RGB")),
        ("", picture()),
        ("ofd", picture()),
        ("PNG", b"PK\x03\x04"),
        ("PNG", picture() + bytes(LARGEST_DATA)),
    ],
)
def test_what_is_no_such_picture_is_refused(kind: str, data: bytes) -> None:
    assert told(kind, data) == [Code.SEAL_PICTURE_INVALID]


@pytest.mark.parametrize(
    ("width", "height"), [(0, 42), (42, 0), (-42, -42), (300, 300), (42, 30), (30, 42), (10**30, 10**30)]
)
def test_millimetres_must_be_sensible_and_fit_the_pixels(width: int, height: int) -> None:
    assert told("PNG", picture(), width, height) == [Code.SEAL_PICTURE_INVALID]


def test_an_oval_seal_has_its_own_proportions() -> None:
    assert told("PNG", picture("PNG", 45, height=30), 45, 30) == []
    assert told("PNG", picture("PNG", 45, height=29), 45, 30) == []


def test_pictures_of_very_many_pixels_are_not_decoded() -> None:
    """A few bytes that claim to be a huge picture: no memory is spent on it."""
    for side in (LARGEST_SIDE + 1, 30_000):
        header = side.to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
        chunks = (
            len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
            for name, body in parts
        )
        assert told("PNG", b"\x89PNG\r\n\x1a\n" + b"".join(chunks)) == [Code.SEAL_PICTURE_INVALID]


def test_a_vector_picture_is_taken_by_its_type_alone_and_that_is_told() -> None:
    assert told("ofd", b"PK\x03\x04 and so on", 30, 20) == [Code.SEAL_PICTURE_UNCHECKED]
    seal = sealed_by(picture=Picture("ofd", b"PK\x03\x04 and so on", 30, 20))
    assert codes(seal) == GREEN | {Code.SEAL_PICTURE_UNCHECKED}
    assert holds(seal)


def test_a_bad_picture_speaks_against_the_seal() -> None:
    assert codes(sealed_by(picture=Picture("PNG", b"none", 42, 42))) == GREEN | {Code.SEAL_PICTURE_INVALID}
    assert not holds(sealed_by(picture=Picture("PNG", b"none", 42, 42)))
