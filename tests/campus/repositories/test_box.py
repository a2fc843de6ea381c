"""What a Git that a repository has taken over could do in the box: each thing is tried there, by a shell."""

import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chainrule.campus.repositories.box import SOCKET, Box, Lost, OutOfTime
from chainrule.campus.repositories.model import MIB, CannotFetch, Limits
from chainrule.labs.sandbox import bwrap

pytestmark = [pytest.mark.needs("the sandbox"), pytest.mark.needs("git")]
LIMITS = Limits(seconds=20, memory_bytes=128 * MIB, disk_bytes=16 * MIB)
PYTHON = f"{sys.base_prefix}/bin/python{sys.version_info.major}.{sys.version_info.minor}"


@contextmanager
def made(limits: Limits = LIMITS) -> Iterator[Box]:
    """A box whose door nobody stands behind."""
    with tempfile.TemporaryDirectory(prefix="chainrule-test-door-") as door, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{door}/{SOCKET}")
        listening.listen()
        box = Box(Path(door), limits, {"PATH": "/usr/bin:/bin", "ONLY": "this"})
        try:
            yield box
        finally:
            box.close()


@pytest.fixture
def shell() -> Iterator[Callable[[str], str]]:
    """Run a line in the box; what it prints."""
    with made() as box:
        yield lambda line: box.run(["bash", "-c", line], 10_000).output.decode()


@pytest.fixture
def outside() -> Iterator[Path]:
    """A folder of the server that all may read and write."""
    with tempfile.TemporaryDirectory(prefix="chainrule-canary-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o777)
        (Path(folder) / "secret").write_text("canary")
        yield Path(folder)


def test_no_file_of_the_server_is_read_or_written(shell: Callable[[str], str], outside: Path) -> None:
    assert shell(f"cat {outside}/secret; touch {outside}/marker; echo done") == "done\n"
    assert shell("ls -d /home /var /etc/passwd; touch /usr/x /x /door/x; echo done") == "done\n"
    assert not (outside / "marker").exists()


def test_no_port_of_the_server_is_connected_to(shell: Callable[[str], str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)
        shell(f"exec 5<>/dev/tcp/127.0.0.1/{trap.getsockname()[1]}")
        with pytest.raises(TimeoutError):
            trap.accept()
    assert shell("exec 5<>/dev/tcp/1.1.1.1/443 && echo out") == ""


def test_no_variable_and_no_process_of_the_server_is_seen(shell: Callable[[str], str]) -> None:
    os.environ["CHAINRULE_CANARY"] = "canary"
    said = shell("env; cat /proc/[0-9]*/environ | tr '\\0' '\\n'; echo; echo /proc/[0-9]*; cat /proc/self/status")
    del os.environ["CHAINRULE_CANARY"]
    assert "ONLY=this" in said
    assert "canary" not in said
    assert f"/proc/{os.getpid()} " not in said
    assert "CapEff:\t0000000000000000" in said
    assert "Seccomp:\t2" in said


def test_it_has_no_namespace_and_no_other_socket_to_make(shell: Callable[[str], str]) -> None:
    tried = "import socket, sys; socket.socket(getattr(socket, sys.argv[1])); print('made')"
    assert shell("unshare --user true && echo made") == ""
    for family, said in (("AF_INET", "made\n"), ("AF_UNIX", "made\n"), ("AF_INET6", ""), ("AF_NETLINK", "")):
        assert shell(f'{PYTHON} -I -c "{tried}" {family}') == said


def test_the_disk_is_as_large_as_it_is(shell: Callable[[str], str]) -> None:
    assert int(shell("head -c 64M /dev/zero > /tmp/x; stat --format=%s /tmp/x")) <= LIMITS.disk_bytes


def test_it_says_no_more_than_is_asked_for() -> None:
    with made() as box:
        said = box.run(["yes"], 1_000)
        assert (len(said.output), said.cut) == (1_000, True)
        assert box.run(["cat"], 1_000, b"still there").output == b"still there"


def test_it_ends_at_the_deadline_with_all_that_it_started() -> None:
    with made(Limits(seconds=1.0)) as box, pytest.raises(OutOfTime):
        box.run(["bash", "-c", "sleep 60 & sleep 60"], 10)
    assert box.process.poll() is not None


@pytest.mark.needs("control groups")
def test_it_has_no_more_memory_than_it_may() -> None:
    with made() as box:
        with contextlib.suppress(Lost):  # the kernel may end the program that speaks for the box
            said = box.run([PYTHON, "-I", "-c", f"x = bytearray({400 * MIB}); x[::4096] = x[::4096]; print('had')"], 10)
            assert said.output == b""
        assert box.starved


def test_where_bubblewrap_is_missing_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bwrap, "find_bubblewrap", lambda: None)
    with pytest.raises(CannotFetch, match="apt-get install bubblewrap"), made():
        pass
