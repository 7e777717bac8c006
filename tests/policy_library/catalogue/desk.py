"""How the tests bring a policy on: taken in, described, reviewed three times, published."""

from collections.abc import AsyncIterator
from uuid import UUID

from policy_library.catalogue import service as catalogue
from policy_library.catalogue.rules.disclosure import Check, Publicity
from policy_library.catalogue.service import Entry, Facts
from server.demo.city import ORGAN_CODES
from server.kit.files import Upload
from tests.world import World

CODE = ORGAN_CODES["szf"]
EDITOR, UNIT, SECRECY, LEADER = "sfb.editor", "secretarygeneral", "sfb.secrecy", "vicemayor"
EVERYTHING = frozenset(Check)
OPEN = Facts(Publicity.PROACTIVE)
TAIL = "\n甬江市人民政府\n2020年3月1日\n（此件公开发布）\n"


def text(object_: str, number: str = "", body: str = "", year: int = 2020) -> str:
    """A notice of the city government as a text file has it."""
    lines = [f"甬江市人民政府关于做好{object_}的通知", number, "", "各区人民政府，市政府各部门：", body, "一、明确任务"]
    lines += [f"各单位要认真做好{object_}，落实责任。", "二、加强保障", "各单位要加强领导，按期完成。"]
    return "\n".join(lines) + TAIL.replace("2020", str(year))


def upload(data: bytes) -> Upload:
    """A request body."""

    async def stream() -> AsyncIterator[bytes]:
        yield data

    return Upload(stream())


async def imported(world: World, said: str, account: str = EDITOR) -> Entry:
    """A file that an editor takes in for the city government."""
    return await catalogue.import_file(
        await world.actor(account), "来文.txt", upload(said.encode()), world.place("szf")
    )


async def described(world: World, said: str, facts: Facts = OPEN) -> Entry:
    """An entry that may be reviewed: everything that had to be looked at has been."""
    entry, editor = await imported(world, said), await world.actor(EDITOR)
    unsure = [(f.name, f.value or "2020-03-01") for f in await catalogue.fields(editor, entry.id) if f.needs_review]
    if unsure:
        await catalogue.correct(editor, entry.id, unsure)
    return await catalogue.set_facts(editor, entry.id, facts)


async def first_ok(world: World, entry: Entry) -> Entry:
    """Passed by the unit's head."""
    return await catalogue.first_review(await world.actor(UNIT), entry.id, entry.version)


async def second_ok(world: World, entry: Entry) -> Entry:
    """Passed by the secrecy officer too."""
    await first_ok(world, entry)
    return await catalogue.second_review(await world.actor(SECRECY), entry.id, EVERYTHING)


async def approved(world: World, entry: Entry) -> Entry:
    """Passed by everybody."""
    await second_ok(world, entry)
    return await catalogue.third_review(await world.actor(LEADER), entry.id)


async def published(world: World, said: str, facts: Facts = OPEN) -> Entry:
    """A policy that its audience finds."""
    entry = await described(world, said, facts)
    await approved(world, entry)
    return await catalogue.publish(await world.actor(EDITOR), entry.id)


async def withdrawn(world: World, entry_id: UUID) -> Entry:
    """A policy that was taken away again."""
    return await catalogue.withdraw(await world.actor(LEADER), entry_id, "内容有误")


async def policies(world: World) -> list[UUID]:
    """Two that everybody finds, and one that waits for a leader."""
    ready = await described(world, text("防汛工作", "甬江政发〔2020〕9号"))
    open_ = [await published(world, text(f"第{n}项工作", f"甬江政发〔2020〕{n}号")) for n in (1, 2)]
    return [*(entry.id for entry in open_), (await second_ok(world, ready)).id]
