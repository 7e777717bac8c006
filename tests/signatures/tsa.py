"""A time-stamping authority over HTTP on this machine (RFC 3161, 3.4), for whoever asks one in a test.

    with serving(house()) as url:       # stamps at SIGNED_AT with the house's TSA
        ...post a request of `timestamps.request` to url, content type application/timestamp-query

`answer` replaces what is sent back, given the request's body: an authority that lies or talks nonsense.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from signatures.gm import timestamps
from signatures.gm.pki.making import new_serial
from tests.signatures.pki import SIGNED_AT, House

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"

Answer = Callable[[bytes], bytes]


@contextmanager
def serving(house: House, at: datetime = SIGNED_AT, answer: Answer | None = None) -> Iterator[str]:
    """The authority's address while it is open."""
    server = HTTPServer(("127.0.0.1", 0), _handler(answer or honest(house, at)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def honest(house: House, at: datetime = SIGNED_AT) -> Answer:
    return lambda body: timestamps.respond(body, house.tsa, house.chain, new_serial(), at, timestamps.POLICY)


def _handler(answer: Answer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Type"] != QUERY:
                self.send_error(415)
                return
            reply = answer(body)
            self.send_response(200)
            self.send_header("Content-Type", REPLY)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal of a test."""

    return Handler
