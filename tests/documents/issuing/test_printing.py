"""The laws of 印制: the print says what was signed, once, and a preview never carries a number."""

import asyncio
from threading import Event
from uuid import uuid4

import pytest

from documents.issuing import errors, service
from documents.issuing.jobs import JOBS
from documents.issuing.models import PrintRow
from documents.issuing.service import press
from documents.typesetting.errors import CannotTypeset
from documents.typesetting.fonts.faces import Faces
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Document
from documents.typesetting.page import Layout
from documents.typesetting.proof import printed_text
from documents.workflow import errors as workflow
from documents.workflow.rules.outbound import State
from messaging.notices import service as notices
from messaging.notices.rules import Kind
from server.journal import service as journal
from server.kit.files import Download
from server.kit.tables import Job
from tests.documents.desk import notice, started
from tests.documents.issuing.desk import CODE, registered, state, typeset, waits_for, work
from tests.world import World


def text_on(file: Download) -> str:
    return printed_text(file.path.read_bytes())


async def test_the_print_shows_the_signed_text_with_number_and_dates(world: World) -> None:
    document_id = await typeset(world)
    registrar = await world.actor("sfb.registrar")
    issued = await service.issued(registrar, document_id)
    paper = text_on(await service.printed_file(registrar, document_id))
    day = issued.line.formed_on
    for part in (
        issued.line.number,
        issued.line.title,
        "各区人民政府,市直各单位:".removesuffix(":"),
        f"{day.year}年{day.month}月{day.day}日",
        "此件公开发布",
        "(一)指导思想。坚持系统观念。",
        "抄送:市人大常委会办公室。".removeprefix("抄送:"),
        "甬江市人民政府办公厅",
    ):
        assert "".join(part.split()) in paper
    assert issued.print is not None
    assert issued.print.record["fonts"]


async def test_printing_twice_or_by_two_workers_at_once_lands_once(world: World) -> None:
    document_id = await registered(world)
    await asyncio.gather(*(JOBS["typeset"](document_id=str(document_id)) for _ in range(2)))
    first = await PrintRow.get(document_id=document_id).values()
    await JOBS["typeset"](document_id=str(document_id))
    assert await PrintRow.filter(document_id=document_id).values() == [first]
    acts = [entry.action for entry in await journal.of_subject(document_id)]
    assert acts.count("workflow.typeset") == 1
    assert await state(document_id) is State.TYPESET
    assert (document_id, "proof") in await waits_for(world, "sfb.proofreader")


async def test_a_document_that_was_voided_is_not_printed(world: World) -> None:
    document_id = await registered(world)
    await service.void(await world.actor("sfb.registrar"), document_id, "内容有误")
    await work()
    assert await state(document_id) is State.VOIDED
    with pytest.raises(errors.NotPrinted):
        await service.printed_file(await world.actor("sfb.registrar"), document_id)


def broken(*_: object) -> None:
    raise IndexError("string index out of range")


def refused(*_: object) -> None:
    raise CannotTypeset


async def failures(world: World) -> list[str]:
    found, _ = await notices.todos(await world.actor("sfb.registrar"), Kind.INFO, False, None, 10)
    return [news.title for news in found if news.action == "typeset_failed"]


