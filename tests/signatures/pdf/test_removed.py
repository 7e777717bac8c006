"""A later sealer drops an earlier seal from the form: its bytes stay in the file, and the verdict names it."""

from collections.abc import Callable
from typing import Any

import pytest

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Form, State
from signatures.pdf.sign import renew
from tests.signatures.workshop import (
    BUREAU,
    FORMS,
    TRUST_WITH_STAMPS,
    array,
    by,
    forged,
    judged,
    name,
    once,
    paper,
    sealed,
    stamps,
    stream,
    twice,
    update,
)


def emptied(writer: Any) -> None:
    writer.root["/AcroForm"][name("/Fields")] = array([])
    writer.update_container(writer.root["/AcroForm"])


def another_form(writer: Any) -> None:
    del writer.root["/AcroForm"]
    writer.update_root()


def value_taken(writer: Any) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    del field[name("/V")]
    writer.update_container(field)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("drop", [emptied, another_form, value_taken])
def test_a_seal_dropped_by_a_later_sealer_is_named(form: Form, drop: Callable[[Any], None]) -> None:
    verdict = judged(forged(once(form), by(BUREAU, form), form=form, change=drop))
    assert verdict.state is State.INVALID
    (finding,) = [each for each in verdict.findings if each.code is Code.SIGNATURE_REMOVED]
    place = finding.evidence["signature_seen_at"]
    assert isinstance(place, int)
    assert once(form)[place:].startswith(b"/ByteRange")


def test_so_is_one_dropped_before_two_others_sealed() -> None:
    dropped = forged(once(), by(BUREAU), change=emptied)
    verdict = judged(sealed(dropped, BUREAU))
    assert (verdict.state, Code.SIGNATURE_REMOVED in verdict.codes) == (State.INVALID, True)


def test_a_time_stamp_cannot_be_dropped_either() -> None:
    pdf = forged(renew(paper(), stamp=stamps(Form.SES)), by(BUREAU), change=emptied)
    assert Code.SIGNATURE_REMOVED in judged(pdf, trust=TRUST_WITH_STAMPS).codes


def test_seals_that_the_form_names_are_not_missed() -> None:
    """The green twin: all forms, one seal and two, a time stamp over them."""
    for form in FORMS:
        for pdf in (once(form), twice(form), renew(twice(form), stamp=stamps(form))):
            verdict = judged(pdf, trust=TRUST_WITH_STAMPS)
            assert (verdict.state, Code.SIGNATURE_REMOVED in verdict.codes) == (State.VALID, False)


def test_words_that_look_like_a_range_are_no_signature() -> None:
    """A sealed file attached to another, or a text about seals: its numbers are none of this file's."""

    def attach(writer: Any) -> None:
        writer.root[name("/Attached")] = writer.add_object(stream(stream_data=once() + b" /ByteRange [0 10 20 30]"))
        writer.update_root()

    assert judged(sealed(update(paper(), attach))).state is State.VALID
