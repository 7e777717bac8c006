"""Every forgery that the literature names and that can be built here is refused, and called by its name.

Signature wrapping, incremental saving, universal forgery: CCS 2019. Shadow attacks: NDSS 2021.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid
from pyhanko.pdf_utils.generic import pdf_string

from signatures.gm import oids, ses
from signatures.gm.cms.structures import ContentInfo, SignedData, SignerInfo
from signatures.gm.keys import Signer
from signatures.gm.pki.structures import Algorithm, raw
from signatures.gm.ses.structures import Body4, Signature4
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Form, State
from signatures.pdf.paper import POINT
from signatures.pdf.presses import PROPERTY_INFO
from tests.signatures.workshop import (
    BUREAU,
    CENTRE,
    FORMS,
    GOVERNMENT,
    MAKER,
    NOW,
    SEALED_AT,
    Holder,
    array,
    authority,
    by,
    dictionary,
    forged,
    judged,
    name,
    number,
    once,
    organ,
    paper,
    seal_of,
    sealed,
    stream,
    twice,
    update,
)

Change = Callable[[Any], None]


def refused(pdf: bytes, code: Code) -> None:
    verdict = judged(pdf)
    assert verdict.state is State.INVALID
    assert code in verdict.codes


# --- later updates (incremental saving, shadow attacks) ------------------------------------------------


def other_text(writer: Any) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page[name("/Contents")] = writer.add_object(stream(stream_data=b"BT /F1 12 Tf (Forged) Tj ET"))
    writer.update_container(page)


def text_in_place(writer: Any) -> None:
    replace_stream(writer, writer.root["/Pages"]["/Kids"][0].raw_get("/Contents"), b"BT (Forged) Tj ET")


def replace_stream(writer: Any, reference: Any, data: bytes) -> None:
    old = reference.get_object()
    kept = {key: old.raw_get(key) for key in old if key not in ("/Length", "/Filter", "/DecodeParms")}
    writer.objects[reference.generation, reference.idnum] = stream(kept, stream_data=data)


def another_page(writer: Any) -> None:
    page = {name("/Type"): name("/Page"), name("/MediaBox"): array(map(number, (0, 0, 595, 842)))}
    writer.insert_page(dictionary(page))


def comment(writer: Any) -> None:
    page = writer.root["/Pages"].raw_get("/Kids").raw_get(0)
    square = {name("/Type"): name("/Annot"), name("/Subtype"): name("/Square")}
    square[name("/Rect")] = array(map(number, (0, 0, 500, 500)))
    writer.register_annotation(page, writer.add_object(dictionary(square)))


def other_picture(writer: Any) -> None:
    form = writer.root["/AcroForm"]["/Fields"][0]["/AP"].raw_get("/N")
    replace_stream(writer, form, b"0 0 0 rg 0 0 100 100 re f")


def seal_moved(writer: Any) -> None:
    field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    field.get_object()[name("/Rect")] = array(map(number, (0, 0, 100, 100)))
    writer.mark_update(field)


def page_replaced(writer: Any) -> None:
    pages = writer.root["/Pages"]
    blank = {name("/Type"): name("/Page"), name("/MediaBox"): array(map(number, (0, 0, 595, 842)))}
    blank[name("/Parent")] = writer.root.raw_get("/Pages")
    pages[name("/Kids")] = array([writer.add_object(dictionary(blank)), pages["/Kids"].raw_get(1)])
    writer.update_container(pages)


def script(writer: Any) -> None:
    action = {name("/S"): name("/JavaScript"), name("/JS"): pdf_string("app.alert(1)")}
    writer.root[name("/OpenAction")] = dictionary(action)
    writer.update_root()


UPDATES = [other_text, text_in_place, another_page, comment, other_picture, seal_moved, page_replaced, script]


@pytest.mark.parametrize("change", UPDATES)
@pytest.mark.parametrize("base", [once, twice])
def test_a_later_update_is_named(base: Callable[[], bytes], change: Change) -> None:
    verdict = judged(update(base(), change))
    assert verdict.state is State.INVALID
    (finding,) = [each for each in verdict.findings if each.code is Code.PDF_ISA]
    last = verdict.seals[-1].revision
    assert last is not None
    assert finding.evidence["revision"] == last + 1
    assert finding.evidence["objects"]


@pytest.mark.parametrize("change", UPDATES)
def test_a_change_cannot_hide_in_a_later_seal(change: Change) -> None:
    """The second organ's own seal is sound; the first organ never sealed what it now shows."""
    refused(forged(once(), by(BUREAU), change=change), Code.PDF_ISA)


