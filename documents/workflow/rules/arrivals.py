"""An inbound case as data: one document that came to an organ, what it was sent as, and the tasks it became."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from documents.drafting.rules.content import Urgency
from documents.drafting.rules.kinds import Kind
from documents.workflow.rules.inbound import Capacity, InboundState, TaskRole, TaskState
from signatures.judgement.verdict import State as Seal


@dataclass(frozen=True)
class Task:
    """交办: what one unit, or one organ directly below, is to do about a document."""

    id: UUID
    role: TaskRole
    place_id: UUID
    """The unit, or the organ directly below, that is to do it."""
    due_on: date
    requirement: str
    instruction_id: UUID | None
    """The instruction (批示) that it carries out."""
    state: TaskState = TaskState.ASSIGNED
    result: str = ""
    reason: str = ""
    """Why it was declined or is to be done again."""
    version: int = 0


@dataclass(frozen=True)
class Arrival:
    """What an addressee is sent: the sealed file by its SHA-256, and the register's line of it. Nothing else."""

    case_id: UUID
    organ_id: UUID
    document_id: UUID
    capacity: Capacity
    kind: Kind
    number: str
    title: str
    issuer_id: UUID
    issuer: str
    urgency: Urgency
    formed_on: date
    printed_on: date
    sha256: str
    """Of the sealed file."""
    sent_at: datetime


@dataclass(frozen=True)
class Inbound(Arrival):
    """One inbound case (收文): an arrival and what became of it."""

    times: int = 1
    state: InboundState = InboundState.TO_SIGN
    verdict: Seal | None = None
    """What the seal's verification said; None until it was verified."""
    codes: tuple[str, ...] = ()
    serial_year: int | None = None
    serial_no: int | None = None
    serial: str = ""
    """收文号 as written."""
    leader_id: UUID | None = None
    """Who is asked for an instruction, later who gave it."""
    proposal: str = ""
    proposed_lead: UUID | None = None
    """The unit, or the organ directly below, that is proposed to do it (主办)."""
    proposed_co: tuple[UUID, ...] = ()
    """Those that are proposed to help (协办)."""
    due_on: date | None = None
    reply: str = ""
    reason: str = ""
    """Of the last act that wanted one."""
    tasks: tuple[Task, ...] = ()
    version: int = 0
