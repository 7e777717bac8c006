"""Whoever has no right to a thing is answered as if it did not exist: by every route, and over the socket.

Two offices grow out of one. In the busy one a whole day's work is done, in the idle one nothing. Whatever somebody asks
who has no part in that work, both answer the same, byte for byte: no text, id, count or refusal tells them apart.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from msgspec import inspect

from documents.circulation import service as circulation
from documents.circulation.rules.circulation import Mode
from documents.circulation.rules.instructions import Words
from documents.circulation.rules.wordings import Code, Page
from documents.drafting import service as drafting
from documents.drafting.rules.content import AnnexText, Content
from documents.drafting.rules.kinds import Kind
from documents.issuing import service as issuing
from documents.supervision import service as supervision
from documents.workflow import service as workflow
from documents.workflow.rules.inbound import InboundAction
from documents.workflow.rules.opinions import Verdict
from messaging.chats import service as chats
from messaging.chats.rules import Body, Subject
from messaging.chats.rules import Kind as Line
from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from policy_library.catalogue import service as catalogue
from policy_library.catalogue.rules.disclosure import Publicity
from server.app import JOBS, open_office
from server.directory import service as directory
from server.directory.rules.standing import Actor, Scope
from server.journal.models import EntryRow
from server.kit import clock, jobs
from server.kit.ground import Ground
from server.kit.http import Contract
from signatures.personal import service as personal
from signatures.seals import service as seals
from signatures.uses import service as uses
from signatures.uses.rules.requests import Matter, SealForm
from tests.asking import TABLE, Asking, name_of, well_formed
from tests.conftest import Template, _drop, client_of
from tests.documents import desk, reception
from tests.documents.circulation import desk as circulating
from tests.documents.issuing import desk as issues
from tests.documents.supervision import desk as supervising
from tests.messaging.chats import talk
from tests.messaging.sockets import Device, connected, online
from tests.policy_library.catalogue import desk as library
from tests.signatures.uses import desk as pressing
from tests.world import PASSWORD, World

WORD, FAN = "琅嬛凤阙718", "琅嬛鳳闕718"
"""What stands in every title, text, reason, opinion, message and file name that is nobody's business, and 繁体."""
PIN = "Tong-Guan-718"
SENT = "青琐丹墀326"
"""What the addressees of the dispatched document have been sent."""

STRANGERS = {
    "rdb.registrar": "a registrar of an unrelated organ",
    "scj.countersign": "a unit head elsewhere, who also countersigns and leads there",
    "sjjt.registrar": "a delegate to read, whose principal has no part in it",
    "jxj.director": "a reader of policies, outside the audience",
    "dag.registrar": "a former member of a conversation, for what came after",
    "sysadmin": "三员",
    "secadmin": "三员",
    "auditadmin": "三员",
}
"""They never had a part in anything."""
GONE = {"rsj.director": "a reader from whom it was recalled", "secretarygeneral": "an officer who has left"}
"""They had a part, and have none any more."""
WALKERS = (*STRANGERS, *GONE)
ADDRESSEE = "dongpu.registrar"
"""Reads what was sent, and neither how it was made nor what others made of it."""

BY_RIGHT = {
    ("auditadmin", "GET /journal"): "who did what, without the texts",
    ("auditadmin", "GET /seals/{seal_id}/uses"): "what was sealed, by its hash",
    ("sysadmin", "GET /policies/search/health"): "how many policies the index holds",
}
"""What an administrator is there for."""

Thing = dict[str, Any]
"""Something that exists, as the names by which a request may name it."""


@dataclass
class Office:
    """One of the two."""

    ground: Ground
    http: httpx2.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    async def ask(self, account: str, asking: Asking) -> httpx2.Response:
        """What somebody is answered."""
        return await asking.send(self.http, self.tokens[account])

    async def enter(self, world: World, account: str) -> str:
        """Somebody's session in this office."""
        if account not in self.tokens:
            with self.ground.stand():
                self.tokens[account] = (await directory.open_session(world.person(account), "电脑")).token
        return self.tokens[account]


