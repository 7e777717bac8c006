"""The laws of 看样: readers alone see a text in whatever form, the same words in each, and every page that there is."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest

from documents.issuing import errors, service
from documents.issuing.service import Copy
from documents.workflow import errors as workflow
from tests.documents.desk import notice, started
from tests.world import World

TABLE = "一、分工如下。\n任务\t牵头单位\n归集数据\t市大数据局\n请抓好落实。"


async def test_every_form_of_a_text_says_the_same(world: World) -> None:
    drafter, draft = await world.actor("dsj.drafter"), await started(world, notice(world, body=TABLE))
    page = (await service.page(drafter, draft, 1)).data.decode()
    told = "".join(each.paragraph.text for each in (await service.reading(drafter, draft)).paragraphs)
    ofd = ZipFile(BytesIO((await service.preview(drafter, draft, Copy.OFD)).data))
    docx = ZipFile(BytesIO((await service.preview(drafter, draft, Copy.DOCX)).data))
    drawn = ofd.read("Doc_0/Pages/Page_0/Content.xml").decode()
    written = docx.read("word/document.xml").decode()
    for words in ("归集数据", "市大数据局", "牵头单位"):
        assert all(words in form for form in (page, told, drawn, written))


async def test_the_outline_leads_to_the_headings(world: World) -> None:
    drafter, draft = await world.actor("dsj.drafter"), await started(world, notice(world, body=TABLE))
    seen = await service.reading(drafter, draft)
    heading = next(entry for entry in seen.outline if entry.level == 1)
    assert seen.paragraphs[heading.paragraph - 1].paragraph.text == "一、分工如下。"


async def test_an_examination_names_clause_and_place(world: World) -> None:
    drafter = await world.actor("dsj.drafter")
    draft = await started(world, notice(world, body="一、总体要求。\n三、保障措施。"))
    report = await service.checkup(drafter, draft)
    gap = next(found for found in report.findings if "三" in found.found)
    assert gap.clause
    assert gap.where.element == "正文"
    assert report.passed


async def test_there_are_as_many_pages_as_there_are(world: World) -> None:
    drafter, draft = await world.actor("dsj.drafter"), await started(world)
    with pytest.raises(errors.NoSuchPage):
        await service.page(drafter, draft, 99)


async def test_who_may_not_read_a_document_sees_it_in_no_form(world: World) -> None:
    draft, stranger = await started(world), await world.actor("dongpu.registrar")
    for document_id in (draft, uuid4()):
        for look in (service.reading, service.checkup):
            with pytest.raises(workflow.NoSuchDocument):
                await look(stranger, document_id)
        with pytest.raises(workflow.NoSuchDocument):
            await service.page(stranger, document_id, 1)
        for copy in Copy:
            with pytest.raises(workflow.NoSuchDocument):
                await service.preview(stranger, document_id, copy)
