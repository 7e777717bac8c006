"""The published contract holds: whatever is asked, the answer is one that docs/openapi.json promises, never a fault.

Requests come from the OpenAPI document, right ones and wrong ones. Into the right ones go the ids of a living city, and
they are asked by those whose turn it is, so that the work behind the door is done and its answers are looked at.
"""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from pylopdf_fonts_zh_cn import serif_path
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from documents.workflow import service as workflow
from messaging.notices import service as notices
from messaging.notices.rules import Kind
from server import app
from server.app import open_office
from server.directory import service as directory
from server.kit import clock
from server.kit.ground import Ground
from server.kit.http import Problem
from signatures.personal import service as personal
from signatures.picture.draw import draw
from signatures.seals import service as seals
from signatures.uses.service import Request
from tests.conftest import Template, client_of
from tests.documents import desk, joint, reception
from tests.documents.circulation import desk as circulating
from tests.documents.issuing import desk as issuing
from tests.documents.supervision import desk as supervision
from tests.messaging.chats import talk
from tests.policy_library.catalogue.desk import policies
from tests.signatures.seals import steps as sealing
from tests.signatures.uses import desk as pressing
from tests.world import PASSWORD, World

CONFIG = schemathesis.Config.from_dict({"generation": {"allow-x00": False}})
SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(app.schema())), config=CONFIG)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
few = settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Office:
    """A city at work."""

    ground: Ground
    http: httpx2.AsyncClient
    world: World
    turns: list[tuple[str, UUID]]
    """On every desk a document, with the account whose turn it is."""
    cases: list[tuple[str, UUID]]
    """The same of what has come to the bureau."""
    items: list[tuple[str, UUID]]
    """The same of what is supervised."""
    stamps: list[tuple[str, UUID]]
    """The same of seals."""
    uses: list[tuple[str, Request]]
    """The same of requests for a seal."""
    known: dict[str, list[Any]]
    """What a request may name, by the name it goes under."""
    tokens: dict[str, str] = field(default_factory=dict)

    async def token(self, account: str) -> str:
        """A session of somebody's; it is a new one where they were told that the last is over."""
        if account not in self.tokens:
            with self.ground.stand():
                self.tokens[account] = (await directory.open_session(self.world.person(account), "电脑")).token
        return self.tokens[account]


ON_THE_DESKS = {
    "dsj.drafter": desk.started,
    "dsj.head": desk.submitted,
    "mayor": desk.before_signer,
    "sfb.reviewer": desk.signed,
    "sfb.registrar": desk.rechecked,
    "sfb.proofreader": issuing.typeset,
    "sfb.sealkeeper": issuing.proofed,
    "sfb.dispatcher": issuing.sealed,
    "dongpu.registrar": issuing.dispatched,
    "czj.director": joint.half_signed,
}
RECEIVED = {
    "dsj.registrar": (reception.arrived, reception.signed_for),
    "dsj.reviewer": (*[reception.registered] * 2, reception.proposing, reception.assigned, reception.accepted),
    "dsj.head": (reception.assigned, reception.collected),
    "dsj.deputy": (reception.awaiting, reception.reported),
}
"""What has come to the bureau, by whose turn it is."""
SUPERVISED = {
    supervision.SUPERVISER: (
        *(supervision.proposed, supervision.established, supervision.ext_requested),
        *(supervision.disputed,) * 2,
        *(supervision.handed_in, supervision.completed, supervision.evaluated),
    ),
    supervision.APPROVER: (supervision.proposed, supervision.proposed, supervision.in_progress),
    supervision.LEAD: (*(supervision.assigned,) * 3, *(supervision.in_progress,) * 2),
}
"""What is supervised, by whose turn it is."""


