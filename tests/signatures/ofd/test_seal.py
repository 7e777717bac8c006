"""Sealing: a typeset file is sealed by two organs and signed; others read it, nothing in it changes but what is new."""

import base64
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import ofdkit
import pytest
from lxml import etree

from signatures.gm import timestamps
from signatures.gm.keys import Family, Signer, load_private, new_secret
from signatures.gm.ses import SignerNotInSeal
from signatures.gm.sm3 import sm3
from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, Form, State, TimeSource
from signatures.ofd.container import pack
from signatures.ofd.documents import pages_of
from signatures.ofd.errors import (
    NotSm2,
    OutsidePage,
    PackageClosed,
    PackageFault,
    PageMissing,
    SeveralDocuments,
    TracesLeft,
)
from signatures.ofd.package import open_package
from signatures.ofd.seal import seal, sign
from tests.signatures.ofd.bench import (
    BESIDE,
    BUREAU,
    CENTRE,
    FIRST,
    GOVERNMENT,
    HERE,
    LISTING,
    SEALED_AT,
    SECOND,
    Organ,
    clockmaker,
    files_of,
    foreign,
    judged,
    once,
    organ,
    paper,
    person,
    pressed,
    replaced,
    root,
    signed,
    straddled,
    twice,
    with_files,
)

ORDER = {
    "OFD": ["DocBody"],
    "DocBody": ["DocInfo", "DocRoot", "Versions", "Signatures"],
    "Signatures": ["MaxSignId", "Signature"],
    "Signature": ["SignedInfo", "SignedValue"],
    "SignedInfo": ["Provider", "SignatureMethod", "SignatureDateTime", "References", "StampAnnot", "Seal"],
    "References": ["Reference"],
    "Reference": ["CheckValue"],
    "Seal": ["BaseLoc"],
}
"""The order of elements in the schemas of GB/T 33190-2016."""


@cache
def everything() -> bytes:
    """Sealed by the government, sealed by the bureau, signed by a person."""
    return signed(twice())


def test_a_sealed_file_is_valid_and_tells_who_sealed_it_and_where() -> None:
    verdict = judged(once())
    assert verdict.state is State.VALID
    (seal,) = verdict.seals
    assert (seal.name, seal.form, seal.organ) == (f"/{FIRST}/Signature.xml", Form.SES, "甬江市人民政府")
    assert (seal.seal_name, seal.signed_at, seal.boxes) == ("甬江市人民政府", SEALED_AT, (HERE,))


def test_an_unsealed_file_is_unsigned() -> None:
    verdict = judged(paper())
    assert (verdict.state, verdict.seals, verdict.findings) == (State.UNSIGNED, (), ())


def test_a_joint_document_bears_a_seal_of_each_organ_and_the_signature_of_a_person() -> None:
    verdict = judged(everything())
    assert verdict.state is State.VALID
    assert [seal.organ for seal in verdict.seals] == ["甬江市人民政府", BUREAU, "林知远"]
    assert [seal.form for seal in verdict.seals] == [Form.SES, Form.SES, Form.GM_CMS]
    assert [seal.boxes for seal in verdict.seals] == [(HERE,), (BESIDE,), ()]


def test_no_earlier_file_changes_and_compressed_files_stay_as_they_are_compressed() -> None:
    before, after, later = (open_package(data).entries for data in (paper(), once(), everything()))
    assert all(after[path] == entry for path, entry in before.items() if path != "OFD.xml")
    assert all(later[path] == entry for path, entry in after.items() if path != LISTING)


def test_each_later_signature_covers_every_file_of_the_earlier_ones_and_leaves_the_list_open() -> None:
    files = files_of(everything())
    for folder in (FIRST, SECOND, "Doc_0/Signs/Sign_2"):
        tree = etree.fromstring(files[f"{folder}/Signature.xml"])
        covered = [node.get("FileRef") for node in tree.iter("{*}Reference")]
        assert len(set(covered)) == len(covered)
        own = {f"/{folder}/Signature.xml", f"/{folder}/SignedValue.dat", f"/{LISTING}"}
        later = {f"/{path}" for path in files if "/Sign_" in path and path.split("/")[2] > folder.split("/")[2]}
        assert set(covered) == {f"/{path}" for path in files} - own - later


def test_an_independent_reader_still_reads_the_sealed_file() -> None:
    with ofdkit.open(paper()) as before, ofdkit.open(everything()) as after:
        assert not after.warnings
        assert after.text() == before.text()
    with ZipFile(BytesIO(everything())) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "OFD.xml"


@pytest.mark.parametrize("make", [once, twice, straddled, everything])
def test_elements_stand_in_the_order_of_the_schema_and_identifiers_differ(make: Callable[[], bytes]) -> None:
    files = files_of(make())
    for path, content in files.items():
        if not path.endswith(("OFD.xml", "Signature.xml", "Signatures.xml")):
            continue
        tree = etree.fromstring(content)
        for node in tree.iter():
            names = [etree.QName(child).localname for child in node]
            known = ORDER.get(etree.QName(node).localname, names)
            assert names == sorted(names, key=known.index)
        ids = [node.get("ID") for node in tree.iter() if node.get("ID")] + [n.text for n in tree.iter("{*}MaxSignId")]
        assert len(set(ids)) == len(ids)
        assert all(etree.QName(node).namespace == "http://www.ofdspec.org/2016" for node in tree.iter())


def test_the_digests_are_those_of_the_files_and_the_seal_stands_beside_its_signature() -> None:
    files = files_of(once())
    tree = etree.fromstring(files[f"{FIRST}/Signature.xml"])
    assert tree.find(".//{*}References").get("CheckMethod") == "1.2.156.10197.1.401"
    for node in tree.iter("{*}Reference"):
        assert base64.b64decode(node.findtext("{*}CheckValue")) == sm3(files[node.get("FileRef")[1:]])
    assert files[f"{FIRST}/Seal.esl"] == organ(GOVERNMENT, CENTRE).seal


