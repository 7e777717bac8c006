"""What the tests of time stamps share: a value, a question about it, and what the authority answers."""

from datetime import datetime
from functools import cache
from typing import Any

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import timestamps
from signatures.gm.keys import Family, digest
from signatures.gm.pki.making import new_serial
from signatures.gm.pki.structures import Algorithm, ExtensionField
from signatures.gm.timestamps import POLICY, structures
from tests.signatures.pki import SIGNED_AT, house, stamper

VALUE = b"the value of a signature"
NONCE = 0xA5A5_0123_4567_89AB_CDEF
LIGHT = [Family.SM2, Family.ECDSA]


@cache
def token(family: Family = Family.SM2) -> bytes:
    return stamper(house(family))(VALUE)


def ask(family: Family = Family.SM2) -> bytes:
    return timestamps.request(digest(family, (VALUE,)), family, NONCE)


def answer(request: bytes, family: Family = Family.SM2, at: datetime = SIGNED_AT) -> bytes:
    ours = house(family)
    return timestamps.respond(request, ours.tsa, ours.chain, new_serial(), at, POLICY)


def imprint(algorithm: str, size: int) -> structures.Imprint:
    return structures.Imprint(algorithm=Algorithm(algorithm=Oid(algorithm), parameters=asn1.Null()), digest=bytes(size))


STRANGE = ExtensionField(id=Oid("2.25.7"), critical=False, value=b"\x05\x00")


Fields = dict[str, Any]


def fields(value: object) -> Fields:
    return {name: getattr(value, name) for name in type(value).__annotations__}
