"""The script of an evidence pack: everything honest passes without our server, every forgery is named."""

import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signatures import standalone
from signatures.gm import ses, timestamps
from signatures.gm.keys import Family, Signer
from signatures.gm.pki.crl import Reason, Revoked
from signatures.gm.pki.making import Purpose, Validity
from signatures.gm.pki.structures import raw
from signatures.gm.sm3 import sm3
from signatures.judgement.verdict import Form
from signatures.pdf.presses import by_ses
from signatures.pdf.sign import renew
from signatures.standalone import digests, verify
from signatures.standalone.verify import BAD, GOOD, NOTE, main
from tests.signatures import workshop
from tests.signatures.ofd import bench
from tests.signatures.sealing import resigned
from tests.signatures.standalone import packs
from tests.signatures.standalone.packs import Files, altered, crl, dumped, listed, pack, refused, told, zipped
from tests.signatures.workshop import BUREAU, CENTRE, FORMS, GOVERNMENT, PERIOD, SEALED_AT

forms = pytest.mark.parametrize("form", FORMS)
EARLIER = SEALED_AT - timedelta(days=1)


def said(files: Files) -> str:
    return "\n".join(line for _, line in told(files))


# --- honest packs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stamped", [True, False], ids=["stamped", "claimed"])
@forms
def test_an_honest_pack_passes(form: Form, stamped: bool) -> None:
    lines = told(pack(form, stamped))
    assert not [line for mark, line in lines if mark == BAD]
    everything = "\n".join(line for _, line in lines)
    assert ("由时间戳证明" in everything) == stamped
    assert ("由签名者自称" in everything) != stamped
    assert "2026-11-20 10:30:00（北京时间）" in everything
    assert sum("吊销名单中没有签名前的吊销记录" in line for _, line in lines) == (2 if form is Form.SES else 1)


@forms
def test_two_seals_pass_and_each_is_told(form: Form) -> None:
    first, second = workshop.once(form), workshop.twice(form)
    files = packs.packed(second, [workshop.paper(), first])
    assert not refused(files)
    told_of = [line for mark, line in told(files) if mark == GOOD and "签名值" in line]
    assert [GOVERNMENT.name in told_of[0], BUREAU.name in told_of[1]] == [True, True]


@cache
def ofd_pack() -> Files:
    files = packs.packed(bench.twice(), [bench.paper(), bench.once()], "ofd")
    roots = packs.pem(bench.root(bench.CENTRE).certificate)
    return listed({**files, "certificates/roots/ofd.pem": roots, "crls/3.crl": crl(bench.root(bench.CENTRE))})


def test_an_ofd_passes() -> None:
    assert not refused(ofd_pack())
    assert bench.BUREAU in said(ofd_pack())


def test_the_roots_and_the_last_link_are_shown_to_be_compared() -> None:
    notes = [line for mark, line in told(pack()) if mark == NOTE]
    for root in CENTRE.certificates:
        shown = sha256(root.public_bytes(Encoding.DER)).hexdigest().upper()
        assert [line for line in notes if shown in line.replace(" ", "")]
    assert [line for line in notes if packs.proof()["links"][-1]["hash"] in line]


