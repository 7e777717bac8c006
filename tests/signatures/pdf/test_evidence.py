"""What keeps a seal for long: evidence in the file (B-LT), time stamps over it (B-LTA), and how both are abused."""

from datetime import timedelta
from functools import cache, partial
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signatures.gm import timestamps
from signatures.gm.keys import Family
from signatures.gm.pki.crl import Reason, Revoked, issue_crl
from signatures.gm.pki.making import Purpose, Validity
from signatures.gm.sm3 import sm3
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Form, State, TimeSource
from signatures.pdf import sign
from signatures.pdf.errors import PdfUnreadable
from signatures.pdf.evidence import Evidence, read_evidence
from signatures.pdf.gate import open_pdf
from signatures.pdf.objects import begin_update
from signatures.pdf.sign import renew
from tests.signatures.pki import house, other_house, stamper
from tests.signatures.workshop import (
    BESIDE,
    BUREAU,
    CENTRE,
    FORMS,
    GOVERNMENT,
    NOW,
    PERIOD,
    SEALED_AT,
    STAMPED_AT,
    TRUST,
    TRUST_WITH_STAMPS,
    Holder,
    array,
    authority,
    dictionary,
    judged,
    name,
    number,
    once,
    organ,
    paper,
    sealed,
    stamped,
    stamps,
    stream,
    update,
)

RENEWED_AT = SEALED_AT + timedelta(hours=1)


@cache
def lists() -> tuple[x509.CertificateRevocationList, ...]:
    until = NOW + timedelta(days=7)
    return tuple(
        issue_crl(issuer, [], 1, SEALED_AT - timedelta(hours=1), until) for issuer in (CENTRE.signer, CENTRE.plain)
    )


def evidence() -> Evidence:
    return Evidence(CENTRE.certificates, lists())


@cache
def lasting(form: Form) -> bytes:
    """B-LT: the lists are in the file, in the very update that the seal signs."""
    return sealed(form=form, evidence=evidence())


@cache
def renewed(form: Form = Form.SES) -> bytes:
    """B-LTA: a time stamp over the whole file."""
    return renew(lasting(form), stamp=stamps(form, RENEWED_AT), evidence=Evidence(house().chain))


@pytest.mark.parametrize("form", FORMS)
def test_evidence_comes_with_the_seal_and_under_it(form: Form) -> None:
    verdict = judged(lasting(form))
    assert (verdict.state, verdict.findings) == (State.VALID, ())
    assert {each.code for each in verdict.seals[0].findings} == {Code.TIME_UNTRUSTED}
    assert read_evidence(open_pdf(lasting(form)).root) == evidence()


def test_without_evidence_nobody_knows_whether_it_was_revoked() -> None:
    assert Code.REVOCATION_UNKNOWN in judged(once()).codes


@pytest.mark.parametrize("form", FORMS)
def test_an_altered_list_in_the_file_is_altered_content(form: Form) -> None:
    place = lasting(form).index(lists()[0].public_bytes(Encoding.DER)) + 60
    altered = bytearray(lasting(form))
    altered[place] ^= 1
    verdict = judged(bytes(altered))
    assert verdict.state is State.INVALID
    assert Code.CONTENT_ALTERED in verdict.codes


def test_a_revoked_seal_is_known_by_the_list_in_the_file() -> None:
    revoked = Revoked(GOVERNMENT.certificate.serial_number, SEALED_AT - timedelta(hours=2), Reason.superseded)
    known = issue_crl(CENTRE.signer, [revoked], 2, SEALED_AT - timedelta(hours=1), NOW + timedelta(days=7))
    verdict = judged(sealed(evidence=Evidence((), (known,))))
    assert verdict.state is State.INVALID
    assert Code.CERT_REVOKED_BEFORE_SIGNING in verdict.codes


def test_authorities_in_between_are_found_in_the_file() -> None:
    """A 电子签章 carries no chain; with the evidence, a verifier needs to know the root alone."""
    organ = Holder(GOVERNMENT.name, house().government, house(Family.ECDSA).government)
    above = Evidence((house().authority.certificate,))
    assert judged(sealed(by=organ, evidence=above), trust=TRUST_WITH_STAMPS).state is State.VALID
    alone = judged(sealed(by=organ), trust=TRUST_WITH_STAMPS)
    assert (alone.state, Code.SIGNER_CHAIN_UNTRUSTED in alone.codes) == (State.INVALID, True)


def test_evidence_in_the_file_makes_nobody_trusted() -> None:
    """A root that comes with the file is not a root of the verifier."""
    verdict = judged(sealed(evidence=Evidence(CENTRE.certificates)), trust=Trust((house().root.certificate,)))
    assert verdict.state is State.INVALID
    assert Code.SIGNER_CHAIN_UNTRUSTED in verdict.codes


