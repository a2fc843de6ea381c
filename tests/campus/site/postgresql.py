"""A real PostgreSQL for the tests that need one: it lives in a folder of its own, for as long as a `with` block."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from tests.parts import need
from tests.patience import patience

from chainrule import machine


def as_ordinary_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: as root it runs as `postgres`."""
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        if os.geteuid() == 0
        else command
    )


@contextmanager
def cluster() -> Iterator[str]:
    """A server with an empty cluster, on a socket in a folder of its own; the URL of its database."""
    need("PostgreSQL")
    initdb, postgres = map(machine.postgresql, ("initdb", "postgres"))
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
    options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "log_min_messages=fatal"]
    server = subprocess.Popen(as_ordinary_user([postgres, "-D", str(data), "-k", str(folder), *options]), cwd="/")
    try:
        wait_for(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=patience(30))
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "PostgreSQL ended while it started"
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    pytest.fail("PostgreSQL did not answer")
