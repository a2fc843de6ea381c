"""A door with an application of the test's own, and clients that speak to it byte by byte."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from chainrule.campus.site.front.door import Door

PATIENCE = 60.0  # seconds until a test gives up; nothing is asserted about time
MEGABYTE = 2**20
SAVE = "/papers/quiz-1/attempt/save/"


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Says what it got: method, path, promised length, bytes that came."""
    path = environ["PATH_INFO"]
    if path == "/large":
        start_response("200 OK", [("Content-Length", str(8 * MEGABYTE))])
        return [b"x" * (8 * MEGABYTE)]
    promised = environ.get("CONTENT_LENGTH") or "0"
    came = environ["wsgi.input"].read() if int(promised) <= MEGABYTE else b""
    body = f"{environ['REQUEST_METHOD']} {path} {promised} {len(came)} {environ['REMOTE_ADDR']}".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@dataclass
class Street:
    """Where a door stands."""

    door: Door
    port: int
    clock: float = 0.0  # seconds that the door's looks are ahead

    def knock(self, said: bytes = b"") -> socket.socket:
        """A connection on which so much was said."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        if said:
            client.sendall(said)
        return client

    def ask(self, path: str = "/", method: str = "GET", body: bytes = b"") -> bytes:
        """What an honest client gets: the whole answer."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return answer(self.knock(head.encode() + body))

    def later(self, seconds: float) -> None:
        """Let the door look at its connections as it will so much later than at the last look."""
        self.clock += seconds
        looked = threading.Event()

        def look() -> None:
            try:
                self.door.maintenance(time.monotonic() + self.clock)
            finally:
                looked.set()

        self.door.trigger.pull_trigger(look)
        assert looked.wait(PATIENCE)

    def until_open(self, count: int) -> None:
        """Until so many connections are open at the door."""
        until(lambda: len(self.door.active_channels) == count, f"{count} connections")


def answer(client: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    parts = []
    with client:
        while part := client.recv(65536):
            parts.append(part)
    return b"".join(parts)


def is_closed(client: socket.socket) -> bool:
    """Whether the other side closed without a word; waits for it."""
    with client, contextlib.suppress(ConnectionResetError):
        return client.recv(1) == b""
    return True


def until(holds: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.01)


@contextlib.contextmanager
def street(application: Callable[..., Any] = echo, host: str = "127.0.0.1", **options: Any) -> Iterator[Street]:
    """A door that is open for as long as the `with` block."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.bind((host, 0))
    listening.listen(256)
    door = Door(application, listening, **({"largest_body": MEGABYTE, "connections": 1000} | options))
    thread = threading.Thread(target=door.run, daemon=True)
    thread.start()
    try:
        yield Street(door, listening.getsockname()[1])
    finally:
        door.stop()
        thread.join(PATIENCE)
        listening.close()
        assert not thread.is_alive()