# --- run by somebody else ------------------------------------------------------------------------------------


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Python without site-packages and without our environment."""
    bare = [sys.executable, "-S", "-E", "-X", "utf8", "-B", *arguments]
    return subprocess.run(bare, capture_output=True, text=True, check=False, cwd="/", timeout=60)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody's folder with an honest pack, zipped and unpacked, and the script of their own."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "pack.zip").write_bytes(zipped(pack()))
    shutil.unpack_archive(folder / "pack.zip", folder / "unpacked")
    return folder


def test_the_script_needs_nothing_but_python(desk: Path) -> None:
    done = run(str(desk / "unpacked" / "verify.py"), str(desk / "pack.zip"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("结论：证据包核验通过。\n")


def test_a_forged_pack_ends_with_1_and_no_pack_with_2(desk: Path, tmp_path: Path) -> None:
    shutil.copytree(desk / "unpacked", tmp_path / "forged")
    (tmp_path / "forged" / "timeline.json").write_bytes(b"[ ]")
    done = run(str(tmp_path / "forged" / "verify.py"))
    assert done.returncode == 1
    assert "清单所列文件缺失或被改动：timeline.json" in done.stdout
    assert "有1项不成立" in done.stdout
    (tmp_path / "nothing.zip").write_bytes(b"PK nothing")
    assert [main([str(tmp_path / name)]) for name in ("nothing.zip", "nowhere.zip")] == [2, 2]


def test_the_script_imports_the_standard_library_and_itself() -> None:
    for name, text in standalone.files().items():
        found = re.findall(r"^\s*(?:from|import) ([\w.]+)", text.decode(), re.MULTILINE)
        foreign = [each for each in found if each.split(".")[0] not in {*sys.stdlib_module_names, "verifier"}]
        assert not foreign, name
        own = [each for each in found if each.startswith("verifier.")]
        assert not [each for each in own if f"{each.replace('.', '/')}.py" not in standalone.files()]


def test_main_prints_what_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pack.zip").write_bytes(zipped(pack()))
    assert main([str(tmp_path / "pack.zip")]) == 0
    assert capsys.readouterr().out.count(GOOD) == sum(mark == GOOD for mark, _ in told(pack()))


# --- forgeries -----------------------------------------------------------------------------------------------


def with_document(document: bytes) -> Files:
    return altered(pack(), **{"document.pdf": document})


def flipped(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    assert len(old) == len(new)
    return data.replace(old, new)


def with_chain(change: Callable[[dict[str, Any]], None]) -> Files:
    proof = json.loads(json.dumps(packs.proof()))
    change(proof)
    return altered(pack(), **{"chain.json": dumped(proof)})


def with_crl(signer: Signer, **entry: Any) -> Files:
    revoked = Revoked(signer.certificate.serial_number, entry["at"], Reason.key_compromise)
    return altered(pack(), **{"crls/1.crl": crl(CENTRE.signer, revoked)})


def with_seal(press: Callable[[bytes], bytes]) -> Files:
    """A paper with a signature of one's own making, and no other."""
    return packs.packed(workshop.forged(workshop.paper(), press), [workshop.paper()])


def pressed_by(holder: workshop.Holder, seal: bytes | None = None) -> Callable[[bytes], bytes]:
    press = by_ses(seal or workshop.seal_of(holder), holder.signer, None)
    return lambda digest: press.contents(digest, SEALED_AT)


def reordered(proof: dict[str, Any]) -> None:
    proof["chains"][0]["entries"].reverse()


def silenced(proof: dict[str, Any]) -> None:
    del proof["chains"][0]["entries"][1]


def cut_off_at_the_beginning(proof: dict[str, Any]) -> None:
    del proof["chains"][0]["entries"][0]


def reworded(proof: dict[str, Any]) -> None:
    entry = proof["chains"][1]["entries"][1]
    entry["said"] = entry["said"].replace("监印人", "打字员")


def rewritten(proof: dict[str, Any]) -> None:
    """The last entry of a chain and its hash: the chain holds, the links know another."""
    entry = proof["chains"][1]["entries"][-1]
    entry["said"] = entry["said"].replace("监印人", "打字员")
    entry["hash"] = sm3(entry["said"].encode()).hex()


def mixed(proof: dict[str, Any]) -> None:
    proof["chains"][0]["entries"].append(proof["chains"][1]["entries"][0])


def relinked(proof: dict[str, Any]) -> None:
    proof["links"][0]["said"] = proof["links"][0]["said"].replace("[1,", "[7,")


def unlinked(proof: dict[str, Any]) -> None:
    proof["links"].insert(1, proof["links"][0])


def emptied(proof: dict[str, Any]) -> None:
    proof["chains"][0]["entries"] = []


OUTSIDER = workshop.organ(GOVERNMENT.name, workshop.authority(CENTRE.name))
ENDED = workshop.organ("甬江市档案局", CENTRE, Validity(PERIOD.start, EARLIER))
CLERK = workshop.organ("甬江市教育局", CENTRE)


def imitated_seal() -> bytes:
    """A seal of the government with its right name, made by somebody whom nobody trusts."""
    maker = workshop.organ(workshop.MAKER.name, workshop.authority(CENTRE.name), purpose=Purpose.MAKER)
    return workshop.seal_of(GOVERNMENT, maker=maker)


def renamed_seal() -> bytes:
    seal = workshop.seal_of(GOVERNMENT)
    return flipped(seal, "人民政府电子印章".encode(), "人民法院电子印章".encode())


