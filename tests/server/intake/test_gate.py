import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from documents.typesetting.formats.layout import layout
from documents.typesetting.output.pdf.writer import pdf
from server.intake import errors, gate
from server.intake.gate import ATTACHMENTS, DRAFTS, Kind, admit
from server.intake.recognise import read
from server.kit.errors import OfficeError
from tests.documents.typesetting.examples import FACES, NOTICE

REASONS = tuple(each for each in vars(errors).values() if getattr(each, "__module__", "") == errors.__name__)
RELATIONS = "word/_rels/document.xml.rels"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word() -> bytes:
    """A plain DOCX file."""
    document = docx.Document()
    document.add_paragraph("甬江市人民政府关于开展检查的通知")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


WORD = word()


def changed(*edits: tuple[str, Callable[[bytes], bytes]], added: dict[str, bytes] | None = None) -> bytes:
    """The plain DOCX file with parts edited and added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            for edited, edit in edits:
                content = edit(content) if name == edited else content
            copy.writestr(name, content)
        for name, content in (added or {}).items():
            copy.writestr(name, content)
    return target.getvalue()


def related(kind: str, target: str, mode: str = "") -> Callable[[bytes], bytes]:
    relation = f'<Relationship Id="rId900" Type="{TYPE}/{kind}" Target="{target}" {mode}/></Relationships>'
    return lambda part: part.replace(b"</Relationships>", relation.encode())


def with_doctype(doctype: str) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(b"?>", f"?><!DOCTYPE d [{doctype}]>".encode(), 1)


def into_body(markup: str) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(b"<w:body>", f"<w:body>{markup}".encode(), 1)


def field(*runs: str) -> str:
    codes = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{codes}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def lying() -> bytes:
    """A part whose header and directory claim ten bytes with the checksum of those ten."""
    data = bytearray(zipped({"a.xml": b"0123456789" + b"x" * 90}))
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    data[local + 22 : local + 26] = data[central + 24 : central + 28] = struct.pack("<I", 10)
    data[local + 14 : local + 18] = data[central + 16 : central + 20] = struct.pack("<I", zlib.crc32(b"0123456789"))
    return bytes(data)


def two_names() -> bytes:
    """The local header names another entry than the directory."""
    return zipped({"word/a.xml": b"<a/>"}).replace(b"word/a.xml", b"word/b.xml", 1)


def flagged_encrypted() -> bytes:
    data = bytearray(zipped({"a.xml": b"<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def twice() -> bytes:
    return zipped({"word/a.xml": b"<a/>", "word/A.XML": b"<a/>"})


def paper(*objects: bytes) -> bytes:
    """A PDF as far as the gate is concerned."""
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + numbered + b"startxref\n0\n%%EOF\n"


def packed(content: bytes, keys: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode") -> bytes:
    """A Flate stream."""
    data = zlib.compress(content)
    return b"<<%s/Length %d>>\nstream\r\n%s\nendstream" % (keys, len(data), data)


LAUGHS = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefg", "bcdefgh", strict=True))
DOCUMENT = "word/document.xml"
EXTERNAL = 'TargetMode="External"'

HOSTILE: dict[str, tuple[Callable[[], bytes], type[OfficeError]]] = {
    "one part bomb": (lambda: changed(added={"word/media/a.png": b"\0" * 21 * 2**20}), errors.InflatesTooMuch),
    "many parts bomb": (
        lambda: zipped({f"{n}.bin": b"\0" * 2**20 for n in range(101)}),
        errors.InflatesTooMuch,
    ),
    "ratio": (lambda: zipped({"a.bin": b"\0" * 3 * 2**20}), errors.InflatesTooMuch),
    "too many entries": (lambda: zipped({f"{n}": b"" for n in range(2001)}), errors.TooManyEntries),
    "lying header": (lying, errors.LyingHeader),
    "two names": (two_names, errors.LyingHeader),
    "encrypted entry": (flagged_encrypted, errors.EncryptedEntry),
    "same name twice": (twice, errors.UnsafeEntryName),
    "parent path": (lambda: changed(added={"word/../../etc/x": b""}), errors.UnsafeEntryName),
    "absolute path": (lambda: changed(added={"/etc/x": b""}), errors.UnsafeEntryName),
    "other method": (lambda: zipped({"a.xml": b"<a/>"}, zipfile.ZIP_LZMA), errors.UnknownCompression),
    "truncated": (lambda: WORD[: len(WORD) // 2], errors.DamagedFile),
    "zip of anything": (lambda: zipped({"a.txt": b"a"}), errors.UnknownKind),
    "external entity": (
        lambda: changed((DOCUMENT, with_doctype('<!ENTITY x SYSTEM "file:///etc/passwd">'))),
        errors.DoctypeDeclared,
    ),
    "billion laughs": (lambda: changed((DOCUMENT, with_doctype(f'<!ENTITY a "ha">{LAUGHS}'))), errors.DoctypeDeclared),
    "utf-16 doctype": (
        lambda: changed(added={"customXml/item9.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
        errors.DoctypeDeclared,
    ),
    "no xml": (lambda: changed((DOCUMENT, lambda part: part[:-20])), errors.DamagedFile),
    "deep xml": (lambda: changed(added={"a.xml": b"<a>" * 999 + b"</a>" * 999}), errors.TooManyElements),
    "external template": (
        lambda: changed((RELATIONS, related("attachedTemplate", "http://example.com/x.dotm", EXTERNAL))),
        errors.ExternalTarget,
    ),
    "external picture": (
        lambda: changed((RELATIONS, related("image", "//example.com/x.png", EXTERNAL))),
        errors.ExternalTarget,
    ),
    "macro": (lambda: changed(added={"word/vbaProject.bin": b"x"}), errors.ActiveContent),
    "macro type": (
        lambda: changed(
            (
                "[Content_Types].xml",
                lambda part: part.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                ),
            )
        ),
        errors.ActiveContent,
    ),
    "embedded object": (
        lambda: changed((RELATIONS, related("oleObject", "media/object.bin"))),
        errors.ActiveContent,
    ),
    "embedded package": (lambda: changed(added={"word/embeddings/a.xlsx": b"x"}), errors.ActiveContent),
    "alternative chunk": (lambda: changed((RELATIONS, related("aFChunk", "chunk.html"))), errors.ForeignChunk),
    "dde over runs": (lambda: changed((DOCUMENT, into_body(field(" DD", "EAUTO c:\\\\x")))), errors.ActiveField),
    "include": (
        lambda: changed((DOCUMENT, into_body('<w:p><w:fldSimple w:instr=" INCLUDETEXT x "/></w:p>'))),
        errors.ActiveField,
    ),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, errors.OleFile),
    "program": (lambda: b"MZ\x90\0" + b"\0" * 99, errors.ProgramFile),
    "script": (lambda: b"#!/bin/sh\nrm x\n", errors.ProgramFile),
    "web page": (lambda: b"\xef\xbb\xbf \n<!DOCTYPE html><html></html>", errors.MarkupFile),
    "drawing": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", errors.MarkupFile),
    "wide web page": (lambda: "<html></html>".encode("utf-16"), errors.MarkupFile),
    "empty": (lambda: b"", errors.EmptyFile),
    "one line of 50 MB": (lambda: b"a" * 50 * 2**20, errors.FileTooLarge),
    "over 50 MB": (lambda: b"%PDF-" + b"a" * 50 * 2**20, errors.FileTooLarge),
    "utf-16 without mark": (
        lambda: ("甬江市人民政府关于做好值班工作的通知" * 9).encode("utf-16-le"),
        errors.UnmarkedUtf16,
    ),
    "ascii utf-16 without mark": (lambda: ("notice\n" * 9).encode("utf-16-be"), errors.UnmarkedUtf16),
    "binary text": (lambda: "通知\0\1\2".encode(), errors.BinaryText),
    "latin text": (lambda: "préfecture à côté é\xff".encode("latin-1") + b"\xff\xff", errors.Undecodable),
    "half a pdf": (lambda: b"%PDF-1.7\n1 0 obj", errors.DamagedFile),
    "script in a pdf": (lambda: paper(b"<</S/JavaScript/JS(app.alert\\(1\\))>>"), errors.ActiveContent),
    "bare script in a pdf": (lambda: paper(b"<</S/Rendition/JS 5 0 R>>"), errors.ActiveContent),
    "launch in a pdf": (lambda: paper(b"<</S /Launch /F(calc.exe)>>"), errors.ActiveContent),
    "file in a pdf": (lambda: paper(b"<</Type/EmbeddedFile/Length 0>>stream\n\nendstream"), errors.ActiveContent),
    "files in a pdf": (lambda: paper(b"<</Names<</EmbeddedFiles 4 0 R>>>>"), errors.ActiveContent),
    "pdf that acts when opened": (lambda: paper(b"<</Type/Catalog/OpenAction<</S/URI>>>>"), errors.ActiveContent),
    "film in a pdf": (lambda: paper(b"<</Subtype/RichMedia>>"), errors.ActiveContent),
    "packed script in a pdf": (lambda: paper(packed(b"7 0 <</S/JavaScript>>")), errors.ActiveContent),
    "packed after a remark": (lambda: paper(packed(b"%\n7 0 <</S/JavaScript>>")), errors.ActiveContent),
    "packed behind blanks": (lambda: paper(packed(b" " * 9999 + b"7 0 <</S/L#61unch>>")), errors.ActiveContent),
    "objects packed otherwise": (
        lambda: paper(b"<</Type/Obj#53tm/Filter[/ASCIIHex#44ecode/FlateDecode]>>stream\n00>\nendstream"),
        errors.UnknownCompression,
    ),
    "pdf with a password": (lambda: paper(b"<</Root 1 0 R/Encrypt 9 0 R>>"), errors.EncryptedEntry),
    "pdf bomb": (lambda: paper(packed(b"1" * 101 * 2**20)), errors.InflatesTooMuch),
    "streams by the million": (lambda: paper(b"stream\n\x78" * 10**6), errors.InflatesTooMuch),
    "streams without end": (lambda: paper(b"stream\n" * 10**6, b"<</S/Launch>>"), errors.ActiveContent),
    "half a picture": (lambda: b"\x89PNG\r\n\x1a\n123", errors.DamagedFile),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_each_hostile_file_is_refused_by_its_own_reason_and_soon(case: str) -> None:
    make, reason = HOSTILE[case]
    data = make()
    began = time.process_time()
    with pytest.raises(reason) as refusal:
        admit("文件", data, ATTACHMENTS)
    assert refusal.type is reason
    assert time.process_time() - began < 20


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + b"\0" * 18)
@example(b"\xff\xd8\xff")
def test_whatever_comes_in_is_read_or_refused_by_name(data: bytes) -> None:
    with suppress(*REASONS):
        read("来文", data)


@given(st.integers(0, len(WORD) - 1), st.integers(0, 255))
def test_a_word_file_with_one_byte_changed_is_read_or_refused_by_name(at: int, byte: int) -> None:
    with suppress(*REASONS):
        read("来文", WORD[:at] + bytes([byte]) + WORD[at + 1 :])


def test_each_reason_has_its_own_code() -> None:
    assert len({reason.code for reason in REASONS}) == len(REASONS)


def picture(form: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (2, 2)).save(target, form)
    return target.getvalue()


GOOD = {
    Kind.TXT: "通知".encode(),
    Kind.MD: "# 通知".encode(),
    Kind.DOCX: WORD,
    Kind.PDF: b"%PDF-1.4\n%%EOF\n",
    Kind.PNG: picture("PNG"),
    Kind.JPG: picture("JPEG"),
    Kind.OFD: zipped({"OFD.xml": b"<OFD/>"}),
    Kind.XLSX: zipped(
        {
            "[Content_Types].xml": b'<Types><Override PartName="/xl/workbook.xml" ContentType="application/'
            b'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
        }
    ),
}


@pytest.mark.parametrize("kind", Kind)
def test_the_kind_is_read_from_the_bytes_and_the_name_must_agree(kind: Kind) -> None:
    data = GOOD[kind]
    assert admit(f"a.{kind}", data, ATTACHMENTS).kind is kind
    if kind is not Kind.MD:
        assert admit("无扩展名", data, {kind}).name == f"无扩展名.{kind}"
    with pytest.raises(errors.KindNotAccepted):
        admit(f"a.{kind}", data, ATTACHMENTS - {kind})
    named_text = {"txt", "md"} if kind in (Kind.TXT, Kind.MD) else set()
    for other in {"exe", "html", *Kind} - {kind, "jpeg"} - named_text:
        with pytest.raises(errors.NameMismatch):
            admit(f"a.{other}", data, ATTACHMENTS)


def test_a_text_is_markdown_when_it_is_called_so_and_passes_the_same_checks() -> None:
    assert admit("a.MARKDOWN", "# 通知".encode(), DRAFTS).kind is Kind.MD
    assert admit("a.md.txt", "# 通知".encode(), DRAFTS).kind is Kind.TXT
    for case in ("web page", "binary text", "utf-16 without mark", "latin text", "program"):
        make, reason = HOSTILE[case]
        with pytest.raises(reason):
            admit("a.md", make(), DRAFTS)
    with pytest.raises(errors.FileTooLarge):
        admit("a.md", b"a" * (gate.MAX_MARKDOWN_BYTES + 1), DRAFTS)


@given(st.text(max_size=200))
@example("..\\..\\x/../通知\u202etxt.txt")
@example("\0\n.txt")
def test_a_name_comes_out_safe(name: str) -> None:
    try:
        safe = admit(name, GOOD[Kind.TXT], DRAFTS).name
    except errors.NameMismatch:
        return
    assert len(safe) <= 120
    assert safe.lower().endswith(".txt")
    assert not set(safe) & set('/\\<>:"|?*\0\n\u202e')
    assert admit(safe, GOOD[Kind.TXT], DRAFTS).name == safe


ACTIVE = ("JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "OpenAction", "RichMedia")


@given(name=st.sampled_from(ACTIVE), escaped=st.sets(st.integers(0, 12)), upper=st.booleans(), inside=st.booleans())
def test_no_way_to_write_an_active_name_passes(name: str, escaped: set[int], upper: bool, inside: bool) -> None:
    letters = [f"#{ord(each):02x}" if at in escaped else each for at, each in enumerate(name)]
    written = b"<</A/%s 3 0 R>>" % "".join(each.upper() if upper and "#" in each else each for each in letters).encode()
    with pytest.raises(errors.ActiveContent):
        admit("附件", paper(packed(b"7 0 " + written) if inside else written), ATTACHMENTS)


@given(name=st.sampled_from(ACTIVE), after=st.sampled_from("Xa9_"))
@example(name="Launch", after="Pad")
def test_a_name_that_only_begins_like_an_active_one_passes(name: str, after: str) -> None:
    passive = b"<</%s true>>" % f"{name}{after}".encode()
    assert admit("附件", paper(passive, packed(b"7 0 " + passive)), ATTACHMENTS).kind is Kind.PDF


@pytest.mark.parametrize("space", [b"", b" ", b"\r\n"])
def test_a_page_to_open_at_is_no_action(space: bytes) -> None:
    data = paper(b"<</Type/Catalog/OpenAction" + space + b"[3 0 R/Fit]>>")
    assert admit("附件", data, ATTACHMENTS).kind is Kind.PDF


def test_what_a_picture_happens_to_contain_is_no_script() -> None:
    assert admit("附件", paper(b"<</Length 9>>stream\n\x00/JS \x01\nendstream"), ATTACHMENTS).kind is Kind.PDF


def test_the_offices_own_print_passes() -> None:
    print_of = pdf(layout(NOTICE, FACES))
    assert admit("附件", print_of, ATTACHMENTS).kind is Kind.PDF


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    data = bytearray(picture("PNG"))
    data[16:24] = struct.pack(">II", 20_000, 20_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    with pytest.raises(errors.TooManyPixels):
        admit("图.png", bytes(data), ATTACHMENTS)


def test_a_hyperlink_may_point_outside() -> None:
    data = changed((RELATIONS, related("hyperlink", "https://www.gov.cn/", EXTERNAL)))
    assert gate.admit("a.docx", data, DRAFTS).kind is Kind.DOCX