@pytest.mark.parametrize("change", [each for each in UPDATES if each not in (other_picture, seal_moved)])
def test_what_was_changed_before_the_first_seal_is_the_sealers_own(change: Change) -> None:
    """Keeps the tests above honest: the same updates are no fault before sealing."""
    assert judged(sealed(update(paper(), change))).state is State.VALID


def test_an_honest_signature_of_the_bench_is_valid() -> None:
    """Keeps the tests here honest: the forger's bench, used honestly, makes valid seals."""
    assert judged(forged(once(), by(BUREAU))).state is State.VALID


def test_a_locked_document_takes_no_further_seal() -> None:
    def lock(signature: Any) -> None:
        parameters = {name("/Type"): name("/TransformParams"), name("/P"): number(1), name("/V"): name("/1.2")}
        transform = {name("/TransformMethod"): name("/DocMDP"), name("/TransformParams"): dictionary(parameters)}
        signature[name("/Reference")] = array([dictionary(transform)])

    locked = forged(paper(), by(GOVERNMENT), alter=lock)
    assert judged(locked).state is State.VALID
    refused(sealed(locked), Code.PDF_CERTIFICATION_BROKEN)


# --- the signature's range (wrapping, universal forgery) ------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_unusable_ranges_are_named(form: Form) -> None:
    for numbers in (b"[0 0 0 0]", b"[]", b"[0 10]", b"[0 -1 5 5]", b"[0 9 9 99999999]"):
        refused(with_range(once(form), numbers), Code.PDF_USF)


@pytest.mark.parametrize("form", FORMS)
def test_wrapped_ranges_are_named(form: Form) -> None:
    """The gap widened by a byte to either side, moved, or beginning elsewhere than at the file's start."""
    start, end, rest = gap(once(form))
    for numbers in (
        (0, start - 1, end, rest),
        (0, start, end + 1, rest - 1),
        (0, start + 1, end, rest),
        (1, start - 1, end, rest),
        (0, start, end, rest - 2),
    ):
        refused(with_range(once(form), b"[%d %d %d %d]" % numbers), Code.PDF_SWA)


def gap(pdf: bytes) -> tuple[int, int, int]:
    match = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf)
    assert match is not None
    start, end, rest = map(int, match.groups())
    return start, end, rest


def with_range(pdf: bytes, numbers: bytes) -> bytes:
    """The same file with other numbers in /ByteRange, as long as before."""
    match = re.search(rb"/ByteRange (\[[^]]*\] *)", pdf)
    assert match is not None
    return pdf[: match.start(1)] + numbers.ljust(len(match[1])) + pdf[match.end(1) :]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"/ByteRange [", b"/ByteRangf [", Code.PDF_USF),
        (b"/Contents <", b"/Contentt <", Code.PDF_USF),
        (b"/GBT38540.SES", b"/GBT38540.SET", Code.SIGNATURE_UNREADABLE),
        (b"/SubFilter", b"/SubFiltes", Code.SIGNATURE_UNREADABLE),
    ],
)
def test_a_signature_without_its_parts_is_never_unsigned(old: bytes, new: bytes, code: Code) -> None:
    assert once().count(old) == 1
    refused(once().replace(old, new), code)