FORGERIES: dict[str, tuple[Callable[[], Files], str]] = {
    "a byte of the paper": (
        lambda: with_document(flipped(packs.sealed(), b"Notice, page 1", b"Notice, page 7")),
        "文件内容与签名时的摘要不一致",
    ),
    "something after the seal": (lambda: with_document(packs.sealed() + b"1 0 obj\nendobj\n"), "在签名之后加入"),
    "an update under a time stamp only": (
        lambda: with_document(renew(packs.sealed(), stamp=packs.stamp)),
        "最后一枚印章之后的更新只有时间戳",
    ),
    "a byte range that leaves something out": (
        lambda: with_document(re.sub(rb"/ByteRange \[0 (\d{4})", rb"/ByteRange [9 \1", packs.sealed())),
        "签名的字节范围不正确",
    ),
    "something in the padding": (
        lambda: with_document(packs.sealed().replace(b"00000000>", b"00000a00>")),
        "签名值之后的填充被改动",
    ),
    "no seal": (lambda: with_document(workshop.paper()), "没有签名"),
    "one seal of two": (
        lambda: packs.packed(workshop.once(), [workshop.paper(), workshop.once()]),
        "审批用印2次，文件中只有1枚印章",
    ),
    "not a PDF": (lambda: with_document(b"%PDF-1.7 " + bytes(100)), "没有签名"),
    "another paper approved": (
        lambda: altered(pack(), **{"before/1.pdf": workshop.paper(3)}),
        "与审批的摘要不一致",
    ),
    "another paper sealed than approved": (
        lambda: packs.packed(packs.sealed(), [workshop.paper(3)]),
        "没有完整保留用印前文件",
    ),
    "a paper missing": (lambda: altered(pack(), **{"before/1.pdf": None}), "用印审批无法核验"),
    "a seal with a copied certificate": (lambda: with_seal(pressed_by(OUTSIDER)), "不能追溯到包内的根证书"),
    "somebody else with the government's seal": (
        lambda: with_seal(lambda digest: outside_the_list(digest)),
        "签名者不在印章的签章者名单中",
    ),
    "a seal by a maker whom nobody trusts": (
        lambda: with_seal(pressed_by(GOVERNMENT, imitated_seal())),
        "不能追溯到包内的根证书",
    ),
    "another name on the seal": (
        lambda: with_seal(pressed_by(GOVERNMENT, renamed_seal())),
        "印章数据与制章者的签名不符",
    ),
    "a certificate that had ended": (lambda: with_seal(pressed_by(ENDED)), "签名时“甬江市档案局”的证书不在有效期内"),
    "a seal that had ended": (
        lambda: with_seal(
            pressed_by(GOVERNMENT, workshop.seal_of(GOVERNMENT, validity=Validity(PERIOD.start, EARLIER)))
        ),
        "签名时印章不在有效期内",
    ),
    "a signer revoked before": (lambda: with_crl(GOVERNMENT.signer, at=EARLIER), "在签名前已于"),
    "a maker revoked before": (lambda: with_crl(workshop.MAKER.signer, at=EARLIER), "在签名前已于"),
    "a certificate of a maker that seals": (lambda: altered_root(), "不能追溯到包内的根证书"),
    "a time stamp over something else": (
        lambda: {**pack(), "timestamps/manifest.tst": packs.stamp(b"another manifest")},
        "与包内内容都不相符",
    ),
    "a stray time stamp": (
        lambda: altered(pack(), **{"timestamps/1.tst": packs.stamp(b"something")}),
        "与包内内容都不相符",
    ),
    "a time stamp by an organ": (
        lambda: {**pack(), "timestamps/manifest.tst": stamped_by_an_organ(pack()["manifest.json"])},
        "时间戳的证书不是用于时间戳的",
    ),
    "another file": ((lambda: {**pack(), "before/2.pdf": b""}), "清单之外的文件：before/2.pdf"),
    "a file less": (
        lambda: {name: data for name, data in pack().items() if name != "timeline.json"},
        "清单所列文件缺失或被改动：timeline.json",
    ),
    "a script of their own": (
        lambda: {**pack(), "verifier/curve.py": b"print()"},
        "清单所列文件缺失或被改动：verifier/curve.py",
    ),
    "another format": (lambda: listed(pack(), format="zhengban-evidence-pack/2"), "不认识的格式"),
    "no journal": (lambda: altered(pack(), **{"chain.json": None}), "没有办理记录的链"),
    "entries in another order": (lambda: with_chain(reordered), "第1条与上一条不相衔接"),
    "an entry less": (lambda: with_chain(silenced), "第2条与上一条不相衔接"),
    "the first entry gone": (lambda: with_chain(cut_off_at_the_beginning), "第1条与上一条不相衔接"),
    "an entry reworded": (lambda: with_chain(reworded), "第2条内容被改动"),
    "entries of another matter": (lambda: with_chain(mixed), "第4条与上一条不相衔接"),
    "a chain of nothing": (lambda: with_chain(emptied), "没有记录"),
    "a link altered": (lambda: with_chain(relinked), "第7节被改动"),
    "a link twice": (lambda: with_chain(unlinked), "第1节与上一节不相衔接"),
    "a file of the OFD": (
        lambda: altered(ofd_pack(), **{"document.ofd": bench.with_files(bench.twice(), {bench.PAGE: b"<x/>"})}),
        "与签名时不一致",
    ),
    "a file more in the OFD": (
        lambda: altered(ofd_pack(), **{"document.ofd": bench.with_files(bench.twice(), {"Doc_0/More.xml": b"<x/>"})}),
        "不受任何签名保护",
    ),
    "another paper in the OFD": (
        lambda: packs.packed(bench.once(), [bench.paper(12)], "ofd"),
        "没有完整保留用印前文件",
    ),
}


