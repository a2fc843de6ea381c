"""In a real terminal: colours where they are wanted, and `watch`, which answers at every save until Ctrl-C."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.patience import patience

from chainrule.course import find_course
from chainrule.labs import load_lab, load_labs
from chainrule.labs.folder import start_folder

COMMAND = Path(sys.executable).with_name("chainrule")
CLEAR = "\x1b[2J"
PATIENCE = 60.0
POINTS = load_lab(find_course(), "03").points


class Terminal:
    """A command on the other end of a pseudo-terminal."""

    def __init__(self, *arguments: str, cwd: Path, **env: str) -> None:
        self.end, other = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
        environment |= {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40", "PYTHONUTF8": "1", **env}
        self.process = subprocess.Popen(
            [COMMAND, *arguments],
            cwd=cwd,
            env=environment,
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
        )
        os.close(other)
        self.seen = ""

    def until(self, words: str) -> str:
        """What came since the last call, up to and with `words`."""
        give_up = time.monotonic() + patience(PATIENCE)
        while words not in self.seen:
            if not self.more(give_up):
                raise AssertionError(f"{words!r} did not come; what came: {self.seen!r}")
        before, found, self.seen = self.seen.partition(words)
        return before + found

    def more(self, give_up: float) -> bool:
        """Read a piece; False at the end, or when nothing comes in time."""
        if not select.select([self.end], [], [], max(0.0, give_up - time.monotonic()))[0]:
            return False
        try:
            piece = os.read(self.end, 65536)
        except OSError:  # the other end is closed
            return False
        self.seen += piece.decode("utf-8", "replace")
        return bool(piece)

    def all(self) -> str:
        """Everything until the command ends."""
        while self.more(time.monotonic() + patience(PATIENCE)):
            pass
        self.process.wait(PATIENCE)
        return self.seen

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.end)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    start_folder(tmp_path, load_labs(find_course()).values())
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[Terminal]:
    """`watch` in a folder where lab 03 was watched last."""
    kept = folder / ".chainrule.json"
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {"current": "03"}))
    terminal = Terminal("watch", cwd=folder)
    yield terminal
    terminal.close()


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


ADD = 'raise NotImplementedError("write Value.__add__")'
RIGHT = 'return new_node(self.data + as_value(other).data, "+", (self, as_value(other)), (1.0, 1.0))'


def test_watch_answers_every_save_message_first_until_ctrl_c(watching: Terminal, folder: Path) -> None:
    file = folder / "lab03.py"
    first = plain(watching.until("Waiting for lab03.py"))
    assert "Not written yet: Value.__add__" in first
    assert f"0 of {POINTS} points" in first

    edit(file, ADD, "return self.helper(other)\n\n    def helper(self, other):\n        return [][3]")
    second = watching.until("Waiting for lab03.py")
    assert CLEAR in second
    second = plain(second)
    assert second.index("raised IndexError: list index out of range") < second.index("A result remembers its parents")
    assert "(1 calls before)" in second
    assert "in helper: return [][3]" in second
    assert "in __add__" not in second

    edit(file, "return [][3]", RIGHT)
    third = plain(watching.until("Waiting for lab03.py"))
    assert "Not written yet" in third
    assert "IndexError" not in third

    os.killpg(watching.process.pid, signal.SIGINT)
    rest = plain(watching.all())
    assert "Stopped. Your progress is kept." in rest
    assert "Traceback" not in rest
    assert watching.process.returncode == 0


def test_the_seed_stays_while_a_check_fails(watching: Terminal, folder: Path) -> None:
    file = folder / "lab03.py"
    watching.until("Waiting for lab03.py")
    seeds = []
    for comment in ("# once\n", "# twice\n"):
        file.write_text(comment + file.read_text())
        seeds.append(re.findall(r"seed (\d+)", plain(watching.until("Waiting for lab03.py"))))
    assert seeds[0] == seeds[1]
    assert len(seeds[0]) == 1


def test_watch_lives_through_a_file_that_goes_and_comes_back(watching: Terminal, folder: Path) -> None:
    file = folder / "lab03.py"
    text = file.read_text()
    watching.until("Waiting for lab03.py")
    file.unlink()
    assert "there is no file" in plain(watching.until("Waiting for lab03.py"))
    new = folder / "lab03.py.new"  # as editors save: another file, moved into place
    new.write_text(text.replace(ADD, "def f(:"))
    new.replace(file)
    assert "SyntaxError" in plain(watching.until("Waiting for lab03.py"))
    file.write_bytes(b"")
    assert "The file is empty." in plain(watching.until("Waiting for lab03.py"))
    file.write_text(text)
    assert "Not written yet" in plain(watching.until("Waiting for lab03.py"))


@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_is_for_terminals_that_want_it(folder: Path, env: dict[str, str], coloured: bool) -> None:
    (folder / "lab03.py").write_text("x = (\n")
    terminal = Terminal("check", "3", cwd=folder, **env)
    seen = terminal.all()
    terminal.close()
    assert terminal.process.returncode == 1
    assert bool(re.search(r"\x1b\[[0-9;]*3\d", seen)) == coloured
    assert f"0 of {POINTS} points" in plain(seen)


def test_a_narrow_terminal_wraps_between_words(folder: Path) -> None:
    terminal = Terminal("check", "3", cwd=folder, COLUMNS="40")
    lines = plain(terminal.all()).split("\n")
    terminal.close()
    assert max(map(len, lines)) <= 40


def test_ctrl_c_in_the_middle_of_a_check_leaves_nothing_running(folder: Path) -> None:
    (folder / "lab03.py").write_text("print('begun', flush=True)\nwhile True: pass\n")
    terminal = Terminal("check", "3", cwd=folder)
    terminal.until("Lab 03")
    time.sleep(0.5)
    os.killpg(terminal.process.pid, signal.SIGINT)
    rest = plain(terminal.all())
    children = subprocess.run(["ps", "-eo", "ppid=,args="], capture_output=True, text=True, check=True).stdout
    terminal.close()
    assert "Traceback" not in rest
    assert "Abort" not in rest
    assert terminal.process.returncode == 130
    mine = [line for line in children.splitlines() if line.split()[0] == str(terminal.process.pid)]
    assert not mine


def test_watch_answers_single_keys(watching: Terminal, folder: Path) -> None:
    def press(key: str, words: str) -> str:
        os.write(watching.end, key.encode())
        return plain(watching.until(words))

    watching.until("q quit")
    assert "Value.__add__, hint 1 of 3" in press("h", "hint 1 of 3")
    assert "> 03" in press("l", "Any other key: stay")
    edit(folder / "lab03.py", ADD, "return 1")
    watching.until("q quit")
    press("r", "y: yes")
    press("x", "Nothing was changed")
    assert "return 1" in (folder / "lab03.py").read_text()
    press("r", "y: yes")
    press("y", "lab03-before-reset.py")
    assert ADD in (folder / "lab03.py").read_text()
    watching.until("q quit")
    press("q", "Your progress is kept")
    assert watching.process.wait(PATIENCE) == 0
    assert '"current": "03"' in (folder / ".chainrule.json").read_text()


def test_the_terminal_is_put_back_after_ctrl_c_and_a_key_press(watching: Terminal) -> None:
    import termios

    watching.until("q quit")
    assert not termios.tcgetattr(watching.end)[3] & termios.ICANON
    watching.process.send_signal(signal.SIGINT)
    watching.until("Your progress is kept")
    watching.process.wait(PATIENCE)
    assert termios.tcgetattr(watching.end)[3] & termios.ICANON


TWO_LABS = """\
title = "{title}"
minutes = 5
builds = ["chainrule.autograd.value:as_value"]
[hints]
"as_value" = ["What is it already?", "Use isinstance.", "return x if isinstance(x, Value) else Value(x)"]
"""
CHECK = """\
from chainrule.labs import check

