"""What a code says is the original's; whoever has a copy sealed once more changes none of it."""

from datetime import timedelta

from server.kit import clock
from signatures.uses import service
from signatures.uses.rules.codes import CodeState, digest_of_code
from signatures.uses.rules.requests import Matter, Place, SealForm
from signatures.uses.service import Asked, Request
from tests.signatures.uses import desk
from tests.world import World


async def sealed_by_another_organ(world: World, data: bytes) -> Request:
    """The bureau of finance has got a file that is sealed already, and seals it."""
    file = await service.hand_in(await world.actor("czj.drafter"), "收到的文件.pdf", desk.upload(data))
    seal, now = await desk.seal_of(world, "czj"), clock.now()
    files = (desk.wanted(file, Place(1, 20.0, 30.0)),)
    asked = Asked(seal.id, Matter.GENERAL, "收文确认", SealForm.SES, now, now + timedelta(days=3), files)
    made = await service.request(await world.actor("czj.drafter"), asked)
    await service.approve(await world.actor("czj.director"), made.id, made.binding)
    await service.ask(await world.actor("czj.registrar"), made.id, 1)
    await desk.work()
    return await service.use(await world.actor("czj.drafter"), made.id)


async def test_a_code_stays_with_the_original_and_branches_do_not_mix(world: World) -> None:
    """The digest under the code became that of whoever had sealed last, and the seals of two branches came together."""
    first = await desk.sealed(world)
    data, code = await desk.bytes_of(world, first.id), first.items[0].code
    before = await service.lookup(code)
    assert (before.state, before.notice, before.later) == (CodeState.WHOLE, "", [])
    foreign = await sealed_by_another_organ(world, data)
    own = await desk.sealed(world, desk.wanted(await desk.handed_in(world, data, "副本.pdf"), Place(1, 60.0, 30.0)))
    after = await service.lookup(code)
    assert (after.sha256, after.sealed_at, after.seals) == (before.sha256, before.sealed_at, before.seals)
    assert [(seal.organ, seal.sha256) for seal in after.later] == [
        ("甬江市财政局", foreign.items[0].sealed),
        ("甬江市大数据局", own.items[0].sealed),
    ]
    assert await service.audit() == []


async def test_the_journal_notes_codes_so_that_they_cannot_be_read_from_it(world: World) -> None:
    code = (await desk.sealed(world)).items[0].code
    assert len(digest_of_code(code)) == 64
    assert digest_of_code("") == ""
    assert code not in digest_of_code(code)
