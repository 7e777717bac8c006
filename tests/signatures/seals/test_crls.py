"""Revocation lists: anew each day and at every change, all kept, and there even when the key is not."""

import asyncio
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from server.kit import clock
from server.kit.ground import Ground, ground
from signatures.gm.keys import Family, load_private, new_secret
from signatures.gm.pki.crl import Reason, Status, revocation
from signatures.gm.pki.making import Purpose
from signatures.gm.pki.paths import trace
from signatures.seals import service
from signatures.seals.errors import KeyLocked, NoAuthority
from signatures.seals.models import CrlRow
from signatures.seals.rules.authority import OwnChain
from signatures.seals.service.secret import FILE
from tests.signatures.seals.steps import activated, applied, official
from tests.world import World


async def test_a_list_stands_for_its_day_and_until_something_changes(world: World) -> None:
    seal, admin = await official(world), await world.actor("sysadmin")
    noon = clock.now().replace(hour=4, minute=0)
    with clock.set_to(noon):
        first = await service.current_crl(Family.SM2)
        assert await service.current_crl(Family.SM2) == first
        await service.suspend(admin, seal.id, "检查")
        assert await service.current_crl(Family.SM2) == first, "what is suspended may come back"
        await service.revoke(admin, seal.id, "机构改革")
        second = await service.current_crl(Family.SM2)
    with clock.set_to(noon + timedelta(days=1)):
        third = await service.current_crl(Family.SM2)
    assert [len(crl) for crl in (first, second, third)] == [0, 1, 1]
    assert third.next_update_utc is not None
    assert first.last_update_utc < third.last_update_utc < third.next_update_utc
    numbers = [
        crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for crl in (first, second, third)
    ]
    assert numbers == [1, 2, 3]
    assert await CrlRow.filter(family=Family.SM2).count() == 3, "evidence of another day may need them"


async def test_who_asks_at_the_same_moment_gets_the_same_list(world: World) -> None:
    lists = await asyncio.gather(*(service.current_crl(Family.ECDSA) for _ in range(4)))
    assert len({crl.public_bytes(Encoding.DER) for crl in lists}) == 1
    assert await CrlRow.filter(family=Family.ECDSA).count() == 1


async def test_a_certificate_is_revoked_once_whatever_comes_later(world: World) -> None:
    die = await service.die((await official(world)).id)
    at = clock.now()
    for days, reason in ((0, Reason.key_compromise), (3, Reason.superseded)):
        await service.revoke_certificate(die.signer.certificate, at + timedelta(days=days), reason)
    crl = await service.current_crl(Family.SM2)
    found = revocation(die.signer.certificate, die.chain[0], [crl], clock.now())
    assert (found.status, found.reason, found.revoked_at) == (
        Status.REVOKED,
        Reason.key_compromise,
        at.replace(microsecond=0),
    )


async def test_when_the_key_does_not_open_the_last_list_still_speaks(world: World) -> None:
    seal, admin = await official(world), await world.actor("sysadmin")
    kept = await service.current_crl(Family.SM2)
    await service.revoke(admin, seal.id, "机构改革")
    (ground().settings.data / FILE).unlink()
    assert await service.current_crl(Family.SM2) == kept
    with pytest.raises(KeyLocked):
        await service.current_crl(Family.ECDSA)


async def test_who_has_no_authority_has_no_list(office: Ground) -> None:
    with pytest.raises(NoAuthority):
        await service.crl_file(OwnChain.SM2)


@pytest.mark.parametrize("family", [Family.SM2, Family.ECDSA])
async def test_a_personal_certificate_is_issued_under_the_offices_root_and_can_be_revoked(
    office: Ground, family: Family
) -> None:
    public = load_private(family, new_secret(family)).public
    certificate, chain = await service.issue_personal("叶知秋", "甬江市人民政府办公厅", public)
    trace(certificate, chain, (await service.own_trust()).roots, clock.now(), Purpose.PERSON)
    await service.revoke_certificate(certificate, clock.now(), Reason.cessation_of_operation)
    crl = await service.current_crl(family)
    assert revocation(certificate, chain[0], [crl], clock.now()).status is Status.REVOKED


async def test_openssl_accepts_the_list_and_the_certificates_of_the_plain_chain(world: World, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine")
    seal = await activated(world, await applied(world))
    die = await service.die(seal.id)
    await service.revoke(await world.actor("sysadmin"), seal.id, "机构改革")
    files = {
        "root.pem": die.plain_chain[0].public_bytes(Encoding.PEM),
        "seal.pem": die.plain.certificate.public_bytes(Encoding.PEM),
        "old.crl": die.crls[1].public_bytes(Encoding.PEM),
        "new.crl": (await service.current_crl(Family.ECDSA)).public_bytes(Encoding.PEM),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    said = {}
    for name in ("old.crl", "new.crl"):
        line = [openssl, "verify", "-CAfile", "root.pem", "-CRLfile", name, "-crl_check", "seal.pem"]
        said[name] = subprocess.run(line, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert said["old.crl"].returncode == 0, said["old.crl"].stderr
    assert said["new.crl"].returncode != 0
    assert "revoked" in said["new.crl"].stderr
