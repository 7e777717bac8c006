"""入库: what goes out is in the policy library under the same words as what was taken in there."""

from documents.drafting.rules.kinds import LAW
from policy_library.catalogue import service as catalogue
from policy_library.catalogue.rules.disclosure import State
from policy_library.catalogue.rules.metadata import POLICY_KINDS, FieldName
from tests.documents.desk import notice
from tests.documents.issuing.desk import CODE, dispatched
from tests.world import World


def test_every_kind_that_is_drafted_is_a_kind_of_the_library() -> None:
    assert {law.label for law in LAW.values()} <= POLICY_KINDS


async def test_a_dispatched_document_is_a_candidate_with_its_kind_number_and_term(world: World) -> None:
    body = "现将方案印发给你们，请认真贯彻执行。本通知自2099年5月1日起施行，有效期至2100年4月30日。"
    document_id = await dispatched(world, notice(world, body))
    editor = await world.actor("sfb.editor")
    lines, _ = await catalogue.entries(editor, State.CANDIDATE, "", world.place("szf"), None, 10)
    entry = await catalogue.entry(editor, lines[0].id)
    assert (entry.document_id, entry.kind, entry.genre) == (document_id, "通知", "通知")
    assert entry.doc_number.startswith(f"{CODE}〔")
    fields = {f.name: f for f in await catalogue.fields(editor, entry.id)}
    assert {f.name for f in fields.values() if f.needs_review} == {FieldName.EFFECTIVE_FROM, FieldName.VALID_UNTIL}
    done = await catalogue.correct(editor, entry.id, [(f.name, f.value) for f in fields.values() if f.needs_review])
    assert (done.validity.state, done.turn != entry.turn) == ("not_yet", True)
