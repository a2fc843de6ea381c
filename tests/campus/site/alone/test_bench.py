"""The learner's labs: the folder is the truth, a save is checked, and what the terminal knows the page knows."""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.patience import patience

from chainrule.campus.site.alone import bench as desk
from chainrule.campus.site.alone.bench import Bench, bench
from chainrule.labs import solution, starter
from chainrule.labs.folder import STATE_FILE, FolderProblem, open_folder

POWER = 'raise NotImplementedError("write Value.__pow__")'


@pytest.fixture
def mine(alone: Client) -> Bench:
    return bench()


def until(found: Callable[[], Any], seconds: float, every: float = 0.05) -> Any:
    """What `found` gives, once it gives something."""
    end = time.monotonic() + patience(seconds)
    while not (result := found()):
        assert time.monotonic() < end, "it never came"
        time.sleep(every)
    return result


def write(mine: Bench, text: str) -> None:
    mine.file_of("03").write_text(text, encoding="utf-8")


def test_a_check_says_what_is_wrong_and_the_folder_remembers_the_points(mine: Bench) -> None:
    lab = mine.labs["03"]
    write(mine, solution(lab).replace("a.data * b.data", "a.data + b.data"))
    found = mine.check("03")
    assert found.verdict is not None
    assert not found.verdict.passed
    assert found.verdict.isolated is False
    best = json.loads((mine.path / STATE_FILE).read_text())["labs"]["03"]["best"]
    assert best == found.verdict.points > 0


def test_a_save_is_checked_by_itself(mine: Bench) -> None:
    threading.Thread(target=mine.watch, daemon=True).start()
    before = mine.standing("03")
    assert before.checked is None

    def saved() -> bool:  # the thread may not look yet when it is saved first
        write(mine, solution(mine.labs["03"]))
        return mine.standing("03").checked is not None

    until(saved, seconds=30, every=2)
    until(lambda: not mine.standing("03").is_waiting, seconds=30)
    after = mine.standing("03")
    assert after.checked
    assert after.checked.verdict
    assert after.checked.verdict.passed
    assert after.stamp != before.stamp
    assert open_folder(mine.path).progress("03").passed


def test_the_inputs_stay_until_all_checks_pass(mine: Bench) -> None:
    mine.want("03")
    mine.work()
    first = mine.standing("03").checked
    mine.want("03")
    mine.work()
    second = mine.standing("03").checked
    assert first
    assert second
    assert first.verdict
    assert second.verdict
    assert first.verdict.seed == second.verdict.seed


def test_what_the_terminal_did_meanwhile_is_kept(mine: Bench) -> None:
    folder = open_folder(mine.path)
    folder.progress("03").hints["Value.exp"] = 2
    folder.current = "03"
    folder.save()
    mine.check("03")
    again = open_folder(mine.path)
    assert again.progress("03").hints == {"Value.exp": 2}
    assert again.current == "03"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02" * 100, "binary data"),
        ("größe = 1".encode("latin-1"), "not UTF-8"),
        (b"#" * 300_000, "300,000 bytes"),
    ],
)
def test_a_file_that_is_no_lab_is_named_and_gets_no_points(mine: Bench, content: bytes, said: str) -> None:
    mine.file_of("03").write_bytes(content)
    assert said in desk.shown(mine.file_of("03"))[1]
    found = mine.check("03")
    assert found.verdict is not None
    assert found.verdict.points == 0


def test_a_file_of_a_gigabyte_is_not_read(mine: Bench) -> None:
    with mine.file_of("03").open("wb") as file:
        file.truncate(2**30)
    assert "1,073,741,824 bytes" in mine.check("03").problem
    assert "1,073,741,824 bytes" in desk.shown(mine.file_of("03"))[1]


def test_a_missing_file_is_said_and_made_again_only_where_there_is_none(mine: Bench) -> None:
    mine.file_of("03").unlink()
    assert "chainrule reset 03" in mine.check("03").problem
    mine.restore("03")
    assert mine.file_of("03").read_text() == starter(mine.labs["03"])
    write(mine, "mine = 1\n")
    mine.restore("03")
    assert mine.file_of("03").read_text() == "mine = 1\n"


def test_a_folder_in_the_place_of_the_file_is_said(mine: Bench) -> None:
    mine.file_of("03").unlink()
    mine.file_of("03").mkdir()
    assert "is a folder" in mine.check("03").problem


def test_progress_of_a_newer_version_is_not_written_over(mine: Bench) -> None:
    state = mine.path / STATE_FILE
    state.write_text(json.dumps({"version": 99, "labs": {}}))
    assert "newer" in mine.check("03").problem
    with pytest.raises(FolderProblem):
        mine.change(lambda folder: None)
    assert json.loads(state.read_text())["version"] == 99


def test_the_servers_end_ends_what_it_runs(mine: Bench) -> None:
    lab = mine.labs["03"]
    write(mine, solution(lab).replace("import math", "import math\nwhile True:\n    pass\n"))
    thread = threading.Thread(target=mine.check, args=("03",), daemon=True)
    thread.start()
    running: Any = until(lambda: mine.launcher.running, seconds=20)[0]
    mine.launcher.close()
    assert running.process.poll() is not None
    assert not Path(running.folder).exists()
    thread.join(timeout=60)


def test_what_is_written_counts_from_the_first_pass(mine: Bench) -> None:
    write(mine, solution(mine.labs["03"]))
    mine.check("03")
    first = open_folder(mine.path).progress("03").passed
    assert datetime.fromisoformat(first)
    mine.check("03")
    assert open_folder(mine.path).progress("03").passed == first
