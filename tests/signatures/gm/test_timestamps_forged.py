"""Time stamps that lie: no byte can be changed, and nothing comes along that nobody signed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import oids, timestamps
from signatures.gm.errors import TimestampMalformed
from signatures.gm.keys import Family
from signatures.gm.pki.crl import whole
from signatures.gm.pki.making import Purpose
from signatures.gm.pki.paths import PathFault, Why, trace
from signatures.gm.pki.structures import Algorithm, ExtensionField, raw
from signatures.gm.timestamps import structures
from tests.signatures.gm.stamped import LIGHT, STRANGE, Fields, fields, imprint, token
from tests.signatures.pki import SIGNED_AT, certified, house

A = house()
Change = Callable[[Fields], Fields]


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.data(), st.sampled_from(LIGHT))
def test_no_byte_of_a_token_can_be_changed(data: st.DataObject, family: Family) -> None:
    der = bytearray(token(family))
    der[data.draw(st.integers(0, len(der) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        told = timestamps.read(bytes(der))
    except TimestampMalformed:
        return
    # The certificates above are signed by somebody else, and prove themselves.
    assert not (told.holds() and all(whole(each, house(family).chain) for each in told.others))


def rebuilt(der: bytes, *, data: Change = dict, signer: Change = dict, info: Change = dict) -> bytes:
    """A token with other fields in SignedData, SignerInfo or TSTInfo, and the signature left as it was."""
    outer = asn1.decode_der(structures.ContentInfo, der)
    inner = outer.content.parse(structures.SignedData)
    told = structures.Info(**info(fields(asn1.decode_der(structures.Info, inner.content.content))))
    content = structures.Content(type=inner.content.type, content=asn1.encode_der(told))
    signers = asn1.SetOf([structures.SignerInfo(**signer(fields(inner.signers.as_list()[0])))])
    changed = structures.SignedData(**data({**fields(inner), "content": content, "signers": signers}))
    return asn1.encode_der(structures.ContentInfo(type=outer.type, content=raw(asn1.encode_der(changed))))


def test_taking_a_token_apart_and_putting_it_together_changes_nothing() -> None:
    assert rebuilt(token()) == token()


@pytest.mark.parametrize(
    "change",
    [
        lambda told: {**told, "at": asn1.GeneralizedTime(SIGNED_AT - timedelta(days=30))},
        lambda told: {**told, "serial": 1},
        lambda told: {**told, "policy": Oid("2.25.7")},
        lambda told: {**told, "imprint": imprint(oids.SM3.dotted_string, 32)},
        lambda told: {**told, "extensions": [STRANGE]},
    ],
    ids=["earlier", "serial", "policy", "imprint", "extension"],
)
@pytest.mark.parametrize("family", LIGHT)
def test_what_the_authority_did_not_say_does_not_hold(change: Change, family: Family) -> None:
    assert not timestamps.read(rebuilt(token(family), info=change)).holds()


def attribute(kind: Oid, value: bytes) -> asn1.TLV:
    return raw(asn1.encode_der(structures.Attribute(type=kind, values=asn1.SetOf([raw(value)]))))


def test_what_no_signature_protects_is_refused() -> None:
    unsigned = [attribute(Oid("2.25.7"), b"\x05\x00")]
    strange = ExtensionField(id=Oid("2.25.7"), critical=True, value=b"\x05\x00")
    crl = raw(A.crl.public_bytes(Encoding.DER))
    signer = asn1.decode_der(structures.ContentInfo, token()).content.parse(structures.SignedData).signers
    for forged in (
        rebuilt(token(), signer=lambda told: {**told, "unsigned": unsigned}),
        rebuilt(token(), data=lambda told: {**told, "crls": [crl]}),
        rebuilt(token(), data=lambda told: {**told, "signers": asn1.SetOf([*signer.as_list(), *signer.as_list()])}),
        rebuilt(token(), data=lambda told: {**told, "signers": asn1.SetOf([])}),
        rebuilt(token(), data=lambda told: {**told, "version": 2}),
        rebuilt(token(), info=lambda told: {**told, "extensions": [strange]}),
        token() + b"\0",
    ):
        with pytest.raises(TimestampMalformed):
            timestamps.read(forged)


def signed_again(attributes: list[asn1.TLV]) -> bytes:
    """A token whose authority really signed other attributes."""
    value = A.tsa.key.sign(structures.as_set(attributes))
    return rebuilt(token(), signer=lambda told: {**told, "signed": attributes, "value": value})


def test_the_signed_attributes_must_name_content_and_certificate() -> None:
    inner = asn1.decode_der(structures.ContentInfo, token()).content.parse(structures.SignedData)
    honest = inner.signers.as_list()[0].signed
    assert timestamps.read(signed_again(honest)).holds()
    for left_out in range(len(honest)):
        rest = honest[:left_out] + honest[left_out + 1 :]
        assert not timestamps.read(signed_again(rest)).holds()
        assert not timestamps.read(signed_again([*honest, honest[left_out]])).holds()
    another = attribute(oids.CONTENT_TYPE, asn1.encode_der(oids.DATA))
    assert not timestamps.read(signed_again([another, *honest[1:]])).holds()


def test_a_certificate_of_the_same_issuer_and_number_is_not_the_one_that_was_named() -> None:
    """The identifier is unsigned; what counts is the certificate's digest among the signed attributes."""
    honest = A.tsa.certificate
    other = certified("时间戳服务", A.authority, [], key=A.tsa.key, serial=honest.serial_number).certificate
    swapped = [raw(each.public_bytes(Encoding.DER)) for each in (other, A.authority.certificate)]
    told = timestamps.read(rebuilt(token(), data=lambda told: {**told, "certificates": swapped}))
    assert told.certificate == other
    assert not told.holds()