async def seals_in_hand(world: World) -> list[tuple[str, UUID]]:
    """Seals at every step of their way, each with the account whose step is the next."""
    steps = {"mayor": None, "sysadmin": sealing.approved, "secadmin": sealing.made, "sfb.sealkeeper": sealing.filed}
    found: list[tuple[str, UUID]] = []
    for who, step in steps.items():
        for _ in range(2):
            seal = await sealing.applied(world, seals.Kind.BRANCH, f"甬江市第{len(found)}办事处")
            found.append((who, (await step(world, seal) if step else seal).id))
    active = await seals.active_seal(world.place("szf"))
    applied = await sealing.applied(world, seals.Kind.BRANCH, "甬江市办事总处")
    return [*found, ("sfb.director", applied.id), *((who, active.id) for who in ("sfb.sealkeeper", "sysadmin"))]


PRESSED = (
    *((pressing.APPROVER, pressing.asked),) * 2,
    *((pressing.CLERK, make) for make in (pressing.asked, pressing.sealed)),
    (pressing.KEEPER, pressing.approved),
)
"""What is to be sealed, by whose turn it is."""
PIN = "Tong-Guan-718"
CHANGED = "Xin-Kouling-2026"
"""The password of whoever has changed theirs on the way."""
SIGNING = ("czj.director", "sfb.registrar", "fgw.drafter", "scj.director")
"""Who has a personal signature; others make one."""


@cache
def picture() -> bytes:
    """Of a seal as it was registered elsewhere."""
    return draw("甬江市第九办事处", diameter_mm=42, font=serif_path())


UPLOADS = {"POST /api/v1/seal-use-files": pressing.pdf, "PUT /api/v1/seals/{seal_id}/picture": picture}
"""Files that nothing can invent."""
CALLERS = ("sysadmin", "secadmin", "auditadmin", "dongpu.registrar", "sfb.registrar", "mayor", "sfb.sealkeeper")


@pytest.fixture
async def at_work(city: Template, tmp_path: Path) -> AsyncIterator[Office]:
    settings = await city.copy(tmp_path)
    async with open_office(settings) as ground, client_of(ground) as http:
        turns = [(account, await make(city.world)) for account, make in ON_THE_DESKS.items()]
        cases = [(account, await make(city.world)) for account, all_ in RECEIVED.items() for make in all_]
        cases.append(("xiyu.registrar", (await issuing.received(city.world, "xiyu")).case_id))
        items = [(account, await make(city.world)) for account, all_ in SUPERVISED.items() for make in all_]
        stamps = await seals_in_hand(city.world)
        uses = [(account, await make(city.world)) for account, make in PRESSED]
        for account in SIGNING:
            await personal.make(await city.world.actor(account), PASSWORD, PIN)
        yield Office(ground, http, city.world, turns, cases, items, stamps, uses, await _known(city.world))


async def _known(world: World) -> dict[str, list[Any]]:
    organs = [world.place(key) for key in ("szf", "dsj", "dongpu")]
    people = [world.person(account) for account in ("fgw.drafter", "scj.director")]
    posts = [post.id for person in people for post in (await directory.actor_of(person)).posts]
    waiting, _ = await notices.todos(await world.actor("sfb.registrar"), Kind.TODO, False, None, 10)
    tomorrow = clock.today() + timedelta(days=1)
    known: dict[str, list[Any]] = {
        "account": ["dsj.head", "xinren"],
        "password": [PASSWORD],
        "old": [PASSWORD, 1],
        "new": [CHANGED, 1],
        "new_password": [None],
        "organ_id": organs,
        "issuer_id": [world.place("szf")],
        "superior_id": organs,
        "dual_superior_id": [None],
        "office_id": [None],
        "level": [5],
        "place_id": organs,
        "unit_id": [None],
        "person_id": people,
        "delegate_id": people,
        "signer_id": [world.person("mayor")],
        "countersigners": [[]],
        "post_id": [posts[0]],
        "from_day": [tomorrow.isoformat()],
        "to_day": [tomorrow.isoformat()],
        "notice_id": [notice.id for notice in waiting],
        "leader_id": [world.person("dsj.deputy")],
        "lead": [None],
        "co": [[]],
        "due_on": [tomorrow.isoformat()],
        "sort": ["for_action"],
        "seal_id": [(await seals.active_seal(world.place("szf"))).id],
        "es_id": [(await seals.active_seal(world.place("szf"))).es_id],
        "code": [issuing.CODE, "甬政试"],
        "year": [clock.today().year],
        "entry_id": await policies(world),
        "file_id": [(await pressing.handed_in(world, pressing.pdf())).id],
        "pin": [PIN],
        "old_pin": [PIN],
        "new_pin": ["Tong-Guan-326"],
        "word": ["Notice"],
        "anchor": ["一"],
        "reason": ["情况属实"],
        "verdict": ["agree"],
        "no": [1],
        "base": [1],
        "chat_id": [await talk.group_with_a_message(world)],
        "members": [[str(person)] for person in people],
        "seq": [2],
        **await circulating.known(world),
    }
    return {name: [_plain(value) for value in values] for name, values in known.items()}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def cases(label: str, mode: schemathesis.GenerationMode) -> list[Any]:
    """Requests of one kind, the same on every run."""
    found: list[Any] = []

    @few
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def collect(case: Any) -> None:
        found.append(case)

    collect()
    return found


