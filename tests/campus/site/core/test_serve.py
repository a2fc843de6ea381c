"""`chainrule serve` as a person starts it: it answers, it says so, and it ends at once with everything it started."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.patience import patience
from tests.serving import WORD, Start, address_in, starting
from tests.together import outputs_of_the_run

ROOT = Path(__file__).parents[4]


@pytest.fixture
def serve(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts the command with a folder of its own; whatever still runs at the end is killed."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var/lectures").symlink_to(outputs_of_the_run(tmp_path_factory))
    with starting("serve", os.environ | {"CHAINRULE_VAR": str(tmp_path / "var")}) as start:
        yield start


def read_address(process: "subprocess.Popen[str]") -> str:
    """The address that the command prints once the site answers."""
    return address_in(process, r"The course is at (http://\S+)/")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=patience(5)) as answer:
            return answer.read() == b'{"status": "ok"}'
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_serves_until_it_is_stopped_and_leaves_nothing_behind(serve: Start, how: signal.Signals) -> None:
    process = serve("--port", "0")
    address = read_address(process)
    assert answers(address)
    workers = children(process.pid)
    assert workers
    process.send_signal(how)
    process.wait(timeout=patience(20))
    for _ in range(100):
        if not any(is_alive(pid) for pid in workers):
            break
        time.sleep(0.1)
    assert not any(is_alive(pid) for pid in workers)
    assert not answers(address)


def serving_process(parent: int) -> int:
    """The process that answers: of the parent's children the one that was given the socket."""
    (pid,) = [p for p in children(parent) if b"chainrule.cli.serving" in Path(f"/proc/{p}/cmdline").read_bytes()]
    return pid


def test_a_server_that_was_killed_starts_again_and_who_comes_meanwhile_waits(serve: Start) -> None:
    process = serve("--port", "0", "--workers", "0")
    address = read_address(process)
    killed = serving_process(process.pid)
    os.kill(killed, signal.SIGKILL)
    with urllib.request.urlopen(f"{address}/healthz", timeout=120) as answer:  # the first try is answered
        assert answer.status == 200
    assert serving_process(process.pid) != killed
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "The server was killed (SIGKILL, as the system does when memory runs out). It starts again now." in said
    assert "The course is at" not in said  # that was said once


def test_static_files_have_hashed_names_and_are_kept_by_the_browser(serve: Start) -> None:
    address = read_address(serve("--port", "0", "--workers", "0"))
    page = urllib.request.urlopen(address + "/").read().decode()
    (sheet,) = re.findall(r'href="(/static/built/css/site\.[0-9a-f]{12}\.css)"', page)
    with urllib.request.urlopen(address + sheet) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        css = answer.read().decode()
    (font, *_) = re.findall(r'url\("?(?:\.\./)*([^")]+\.woff2)', css)
    with urllib.request.urlopen(f"{address}/static/built/{font.removeprefix('/static/built/')}") as answer:
        assert answer.status == 200


@pytest.mark.needs("make")
@pytest.mark.parametrize("how", ["chainrule", pytest.param("make", marks=pytest.mark.slow)])  # make's has a demo class
def test_a_port_that_is_taken_is_named_with_a_fix_that_works(how: str, checkout: Path, tmp_path: Path) -> None:
    """The fix that is printed is run as it stands, where the user stands."""
    command = {"make": "make run PORT={}", "chainrule": ".venv/bin/chainrule serve --port={}"}[how]
    environment = os.environ | {"CHAINRULE_VAR": str(tmp_path / "var")}
    shell = {"shell": True, "cwd": checkout, "env": environment, "text": True, "start_new_session": True}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = subprocess.run(command.format(port), timeout=patience(120), **shell, **pipes)  # type: ignore[call-overload]
        assert refused.returncode != 0
        assert f"port {port} on 127.0.0.1 is not available: address already in use" in refused.stdout
        assert "Traceback" not in refused.stdout
        fix = re.search(r"or take another port: (.+)", refused.stdout)
        assert fix, refused.stdout
        process = subprocess.Popen(fix.group(1), **shell, **pipes)  # type: ignore[call-overload]
        try:
            assert answers(read_address(process))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=patience(60))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """This checkout as `make setup` leaves it: nothing of it is older than what it is made from."""
    folder = tmp_path / "checkout"
    (folder / ".venv").mkdir(parents=True)
    for path in ROOT.iterdir():
        if path.name not in (".venv", ".git", "var"):
            (folder / path.name).symlink_to(path)
    for path in Path(sys.prefix).iterdir():
        if not path.name.startswith("installed"):
            (folder / ".venv" / path.name).symlink_to(path)
    for stamp in ("installed", "installed-dev"):
        (folder / ".venv" / stamp).touch()
    return folder


@pytest.mark.slow
def test_the_start_says_what_it_does_while_it_does_it(serve: Start) -> None:
    process = serve("--port", "0", "--demo")
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line.strip())
        if "The course is at" in line:
            break
    assert [line for line in said if line.endswith("...")] == [
        "Preparing the database and the static files ...",
        "Making the demo class: people, papers and graded labs (once) ...",
        "Starting the server and warming up ...",
    ]


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (["--at", "noon"], {}, "write it as 2026-02-12T10:00"),
        (["--course", "/nowhere"], {}, "there is no course.toml in this folder"),
        ([], {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "database"),
        (["--bank", "/nowhere"], {}, "'/nowhere' does not exist"),
        (["--bank", str(ROOT / "course")], {}, "the course has a question 01/accuracy_of_what too"),
    ],
)
def test_what_keeps_it_from_starting_is_told_in_words(
    serve: Start, arguments: list[str], environment: dict[str, str], message: str
) -> None:
    process = serve("--port", "0", *arguments, **environment)
    said, _ = process.communicate(timeout=patience(60))
    assert process.returncode != 0
    assert message in said
    assert "Traceback" not in said


def test_manage_passes_everything_on_to_django(tmp_path: Path) -> None:
    def manage(*arguments: str) -> str:
        environment = os.environ | {"CHAINRULE_VAR": str(tmp_path)}
        run = subprocess.run([*WORD, "manage", *arguments], env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout

    manage("migrate", "--verbosity", "0")
    assert "ana@example.edu," in manage("adduser", "ana@example.edu", "--name", "Ana", "--role", "instructor")
    assert "--name" in manage("adduser", "--help")
