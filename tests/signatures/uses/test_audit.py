"""账实核对: whatever this desk keeps is as the journal says, column by column, or the audit names it."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from tortoise.models import Model

from server.journal import service as journal
from server.kit import clock
from server.kit.ground import ground
from signatures.uses import service
from signatures.uses.models import CodeRow, FileRow, ItemRow, RequestRow, UseRow
from signatures.uses.rules.codes import CodeState
from signatures.uses.rules.record import differences
from signatures.uses.service.reading import kept
from tests.signatures.uses import desk
from tests.signatures.uses.test_granting import grant, granted, land
from tests.world import World

OTHER = "甬江市人民政府"
FORGED: dict[type[Model], dict[str, Any]] = {
    CodeRow: {
        "title": "伪造的标题",
        "number": "甬政发〔2026〕1号",
        "organ_name": OTHER,
        "formed_on": date(2026, 1, 1),
        "pages": 9,
        "no": 2,
        "use_id": uuid4(),
        "state": "voided",
        "made_at": timedelta(days=-900),
    },
    RequestRow: {
        "requester_id": uuid4(),
        "requester_name": "别人",
        "requester_post": "局长",
        "approver_name": "别人",
        "approver_post": "市长",
        "approved_at": timedelta(days=-9),
        "principal_id": uuid4(),
        "principal_name": "别人",
        "organ_id": uuid4(),
        "organ_name": OTHER,
        "seal_name": "假印章",
        "reason": "不同意",
        "purpose": "别的事项",
    },
    ItemRow: {
        "keeper_name": "别人",
        "keeper_post": "局长",
        "asked_by": uuid4(),
        "state": "waiting",
        "code": "0" * 16,
        "title": "伪造的标题",
    },
    FileRow: {"name": "x.pdf", "size": 1, "sheets": [[1.0, 1.0, False]], "sealed": True, "added_by": uuid4()},
}


async def unnoticed(table: type[Model], changes: dict[str, Any]) -> list[str]:
    """The columns of a table that somebody with the database's password may change and the auditor is blind to."""
    row: Any = await table.get()
    blind = []
    for column, value in changes.items():
        before = getattr(row, column)
        after = before + value if isinstance(value, timedelta) else value
        await table.filter(pk=row.pk).update(**{column: after})
        if not await service.audit():
            blind.append(column)
        await table.filter(pk=row.pk).update(**{column: before})
    return blind


async def test_no_column_of_a_file_a_request_or_a_code_can_be_changed_unnoticed(world: World) -> None:
    await desk.sealed(world)
    assert await service.audit() == []
    assert {table.__name__: await unnoticed(table, changes) for table, changes in FORGED.items()} == {
        table.__name__: [] for table in FORGED
    }
    assert await service.audit() == []


async def test_nor_can_one_of_a_document(world: World) -> None:
    await land(world, await grant(world, await granted(world)), desk.pdf())
    assert await service.audit() == []
    request = {**FORGED[RequestRow], "document_id": uuid4(), "approver_id": uuid4()}
    assert await unnoticed(RequestRow, request) == []
    for table in (ItemRow, CodeRow):
        assert await unnoticed(table, FORGED[table]) == []
    assert await service.audit() == []


async def made_up(use_id: Any, code: str = "0" * 16, no: int = 1) -> list[str]:
    """What the auditor says while a code stands in the table for a paper that never was."""
    facts: dict[str, Any] = {"organ_name": OTHER, "number": "甬政发〔2026〕99号", "title": "假文件", "pages": 1}
    row = await CodeRow.create(code=code, use_id=use_id, no=no, state="whole", made_at=clock.now(), **facts)
    said = [fault.what for fault in await service.audit()]
    await row.delete()
    return said


async def line(world: World, **facts: Any) -> UseRow:
    """A line of the use log that somebody added to the table."""
    seal, keeper = await desk.seal_of(world), await desk.keeper(world)
    facts |= {"keeper_id": keeper.person_id, "keeper_name": keeper.name, "post_title": "监印人"}
    facts |= {"sha256_before": "a" * 64, "sha256_after": "b" * 64}
    return await UseRow.create(seal_id=seal.id, at=clock.now(), **facts)


