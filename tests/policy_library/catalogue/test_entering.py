"""收录: what comes in, once; what is refused leaves nothing; what is corrected keeps what it was."""

import asyncio
from datetime import date
from hashlib import sha256
from uuid import uuid4

import pytest

from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from policy_library.catalogue import errors
from policy_library.catalogue import service as catalogue
from policy_library.catalogue.models import EntryRow, FieldRow, KeyRow
from policy_library.catalogue.rules import metadata
from policy_library.catalogue.rules.disclosure import Publicity, State
from policy_library.catalogue.rules.metadata import FieldName
from policy_library.catalogue.rules.relations import Kind
from policy_library.catalogue.service import Dispatched, Facts
from server.journal import service as journal
from server.kit.ground import ground
from server.secrecy.errors import Classified
from tests.policy_library.catalogue.desk import (
    EDITOR,
    LEADER,
    OPEN,
    UNIT,
    described,
    first_ok,
    imported,
    published,
    text,
    upload,
    withdrawn,
)
from tests.world import World

SHARING = text(
    "数据共享工作",
    "甬江政发〔2020〕5号",
    "根据《甬江市人民政府关于做好档案工作的通知》（甬江政发〔2010〕3号），现通知如下。",
)


def sent(world: World, **changes: object) -> Dispatched:
    facts = {
        "organ_id": world.place("szf"),
        "place_id": world.place("sfb.msc"),
        "document_id": uuid4(),
        "title": "甬江市人民政府关于试行电子公文的通知",
        "number": "甬江政发〔2026〕9号",
        "issuer": "甬江市人民政府",
        "kind": "通知",
        "formed_on": date(2026, 9, 18),
        "publicity": Publicity.PROACTIVE,
        "text": "一、范围\n市政府各部门试行电子公文。\n二、时间\n自2026年10月1日起施行。",
        "sha256": "0" * 64,
    }
    return Dispatched(**{**facts, **changes})  # type: ignore[arg-type]  # names and kinds are those of the fields


async def waits_for(world: World, account: str) -> set[str]:
    found, _ = await notices.todos(await world.actor(account), NoticeKind.TODO, False, None, 100)
    return {notice.action for notice in found}


async def test_a_file_becomes_an_entry_with_its_fields_clauses_and_relations(world: World) -> None:
    entry, editor = await imported(world, SHARING), await world.actor(EDITOR)
    assert (entry.title, entry.doc_number) == ("甬江市人民政府关于做好数据共享工作的通知", "甬江政发〔2020〕5号")
    assert (entry.issuer, entry.kind, entry.formed_on) == ("甬江市人民政府", "通知", date(2020, 3, 1))
    assert (entry.state, entry.publicity, entry.index_no) == (State.CANDIDATE, Publicity.PROACTIVE, None)
    assert (entry.level, entry.region) == ("city", "甬江市")
    clauses = await catalogue.clauses(editor, entry.id)
    assert [clause.anchor for clause in clauses] == ["序", "一", "二"]
    assert all(SHARING[c.start : c.end].startswith(c.text.split("\n")[0]) for c in clauses)
    assert (await catalogue.clause(editor, entry.id, "二")).heading == "加强保障"
    (basis,) = await catalogue.relations(editor, entry.id)
    assert (basis.kind, basis.other, basis.number) == (Kind.IMPLEMENTS, None, "甬江政发〔2010〕3号")
    assert SHARING[basis.start : basis.end].startswith("《甬江市人民政府关于做好档案工作的通知》")
    assert {f.name: f.value for f in await catalogue.fields(editor, entry.id)}[FieldName.FORMED_ON] == "2020-03-01"


async def test_the_original_comes_back_byte_for_byte(world: World) -> None:
    entry = await imported(world, SHARING)
    file = await catalogue.original(await world.actor(EDITOR), entry.id)
    assert file.path.read_bytes() == SHARING.encode()
    assert entry.sha256 == sha256(SHARING.encode()).hexdigest()


async def test_the_same_bytes_are_one_entry_however_often_and_at_once(world: World) -> None:
    found = await asyncio.gather(*(imported(world, SHARING) for _ in range(5)))
    assert len({entry.id for entry in found}) == await EntryRow.all().count() == 1
    assert len(await journal.of_subject(found[0].id)) == 1


