"""离线核验证据包：python3 verify.py 证据包.zip（或在解开的文件夹里运行 python3 verify.py）。

It needs Python 3.11 and nothing else: no network, no package, no server of anybody. It prints what it checked and
found, and exits with 0 only if everything holds. Whom to trust is left to the reader: the fingerprints of the roots
and of the journal's last link are printed, to be compared with what is known from elsewhere.

A pack holds (docs/evidence-pack.md):

- manifest.json: {"format": "zhengban-evidence-pack/1", "document": "document.pdf", "made_at": …,
  "files": {path: {"size": bytes, "sm3": hex, "sha256": hex}}} of every other file of the pack;
- document.pdf or document.ofd: the sealed file;
- before/…: the files as they were before each seal;
- approval.json: {"approvals": [{"before": path, "sha256": hex of what was approved, …}]};
- certificates/roots/*.pem, certificates/*.pem, crls/*.crl (DER);
- timestamps/*.tst: RFC 3161 tokens, manifest.tst over manifest.json, others over a signature's value or the document;
- timeline.json: what happened, for people;
- chain.json: {"chains": [{"entries": [{"said": text, "hash": hex}]}], "links": [{"said": text, "hash": hex}]}: the
  journal's entries about this matter and the links of the global chain that hold them, each with the very text
  that was hashed;
- verify.py and verifier/: this script.
"""

import hashlib
import json
import sys
import zlib
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from signatures.gm.der import Node, check
from signatures.standalone.certificates import Certificate, Unproven, certificate_in
from signatures.standalone.chain import chain_lines
from signatures.standalone.containers import Held, keeps, signatures_of
from signatures.standalone.digests import sm3
from signatures.standalone.shapes import LIST
from signatures.standalone.signed import (
    STAMP,
    Signed,
    check_stamp,
    faults,
    is_personal,
    may_seal,
    may_sign,
    signature_in,
    stamped,
    standing,
)

FORMAT = "zhengban-evidence-pack/1"
MANIFEST, LARGEST = "manifest.json", 1 << 30
GOOD, BAD, NOTE = "√", "×", "·"
BEIJING = timezone(timedelta(hours=8))
Line = tuple[str, str]
"""A mark and a sentence."""
UNREADABLE = (OSError, ValueError, RuntimeError, EOFError, BadZipFile, zlib.error)
"""What a damaged ZIP can raise."""


@dataclass(frozen=True)
class Pack:
    """The files of a pack, and what is read from them once."""

    files: dict[str, bytes]
    roots: tuple[Certificate, ...]
    others: tuple[Certificate, ...]
    lists: tuple[Node, ...]


def main(arguments: Sequence[str]) -> int:
    """Check a pack, print what was found; the exit code is 0 if everything holds, 1 if not, 2 if there is no pack."""
    place = Path(arguments[0]) if arguments else Path(__file__).parent
    try:
        files = files_of(place)
    except UNREADABLE as fault:
        print(f"无法读取证据包：{fault}")
        return 2
    bad = 0
    for mark, said in lines(files):
        bad += mark == BAD
        print(f"{mark} {said}")
    print(f"结论：{'证据包核验通过。' if not bad else f'有{bad}项不成立，证据包不可采信。'}")
    return 1 if bad else 0


