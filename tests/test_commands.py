"""The command line: what it makes belongs to its owner only, and what it refuses is one line for a person."""

import os
import subprocess
import sys
from pathlib import Path

from tests.source import ROOT


def command(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`python -m server ...` over a folder of its own, on SQLite, under a careless umask."""
    surroundings = {
        **os.environ,
        "ZHENGBAN_DATA": str(data),
        "ZHENGBAN_DATABASE_URL": "",
        "ZHENGBAN_HASH_MEMORY": "8",
        **settings,
    }
    line = [sys.executable, "-m", "server", *arguments]
    return subprocess.run(line, cwd=ROOT, env=surroundings, umask=0o022, capture_output=True, encoding="utf-8")


def test_an_office_is_founded_once_and_its_files_are_its_owners_only(tmp_path: Path) -> None:
    data = tmp_path / "office"
    assert command(data, "found", "某某市人民政府").returncode == 0
    kept = [data, *data.rglob("*")]
    assert len(kept) > 1
    assert not [path for path in kept if path.stat().st_mode & 0o077]
    again = command(data, "found", "某某市人民政府")
    assert again.returncode == 1
    assert "本单位已经建立" in again.stdout + again.stderr
    assert "Traceback" not in again.stderr


def test_there_is_nothing_to_examine_where_no_office_is(tmp_path: Path) -> None:
    said = command(tmp_path / "nothing", "doctor")
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert len((said.stdout + said.stderr).strip().splitlines()) == 1


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    said = command(tmp_path / "office", "serve", ZHENGBAN_PORT="abc")
    assert said.returncode == 1
    assert "ZHENGBAN_PORT" in said.stdout + said.stderr
    assert "Traceback" not in said.stderr