async def test_another_file_of_the_same_policy_is_refused_and_names_it(world: World) -> None:
    entry = await imported(world, SHARING)
    for again in (SHARING.replace("认真", "切实"), SHARING.replace("〔2020〕5号", "［２０２０］第5号") + "\n"):
        with pytest.raises(errors.DuplicatePolicy) as refused:
            await imported(world, again)
        assert refused.value.facts == {"entry_id": str(entry.id)}
    assert await EntryRow.all().count() == 1


async def test_who_may_not_see_the_entry_is_not_told_which_it_is(world: World) -> None:
    await imported(world, SHARING)
    system, security = await world.actor("sysadmin"), await world.actor("secadmin")
    from server.directory import service as directory
    from server.directory.rules.standing import Role

    post = await directory.appoint(system, world.person("dongpu.registrar"), world.place("dongpu"), "编辑")
    await directory.grant_role(security, post, Role.POLICY_EDITOR, world.place("dongpu"))
    stranger = await world.actor("dongpu.registrar")
    for said in (SHARING, SHARING.replace("认真", "切实")):
        with pytest.raises(errors.DuplicatePolicy) as refused:
            await catalogue.import_file(stranger, "甲.txt", upload(said.encode()))
        assert refused.value.facts == {}


async def test_the_same_title_under_another_number_is_another_policy(world: World) -> None:
    await imported(world, text("防汛工作", "甬江政发〔2019〕8号"))
    await imported(world, text("防汛工作", "甬江政发〔2020〕8号"))
    with pytest.raises(errors.DuplicatePolicy):
        await imported(world, text("防汛工作"))


@pytest.mark.parametrize("account", ["mayor", "sfb.secrecy", "dongpu.registrar", "sysadmin"])
async def test_nobody_but_an_editor_takes_anything_in(world: World, account: str) -> None:
    with pytest.raises(errors.NotTheEditor):
        await imported(world, SHARING, account)
    with pytest.raises(errors.NotTheEditor):
        await catalogue.import_file(await world.actor(account), "甲.txt", upload(SHARING.encode()))


async def test_an_editor_takes_in_for_their_own_organs_only(world: World) -> None:
    editor = await world.actor(EDITOR)
    with pytest.raises(errors.NotTheEditor):
        await catalogue.import_file(editor, "甲.txt", upload(SHARING.encode()), world.place("dongpu"))
    entry = await catalogue.import_file(editor, "甲.txt", upload(SHARING.encode()))
    assert entry.organ_id == world.place("szf"), "the issuer's library, which this editor keeps too"


async def test_nothing_classified_is_kept(world: World) -> None:
    marked = f"机密★10年\n{SHARING}"
    with pytest.raises(Classified):
        await imported(world, marked)
    with pytest.raises(Classified):
        await catalogue.import_file(await world.actor(EDITOR), "秘密★.txt", upload(SHARING.encode()))
    entry = await imported(world, SHARING)
    editor = await world.actor(EDITOR)
    with pytest.raises(Classified):
        await catalogue.correct(editor, entry.id, [(FieldName.TITLE, "绝密★30年")])
    assert not await ground().blobs.holds(sha256(marked.encode()).hexdigest())
    assert await EntryRow.all().count() == 1
    assert not await FieldRow.filter(value__contains="★").exists()


async def test_a_dispatched_document_is_a_candidate_once(world: World) -> None:
    document = sent(world)
    found = await asyncio.gather(*(catalogue.candidate(document) for _ in range(5)))
    assert len(set(found)) == await EntryRow.all().count() == 1
    entry = await catalogue.entry(await world.actor(UNIT), found[0])
    assert (entry.document_id, entry.state, entry.formed_on) == (
        document.document_id,
        State.CANDIDATE,
        date(2026, 9, 18),
    )
    assert [c.anchor for c in await catalogue.clauses(await world.actor(UNIT), found[0])] == ["一", "二"]
    assert "first_review" not in await waits_for(world, "sfb.head"), "nobody has confirmed from when it applies"
    await catalogue.correct(await world.actor(EDITOR), found[0], [(FieldName.EFFECTIVE_FROM, "2026-10-01")])
    assert "first_review" in await waits_for(world, "sfb.head"), "the head of the unit that made it"
    acts = await journal.of_subject(found[0])
    assert [(act.action, act.actor_id) for act in acts[:-1]] == [("catalogue.enter", None)]


async def test_what_an_editor_had_taken_in_already_is_that_entry(world: World) -> None:
    entry = await imported(world, SHARING)
    document = sent(world, title=entry.title, number=entry.doc_number)
    assert await catalogue.candidate(document) == entry.id


