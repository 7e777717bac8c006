"""Whatever is done to the bytes of a sealed file: it is never valid, never an unhandled error, always told by a code.

The places are drawn with fixed seeds, so that a failure comes back; hypothesis draws others.
"""

import zlib
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, State
from signatures.ofd.container import Entry, pack, store
from signatures.ofd.package import open_package
from tests.signatures.ofd.bench import (
    BUREAU,
    CENTRE,
    LISTING,
    files_of,
    foreign,
    judged,
    organ,
    paper,
    pressed,
    signed,
)

PLACE = Box(1, 50, 150, 42, 42)
BYTES, FILES, DEFLATED = 300, 150, 60
"""How many mutations of the container, of single files in it, and of compressed bytes."""


@cache
def target() -> bytes:
    """A notice of one page, sealed by an organ and signed by a person."""
    return signed(pressed(paper(1), None, PLACE))


@cache
def sealed_twice() -> bytes:
    return pressed(pressed(paper(1), None, PLACE), organ(BUREAU, CENTRE), PLACE)


def mutate(data: bytes, random: Random) -> bytes:
    """One to four bytes flipped, set, put in, taken out or moved elsewhere."""
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        place = random.randrange(len(out))
        match random.randrange(6):
            case 0 | 1:
                out[place] ^= 1 << random.randrange(8)
            case 2:
                out[place] = random.randrange(256)
            case 3:
                out[place:place] = random.randbytes(random.choice((1, 2, 16)))
            case 4:
                del out[place : place + random.choice((1, 2, 16))]
            case _:
                other = random.randrange(len(out))
                out[place : place + 4], out[other : other + 4] = out[other : other + 4], out[place : place + 4]
    return bytes(out)


def told(data: bytes) -> None:
    verdict = judged(data)
    assert verdict.state in (State.INVALID, State.UNREADABLE), verdict
    assert verdict.codes


def test_the_targets_are_valid_before_anything_is_done_to_them() -> None:
    assert judged(target()).state is State.VALID
    assert judged(sealed_twice()).state is State.VALID


def test_no_changed_byte_of_the_file_is_accepted() -> None:
    random = Random(33190)
    for number in range(BYTES):
        data = (target(), sealed_twice())[number % 2]
        changed = mutate(data, random)
        if changed != data:
            told(changed)


def test_no_changed_byte_of_a_file_inside_is_accepted() -> None:
    """The container is written soundly around it, as a forger would."""
    random = Random(38540)
    whole = open_package(pressed(paper(1), None, PLACE)).entries
    for number in range(FILES):
        entry = list(whole.values())[number % len(whole)]
        changed = mutate(entry.content, random)
        if changed != entry.content:
            told(pack({**whole, entry.path: store(entry.path, changed)}.values()))


def test_a_package_of_others_is_valid_only_while_every_signed_file_is_the_same() -> None:
    """Their container is not bound: times may change, which shows nothing, and the verdict says so."""
    random, valid = Random(2016), 0
    data = foreign()
    signed_files = {path: content for path, content in files_of(data).items() if path != LISTING}
    for _ in range(FILES):
        changed = mutate(data, random)
        verdict = judged(changed)
        assert verdict.state is not State.UNSIGNED
        if verdict.state is State.VALID:
            valid += 1
            assert files_of(changed).items() >= signed_files.items()
            assert Code.ZIP_UNBOUND in verdict.codes
    assert valid < FILES // 10


@cache
def compressed() -> Entry:
    """A compressed file of the target that has many other encodings."""
    return next(entry for entry in open_package(target()).entries.values() if entry.path.endswith("Content.xml"))


def test_no_other_compression_of_the_same_bytes_is_accepted() -> None:
    entry = compressed()
    for level in range(10):
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        packed = packer.compress(entry.content) + packer.flush()
        if packed != entry.packed:
            told(_with_packed(entry, packed))


def test_no_changed_bit_of_a_compressed_file_is_accepted() -> None:
    """Of a stream's last byte some bits mean nothing: they too are bound."""
    entry = compressed()
    random, size = Random(5), len(entry.packed)
    for place in (size - 1, size - 2, *(random.randrange(size) for _ in range(DEFLATED // 8))):
        for bit in range(8):
            packed = bytearray(entry.packed)
            packed[place] ^= 1 << bit
            told(_with_packed(entry, bytes(packed)))


def _with_packed(entry: Entry, packed: bytes) -> bytes:
    other = Entry(entry.path, entry.method, entry.crc, packed, entry.content)
    entries = {**open_package(target()).entries, entry.path: other}
    return pack(entries.values())


@settings(max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 255))
def test_any_single_byte_at_any_place_is_told(place: int, change: int) -> None:
    data = bytearray(target())
    data[place % len(data)] ^= change
    told(bytes(data))


@settings(max_examples=60)
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_at_all_have_a_verdict(data: bytes, is_packed: bool) -> None:
    told(pack([store("OFD.xml", data)]) if is_packed else data)


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_a_file_cut_off_anywhere_is_told(length: int) -> None:
    told(target()[: length % len(target())])