def outside_the_list(digest: bytes) -> bytes:
    """A signature by another organ of the city over the government's seal."""
    honest = by_ses(workshop.seal_of(CLERK), CLERK.signer, None).contents(digest, SEALED_AT)

    def change(body: Any) -> None:
        body.seal = raw(workshop.seal_of(GOVERNMENT))

    return resigned(honest, change, CLERK.signer)


def altered_root() -> Files:
    """The pack with the root of somebody else in the place of the right ones."""
    other = workshop.authority(CENTRE.name)
    left = {name: None for name in pack() if name.startswith("certificates/")}
    return altered(pack(), **left, **{"certificates/roots/1.pem": packs.pem(other.certificate)})


def stamped_by_an_organ(data: bytes) -> bytes:
    return timestamps.make(sm3(data), GOVERNMENT.signer, (), 7, SEALED_AT, Family.SM2)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_every_forgery_is_named(forgery: str) -> None:
    make, words = FORGERIES[forgery]
    assert words in refused(make())


def test_what_a_forgery_differs_by_is_all_that_is_wrong_with_it() -> None:
    """The same ways of making a pack, with nothing forged: so the words above come from the forgery."""
    for files in (
        with_document(packs.sealed()),
        with_chain(lambda proof: None),
        with_seal(pressed_by(CLERK)),
        with_crl(CLERK.signer, at=EARLIER),
        with_crl(GOVERNMENT.signer, at=SEALED_AT + timedelta(hours=1)),
        packs.packed(workshop.once(), [workshop.paper()]),
        altered(ofd_pack(), **{"document.ofd": bench.twice()}),
        altered(pack(), **{"timestamps/1.tst": packs.stamp(packs.sealed())}),
    ):
        assert not refused(files)


def test_a_revocation_in_the_second_of_the_signature_comes_after_it_and_one_before_it_does_not() -> None:
    assert not refused(with_crl(GOVERNMENT.signer, at=SEALED_AT))
    assert "在签名前已于" in refused(with_crl(GOVERNMENT.signer, at=SEALED_AT - timedelta(seconds=1)))


def test_a_chain_without_links_proves_nothing_of_them_and_says_so() -> None:
    files = with_chain(lambda proof: proof["links"].clear())
    assert not refused(files)
    about = [(mark, line) for mark, line in told(files) if line.startswith("总链")]
    assert about == [(NOTE, "总链：有6条记录在制作证据包时尚未汇入")]
    assert (GOOD, "总链：2节首尾相接，包含6条办理记录") in told(pack())


@pytest.mark.parametrize("form", FORMS)
def test_neither_a_person_nor_a_maker_presses_seals(form: Form) -> None:
    for purpose in (Purpose.PERSON, Purpose.MAKER, Purpose.TIME):
        other = workshop.organ("林知远", CENTRE, purpose=purpose)
        document = workshop.forged(workshop.paper(), workshop.by(other, form), form=form)
        assert "签名者的证书不是用于盖章的" in refused(packs.packed(document, [workshop.paper()]))


