"""A real HTTP server on this machine that misbehaves as it is told, and small data sets to be fetched from it."""

import gzip
import hashlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chainrule.data.cards import Card, Download, Member
from chainrule.data.http_file import Patience

PATIENT = Patience(stall=30.0, tries=2, pause=0.01)  # where nothing stalls: a busy machine answers late
QUICK = Patience(stall=0.4, tries=2, pause=0.01)


@dataclass
class Answer:
    """What the server says at one path."""

    content: bytes = b""
    etag: str = '"1"'
    modified: str = ""
    ranges: bool = True
    cut: int | None = None  # the connection is closed after so many bytes ...
    cuts: int = 10**9  # ... so often
    stall: int | None = None  # after so many bytes nothing more comes
    stalls: int = 10**9
    drip: float | None = None  # seconds between two single bytes
    status: int = 200
    statuses: int = 10**9  # so often that status, then 200
    length: int | None = None  # what Content-Length says; -1: nothing
    location: str = ""
    shift: int = 0  # a range begins so many bytes too late


@dataclass
class Server:
    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)  # path, Range, If-Range
    closing: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str, answer: Answer) -> str:
        self.answers[f"/{path}"] = answer
        return f"{self.address}/{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: "Listener"

    def do_GET(self) -> None:
        book = self.server.book
        wanted, condition = self.headers.get("Range", ""), self.headers.get("If-Range", "")
        book.requests.append((self.path, wanted, condition))
        answer = book.answers.get(self.path)
        if answer is None:
            self.send_error(404)
        elif answer.location:
            self.send_response(302)
            self.send_header("Location", answer.location)
            self.end_headers()
        elif answer.status != 200 and answer.statuses > 0:
            answer.statuses -= 1
            self.send_error(answer.status)
        else:
            self.give(answer, wanted, condition)

    def give(self, answer: Answer, wanted: str, condition: str) -> None:
        start, size = 0, len(answer.content)
        if answer.ranges and wanted and condition in ("", answer.etag, answer.modified):
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) + answer.shift
        if start and start >= size:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{size}")
            self.end_headers()
            return
        body = answer.content[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        if answer.etag:
            self.send_header("ETag", answer.etag)
        if answer.modified:
            self.send_header("Last-Modified", answer.modified)
        if answer.length != -1:
            self.send_header("Content-Length", str(len(body) if answer.length is None else answer.length))
        self.end_headers()
        self.send_body(answer, body)

    def send_body(self, answer: Answer, body: bytes) -> None:
        if answer.cut is not None and answer.cuts > 0:
            answer.cuts -= 1
            body = body[: answer.cut]
        if answer.drip is not None:
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                if self.server.book.closing.wait(answer.drip):
                    return
        elif answer.stall is not None and answer.stalls > 0:
            answer.stalls -= 1
            self.wfile.write(body[: answer.stall])
            self.wfile.flush()
            self.server.book.closing.wait(20)
        else:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Listener(http.server.ThreadingHTTPServer):
    book: Server
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is part of the tests."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "CHAINRULE_MIRROR",
    ):
        monkeypatch.delenv(name, raising=False)
    listener = Listener(("127.0.0.1", 0), Handler)
    listener.book = Server(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield listener.book
    listener.book.closing.set()
    listener.shutdown()
    listener.server_close()


def member(name: str, content: bytes) -> Member:
    return Member(name, len(content), hashlib.sha256(content).hexdigest())


def text_card(content: bytes, *addresses: str, name: str = "letters") -> Card:
    """A data set of one plain file."""
    return _card(name, Download(f"{name}.txt", len(content), addresses, (member(f"{name}.txt", content),)))


def gzip_card(content: bytes, *addresses: str) -> tuple[Card, bytes]:
    """A data set of one gzipped file, and that file as it is served."""
    packed = gzip.compress(content, mtime=0)
    return _card("packed", Download("data.gz", len(packed), addresses, (member("data", content),), "gzip")), packed


def tar_card(contents: dict[str, bytes], packed: bytes, *addresses: str, check: bool = True) -> Card:
    """A data set of several files in the folder `inside` of a tar.gz."""
    members = tuple(member(name, content) for name, content in contents.items())
    digest = hashlib.sha256(packed).hexdigest() if check else None
    return _card("archive", Download("all.tar.gz", len(packed), addresses, members, "tar.gz", "inside", digest))


def _card(name: str, *downloads: Download) -> Card:
    return Card(name, name.title(), "none", "made by a test", "for a test", "text", downloads=downloads)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"
