"""Work on hostile files is bounded: shared lists of annotations, lists named again and again, endless gaps."""

import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signatures.gm.pki import links
from signatures.gm.pki.crl import Revoked, issue_crl
from signatures.judgement.codes import Code
from signatures.judgement.verdict import State
from signatures.pdf import evidence, paper, removed
from signatures.pdf.byte_ranges import ByteRange, Wrapped, contents_of
from signatures.pdf.evidence import read_evidence
from signatures.pdf.gate import open_pdf
from tests.signatures.workshop import (
    CENTRE,
    NOW,
    SEALED_AT,
    array,
    authority,
    dictionary,
    judged,
    name,
    once,
    sealed,
    stream,
    twice,
    update,
)
from tests.signatures.workshop import paper as document

# --- annotations ------------------------------------------------------------------------------------------


def crowded(pages: int, notes: int, seals: int) -> bytes:
    """Many pages that share one long list of annotations, and signature fields that show on none of them."""
    fields = b" ".join(b"%d 0 R" % (10 + number) for number in range(seals))
    first = 10 + seals
    kids = b" ".join(b"%d 0 R" % (first + number) for number in range(pages))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]>>>>" % fields,
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        3: b"[%s]" % (b"9 0 R " * notes),
        9: b"<</Type/Annot/Subtype/Link/Rect[0 0 1 1]>>",
    }
    for number in range(seals):
        value = b"<</Type/Sig/SubFilter/x>>"
        objects[10 + number] = b"<</Subtype/Widget/FT/Sig/T(s%d)/Rect[0 0 9 9]/V%s>>" % (number, value)
    objects |= {first + number: b"<</Type/Page/Annots 3 0 R>>" for number in range(pages)}
    return written(objects)


def written(objects: dict[int, bytes]) -> bytes:
    pdf, places = b"%PDF-1.7\n", {}
    for number, each in sorted(objects.items()):
        places[number] = len(pdf)
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        for number in range(max(objects) + 1)
    )
    end = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, len(pdf))
    return pdf + b"xref\n0 %d\n" % (max(objects) + 1) + table + end


def test_a_list_of_annotations_that_all_pages_share_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten pages with a thousand annotations, for three seals: not thirty thousand steps, but a thousand and ten."""
    monkeypatch.setattr(paper, "MOST_SHOWN", 1010)
    verdict = judged(crowded(10, 1000, 3))
    assert [each.name for each in verdict.seals] == ["s0", "s1", "s2"]
    assert verdict.codes == {Code.SIGNATURE_UNREADABLE, Code.STAMP_OUTSIDE_PAGE}


def test_too_many_annotations_are_too_complex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MOST_SHOWN", 1009)
    verdict = judged(crowded(10, 1000, 3))
    assert verdict.state is State.UNREADABLE
    assert verdict.codes == {Code.FILE_TOO_COMPLEX}


def test_pages_with_no_list_in_the_place_of_one_do_no_harm() -> None:
    def blank(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page[name("/Annots")] = name("/None")
        writer.update_container(page)

    assert judged(sealed(update(document(), blank))).state is State.VALID


# --- evidence ---------------------------------------------------------------------------------------------


def revocations(by: Any = CENTRE, listed: int = 0, number: int = 1) -> bytes:
    gone = [Revoked(10**17 + each, SEALED_AT) for each in range(listed)]
    made = issue_crl(by.signer, gone, number, SEALED_AT - timedelta(hours=1), NOW + timedelta(days=7))
    return made.public_bytes(Encoding.DER)


def with_lists(pdf: bytes, *lists: bytes, times: int = 1) -> bytes:
    def add(writer: Any) -> None:
        streams = [writer.add_object(stream(stream_data=each)) for each in lists]
        writer.root[name("/DSS")] = writer.add_object(dictionary({name("/CRLs"): array(streams * times)}))
        writer.update_root()

    return update(pdf, add)


def lists_of(pdf: bytes) -> list[bytes]:
    return [each.public_bytes(Encoding.DER) for each in read_evidence(open_pdf(pdf).root).crls]


def test_a_list_named_again_and_again_is_read_once() -> None:
    one, other = revocations(), revocations(number=2)
    assert lists_of(with_lists(once(), one, one, other, times=40)) == [one, other]


def test_lists_are_read_up_to_a_size_of_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large, next_one = revocations(), revocations(listed=50), revocations(number=2)
    assert lists_of(with_lists(once(), small, large, next_one)) == [small, large, next_one]
    monkeypatch.setattr(evidence, "LARGEST", len(large) - 1)
    assert lists_of(with_lists(once(), small, large, next_one)) == [small, next_one]
    monkeypatch.setattr(evidence, "MOST_BYTES", len(small))
    assert lists_of(with_lists(once(), small, large, next_one)) == [small]


def test_the_signature_of_a_list_is_checked_once_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seals ask, each for its signer and its maker; the false list of a namesake is checked once, too."""
    checked: list[bytes] = []
    usual: Any = vars(links)["_check"]

    def check(signed: Any, body: bytes, issuer: x509.Certificate) -> None:
        if isinstance(signed, x509.CertificateRevocationList):
            checked.append(body)
        usual(signed, body, issuer)

    monkeypatch.setattr(links, "_check", check)
    pdf = with_lists(twice(), revocations(), revocations(authority(CENTRE.name), number=2))
    verdict = judged(pdf)
    assert (verdict.state, Code.REVOCATION_UNKNOWN in verdict.codes) == (State.VALID, False)
    assert len(checked) == len(set(checked)) == 2


# --- gaps -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [b"AB", b"ab", b"30"])
def test_a_long_gap_takes_no_more_than_its_own_size(digits: bytes) -> None:
    gap = b"<" + digits * 1_000_000 + b">"
    tracemalloc.start()
    try:
        contents_of(gap, ByteRange(0, len(gap), len(gap)))
        assert tracemalloc.get_traced_memory()[1] < 3 * len(gap)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("gap", [b"<ABC>", b"<>", b"<aB>", b"<AB", b"AB>", b"<AB>>", b"<A B>"])
def test_a_gap_is_whole_bytes_in_letters_of_one_case(gap: bytes) -> None:
    with pytest.raises(Wrapped):
        contents_of(gap, ByteRange(0, len(gap), len(gap)))


def test_ranges_without_number_are_too_complex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removed, "MOST_NOTED", 1)
    assert judged(once()).state is State.VALID
    assert judged(twice()).codes == {Code.FILE_TOO_COMPLEX}