def plug(label: str, case: Any, known: dict[str, list[Any]], dice: Random) -> None:
    """Ids, hashes, codes of things that exist in the place of invented ones; a reason; a key that is not used up."""
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"{dice.getrandbits(128):x}"
    if label in UPLOADS:
        case.body = UPLOADS[label]()
    if "reason" in _fields(label):
        case.body["reason"] = ""
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            for name in sorted(part.keys() & known.keys()):
                fitting = [value for value in known[name] if isinstance(value, type(part[name]))]
                part[name] = dice.choice(fitting or known[name])


def _fields(label: str) -> set[str]:
    """The fields of an operation's JSON body."""
    method, path = label.lower().split(" ")[0], label.split(" ")[1]
    content = SCHEMA.raw_schema["paths"][path][method].get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return set(SCHEMA.raw_schema["components"]["schemas"].get(name, {}).get("properties", {}))


async def ask(office: Office, case: Any, caller: str) -> httpx2.Response:
    """Send what the case says, byte for byte; once more where an earlier request had closed the session."""
    answer = await _send(office, case, caller)
    if answer.status_code == 401:
        del office.tokens[caller]
        answer = await _send(office, case, caller)
    return answer


async def _send(office: Office, case: Any, caller: str) -> httpx2.Response:
    made: Any = requests.Request(**case.as_transport_kwargs(base_url="http://office")).prepare()
    token = f"Bearer {await office.token(caller)}"
    headers = [(name.encode(), _octets(value)) for name, value in {**made.headers, "authorization": token}.items()]
    return await office.http.request(case.method, made.url, headers=headers, content=made.body or b"")


def _octets(value: str | bytes) -> bytes:
    """A header's value as it goes over the wire, whatever characters were invented for it."""
    return value if isinstance(value, bytes) else value.encode("latin-1")


def judge(case: Any, answer: httpx2.Response) -> None:
    """As the contract says; and a refusal is a Problem with words for people."""
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        problem = msgspec.json.decode(answer.content, type=Problem)
        assert problem.code
        assert problem.message


@dataclass
class Findings:
    """What became of all that was asked."""

    broken: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    async def take(self, office: Office, label: str, case: Any, caller: str) -> None:
        try:
            answer = await ask(office, case, caller)
            judge(case, answer)
        except Exception as fault:
            self.broken.append(f"{caller}: {label}: {fault}")
        else:
            self.done |= {label} if answer.status_code < 300 else set()


