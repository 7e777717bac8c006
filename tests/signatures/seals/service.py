"""A seal service (印章密码服务) over HTTP on this machine, as `providers/remote.py` describes it; it lies when told to.

with serving() as service:
    service.url, service.token      where it is, and what opens it
    service.keys                    handle -> secret of every key it holds
    service.asked                   the bodies of all requests
    service.lie = ...               bytes or a status to send in place of every answer
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_der_private_key

from signatures.gm import sm2
from signatures.gm.keys import Family, load_private, new_secret


@dataclass
class Service:
    url: str = ""
    token: str = field(default_factory=lambda: uuid4().hex)
    keys: dict[str, tuple[Family, bytes]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    lie: bytes | int | None = None
    made: dict[str, str] | None = None
    """What it says to have made, whatever it is asked for."""
    made_of: dict[Family, dict[str, str]] = field(default_factory=dict)
    """The same for keys of one family."""

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, str] | None:
        """What an honest service says; None for a key that it does not hold."""
        self.asked.append(body)
        _, _, handle, verb = (*path.split("/"), "", "")[:4]
        if not handle:
            return self._make(Family(body["family"]))
        if verb == "destroy":
            self.keys.pop(handle, None)
            return {}
        if handle not in self.keys:
            return None
        return {"signature": b64encode(_sign(*self.keys[handle], b64decode(body["digest"]))).decode()}

    def _make(self, family: Family) -> dict[str, str]:
        if said := self.made or self.made_of.get(family):
            return said
        handle, secret = uuid4().hex, new_secret(family)
        self.keys[handle] = family, secret
        return {"handle": handle, "public_key": b64encode(load_private(family, secret).public.spki).decode()}


@contextmanager
def serving() -> Iterator[Service]:
    service = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    service.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _sign(family: Family, secret: bytes, digest: bytes) -> bytes:
    if family is Family.SM2:
        return sm2.signer(secret, sm2.point_of(secret))(digest)
    key = load_der_private_key(secret, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.headers["Authorization"] != f"Bearer {service.token}":
                self._say(401, b"{}")
            elif isinstance(service.lie, int):
                self._say(service.lie, b"{}")
            elif isinstance(service.lie, bytes):
                self._say(200, service.lie)
            else:
                answer = service.answer(self.path.removeprefix("/v1"), body)
                self._say(404 if answer is None else 200, json.dumps(answer).encode())

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal of a test."""

    return Handler
