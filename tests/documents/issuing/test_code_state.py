"""What the code on a paper says of a document that some organs have not sealed yet, and of one that is void."""

from documents.issuing import service
from documents.issuing.models import PrintRow, SealRow
from signatures.uses import service as uses
from signatures.uses.models import CodeRow
from signatures.uses.rules.codes import Coded, CodeState
from tests.documents.joint import KEEPERS, joint_proofed, joint_sealed, seal
from tests.world import World

REGISTRAR = "dsj.registrar"


async def looked_up(sha256: str | None) -> Coded:
    return await uses.lookup(await uses.code_of(sha256 or ""))


async def test_half_sealed_is_not_whole_and_the_last_seal_makes_it_so(world: World) -> None:
    """A code did not say that an organ's seal was still missing."""
    document_id = await joint_proofed(world)
    await seal(world, KEEPERS[0], document_id)
    half = await looked_up((await SealRow.get(document_id=document_id, no=1)).sha256_after)
    assert (half.state, half.notice, len(half.seals)) == (
        CodeState.UNFINISHED,
        "该文件尚未完成用印，不是正式文件。",
        1,
    )
    await seal(world, KEEPERS[1], document_id)
    whole = await looked_up((await PrintRow.get(document_id=document_id)).sealed)
    assert (whole.code, whole.state, whole.notice) == (half.code, CodeState.WHOLE, "")
    assert [each.organ for each in whole.seals] == ["甬江市大数据局", "甬江市财政局"]
    assert (whole.sha256, whole.later) == ((await PrintRow.get(document_id=document_id)).sealed, [])
    assert await uses.audit() == []


async def test_a_void_document_is_void_under_its_code_however_far_it_had_come(world: World) -> None:
    """A code still said of a void document that all was well."""
    half, whole = await joint_proofed(world), await joint_sealed(world)
    await seal(world, KEEPERS[0], half)
    for document_id in (half, whole):
        await service.void(await world.actor(REGISTRAR), document_id, "内容有误")
        coded = await looked_up((await SealRow.get(document_id=document_id, no=1)).sha256_after)
        assert (coded.state, coded.notice) == (CodeState.VOIDED, "该文件已经作废。")
    assert await uses.audit() == []
    await CodeRow.filter(state=CodeState.VOIDED).update(state=CodeState.WHOLE)
    assert [each.what for each in await uses.audit()] == ["验证码所示与用印的文件不符"] * 2
