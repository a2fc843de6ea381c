"""A Git host on loopback: `git http-backend` behind a small server, which can also answer as a hostile one does."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

GIT = "/usr/bin/git"
Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Serves the folder of the host; a path that has a behaviour of its own is answered by that."""

    server: "Host"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        for start, behave in self.server.behaviours.items():
            if self.path.startswith(start):
                behave(self)
                return
        self.backend(self.body())

    do_POST = do_GET

    def backend(self, body: bytes) -> None:
        """Git's own answer."""
        path, _, query = self.path.partition("?")
        variables = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run([GIT, "http-backend"], input=body, env=variables, capture_output=True)
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200 OK").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        if "Content-Length" not in fields:
            self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    def body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def log_message(self, *_: object) -> None:
        pass


class Host(ThreadingHTTPServer):
    """The server with its folder of repositories."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.behaviours: dict[str, Behaviour] = {}
        self.asked: list[str] = []

    def handle_error(self, *_: object) -> None:
        """Whoever asked has gone."""

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, name: str) -> str:
        return f"http://{self.endpoint}/{name}"


@contextmanager
def serving(folder: Path) -> Iterator[Host]:
    """A host that serves what is in the folder."""
    with Host(folder) as host:
        thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield host
        finally:
            host.shutdown()
            thread.join()


def trickle(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
    handler.end_headers()
    while True:
        handler.wfile.write(b"0")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    """All is well, but the pack does not end."""
    body = handler.body()
    if b"command=ls-refs" in body:
        handler.backend(body)
        return
    handler.send_response(200)
    handler.send_header("Content-Type", "application/x-git-upload-pack-result")
    handler.end_headers()
    band = b"%04x\x02%b" % (1005, b"x" * 1000)
    handler.wfile.write(b"000dpackfile\n")
    while True:
        handler.wfile.write(band * 50)


def silent(handler: Handler) -> None:
    """Nothing at all."""
    time.sleep(30)


def redirect(target: str) -> Behaviour:
    """Elsewhere."""

    def behave(handler: Handler) -> None:
        handler.send_response(302)
        handler.send_header("Location", target)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return behave


def page(handler: Handler) -> None:
    """Words for people."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.wfile.write(b"<!doctype html><title>Our project</title>\n" * 20)


def status(code: int) -> Behaviour:
    """That answer and nothing else."""

    def behave(handler: Handler) -> None:
        handler.send_response(code)
        if code == 401:
            handler.send_header("WWW-Authenticate", 'Basic realm="x"')
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return behave


def says(line: bytes) -> Behaviour:
    """An advertisement that is this line."""

    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        handler.end_headers()
        first = b"# service=git-upload-pack\n"
        handler.wfile.write(b"%04x%b0000%04x%b" % (len(first) + 4, first, len(line) + 4, line))

    return behave
