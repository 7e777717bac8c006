"""Mutations of sealed files: none is valid, none breaks the verifier, each gets a code; ten thousand in benchmarks."""

import io
import random
from collections import Counter
from functools import cache

import pytest
from PIL import Image

from signatures.gm.timestamps import Stamper
from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, Form, State
from signatures.pdf.sign import renew, seal
from tests.signatures.workshop import (
    BUREAU,
    FORMS,
    GOVERNMENT,
    SEALED_AT,
    TRUST_WITH_STAMPS,
    Holder,
    judged,
    paper,
    press,
    stamps,
)

HERE, BESIDE = Box(1, 110, 200, 45, 45), Box(1, 50, 200, 42, 42)
ROUNDS = 120
HARMLESS = {
    Code.TIME_UNTRUSTED,
    Code.REVOCATION_UNKNOWN,
    Code.PDF_LATER_SIGNATURE,
    Code.STAMP_INVISIBLE,
    Code.STAMP_PICTURE_DIFFERS,
}
DIGITS = b"0123456789ABCDEF"


def mutated(pdf: bytes, chance: random.Random) -> bytes:
    """One of the ways in which a file is damaged or tampered with."""
    place, size = chance.randrange(len(pdf)), chance.choice((1, 2, 8, 200))
    match chance.randrange(6):
        case 0:
            return pdf[:place] + bytes((pdf[place] ^ chance.randrange(1, 256),)) + pdf[place + 1 :]
        case 1:
            return pdf[:place] + chance.randbytes(size) + pdf[place + size :]
        case 2:
            return pdf[:place] + pdf[place + size :]
        case 3:
            return pdf[:place] + pdf[place : place + size] + pdf[place:]
        case 4:
            digits = bytes(chance.choices(DIGITS, k=size))
            return pdf[:place] + digits + pdf[place + size :]
    return with_other_number(pdf, chance)


def with_other_number(pdf: bytes, chance: random.Random) -> bytes:
    """Some number in the structure after the paper is another one."""
    places = [place for place in range(len(pdf) - 4000, len(pdf)) if pdf[place : place + 1].isdigit()]
    place = chance.choice(places)
    return pdf[:place] + str((int(pdf[place : place + 1]) + chance.randrange(1, 10)) % 10).encode() + pdf[place + 1 :]


def pressed(pdf: bytes, by: Holder, box: Box, form: Form, stamp: Stamper | None = None) -> bytes:
    """Sealed with a picture of a few dots: it is the structure that is of interest here."""
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), "#ff000080").save(out, "PNG")
    how = press(by, form, stamp)
    return seal(pdf, press=how, picture=out.getvalue(), box=box, name=by.name, reason="用印", location="", at=SEALED_AT)


@cache
def samples(form: Form) -> tuple[bytes, ...]:
    """One seal, more often than two, one with a time stamp, one under a time stamp."""
    once = pressed(paper(1), GOVERNMENT, HERE, form)
    others = (
        pressed(once, BUREAU, BESIDE, form),
        pressed(paper(1), GOVERNMENT, HERE, form, stamps(form)),
        renew(once, stamp=stamps(form)),
    )
    return (*[once] * 7, *others)


@pytest.mark.parametrize("form", FORMS)
def test_no_mutation_is_valid(form: Form) -> None:
    chance = random.Random(20261121)
    originals = samples(form)
    seen: Counter[Code] = Counter()
    for number in range(ROUNDS):
        original = originals[number % len(originals)]
        altered = mutated(original, chance)
        if altered == original:
            continue
        verdict = judged(altered, trust=TRUST_WITH_STAMPS)
        assert verdict.state is not State.VALID, number
        assert verdict.codes - HARMLESS, number
        seen.update(verdict.codes)
    assert {Code.CONTENT_ALTERED, Code.PDF_UNREADABLE, Code.PDF_SWA} <= set(seen)


def test_the_originals_are_valid() -> None:
    """Keeps the test above honest."""
    for form in FORMS:
        for original in samples(form):
            assert judged(original, trust=TRUST_WITH_STAMPS).state is State.VALID
