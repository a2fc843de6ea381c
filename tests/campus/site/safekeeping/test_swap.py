"""Files that change places: killed at any moment, the old ones are there again when the next server starts."""

import subprocess
import sys
from pathlib import Path

import pytest

from chainrule.campus.site.safekeeping import holding, swap
from chainrule.campus.site.safekeeping.problems import Refused

KILLED = """
import os, sys
from pathlib import Path
from chainrule.campus.site.safekeeping.swap import swap
left = int(sys.argv[2])
def hook(event, arguments):
    global left
    if event in ("os.rename", "os.remove"):
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(hook)
var = Path(sys.argv[1])
swap(var, var / "fresh", var / "kept", away=["wal"])
"""
OLD = {"site": "old", "key": "old key", "wal": "old wal", "uploads/a": "old a", "other": "stays"}


def files(folder: Path, names: dict[str, str]) -> None:
    for name, text in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def there(var: Path) -> dict[str, str]:
    """Every file but the lock and what is kept or left beside."""
    aside = {"fresh", "kept", holding.LOCK}
    found = (path.relative_to(var) for path in var.rglob("*") if path.is_file())
    return {name.as_posix(): (var / name).read_text() for name in found if name.parts[0] not in aside}


@pytest.fixture
def var(tmp_path: Path) -> Path:
    files(tmp_path, OLD)
    files(tmp_path / "fresh", {"site": "new", "key": "new key", "uploads/b": "new b", "more": "new"})
    return tmp_path


def test_new_files_take_the_place_of_old_ones_which_are_kept(var: Path) -> None:
    swap.swap(var, var / "fresh", var / "kept", away=["wal", "shm"])
    assert there(var) == {"site": "new", "key": "new key", "uploads/b": "new b", "more": "new", "other": "stays"}
    assert there(var / "kept") == {"site": "old", "key": "old key", "wal": "old wal", "uploads/a": "old a"}


def test_where_the_last_step_fails_all_is_as_it_was(var: Path) -> None:
    def fail() -> None:
        raise RuntimeError("the database said no")

    with pytest.raises(RuntimeError):
        swap.swap(var, var / "fresh", var / "kept", away=["wal"], last=fail)
    assert there(var) == OLD
    assert not (var / "kept").exists()


@pytest.mark.parametrize("moves", range(11))
def test_killed_after_any_move_the_old_files_are_there_at_the_next_start(moves: int, var: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(var), str(moves)], capture_output=True, text=True)
    assert done.returncode == (9 if moves < 10 else 0), done.stderr
    with holding.served(var):
        found = there(var)
    found.pop(f"{swap.JOURNAL}.new", None)
    if done.returncode:
        assert found == OLD
    else:
        assert found["site"] == "new"


def test_who_replaces_files_waits_for_nobody_and_servers_share(var: Path) -> None:
    with holding.served(var), holding.served(var), pytest.raises(Refused, match="a server runs on"), holding.alone(var):
        pass
    with holding.alone(var), pytest.raises(Refused, match="being restored"), holding.served(var):
        pass