@dataclass(frozen=True)
class Walls:
    """Both offices, and what there is in the busy one."""

    world: World
    busy: Office
    idle: Office
    things: list[Thing]
    heard: dict[str, bool]
    seal_id: str
    unknown: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """What the idle office says where there is no such thing, by route."""


# --- a day's work --------------------------------------------------------------------------------------------


async def before(world: World) -> dict[str, str]:
    """What is so before the day begins, in both offices: codes, seals, a delegation, somebody out of a group."""
    await issues.with_code(world)
    principal, today = await world.actor("gaj.director"), clock.today()
    until = today + timedelta(days=7)
    await directory.delegate(principal, world.person("sjjt.registrar"), Scope.READ, today, until, "出差")
    group = await talk.group(world, talk.OWNER, talk.MEMBER, talk.OTHER, "dag.registrar", "secretarygeneral")
    owner = await world.actor(talk.OWNER)
    await talk.say(owner, group, "大家好")
    await chats.remove(owner, group, world.person("dag.registrar"))
    return {"chat_id": str(group), "seal_id": str((await seals.active_seal(world.place("szf"))).id)}


def text(world: World, word: str, **other: object) -> Content:
    """A document that says a word everywhere."""
    annexes = (AnnexText(f"{word}方案", f"一、{word}"),)
    given = {"title": f"甬江市人民政府关于{word}工作的意见", "body": f"推进{word}工作。", "annexes": annexes}
    return replace(desk.notice(world), **{"kind": Kind.OPINION, **given, **other})  # type: ignore[arg-type]


async def reviewed(world: World, said: Content, accounts: tuple[str, ...]) -> UUID:
    """A document in its second version, with an attachment, to which these have said the word."""
    drafter = await world.actor("dsj.drafter")
    document_id = await desk.started(world, said)
    more = replace(said, body=f"{said.body}\n再次{said.body}")
    await drafting.revise(drafter, document_id, 1, more, WORD)
    await drafting.attach(drafter, document_id, f"{WORD}.txt", library.upload(WORD.encode()))
    await workflow.submit(drafter, document_id, WORD)
    for account in accounts:
        await desk.opine(world, account, document_id, text=WORD)
    return document_id


async def outbound(world: World) -> list[Thing]:
    """A document in review, and one that has been dispatched to a district and to the data bureau."""
    waiting = await reviewed(world, text(world, WORD), ("dsj.head",))
    main = tuple(world.place(key) for key in ("dongpu", "dsj"))
    countersigners = tuple(f"{key}.countersign" for key in desk.COUNTERSIGNERS)
    said = text(world, SENT, main=main, cc=())
    sent = await reviewed(world, said, ("dsj.head", *countersigners, "sfb.reviewer"))
    now = await desk.seen(world, sent)
    await signed(await world.actor("mayor"), sent, now)
    await workflow.recheck(await world.actor("sfb.reviewer"), sent, now)
    await issuing.register(await world.actor("sfb.registrar"), sent, issues.CODE)
    await jobs.drain(JOBS)
    await issuing.proof(await world.actor("sfb.proofreader"), sent)
    await issuing.seal(await world.actor("sfb.sealkeeper"), sent)
    await jobs.drain(JOBS)
    await issuing.dispatch(await world.actor("sfb.dispatcher"), sent)
    await jobs.drain(JOBS)
    found = []
    for document_id in (waiting, sent):
        (file,) = await drafting.attachments(await world.actor("dsj.drafter"), document_id)
        found.append(
            {"document_id": document_id, "attachment_id": file.id, "seen": await desk.seen(world, document_id)}
        )
    return found


async def signed(mayor: Actor, document_id: UUID, now: str) -> None:
    """With the mayor's own signature."""
    await personal.make(mayor, PASSWORD, PIN)
    await workflow.sign_personally(mayor, document_id, now, Verdict.AGREE, WORD, PIN)


