"""`python -m server rotate-keys`: what the office's keeper of keys types, and when it is refused."""

import asyncio
import os

import pytest
from typer.testing import CliRunner

from server import door
from server.__main__ import cli
from server.kit.ground import ground
from signatures.seals import service
from signatures.seals.service.secret import FILE, current_key
from tests.signatures.seals.steps import official
from tests.world import World


async def typed(environment: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    settings = ground().settings
    environment.setenv("ZHENGBAN_DATA", str(settings.data))
    environment.setenv("ZHENGBAN_DATABASE_URL", settings.database_url)
    ran = await asyncio.to_thread(CliRunner().invoke, cli, list(words))
    return ran.exit_code, ran.output + str(ran.exception or "")


async def test_the_keys_are_changed_and_the_seals_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    old = current_key()
    code, said = await typed(monkeypatch, "rotate-keys")
    assert code == 0
    assert "31 个" in said
    assert current_key() != old
    assert (await service.die((await official(world)).id)).signer.key.sign(b"x")


async def test_it_is_refused_while_the_office_is_open_and_without_the_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, old = ground().settings.data, current_key()
    if not ground().settings.database_url:
        handle = door.take(folder)
        try:
            code, said = await typed(monkeypatch, "rotate-keys")
        finally:
            os.close(handle)
        assert code != 0
        assert "另一个进程" in said
        assert current_key() == old
    (folder / FILE).unlink()
    code, said = await typed(monkeypatch, "rotate-keys")
    assert code != 0
    assert "密钥文件" in said
    assert not (folder / FILE).exists()


async def test_the_token_of_the_seal_service_is_never_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGBAN_SEAL_SERVICE_TOKEN", "tell-nobody")
    code, said = await typed(monkeypatch, "settings")
    assert code == 0
    assert "ZHENGBAN_SEAL_SERVICE_TOKEN=" in said
    assert "tell-nobody" not in said