async def test_a_corrected_field_keeps_what_it_was_and_only_editors_correct(world: World) -> None:
    entry, editor = await imported(world, SHARING), await world.actor(EDITOR)
    changed = await catalogue.correct(editor, entry.id, [(FieldName.FORMED_ON, "2020-03-02"), (FieldName.KIND, "通知")])
    assert changed.formed_on == date(2020, 3, 2)
    dates = [f for f in await catalogue.fields(editor, entry.id) if f.name is FieldName.FORMED_ON]
    assert [(f.value, f.current, f.method) for f in dates[1:]] == [("2020-03-02", True, "manual")]
    assert (dates[0].value, dates[0].current) == ("2020-03-01", False)
    kinds = [f for f in await catalogue.fields(editor, entry.id) if f.name is FieldName.KIND]
    assert [(f.confirmed_by, f.method) for f in kinds] == [(editor.name, "derived")]
    acts = await journal.of_subject(entry.id)
    assert acts[-1].facts == {"fields": ["formed_on", "kind"]}
    with pytest.raises(errors.NotTheEditor):
        await catalogue.correct(await world.actor(LEADER), entry.id, [(FieldName.KIND, "决定")])


async def test_what_was_reviewed_is_not_changed(world: World) -> None:
    entry, editor = await described(world, SHARING), await world.actor(EDITOR)
    await first_ok(world, entry)
    with pytest.raises(errors.WrongState):
        await catalogue.correct(editor, entry.id, [(FieldName.KIND, "决定")])
    with pytest.raises(errors.WrongState):
        await catalogue.set_facts(editor, entry.id, OPEN)


async def test_an_entry_that_lacks_something_waits_for_its_editor(world: World) -> None:
    """A file without issuer or date; once these are typed the first review is asked for."""
    entry, editor = (
        await imported(world, "关于值班工作的通知\n\n一、要求\n请各单位做好值班。\n"),
        await world.actor(EDITOR),
    )
    assert await waits_for(world, EDITOR) == {"complete"}
    with pytest.raises(errors.Incomplete) as refused:
        await catalogue.first_review(await world.actor(UNIT), entry.id, entry.version)
    assert {"issuer", "formed_on"} <= set(refused.value.facts["missing"])
    typed = [(FieldName.ISSUER, "甬江市人民政府"), (FieldName.FORMED_ON, "2026-01-02")]
    rest = [(f.name, f.value) for f in await catalogue.fields(editor, entry.id) if f.needs_review and f.value]
    await catalogue.correct(editor, entry.id, [*typed, *rest])
    ready = await catalogue.set_facts(editor, entry.id, Facts(Publicity.PROACTIVE, theme="0204"))
    assert "complete" not in await waits_for(world, EDITOR)
    assert "first_review" in await waits_for(world, UNIT)
    assert (ready.theme, ready.theme_label) == ("0204", "综合政务")


async def test_facts_that_contradict_themselves_are_refused(world: World) -> None:
    entry, editor = await imported(world, SHARING), await world.actor(EDITOR)
    reversed_ = Facts(Publicity.PROACTIVE, effective_from=date(2026, 1, 2), valid_until=date(2026, 1, 1))
    for facts, error in (
        (reversed_, errors.DaysReversed),
        (Facts(Publicity.PROACTIVE, theme="77"), errors.NoSuchTheme),
        (Facts(Publicity.NOT_PUBLIC, (uuid4(),)), errors.UnknownAudience),
    ):
        with pytest.raises(error):
            await catalogue.set_facts(editor, entry.id, facts)


async def test_a_stub_finds_its_target_when_that_arrives_or_is_named_rightly(world: World) -> None:
    """Known by its number, in any spelling; two entries that cite it share it."""
    first = await published(world, SHARING)
    second = await published(
        world, text("电子政务工作", "甬江政发〔2021〕7号", "根据甬江政发[2010]3号文件，现通知如下。")
    )
    editor = await world.actor(EDITOR)
    target = await imported(world, text("档案工作", "甬江政发〔2010〕4号", year=2010))
    assert not [r for r in await catalogue.relations(editor, first.id) if r.other]
    await catalogue.correct(editor, target.id, [(FieldName.DOC_NUMBER, "甬江政发(2010)3号")])
    heard = await catalogue.relations(editor, target.id)
    assert {r.other for r in heard} == {first.id, second.id}


