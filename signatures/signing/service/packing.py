"""Making an evidence pack (证据包): gathered from the rooms that know, and stamped with a time as a whole."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from anyio import to_thread
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock
from server.kit.files import File
from server.kit.ground import ground
from signatures.gm.keys import Family
from signatures.gm.timestamps import Stamper
from signatures.judgement.trust import Trust
from signatures.seals import service as seals
from signatures.signing.errors import NothingSealed
from signatures.signing.rules import pack
from signatures.uses import service as uses

ZIP = "application/zip"


async def use_evidence(actor: Actor, use_id: UUID, no: int) -> File:
    """The evidence pack of one sealed file of a request, for whoever may read the file.

    Raises NoSuchUse, FileElsewhere, NoSuchItem, NothingSealed.
    """
    item = await uses.item_to_read(actor, use_id, no)
    return await evidence(item.sealed, item.kind, item.name, ())


async def evidence(sha256: str, kind: str, name: str, subjects: Iterable[UUID]) -> File:
    """The evidence pack of a sealed file: `kind` is pdf or ofd, `subjects` are matters whose record belongs to it.

    The record of the requests for its seals always does. The caller has decided that the reader may have all of that.
    Raises NothingSealed.
    """
    presses = await uses.presses_of(sha256)
    if not presses:
        raise NothingSealed
    document = f"document.{kind}"
    files = {document: await ground().blobs.read(sha256)}
    for no, press in enumerate(presses, 1):
        files[pack.before(no, kind)] = await ground().blobs.read(press.use.sha256_before)
    about = dict.fromkeys((*subjects, *(press.request.id for press in presses)))
    proof = await journal.proof_of(about)
    files["approval.json"] = pack.approvals(((press.use, press.request) for press in presses), kind)
    files["chain.json"] = pack.plain(proof)
    files["timeline.json"] = pack.timeline(proof.chains)
    files |= _grounds(await seals.own_trust()) | pack.script()
    stamp = await seals.stamper(Family.SM2)
    data = await to_thread.run_sync(partial(_finished, files, document, stamp))
    return File(data, ZIP, f"{name}.证据包.zip")


def _finished(files: dict[str, bytes], document: str, stamp: Stamper) -> bytes:
    listed = pack.manifest(files, document, clock.now())
    return pack.packed({**files, pack.MANIFEST: listed, pack.MANIFEST_STAMP: stamp(listed)})


def _grounds(trust: Trust) -> dict[str, bytes]:
    """The certificates and revocation lists by their paths."""
    files = {f"certificates/roots/{_name(each)}.pem": each.public_bytes(Encoding.PEM) for each in trust.roots}
    files |= {f"certificates/{_name(each)}.pem": each.public_bytes(Encoding.PEM) for each in trust.authorities}
    return files | {f"crls/{no}.crl": each.public_bytes(Encoding.DER) for no, each in enumerate(trust.crls, 1)}


def _name(certificate: x509.Certificate) -> str:
    return f"{certificate.serial_number:x}"