async def used(world: World) -> list[Thing]:
    """A file under the seal of the data bureau, one that is not approved, and the use that dispatched the document."""
    clerk, leader, keeper = [await world.actor(a) for a in (pressing.CLERK, pressing.APPROVER, pressing.KEEPER)]
    seal, file = await pressing.seal_of(world), await pressing.handed_in(world, pressing.pdf(), f"{WORD}.pdf")
    now, wanted = clock.now(), (pressing.wanted(file, title=WORD, number=WORD),)
    asked = uses.Asked(seal.id, Matter.GENERAL, WORD, SealForm.SES, now, now + timedelta(days=3), wanted)
    done, refused = [await uses.request(clerk, asked) for _ in range(2)]
    await uses.approve(leader, done.id, done.binding)
    await uses.refuse(leader, refused.id, WORD)
    await uses.ask(keeper, done.id, 1)
    await jobs.drain(JOBS)
    (granted,), _ = await uses.uses(await world.actor("sfb.sealkeeper"), False, None, 5)
    found: list[Thing] = [{"use_id": use.id, "seen": use.binding} for use in (done, refused, granted)]
    return [*found, {"file_id": file.id}]


async def inbound(world: World) -> Thing:
    """The data bureau proposes, orders, works and answers."""
    registrar, office, leader = [await f(world) for f in (reception.registrar, reception.office, reception.leader)]
    case_id = (await issues.received(world, "dsj")).case_id
    await issuing.sign_for(registrar, case_id)
    case = await workflow.register_inbound(registrar, case_id)
    await workflow.screen(office, case_id, InboundAction.FOR_ACTION)
    await workflow.propose(office, case_id, WORD, world.person("dsj.deputy"))
    words = Words(Page.HANDLING, (Code.AGREE,), WORD)
    order = await circulation.instruct(leader, case_id, words, case.sha256)
    lead, co = world.place("dsj.sjc"), (world.place("dsj.bgs"),)
    await circulation.assign(office, case_id, circulation.Assignment(order.id, lead, co, reception.due(), WORD))
    _, task = (await workflow.open_inbound(None, case_id)).tasks
    await workflow.co_result(office, case_id, task.id, WORD)
    await workflow.report_result(await world.actor("dsj.head"), case_id, WORD)
    await workflow.move_inbound(leader, case_id, InboundAction.ACCEPT)
    await issuing.reply(office, case_id, WORD)
    return {"case_id": case_id, "task_id": task.id, "instruction_id": order.id}


async def round_(world: World) -> Thing:
    """Minutes go round; one has said something, from one they were taken back, one has not read them."""
    case_id = await circulating.for_reading(world)
    people = ("rsj.director", "vicemayor", "secretarygeneral")
    clerk, readers = await world.actor(circulating.CLERK), [world.person(account) for account in people]
    going = await circulation.start(clerk, case_id, Mode.PARALLEL, WORD, readers)
    for account in people[:2]:
        await circulation.opened(await world.actor(account), going)
    await circulation.confirm(await world.actor("vicemayor"), going, WORD)
    await circulation.recall(clerk, going, readers[:1], WORD)
    await circulation.remind(clerk, going)
    return {"case_id": case_id, "circulation_id": going}


async def matter(world: World) -> Thing:
    """A matter under way, with a report; more time is asked for."""
    item_id = await supervising.in_progress(world, title=WORD, requirement=WORD)
    lead = await world.actor(supervising.LEAD)
    await supervision.feedback(lead, item_id, 30, WORD)
    await supervision.request_extension(lead, item_id, supervising.later(90), WORD)
    return {"item_id": item_id}


async def talked(world: World, chat_id: UUID, document_id: UUID) -> None:
    """A message and a card."""
    owner = await world.actor(talk.OWNER)
    await talk.say(owner, chat_id, WORD)
    await chats.send(owner, chat_id, "card", Line.CARD, Body(subject=Subject.DOCUMENT, id=document_id))
    await chats.read(await world.actor(talk.MEMBER), chat_id, 2)


