"""The three forms of a seal, and time stamps in and over them: what is honest holds, what is not is told apart."""

import random
from datetime import datetime

import pytest

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Form, SealVerdict, State, TimeSource
from signatures.pdf.errors import SignatureTooLong
from signatures.pdf.sign import renew
from tests.signatures.workshop import (
    BESIDE,
    BUREAU,
    FORMS,
    GOVERNMENT,
    NOW,
    SEALED_AT,
    STAMPED_AT,
    TRUST_WITH_STAMPS,
    judged,
    once,
    sealed,
    stamped,
    stamps,
    twice,
)


def codes(seal: SealVerdict) -> set[Code]:
    return {each.code for each in seal.findings}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_says_what_it_is(form: Form) -> None:
    verdict = judged(once(form))
    assert verdict.state is State.VALID
    (seal,) = verdict.seals
    assert (seal.form, seal.organ, seal.signed_at) == (form, GOVERNMENT.name, SEALED_AT)
    assert seal.time_source is TimeSource.CLAIMED
    assert {Code.TIME_UNTRUSTED, Code.REVOCATION_UNKNOWN} == codes(seal)
    is_ses = form is Form.SES
    assert bool(seal.es_id and seal.seal_name and seal.maker) is is_ses


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("second", FORMS)
def test_forms_may_follow_each_other(form: Form, second: Form) -> None:
    verdict = judged(sealed(once(form), BUREAU, BESIDE, form=second))
    assert verdict.state is State.VALID
    assert [each.form for each in verdict.seals] == [form, second]
    assert Code.PDF_LATER_SIGNATURE in codes(verdict.seals[0])


@pytest.mark.parametrize("form", FORMS)
def test_an_altered_byte_is_altered_content(form: Form) -> None:
    pdf = once(form).replace(b"Notice, page 1", b"Notice, page 7")
    verdict = judged(pdf)
    assert verdict.state is State.INVALID
    (finding,) = [each for each in verdict.seals[0].findings if each.code is Code.CONTENT_ALTERED]
    assert finding.evidence["sealed_digest"] != finding.evidence["present_digest"]


@pytest.mark.parametrize("form", FORMS)
def test_bytes_that_no_longer_parse_are_salvaged(form: Form) -> None:
    """Without its end the file is no PDF; which seal it bore, and that its bytes are others, can still be said."""
    pdf = once(form)
    verdict = judged(pdf[:-20] + b"%" * 20)
    assert verdict.state is State.UNREADABLE
    (finding,) = [each for each in verdict.findings if each.code is Code.CONTENT_ALTERED]
    assert (finding.evidence["organ"], finding.evidence["form"]) == (GOVERNMENT.name, form)


@pytest.mark.parametrize("form", FORMS)
def test_every_altered_byte_of_the_signature_is_noticed(form: Form) -> None:
    """Anywhere in /Contents, padding included: one digit more or less, or another one."""
    covered = judged(once(form)).seals[0].covered
    start, end = covered[0][1] + 1, covered[1][0] - 1
    chance = random.Random(form)
    for place in chance.sample(range(start, end), 25):
        altered = bytearray(once(form))
        altered[place] = ord(chance.choice([each for each in "0123456789ABCDEF" if ord(each) != altered[place]]))
        assert judged(bytes(altered)).state is State.INVALID, place


def test_the_first_organ_can_be_told_from_the_second_in_every_form() -> None:
    for form in FORMS:
        verdict = judged(twice(form))
        assert [each.organ for each in verdict.seals] == [GOVERNMENT.name, BUREAU.name]
        assert [each.revision for each in verdict.seals] == [1, 2]


def test_a_seal_that_is_no_longer_valid_was_valid_when_it_was_pressed() -> None:
    later = judged(once(), at=datetime(2031, 1, 1, tzinfo=NOW.tzinfo))
    assert later.state is State.VALID
    assert {Code.CERT_EXPIRED_NOW, Code.SEAL_EXPIRED_NOW} <= later.codes


# --- time stamps over the signature (B-T) ---------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_time_stamp_in_the_signature_says_when(form: Form) -> None:
    verdict = judged(stamped(form), trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.VALID
    (seal,) = verdict.seals
    assert (seal.signed_at, seal.time_source) == (STAMPED_AT, TimeSource.STAMPED)
    assert Code.TIME_UNTRUSTED not in codes(seal)


@pytest.mark.parametrize("form", FORMS)
def test_a_time_stamp_of_an_unknown_authority_is_not_believed(form: Form) -> None:
    verdict = judged(stamped(form))
    assert verdict.state is State.INVALID
    assert Code.TIMESTAMP_INVALID in verdict.codes


@pytest.mark.parametrize("form", FORMS)
def test_a_time_stamp_over_something_else_is_named(form: Form) -> None:
    other = stamps(form)(b"another value")
    verdict = judged(sealed(form=form, stamp=lambda _: other), trust=TRUST_WITH_STAMPS)
    assert verdict.state is State.INVALID
    assert Code.TIMESTAMP_IMPRINT_MISMATCH in verdict.codes


def test_a_time_stamp_longer_than_the_room_for_it_is_refused() -> None:
    with pytest.raises(SignatureTooLong):
        sealed(form=Form.PADES, stamp=lambda _: b"\x04\x82" + (40_000).to_bytes(2, "big") + bytes(40_000))
    with pytest.raises(SignatureTooLong):
        renew(once(), stamp=lambda _: bytes(40_000))


def test_a_time_stamp_that_fails_seals_nothing() -> None:
    def silent(_: bytes) -> bytes:
        raise TimeoutError("nobody answers")

    with pytest.raises(TimeoutError):
        sealed(stamp=silent)
