"""The zip container: everything is said twice and must agree, no byte is left over, nothing comes out that harms."""

import io
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signatures.judgement.codes import Code
from signatures.ofd.container import MOST_ENTRIES, Entry, deflate, pack, store, unpack
from signatures.ofd.errors import PackageFault
from signatures.ofd.package import open_package
from signatures.ofd.paths import resolve
from tests.signatures.ofd.bench import streamed, zipped

FILES = {"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"<Document/>" * 50, "Doc_0/Res/甬.png": b"\x89PNG" + bytes(300)}


def refused(data: bytes) -> Code:
    with pytest.raises(PackageFault) as fault:
        open_package(data)
    return fault.value.code


def contents(data: bytes) -> dict[str, bytes]:
    return {path: entry.content for path, entry in open_package(data).entries.items()}


def patched(data: bytes, place: int, piece: bytes) -> bytes:
    return data[:place] + piece + data[place + len(piece) :]


@pytest.mark.parametrize("write", [zipped, streamed, lambda files: zipped(files, ZIP_STORED)])
def test_honest_containers_of_others_are_read_without_a_stray_byte(write: Callable[[dict[str, bytes]], bytes]) -> None:
    package = open_package(write(FILES))
    assert {path: entry.content for path, entry in package.entries.items()} == FILES
    assert package.strays == ()


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z甬江]{1,8}(/[a-z]{1,4}\.xml)?", fullmatch=True), st.binary(max_size=300), max_size=6
    )
)
def test_what_is_packed_is_read_again_by_us_and_by_others(files: dict[str, bytes]) -> None:
    folders = {path.split("/")[0] for path in files if "/" in path}
    files = {path: content for path, content in files.items() if path not in folders}
    data = pack((store, deflate)[len(content) % 2](path, content) for path, content in files.items())
    entries, strays = unpack(data)
    assert [(entry.path, entry.content) for entry in entries] == list(files.items())
    assert not strays
    assert pack(entries) == data
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {path: archive.read(path) for path in archive.namelist()} == files


def test_a_compressed_file_is_packed_again_with_the_same_compressed_bytes() -> None:
    entries, _ = unpack(zipped(FILES))
    again, _ = unpack(pack(entries))
    assert again == entries
    assert any(len(entry.packed) < len(entry.content) for entry in again)


def test_a_link_to_another_place_is_refused() -> None:
    data = zipped(FILES)
    assert refused(patched(data, data.index(b"PK\1\2") + 38, struct.pack("<L", 0o120777 << 16))) is Code.PATH_ESCAPE


def test_folders_may_be_listed_but_hold_nothing() -> None:
    assert contents(zipped({"Doc_0/": b"", **FILES})) == FILES
    assert refused(zipped({"Doc_0/": b"hidden", **FILES}, ZIP_STORED)) is Code.PATH_ESCAPE


@pytest.mark.parametrize(
    "name",
    [
        "../OFD.xml",
        "Doc_0/../../x",
        "/etc/passwd",
        "C:/x",
        "Doc_0\\x.xml",
        "Doc_0//x",
        "./x",
        "a\x01b",
        "x ",
        "x.",
        "a\u202eb",
    ],
)
def test_names_that_leave_the_package_or_deceive_are_refused(name: str) -> None:
    assert refused(pack([store("OFD.xml", b""), store(name, b"")])) is Code.PATH_ESCAPE


@pytest.mark.parametrize("name", ["OFD .xml", "Doc_0/a..b.xml", "Doc_0/.x", "甬江/公文.xml"])
def test_unusual_names_that_stay_inside_are_read(name: str) -> None:
    assert name in contents(pack([store(name, b"")]))


def test_a_name_that_is_not_utf_8_is_refused() -> None:
    data = zipped({"abcd": b""}).replace(b"abcd", "公文".encode("gbk"))
    assert refused(data) is Code.PATH_ESCAPE


def test_two_files_of_one_name_are_refused_and_two_that_differ_in_case_too() -> None:
    twice = pack([store("OFD.xml", b"1"), store("OFD.xml", b"2")])
    assert refused(twice) is Code.DUPLICATE_ZIP_ENTRY
    for name in ("ofd.XML", "ＯＦＤ.xml"):
        assert refused(pack([store("OFD.xml", b"1"), store(name, b"2")])) is Code.PATH_ESCAPE
    assert refused(pack([store("a", b"1"), store("a/b", b"2")])) is Code.PATH_ESCAPE
    assert contents(pack([store("a/b", b"1"), store("a/c", b"2")])) == {"a/b": b"1", "a/c": b"2"}


@pytest.mark.parametrize("where", ["front", "behind", "between", "comment", "inside the directory"])
def test_bytes_that_belong_to_no_file_are_told(where: str) -> None:
    data = zipped(FILES)
    start = data.index(b"PK\1\2")
    match where:
        case "front":
            data = zipped(FILES, front=b"hidden")
        case "behind":
            data += b"hidden"
        case "between":
            data = patched(
                data[:start] + b"hidden" + data[start:], data.rindex(b"PK\5\6") + 22, struct.pack("<L", start + 6)
            )
        case "comment":
            data = zipped(FILES, comment=b"hidden")
        case _:
            end = data.rindex(b"PK\5\6")
            data = data[:end] + b"hidden" + data[end:]
    package = open_package(data)
    assert {path: entry.content for path, entry in package.entries.items()} == FILES
    assert [stray.size for stray in package.strays] == [6]


