"""Persons sign and organs seal: whoever holds a personal signature presses no seal, in no form and no container."""

import pytest

from signatures.gm import ses
from signatures.gm.pki.making import Purpose
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Form, State
from signatures.ofd.verify import verify
from tests.signatures import workshop
from tests.signatures.ofd import bench
from tests.signatures.workshop import CENTRE, FORMS, GOVERNMENT

PERSON = workshop.organ("林知远", CENTRE, purpose=Purpose.PERSON)


@pytest.mark.parametrize("form", FORMS)
def test_a_pdf_that_a_person_sealed_is_not_valid(form: Form) -> None:
    """The seal, where there is one, is a real maker's and names the person."""
    verdict = workshop.judged(workshop.sealed(by=PERSON, form=form))
    assert verdict.state is State.INVALID
    assert Code.KEY_USAGE in verdict.codes
    assert workshop.judged(workshop.sealed(by=GOVERNMENT, form=form)).state is State.VALID


def test_an_ofd_that_a_person_sealed_is_not_valid_and_one_that_a_person_signed_is() -> None:
    facts = ses.SealFacts(
        es_id="33020000000001",
        vid="ZHENGBAN",
        kind=1,
        name="林知远",
        certificates=[bench.person().certificate],
        created=bench.PERIOD.start,
        start=bench.PERIOD.start,
        end=bench.PERIOD.end,
        picture=ses.Picture("PNG", workshop.picture("林知远", 42), 42, 42),
    )
    believed = Trust((*bench.trust().roots, *workshop.TRUST.roots))
    pressed = bench.pressed(bench.paper(), bench.Organ(bench.person(), ses.make_seal(facts, workshop.MAKER.signer)))
    verdict = verify(pressed, trust=believed, at=bench.NOW)
    assert (verdict.state, Code.KEY_USAGE in verdict.codes) == (State.INVALID, True)
    verdict = bench.judged(bench.signed(bench.paper()))
    (signature,) = verdict.seals
    assert (verdict.state, signature.form, signature.organ) == (State.VALID, Form.GM_CMS, "林知远")
