"""An evidence pack is checked by its own script, in a Python without us; and one changed byte of it is noticed."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest

from server.journal import service as journal
from signatures.signing import service
from signatures.signing.errors import NothingSealed
from signatures.uses.errors import NoSuchItem, NoSuchUse
from signatures.uses.rules.requests import Place, SealForm
from tests.signatures.uses import desk
from tests.signatures.uses.test_code_branches import sealed_by_another_organ
from tests.world import World


def checked(pack: bytes, folder: Path) -> tuple[int, str]:
    """What the pack's own script says of it; `-I` keeps our packages and paths out of reach."""
    place = folder / f"{uuid4().hex}.zip"
    place.write_bytes(pack)
    with zipfile.ZipFile(place) as archive:
        archive.extractall(folder / place.stem)
    script = folder / place.stem / "verify.py"
    start = "import runpy, sys; sys.path.insert(0, sys.argv[1]); sys.argv[:] = sys.argv[2:]; "
    command = [sys.executable, "-I", "-S", "-c", f"{start}runpy.run_path(sys.argv[0], run_name='__main__')"]
    result = subprocess.run([*command, str(script.parent), str(script), str(place)], capture_output=True, text=True)
    return result.returncode, result.stdout + result.stderr


def files_in(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


async def pack_of(world: World, data: bytes, name: str, form: SealForm = SealForm.SES) -> bytes:
    file = await desk.handed_in(world, data, name)
    use = await desk.sealed(world, desk.wanted(file, Place(1, 110.0, 200.0)), form=form)
    await journal.anchor()
    return (await service.use_evidence(await world.actor(desk.CLERK), use.id, 1)).data


@pytest.mark.parametrize("form", list(SealForm))
async def test_a_pack_of_a_pdf_holds_by_its_own_script(world: World, tmp_path: Path, form: SealForm) -> None:
    pack = await pack_of(world, desk.pdf(), "统计报表.pdf", form)
    code, said = checked(pack, tmp_path)
    assert (code, "证据包核验通过" in said) == (0, True), said
    assert "甬江市" in said


async def test_a_pack_of_an_ofd_holds_and_changed_ones_do_not(world: World, tmp_path: Path) -> None:
    pack = await pack_of(world, desk.ofd(), "通知.ofd")
    code, said = checked(pack, tmp_path)
    assert code == 0, said
    for name in (
        "document.ofd",
        "approval.json",
        "chain.json",
        "before/1.ofd",
        "timestamps/manifest.tst",
        "manifest.json",
    ):
        files = files_in(pack)
        middle = len(files[name]) // 2
        files[name] = files[name][:middle] + bytes([files[name][middle] ^ 1]) + files[name][middle + 1 :]
        assert checked(packed(files), tmp_path)[0] == 1, name


async def test_a_pack_tells_who_approved_what_and_keeps_no_secret(world: World) -> None:
    files = files_in(await pack_of(world, desk.pdf(), "统计报表.pdf"))
    (approval,) = json.loads(files["approval.json"])["approvals"]
    people = {account: (await world.actor(account)).name for account in (desk.CLERK, desk.APPROVER, desk.KEEPER)}
    assert (approval["requested_by"], approval["approved_by"], approval["keeper"]) == tuple(people.values())
    assert [line["action"] for line in json.loads(files["timeline.json"])][-1] == "uses.seal"
    assert not any(b"PRIVATE" in data for data in files.values())


async def test_of_another_organs_seal_a_pack_tells_no_more_than_the_seal(world: World, tmp_path: Path) -> None:
    """The bureau of finance had the purpose, the people, and what was sealed with it under the same request."""
    files = [await desk.handed_in(world, desk.pdf(pages), f"{pages}.pdf") for pages in (2, 3)]
    first = await desk.sealed(world, *(desk.wanted(file) for file in files))
    foreign = await sealed_by_another_organ(world, await desk.bytes_of(world, first.id))
    pack = (await service.use_evidence(await world.actor("czj.drafter"), foreign.id, 1)).data
    code, said = checked(pack, tmp_path)
    assert code == 0, said
    before, own = json.loads(files_in(pack)["approval.json"])["approvals"]
    assert before.keys() == {"before", "sha256", "sealed", "seal", "organ", "sealed_at", "time_stamped"}
    assert (before["organ"], before["sealed"]) == ("甬江市大数据局", first.items[0].sealed)
    assert own["purpose"] == "收文确认"
    told = b"".join(data for name, data in files_in(pack).items() if name.endswith(".json")).decode()
    people = [(await world.actor(account)).name for account in (desk.CLERK, desk.APPROVER, desk.KEEPER)]
    for secret in (str(first.id), first.purpose, first.items[1].sealed, first.items[1].code, *people):
        assert secret not in told, secret
    assert json.loads(files_in(pack)["chain.json"])["chains"]


async def test_the_chain_of_a_batch_has_no_codes_of_its_other_files(world: World) -> None:
    files = [await desk.handed_in(world, desk.pdf(pages), f"{pages}.pdf") for pages in (2, 3)]
    made = await desk.sealed(world, *(desk.wanted(file) for file in files))
    pack = files_in((await service.use_evidence(await world.actor(desk.CLERK), made.id, 1)).data)
    told = b"".join(data for name, data in pack.items() if name.endswith(".json")).decode()
    assert made.items[0].code in told
    assert made.items[1].code not in told


async def test_who_may_not_see_a_use_gets_no_pack_and_what_is_not_sealed_has_none(world: World) -> None:
    made = await desk.approved(world)
    with pytest.raises(NothingSealed):
        await service.use_evidence(await world.actor(desk.CLERK), made.id, 1)
    with pytest.raises(NoSuchItem):
        await service.use_evidence(await world.actor(desk.CLERK), made.id, 2)
    with pytest.raises(NoSuchUse):
        await service.use_evidence(await world.actor("gaj.registrar"), made.id, 1)