def test_the_same_package_holds_whatever_is_pressed_first() -> None:
    one = pressed(signed(paper()), organ(BUREAU, CENTRE))
    assert judged(one).state is State.VALID
    assert [seal.form for seal in judged(one).seals] == [Form.GM_CMS, Form.SES]


def test_a_straddling_seal_shows_on_every_page_and_is_one_signature() -> None:
    verdict = judged(straddled())
    assert verdict.state is State.VALID
    (seal,) = verdict.seals
    count = len(pages_of(paper()))
    assert [box.page for box in seal.boxes] == [HERE.page, *range(1, count + 1)]
    assert sum(box.width_mm for box in seal.boxes[1:]) == pytest.approx(45)
    assert {box.left_mm + box.width_mm for box in seal.boxes[1:]} == {210}


def test_a_seal_that_closes_the_file_covers_the_list_and_lets_nobody_follow() -> None:
    closed = pressed(once(), organ(BUREAU, CENTRE), BESIDE, closes=True)
    assert judged(closed).state is State.VALID
    assert LISTING.encode() in files_of(closed)[f"{SECOND}/Signature.xml"]
    for go_on in (pressed, signed):
        with pytest.raises(PackageClosed):
            go_on(closed)


def test_a_time_stamp_over_the_value_is_the_time_of_the_seal() -> None:
    who, tsa = organ(GOVERNMENT, CENTRE), clockmaker()
    stamped_at = SEALED_AT + timedelta(seconds=3)

    def stamp(value: bytes) -> bytes:
        return timestamps.make(sm3(value), tsa, [root(CENTRE).certificate], 7, stamped_at, Family.SM2)

    data = seal(paper(), seal_der=who.seal, signer=who.signer, stamp=stamp, stamps=[HERE], at=SEALED_AT)
    for sealed in (data, sign(data, signer=person(), chain=[], stamp=stamp, at=SEALED_AT)):
        verdict = judged(sealed)
        assert verdict.state is State.VALID
        assert Code.TIME_UNTRUSTED not in verdict.codes
        assert {(each.signed_at, each.time_source) for each in verdict.seals} == {(stamped_at, TimeSource.STAMPED)}
    assert Code.TIME_UNTRUSTED in judged(once()).codes


def test_others_may_be_followed_and_their_seal_still_holds() -> None:
    verdict = judged(pressed(foreign(), organ(BUREAU, CENTRE), BESIDE))
    assert verdict.state is State.VALID
    assert Code.ZIP_UNBOUND not in verdict.codes


def test_a_file_that_names_its_pages_sizes_differently_is_measured_page_by_page() -> None:
    area = "<ofd:Area><ofd:PhysicalBox>0 0 297 210</ofd:PhysicalBox></ofd:Area><ofd:Content>"
    data = with_files(paper(), {"Doc_0/Pages/Page_1/Content.xml": replaced("<ofd:Content>", area)})
    assert pages_of(data)[:3] == [(210, 297), (297, 210), (210, 297)]
    assert judged(pressed(data, None, Box(2, 240, 150, 45, 45))).state is State.VALID
    with pytest.raises(OutsidePage):
        pressed(data, None, Box(2, 110, 200, 45, 45))


@pytest.mark.parametrize(
    ("place", "error"),
    [
        (Box(0, 10, 10, 45, 45), PageMissing),
        (Box(99, 10, 10, 45, 45), PageMissing),
        (Box(1, 190, 10, 45, 45), OutsidePage),
        (Box(1, -5, 10, 45, 45), OutsidePage),
        (Box(1, 10, 10, 0, 45), OutsidePage),
    ],
)
def test_a_seal_off_the_page_is_refused(place: Box, error: type[Exception]) -> None:
    with pytest.raises(error):
        pressed(paper(), None, place)


def test_a_key_that_is_not_sm2_and_one_that_the_seal_does_not_know_are_refused() -> None:
    key = load_private(Family.ECDSA, new_secret(Family.ECDSA))
    with pytest.raises(NotSm2):
        sign(paper(), signer=Signer(person().certificate, key), chain=[], stamp=None, at=SEALED_AT)
    with pytest.raises(SignerNotInSeal):
        pressed(paper(), Organ(organ(BUREAU, CENTRE).signer, organ(GOVERNMENT, CENTRE).seal))


BODY = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"


def test_what_cannot_be_sealed_soundly_is_refused() -> None:
    two = with_files(paper(), {"OFD.xml": replaced("<ofd:DocBody>", BODY + "<ofd:DocBody>")})
    with pytest.raises(SeveralDocuments):
        pressed(two)
    with pytest.raises(TracesLeft):
        pressed(with_files(paper(), {f"{FIRST}/Seal.esl": b"x"}))
    with pytest.raises(TracesLeft):
        pressed(with_files(once(), {LISTING: None}))
    with pytest.raises(TracesLeft):
        pressed(with_files(twice(), {LISTING: files_of(once())[LISTING]}))
    with pytest.raises(PackageFault):
        pressed(b"%PDF-1.7")


def test_the_same_container_comes_out_of_the_same_files() -> None:
    for data in (paper(), once(), everything()):
        assert pack(open_package(data).entries.values()) == data


def test_the_root_vouches_for_whoever_signed_without_a_seal() -> None:
    (seal,) = judged(signed(paper())).seals
    assert seal.certificate_serial == f"{person().certificate.serial_number:x}"
    assert root(CENTRE).certificate.subject == person().certificate.issuer
