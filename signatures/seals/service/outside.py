"""Asking services outside of the office over HTTP: bounded in time and size, from a worker thread."""

from concurrent.futures import ThreadPoolExecutor

import anyio
import httpx2

SECONDS = 10.0
"""In which the whole of an answer must have arrived, from the first look for the address to the last byte."""
LONGEST = 65_536
"""Bytes; neither a signature nor a time stamp is longer."""


class NoAnswer(Exception):
    """Why there was no usable answer, in Chinese."""


def ask(method: str, url: str, content: bytes = b"", **headers: str) -> bytes:
    """Send a request, answer what came back with a status of success. Raises NoAnswer. Redirects are not followed.

    The time-outs of an HTTP client are for each read alone; whoever sends a byte now and then would be heard for ever.
    So the asking runs on a loop of its own, where all of it can be called off at once.
    """
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    line = ThreadPoolExecutor(1)
    try:
        return line.submit(anyio.run, _asked, method, url, content, said, SECONDS).result(SECONDS)
    except TimeoutError as fault:
        raise NoAnswer("答复过慢") from fault
    finally:
        line.shutdown(wait=False)  # a resolver of names may still hold the thread


async def _asked(method: str, url: str, content: bytes, headers: dict[str, str], seconds: float) -> bytes:
    try:
        with anyio.fail_after(seconds):
            async with (
                httpx2.AsyncClient(timeout=seconds, headers={"accept-encoding": "identity"}) as client,
                client.stream(method, url, content=content, headers=headers) as answer,
            ):
                return await _whole(answer)
    except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
        raise NoAnswer("没有应答") from fault


async def _whole(answer: httpx2.Response) -> bytes:
    if not answer.is_success:
        raise NoAnswer(f"答复状态为{answer.status_code}")
    data = bytearray()
    async for chunk in answer.aiter_raw():  # never unpacked: a few bytes may hold very many
        data += chunk
        if len(data) > LONGEST:
            raise NoAnswer("答复过长")
    return bytes(data)
