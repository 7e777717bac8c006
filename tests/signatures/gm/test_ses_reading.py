"""电子印章 and 电子签章 as data: read in every version, told apart where they are wrong, noted where they deviate."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import der as reader
from signatures.gm import ses
from signatures.gm.faults import Kind
from signatures.gm.pki.structures import raw
from signatures.gm.ses import Deviation, SesFault, Version
from signatures.gm.ses.structures import DigestField, ExtensionField, Seal1, Seal4, Signature1, Signature4
from signatures.gm.sm2.value import from_der
from signatures.gm.sm3 import sm3
from tests.signatures.pki import GOVERNMENT, PERIOD, SIGNED_AT, house, stamper
from tests.signatures.sealing import (
    DIGEST,
    END,
    ES_ID,
    PROPERTY,
    altered,
    der,
    picture,
    pressed,
    resealed,
    resigned,
    seal,
    seal_1,
    seal_5,
    signature,
    signature_1,
)

Change = Callable[[Any], None]
VERSION_EXTENSION = Oid("1.2.156.10197.6.7.2.2.1")


def test_a_seal_reads_back_as_it_was_made() -> None:
    read = ses.read_seal(seal())
    assert (read.version, read.number, read.es_id, read.vid, read.kind) == (4, 4, ES_ID, "ZHENGBAN", 1)
    assert (read.name, read.created, read.start, read.end) == (GOVERNMENT, PERIOD.start, PERIOD.start, END)
    assert read.picture == ses.Picture("PNG", picture(), 42, 42)
    assert (read.certificates, read.maker) == ((der(house().government),), house().maker.certificate)
    assert (read.digests, read.identifiers, read.extensions, read.token, read.notes) == ((), (), (), None, ())


def test_a_signature_reads_back_with_its_seal() -> None:
    read = ses.read_signature(signature())
    assert (read.digest, read.property_info, read.claimed_at) == (DIGEST, PROPERTY, SIGNED_AT)
    assert read.certificate == house().government.certificate
    assert (read.seal, read.seal.der) == (ses.read_seal(seal()), seal())
    assert (read.version, read.token, read.notes) == (Version.GBT_38540_2020, None, ())


@pytest.mark.parametrize(
    ("data", "shape"),
    [(seal, Seal4), (seal_5, Seal4), (seal_1, Seal1), (signature, Signature4), (signature_1, Signature1)],
)
def test_every_vector_encodes_to_the_same_bytes(data: Callable[[], bytes], shape: type) -> None:
    whole = data()
    assert asn1.encode_der(asn1.decode_der(shape, whole)) == whole


@pytest.mark.parametrize("make", [signature, signature_1, lambda: pressed(seal_5())])
def test_what_is_signed_is_a_slice_of_what_was_received(make: Callable[[], bytes]) -> None:
    data = make()
    read = ses.read_signature(data)
    assert read.signed in data
    assert house().government.key.public.verify(read.signed, read.value)
    assert house().maker.key.public.verify(read.seal.signed, read.seal.value)


def test_in_version_1_the_maker_signs_three_parts_and_since_4_the_facts_alone() -> None:
    old, new = ses.read_seal(seal_1()), ses.read_seal(seal())
    assert new.signed in new.der
    assert old.signed not in old.der
    assert old.signed.endswith(der(house().maker) + asn1.encode_der(old.algorithm))


def test_versions_are_known_by_their_shape() -> None:
    """The header of a seal of 2014 says 11, as the example of the standard does."""
    assert ses.read_seal(seal_1()).version is Version.GMT_0031_2014
    assert ses.read_seal(seal_1()).number == 11
    assert ses.read_signature(signature_1()).version is Version.GMT_0031_2014
    assert ses.read_seal(seal_5()).version is Version.GMT_0031_2025
    assert ses.read_signature(pressed(seal_5())).version is Version.GMT_0031_2025


# what is wrong, and where


def fault_of(data: bytes, read: Callable[[bytes], object] = ses.read_signature) -> SesFault:
    with pytest.raises(SesFault) as caught:
        read(data)
    return caught.value


def test_a_truncated_signature_says_in_which_field_it_ends() -> None:
    fault = fault_of(signature()[:-5])
    assert (fault.kind, fault.path) == (Kind.TRUNCATED, "SES_Signature.signature")
    assert fault.offset == len(signature()) - 5
    inside = fault_of(signature()[:300])
    assert inside.kind is Kind.TRUNCATED
    assert inside.path.startswith("SES_Signature.toSign.eseal.eSealInfo.property.certList")


def test_trailing_bytes_are_told_with_their_place() -> None:
    fault = fault_of(signature() + b"\x05\x00")
    assert (fault.kind, fault.offset, fault.path) == (Kind.TRAILING, len(signature()), "SES_Signature")


@pytest.mark.parametrize("read", [ses.read_seal, ses.read_signature])
@pytest.mark.parametrize("data", [b"", b"\x30", b"\x00", b"\x30\x00", b"PK\x03\x04", bytes(100)])
def test_anything_else_is_no_seal(read: Callable[[bytes], object], data: bytes) -> None:
    assert fault_of(data, read).kind in (Kind.TRUNCATED, Kind.MALFORMED, Kind.TRAILING)


def test_reordered_fields_are_told_apart_from_missing_ones() -> None:
    info, *rest = _values(seal())
    fields = _values(info)
    swapped = fault_of(_sequence(_sequence(fields[1], fields[0], *fields[2:]), *rest), ses.read_seal)
    assert swapped.kind is Kind.REORDERED
    assert swapped.path.startswith("SESeal.eSealInfo")
    missing = fault_of(_sequence(_sequence(fields[0], *fields[2:]), *rest), ses.read_seal)
    assert (missing.kind, missing.path) == (Kind.MALFORMED, "SESeal.eSealInfo.esID")


def test_ber_is_told_as_such() -> None:
    body = b"".join(_values(seal()))
    assert fault_of(b"\x30\x80" + body + b"\x00\x00", ses.read_seal).kind is Kind.BER
    fault = fault_of(b"\x30\x83" + len(body).to_bytes(3, "big") + body, ses.read_seal)
    assert (fault.kind, fault.offset, fault.path) == (Kind.BER, 0, "SESeal")


def test_a_number_not_in_its_shortest_form_is_ber() -> None:
    info, *rest = _values(seal())
    header, *fields = _values(info)
    name, _, vid = _values(header)
    padded = _sequence(_sequence(_sequence(name, b"\x02\x02\x00\x04", vid), *fields), *rest)
    fault = fault_of(padded, ses.read_seal)
    assert (fault.kind, fault.path) == (Kind.BER, "SESeal.eSealInfo.header.version")


def _set(path: str, value: object) -> Change:
    """Set a field of a decoded structure by its path."""

    def change(inside: Any) -> None:
        *way, last = path.split(".")
        for name in way:
            inside = getattr(inside, name)
        setattr(inside, last, value)

    return change


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (_set("header.id", asn1.IA5String("XX")), "eSealInfo.header.ID"),
        (_set("property.list_kind", 3), "eSealInfo.property.certListType"),
        (_set("property.list_kind", 2), "eSealInfo.property.certList"),
    ],
)
def test_values_that_cannot_stand_are_named_by_their_path(change: Change, path: str) -> None:
    fault = fault_of(resealed(seal(), change), ses.read_seal)
    assert (fault.kind, fault.path) == (Kind.MALFORMED, f"SESeal.{path}")
    inside = fault_of(resigned(signature(), _set("seal", raw(resealed(seal(), change)))))
    assert inside.path == f"SES_Signature.toSign.eseal.{path}"
    assert inside.offset > fault.offset


def test_texts_and_times_are_held_to_their_spelling() -> None:
    fault = fault_of(signature().replace(b"20261120023000Z", b"20261320023000Z"))
    assert (fault.kind, fault.path) == (Kind.MALFORMED, "SES_Signature.toSign.timeInfo")
    fault = fault_of(signature().replace(b"/ByteRange", b"/Byte\xe7ange"))
    assert fault.path == "SES_Signature.toSign.propertyInfo"


def test_certificates_must_be_certificates_and_bits_whole_bytes() -> None:
    assert fault_of(altered(signature(), Signature4, _set("certificate", b"?"))).path == "SES_Signature.cert"
    assert fault_of(altered(seal(), Seal4, _set("certificate", b"?")), ses.read_seal).path == "SESeal.cert"
    bits = asn1.BitString(b"\x80", 3)
    assert fault_of(altered(signature(), Signature4, _set("value", bits))).path == "SES_Signature.signature"
    assert fault_of(altered(seal(), Seal4, _set("value", bits)), ses.read_seal).path == "SESeal.signedValue"


# what is noted


def extension(critical: bool | None = None, value: bytes = b"2.1") -> ExtensionField:
    return ExtensionField(id=VERSION_EXTENSION, critical=critical, value=value)


def notes_of(data: bytes) -> set[tuple[Deviation, str]]:
    return {(note.kind, note.path) for note in ses.read_seal(data).notes}


def test_extensions_are_read_with_their_tag_and_without() -> None:
    tagged = ses.read_seal(resealed(seal(), _set("tagged", [extension()])))
    assert tagged.extensions == (ses.Extension(VERSION_EXTENSION, False, b"2.1"),)
    assert tagged.notes == ()
    bare = resealed(seal(), _set("extensions", [extension()]))
    assert ses.read_seal(bare).extensions == tagged.extensions
    assert notes_of(bare) == {(Deviation.UNTAGGED, "eSealInfo.extDatas")}


def test_version_1_knows_no_tag_of_extensions() -> None:
    old = ses.read_seal(seal_1(_set("extensions", [extension()])))
    assert (len(old.extensions), old.notes) == (1, ())


def test_extensions_do_not_come_twice() -> None:
    def both(info: Any) -> None:
        info.extensions, info.tagged = [extension()], [extension()]

    assert fault_of(resealed(seal(), both), ses.read_seal).path == "SESeal.eSealInfo.extDatas"
    twice = _set("tagged", [extension(), extension(value=b"3")])
    assert fault_of(resealed(seal(), twice), ses.read_seal).path == "SESeal.eSealInfo.extDatas"
    fault = fault_of(resigned(signature(), _set("extensions", [extension(), extension()])))
    assert fault.path == "SES_Signature.toSign.extDatas"


def test_a_false_written_out_is_noted() -> None:
    written = resealed(seal(), _set("tagged", [extension(critical=False)]))
    assert notes_of(written) == {(Deviation.NON_DER, "eSealInfo.extDatas.critical")}
    inside = ses.read_signature(resigned(signature(), _set("extensions", [extension(critical=False)])))
    assert [note.path for note in inside.notes] == ["toSign.extDatas.critical"]


def test_long_times_and_octets_in_version_1_are_noted() -> None:
    written = seal_1(_set("property.end", asn1.GeneralizedTime(END)))
    assert notes_of(written) == {(Deviation.NON_DER, "eSealInfo.property.validEnd")}
    assert ses.read_seal(written).end == END
    read = ses.read_signature(signature_1(change=_set("digest", DIGEST)))
    assert (read.digest, [note.path for note in read.notes]) == (DIGEST, ["toSign.dataHash"])


def test_a_value_without_der_is_noted_where_it_stands() -> None:
    def plain(read: Any) -> None:
        r, s = from_der(read.value.as_bytes())
        read.value = asn1.BitString(r.to_bytes(32, "big") + s.to_bytes(32, "big"), 0)

    read = ses.read_signature(altered(signature(), Signature4, plain))
    assert [(note.kind, note.path) for note in read.notes] == [(Deviation.RAW_RS, "signature")]
    assert notes_of(altered(seal(), Seal4, plain)) == {(Deviation.RAW_RS, "signedValue")}


def test_a_list_may_hold_digests_or_in_version_1_names() -> None:
    def digests(info: Any) -> None:
        info.property.list_kind = 2
        listed = DigestField(kind=asn1.PrintableString("SM3"), value=sm3(der(house().government)))
        info.property.certificates = [listed]

    read = ses.read_seal(resealed(seal(), digests))
    assert (read.certificates, read.digests) == ((), (sm3(der(house().government)),))
    named = ses.read_seal(seal_1(_set("property.certificates", [asn1.IA5String("1")])))
    assert (named.certificates, named.identifiers) == ((), ("1",))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (asn1.encode_der(asn1.UTCTime(SIGNED_AT)), SIGNED_AT),
        (b"2026-11-20 10:30:00", SIGNED_AT),
        (b"2026-11-20T02:30:00.000Z", SIGNED_AT),
        (stamper(house())(b"something"), SIGNED_AT),
        (b"0001-01-01 00:00:00", None),
        (b"at noon", None),
        (b"\x17\x03abc", None),
        (b"", None),
    ],
)
def test_the_time_of_version_1_is_a_utctime_or_words(written: bytes, told: datetime | None) -> None:
    assert ses.read_signature(signature_1(change=_set("time", asn1.BitString(written, 0)))).claimed_at == told


def test_a_time_stamp_comes_along_unread() -> None:
    assert ses.read_signature(altered(signature(), Signature4, _set("stamp", asn1.BitString(b"?", 0)))).token == b"?"
    assert ses.read_seal(seal_5(lambda value: b"token over " + value)).token


def _values(sequence: bytes) -> list[bytes]:
    """The values inside a SEQUENCE."""
    return [node.raw for node in reader.read(sequence).children]


def _sequence(*values: bytes) -> bytes:
    body = b"".join(values)
    octets = len(body).to_bytes(2, "big").lstrip(b"\0")
    return b"\x30" + (octets if len(body) < 0x80 else bytes((0x80 | len(octets),)) + octets) + body
