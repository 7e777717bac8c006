"""Asking services outside of the office over HTTP: bounded in time and size, from a worker thread."""

from time import monotonic

import httpx2

SECONDS = 10.0
"""In which the whole of an answer must have arrived."""
LONGEST = 65_536
"""Bytes; neither a signature nor a time stamp is longer."""


class NoAnswer(Exception):
    """Why there was no usable answer, in Chinese."""


def ask(method: str, url: str, content: bytes = b"", **headers: str) -> bytes:
    """Send a request, answer what came back with a status of success. Raises NoAnswer. Redirects are not followed."""
    until = monotonic() + SECONDS
    try:
        with (
            httpx2.Client(timeout=SECONDS) as client,
            client.stream(
                method, url, content=content, headers={name.replace("_", "-"): said for name, said in headers.items()}
            ) as answer,
        ):
            if not answer.is_success:
                raise NoAnswer(f"答复状态为{answer.status_code}")
            return _whole(answer, until)
    except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
        raise NoAnswer("没有应答") from fault


def _whole(answer: httpx2.Response, until: float) -> bytes:
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > LONGEST:
            raise NoAnswer("答复过长")
        if monotonic() > until:
            raise NoAnswer("答复过慢")
    return bytes(data)
