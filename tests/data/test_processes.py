"""Fetching in real processes: two at once, one that is killed, one on a full disk, one without the right to write."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from tests.data.conftest import Answer, Server, text_card
from tests.parts import need
from tests.patience import patience

from chainrule.data.cards import Card

CONTENT = bytes(range(256)) * 4000  # 1,024,000 bytes
PROGRAM = """
import json, sys
from pathlib import Path
from chainrule.data.cards import Card, Download, Member
from chainrule.data.http_file import Patience
from chainrule.data.fetching import fetch_card
from chainrule.data.problems import DataProblem
card = json.loads(sys.argv[1])
for each in card["downloads"]:
    each["members"] = tuple(Member(**member) for member in each["members"])
    each["addresses"] = tuple(each["addresses"])
card["downloads"] = tuple(Download(**each) for each in card["downloads"])
def tell(name, done, total):
    if len(sys.argv) > 3 and done:
        with open(f"{sys.argv[2]}/another", "ab", 0) as another:  # another program takes the room meanwhile
            try:
                while another.write(bytes(4096)):
                    pass
            except OSError:
                pass
try:
    print(len(fetch_card(Card(**card), Path(sys.argv[2]), tell, Patience(5, 2, 0.01))))
except DataProblem as problem:
    sys.exit(str(problem))
"""
SOURCE = Path(__file__).parents[2] / "src"


def program(card: Card, folder: Path) -> list[str]:
    return [sys.executable, "-c", PROGRAM, json.dumps(asdict(card)), str(folder)]


def start(command: list[str]) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_processes_fetch_the_same_at_once_and_one_of_them_has_the_work(server: Server, folder: Path) -> None:
    card = text_card(CONTENT, server.at("letters.txt", Answer(CONTENT, stall=1000, stalls=0)))
    running = [start(program(card, folder)) for _ in range(3)]
    said = [process.communicate(timeout=patience(60)) for process in running]
    assert sorted(out for out, _ in said) == ["0\n", "0\n", "1\n"], said
    assert len(server.requests) == 1
    assert (folder / "letters/letters.txt").read_bytes() == CONTENT


def test_what_a_killed_process_began_is_finished_by_the_next(server: Server, folder: Path) -> None:
    card = text_card(CONTENT, server.at("letters.txt", Answer(CONTENT, stall=600_000, stalls=1)))
    killed = start(program(card, folder))
    part = folder / "letters/.letters.txt.part"
    for _ in range(600):
        if part.exists() and part.stat().st_size >= 500_000:
            break
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=patience(20))
    assert not (folder / "letters/letters.txt").exists()
    kept = part.stat().st_size
    out, error = start(program(card, folder)).communicate(timeout=patience(60))
    assert (out, error) == ("1\n", "")
    assert server.requests[-1][1] == f"bytes={kept}-"
    assert (folder / "letters/letters.txt").read_bytes() == CONTENT


def in_a_box(command: list[str], *more: str) -> list[str]:
    """The command as an ordinary user who sees this machine read-only, with what `more` adds."""
    return [need("bubblewrap"), "--ro-bind", "/", "/", "--dev-bind", "/dev", "/dev", *more, *command]


def test_a_folder_that_may_not_be_written_is_told_in_words(server: Server, folder: Path) -> None:
    card = text_card(CONTENT, server.at("letters.txt", Answer(CONTENT)))
    folder.mkdir()
    _, error = start(in_a_box(program(card, folder))).communicate(timeout=patience(60))
    assert f"nothing can be kept in {folder / 'letters'}: read-only file system" in error
    assert "fix: set CHAINRULE_DATA to a folder of yours" in error
    assert "Traceback" not in error


@pytest.mark.parametrize(("room", "meanwhile", "words"), [
    (1_500_000, [], "no room for letters.txt: it needs 2.0 MB"),
    (3_000_000, ["taken meanwhile"], "the disk is full"),
])  # fmt: skip
def test_a_full_disk_is_told_in_words(
    room: int, meanwhile: list[str], words: str, server: Server, folder: Path
) -> None:
    card = text_card(CONTENT, server.at("letters.txt", Answer(CONTENT)))
    folder.mkdir()
    command = in_a_box([*program(card, folder), *meanwhile], "--size", str(room), "--tmpfs", str(folder))
    _, error = start(command).communicate(timeout=patience(60))
    assert words in error
    assert "set CHAINRULE_DATA to a folder on another disk" in error
    assert "Traceback" not in error