def test_bytes_behind_a_compressed_file_inside_its_record_are_told() -> None:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeezer.compress(b"text" * 9) + squeezer.flush()
    entry = Entry("OFD.xml", 8, zlib.crc32(b"text" * 9), packed + b"hidden", b"text" * 9)
    (stray,) = open_package(pack([entry])).strays
    assert stray.size == 6


def test_extra_fields_that_change_nothing_pass_and_others_are_told() -> None:
    def with_extra(kind: int) -> bytes:
        out = io.BytesIO()
        with ZipFile(out, "w") as archive:
            info = ZipInfo("OFD.xml")
            info.extra = struct.pack("<2H4s", kind, 4, b"time")
            archive.writestr(info, b"<OFD/>")
        return out.getvalue()

    assert open_package(with_extra(0x5455)).strays == ()
    assert {stray.why for stray in open_package(with_extra(0x7075)).strays} == {"extra field 0x7075"}


@pytest.mark.parametrize(("offset", "piece"), [(30, b"X"), (14, b"\0"), (18, b"\1"), (8, b"\0"), (6, b"\2")])
def test_a_file_header_that_disagrees_with_the_directory_is_refused(offset: int, piece: bytes) -> None:
    """Name, checksum, packed size, method, flags: whoever reads the file as a stream would see another one."""
    assert refused(patched(zipped(FILES), offset, piece)) is Code.ZIP_HEADERS_DISAGREE


def test_the_record_behind_a_streamed_file_must_agree_too() -> None:
    data = streamed(FILES)
    assert refused(patched(data, data.index(b"PK\7\x08") + 8, b"\xff")) is Code.ZIP_HEADERS_DISAGREE


def test_overlapping_files_are_refused() -> None:
    entry = store("a.xml", b"12345678")
    data = pack([entry, store("b.xml", b"12345678")])
    second = data.rindex(b"PK\1\2")
    assert refused(patched(data, second + 42, struct.pack("<L", 0))) is Code.ZIP_HEADERS_DISAGREE


def test_encrypted_and_unknown_files_are_refused_each_by_its_name() -> None:
    data = zipped(FILES)
    flags = patched(patched(data, 6, b"\1"), data.index(b"PK\1\2") + 8, b"\1")
    assert refused(flags) is Code.OFD_ENCRYPTED
    assert refused(zipped({"Encryptions.xml": b"<x/>", **FILES})) is Code.OFD_ENCRYPTED
    assert refused(zipped(FILES, ZIP_BZIP2)) is Code.OFD_UNREADABLE


def test_bombs_are_refused_before_they_go_off() -> None:
    assert refused(zipped({"OFD.xml": bytes(9_000_000)})) is Code.ZIP_BOMB
    assert refused(pack(store(f"f{number}", b"") for number in range(MOST_ENTRIES + 1))) is Code.ZIP_BOMB
    liar = Entry("a", 8, 0, zlib.compress(bytes(4_000_000))[2:-4], b"")
    assert refused(pack([liar])) is Code.OFD_UNREADABLE
    assert contents(zipped({"OFD.xml": bytes(900_000)})) == {"OFD.xml": bytes(900_000)}


@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7", b"PK\5\6" + bytes(17), b"\0" * 100])
def test_what_is_no_zip_is_unreadable(data: bytes) -> None:
    assert refused(data) is Code.OFD_UNREADABLE


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE x SYSTEM "http://a/b"><x/>',
        b'\xef\xbb\xbf<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "boo">]><x>&e;</x>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
        "<!DOCTYPE x><x/>".encode("utf-16"),
        b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;",
    ],
)
def test_a_document_type_is_refused_in_every_file(text: bytes) -> None:
    assert refused(zipped({"OFD.xml": b"<OFD/>", "Doc_0/x": text})) is Code.XML_DOCTYPE


@pytest.mark.parametrize(
    "text",
    [
        b"<x><![CDATA[<!DOCTYPE x>]]></x>",
        b"<x>&lt;!DOCTYPE x&gt;</x>",
        '<?xml version="1.0" encoding="utf-16"?><x/>'.encode("utf-16"),
        "<x>甬江</x>".encode(),
        b"no markup <!DOCTYPE x>",
    ],
)
def test_the_mere_words_are_no_document_type(text: bytes) -> None:
    assert contents(zipped({"x.xml": text})) == {"x.xml": text}


def test_xml_of_endless_depth_is_refused() -> None:
    package = open_package(zipped({"OFD.xml": b"<a>" * 5000 + b"</a>" * 5000}))
    with pytest.raises(PackageFault):
        package.tree("OFD.xml")


@pytest.mark.parametrize(
    ("base", "location", "path"),
    [
        ("Doc_0/Document.xml", "Pages/P.xml", "Doc_0/Pages/P.xml"),
        ("Doc_0/Document.xml", "/Doc_1/P.xml", "Doc_1/P.xml"),
        ("Doc_0/Signs/Signatures.xml", "../Res/a.png", "Doc_0/Res/a.png"),
        ("Doc_0/Document.xml", "./a/../b.xml", "Doc_0/b.xml"),
        ("Doc_0/Document.xml", "../../b.xml", None),
        ("OFD.xml", "..", None),
        ("OFD.xml", "", None),
        ("OFD.xml", "http://a/b", None),
        ("OFD.xml", "a\\b", None),
    ],
)
def test_locations_lead_from_the_folder_or_from_the_root_and_never_out(
    base: str, location: str, path: str | None
) -> None:
    assert resolve(base, location) == path