@pytest.mark.parametrize("form", FORMS)
def test_an_emptied_signature_is_named(form: Form) -> None:
    start, end, _ = gap(once(form))
    for contents in (b"<00>", b"<>", b"null", b"<" + b"0" * (end - start - 2) + b">"):
        refused(once(form)[:start] + contents.ljust(end - start) + once(form)[end:], Code.PDF_USF)


@pytest.mark.parametrize(("old", "new"), [(b"/AcroForm", b"/AcroFork"), (b"/Fields", b"/Fieldz"), (b"/V ", b"/W ")])
def test_a_removed_signature_leaves_traces(old: bytes, new: bytes) -> None:
    cut = once().rindex(old)
    refused(once()[:cut] + new + once()[cut + len(old) :], Code.SIGNATURE_REMOVED)


def test_an_update_that_drops_the_form_leaves_traces() -> None:
    def drop(writer: Any) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()

    refused(update(once(), drop), Code.SIGNATURE_REMOVED)


def test_padding_must_be_empty() -> None:
    _, end, _ = gap(once())
    refused(once()[: end - 3] + b"5" + once()[end - 2 :], Code.SIGNATURE_PADDING_ALTERED)


def test_letters_of_the_signature_are_of_one_case() -> None:
    """The same value in other letters would let bytes change unnoticed."""
    start, _, _ = gap(once())
    lower = re.compile(rb"[A-F]").sub(lambda digit: digit[0].lower(), once()[start : start + 40])
    assert judged(once()[:start] + lower + once()[start + 40 :]).state is State.INVALID


def test_data_after_the_end_is_named_with_its_place() -> None:
    verdict = judged(once() + b"%%more")
    (finding,) = verdict.findings
    assert (verdict.state, finding.code) == (State.INVALID, Code.PDF_TRAILING_DATA)
    assert finding.evidence == {"offset": len(once()), "bytes": 6}


def test_blanks_after_the_end_are_only_a_warning() -> None:
    verdict = judged(once() + b"\r\n")
    assert verdict.state is State.VALID
    assert Code.PDF_TRAILING_BLANK in verdict.codes


# --- the signature and its certificate ------------------------------------------------------------------


def test_a_foreign_authority_is_untrusted() -> None:
    stranger = organ(GOVERNMENT.name, authority(CENTRE.name))
    for form in FORMS:
        refused(sealed(by=stranger, form=form), Code.SIGNER_CHAIN_UNTRUSTED)


def test_without_roots_nothing_is_trusted() -> None:
    verdict = judged(once(), trust=Trust(roots=()))
    assert verdict.state is State.INVALID
    assert Code.SIGNER_CHAIN_UNTRUSTED in verdict.codes


@pytest.mark.parametrize("form", FORMS)
def test_an_authoritys_own_key_is_no_seal(form: Form) -> None:
    """Neither the authority's nor the maker's: each certificate is for one thing."""
    refused(forged(paper(), by(CENTRE, form), form=form), Code.SIGNER_CHAIN_UNTRUSTED)
    refused(forged(paper(), by(MAKER, form), form=form), Code.KEY_USAGE)


@pytest.mark.parametrize("form", FORMS)
def test_another_organs_certificate_does_not_help(form: Form) -> None:
    signer = Signer(GOVERNMENT.certificate, BUREAU.signer.key)
    plain = Signer(GOVERNMENT.plain.certificate, BUREAU.plain.key)
    impostor = Holder(GOVERNMENT.name, signer, plain)
    refused(sealed(by=impostor, form=form), Code.SIGNATURE_VALUE_INVALID)


@pytest.mark.parametrize("form", FORMS)
def test_a_signature_over_another_document_is_of_no_use(form: Form) -> None:
    """Replay: the signature itself is genuine, the content is not the one it was made for."""
    genuine = by(GOVERNMENT, form)(bytes(32))
    refused(forged(paper(), lambda _: genuine, form=form), Code.CONTENT_ALTERED)


