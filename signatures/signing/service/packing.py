"""Making an evidence pack (证据包): gathered from the rooms that know, and stamped with a time as a whole."""

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
from signatures.uses.rules.people import may_see
from signatures.uses.rules.requests import Request

ZIP = "application/zip"


async def use_evidence(actor: Actor, use_id: UUID, no: int) -> File:
    """The evidence pack of one sealed file of a request, for whoever may read the file.

    Raises NoSuchUse, FileElsewhere, NoSuchItem, NothingSealed.
    """
    item = await uses.item_to_read(actor, use_id, no)
    return await evidence(actor, item.sealed, item.kind, item.name)


async def evidence(actor: Actor, sha256: str, kind: str, name: str, document_id: UUID | None = None) -> File:
    """The evidence pack of a sealed file: `kind` is pdf or ofd, `document_id` names the document whose record it holds.

    The caller has decided that the actor may read the file and the document. Of the requests for its seals it holds
    those that are the document's or that the actor sees anyway; of others, perhaps other organs', only that they
    sealed it. Raises NothingSealed.
    """
    presses = await uses.presses_of(sha256)
    if not presses:
        raise NothingSealed
    document = f"document.{kind}"
    files = {document: await ground().blobs.read(sha256)}
    for no, press in enumerate(presses, 1):
        files[pack.before(no, kind)] = await ground().blobs.read(press.use.sha256_before)
    told = [press.request for press in presses if _may_read(actor, press.request, document_id)]
    proof = await journal.proof_of(dict.fromkeys(filter(None, (document_id, *(request.id for request in told)))))
    files["approval.json"] = pack.approvals(
        [(press.use, press.request, press.request in told) for press in presses], kind
    )
    files["chain.json"] = pack.plain(proof)
    files["timeline.json"] = pack.timeline(proof.chains)
    files |= _grounds(await seals.trust()) | pack.script()
    stamp = await seals.stamper(Family.SM2)
    data = await to_thread.run_sync(partial(_finished, files, document, stamp))
    return File(data, ZIP, f"{name}.证据包.zip")


def _may_read(actor: Actor, request: Request, document_id: UUID | None) -> bool:
    of_the_document = document_id is not None and request.document_id == document_id
    return of_the_document or may_see(actor, request)


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
