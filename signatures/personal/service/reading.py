"""Reading personal signatures: each is verified anew, down to the office's root."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from anyio import to_thread
from cryptography import x509

from signatures.gm.pki.crl import revocation
from signatures.gm.pki.making import Purpose, subject_name
from signatures.gm.pki.paths import PathFault, trace
from signatures.gm.pki.structures import public_key_of
from signatures.judgement.trust import Trust
from signatures.personal.models import OwnSignatureRow, PersonalMarkRow
from signatures.personal.rules import MESSAGE, PersonalMark, Subject, message
from signatures.seals import service as seals


class _Said(msgspec.Struct, frozen=True):
    """What a signed message says."""

    subject: Subject
    person_id: UUID
    certificate: str


async def signatures_of(subject_ids: Collection[UUID]) -> dict[UUID, list[PersonalMark]]:
    """The personal signatures on opinions or acts, by these, each verified. Outside of transactions.

    Whoever shows one also compares its `subject` with what stands there now. Raises KeyLocked, KeyServiceFailed.
    """
    rows = await PersonalMarkRow.filter(subject_id__in=list(subject_ids)).order_by("id")
    if not rows:
        return {}
    owns = {row.id: row for row in await OwnSignatureRow.filter(id__in=[row.signature_id for row in rows])}
    trust, found = await seals.own_trust(), dict[UUID, list[PersonalMark]]()
    for row in rows:
        mark = await to_thread.run_sync(_mark, row, owns.get(row.signature_id), trust)
        found.setdefault(row.subject_id, []).append(mark)
    return found


def _mark(row: PersonalMarkRow, own: OwnSignatureRow | None, trust: Trust) -> PersonalMark:
    try:
        said = msgspec.json.decode(row.said.removeprefix(MESSAGE), type=_Said)
    except ValueError:
        said = None
    return PersonalMark(
        id=row.id,
        subject=said.subject if said else None,
        person_id=row.person_id,
        name=own.person_name if own else "",
        certificate_serial=said.certificate if said else "",
        holds=bool(said and own and _holds(row, said, own, trust)),
    )


def _holds(row: PersonalMarkRow, said: _Said, own: OwnSignatureRow, trust: Trust) -> bool:
    """Whether the row is what was signed, by that person, with a certificate of this office that was good then."""
    try:
        certificate = own.read_certificate()
        whole = message(said.subject, own.person_id, f"{certificate.serial_number:x}") == row.said
        alike = (row.person_id, row.subject_id) == (own.person_id, said.subject.id)
        alike = alike and subject_name(certificate) == own.person_name
        signed = whole and alike and public_key_of(certificate).verify(row.said, row.value)
        return signed and _was_good(certificate, said.subject.at, trust)
    except (ValueError, PathFault):
        return False


def _was_good(certificate: x509.Certificate, at: datetime, trust: Trust) -> bool:
    """Whether a certificate of this office was good at a time. Raises PathFault."""
    _, root = trace(certificate, (), trust.roots, at, Purpose.PERSON)
    revoked_at = revocation(certificate, root, trust.crls, at).revoked_at
    # Lists count in whole seconds: what was signed in the second of the revocation was signed before it.
    return revoked_at is None or at.replace(microsecond=0) <= revoked_at
