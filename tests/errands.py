"""Errands: matters of every desk, and the steps through which people bring them, held against what the office keeps."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import msgspec
from tortoise.models import Model

from documents.issuing.models import RegisterRow
from documents.supervision.models import LedgerRow
from documents.workflow.models import InboundRow
from messaging.notices.models import NoticeRow
from messaging.notices.rules import Kind
from policy_library.catalogue.models import EntryRow
from server.journal.models import EntryRow as ActRow
from tests.documents.issuing.desk import CODE
from tests.documents.issuing.stack import stack
from tests.documents.reception import signed_for
from tests.documents.supervision.desk import APPROVER, LEAD, SUPERVISER
from tests.policy_library.catalogue.desk import EDITOR, LEADER, approved, described, text
from tests.world import World


@dataclass(frozen=True)
class Step:
    """One act: who asks for it and how, what the journal calls it, and how the matter stands after it."""

    account: str
    path: str
    entry: str
    state: str
    todo: str | None = ""
    """What somebody is asked to do then, "" if nobody is; None where the worker goes on by itself."""
    body: dict[str, Any] = field(default_factory=dict)


@dataclass
class Errand:
    """One matter, and the steps through which it is brought."""

    trade: str
    table: type[Model]
    column: str
    """By which the matter's row is known."""
    value: Any
    before: tuple[str, str | None]
    """State and to-do when it begins."""
    steps: tuple[Step, ...]
    key: str
    subject: UUID | None = None
    answers: list[bytes] = field(default_factory=list)
    settled: int = 0
    """How many answered steps were found to hold."""

    async def hold(self) -> None:
        """Journal, row, to-do and what was answered agree. What was so when all was done is not looked at again."""
        if self.settled == len(self.steps):
            return
        row: Any = await self.table.get_or_none(**{self.column: self.value})
        subject = self.subject or (row and row.id)
        names = [step.entry for step in self.steps]
        acts = ActRow.filter(subject_id=subject, action__in=names).order_by("seq")
        taken = [act.action for act in await acts] if subject else []
        assert taken == names[: len(taken)]
        assert 0 <= len(taken) - len(self.answers) <= 1
        state, todo = (self.steps[len(taken) - 1].state, self.steps[len(taken) - 1].todo) if taken else self.before
        assert (row.state if row else "") == state
        if todo is not None:
            open_ = NoticeRow.filter(subject_id=subject, kind=Kind.TODO, open=True)
            assert {notice.action for notice in await open_} == ({todo} if todo else set())
        self.settled = len(self.answers)


def matter(world: World, title: str) -> Errand:
    facts = {"organ_id": world.place("szf"), "lead": world.place("dsj"), "co": [world.place("fgw")]}
    said = {"title": title, "requirement": "编制并公布清单。", "source": "meeting", "profile": "complex"}
    body = json.loads(msgspec.json.encode(facts | said))
    one = "/supervision/items/{}"
    steps = (
        Step(SUPERVISER, "/supervision/items", "supervision.propose", "proposed", "supervision.approve", body),
        Step(APPROVER, f"{one}/approve", "supervision.approve", "established", "supervision.assign"),
        Step(SUPERVISER, f"{one}/assign", "supervision.assign", "assigned", "supervision.accept"),
        Step(LEAD, f"{one}/accept", "supervision.accept", "in_progress", "supervision.submit_completion"),
        Step(
            *(LEAD, f"{one}/feedback", "supervision.feedback", "in_progress", "supervision.submit_completion"),
            {"percent": 50, "text": "过半"},
        ),
    )
    return Errand("supervision", LedgerRow, "title", title, ("", ""), steps, str(uuid4()))


def policy(subject: UUID, *, lasting: bool) -> Errand:
    one = "/policies/{}"
    publish = Step(EDITOR, f"{one}/publish", "catalogue.publish", "published")
    withdraw = Step(LEADER, f"{one}/withdraw", "catalogue.withdraw", "withdrawn", body={"reason": "内容有误"})
    steps = (publish,) if lasting else (publish, withdraw)
    return Errand("policy", EntryRow, "id", subject, ("approved", "publish"), steps, str(subject), subject)


def document(subject: UUID) -> Errand:
    number = Step("sfb.registrar", "/documents/{}/register", "issuing.number", "issued", None, {"code": CODE})
    return Errand("register", RegisterRow, "document_id", subject, ("", None), (number,), str(subject), subject)


def arrival(world: World, subject: UUID) -> Errand:
    asked = {"text": "拟请数据资源处主办", "leader_id": str(world.person("dsj.deputy"))}
    one, office = "/inbound/{}", "dsj.reviewer"
    steps = (
        Step("dsj.registrar", f"{one}/register", "inbound.register", "registered", "for_action"),
        Step(office, f"{one}/screen", "inbound.for_action", "proposing", "propose", {"sort": "for_action"}),
        Step(office, f"{one}/propose", "inbound.propose", "await_instruction", "instruct", asked),
    )
    return Errand("inbound", InboundRow, "id", subject, ("signed_for", "register"), steps, str(subject), subject)


async def prepared(world: World, wanted: dict[str, int]) -> dict[str, list[Errand]]:
    """So many of each trade, brought to where somebody is to act."""
    many = {trade: range(number) for trade, number in wanted.items()}
    entries = [await described(world, text(f"第{n}项工作", f"甬江政发〔2020〕{n + 1}号")) for n in many["policy"]]
    policies = [policy((await approved(world, entry)).id, lasting=n % 3 > 0) for n, entry in enumerate(entries)]
    documents = [document(subject) for subject in await stack(world, len(many["register"]))]
    arrivals = [arrival(world, await signed_for(world)) for _ in many["inbound"]]
    matters = [matter(world, f"事项{n}") for n in many["supervision"]]
    return {"policy": policies, "register": documents, "supervision": matters, "inbound": arrivals}