@check("A Value stays itself", points=2)
def same(student, draw):
    a = student.Value(draw.floats(-3, 3))
    student.as_value(a).should_be(a, hint="What is a Value already needs no other.")
"""
SOLVED = ('raise NotImplementedError("write as_value")', "return x if isinstance(x, Value) else Value(x)")


@pytest.fixture
def two_labs(tmp_path: Path) -> Path:
    """A course of two small labs, and a student's folder."""
    course = tmp_path / "course"
    for number, title in ((7, "Doubling"), (8, "Halving")):
        lab = course / f"lectures/{number:02d}-{title.lower()}"
        lab.mkdir(parents=True)
        (lab / "lab.toml").write_text(TWO_LABS.format(title=title))
        (lab / "checks.py").write_text(CHECK)
        (lab / "mutants.py").write_text("")
    (course / "course.toml").write_text("")
    folder = tmp_path / "mine"
    start_folder(folder, load_labs(course).values())
    return folder


def watch(folder: Path) -> Terminal:
    return Terminal("watch", cwd=folder, CHAINRULE_COURSE=str(folder.parent / "course"))


def test_watch_leads_from_lab_to_lab_and_remembers_where_you_were(two_labs: Path) -> None:
    terminal = watch(two_labs)

    def press(keys: str, words: str) -> str:
        os.write(terminal.end, keys.encode())
        return plain(terminal.until(words))

    first = plain(terminal.until("q quit"))
    assert "Lab 07  Doubling" in first
    assert "Labs passed: [--------------------] 0 of 2" in first
    edit(two_labs / "lab07.py", *SOLVED)
    passed = plain(terminal.until("q quit"))
    assert "2 of 2 points" in passed
    assert "Press n to go on with lab 08, Halving." in passed
    assert "[##########----------] 1 of 2" in passed
    assert "Every name is written. A hint for which one?" in press("h", "a  as_value")
    assert "as_value, hint 1 of 3" in press("a", "already?")
    assert "Lab 08  Halving" in press("n", "q quit")
    assert "> 08  Halving" in press("l", "Any other key: stay")
    assert "Lab 07  Doubling" in press("07", "q quit"), "both digits count, however fast they come"
    press("l", "Any other key: stay")
    assert "no lab 99" in press("99", "here.")
    press("l", "Any other key: stay")
    press("n", "Stayed.")
    press("l", "Any other key: stay")
    edit(two_labs / "lab08.py", SOLVED[0], "return Value(x.data)")
    assert "needs no other" in plain(terminal.until("q quit")), "a save is answered whatever was asked"
    assert "h hint, n next" in press("?", "q quit")
    press("q", "Your progress is kept")
    terminal.process.wait(PATIENCE)
    terminal.close()

    terminal = watch(two_labs)
    assert "Lab 08  Halving" in plain(terminal.until("q quit"))
    edit(two_labs / "lab08.py", "return Value(x.data)", SOLVED[1])
    assert "every lab is done" in plain(terminal.until("q quit"))
    terminal.close()


def test_watch_goes_on_with_the_next_lab_after_one_that_passed(two_labs: Path) -> None:
    terminal = watch(two_labs)
    terminal.until("q quit")
    edit(two_labs / "lab07.py", *SOLVED)
    terminal.until("q quit")
    terminal.close()
    terminal = watch(two_labs)
    assert "Lab 08  Halving" in plain(terminal.until("q quit"))
    terminal.close()


def test_watch_lives_with_what_it_remembers_being_damaged(two_labs: Path) -> None:
    terminal = watch(two_labs)
    terminal.until("q quit")
    state = two_labs / ".chainrule.json"
    state.unlink()
    state.mkdir()
    edit(two_labs / "lab07.py", *SOLVED)
    assert "2 of 2 points" in plain(terminal.until("q quit"))
    os.write(terminal.end, b"l")
    terminal.until("Any other key: stay")
    os.write(terminal.end, b"xq")
    assert "Traceback" not in plain(terminal.all())
    assert terminal.process.returncode == 0
    terminal.close()