@pytest.mark.parametrize("fault", [broken, refused])
async def test_what_stops_the_print_is_told_once_and_not_tried_again_until_the_registrar_asks(
    world: World, fault: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = await registered(world)
    with monkeypatch.context() as worn:
        worn.setattr(press, "pdf", fault)
        await work()
    assert (len(await failures(world)), await Job.filter(done=False).count()) == (1, 0)
    assert await state(document_id) is State.REGISTERED
    for account in ("sfb.proofreader", "dsj.drafter", "mayor"):
        with pytest.raises((errors.NotTheRegistrar, workflow.NoSuchDocument)):
            await service.typeset_again(await world.actor(account), document_id)
    await service.typeset_again(await world.actor("sfb.registrar"), document_id)
    await work()
    assert await state(document_id) is State.TYPESET
    with pytest.raises(workflow.WrongState):
        await service.typeset_again(await world.actor("sfb.registrar"), document_id)


async def test_what_breaks_the_press_is_a_refusal_to_whoever_looks_and_no_crash(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await started(world, notice(world, body="现将破损件印发给你们。"))
    with monkeypatch.context() as worn:
        worn.setattr(press, "layout", broken)
        with pytest.raises(errors.CannotPrint, match="IndexError"):
            await service.preview(await world.actor("dsj.drafter"), draft)
    assert (await service.preview(await world.actor("dsj.drafter"), draft)).data


class Counted:
    """A press that counts, and works only when it is let."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.free = Event()

    def layout(self, document: Document, faces: Faces) -> Layout:
        self.texts.append(document.blocks[0].text)
        assert self.free.wait(20)
        return layout(document, faces)


async def test_nobodys_previews_keep_the_press_or_more_than_one_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, drafter = Counted(), await world.actor("dsj.drafter")
    document_id = await registered(world)
    drafts = [await started(world, notice(world, body=f"现将第{n}件印发给你们。")) for n in range(2)]
    monkeypatch.setattr(press, "layout", counted.layout)
    first = asyncio.create_task(service.preview(drafter, drafts[0]))
    while not counted.texts:
        await asyncio.sleep(0.01)
    with pytest.raises(errors.PreviewRunning):
        await service.preview(drafter, drafts[1])
    monkeypatch.setattr(press, "layout", layout)
    await work()
    assert await state(document_id) is State.TYPESET
    assert not first.done()
    counted.free.set()
    assert (await first).data


async def test_the_same_text_is_set_once_for_all_who_look(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counted, draft = Counted(), await started(world, notice(world, body="现将同一件印发给你们。"))
    counted.free.set()
    monkeypatch.setattr(press, "layout", counted.layout)
    looks = [await service.preview(await world.actor(account), draft) for account in ("dsj.drafter",) * 3]
    assert len({look.data for look in looks}) == len(counted.texts) == 1


def test_the_shelf_never_holds_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "MOST_KEPT", 100)
    shelf, fonts = press.Shelf(), (None, None)
    for size in (40, 60, 101, 40, 100, 1):
        shelf.keep((str(size), fonts), press.Pressed(bytes(size), 1, {}, ()))
        assert sum(len(each.data) for each in shelf.prints.values()) <= 100
    assert set(shelf.prints) == {("1", fonts)}


async def test_only_the_proofreader_passes_a_print(world: World) -> None:
    document_id = await typeset(world)
    for account in ("sfb.registrar", "dsj.drafter", "mayor"):
        with pytest.raises(workflow.NotYourTurn):
            await service.proof(await world.actor(account), document_id)
    await service.proof(await world.actor("sfb.proofreader"), document_id)
    with pytest.raises(workflow.WrongState):
        await service.proof(await world.actor("sfb.proofreader"), document_id)
    assert await state(document_id) is State.PROOFED


async def test_a_preview_is_the_present_text_without_a_number_for_readers_only(world: World) -> None:
    draft = await started(world)
    seen = await service.preview(await world.actor("dsj.drafter"), draft)
    assert "印发给你们" in printed_text(seen.data)
    numbered = await registered(world)
    assert CODE not in printed_text((await service.preview(await world.actor("dsj.drafter"), numbered)).data)
    for account, document_id in (("dongpu.registrar", draft), ("dsj.drafter", uuid4())):
        with pytest.raises(workflow.NoSuchDocument):
            await service.preview(await world.actor(account), document_id)


async def test_what_cannot_be_set_is_refused_with_the_compositors_reason(world: World) -> None:
    draft = await started(world, notice(world, body="\U000f1234"))
    with pytest.raises(errors.CannotPrint, match="U\\+F1234"):
        await service.preview(await world.actor("dsj.drafter"), draft)
