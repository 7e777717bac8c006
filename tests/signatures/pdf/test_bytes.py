"""One changed byte is enough, wherever it is; and no bytes whatever make the verifier fail."""

import time
import zlib
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, Finding, State, Verdict
from signatures.pdf import gate
from signatures.pdf.verify import verify
from tests.signatures.workshop import NOW, TRUST, judged, once, paper, sealed, twice


def gaps(pdf: bytes) -> list[tuple[int, int]]:
    """Where the signatures themselves stand."""
    return [(each.covered[0][1], each.covered[1][0]) for each in judged(pdf).seals]


def regions() -> dict[str, tuple[int, int]]:
    first, second = gaps(twice())
    return {
        "the text": (0, len(paper())),
        "the first seal's picture": (len(paper()), first[0] - 400),
        "the first seal's dictionaries": (first[0] - 400, first[0]),
        "the first signature": (first[0], first[1]),
        "the first seal's end": (first[1], len(once())),
        "the second seal": (len(once()), second[0]),
        "the second signature": (second[0], second[1]),
        "the second seal's end": (second[1], len(twice())),
    }


def altered_findings(verdict: Verdict) -> list[Finding]:
    every = [*verdict.findings, *(each for seal in verdict.seals for each in seal.findings)]
    return [each for each in every if each.code is Code.CONTENT_ALTERED]


def evidence(finding: Finding, key: str) -> Any:
    return finding.evidence[key]


@pytest.mark.parametrize("region", regions())
@settings(max_examples=8, deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_one_changed_byte_is_enough(region: str, where: float, change: int) -> None:
    """And unless it lies in a signature or a signature's own frame, the verdict names the bytes around it."""
    start, end = regions()[region]
    place = start + int(where * (end - start))
    altered = bytearray(twice())
    altered[place] ^= change
    verdict = judged(bytes(altered))
    assert verdict.state in (State.INVALID, State.UNREADABLE)
    if place < len(paper()):
        spans = [span for each in altered_findings(verdict) for span in evidence(each, "within")]
        assert any(first <= place < last for first, last in spans)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 255), st.floats(0, 1, exclude_max=True))
def test_an_intact_seal_narrows_the_change(change: int, where: float) -> None:
    """What the first seal still vouches for is not where the second one's bytes were changed."""
    picture_start = twice().index(b"stream", len(once())) + 10
    place = picture_start + int(where * 500)
    altered = bytearray(twice())
    altered[place] ^= change
    verdict = judged(bytes(altered))
    assume(len(verdict.seals) == 2)
    first, second = verdict.seals
    assert first.holds
    assert not second.holds
    (finding,) = altered_findings(verdict)
    assert all(start >= first.covered[0][1] for start, _ in evidence(finding, "within"))


def test_a_damaged_stream_is_named_by_its_object() -> None:
    """Compressed content carries its own checksum, so the object with the changed byte can be told."""
    start = once().index(b"/FlateDecode", len(paper()))
    place = once().index(b"stream", start) + 40
    altered = bytearray(once())
    altered[place] ^= 0xFF
    (finding,) = altered_findings(judged(bytes(altered)))
    number = once().rindex(b" 0 obj", 0, place)
    owner = once()[:number].split()[-1].decode()
    assert f"{owner} 0" in evidence(finding, "damaged_objects")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(once()) - 1))
def test_no_part_of_a_sealed_file_is_valid(size: int) -> None:
    assert judged(once()[:size]).state is not State.VALID


def test_the_end_cannot_be_cut_by_a_byte() -> None:
    for cut in range(1, 40):
        assert judged(twice()[:-cut]).state is not State.VALID


def test_the_earlier_state_of_a_joint_document_is_what_it_was() -> None:
    """Cut exactly at the second seal, the file is again the one that the first organ sealed."""
    assert twice()[: len(once())] == once()
    assert judged(once()).state is State.VALID


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", paper()[:-30], once()[:-30]]))
def test_any_bytes_get_a_verdict(data: bytes, before: bytes) -> None:
    assert judged(before + data).state is not State.VALID


def test_a_file_beyond_the_limit_is_not_opened() -> None:
    verdict = verify(once(), trust=TRUST, at=NOW, largest=len(once()) - 1)
    assert verdict.state is State.UNREADABLE
    assert verdict.codes == {Code.FILE_TOO_LARGE}


# --- hostile structure: small files that ask for endless work -------------------------------------------


def document(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    out, places = b"%PDF-1.7\n", {}
    for each, content in objects.items():
        places[each] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (each, content)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % item for item in places.items())
    tail = b"xref\n0 1\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    return out + tail % (table, max(objects) + 1, trailer, len(out))


FORM = {
    1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    4: b"<</FT/Sig/T(a)/V 5 0 R/Rect[1 1 9 9]>>",
    5: b"<</Type/Sig/SubFilter/ETSI.CAdES.detached/Contents<00>/ByteRange[0 0 0 0]>>",
}


def reference_stream(dictionary: bytes, body: bytes) -> bytes:
    head, packed = b"%PDF-1.7\n", zlib.compress(body)
    content = b"9 0 obj\n<</Type/XRef/Filter/FlateDecode/Length %d%s>>stream\n%s\nendstream\nendobj\n"
    return head + content % (len(packed), dictionary, packed) + b"startxref\n%d\n%%%%EOF\n" % len(head)


