"""How tests of the judgement ask: which codes an honest or forged 电子签章 gets, and whether it holds."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from signatures.gm import ses
from signatures.gm.keys import Family, PrivateKey, Signer, load_private, new_secret
from signatures.gm.pki.making import Purpose, Subject, issue, new_serial
from signatures.judgement.codes import Code, Severity
from signatures.judgement.ses import judge_ses, read_ses
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, Judged
from tests.signatures.pki import GOVERNMENT, NOW, PERIOD, house, trust
from tests.signatures.sealing import DIGEST, PROPERTY, facts, pressed

Change = Callable[[Any], None]
GREEN = {Code.TIME_UNTRUSTED}
"""What is said of an honest seal without a time stamp."""


def judged(data: bytes, believed: Trust | None = None, now: datetime = NOW, property_info: str = PROPERTY) -> Judged:
    read = read_ses("Seal1", data)
    assert not isinstance(read, Finding), read
    believed = believed or trust(house(), crls=[house().crl])
    return judge_ses("Seal1", read, digest=DIGEST, property_info=property_info, trust=believed, now=now)


def codes(data: bytes, believed: Trust | None = None, now: datetime = NOW) -> set[Code]:
    return {each.code for each in judged(data, believed, now).findings}


def holds(data: bytes, believed: Trust | None = None, now: datetime = NOW) -> bool:
    told = judged(data, believed, now)
    return told.intact and all(each.severity is not Severity.ERROR for each in told.findings)


def sealed_by(*signers: Signer, maker: Signer | None = None, **changed: Any) -> bytes:
    """A signature by the first of the signers, with a seal that names them all."""
    return pressed(ses.make_seal(facts(*signers, **changed), maker or house().maker), signers[0] if signers else None)


def put(path: str, value: object) -> Change:
    """Set a field of a decoded structure by its path."""

    def change(inside: Any) -> None:
        *way, last = path.split(".")
        for name in way:
            inside = getattr(inside, name)
        setattr(inside, last, value)

    return change


@cache
def keyed(purpose: Purpose, name: str = GOVERNMENT) -> tuple[Signer, bytes]:
    """A member of the house whose secret is at hand."""
    secret = new_secret(Family.SM2)
    key = load_private(Family.SM2, secret)
    certificate = issue(
        Subject(name), key.public, purpose, issuer=house().authority, validity=PERIOD, serial=new_serial()
    )
    return Signer(certificate, key), secret


def renewed(holder: Signer, key: PrivateKey | None = None) -> Signer:
    """Another certificate of the same subject, on the same key unless another is given."""
    key = key or holder.key
    certificate = issue(
        Subject(GOVERNMENT), key.public, Purpose.SEAL, issuer=house().authority, validity=PERIOD, serial=new_serial()
    )
    return Signer(certificate, key)