def test_a_seal_taken_from_another_kind_of_file_says_what_it_protects() -> None:
    """Replay of a 电子签章 that was made for a part of an OFD with, by chance or design, the same digest."""

    def sign(digest: bytes) -> bytes:
        path = "/Doc_0/Signs/Sign_0/Signature.xml"
        return ses.sign(seal_of(GOVERNMENT), digest, path, GOVERNMENT.signer, SEALED_AT, None)

    refused(forged(paper(), sign), Code.PROPERTY_INFO_MISMATCH)


def test_the_seal_of_another_organ_does_not_help() -> None:
    """An outsider signs with the seal object of the government, which everybody can copy out of a sealed file."""
    foreign = seal_of(GOVERNMENT)

    def sign(digest: bytes) -> bytes:
        own = ses.sign(seal_of(BUREAU), digest, PROPERTY_INFO, BUREAU.signer, SEALED_AT, None)
        return with_other_seal(own, foreign)

    refused(forged(paper(), sign), Code.SIGNER_NOT_IN_SEAL)


def with_other_seal(der: bytes, seal: bytes) -> bytes:
    """A 电子签章 signed anew by the bureau's key over another seal."""
    read = asn1.decode_der(Signature4, der)
    body = Body4(
        version=read.body.version,
        seal=raw(seal),
        time=read.body.time,
        digest=read.body.digest,
        property_info=read.body.property_info,
        extensions=None,
    )
    return asn1.encode_der(
        Signature4(
            body=body,
            certificate=read.certificate,
            algorithm=read.algorithm,
            value=asn1.BitString(BUREAU.signer.key.sign(asn1.encode_der(body)), 0),
            stamp=None,
        )
    )


def test_a_seal_from_the_future_is_named() -> None:
    refused(sealed(at=NOW + timedelta(minutes=1)), Code.TIME_DISAGREES)


def resigned(digest: bytes, signers: int, algorithm: Oid) -> bytes:
    """A signature in CMS with so many signers, who state that digest algorithm."""
    decoded = asn1.decode_der(ContentInfo, by(GOVERNMENT, Form.PADES)(digest))
    data = decoded.content
    one = data.signers.as_list()[0].parse(SignerInfo)
    declared = SignerInfo(
        version=1,
        signer=one.signer,
        digest_algorithm=raw(asn1.encode_der(Algorithm(algorithm=algorithm, parameters=None))),
        signed=one.signed,
        signature_algorithm=one.signature_algorithm,
        value=one.value,
        unsigned=None,
    )
    rebuilt = SignedData(
        version=1,
        digest_algorithms=asn1.SetOf([declared.digest_algorithm]),
        content=data.content,
        certificates=data.certificates,
        crls=None,
        signers=asn1.SetOf([raw(asn1.encode_der(declared))] * signers),
    )
    return asn1.encode_der(ContentInfo(type=decoded.type, content=rebuilt))


@pytest.mark.parametrize(
    ("signers", "algorithm", "code"),
    [
        (0, oids.SHA256, Code.NO_SIGNER),
        (2, oids.SHA256, Code.SEVERAL_SIGNERS),
        (1, Oid("1.3.14.3.2.26"), Code.DIGEST_DOWNGRADE),
        (1, Oid("1.2.840.113549.2.5"), Code.DIGEST_DOWNGRADE),
    ],
)
def test_no_signer_several_or_a_weak_digest(signers: int, algorithm: Oid, code: Code) -> None:
    refused(forged(paper(), lambda digest: resigned(digest, signers, algorithm), form=Form.PADES), code)


@pytest.mark.parametrize(
    ("box", "code"),
    [
        ((-50, 100, 50, 200), Code.STAMP_OUTSIDE_PAGE),
        ((0, 0, 70 / POINT, 70 / POINT), Code.STAMP_OVERSIZED),
        ((0, 0, 0, 0), Code.STAMP_INVISIBLE),
    ],
)
def test_an_odd_picture_is_remarked(box: tuple[float, float, float, float], code: Code) -> None:
    verdict = judged(forged(paper(), by(GOVERNMENT), box=box))
    assert verdict.state is State.VALID
    assert code in verdict.codes
