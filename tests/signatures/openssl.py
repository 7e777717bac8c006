"""The openssl command, for tests that hold our work against somebody else's."""

import subprocess
from pathlib import Path
from shutil import which

import pytest

DISTID = ("-sigopt", "distid:1234567812345678")
"""The identity of an SM2 signer; the command's own default is an empty one."""
CHECK_DISTID = ("-vfyopt", "distid:1234567812345678")


def openssl(*arguments: str | Path, ok: bool = True, within: Path | None = None) -> str:
    """What the command prints; `ok` says whether it should succeed."""
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False, cwd=within)
    assert (done.returncode == 0) == ok, done.stderr
    return done.stdout


def _knows_sm2() -> bool:
    there = which("openssl") is not None
    return there and subprocess.run(["openssl", "ecparam", "-name", "SM2", "-noout"], check=False).returncode == 0


present = pytest.mark.skipif(which("openssl") is None, reason="the openssl command is missing")
knows_sm2 = pytest.mark.skipif(not _knows_sm2(), reason="the openssl command is missing or was built without SM2")
