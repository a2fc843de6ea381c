"""Every case of the corpus against the real box, Git and proxy: refused in words or contained, and nothing leaks."""

import re
import secrets
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attacks.repositories.cases import CASES, Case, Scene
from tests.attacks.repositories.server import serving

from chainrule.campus.repositories.address import parse
from chainrule.campus.repositories.fetch import fetch
from chainrule.campus.repositories.model import CannotFetch, Policy, Refused, Repository

pytestmark = [pytest.mark.needs("the sandbox"), pytest.mark.needs("git")]


class Trap:
    """A port on loopback that nobody may connect to."""

    def __init__(self) -> None:
        self.caught = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.wait, daemon=True).start()

    def wait(self) -> None:
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.caught += 1


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.socket.close()


@pytest.fixture
def outside() -> Iterator[Path]:
    """A folder of the server, with a secret; /tmp would be the box's own."""
    with tempfile.TemporaryDirectory(prefix="chainrule-canary-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "secret").write_text(f"canary-{secrets.token_hex(8)}")
        yield Path(folder)


def played(case: Case, scene: Scene) -> Repository | Refused | CannotFetch:
    """What comes of the case."""
    policy = Policy(frozenset({scene.host.endpoint}))
    known = {"resolver": scene.resolver, "dialler": scene.dialler} if scene.numbers else {}
    try:
        return fetch(parse(scene.address, policy), policy, case.limits, **known)
    except (Refused, CannotFetch) as error:
        return error


def left_behind() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("chainrule-[dg]*-*")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_refused_in_words_or_contained(case: Case, tmp_path: Path, trap: Trap, outside: Path) -> None:
    before = left_behind()
    with serving(tmp_path) as host:
        scene = Scene(tmp_path, host, outside / "secret", trap.port, outside / "marker")
        holds = case.play(scene)
        got = played(case, scene)
    if case.says:
        assert not isinstance(got, Repository)
        assert re.search(case.says, str(got)), str(got)
        assert str(got).isprintable()
    else:
        assert isinstance(got, Repository), str(got)
        assert holds is not None
        assert holds(got), got
    assert (outside / "secret").read_text() not in repr(got)
    assert trap.caught == 0
    assert not scene.marker.exists()
    assert set(scene.dialled) <= {"93.184.216.34"}
    assert left_behind() <= before
