"""A small office that seals OFD: a root, a maker, two organs and a person, a typeset notice, and a forger's tools."""

import io
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from documents.typesetting.formats.layout import layout
from documents.typesetting.output.ofd.writer import ofd
from signatures.gm import ses
from signatures.gm.keys import Family, Signer, load_private, new_secret
from signatures.gm.pki.making import Purpose, Subject, Validity, issue, new_serial, self_signed
from signatures.gm.sm3 import sm3
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Box, Verdict
from signatures.ofd.container import pack, store
from signatures.ofd.documents import pages_of
from signatures.ofd.package import open_package
from signatures.ofd.seal import seal, sign
from signatures.ofd.straddle import straddle
from signatures.ofd.verify import verify
from tests.documents.typesetting.examples import FACES, notice, rows_of_text

SEALED_AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PERIOD = Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))
HERE, BESIDE = Box(2, 110, 150, 45, 45), Box(2, 50, 150, 42, 42)
FIRST, SECOND = "Doc_0/Signs/Sign_0", "Doc_0/Signs/Sign_1"
LISTING = "Doc_0/Signs/Signatures.xml"
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def _png(dots: int) -> bytes:
    raw = b"".join(b"\0" + b"\xd6\0\x0f\x80" * dots for _ in range(dots))
    parts = [
        (b"IHDR", struct.pack(">2L5B", dots, dots, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(raw)),
        (b"IEND", b""),
    ]
    chunks = (struct.pack(">L", len(d)) + k + d + struct.pack(">L", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@dataclass(frozen=True)
class Organ:
    """A signer with its seal."""

    signer: Signer
    seal: bytes


CENTRE, GOVERNMENT, BUREAU = "甬江市电子印章认证中心", "甬江市人民政府", "甬江市人力资源和社会保障局"


@cache
def root(title: str) -> Signer:
    key = load_private(Family.SM2, new_secret())
    return Signer(self_signed(Subject(title), key, validity=PERIOD, serial=new_serial()), key)


def _holder(title: str, purpose: Purpose, above: Signer) -> Signer:
    key = load_private(Family.SM2, new_secret())
    certificate = issue(Subject(title), key.public, purpose, issuer=above, validity=PERIOD, serial=new_serial())
    return Signer(certificate, key)


@cache
def organ(title: str, centre: str) -> Organ:
    above = root(centre)
    signer, maker = _holder(title, Purpose.SEAL, above), _holder("甬江市公安局", Purpose.MAKER, above)
    facts = ses.SealFacts(
        es_id="33020000000001",
        vid="ZHENGBAN",
        kind=1,
        name=title,
        certificates=[signer.certificate],
        created=PERIOD.start,
        start=PERIOD.start,
        end=PERIOD.end,
        picture=ses.Picture("PNG", _png(60), 45, 45),
    )
    return Organ(signer, ses.make_seal(facts, maker))


@cache
def person() -> Signer:
    return _holder("林知远", Purpose.PERSON, root(CENTRE))


@cache
def clockmaker() -> Signer:
    return _holder("甬江市时间戳服务", Purpose.TIME, root(CENTRE))


@cache
def paper(rows: int = 30) -> bytes:
    """The file that the typesetter writes: a notice of three pages."""
    return ofd(layout(notice(blocks=rows_of_text(rows)), FACES))


def pressed(data: bytes, by: Organ | None = None, *places: Box, closes: bool = False) -> bytes:
    """The file with one more seal."""
    who = by or organ(GOVERNMENT, CENTRE)
    return seal(
        data,
        seal_der=who.seal,
        signer=who.signer,
        stamp=None,
        stamps=places or (HERE,),
        at=SEALED_AT,
        closes=closes,
    )


def signed(data: bytes) -> bytes:
    return sign(data, signer=person(), chain=[root(CENTRE).certificate], stamp=None, at=SEALED_AT)


@cache
def once() -> bytes:
    return pressed(paper())


@cache
def twice() -> bytes:
    return pressed(once(), organ(BUREAU, CENTRE), BESIDE)


@cache
def straddled() -> bytes:
    slices = straddle(pages_of(paper()), width_mm=45, height_mm=45)
    who = organ(GOVERNMENT, CENTRE)
    return seal(paper(), seal_der=who.seal, signer=who.signer, stamp=None, stamps=[HERE, *slices], at=SEALED_AT)


@cache
def trust() -> Trust:
    return Trust((root(CENTRE).certificate,))


def judged(data: bytes) -> Verdict:
    return verify(data, trust=trust(), at=NOW)


def errors(data: bytes) -> set[Code]:
    """The codes of everything that speaks against a file."""
    verdict = judged(data)
    every = (*verdict.findings, *(finding for each in verdict.seals for finding in each.findings))
    return {finding.code for finding in every if finding.severity == "E"}


# --- the forger's tools --------------------------------------------------------------------------------------

Change = Callable[[bytes], bytes]


def files_of(data: bytes) -> dict[str, bytes]:
    return {path: entry.content for path, entry in open_package(data).entries.items()}


def zipped(
    files: Mapping[str, bytes], method: int = ZIP_DEFLATED, *, comment: bytes = b"", front: bytes = b""
) -> bytes:
    """As anybody's zip program would write them."""
    out = io.BytesIO(front)
    with ZipFile(out, "a") as archive:
        for path, content in files.items():
            archive.writestr(ZipInfo(path, (2026, 11, 20, 10, 30, 0)), content, method)
        archive.comment = comment
    return out.getvalue()


def streamed(files: Mapping[str, bytes]) -> bytes:
    """As a program writes that cannot go back: sizes follow each file, in a record of their own."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    out = Pipe()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path, content in files.items():
            with archive.open(ZipInfo(path), "w") as stream:
                stream.write(content)
    return out.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """As this program would write them."""
    return pack(store(path, content) for path, content in files.items())


def with_files(data: bytes, files: Mapping[str, bytes | Change | None]) -> bytes:
    """The package with files replaced, changed, added or (None) taken out; all others stay as they are packed."""
    entries = dict(open_package(data).entries)
    for path, new in files.items():
        if new is None:
            del entries[path]
        else:
            entries[path] = store(path, new if isinstance(new, bytes) else new(entries[path].content))
    return pack(entries.values())


def replaced(old: str, new: str) -> Change:
    """A change of words that must be there."""

    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


def resigned(
    data: bytes,
    *changes: Change,
    by: Organ | None = None,
    told: str = f"/{FIRST}/Signature.xml",
    folder: str = FIRST,
) -> bytes:
    """The first seal's description changed and pressed anew: what another program, or a dishonest holder, may write."""
    who = by or organ(GOVERNMENT, CENTRE)
    xml = files_of(data)[f"{folder}/Signature.xml"]
    for change in changes:
        xml = change(xml)
    value = ses.sign(who.seal, sm3(xml), told, who.signer, SEALED_AT, None)
    return with_files(data, {f"{folder}/Signature.xml": xml, f"{folder}/SignedValue.dat": value})


def unbound(xml: bytes) -> bytes:
    """A description as others write it, which says nothing of the container."""
    return re.sub(rb'Version="1.0 zip-sha256=[^"]*"', b'Version="3.2"', xml)


@cache
def foreign() -> bytes:
    """A sealed file as another program writes it."""
    return zipped(files_of(resigned(once(), unbound)))
