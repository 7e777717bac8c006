"""Request and response (RFC 3161, 2.4): both ends, without the line between them."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm.errors import TimestampMalformed, TimestampRefused
from signatures.gm.keys import Family, Signer
from signatures.gm.timestamps.issuing import issue
from signatures.gm.timestamps.reading import read
from signatures.gm.timestamps.structures import (
    DIGESTS,
    Imprint,
    Request,
    Response,
    Status,
    digest_algorithm,
)

GRANTED, GRANTED_WITH_CHANGES, REJECTION = 0, 1, 2
BAD_ALGORITHM, BAD_REQUEST, BAD_DATA, UNACCEPTED_POLICY, UNACCEPTED_EXTENSION = 0, 2, 5, 15, 16
"""Bits of PKIFailureInfo (RFC 3161, 2.4.2)."""


def request(imprint: bytes, family: Family, nonce: int) -> bytes:
    """Ask for a token over the digest `imprint`, made with the digest of `family`, certificates included.

    `nonce` is a large random number; the answer must repeat it.
    """
    wanted = Imprint(algorithm=digest_algorithm(family), digest=imprint)
    return asn1.encode_der(
        Request(version=1, imprint=wanted, policy=None, nonce=nonce, with_certificates=True, extensions=None)
    )


def respond(
    request: bytes, tsa: Signer, chain: Sequence[x509.Certificate], serial: int, at: datetime, policy: Oid
) -> bytes:
    """Answer a request as the authority `tsa`, with a token or with the reason why not; never raises for a bad one.

    `chain` are the certificates above the TSA's; a self-signed one is left out.
    """
    try:
        wanted = asn1.decode_der(Request, request)
    except ValueError:
        return _refusal(BAD_DATA)
    fault = _fault(wanted, policy)
    if fault is not None:
        return _refusal(fault)
    certificates = [tsa.certificate, *chain] if wanted.with_certificates else []
    token = issue(wanted.imprint, wanted.nonce, tsa, certificates, serial, at, policy)
    return asn1.encode_der(Response(status=Status(status=GRANTED, text=None, failure=None), token=token))


def token_in(response: bytes, request: bytes) -> bytes:
    """The token in an answer to our request: granted, over our digest, with our nonce, signed by its certificate.

    Raises TimestampRefused with the reason as its argument. Trust in the authority is not asked here.
    """
    try:
        answer, wanted = asn1.decode_der(Response, response), asn1.decode_der(Request, request)
    except ValueError as fault:
        raise TimestampRefused("时间戳服务的答复无法读取") from fault
    if answer.status.status not in (GRANTED, GRANTED_WITH_CHANGES) or answer.token is None:
        raise TimestampRefused(
            f"时间戳服务答复状态{answer.status.status}：{'；'.join(answer.status.text or ['未说明原因'])}"
        )
    token = asn1.encode_der(answer.token)
    _check(token, wanted)
    return token


def _check(token: bytes, wanted: Request) -> None:
    try:
        told = read(token)
    except TimestampMalformed as fault:
        raise TimestampRefused(f"时间戳不符合格式：{fault}") from fault
    digest = DIGESTS[wanted.imprint.algorithm.algorithm].name
    if (told.imprint, told.digest) != (wanted.imprint.digest, digest):
        raise TimestampRefused("时间戳不是为所送的摘要签发的")
    if told.nonce != wanted.nonce:
        raise TimestampRefused("时间戳不是对这次请求的答复")
    if not told.holds():
        raise TimestampRefused("时间戳的签名无效")


def _fault(wanted: Request, policy: Oid) -> int | None:
    """Why a request cannot be granted."""
    algorithm = DIGESTS.get(wanted.imprint.algorithm.algorithm)
    if wanted.version != 1:
        return BAD_REQUEST
    if algorithm is None:
        return BAD_ALGORITHM
    if len(wanted.imprint.digest) != algorithm.digest_size:
        return BAD_DATA
    if wanted.policy not in (None, policy):
        return UNACCEPTED_POLICY
    return UNACCEPTED_EXTENSION if wanted.extensions else None


def _refusal(fault: int) -> bytes:
    # A named bit list: bit `fault` alone, without trailing zeros.
    octets, last = divmod(fault, 8)
    bits = asn1.BitString(bytes(octets) + bytes((0x80 >> last,)), 7 - last)
    return asn1.encode_der(Response(status=Status(status=REJECTION, text=None, failure=bits), token=None))