async def policies(world: World) -> list[Thing]:
    """One as it came in, one in review, two for a single organ, of which one cites the other, one taken away."""
    said = [library.text(f"{WORD}之{n}工作", f"甬江政发〔2020〕{n}号") for n in range(31, 35)]
    said.append(
        library.text(
            f"{WORD}之五工作",
            "甬江政发〔2020〕35号",
            "根据《甬江市人民政府关于印发办法的通知》（甬江政发〔2020〕33号），",
        )
    )
    only = catalogue.Facts(Publicity.ON_REQUEST, (world.place("czj"),))
    editor = await world.actor(library.EDITOR)
    raw = await catalogue.import_file(editor, f"{WORD}.txt", library.upload(said[0].encode()), world.place("szf"))
    in_review = await library.described(world, said[1])
    await catalogue.turn_back(await world.actor(library.UNIT), in_review.id, WORD)
    await library.second_ok(world, await catalogue.resubmit(editor, in_review.id))
    shown, gone, citing = [await library.published(world, each, only) for each in said[2:]]
    await library.withdrawn(world, gone.id)
    await jobs.drain(JOBS)
    relation, *_ = await catalogue.relations(editor, citing.id)
    entries = (raw.id, in_review.id, shown.id, gone.id)
    return [*({"entry_id": entry} for entry in entries), {"entry_id": citing.id, "relation_id": relation.id}]


async def day(world: World, chat_id: UUID) -> list[Thing]:
    """All of it; answers what there is now, the case of `ADDRESSEE` at the end."""
    things = [*await outbound(world), await inbound(world), await round_(world), await matter(world)]
    members = [world.person(talk.MEMBER)]
    group = await chats.open_group(await world.actor(talk.OWNER), WORD, members)
    pair = await chats.open_pair(await world.actor(talk.OWNER), members[0])
    for chat in (chat_id, group.id, pair.id):
        await talked(world, chat, things[0]["document_id"])
    await chats.rename(await world.actor(talk.OWNER), chat_id, WORD)
    things += [{"chat_id": group.id, "seq": 2}, {"chat_id": pair.id, "seq": 1}, {"chat_id": chat_id, "seq": 4}]
    things += [*await policies(world), *await used(world)]
    for account, kind in (("sfb.dispatcher", NoticeKind.INFO), (supervising.SUPERVISER, NoticeKind.TODO)):
        found, _ = await notices.todos(await world.actor(account), kind, False, None, 5)
        things += [{"notice_id": notice.id} for notice in found]
    things.append({"case_id": (await issues.received(world, "dongpu")).case_id})
    return [{name: str(v) if isinstance(v, UUID) else v for name, v in thing.items()} for thing in things]


@pytest.fixture(scope="module")
async def walls(city: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Walls]:
    world, root = city.world, tmp_path_factory.mktemp("walls")
    template = Template(root / "before")
    settings = await city.copy(template.folder, template.name)
    async with open_office(settings):
        known = await before(world)
    async with AsyncExitStack() as stack:
        offices = []
        for name in ("idle", "busy"):
            ground = await stack.enter_async_context(open_office(await template.copy(root / name)))
            offices.append(Office(ground, await stack.enter_async_context(client_of(ground))))
        idle, busy = offices
        listeners = (*STRANGERS, talk.MEMBER)
        async with online(*[await busy.enter(world, account) for account in listeners]) as devices:
            things = await day(world, UUID(known["chat_id"]))
            heard = {account: await hears(device) for account, device in zip(listeners, devices, strict=True)}
        for office in offices:
            with office.ground.stand():
                await leave(world, "secretarygeneral")
            for account in (*WALKERS, ADDRESSEE):
                await office.enter(world, account)
        yield Walls(world, busy, idle, things, heard, known["seal_id"])
    for office in offices:
        await _drop(office.ground.settings)
    await _drop(settings)


async def hears(device: Device) -> bool:
    """Whether anything but the answer to its own ping waits for a device."""
    device.say({"type": "ping"})
    return await device.hear() != {"type": "pong"}


async def leave(world: World, account: str) -> None:
    """Somebody gives up every post (离岗)."""
    for post in (await world.actor(account)).posts:
        await directory.leave_post(await world.actor("sysadmin"), post.id)


# --- everything that can be asked ----------------------------------------------------------------------------