def with_updates(count: int) -> bytes:
    out = document(FORM)
    previous = out.rindex(b"xref\n0")
    for _ in range(count):
        update = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        previous, out = len(out), out + update % (previous, len(out))
    return out


def one_line(size: int, end: bytes = b"") -> bytes:
    """A file without line ends, as long as one likes, so that reading it backwards never comes to one."""
    return b"%PDF-1.7" + b"x" * size + end


def blank_before_sections(blanks: int) -> bytes:
    """Sixty sections, each of which sends the reader to another blank before one and the same section."""
    out = b"%PDF-1.7\n" + b" " * blanks
    out += b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\n"
    previous = 20
    for each in range(60):
        update = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev %d/XRefStm %d>>\n"
        previous, out = len(out), out + update % (previous, 21 + each)
    return out + b"startxref\n%d\n%%%%EOF\n" % previous


PLAIN = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: FORM[2], 3: FORM[3]}
WHERE = Box(1, 20, 20, 45, 45)


def test_an_object_promised_beyond_the_end_is_no_part_of_what_is_sealed() -> None:
    """A later update could put anything at that place, and the sealed index would lead to it."""
    dangling = document(PLAIN).replace(b"trailer\n<</Size 4", b"4 1\n0000999999 00000 n \ntrailer\n<</Size 5")
    assert judged(sealed(document(PLAIN), box=WHERE)).state is State.VALID
    verdict = judged(sealed(dangling, box=WHERE))
    assert verdict.state is State.INVALID
    assert Code.PDF_SWA in verdict.codes


def test_a_second_index_for_other_readers_is_refused() -> None:
    """A hybrid file (ISO 32000-2, 7.5.8.4) shows old and new programs different objects."""
    out = document(PLAIN)
    hidden = zlib.compress(b"\0\0\0")
    stream = b"9 0 obj\n<</Type/XRef/Filter/FlateDecode/Length %d/Size 10/W[1 1 1]/Index[8 1]>>stream\n%s\n"
    stream += b"endstream\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \n9 1\n%010d 00000 n \n"
    table += b"trailer\n<</Size 10/Root 1 0 R/Prev %d/XRefStm %d>>\n"
    place, previous = len(out), out.rindex(b"xref\n0")
    out += stream % (len(hidden), hidden)
    start = len(out)
    out += table % (place, previous, place) + b"startxref\n%d\n%%%%EOF\n" % start
    verdict = judged(sealed(out, box=WHERE))
    assert verdict.state is State.INVALID
    assert Code.PDF_HYBRID_REFERENCES in verdict.codes


LONG = 20_000_000
TAIL = b"startxref\n9\n%%EOF\n"
ENDLESS = {
    "one line": one_line(LONG),
    "one line that ends well": one_line(LONG, b"startxref 9\n%%EOF\n"),
    "one line with the end on it": one_line(LONG, b"startxref%%EOF"),
    "line ends only": b"%PDF-1.7" + b"\n" * LONG + TAIL,
    "line ends at the end": b"%PDF-1.7\n" + TAIL + b"\n" * LONG,
    "line ends before the end": b"%PDF-1.7\nstartxref\n9" + b"\n" * LONG + b"%%EOF\n",
    "blanks before the index": blank_before_sections(LONG),
    "one index of zeros": b"%PDF-1.7\n1 0 obj\n<</A[" + b"0 " * (LONG // 2) + b"\n" + TAIL,
}


@pytest.mark.parametrize("attack", ENDLESS)
def test_a_long_file_of_nothing_is_answered_soon(attack: str) -> None:
    began = time.process_time()
    assert judged(ENDLESS[attack]).state is State.UNREADABLE
    assert time.process_time() - began < 5


@pytest.mark.parametrize("word", [b"%%EOF", b"startxref"])
def test_a_file_that_does_not_end_as_a_pdf_is_not_read_at_all(word: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(gate, "process_data_at_eof")
    verdict = judged(once().replace(word, b"x" * len(word)))
    assert (verdict.state, "NotPdf" in str(verdict.findings[0].evidence["why"])) == (State.UNREADABLE, True)


HOSTILE = {
    "nothing": b"",
    "nothing but line ends": b"\r\n",
    "an array without bottom": document({**FORM, 5: b"[" * 50_000}),
    "a dictionary without bottom": document({**FORM, 5: b"<</A" * 50_000}),
    "pages that contain themselves": document({**FORM, 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"}),
    "fields that contain themselves": document({**FORM, 4: b"<</T(a)/FT/Sig/Kids[4 0 R]>>"}),
    "a stream as long as itself": document({**FORM, 5: b"<</Length 5 0 R>>stream\nendstream"}),
    "updates in a circle": document(FORM, b"/Prev %d" % document(FORM).rindex(b"xref\n0")),
    "updates without end": with_updates(100),
    "signatures without end": document({**FORM, 1: FORM[1].replace(b"4 0 R", b"4 0 R " * 20_000)}),
    "objects of no size": reference_stream(b"/Size 9/Root 1 0 R/W[0 0 0]/Index[0 2000000000]", b""),
    "objects by the million": reference_stream(b"/Size 9/Root 1 0 R/W[1 1 1]/Index[0 9000000]", bytes(100_000)),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_structure_is_answered(attack: str) -> None:
    verdict = judged(HOSTILE[attack])
    assert verdict.state in (State.INVALID, State.UNREADABLE)