TERM = "本通知自2020年5月1日起施行，有效期5年。"


async def test_the_term_that_a_text_names_counts_once_somebody_has_confirmed_it(world: World) -> None:
    """What an editor decides besides leaves it alone; another day takes its place, nothing takes it away."""
    entry, editor = await imported(world, text("养老工作", "甬江政发〔2020〕8号", TERM)), await world.actor(EDITOR)
    read = {f.name: f for f in await catalogue.fields(editor, entry.id) if f.name in metadata.TERM}
    assert [(f.value, f.needs_review) for f in read.values()] == [("2020-05-01", True), ("2025-04-30", True)]
    with pytest.raises(errors.Incomplete) as refused:
        await catalogue.first_review(await world.actor(UNIT), entry.id, entry.version)
    assert set(metadata.TERM) <= set(refused.value.facts["unconfirmed"])
    await catalogue.correct(editor, entry.id, [(f.name, f.value) for f in read.values()])
    await catalogue.set_facts(editor, entry.id, OPEN)
    for day, state in (("2020-04-30", "not_yet"), ("2020-05-01", "in_force"), ("2025-05-01", "expired")):
        shown = await catalogue.entry(editor, entry.id, date.fromisoformat(day))
        assert shown.validity.state == state
    with pytest.raises(errors.DaysReversed):
        await catalogue.correct(editor, entry.id, [(FieldName.VALID_UNTIL, "2020-04-30")])
    decided = await catalogue.set_facts(editor, entry.id, Facts(Publicity.PROACTIVE, (), date(2020, 6, 1)))
    assert (decided.effective_from, decided.valid_until) == (date(2020, 6, 1), date(2025, 4, 30))
    now = {f.name: f.value for f in await catalogue.fields(editor, entry.id) if f.current}
    assert now[FieldName.EFFECTIVE_FROM] == "2020-06-01", "the evidence says what the entry says"
    freed = await catalogue.correct(editor, entry.id, [(FieldName.VALID_UNTIL, "")])
    assert freed.valid_until is None


async def test_a_number_is_kept_in_one_spelling_and_a_kind_by_one_name(world: World) -> None:
    entry, editor = await imported(world, SHARING), await world.actor(EDITOR)
    changed = await catalogue.correct(editor, entry.id, [(FieldName.DOC_NUMBER, "甬江政发[2020]6")])
    assert changed.doc_number == "甬江政发〔2020〕6号"
    with pytest.raises(errors.FieldInvalid):
        await catalogue.correct(editor, entry.id, [(FieldName.KIND, "notice")])


async def test_what_is_no_policy_is_put_away_for_the_record_and_leaves_its_name_free(world: World) -> None:
    said = "今天天气很好，没有公文。"
    entry, editor = await imported(world, said), await world.actor(EDITOR)
    with pytest.raises(errors.ReasonMissing):
        await catalogue.discard(editor, entry.id, " ")
    with pytest.raises(errors.NotYourTurn):
        await catalogue.discard(await world.actor(LEADER), entry.id, "不是公文")
    gone = await catalogue.discard(editor, entry.id, "不是公文")
    assert gone.withdrawal is not None
    assert (gone.state, gone.withdrawal.reason, gone.actions, gone.turn) == (State.DISCARDED, "不是公文", (), ())
    assert await waits_for(world, EDITOR) == set()
    assert (await catalogue.entries(editor, None, "", None, None, 10))[0] == []
    kept, _ = await catalogue.entries(editor, State.DISCARDED, "", None, None, 10)
    assert [line.id for line in kept] == [entry.id]
    assert (await catalogue.entries(await world.actor("dongpu.registrar"), State.DISCARDED, "", None, None, 10))[
        0
    ] == []
    with pytest.raises(errors.NoSuchEntry):
        await catalogue.clauses(editor, entry.id)
    last = (await journal.of_subject(entry.id))[-1]
    assert (last.action, last.facts) == (
        "catalogue.discard",
        {"from": "candidate", "to": "discarded", "reason": "不是公文"},
    )
    assert (await imported(world, said)).id != entry.id


async def test_a_withdrawn_policy_may_come_in_again(world: World) -> None:
    entry = await published(world, SHARING)
    await withdrawn(world, entry.id)
    assert not await KeyRow.filter(entry_id=entry.id).exists()
    again = await published(world, SHARING)
    assert again.id != entry.id
    assert [str(each.index_no)[-5:] for each in (entry, again)] == ["00001", "00002"]
