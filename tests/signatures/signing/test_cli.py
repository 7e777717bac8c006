"""`python -m server verify`: what it prints, and that only a valid file ends with zero."""

import json
import os
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from typer.testing import CliRunner

from server.__main__ import cli
from tests.signatures.workshop import CENTRE, authority, once, paper, twice
from tests.source import ROOT

STRANGER = authority("外省电子印章中心")


def run(tmp_path: Path, pdf: bytes, *more: str) -> tuple[int, str]:
    (tmp_path / "file.pdf").write_bytes(pdf)
    elsewhere = {"ZHENGBAN_DATA": str(tmp_path / "office")}
    result = CliRunner().invoke(cli, ["verify", str(tmp_path / "file.pdf"), *more], env=elsewhere)
    return result.exit_code, result.output


def roots(tmp_path: Path, certificate: Certificate) -> list[str]:
    (tmp_path / "roots").mkdir(exist_ok=True)
    (tmp_path / "roots" / "root.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    return ["--trust", str(tmp_path / "roots")]


def test_only_a_valid_file_ends_with_zero_and_no_office_is_needed(tmp_path: Path) -> None:
    trusted = roots(tmp_path, CENTRE.certificate)
    changed = once().replace(b"Notice, page 2", b"Notice, page 3")
    ends = [run(tmp_path, pdf, *trusted)[0] for pdf in (once(), twice(), changed, paper(), b"junk")]
    assert ends == [0, 0, 1, 1, 1]
    assert run(tmp_path, once(), *roots(tmp_path, STRANGER.certificate))[0] == 1
    assert not (tmp_path / "office").exists()


def test_a_person_reads_chinese_and_a_program_json(tmp_path: Path) -> None:
    trusted = roots(tmp_path, CENTRE.certificate)
    assert "印章1：甬江市人民政府，有效" in run(tmp_path, once(), *trusted)[1]
    said = json.loads(run(tmp_path, once(), *trusted, "--json")[1])
    assert (said["state"], said["seals"][0]["organ"]) == ("valid", "甬江市人民政府")


def test_without_an_office_and_without_roots_it_says_what_to_do(tmp_path: Path) -> None:
    """In a process of its own, for the ORM remembers the first engine it met."""
    (tmp_path / "file.pdf").write_bytes(once())
    nowhere = {**os.environ, "ZHENGBAN_DATA": str(tmp_path / "office"), "ZHENGBAN_DATABASE_URL": ""}
    me = [sys.executable, "-m", "server", "verify", str(tmp_path / "file.pdf")]
    result = subprocess.run(me, env=nowhere, cwd=ROOT, capture_output=True, text=True)
    assert (result.returncode, "--trust" in result.stderr) == (1, True)


def test_a_root_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    trusted = roots(tmp_path, CENTRE.certificate)
    (tmp_path / "roots" / "broken.pem").write_text("nothing")
    code, said = run(tmp_path, once(), *trusted)
    assert (code, "broken.pem" in said) == (1, True)
