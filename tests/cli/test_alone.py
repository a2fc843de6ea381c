"""`chainrule learn` as a person starts it: the course for one, on this machine alone."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.patience import patience
from tests.serving import WORD, Start, address_in, starting


@pytest.fixture
def learn(tmp_path: Path) -> Iterator[Start]:
    """Starts the command in an empty folder; whatever still runs at the end is killed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHAINRULE_", "DJANGO_"))}
    with starting("learn", clean, tmp_path) as start:
        yield start


def address_of(process: "subprocess.Popen[str]") -> str:
    """The address that the command prints once the course answers."""
    return address_in(process, r"Your course is at (http://127\.0\.0\.1:\d+)/")


def get(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=patience(60)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    said, _ = process.communicate(timeout=patience(60))
    return process.returncode, said


def test_one_command_makes_the_folder_and_serves_the_course_and_ctrl_c_is_quiet(learn: Start, tmp_path: Path) -> None:
    process = learn("--port", "0", "--no-browser")
    address = address_of(process)
    folder = tmp_path / "my-course"
    assert (folder / "lab03.py").is_file()
    assert (folder / ".chainrule-site").stat().st_mode & 0o777 == 0o700
    status, page = get(address + "/")
    assert (status, "Begin here" in page, "Sign in" in page) == (200, True, False)
    assert get(address + "/papers/")[0] == get(address + "/sign-in/")[0] == 404
    process.send_signal(signal.SIGINT)
    status, said = ended(process)
    assert status == 0
    assert said.splitlines()[-1] == "Stopped. Your progress is kept."
    assert "Traceback" not in said
    assert not (folder / ".chainrule-site/address").exists()


def test_only_this_machine_reaches_it_and_only_by_its_own_name(learn: Start, tmp_path: Path) -> None:
    address = address_of(learn("--port", "0", "--no-browser"))
    assert get(address + "/", Host="evil.example")[0] == 400
    port = int(address.rpartition(":")[2])
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("needs Linux's table of sockets")
    rows = [line.split()[1:4] for line in table.read_text().splitlines()[1:]]
    assert [local for local, _, state in rows if state == "0A" and local.endswith(f":{port:04X}")] == [
        f"0100007F:{port:04X}"
    ]


CURL = shutil.which("curl", path="/usr/bin:/bin")  # one that other users may run


@pytest.mark.skipif(not CURL or os.geteuid() != 0, reason="needs curl, and root, who alone can ask as somebody else")
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux's table of sockets")
def test_another_user_of_this_machine_is_refused(learn: Start) -> None:
    address = address_of(learn("--port", "0", "--no-browser"))
    ask = [str(CURL), "-s", "-w", "%{http_code}", address + "/"]
    found = subprocess.run(
        ask, cwd="/", capture_output=True, text=True, user=65534, check=False, timeout=patience(60)
    ).stdout
    assert found.splitlines() == ["This course belongs to another user of this machine.", "403"]
    assert get(address + "/")[0] == 200


def test_started_again_it_has_what_was_there(learn: Start, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "lab03.py").write_text("mine = 1\n")
    progress = {"best": 9, "out_of": 34}  # as the checks of that day gave it, whatever the lab is worth today
    (folder / ".chainrule.json").write_text(json.dumps({"version": 1, "labs": {"03": progress}}))
    process = learn("mine", "--port", "0", "--no-browser")
    assert "9 of 34 points" in get(address_of(process) + "/labs/")[1]
    process.send_signal(signal.SIGTERM)
    assert ended(process)[0] == 0
    assert (folder / "lab03.py").read_text() == "mine = 1\n"


def test_called_in_a_folder_with_labs_it_opens_that_one(learn: Start, tmp_path: Path) -> None:
    (tmp_path / ".chainrule.json").write_text(json.dumps({"version": 1, "labs": {}}))
    process = learn("--port", "0", "--no-browser")
    assert str(tmp_path / "lab03.py") in get(address_of(process) + "/labs/03/")[1]
    assert not (tmp_path / "my-course").exists()


def test_two_at_once_on_one_folder_are_refused_in_words(learn: Start, tmp_path: Path) -> None:
    first = learn("--port", "0", "--no-browser")
    address = address_of(first)
    status, said = ended(learn("--port", "0", "--no-browser"))
    assert status == 2
    assert f"this course is open already, at {address}/" in said
    assert "another-folder --port 8001" in said
    assert get(address + "/healthz")[0] == 200
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert address_of(learn("--port", "0", "--no-browser"))  # what was killed holds nothing


def test_a_port_in_use_is_said_with_a_command_that_works(learn: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = ended(learn("mine", "--port", str(port), "--no-browser"))
    assert status == 1
    assert f"port {port} on 127.0.0.1 is not available" in said
    assert re.search(r"learn mine --no-browser --port \d+", said)


@pytest.mark.parametrize("name", ["a-file", "a-file/below"])
def test_a_file_in_the_place_of_the_folder_is_named(learn: Start, tmp_path: Path, name: str) -> None:
    (tmp_path / "a-file").write_text("")
    status, said = ended(learn(name, "--port", "0"))
    assert status == 2
    assert said.startswith("error: ")
    assert name in said
    assert "Traceback" not in said
    assert (tmp_path / "a-file").read_text() == ""


def test_what_is_set_for_a_class_does_not_count(learn: Start, tmp_path: Path) -> None:
    settings = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "CHAINRULE_HOSTS": "evil.example",
        "CHAINRULE_DEMO": "1",
        "CHAINRULE_AT": "2026-02-12T10:00",
        "CHAINRULE_VAR": str(tmp_path / "of-a-class"),
    }
    address = address_of(learn("--port", "0", "--no-browser", **settings))
    assert "Demo clock" not in get(address + "/")[1]
    assert get(address + "/", Host="evil.example")[0] == 400
    assert not (tmp_path / "of-a-class").exists()
    with sqlite3.connect(tmp_path / "my-course/.chainrule-site/site.sqlite3") as database:
        assert database.execute("SELECT role FROM campus_accounts_user").fetchall() == [("learner",)]


def test_without_the_platform_it_says_how_to_get_it_and_makes_nothing(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['django'] = None; from chainrule.cli import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", hidden, "learn"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=patience(60),
        check=False,
    )
    assert found.returncode == 2
    assert "this command needs the platform (django is missing)" in found.stderr
    assert "campus" in found.stderr.split("fix:")[1]
    assert list(tmp_path.iterdir()) == []


def test_serve_is_never_the_course_for_one(tmp_path: Path) -> None:
    """Even where the environment says so: a class's server would make every visitor the learner."""
    process = subprocess.Popen(
        [*WORD, "serve", "--port", "0", "--workers", "0"],
        env=os.environ | {"CHAINRULE_VAR": str(tmp_path / "var"), "CHAINRULE_ALONE": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if match := re.search(r"The course is at (http://\S+)/", line):
                assert get(match.group(1) + "/progress/")[0] == 404
                assert "Sign in" in get(match.group(1) + "/practice/")[1], "a class has practice, for who signs in"
                assert get(match.group(1) + "/sign-in/")[0] == 200
                break
        else:
            pytest.fail("it did not start")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()
