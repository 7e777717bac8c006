"""A fresh temporary instance of the office, run as its users would run it, on loopback, in a folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from server.settings import load

START_SECONDS = 60


class Refused(Exception):
    """The office answered something else than the story expects."""


ME = (sys.executable, "-m", "server")


@dataclass(frozen=True)
class Office:
    """A running instance: where it answers, and what its commands have to know."""

    address: str
    surroundings: dict[str, str]

    def examine(self) -> str:
        """What `doctor` says while the office works. Raises Refused if anything does not hold."""
        command = [*ME, "doctor"]
        said = subprocess.run(command, env=self.surroundings, capture_output=True, text=True, encoding="utf-8")  # noqa: S603
        if said.returncode:
            raise Refused(said.stdout + said.stderr)
        return said.stdout.strip()


@contextmanager
def office(data: Path, password: str) -> Iterator[Office]:
    """Seed and serve a new office in a folder; yields it, and ends it when the block ends."""
    port = _free_port()
    _lend_fonts(data)
    surroundings = {**os.environ, "ZHENGBAN_DATA": str(data), "ZHENGBAN_PORT": str(port), "ZHENGBAN_HOST": "127.0.0.1"}
    surroundings |= {"ZHENGBAN_DATABASE_URL": "", "ZHENGBAN_LOG_JSON": "true", "ZHENGBAN_HASH_MEMORY": "8192"}
    seeded = subprocess.run([*ME, "seed", "--password", password], env=surroundings, stdout=subprocess.DEVNULL)  # noqa: S603
    if seeded.returncode:
        raise Refused("演示城市未能建立")
    with (data / "server.log").open("wb") as log:
        server = subprocess.Popen([*ME, "serve"], env=surroundings, stdout=log, stderr=log)  # noqa: S603
        try:
            office = Office(f"http://127.0.0.1:{port}", surroundings)
            _wait(office.address, server)
            yield office
        finally:
            server.terminate()
            server.wait(10)


class Person:
    """Somebody of the office with a phone: logged in, and asking over HTTP."""

    def __init__(self, address: str, account: str, password: str) -> None:
        self._http = httpx2.Client(base_url=f"{address}/api/v1", timeout=60)
        login = {"account": account, "password": password, "device": "demo"}
        token = self.post("/sessions", login, expect=201)["token"]
        self._http.headers["authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> Any:
        """What a GET answers."""
        return self._json(self._http.get(path, params=query), 200)

    def post(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        """What a POST answers, or None; anything but the expected status ends the story."""
        return self._json(self._http.post(path, json=body), expect)

    def put(self, path: str, body: Any) -> Any:
        """What a PUT answers."""
        return self._json(self._http.put(path, json=body), 200)

    def send(self, path: str, data: bytes, **query: Any) -> Any:
        """What the office says to a file."""
        return self._json(self._http.post(path, content=data, params=query), 200)

    def fetch(self, path: str) -> bytes:
        """The bytes of a file."""
        answer = self._http.get(path)
        self._check(answer, 200)
        return answer.content

    def _json(self, answer: httpx2.Response, expect: int) -> Any:
        self._check(answer, expect)
        return answer.json() if answer.content else None

    def _check(self, answer: httpx2.Response, expect: int) -> None:
        if answer.status_code != expect:
            asked = f"{answer.request.method} {answer.request.url.path}"
            raise Refused(f"{asked} 应答 {answer.status_code}，应为 {expect}：{answer.text[:500]}")


def _lend_fonts(data: Path) -> None:
    """The faces that `python -m server fonts` has fetched for the caller's own office serve this one, too."""
    fetched = load().data / "fonts"
    if fetched.is_dir():
        (data / "fonts").symlink_to(fetched.resolve(), target_is_directory=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 10):
        if server.poll() is not None:
            raise Refused(f"服务进程已退出（{server.returncode}）")
        try:
            if httpx2.get(f"{address}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise Refused(f"服务进程 {START_SECONDS} 秒内没有就绪")