def test_the_second_seal_adds_its_own_evidence() -> None:
    first = sealed(evidence=Evidence((CENTRE.certificate,)))
    pdf = sealed(first, BUREAU, BESIDE, evidence=evidence())
    verdict = judged(pdf)
    assert (verdict.state, verdict.findings) == (State.VALID, ())
    assert read_evidence(open_pdf(pdf).root) == evidence()


# --- evidence in an update of its own, as other programs write it ---------------------------------------


def late_evidence(writer: Any) -> None:
    streams = [writer.add_object(stream(stream_data=each.public_bytes(Encoding.DER))) for each in lists()]
    store = dictionary({name("/CRLs"): array(streams)})
    writer.root[name("/DSS")] = writer.add_object(store)
    writer.update_root()


@pytest.mark.parametrize("form", FORMS)
def test_later_evidence_is_a_warning_and_is_used(form: Form) -> None:
    verdict = judged(update(once(form), late_evidence))
    assert verdict.state is State.VALID
    assert [each.code for each in verdict.findings] == [Code.PDF_LATER_EVIDENCE]
    assert Code.REVOCATION_UNKNOWN not in verdict.codes


def test_later_evidence_under_a_time_stamp_needs_no_warning() -> None:
    verdict = judged(renew(update(once(), late_evidence), stamp=stamps(Form.SES)), trust=TRUST_WITH_STAMPS)
    assert (verdict.state, verdict.findings) == (State.VALID, ())


def page_with_it(writer: Any) -> None:
    late_evidence(writer)
    page = writer.root["/Pages"]["/Kids"][0]
    page[name("/Contents")] = writer.add_object(stream(stream_data=b"BT /F1 12 Tf (Forged) Tj ET"))
    writer.update_container(page)


def title_with_it(writer: Any) -> None:
    late_evidence(writer)
    writer.trailer["/Info"][name("/Title")] = name("/Forged")
    writer.update_container(writer.trailer["/Info"])


def field_with_it(writer: Any) -> None:
    late_evidence(writer)
    field = {name("/FT"): name("/Sig"), name("/T"): name("/More"), name("/Rect"): array(map(number, (0, 0, 99, 99)))}
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(dictionary(field)))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


def more_in_the_store(writer: Any) -> None:
    late_evidence(writer)
    writer.root["/DSS"][name("/More")] = number(1)


@pytest.mark.parametrize("change", [page_with_it, title_with_it, field_with_it, more_in_the_store])
def test_nothing_else_may_come_with_later_evidence(change: Any) -> None:
    verdict = judged(update(once(), change))
    assert verdict.state is State.INVALID
    assert Code.PDF_ISA in verdict.codes


# --- time stamps over the file ---------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_time_stamp_over_the_file_vouches_for_the_seal(form: Form) -> None:
    verdict = judged(renewed(form), trust=TRUST_WITH_STAMPS)
    assert (verdict.state, verdict.findings) == (State.VALID, ())
    seal, stamp = verdict.seals
    assert (seal.form, stamp.form) == (form, Form.TIME_STAMP)
    assert (seal.signed_at, seal.time_source) == (RENEWED_AT, TimeSource.STAMPED)
    assert (stamp.signed_at, stamp.organ) == (RENEWED_AT, "甬江市电子认证中心时间戳服务")
    assert Code.TIME_UNTRUSTED not in verdict.codes
    assert Code.PDF_LATER_SIGNATURE not in verdict.codes
    assert stamp.boxes == ()


def test_it_can_be_renewed_again_and_again() -> None:
    pdf = renew(renewed(), stamp=stamps(Form.PADES, RENEWED_AT + timedelta(hours=1)), evidence=evidence())
    verdict = judged(pdf, trust=TRUST_WITH_STAMPS)
    assert (verdict.state, verdict.findings) == (State.VALID, ())
    assert [each.form for each in verdict.seals] == [Form.SES, Form.TIME_STAMP, Form.TIME_STAMP]
    assert verdict.seals[0].signed_at == RENEWED_AT


