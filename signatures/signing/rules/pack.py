"""证据包: everything about one sealed file, to be checked without us; its layout is in docs/evidence-pack.md."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from server.kit.digest import sm3
from signatures import standalone
from signatures.uses.rules.log import Use
from signatures.uses.rules.requests import Request

FORMAT = "zhengban-evidence-pack/1"
MANIFEST, MANIFEST_STAMP = "manifest.json", "timestamps/manifest.tst"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the pack says in its manifest when it was made."""


def approvals(presses: Iterable[tuple[Use, Request, bool]], kind: str) -> bytes:
    """approval.json: what was approved, by whom, for which seal, and what became of it.

    With each press whether the reader may see its request; of one that is not theirs it tells of the seal alone.
    """
    told = []
    for no, (use, request, seen) in enumerate(presses, 1):
        told.append(_seal(no, use, request, kind) | (_approval(use, request) if seen else {}))
    return plain({"approvals": told})


def before(no: int, kind: str) -> str:
    """Where in the pack the file lies as it was before its `no`-th seal."""
    return f"before/{no}.{kind}"


def manifest(files: Mapping[str, bytes], document: str, made_at: datetime) -> bytes:
    """manifest.json: every file of the pack with its size and digests."""
    listed = {
        path: {"size": len(data), "sm3": sm3(data), "sha256": sha256(data).hexdigest()} for path, data in files.items()
    }
    return plain({"format": FORMAT, "document": document, "made_at": made_at, "files": listed})


def script() -> dict[str, bytes]:
    """The stand-alone verifier as it lies in a pack."""
    return standalone.files()


def packed(files: Mapping[str, bytes]) -> bytes:
    """The pack as a ZIP, the same bytes for the same files."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(ZipInfo(path, EPOCH), files[path], ZIP_DEFLATED)
    return target.getvalue()


def plain(value: Any) -> bytes:
    """JSON for people and programs, in order and with line breaks."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1)


def timeline(chains: Sequence[Mapping[str, Any]]) -> bytes:
    """timeline.json: who did what when, out of the chains of the journal."""
    entries = [msgspec.json.decode(said.said) for chain in chains for said in chain["entries"]]
    told = ("at", "action", "actor_name", "post_title", "principal_name", "subject_id", "seq")
    lines = [{name: entry[name] for name in told} for entry in entries]
    return plain(sorted(lines, key=lambda line: (line["at"], line["subject_id"], line["seq"])))


def _seal(no: int, use: Use, request: Request, kind: str) -> dict[str, Any]:
    return {
        "before": before(no, kind),
        "sha256": use.sha256_before,
        "sealed": use.sha256_after,
        "seal": request.seal_name,
        "organ": request.organ_name,
        "sealed_at": use.at,
        "time_stamped": use.time_stamped,
    }


def _approval(use: Use, request: Request) -> dict[str, Any]:
    approval = request.approval
    assert approval is not None
    return {
        "purpose": request.purpose,
        "places": use.places,
        "straddle": use.straddle,
        "copies": use.copies,
        "requested_by": request.requester_name,
        "approved_by": approval.person_name,
        "approved_for": approval.principal_name,
        "approver_post": approval.post_title,
        "approved_at": approval.at,
        "basis": approval.basis,
        "window": [request.opens_at, request.closes_at],
        "keeper": use.keeper_name,
        "keeper_post": use.post_title,
        "code": use.code,
    }