PRIVATE = [(path, contract) for path, contract in TABLE if not contract.public]
GETS = [(path, contract) for path, contract in PRIVATE if contract.method == "GET"]
OWN = {"GET /me", "GET /sessions"}
"""About the caller's own session, which is another in each office."""
WORDLESS = {
    *("GET /me", "GET /sessions", "GET /organs", "GET /organs/{organ_id}", "GET /organs/{organ_id}/people"),
    *("GET /people", "GET /delegations", "GET /kinds", "GET /instructions/presets", "GET /organs/{organ_id}/codes"),
    *("GET /workdays", "GET /todos/count", "GET /chats/{chat_id}/messages/{seq}/readers", "GET /journal"),
    *("GET /policies/search/health", "GET /policies/themes"),
    "GET /documents/{document_id}/checkup",
    *("GET /seals", "GET /seals/{seal_id}", "GET /seals/{seal_id}/events", "GET /seals/{seal_id}/uses"),
    *("GET /seals/{seal_id}/picture", "GET /seal-use-seals", "GET /seal-use-files/{file_id}/places"),
    *("GET /me/signature", "GET /documents/{document_id}/signatures"),
}
"""Views in which nobody finds what was written that day; a new one is entered here, or shows something."""


def asked(walls: Walls, nth: int = 0) -> Iterator[tuple[str, Asking]]:
    """Every view of every thing, every list with each of its filters, searches in words that would find something."""
    for path, contract in GETS:
        for known in fitting(walls, contract):
            bare = well_formed(path, contract, **known)
            yield name_of(path, contract), bare
            for chosen in filters(contract, nth) if name_of(path, contract) not in WORDLESS else ():
                yield name_of(path, contract), replace(bare, query={**bare.query, **chosen})


def fitting(walls: Walls, contract: Contract, wanted: frozenset[str] = frozenset()) -> Iterator[Thing]:
    """The things that a path, or the fields that are wanted, can name."""
    world = walls.world
    office = {"organ_id": str(world.place("szf")), "person_id": str(world.person(talk.MEMBER)), "anchor": "一", "no": 1}
    office |= {"old": 1, "new": 2, "q": WORD, "prefix": WORD, "seal_id": walls.seal_id}
    office |= {"code": issues.CODE, "year": clock.today().year, "word": "Notice"}
    needed = wanted | (contract.path.keys() & {name for thing in walls.things for name in thing})
    fit = [thing for thing in walls.things if needed <= thing.keys()] if needed else [{}]
    assert fit, needed
    yield from ({**office, **thing} for thing in fit)


def filters(contract: Contract, nth: int) -> Iterator[dict[str, str]]:
    """Each filter of a list: the nth of the values that it may have, or every way to say what is there."""
    for p in contract.query.values():
        kind = inspect.type_info(p.annotation)
        kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
        known = [one.cls for one in kinds if isinstance(one, inspect.EnumType)]
        if known:
            values = list(known[0])
            yield {p.name: str(values[nth % len(values)].value)}
        elif isinstance(kind, inspect.BoolType):
            yield {p.name: str(not p.default).lower()}
        else:
            yield from ({p.name: words} for words in SEARCHED.get(p.name, ()))


SEARCHED = {
    "q": (FAN, SENT, "甬江政发〔2020〕33号", "工作"),
    "prefix": (FAN, "甬江市人民政府关于"),
    "issuer": ("甬江市人民政府",),
}


def acts(walls: Walls, nth: int) -> Iterator[tuple[str, Asking]]:
    """Everything that can be done to a thing, named in the path or in the body: to the nth of its kind."""
    kinds = {name for thing in walls.things for name in thing if name.endswith("_id")}
    for path, contract in PRIVATE:
        fields = set(contract.body.__struct_fields__) if contract.body else set()
        named = frozenset(kinds & (fields | contract.path.keys()))
        if contract.method != "GET" and named:
            fit = list(fitting(walls, contract, named))
            yield name_of(path, contract), well_formed(path, contract, **fit[nth % len(fit)])


async def nothing(walls: Walls, account: str, name: str, asking: Asking, answer: httpx2.Response) -> bool:
    """Whether the idle office answers the same. That there is no such thing it says to everybody alike."""
    said = (answer.status_code, answer.content)
    if said != walls.unknown.get(name):
        other = await walls.idle.ask(account, asking)
        if said != (other.status_code, other.content):
            return False
        if answer.status_code == 404:
            walls.unknown[name] = said
    return True


