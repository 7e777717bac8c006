"""What was pressed is verified before it lands; what nobody could verify goes back to the keeper."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from server.kit.ground import ground
from signatures.judgement.codes import Code
from signatures.judgement.verdict import State
from signatures.ofd import seal as ofd
from signatures.pdf import sign
from signatures.pdf import verify as pdf
from signatures.seals import service as seals
from signatures.uses.models import CodeRow, UseRow
from signatures.uses.rules.log import Result
from signatures.uses.rules.requests import ItemState, Place, RequestState, SealForm
from signatures.uses.service import Request
from tests.signatures.uses import desk
from tests.signatures.uses.desk import bytes_of, handed_in, wanted
from tests.signatures.workshop import CENTRE, once
from tests.world import World

FREE = Place(1, 20.0, 30.0)


def botched(monkeypatch: pytest.MonkeyPatch, craft: Any, change: Callable[[bytes], bytes]) -> None:
    """The craft makes something else of it than it should."""
    honest = craft.seal
    monkeypatch.setattr(craft, "seal", lambda *given, **named: change(honest(*given, **named)))


def bent(data: bytes) -> bytes:
    """One letter of the first page's text is another."""
    return data.replace(b"/MediaBox", b"/MediaBux", 1)


async def went_back(done: Request, code: str) -> None:
    (item,) = done.items
    assert (done.state, item.state) == (RequestState.APPROVED, ItemState.HANDED_BACK)
    assert code in item.reason
    (line,) = await UseRow.filter(use_id=done.id)
    assert (line.result, line.sha256_after) == (Result.FAILED, "")
    assert not await CodeRow.all().exists()


@pytest.mark.parametrize("form", SealForm)
async def test_a_pdf_that_does_not_verify_does_not_land(
    world: World, monkeypatch: pytest.MonkeyPatch, form: SealForm
) -> None:
    botched(monkeypatch, sign, bent)
    await went_back(await desk.sealed(world, form=form), "（")


async def test_the_codes_of_what_was_found_are_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    botched(monkeypatch, sign, lambda data: data + b"% more")
    await went_back(await desk.sealed(world), Code.PDF_TRAILING_DATA)


async def test_an_ofd_that_does_not_verify_does_not_land(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    botched(monkeypatch, ofd, lambda data: data + b"more")
    file = await handed_in(world, desk.ofd(), "通知.ofd")
    await went_back(await desk.sealed(world, wanted(file, Place(1, 100.0, 100.0))), Code.ZIP_STRAY_BYTES)


async def test_a_seal_by_an_authority_that_is_not_ours_does_not_land(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was when a time stamp came from anybody: what is pressed is held against the office's own trust."""
    botched(monkeypatch, sign, lambda data: once())
    await went_back(await desk.sealed(world), Code.SIGNER_CHAIN_UNTRUSTED)


async def test_beside_a_seal_that_we_do_not_trust_ours_has_to_hold(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await handed_in(world, once(), "来文.pdf")
    assert file.sealed
    done = await desk.sealed(world, wanted(file, FREE))
    assert done.state is RequestState.USED
    verdict = pdf.verify(await bytes_of(world, done.id), trust=await seals.trust(), at=done.closes_at)
    assert (verdict.state, [seal.holds for seal in verdict.seals]) == (State.INVALID, [False, True])


async def test_beside_a_seal_that_we_do_not_trust_ours_does_not_land_broken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await handed_in(world, once(), "来文.pdf")
    botched(monkeypatch, sign, lambda data: once())
    await went_back(await desk.sealed(world, wanted(file, FREE)), Code.SIGNER_CHAIN_UNTRUSTED)


async def test_beside_a_seal_that_the_folder_vouches_for_both_have_to_hold(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = ground().settings.data / "trust"
    folder.mkdir()
    (folder / "others.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in CENTRE.certificates))
    done = await desk.sealed(world, wanted(await handed_in(world, once(), "来文.pdf"), FREE))
    verdict = pdf.verify(await bytes_of(world, done.id), trust=await seals.trust(), at=done.closes_at)
    assert (verdict.state, len(verdict.seals)) == (State.VALID, 2)