async def test_a_code_of_a_paper_that_never_was_is_named(world: World) -> None:
    done = await desk.sealed(world)
    assert await made_up(uuid4()) == ["验证码没有用印记录"]
    assert await made_up(done.id) == ["验证码没有用印记录"]
    assert await made_up(done.id, no=2) == ["验证码没有用印记录"]
    assert await service.audit() == []
    await line(world, use_id=None, code="0" * 16)
    assert await made_up(uuid4()) == ["没有申请的用印登记与印章的使用记录不符", "验证码没有用印记录"]


async def test_a_line_without_a_request_is_older_than_requests_and_on_the_seals_own_record(world: World) -> None:
    document_id, seal, keeper = uuid4(), await desk.seal_of(world), await desk.keeper(world)
    facts: dict[str, Any] = {"document_id": document_id, "before": "a" * 64, "after": "b" * 64}
    await journal.record(keeper, "seals.use", seal.id, **facts)
    wrong = "没有申请的用印登记与印章的使用记录不符"
    assert [fault.what for fault in await service.audit()] == [wrong]
    await line(world, use_id=None, document_id=document_id)
    assert await service.audit() == []
    await line(world, use_id=None, document_id=document_id)
    assert [fault.what for fault in await service.audit()] == [wrong]


async def test_a_file_handed_in_that_is_gone_or_that_nobody_handed_in_is_named(world: World) -> None:
    file = await desk.handed_in(world, desk.pdf())
    row = (await FileRow.all().values())[0]
    copy = await FileRow.create(**{**row, "id": uuid4()})
    assert [(fault.subject_id, fault.what) for fault in await service.audit()] == [(copy.id, "送印文件没有送交记录")]
    await copy.delete()
    path = ground().blobs.path(file.sha256)
    data = path.read_bytes()
    path.unlink()
    assert [fault.what for fault in await service.audit()] == ["送印文件缺失或被改动"]
    path.write_bytes(data)
    assert await service.audit() == []
    await FileRow.all().delete()
    assert [(fault.subject_id, fault.what) for fault in await service.audit()] == [(file.id, "送印文件缺失")]


async def test_what_the_journal_says_of_a_file_tells_neither_its_name_nor_its_text(world: World) -> None:
    file = await desk.handed_in(world, desk.pdf(), "机密人名.pdf")
    (entry,) = await journal.of_subject(file.id)
    assert entry.facts.keys() == {"sha256", "digest"}
    assert "机密人名" not in str(entry.facts)


async def test_requests_whose_record_is_older_and_says_less_still_hold(world: World) -> None:
    """What their record does not say is passed over; what it says still binds."""
    await desk.sealed(world)
    await land(world, await grant(world, await granted(world)), desk.pdf())
    later = {"organ_id", "organ", "seal", "approver_post", "approved_at", "principal_id", "principal"}
    for row in await RequestRow.all():
        acts = await journal.of_subject(row.id)
        for act in acts:
            for name in later & act.facts.keys():
                del act.facts[name]
        assert list(differences(await kept(row.id), acts)) == []
        await RequestRow.filter(id=row.id).update(requester_name="别人")
        assert list(differences(await kept(row.id), acts)) == ["用印申请人与办理记录不符"]


async def test_whether_the_paper_of_a_code_is_finished_or_void_is_on_record_too(world: World) -> None:
    asked, keeper = await granted(world), await desk.keeper(world)
    item = await grant(world, asked)
    pressed = await service.press(item, desk.pdf())
    await service.land(keeper, item, pressed, sha256(pressed.data).hexdigest(), whole=False)
    assert await service.audit() == []
    assert await unnoticed(CodeRow, {"state": CodeState.WHOLE}) == []
    await service.void_codes(keeper, asked.document_id)
    assert await service.audit() == []
    assert await unnoticed(CodeRow, {"state": CodeState.WHOLE}) == []
    assert (await CodeRow.get()).state is CodeState.VOIDED
