"""A real PostgreSQL in a folder of its own, for as long as a `with` block: for benchmarks and for tests."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from chainrule import machine

STARTS_WITHIN = 30.0  # seconds
ENDS_WITHIN = 300.0
CAREFREE = ("-c", "fsync=off")  # what it acknowledged may be gone after a power cut: quick, and for tests alone


def as_ordinary_user(command: Sequence[str]) -> list[str]:
    """PostgreSQL refuses to run as root: as root it runs as `postgres`."""
    other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    return [*other, *command] if os.geteuid() == 0 else [*command]


@contextmanager
def cluster(*options: str) -> Iterator[str]:
    """The URL of an empty database, whose server is on a socket in its own folder. `options` are the server's."""
    initdb, postgres = map(machine.postgresql, ("initdb", "postgres"))
    if not initdb or not postgres:
        raise SystemExit("PostgreSQL's server is not here\n  fix: install it (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="chainrule-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    url = f"postgresql://chainrule@{str(folder).replace('/', '%2F')}/postgres"
    subprocess.run(
        as_ordinary_user([initdb, "-D", str(data), "-U", "chainrule", "-A", "trust", "-E", "UTF8", "--no-sync"]),
        check=True,
        capture_output=True,
        cwd="/",
    )
    quiet = ["-c", "listen_addresses=", "-c", "log_min_messages=fatal", *options]
    server = subprocess.Popen(as_ordinary_user([postgres, "-D", str(data), "-k", str(folder), *quiet]), cwd="/")
    try:
        wait_for(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=ENDS_WITHIN)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not answer" if server.poll() is None else "PostgreSQL ended while it started")