def told(name: str, asking: Asking, answer: httpx2.Response, account: str) -> str:
    return f"{account}: {name} {asking.query} -> {answer.status_code} {answer.text[:300]}"


# --- the law -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("account", WALKERS)
async def test_whatever_somebody_without_a_part_asks_it_is_as_if_nothing_had_happened(
    walls: Walls, account: str
) -> None:
    leaks = []
    for name, asking in asked(walls, WALKERS.index(account)):
        if name not in OWN and (account, name) not in BY_RIGHT:
            answer = await walls.busy.ask(account, asking)
            if not await nothing(walls, account, name, asking, answer):
                leaks.append(told(name, asking, answer, account))
    assert not leaks


@pytest.mark.parametrize("account", [*WALKERS, ADDRESSEE])
async def test_whatever_somebody_without_a_part_tries_it_is_refused_as_if_there_were_nothing(
    walls: Walls, account: str
) -> None:
    leaks = []
    with walls.busy.ground.stand():
        before = await EntryRow.all().count()
    for name, asking in acts(walls, 0 if account == ADDRESSEE else WALKERS.index(account)):
        answer = await walls.busy.ask(account, asking)
        refused = answer.status_code in (403, 404, 409, 422) and answer.json()["code"] != "office.malformed"
        if not refused or not await nothing(walls, account, name, asking, answer):
            leaks.append(told(name, asking, answer, account))
    assert not leaks
    with walls.busy.ground.stand():
        assert await EntryRow.all().count() == before


async def test_an_addressee_sees_what_it_was_sent_and_nothing_of_how_it_was_made(walls: Walls) -> None:
    leaks, found = [], set()
    for name, asking in asked(walls):
        answer = await walls.busy.ask(ADDRESSEE, asking)
        if WORD in answer.text or any(thing_id in answer.text for thing_id in inner(walls)):
            leaks.append(told(name, asking, answer, ADDRESSEE))
        found |= {name} if SENT in answer.text else set()
    assert not leaks
    assert {"GET /inbound", "GET /inbound/{case_id}", "GET /todos"} <= found


def inner(walls: Walls) -> set[str]:
    """The ids of everything but the dispatched document and the addressee's own case of it."""
    _, sent, *_, own = walls.things
    own_ids = {sent["document_id"], own["case_id"]}
    return {thing[name] for thing in walls.things for name in thing if name.endswith("_id")} - own_ids


async def test_nobody_hears_over_the_socket_what_is_not_theirs(walls: Walls) -> None:
    assert walls.heard == {**dict.fromkeys(STRANGERS, False), talk.MEMBER: True}


async def test_a_conversation_does_not_exist_over_the_socket_for_who_is_not_in_it(walls: Walls) -> None:
    world, group = walls.world, next(thing["chat_id"] for thing in walls.things if "chat_id" in thing)
    said = {"kind": "text", "body": {"text": "有人吗"}, "cmid": "x", "id": 1}
    frames: list[dict[str, Any]] = [
        {"type": "sync", "chat": group, "after": 0},
        {"type": "send", "chat": group, **said},
        {"type": "read", "chat": group, "seq": 1},
    ]
    with walls.busy.ground.stand():
        async with online(*(walls.busy.tokens[account] for account in (*WALKERS, ADDRESSEE))) as devices:
            for device in devices:
                for frame in frames:
                    device.say(frame)
                    answer = await device.hear()
                    assert (answer["type"], answer["code"]) in REFUSED, (frame, answer)
                device.say({"type": "view", "chat": group})
            await chats.read(await world.actor(talk.MEMBER), UUID(group), 3)
            await talk.say(await world.actor(talk.OWNER), UUID(group), WORD)
            assert not [device for device in devices if await hears(device)]


async def test_who_comes_back_over_the_socket_is_told_what_the_idle_office_tells(walls: Walls) -> None:
    """Who was in a group for a while: what was said then, and not how far it has come since."""
    every = {thing["chat_id"]: 0 for thing in walls.things if "chat_id" in thing}
    for account in WALKERS:
        for resume in (every, {}):
            heard = [await greeted(office, account, resume) for office in (walls.busy, walls.idle)]
            assert heard[0] == heard[1], account
            assert ("大家好" in str(heard)) == (account == "dag.registrar" and resume == every)


