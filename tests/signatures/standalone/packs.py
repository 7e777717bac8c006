"""Evidence packs for tests: a sealed paper with everything about it, honest or altered and listed anew."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from server.journal import rules
from signatures.gm import timestamps
from signatures.gm.keys import Family, Signer, digest
from signatures.gm.pki.crl import Revoked, issue_crl
from signatures.gm.pki.making import Purpose, new_serial
from signatures.gm.sm3 import sm3
from signatures.judgement.verdict import Form
from signatures.standalone import files as script
from signatures.standalone.verify import BAD, FORMAT, Line, lines
from tests.signatures import workshop
from tests.signatures.workshop import CENTRE, NOW, SEALED_AT

Files = dict[str, bytes]
CLOCK = workshop.organ("甬江市电子印章认证中心时间戳", CENTRE, purpose=Purpose.TIME)


def stamp(value: bytes) -> bytes:
    """A time stamp on SM2 over any bytes."""
    return timestamps.make(
        digest(Family.SM2, (value,)), CLOCK.signer, [CENTRE.certificate], new_serial(), SEALED_AT, Family.SM2
    )


def sealed(form: Form = Form.SES, stamped: bool = True) -> bytes:
    """A paper that the government has sealed."""
    return pack(form, stamped)["document.pdf"]


def pack(form: Form = Form.SES, stamped: bool = True) -> Files:
    """An honest pack of it."""
    return _pack(form, stamped)


@cache
def _pack(form: Form, stamped: bool) -> Files:
    return packed(workshop.sealed(form=form, stamp=stamp if stamped else None), [workshop.paper()])


def packed(document: bytes, before: Sequence[bytes], kind: str = "pdf", **others: bytes) -> Files:
    """A pack of any document; `before` are the files before each seal."""
    names = {f"before/{no}.{kind}": data for no, data in enumerate(before, 1)}
    approvals = [{"before": name, "sha256": sha256(data).hexdigest()} for name, data in names.items()]
    roots = {f"certificates/roots/{each.serial_number:x}.pem": pem(each) for each in CENTRE.certificates}
    held = {
        f"document.{kind}": document,
        "approval.json": dumped({"approvals": approvals}),
        "chain.json": dumped(proof()),
        "timeline.json": b"[]",
        "crls/1.crl": crl(CENTRE.signer),
        "crls/2.crl": crl(CENTRE.plain),
    }
    return listed({**names, **roots, **held, **script(), **others})


def listed(files: Mapping[str, bytes], **changes: Any) -> Files:
    """The files with a manifest that fits them, and its time stamp."""
    rest = {name: data for name, data in files.items() if name not in ("manifest.json", "timestamps/manifest.tst")}
    said = {
        name: {"size": len(data), "sm3": sm3(data).hex(), "sha256": sha256(data).hexdigest()}
        for name, data in rest.items()
    }
    document = next(name for name in rest if name.startswith("document."))
    manifest = dumped({"format": FORMAT, "document": document, "made_at": NOW.isoformat(), "files": said, **changes})
    return {**rest, "manifest.json": manifest, "timestamps/manifest.tst": stamp(manifest)}


def altered(files: Mapping[str, bytes], **changes: bytes | None) -> Files:
    """The pack with other files in it, listed anew: a forger does not forget the manifest. None takes one out."""
    names = {name.replace("__", "/").replace("_json", ".json"): data for name, data in changes.items()}
    left = {name: data for name, data in {**files, **names}.items() if data is not None}
    return listed(left)


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def told(files: Files) -> list[Line]:
    return list(lines(files))


def refused(files: Files) -> str:
    """What is wrong with a pack, in one text; empty if nothing is."""
    return "\n".join(said for mark, said in told(files) if mark == BAD)


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def crl(issuer: Signer, *revoked: Revoked) -> bytes:
    made = issue_crl(issuer, revoked, 1, NOW, NOW + timedelta(days=7))
    return made.public_bytes(Encoding.DER)


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@dataclass
class Chains:
    """The journal of two matters and the links over them, as an office would export them."""

    subjects: Sequence[UUID] = (UUID(int=1), UUID(int=2))

    def entries(self, subject: UUID, size: int) -> list[rules.Entry]:
        made: list[rules.Entry] = []
        for seq in range(1, size + 1):
            facts = {"reason": "用印“测试”\n", "share": 0.5, "ids": [str(subject)], "none": None}
            entry = rules.Entry(
                id=UUID(int=100 * subject.int + seq),
                subject_id=subject,
                seq=seq,
                at=SEALED_AT + timedelta(microseconds=seq),
                action="uses.press",
                actor_id=UUID(int=9),
                actor_name="林知远",
                post_id=None,
                post_title="监印人",
                principal_id=None,
                principal_name="",
                facts=facts,
                previous=made[-1].hash if made else rules.GENESIS,
                hash="",
            )
            made.append(rules.Entry(**{**vars(entry), "hash": rules.hash_of(entry)}))
        return made


@cache
def proof() -> dict[str, Any]:
    """What chain.json holds."""
    chains = [Chains().entries(subject, 3) for subject in Chains().subjects]
    links, previous = [], rules.GENESIS
    for n, chain in enumerate(chains, 1):
        hashes = [entry.hash for entry in chain]
        said = rules.anchor_said(n, NOW, hashes, previous).decode()
        previous = rules.anchor_hash(n, NOW, hashes, previous)
        links.append({"said": said, "hash": previous})
    told_of = [
        {"entries": [{"said": rules.said(entry).decode(), "hash": entry.hash} for entry in chain]} for chain in chains
    ]
    return {"chains": told_of, "links": links}
