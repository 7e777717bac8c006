"""效力关系: what a policy is worth on a day, who says so, and who gets to know by what."""

from datetime import date

import pytest

from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from policy_library.catalogue import errors
from policy_library.catalogue import service as catalogue
from policy_library.catalogue.rules.disclosure import Publicity
from policy_library.catalogue.rules.relations import Kind
from policy_library.catalogue.rules.validity import Effect, Validity, state_on
from policy_library.catalogue.service import Direction, Entry, Facts, Related
from server.kit.tables import Job
from tests.policy_library.catalogue.desk import EDITOR, LEADER, approved, described, published, text, withdrawn
from tests.world import World

OLD = text("档案工作", "甬江政发〔2010〕3号", year=2010)
NEW = text(
    "档案管理", "甬江政发〔2023〕6号", "《甬江市人民政府关于做好档案工作的通知》（甬江政发〔2010〕3号）同时废止。", 2023
)
BEFORE, AFTER = date(2023, 4, 30), date(2023, 5, 1)


async def repeal(world: World, entry: Entry) -> Related:
    """What the newer policy says of the older one."""
    return next(r for r in await catalogue.relations(await world.actor(EDITOR), entry.id) if r.kind is Kind.REPEALS)


async def test_abolished_from_its_day_on_with_a_link_and_in_force_the_day_before(world: World) -> None:
    old, new = await published(world, OLD), await published(world, NEW)
    relation, editor = await repeal(world, new), await world.actor(EDITOR)
    assert (relation.other, relation.confirmed_at) == (old.id, None)
    reader = await world.actor("dongpu.registrar")
    assert (await catalogue.entry(reader, old.id, AFTER)).validity.state is Validity.IN_FORCE, "nobody confirmed it"
    indexed = await Job.filter(kind="index").count()
    done = await catalogue.confirm_relation(editor, relation.id, None, AFTER, None)
    assert (done.effect, done.effective_on, done.confirmed_by) == (Effect.ABOLISHED, AFTER, editor.name)
    before, after = [(await catalogue.entry(reader, old.id, day)).validity for day in (BEFORE, AFTER)]
    assert (before.state, before.by) == (Validity.IN_FORCE, None)
    assert (after.state, after.by, after.by_number) == (Validity.ABOLISHED, new.id, "甬江政发〔2023〕6号")
    assert (await catalogue.entries(reader, None, "", None, None, 10))[0][-1].validity is Validity.ABOLISHED
    found = await catalogue.indexed(old.id)
    assert found is not None
    assert (state_on(found.validity, BEFORE), state_on(found.validity, AFTER)) == (before.state, after.state)
    assert await Job.filter(kind="index").count() == indexed + 1
    heard = await catalogue.relations(reader, old.id)
    assert [(r.direction, r.other, r.effect) for r in heard] == [(Direction.IN, new.id, Effect.ABOLISHED)]


async def test_the_editor_is_asked_to_confirm_whichever_comes_first(world: World) -> None:
    async def asked() -> list[str]:
        found, _ = await notices.todos(await world.actor(EDITOR), NoticeKind.TODO, False, None, 100)
        return [notice.action for notice in found if notice.action == "confirm_relation"]

    new = await published(world, NEW)
    assert await asked() == []
    await published(world, OLD)
    assert await asked() == ["confirm_relation"]
    relation = await repeal(world, new)
    await catalogue.confirm_relation(await world.actor(EDITOR), relation.id, Effect.ANNULLED, AFTER, None)
    assert await asked() == []


async def test_annulled_is_void_from_the_start(world: World) -> None:
    old, new = await published(world, OLD), await published(world, NEW)
    relation = await repeal(world, new)
    await catalogue.confirm_relation(await world.actor(EDITOR), relation.id, Effect.ANNULLED, AFTER, None)
    for day in (date(2011, 1, 1), AFTER):
        shown = await catalogue.entry(await world.actor(EDITOR), old.id, day)
        assert shown.validity.state is Validity.ANNULLED


async def test_a_term_that_is_over_is_expired(world: World) -> None:
    term = Facts(Publicity.PROACTIVE, (), date(2010, 4, 1), date(2015, 3, 31))
    entry, reader = await published(world, OLD, term), await world.actor("dongpu.registrar")
    shown = [
        (await catalogue.entry(reader, entry.id, day)).validity.state
        for day in (date(2010, 3, 31), date(2015, 3, 31), date(2015, 4, 1))
    ]
    assert shown == [Validity.NOT_YET, Validity.IN_FORCE, Validity.EXPIRED]


async def test_only_the_editor_of_the_policy_confirms_what_a_published_decision_says(world: World) -> None:
    old = await published(world, OLD)
    candidate = await described(world, NEW)
    relation, editor = await repeal(world, candidate), await world.actor(EDITOR)
    with pytest.raises(errors.DecisionNotPublished):
        await catalogue.confirm_relation(editor, relation.id, None, AFTER, None)
    with pytest.raises(errors.NoSuchRelation):
        await catalogue.confirm_relation(await world.actor("dongpu.registrar"), relation.id, None, AFTER, None)
    await approved(world, candidate)
    await catalogue.publish(editor, candidate.id)
    for account in (LEADER, "dongpu.registrar"):
        with pytest.raises(errors.NotTheEditor):
            await catalogue.confirm_relation(await world.actor(account), relation.id, None, AFTER, None)
    with pytest.raises(errors.EffectUndated):
        await catalogue.confirm_relation(editor, relation.id, None, None, None)
    with pytest.raises(errors.EffectUnfit) as refused:
        await catalogue.confirm_relation(editor, relation.id, Effect.AMENDED, AFTER, None)
    assert refused.value.facts == {"allowed": sorted(set(Effect) - {Effect.AMENDED})}
    assert (await catalogue.entry(editor, old.id)).validity.state is Validity.IN_FORCE


async def test_what_is_not_in_the_catalogue_cannot_be_confirmed(world: World) -> None:
    new = await published(world, NEW)
    with pytest.raises(errors.Unresolved):
        await catalogue.confirm_relation(await world.actor(EDITOR), (await repeal(world, new)).id, None, AFTER, None)


async def test_a_hidden_policy_shows_neither_as_target_nor_as_source_nor_as_reason(world: World) -> None:
    """To a stranger a relation to it reads like one that waits; what it says of others is left out."""
    hidden = Facts(Publicity.NOT_PUBLIC, (world.place("dsj"),))
    target, source = await published(world, OLD, hidden), await published(world, NEW)
    stranger = await world.actor("xiyu.head")
    (mention,) = await catalogue.relations(stranger, source.id)
    assert (mention.other, mention.number, mention.confirmed_by) == (None, "甬江政发〔2010〕3号", "")
    (seen,) = await catalogue.relations(await world.actor("dsj.drafter"), source.id)
    assert seen.other == target.id
    await withdrawn(world, source.id)
    await withdrawn(world, target.id)
    old, new = await published(world, OLD), await published(world, NEW, hidden)
    relation = await repeal(world, new)
    await catalogue.confirm_relation(await world.actor(EDITOR), relation.id, None, AFTER, None)
    assert await catalogue.relations(stranger, old.id) == []
    validity = (await catalogue.entry(stranger, old.id)).validity
    assert (validity.state, validity.by, validity.by_title) == (Validity.ABOLISHED, None, "")