def test_another_organ_may_seal_after_a_time_stamp() -> None:
    verdict = judged(sealed(renewed(), BUREAU, BESIDE), trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.VALID
    first, _, second = verdict.seals
    assert (first.time_source, second.time_source) == (TimeSource.STAMPED, TimeSource.CLAIMED)


def test_a_file_with_nothing_but_a_time_stamp_is_unsigned() -> None:
    verdict = judged(renew(paper(), stamp=stamps(Form.SES)), trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.UNSIGNED
    assert [each.form for each in verdict.seals] == [Form.TIME_STAMP]
    broken = judged(renew(paper(), stamp=stamps(Form.SES)))
    assert (broken.state, Code.TIMESTAMP_INVALID in broken.codes) == (State.INVALID, True)


def test_the_seals_own_time_stamp_stands_above_a_later_one() -> None:
    verdict = judged(renew(stamped(Form.SES), stamp=stamps(Form.SES, RENEWED_AT)), trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.VALID
    assert verdict.seals[0].signed_at == STAMPED_AT


def test_a_time_stamp_of_an_unknown_authority_vouches_for_nothing() -> None:
    verdict = judged(renew(once(), stamp=stamper(other_house(), RENEWED_AT)), trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.INVALID
    seal, stamp = verdict.seals
    assert (seal.holds, stamp.holds) == (True, False)
    assert seal.time_source is TimeSource.CLAIMED


def test_a_claim_later_than_the_time_stamp_is_a_lie() -> None:
    pdf = renew(sealed(at=SEALED_AT + timedelta(hours=2)), stamp=stamps(Form.SES, RENEWED_AT))
    verdict = judged(pdf, trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.INVALID
    assert Code.TIME_DISAGREES in verdict.codes


def test_a_time_stamp_before_the_key_was_lost_saves_the_seal() -> None:
    """A lost key makes every claimed time worthless, but not what was stamped before it was lost."""
    lost = Revoked(GOVERNMENT.certificate.serial_number, RENEWED_AT + timedelta(hours=2), Reason.key_compromise)
    known = issue_crl(CENTRE.signer, [lost], 9, RENEWED_AT + timedelta(hours=3), NOW + timedelta(days=7))
    trust = Trust(TRUST_WITH_STAMPS.roots, crls=(known,))
    claimed = judged(once(), trust=trust)
    assert (claimed.state, Code.REVOKED_TIME_UNPROVEN in claimed.codes) == (State.INVALID, True)
    proven = judged(renew(once(), stamp=stamps(Form.SES, RENEWED_AT)), trust=trust)
    assert (proven.state, Code.CERT_REVOKED_AFTER_SIGNING in proven.codes) == (State.VALID, True)
    late = judged(renew(once(), stamp=stamps(Form.SES, RENEWED_AT + timedelta(hours=4))), trust=trust)
    assert (late.state, Code.REVOKED_TIME_UNPROVEN in late.codes) == (State.INVALID, True)


def test_a_time_stamp_after_the_certificate_ended_leaves_the_claim_a_claim() -> None:
    after, long = PERIOD.end + timedelta(days=30), Validity(PERIOD.start, PERIOD.end + timedelta(days=3000))
    above = authority("甬江市时间戳根证书", long)
    service = organ("甬江市时间戳服务", above, long, Purpose.TIME).signer
    token = partial(timestamps.make, tsa=service, chain=[above.certificate], serial=7, at=after, family=Family.SM2)
    pdf = renew(once(), stamp=lambda data: token(sm3(data)))
    seal = judged(pdf, trust=Trust((*TRUST.roots, above.certificate)), at=after + timedelta(days=1)).seals[0]
    assert (seal.holds, seal.time_source, seal.signed_at) == (True, TimeSource.CLAIMED, SEALED_AT)


@pytest.mark.parametrize("part", ["text", "stamp"])
def test_an_altered_byte_is_noticed_by_seal_and_time_stamp(part: str) -> None:
    altered = bytearray(renewed())
    altered[200 if part == "text" else altered.rindex(b"/ETSI.RFC3161") + 3] ^= 1
    verdict = judged(bytes(altered), trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.INVALID


def test_a_token_over_other_bytes_is_named() -> None:
    other = stamps(Form.SES)(b"other bytes")
    verdict = judged(renew(once(), stamp=lambda _: other), trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.INVALID
    assert {Code.TIMESTAMP_IMPRINT_MISMATCH, Code.CONTENT_ALTERED} & verdict.codes


def test_a_time_stamp_may_not_show_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody can get a time stamp; a picture of one's choice over a sealed page would come with it for nothing."""

    usual = sign.NOWHERE
    sign.NOWHERE = (100, 100, 300, 300)
    try:
        pdf = renew(once(), stamp=stamps(Form.SES))
    finally:
        sign.NOWHERE = usual
    verdict = judged(pdf, trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.INVALID
    assert Code.PDF_ISA in verdict.codes


def test_what_is_no_pdf_cannot_be_renewed() -> None:
    with pytest.raises(PdfUnreadable):
        renew(b"%PDF-1.7 nothing", stamp=stamps(Form.SES))


def test_evidence_that_is_there_already_is_not_written_twice() -> None:
    pdf = renew(lasting(Form.SES), stamp=stamps(Form.SES), evidence=evidence())
    assert read_evidence(begin_update(pdf).root) == evidence()