async def greeted(office: Office, account: str, resume: dict[str, int]) -> list[dict[str, Any]]:
    """All that a device is told when it comes back, but for the name of its session."""
    with office.ground.stand():
        async with connected() as device:
            device.say({"type": "hello", "token": office.tokens[account], "resume": resume})
            device.say({"type": "ping"})
            said = [await device.hear()]
            while said[-1] != {"type": "pong"}:
                said.append(await device.hear())
    return [{**said[0], "session_id": ""}, *said[1:]]


REFUSED = {("error", "chats.no_such_chat"), ("nak", "chats.no_such_chat"), ("nak", "chats.no_post")}


async def test_the_journal_tells_the_auditor_who_did_what_and_not_what_was_said(walls: Walls) -> None:
    """Reasons for a refusal or a return belong to the act, and stand in it; nothing else does."""
    said, query = [], {"limit": "100"}
    while True:
        page = (await walls.busy.ask("auditadmin", Asking("GET", "/api/v1/journal", query, b""))).json()
        said += page["items"]
        if not page["next"]:
            break
        query["before"] = page["next"]
    for entry in said:
        entry["facts"].pop("reason", None)
    assert len(said) > 50
    assert not [entry for entry in said if WORD in str(entry) or SENT in str(entry)]


# --- and it can be seen by those who may ---------------------------------------------------------------------

INSIDERS = ("dsj.drafter", "sfb.editor", "czj.registrar", "dsj.reviewer", "sfb.registrar", "sfb.superviser")


async def test_those_who_may_see_it_do_in_every_other_view(walls: Walls) -> None:
    """So that what is above cannot pass because there is nothing to be seen."""
    shown = set(WORDLESS)
    for account in INSIDERS:
        await walls.busy.enter(walls.world, account)
        for name, asking in asked(walls):
            if name not in shown:
                shown |= {name} if shows(await walls.busy.ask(account, asking)) else set()
    assert shown == {name_of(path, contract) for path, contract in GETS}


def shows(answer: httpx2.Response) -> bool:
    """Whether an answer has something of the day in it, or is a file."""
    file = answer.headers["content-type"] != "application/json"
    return answer.status_code == 200 and (file or any(w in answer.text for w in (WORD, SENT, circulating.TITLE)))


async def test_what_has_no_words_of_the_day_is_there_for_whoever_it_concerns(walls: Walls) -> None:
    """Places in one's own file, one's own signature, the register and the log of a seal."""
    for account, name in CONCERNED:
        await walls.busy.enter(walls.world, account)
        answers = [await walls.busy.ask(account, asking) for known, asking in asked(walls) if known == name]
        assert any(answer.status_code == 200 and answer.json() for answer in answers), (account, name)


CONCERNED = (
    (pressing.CLERK, "GET /seal-use-files/{file_id}/places"),
    (pressing.CLERK, "GET /seal-use-seals"),
    ("mayor", "GET /me/signature"),
    ("dsj.drafter", "GET /documents/{document_id}/signatures"),
    ("sfb.sealkeeper", "GET /seals/{seal_id}"),
    ("sfb.sealkeeper", "GET /seals/{seal_id}/events"),
    ("sfb.sealkeeper", "GET /seals/{seal_id}/uses"),
)


async def test_counts_and_searches_are_not_empty_for_everybody(walls: Walls) -> None:
    """The unread of whoever is asked, and a search in each script, find what strangers do not."""
    for account, path, query, least in COUNTED:
        await walls.busy.enter(walls.world, account)
        found = (await walls.busy.ask(account, Asking("GET", f"/api/v1{path}", query, b""))).json()
        assert found["total" if "search" in path else "unread"] >= least, (account, path, query)


COUNTED: tuple[tuple[str, str, dict[str, str], int], ...] = (
    ("czj.registrar", "/policies/search", {"q": WORD}, 2),
    ("czj.registrar", "/policies/search", {"q": FAN}, 2),
    ("czj.registrar", "/policies/search", {"q": "甬江政发〔2020〕33号"}, 1),
    ("sfb.dispatcher", "/todos/count", {}, 1),
)
