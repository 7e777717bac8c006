"""An office of before: its seals end, what they sealed stays on record and verifiable."""

from datetime import UTC, datetime
from uuid import uuid4

from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from server import app
from server.journal import service as journal
from server.kit.ground import Ground
from signatures.gm.keys import Family, load_private, new_secret
from signatures.gm.pki.making import Subject, new_serial, self_signed
from signatures.seals import service
from signatures.seals.models import SealRow
from signatures.seals.rules.authority import AUTHORITY_YEARS
from signatures.seals.service.authority import lifetime, pem

AT = datetime(2026, 3, 1, tzinfo=UTC)


async def to(office: Ground, migration: str) -> None:
    config = app.orm_config(office.settings)["apps"]["signatures"]
    await MigrationExecutor(office.orm.db(), {"signatures": config}).migrate([MigrationTarget("signatures", migration)])


async def test_the_root_of_before_stays_trusted_and_the_use_log_stays(office: Ground) -> None:
    await to(office, "0001_initial")
    key = load_private(Family.ECDSA, new_secret(Family.ECDSA))
    validity = lifetime(AUTHORITY_YEARS)
    root = self_signed(Subject("甬江市人民政府电子印章中心"), key, validity=validity, serial=new_serial())
    root_id = uuid4()
    database, use_id, blob = office.orm.db(), uuid4(), "X'00'" if "sqlite" in office.settings.orm_url() else "'x'"
    await database.execute_query(
        'INSERT INTO signatures_authority (id, name, certificate, key, made_at, "only") '
        f"VALUES ('{root_id}', '甬江市人民政府电子印章中心', '{pem(root)}', {blob}, '{AT.isoformat()}', true)"
    )
    await database.execute_query(
        "INSERT INTO signatures_seal_use (id, seal_id, document_id, keeper_id, keeper_name, post_title, sha256_before, "
        f"sha256_after, at) VALUES ('{use_id}', '{uuid4()}', '{uuid4()}', '{uuid4()}', '石守真', '监印人', "
        f"'{'a' * 64}', '{'b' * 64}', '{AT.isoformat()}')"
    )
    await app.migrate(office)
    assert (await service.own_trust()).roots == (root,)
    rows = await database.execute_query_dict("SELECT * FROM uses_log")
    assert [(str(row["id"]), row["keeper_name"], row["sha256_after"]) for row in rows] == [
        (str(use_id), "石守真", "b" * 64)
    ]
    assert not await SealRow.exists()
    await service.found_authority("甬江市人民政府")
    assert len((await service.own_trust()).roots) == 3
    assert "与办理记录不符" in str(await service.audit()), "nobody has written down that it was ever founded"
    await journal.record(
        None, "seals.found_authority", root_id, name="甬江市人民政府电子印章中心", certificate=pem(root)
    )
    assert await service.audit() == []
