"""Time stamps: what was asked for is what comes back, and nothing else is taken for it."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request as Post
from urllib.request import urlopen

import pytest
from asn1crypto import tsp
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import timestamps
from signatures.gm.errors import TimestampMalformed, TimestampRefused
from signatures.gm.keys import DIGEST_NAME, Family, Signer, digest
from signatures.gm.pki.making import Purpose, new_serial
from signatures.gm.pki.paths import trace
from signatures.gm.timestamps import POLICY, structures
from tests.signatures.gm.stamped import LIGHT, NONCE, STRANGE, VALUE, answer, ask, fields, imprint
from tests.signatures.pki import PERIOD, SIGNED_AT, house, other_house, stamper
from tests.signatures.tsa import QUERY, REPLY, serving

FAMILIES = list(Family)
A = house()


# --- what is asked for comes back ------------------------------------------------------------------------------


@pytest.mark.parametrize(("family", "over"), list(product(FAMILIES, repeat=2)))
def test_a_token_says_what_was_stamped_when_and_by_whom(family: Family, over: Family) -> None:
    ours = house(family)
    told = timestamps.read(timestamps.make(digest(over, (VALUE,)), ours.tsa, ours.chain, 7, SIGNED_AT, over))
    assert told.holds()
    assert (told.at, told.serial, told.policy, told.family) == (SIGNED_AT, 7, POLICY.dotted_string, family)
    assert (told.digest, told.imprint) == (DIGEST_NAME[over], digest(over, (VALUE,)))
    assert (told.certificate, told.others) == (ours.tsa.certificate, (ours.authority.certificate,))
    path = trace(told.certificate, told.others, [ours.root.certificate], told.at, Purpose.TIME)
    assert path == (ours.tsa.certificate, *ours.chain)


@given(
    st.binary(max_size=100),
    st.binary(max_size=100),
    st.integers(min_value=0, max_value=100),
    st.sampled_from(LIGHT),
    st.datetimes(PERIOD.start.replace(tzinfo=None), PERIOD.end.replace(tzinfo=None), timezones=st.just(UTC)),
)
def test_a_stamp_covers_its_bytes_and_no_others(
    data: bytes, other: bytes, cut: int, family: Family, at: datetime
) -> None:
    told = timestamps.read(stamper(house(family), at)(data))
    assert told.holds()
    assert timedelta(0) <= at - told.at < timedelta(seconds=1)
    assert told.covers(data[:cut], memoryview(data)[cut:])
    assert told.covers(other) == (other == data)


@given(st.integers(min_value=0, max_value=2**160), st.sampled_from(LIGHT))
def test_an_answer_fits_its_question(nonce: int, family: Family) -> None:
    question = timestamps.request(digest(family, (VALUE,)), family, nonce)
    told = timestamps.read(timestamps.token_in(answer(question, family), question))
    assert told.nonce == nonce
    assert told.covers(VALUE)


@pytest.mark.parametrize("family", FAMILIES)
def test_over_the_line(family: Family) -> None:
    question = ask(family)
    with serving(house(family)) as url:
        post = Post(url, question, {"Content-Type": QUERY})
        with urlopen(post, timeout=10) as reply:
            assert reply.headers["Content-Type"] == REPLY
            assert timestamps.read(timestamps.token_in(reply.read(), question)).at == SIGNED_AT
        with pytest.raises(HTTPError) as refused:
            urlopen(Post(url, question, {"Content-Type": "text/plain"}), timeout=10)
        refused.value.close()
    assert refused.value.code == 415


# --- what the authority refuses --------------------------------------------------------------------------------


def altered(**changes: Any) -> bytes:
    """A question with other fields."""
    read = asn1.decode_der(structures.Request, ask())
    return asn1.encode_der(structures.Request(**{**fields(read), **changes}))


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (altered(imprint=imprint("1.3.14.3.2.26", 20)), "bad_alg"),
        (altered(imprint=imprint("1.2.840.113549.2.5", 16)), "bad_alg"),
        (altered(imprint=imprint("2.16.840.1.101.3.4.2.1", 31)), "bad_data_format"),
        (altered(version=2), "bad_request"),
        (altered(policy=Oid("2.25.7")), "unaccepted_policy"),
        (altered(extensions=[STRANGE]), "unaccepted_extensions"),
        (b"", "bad_data_format"),
        (ask() + b"\0", "bad_data_format"),
    ],
    ids=["SHA-1", "MD5", "short digest", "version", "policy", "extension", "empty", "trailing"],
)
def test_a_question_is_refused_with_its_reason(question: bytes, reason: str) -> None:
    reply = answer(question)
    status = asn1.encode_der(asn1.decode_der(structures.Response, reply).status)
    told = tsp.PKIStatusInfo.load(status, strict=True)
    assert (told["status"].native, told["fail_info"].native) == ("rejection", {reason})
    with pytest.raises(TimestampRefused, match="状态2"):
        timestamps.token_in(reply, ask())


@pytest.mark.parametrize("bits", [("2.16.840.1.101.3.4.2.2", 48), ("2.16.840.1.101.3.4.2.3", 64)])
def test_longer_digests_and_the_own_policy_are_served(bits: tuple[str, int]) -> None:
    question = altered(imprint=imprint(*bits), policy=POLICY)
    assert timestamps.read(timestamps.token_in(answer(question), question)).holds()


def test_who_wants_no_certificates_gets_none() -> None:
    question = altered(with_certificates=False)
    reply = asn1.decode_der(structures.Response, answer(question)).token
    assert reply is not None
    with pytest.raises(TimestampMalformed, match="证书"):
        timestamps.read(asn1.encode_der(reply))


# --- what an answer must not be --------------------------------------------------------------------------------


def test_an_answer_to_another_question_is_refused() -> None:
    question = ask()
    other_nonce = timestamps.request(digest(Family.SM2, (VALUE,)), Family.SM2, NONCE + 1)
    other_value = timestamps.request(digest(Family.SM2, (b"x",)), Family.SM2, NONCE)
    other_digest = timestamps.request(digest(Family.SM2, (VALUE,)), Family.ECDSA, NONCE)
    for other in (other_nonce, other_value, other_digest):
        timestamps.token_in(answer(other), other)
        with pytest.raises(TimestampRefused):
            timestamps.token_in(answer(other), question)


@given(st.binary(max_size=60))
def test_an_answer_of_nonsense_is_refused(reply: bytes) -> None:
    with pytest.raises(TimestampRefused):
        timestamps.token_in(reply, ask())
    with pytest.raises(TimestampMalformed):
        timestamps.read(reply)


def test_an_answer_signed_by_a_stranger_under_the_name_of_the_authority_is_refused() -> None:
    question, forger = ask(), Signer(A.tsa.certificate, other_house().tsa.key)
    reply = timestamps.respond(question, forger, A.chain, new_serial(), SIGNED_AT, POLICY)
    with pytest.raises(TimestampRefused, match="签名无效"):
        timestamps.token_in(reply, question)
