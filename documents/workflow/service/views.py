"""What people see of a case: one card with everything a decision needs, lists, and the trace."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from documents.drafting import service as drafting
from documents.drafting.rules.content import Change, Content
from documents.drafting.rules.kinds import Kind
from documents.drafting.service import Attachment, Draft
from documents.workflow.models import CaseRow
from documents.workflow.rules.case import actions, signed, whose_turn
from documents.workflow.rules.opinions import Opinion
from documents.workflow.rules.outbound import Action, State
from documents.workflow.service.files import File, open_file
from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.journal.rules import Entry
from server.kit.paging import page


@dataclass(frozen=True)
class Said:
    """An opinion as it is shown: with what was changed after it was given."""

    opinion: Opinion
    stands: bool
    """False once the matter of the text has changed; the same desk is asked again then."""
    changed_since: list[Change]


@dataclass(frozen=True)
class Signature:
    """An organ that issues the document, and who signs for it; of a joint document there are several (联合行文)."""

    organ_id: UUID
    organ_name: str
    signer_id: UUID
    signer_name: str
    signed_at: datetime | None
    """When the present text was signed for this organ; None as long as that is missing."""


@dataclass(frozen=True)
class Card:
    """Everything one decision needs, in one answer (一屏批)."""

    draft: Draft
    content: Content
    state: State
    round: int
    """How often it was submitted."""
    signer_id: UUID
    countersigners: tuple[UUID, ...]
    """Organs that are asked to countersign (会签)."""
    signatures: list[Signature]
    """One for each organ that issues it, the leading one first."""
    formed_on: date | None
    signed_hash: str
    """Hash of the text that was signed for issue; empty before."""
    opinions: list[Said]
    attachments: list[Attachment]
    turn: list[directory.Waiting]
    """Whose turn it is."""
    actions: tuple[Action, ...]
    """What the reader of this card may do now."""


@dataclass(frozen=True)
class Line:
    """One document in a list."""

    id: UUID
    kind: Kind
    title: str
    state: State
    drafter_name: str
    organ_id: UUID
    issuer_id: UUID
    formed_on: date | None
    at: datetime


async def card(actor: Actor, document_id: UUID) -> Card:
    """A document with everything that was said to it, and what this person may do. Raises NoSuchDocument."""
    file = await open_file(actor, document_id)
    case = file.case
    text = await drafting.content(document_id, file.draft.no)
    return Card(
        draft=file.draft,
        content=text,
        state=case.state,
        round=case.round,
        signer_id=case.signer_id,
        countersigners=case.countersigners,
        signatures=await _signatures(file),
        formed_on=case.formed_on,
        signed_hash=case.signed_hash,
        opinions=await _said(file, text),
        attachments=await drafting.attachments(actor, document_id),
        turn=await directory.waiting(whose_turn(case, file.opinions)),
        actions=actions(actor, case, file.opinions),
    )


async def cases(actor: Actor, state: State | None, before: UUID | None, limit: int) -> tuple[list[Line], UUID | None]:
    """The documents this person may read, newest first, in one state or in any."""
    query = CaseRow.filter(id__in=drafting.readable(actor))
    rows, following = await page(query.filter(state=state) if state else query, before, limit)
    documents = await drafting.drafts(row.id for row in rows)
    return [_line(row, documents[row.id]) for row in rows], following


async def trace(actor: Actor, document_id: UUID) -> list[Entry]:
    """Every act on a document, first to last (办理轨迹). Raises NoSuchDocument."""
    await open_file(actor, document_id)
    return await journal.of_subject(document_id)


async def _signatures(file: File) -> list[Signature]:
    case, done = file.case, signed(file.case, file.opinions)
    organs = await directory.organs(case.issuers)
    names = await directory.person_names(each.signer_id for each in case.signers)
    return [
        Signature(
            organ_id=organ,
            organ_name=organs[organ].name,
            signer_id=signer,
            signer_name=names.get(signer, ""),
            signed_at=done[organ].at if organ in done else None,
        )
        for organ, signer in ((each.organ_id, each.signer_id) for each in case.signers)
    ]


async def _said(file: File, text: Content) -> list[Said]:
    since: dict[int, list[Change]] = {file.draft.no: []}
    for no in {o.version_no for o in file.opinions} - since.keys():
        since[no] = await drafting.changes(await drafting.content(file.draft.id, no), text)
    return [Said(o, o.matter == file.case.matter, since[o.version_no]) for o in file.opinions]


def _line(row: CaseRow, document: Draft) -> Line:
    return Line(
        id=row.id,
        kind=document.kind,
        title=document.title,
        state=row.state,
        drafter_name=document.drafter_name,
        organ_id=document.organ_id,
        issuer_id=row.issuer_id,
        formed_on=row.formed_on,
        at=document.at,
    )
