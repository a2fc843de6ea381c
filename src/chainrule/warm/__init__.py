"""Interpreters that wait with NumPy or PyTorch loaded: a script starts in milliseconds, in a process of its own.

`Servers` starts them and ends them; `start(address, ...)` starts a script in one of them, from any process. Where a
system has no fork there are none (`AVAILABLE`), and scripts are started as interpreters of their own.

Who calls it: whoever runs code of authors: lectures, questions, labs on a laptop, the proof. It must not know any other
room, nor what the scripts do; it is no sandbox.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

SERVER = Path(__file__).with_name("server.py")
AVAILABLE = hasattr(os, "fork") and hasattr(socket, "AF_UNIX") and sys.platform != "darwin"  # no SOCK_SEQPACKET there
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
NUMPY = ("numpy", "numpy.random")
TORCH_ALONE = (*NUMPY, "torch")
# And what the first optimizer and the first backward pass of a process load, a second each: for many scripts.
TORCH = (*TORCH_ALONE, "torch._dynamo", "torch.fx.experimental.symbolic_shapes")
ENDED = -9
# Memory in large pages halves what a fork costs, which copies the table of pages: PyTorch alone fills 150 MB.
LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "PYTHONMALLOC": "malloc"}


class Forked:
    """A script that was started: like `subprocess.Popen`, as far as the course's code needs it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.pid = int(json.loads(connection.recv(100) or b'{"pid": 0}')["pid"])
        self.returncode: int | None = None if self.pid else ENDED

    def wait(self, timeout: float | None = None) -> int:
        """How the script ended. Raises `subprocess.TimeoutExpired`."""
        if self.returncode is None:
            self._connection.settimeout(timeout)
            try:
                answer = self._connection.recv(100)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("a forked script", timeout or 0.0) from None
            except OSError:
                answer = b""
            self.returncode = int(json.loads(answer)["code"]) if answer else ENDED
        return self.returncode

    def poll(self) -> int | None:
        """How the script ended, or None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0.0)
        return self.returncode

    def kill(self) -> None:
        """End the script, and all that it started, and wait until that is done."""
        if self.returncode is None:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_WR)
            self.wait()
        self._connection.close()


def start(
    address: str,
    script: Path,
    *arguments: str,
    folder: str | Path,
    environment: Mapping[str, str],
    streams: tuple[int, int, int],
) -> Forked:
    """Start a script in the server at `address`. `streams` are the descriptors of its standard input, output, error.

    Raises `OSError` where the server is gone.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(address)
    order = {
        "script": str(script),
        "arguments": arguments,
        "folder": str(folder),
        "environment": {**environment, **ONE_THREAD},
    }
    socket.send_fds(connection, [json.dumps(order).encode()], streams)
    return Forked(connection)


def piped(
    address: str, script: Path, *arguments: str, folder: str | Path, environment: Mapping[str, str]
) -> tuple[Forked, IO[bytes], IO[bytes], IO[bytes]]:
    """Start a script with unbuffered pipes: the process, its input to write to, its output and errors to read."""
    ends = [os.pipe() for _ in range(3)]
    theirs = (ends[0][0], ends[1][1], ends[2][1])
    ours = (ends[0][1], ends[1][0], ends[2][0])
    try:
        forked = start(address, script, *arguments, folder=folder, environment=environment, streams=theirs)
    except BaseException:
        for end in ours:
            os.close(end)
        raise
    finally:
        for end in theirs:
            os.close(end)
    return forked, open(ours[0], "wb", 0), open(ours[1], "rb", 0), open(ours[2], "rb", 0)  # noqa: PTH123


class Servers:
    """Servers, each started when it is first asked for; a context manager, at whose end they end with all they started.

    >>> with Servers() as servers:
    ...     address = servers.address(NUMPY)
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="warm-"))
        self._running: dict[tuple[tuple[str, ...], tuple[str, ...], str], tuple[str, subprocess.Popen[bytes]]] = {}
        self._lock = threading.Lock()

    def address(
        self,
        modules: Sequence[str],
        *,
        options: Sequence[str] = ("-P", "-s"),
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """Where the server is that has these modules loaded; one that is loading them takes orders already."""
        environment = dict(environment or {})
        key = (tuple(modules), tuple(options), json.dumps(environment, sort_keys=True))
        with self._lock:
            if key not in self._running:
                address = str(self._folder / str(len(self._running)))
                self._running[key] = address, self._start(address, modules, options, environment)
            return self._running[key][0]

    def _start(
        self, address: str, modules: Sequence[str], options: Sequence[str], environment: dict[str, str]
    ) -> "subprocess.Popen[bytes]":
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        server = subprocess.Popen(
            [sys.executable, *options, "-X", "utf8", str(SERVER), address, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**kept, **environment, **ONE_THREAD, **LARGE_PAGES},
            cwd=self._folder,
            start_new_session=True,
        )
        while not Path(address).exists():  # its door opens before it loads anything
            if server.poll() is not None:
                raise OSError(f"a waiting interpreter ended as it started, with exit code {server.returncode}")
            time.sleep(0.005)
        return server

    def close(self) -> None:
        """End the servers and all that was started in them."""
        for _, server in self._running.values():
            assert server.stdin
            server.stdin.close()
        for _, server in self._running.values():
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        self._running.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> "Servers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
