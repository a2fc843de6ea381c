"""The command that a fix prints is the one that the user gave, with what is to be changed."""

import sys
from pathlib import Path

import pytest

from chainrule.cli import called


@pytest.fixture(autouse=True)
def not_by_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHAINRULE_CALLED_BY", raising=False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["serve"], "serve --port 8001"),
        (["serve", "--port", "8000", "--demo"], "serve --demo --port 8001"),
        (["serve", "--port=8000", "--at", "2026-02-03T18:00"], "serve --at 2026-02-03T18:00 --port 8001"),
        (["serve", "--course", "my course"], "serve --course 'my course' --port 8001"),
    ],
)
def test_the_other_options_are_kept(given: list[str], said: str) -> None:
    assert called.with_port(8001, given).endswith(f" {said}")


def test_the_program_is_named_as_the_shell_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "a folder" / "chainrule"
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", "/usr/bin")
    assert called.program(str(program)) == f"'{program}'"
    monkeypatch.setenv("PATH", str(program.parent))
    assert called.program(str(program)) == "chainrule"
    assert called.program("-c") == f"{sys.executable} -m chainrule"


def test_under_make_a_fix_is_a_command_of_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINRULE_CALLED_BY", "make")
    assert called.with_port(8001, ["serve", "--demo"]) == "make run PORT=8001"
    assert called.with_port(8001, [], at="2026-02-03T18:00") == "make run PORT=8001 AT=2026-02-03T18:00"
    assert called.demo_reset("2026-02-03T18:00") == "make demo-reset AT=2026-02-03T18:00"
