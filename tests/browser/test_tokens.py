"""A token from the page to the terminal: made in Chromium, used by `chainrule submit`, revoked again."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.patience import patience

from chainrule.course import find_course
from chainrule.labs import load_lab, solution
from chainrule.labs.notebook import notebook_of

pytestmark = pytest.mark.browser
COMMAND = Path(sys.executable).with_name("chainrule")
SECONDS = 60.0


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """The command in a folder of its own, with no login but its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHAINRULE_", "DJANGO_"))}
    environment = kept | {"CHAINRULE_CONFIG": str(tmp_path / "config"), "COLUMNS": "100", "PYTHONUTF8": "1"}

    def call(*words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        command = [str(COMMAND), *words]
        if typed:
            return in_a_terminal(command, typed, tmp_path, environment)
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=patience(SECONDS),
        )

    return call


def in_a_terminal(command: list[str], typed: str, cwd: Path, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a command that asks for something, as a person does."""
    end, other = pty.openpty()
    process = subprocess.Popen(command, cwd=cwd, env=env, stdin=other, stdout=other, stderr=other, text=True)
    os.close(other)
    seen, give_up, asked = "", time.monotonic() + patience(SECONDS), False
    while select.select([end], [], [], max(0.0, give_up - time.monotonic()))[0]:
        try:
            seen += os.read(end, 4096).decode("utf-8", "replace")
        except OSError:  # the other end is closed
            break
        if "token:" in seen and not asked:
            os.write(end, f"{typed}\n".encode())
            asked = True
    os.close(end)
    return subprocess.CompletedProcess(command, process.wait(SECONDS), seen, "")


def test_a_lab_is_handed_in_from_the_terminal(
    page_of: Callable[..., Page], run: Any, tmp_path: Path, site: Any
) -> None:
    page = page_of("student")
    page.goto("/account/")
    page.get_by_label("Where will you use it?").fill("my laptop")
    page.get_by_role("button", name="Create token").click()
    token = page.get_by_label("Token", exact=True).input_value()
    page.goto("/account/")
    expect(page.get_by_role("main")).not_to_contain_text(token)

    asked = run("login", site.address, typed=token)
    assert asked.returncode == 0, asked.stdout
    assert token not in asked.stdout, "it is typed unseen"
    assert (tmp_path / "config/login.json").stat().st_mode & 0o777 == 0o600

    lab = load_lab(find_course(), "03")
    mistake = next(mutant for mutant in lab.mutants if mutant.name == "overwrite")
    (tmp_path / "lab03.py").write_text(mistake.function(solution(lab)))
    wrong = run("submit", "03")
    assert wrong.returncode == 1, wrong.stderr
    assert mistake.says in wrong.stdout
    (tmp_path / "lab03.py").write_text(solution(lab))
    right = run("submit", "03", "--json")
    assert (right.returncode, json.loads(right.stdout)["points"]) == (0, lab.points)
    page.goto(right.stderr.split()[-1].removeprefix(site.address))
    expect(page.get_by_role("main")).to_contain_text("by command line")

    (tmp_path / "work.ipynb").write_text(json.dumps(notebook_of(lab)))
    untouched = run("submit", "03", "work.ipynb")
    assert (untouched.returncode, "0 of " in untouched.stdout) == (1, True)

    page.goto("/account/")
    page.get_by_role("button", name="Revoke my laptop").click()
    expect(page.get_by_role("status")).to_contain_text("is revoked")
    refused = run("submit", "03")
    assert (refused.returncode, "“my laptop” was revoked on" in refused.stderr) == (2, True)
    assert run("logout").returncode == 0
    assert not (tmp_path / "config/login.json").exists()