def test_an_organ_is_no_time_stamping_authority() -> None:
    told = timestamps.read(timestamps.make(bytes(32), A.government, A.chain, 7, SIGNED_AT, Family.SM2))
    assert told.holds()
    with pytest.raises(PathFault) as found:
        trace(told.certificate, told.others, [A.root.certificate], told.at, Purpose.TIME)
    assert found.value.why is Why.USAGE


@pytest.mark.parametrize("other", ["1.3.14.3.2.26", oids.SHA256.dotted_string], ids=["SHA-1", "SHA-256"])
def test_weak_and_mixed_algorithms_are_refused(other: str) -> None:
    used = Algorithm(algorithm=Oid(other), parameters=None)
    digests = asn1.SetOf([raw(asn1.encode_der(used))])
    forged = rebuilt(
        token(),
        signer=lambda told: {**told, "digest_algorithm": used},
        data=lambda told: {**told, "digest_algorithms": digests},
    )
    with pytest.raises(TimestampMalformed, match="签名算法"):
        timestamps.read(forged)


def test_a_weak_imprint_is_refused() -> None:
    with pytest.raises(TimestampMalformed, match="摘要算法"):
        timestamps.read(rebuilt(token(), info=lambda told: {**told, "imprint": imprint("1.3.14.3.2.26", 20)}))
    with pytest.raises(TimestampMalformed, match="长度"):
        timestamps.read(rebuilt(token(), info=lambda told: {**told, "imprint": imprint("1.2.156.10197.1.401", 20)}))


def test_both_spellings_of_signed_data_are_read() -> None:
    """GB/T 35275 numbers the same structure anew, and signatures with it."""
    plain = Algorithm(algorithm=oids.SM2_SIGN, parameters=None)
    der = rebuilt(token(), signer=lambda told: {**told, "signature_algorithm": plain})
    inner = asn1.decode_der(structures.ContentInfo, der).content
    again = asn1.encode_der(structures.ContentInfo(type=oids.GM_SIGNED_DATA, content=inner))
    assert timestamps.read(again).holds()