async def _askings(office: Office, label: str) -> list[tuple[str, dict[str, list[Any]]]]:
    """Who asks, and what for: on a document whoever has the turn on one, elsewhere all kinds of people."""
    if "{item_id}" in label:
        said: dict[str, list[Any]] = {
            "text": ["已说明"],
            "expected_on": [supervision.later(90).isoformat()],
            "seen": [0],
        }
        given = {"lead": [str(office.world.place("jxj"))], **said}
        return [(who, {**office.known, **given, "item_id": [str(item)]}) for who, item in office.items]
    if "{case_id}" in label:
        with office.ground.stand():
            tasks = {case: (await workflow.open_inbound(None, case)).tasks for _, case in office.cases}
        mine = {"dsj.head": 0, "dsj.reviewer": -1}
        return [
            (
                who,
                {
                    **office.known,
                    "text": ["已办"],
                    "case_id": [str(case)],
                    "task_id": [str(tasks[case][mine.get(who, 0)].id if tasks[case] else case)],
                },
            )
            for who, case in office.cases
        ]
    if label == "POST /api/v1/seals":
        face: dict[str, list[Any]] = {"kind": ["contract"], "name": [""], "bottom": [""], "replaces": [None]}
        return [("sfb.director", {**office.known, **face, "organ_id": [str(office.world.place("szf"))]})]
    if "/seal-use" in label or "/codes/" in label:
        return _using(office, label)
    if "{seal_id}" in label:
        keepers: dict[str, list[Any]] = {
            "keepers": [[str(office.world.person("sfb.sealkeeper"))]],
            "day": [clock.today().isoformat()],
        }
        other = "mayor" if label.endswith("/refuse") else ""
        return [(other or who, {**office.known, **keepers, "seal_id": [str(seal)]}) for who, seal in office.stamps]
    if label == "POST /api/v1/me/signature":
        return [(who, {**office.known, "password": [word]}) for who in CALLERS for word in (PASSWORD, CHANGED)]
    if "{document_id}" not in label:
        return [(caller, office.known) for caller in CALLERS]
    with office.ground.stand():
        hashes = {document: (await workflow.open_file(None, document)).case.text_hash for _, document in office.turns}
    return [(who, {**office.known, "document_id": [str(d)], "seen": [hashes[d]]}) for who, d in office.turns]


WHOLE = ("/seal", "/signature", "/evidence", "/codes/{code}", "/crl", "/trust", "/verify")
"""What has to do with seals and signatures is done here to the last operation."""


def _using(office: Office, label: str) -> list[tuple[str, dict[str, list[Any]]]]:
    """The same for the use of seals; the director refuses whatever nobody has approved."""
    now = clock.now()
    code = [item.code for _, use in office.uses for item in use.items if item.code]
    file = {"file_id": office.known["file_id"][0], "places": [msgspec.to_builtins(pressing.HERE)]}
    asked: dict[str, list[Any]] = {
        "seal_id": [str(office.uses[0][1].seal_id)],
        "files": [[file]],
        "opens_at": [now.isoformat()],
        "closes_at": [(now + timedelta(days=3)).isoformat()],
        "name": ["统计报表.pdf"],
        "code": code,
    }
    known = {**office.known, **asked}
    if "{use_id}" not in label:
        return [(pressing.CLERK, known)]
    other = pressing.APPROVER if label.endswith("/refuse") else ""
    return [(other or who, {**known, "use_id": [str(use.id)], "seen": [use.binding]}) for who, use in office.uses]


async def test_what_is_asked_as_the_contract_says_is_answered_as_it_says(at_work: Office) -> None:
    findings, dice = Findings(), Random(1)
    for label in OPERATIONS:
        some: Iterable[Any] = cycle(cases(label, schemathesis.GenerationMode.POSITIVE))
        for case, (caller, known) in zip(some, await _askings(at_work, label), strict=False):
            plug(label, case, known, dice)
            await findings.take(at_work, label, case, caller)
    assert not findings.broken
    missed = OPERATIONS.keys() - findings.done
    assert len(missed) < 1 / 3 * len(OPERATIONS), missed
    assert not [label for label in missed if any(word in label for word in WHOLE)]


async def test_what_is_asked_otherwise_is_refused_as_it_says(at_work: Office) -> None:
    findings = Findings()
    for label, operation in OPERATIONS.items():
        if any(body.media_type == "application/json" for body in operation.body):
            for case in cases(label, schemathesis.GenerationMode.NEGATIVE):
                await findings.take(at_work, label, case, "sysadmin")
    assert not findings.broken