def test_a_persons_signature_on_an_ofd_is_told_and_counts_for_no_seal() -> None:
    once, signed = bench.once(), bench.signed(bench.once())
    roots = {"certificates/roots/ofd.pem": packs.pem(bench.root(bench.CENTRE).certificate)}
    files = packs.packed(signed, [bench.paper()], "ofd", **roots)
    assert not refused(files)
    assert "电子签名“林知远”" in said(files)
    twice = packs.packed(signed, [bench.paper(), once], "ofd", **roots)
    assert "审批用印2次，文件中只有1枚印章" in refused(twice)


def test_an_organ_makes_no_seals_for_itself() -> None:
    own = workshop.seal_of(CLERK, maker=BUREAU)
    assert "制章者的证书不是用于制章的" in refused(with_seal(pressed_by(CLERK, own)))


def test_the_journal_rewritten_at_its_end_is_no_longer_in_the_links() -> None:
    """A chain that was cut or rewritten at its end holds in itself; that the links lack it is said."""
    assert "有1条记录在制作证据包时尚未汇入" in said(with_chain(rewritten))
    assert "尚未汇入" not in said(pack())


def test_what_is_not_known_of_revocations_is_said() -> None:
    files = altered(pack(), **{"crls/1.crl": None, "crls/2.crl": None})
    assert not refused(files)
    assert "吊销情况未能核对" in said(files)


def test_a_list_by_somebody_else_revokes_nobody() -> None:
    other = workshop.authority(CENTRE.name)
    revoked = Revoked(GOVERNMENT.certificate.serial_number, EARLIER, Reason.key_compromise)
    files = altered(pack(), **{"crls/1.crl": crl(other.signer, revoked)})
    assert not refused(files)
    assert "吊销情况未能核对" in said(files)


def test_no_changed_byte_of_a_pack_is_overlooked() -> None:
    """Any byte of any file: the manifest, its time stamp, or the reading of the ZIP says so, and nothing breaks."""
    chance, honest = Random(5), pack(Form.GM_CMS)
    for name in honest:
        data = bytearray(honest[name])
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        assert noticed({**honest, name: bytes(data)}), name
    whole = zipped(honest)
    for _ in range(100):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            with ZipFile(io.BytesIO(data)) as archive:
                files = {each: archive.read(each) for each in archive.namelist()}
        except verify.UNREADABLE:
            continue
        assert files == honest or noticed(files)


def noticed(files: Files) -> bool:
    """Whether the manifest does not fit, or anything else is wrong."""
    listed_otherwise = verify._guarded("清单", verify.manifest_lines(files))
    return BAD in {mark for mark, _ in listed_otherwise} or bool(refused(files))


def test_nonsense_is_refused_and_never_breaks_the_script() -> None:
    chance = Random(7)
    for name in ("manifest.json", "approval.json", "chain.json", "document.pdf", "crls/1.crl"):
        for data in (b"", b"{}", b"[3]", chance.randbytes(40)):
            assert refused({**pack(), name: data})
    assert refused({})


# --- what it is made of --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000])
def test_plain_sm3_is_sm3(size: int) -> None:
    data = Random(size).randbytes(size)
    assert digests.plain_sm3(data) == sm3(data) == digests.sm3(data)


def test_sm3_of_the_standard() -> None:
    """GB/T 32905-2016, A.1."""
    known = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digests.plain_sm3(b"abc").hex() == known


def test_weak_digests_are_refused() -> None:
    for oid in ("1.2.840.113549.2.5", "1.3.14.3.2.26", "1.2.3"):
        with pytest.raises(ValueError):
            digests.digest(oid, b"")


def test_every_purpose_but_sealing_is_refused_for_a_seal() -> None:
    """An authority's own certificate signs certificates, and nothing else."""
    root = CENTRE.signer
    facts = ses.SealFacts(
        es_id="33020000000009",
        vid="ZHENGBAN",
        kind=1,
        name=CENTRE.name,
        certificates=[root.certificate],
        created=PERIOD.start,
        start=PERIOD.start,
        end=PERIOD.end,
        picture=ses.Picture("PNG", workshop.picture(GOVERNMENT.name, 42), 42, 42),
    )
    seal = ses.make_seal(facts, workshop.MAKER.signer)
    press = by_ses(seal, root, None)
    assert "签名者的证书不是用于签名的" in refused(with_seal(lambda digest: press.contents(digest, SEALED_AT)))
