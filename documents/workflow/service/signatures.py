"""Personal signatures on opinions (个人电子签名): what is signed, and whether it still holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from documents.workflow.rules.opinions import Opinion
from documents.workflow.rules.outbound import Action
from documents.workflow.service.files import open_file
from server.directory.rules.standing import Actor
from signatures.personal import service as personal
from signatures.personal.rules import PersonalMark, Subject


@dataclass(frozen=True)
class PersonalSignature:
    """An opinion that was signed personally."""

    opinion_id: UUID
    name: str
    certificate_serial: str
    at: datetime
    holds: bool
    """Whether signature and certificate hold, and the opinion still reads as it was signed."""


async def personal_signatures(actor: Actor, document_id: UUID) -> list[PersonalSignature]:
    """The personal signatures on a document's opinions, first to last, each verified anew.

    Not inside a transaction. Raises NoSuchDocument.
    """
    file = await open_file(actor, document_id)
    marks = await personal.signatures_of([opinion.id for opinion in file.opinions])
    return [_told(document_id, opinion, mark) for opinion in file.opinions for mark in marks.get(opinion.id, ())]


def signed_subject(document_id: UUID, opinion: Opinion) -> Subject:
    """What a personal signature on an opinion is over."""
    return Subject(
        id=opinion.id,
        document_id=document_id,
        version=opinion.version_hash,
        action=Action.SIGN_OFF,
        verdict=opinion.verdict,
        opinion=opinion.text,
        at=opinion.at,
    )


def _told(document_id: UUID, opinion: Opinion, mark: PersonalMark) -> PersonalSignature:
    holds = mark.holds and mark.subject == signed_subject(document_id, opinion) and mark.person_id == opinion.person_id
    return PersonalSignature(opinion.id, mark.name, mark.certificate_serial, opinion.at, holds)
