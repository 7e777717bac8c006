"""Hundreds of ways to alter a signature of each form: none of them holds, none is an exception, each gets a code."""

import random
from collections.abc import Callable, Iterator

import pytest

from signatures.gm.keys import Family
from signatures.judgement.cms import judge_cms, read_cms
from signatures.judgement.codes import Severity
from signatures.judgement.ses import judge_ses, read_ses
from signatures.judgement.verdict import Finding, Judged
from tests.signatures.cms_bench import digest_of, gm_content, signed
from tests.signatures.pki import NOW, House, house, stamper, trust
from tests.signatures.sealing import DIGEST, PROPERTY, pressed, seal, signature_1

TIMES = 250
FEW = 60
"""For forms that are read and judged by the same code as another."""


def mutations(data: bytes, seed: int, times: int) -> Iterator[bytes]:
    """So many alterations of one or several bytes: set, swapped, cut out, put in, doubled, cut off."""
    chance = random.Random(seed)
    for _ in range(times):
        altered = bytearray(data)
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            _alter(altered, chance)
        if altered != data:
            yield bytes(altered)


def _alter(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data))
    size = chance.choice((1, 1, 2, 4, 32))
    match chance.randrange(12):
        case 0:
            del data[place : place + size]
        case 1:
            data[place:place] = chance.randbytes(size)
        case 2:
            data[place:place] = data[place : place + size]
        case 3:
            del data[max(place, 1) :]
        case 4:
            other = chance.randrange(len(data))
            data[place], data[other] = data[other], data[place]
        case _:
            data[place] = chance.choice((data[place] ^ 1 << chance.randrange(8), chance.randrange(256), 0, 0xFF))


def assert_refused(told: Judged) -> None:
    assert any(each.severity is Severity.ERROR for each in told.findings), told


@pytest.mark.parametrize(("version", "times"), [(4, TIMES), (1, FEW)])
def test_an_altered_seal_never_holds(version: int, times: int) -> None:
    data = pressed(seal(), stamp=stamper(house())) if version == 4 else signature_1()
    believed = trust(house(), crls=[house().crl])
    for altered in mutations(data, 38540, times):
        read = read_ses("Seal1", altered)
        if isinstance(read, Finding):
            assert read.severity is Severity.ERROR
        else:
            assert_refused(judge_ses("Seal1", read, digest=DIGEST, property_info=PROPERTY, trust=believed, now=NOW))


FORMS = [
    (lambda of: signed(of), Family.SM2, TIMES),
    (lambda of: gm_content(of=of), Family.SM2, TIMES),
    (lambda of: signed(of), Family.ECDSA, TIMES),
    (lambda of: signed(of), Family.RSA, FEW),
    (lambda of: signed(of, stamper(of)), Family.SM2, FEW),
]


@pytest.mark.parametrize(("make", "family", "times"), FORMS)
def test_an_altered_signature_in_cms_never_holds(make: Callable[[House], bytes], family: Family, times: int) -> None:
    of = house(family)
    believed = trust(of, crls=[of.crl])
    for altered in mutations(make(of), 35275, times):
        read = read_cms("Seal1", altered)
        if isinstance(read, Finding):
            assert read.severity is Severity.ERROR
        else:
            assert_refused(judge_cms("Seal1", read, digest=digest_of(of), trust=believed, now=NOW))