def files_of(place: Path) -> dict[str, bytes]:
    """The files of a pack, zipped or in a folder. Raises one of UNREADABLE."""
    if place.is_dir():
        found = [path for path in sorted(place.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}
    with ZipFile(place) as archive:
        members = [each for each in archive.infolist() if not each.is_dir()]
        if len({each.filename for each in members}) != len(members):
            raise ValueError("包内有重名文件")
        if sum(each.file_size for each in members) > LARGEST:
            raise ValueError("包过大")
        return {each.filename: archive.read(each) for each in members}


def lines(files: dict[str, bytes]) -> Iterator[Line]:
    """Everything that is checked, in the order in which a person asks."""
    yield from _guarded("清单", manifest_lines(files))
    try:
        pack = Pack(files, _certificates(files, root=True), _certificates(files, root=False), _lists(files))
    except Exception as fault:  # a forger may have put anything there
        yield BAD, f"证书或吊销名单无法读取：{fault}"
        return
    for root in pack.roots:
        yield NOTE, f"根证书“{root.name}”，请核对SHA-256指纹：{root.fingerprint}"
    yield from _guarded("文件", document_lines(pack))
    yield from _guarded("用印审批", approval_lines(pack))
    yield from _guarded("时间戳", stamp_lines(pack))
    yield from _guarded("办理记录", chain_lines(files.get("chain.json")))


def manifest_lines(files: dict[str, bytes]) -> Iterator[Line]:
    """Whether every file is there and is what the manifest says."""
    manifest = json.loads(files[MANIFEST])
    if manifest["format"] != FORMAT:
        raise ValueError(f"不认识的格式{manifest['format']}")
    listed = manifest["files"]
    wrong = [name for name, said in listed.items() if name not in files or not _is_as_said(files[name], said)]
    extra = sorted(set(files) - set(listed) - {MANIFEST, "timestamps/manifest.tst"})
    for name in wrong:
        yield BAD, f"清单所列文件缺失或被改动：{name}"
    for name in extra:
        yield BAD, f"清单之外的文件：{name}"
    if not wrong and not extra:
        yield GOOD, f"清单所列{len(listed)}个文件齐全，SM3和SHA-256摘要一致"


def document_lines(pack: Pack) -> Iterator[Line]:
    """Every signature of the document."""
    name = _document(pack)
    held, uncovered = signatures_of(name, pack.files[name])
    if not held:
        yield BAD, f"{name}中没有签名"
    for said in uncovered:
        yield BAD, f"{name}：{said}"
    if held and signature_in(held[-1].value).kind == STAMP:
        yield BAD, f"{name}：最后一枚印章之后的更新只有时间戳，没有单位为其负责，须用完整的验章程序核验"
    for each in held:
        yield from _guarded(f"签名（{each.place}）", _signature_lines(pack, each))


def approval_lines(pack: Pack) -> Iterator[Line]:
    """Whether what was sealed is what was approved."""
    name, approvals = _document(pack), json.loads(pack.files["approval.json"])["approvals"]
    held, _ = signatures_of(name, pack.files[name])
    seals = [each for each in held if _is_seal(signature_in(each.value))]
    if len(seals) < len(approvals):
        yield BAD, f"审批用印{len(approvals)}次，文件中只有{len(seals)}枚印章"
    for approval in approvals:
        before = pack.files[approval["before"]]
        if hashlib.sha256(before).hexdigest() != approval["sha256"]:
            yield BAD, f"用印前文件{approval['before']}与审批的摘要不一致"
        elif not keeps(name, before, pack.files[name]):
            yield BAD, f"盖章后的文件没有完整保留用印前文件{approval['before']}"
        else:
            yield GOOD, f"用印前文件{approval['before']}与审批的摘要一致，并完整保留在盖章后的文件中"


def stamp_lines(pack: Pack) -> Iterator[Line]:
    """Every time stamp of the pack, and what it is over."""
    name = _document(pack)
    values = {each.place: signature_in(each.value).value for each in signatures_of(name, pack.files[name])[0]}
    known = {"manifest.json": pack.files[MANIFEST], name: pack.files[name], **values}
    for place in sorted(each for each in pack.files if each.endswith(".tst")):
        over = {"manifest.json": known["manifest.json"]} if place.endswith("/manifest.tst") else known
        yield from _guarded(place, _one_stamp(pack, place, over))


def _one_stamp(pack: Pack, place: str, known: dict[str, bytes]) -> Iterator[Line]:
    stamp = signature_in(pack.files[place])
    for name, data in known.items():
        if not any(faults(stamp, data)):
            check_stamp(stamp, data)
            by, at = _stamper(pack, stamp)
            yield GOOD, f"时间戳{place}：{name}在{_shown(at)}已经存在（{by}）"
            return
    yield BAD, f"时间戳{place}与包内内容都不相符"


def _signature_lines(pack: Pack, held: Held) -> Iterator[Line]:
    signature = signature_in(held.value)
    who = signature.seal.name if signature.seal else signature.certificate.name
    title = f"{signature.kind}“{who}”（{held.place}）"
    found = [*held.faults, *faults(signature, held.content)]
    if held.about is not None and signature.about != held.about:
        found.append("签名所指的不是这份文件")
    if signature.kind == STAMP:
        check_stamp(signature, held.content)
    elif not may_sign(signature.certificate):
        found.append("签名者的证书不是用于签名的")
    elif not _is_seal(signature) and not (_document(pack).endswith(".ofd") and is_personal(signature)):
        found.append("签名者的证书不是用于盖章的")
    for said in found:
        yield BAD, f"{title}：{said}"
    if not found:
        yield GOOD, f"{title}：文件内容、签名值和印章数据一致"
        yield from _standing_lines(pack, signature, signature.at or held.claimed_at, title)


def _standing_lines(pack: Pack, signature: Signed, claimed_at: datetime | None, title: str) -> Iterator[Line]:
    """Who vouches for the signer and the maker, and for the time."""
    stamp, at = stamped(signature, signature.token), claimed_at
    if stamp:
        by, at = _stamper(pack, stamp)
        yield GOOD, f"{title}：签名时间{_shown(at)}由时间戳证明（{by}）"
    if at is None:
        raise Unproven("签名时间无法读取")
    if not stamp and signature.kind != STAMP:
        yield NOTE, f"{title}：签名时间{_shown(at)}由签名者自称，没有时间戳"
    others = (*pack.others, *signature.others)
    root, revocation = standing(signature.certificate, others, pack.roots, at, pack.lists)
    yield GOOD, f"{title}：签名者“{signature.certificate.name}”的证书追溯到“{root}”，{revocation}"
    if signature.seal:
        root, revocation = standing(signature.seal.maker, others, pack.roots, at, pack.lists)
        yield GOOD, f"{title}：制章者“{signature.seal.maker.name}”的证书追溯到“{root}”，{revocation}"
        if not signature.seal.start <= at <= signature.seal.end:
            yield BAD, f"{title}：签名时印章不在有效期内"


def _is_seal(signature: Signed) -> bool:
    return signature.kind != STAMP and may_seal(signature.certificate)


def _stamper(pack: Pack, stamp: Signed) -> tuple[str, datetime]:
    """Who vouches for a time stamp, and its time."""
    if stamp.at is None:
        raise Unproven("时间戳没有时间")
    root, _ = standing(stamp.certificate, (*pack.others, *stamp.others), pack.roots, stamp.at, pack.lists)
    return f"“{stamp.certificate.name}”签发，追溯到“{root}”", stamp.at


def _shown(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}（北京时间）"


def _guarded(what: str, said: Iterator[Line]) -> Iterator[Line]:
    """The lines; where reading fails, one that says so instead of the rest."""
    try:
        yield from said
    except Exception as fault:  # a forger may have put anything there
        yield BAD, f"{what}无法核验：{fault}"


def _is_as_said(data: bytes, said: dict[str, object]) -> bool:
    digests = {"size": len(data), "sm3": sm3(data).hex(), "sha256": hashlib.sha256(data).hexdigest()}
    return digests == said


def _document(pack: Pack) -> str:
    return str(json.loads(pack.files[MANIFEST])["document"])


def _certificates(files: dict[str, bytes], *, root: bool) -> tuple[Certificate, ...]:
    folder = "certificates/roots/"
    wanted = [name for name in files if name.startswith("certificates/") and name.startswith(folder) == root]
    return tuple(certificate_in(der) for name in sorted(wanted) for der in _pem(files[name]))


def _pem(data: bytes) -> Iterator[bytes]:
    for block in data.split(b"-----BEGIN CERTIFICATE-----")[1:]:
        yield b64decode(block.split(b"-----END", 1)[0])


def _lists(files: dict[str, bytes]) -> tuple[Node, ...]:
    return tuple(check(files[name], LIST) for name in sorted(files) if name.endswith(".crl"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
