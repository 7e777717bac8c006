"""A fresh temporary instance of the office, run as its users would run it, on loopback, in a folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
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


@dataclass
class Office:
    """A running instance: where it answers, what its commands have to know, and its process."""

    address: str
    surroundings: dict[str, str]
    data: Path
    server: subprocess.Popen[bytes]

    def go_on(self, days: int) -> None:
        """End the process and begin it anew, some days later. Raises Refused if it does not come up again."""
        self.end()
        self.server = _serve(self.data, self.surroundings, "--days-ahead", str(days))
        _wait(self.address, self.server)

    def end(self) -> None:
        """End the process."""
        self.server.terminate()
        self.server.wait(10)

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
    _lend_fonts(data)
    alone = {"ZHENGBAN_DATABASE_URL": "", "ZHENGBAN_LOG_JSON": "true", "ZHENGBAN_HASH_MEMORY": "8192"}
    surroundings = {**os.environ, **alone, "ZHENGBAN_DATA": str(data)}
    seeded = subprocess.run([*ME, "seed", "--password", password], env=surroundings, stdout=subprocess.DEVNULL)  # noqa: S603
    if seeded.returncode:
        raise Refused("演示城市未能建立")
    with served(data, surroundings) as running:
        yield running


@contextmanager
def served(data: Path, surroundings: Mapping[str, str]) -> Iterator[Office]:
    """Serve an office that exists, for as long as the block lasts, where nobody else will ask."""
    port = _free_port()
    own = {**surroundings, "ZHENGBAN_PORT": str(port), "ZHENGBAN_HOST": "127.0.0.1"}
    office = Office(f"http://127.0.0.1:{port}", own, data, _serve(data, own))
    try:
        _wait(office.address, office.server)
        yield office
    finally:
        office.end()


def _serve(data: Path, surroundings: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    command = [*ME, "serve", *options]
    with (data / "server.log").open("ab") as log:
        return subprocess.Popen(command, env=surroundings, stdout=log, stderr=log)  # noqa: S603


class Person:
    """Somebody of the office with a phone: logged in, and asking over HTTP."""

    def __init__(self, address: str, account: str, password: str) -> None:
        self._http = httpx2.Client(base_url=f"{address}/api/v1", timeout=60)
        login = {"account": account, "password": password, "device": "demo"}
        opened = self.post("/sessions", login, expect=201)
        token, self.id = opened["token"], str(opened["person_id"])
        self._http.headers["authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> Any:
        """What a GET answers."""
        return self._json(self._http.get(path, params=query), 200)

    def post(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        """What a POST answers, or None; anything but the expected status ends the story."""
        return self._json(self._http.post(path, json=body), expect)

    def refused(self, path: str, status: int, body: Any = None) -> None:
        """Asking this is refused with a status: a POST if there is a body, else a GET."""
        answer = self._http.get(path) if body is None else self._http.post(path, json=body)
        self._check(answer, status)

    def tried(self, path: str, body: Any, status: int, refused: int) -> Any:
        """What a POST answers; None if it is refused as may be."""
        answer = self._http.post(path, json=body)
        return None if answer.status_code == refused else self._json(answer, status)

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
