"""`chainrule doctor --student` on made machines: folders of small real programs, a home, a system."""

import json
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from chainrule.cli.doctor import doctor
from chainrule.cli.student_machine import ADVICE, Machine, examine

GIT = """
case "$*" in
  --version) echo "git version 2.39.2";;
  "config --get user.name") echo "Ada Example";;
  "config --get user.email") echo "ada@example.edu";;
  "config --get credential.helper") exit 1;;
  ls-remote*) echo "0123 HEAD";;
  *) exit 3;;
esac"""
SSH = 'echo "Hi ada! You have successfully authenticated, but GitHub does not provide shell access."; exit 1'
WHOLE: Mapping[str, str] = {
    "python3": f'exec "{sys.executable}" "$@"',
    "git": GIT,
    "ssh": SSH,
    "jupyter-lab": "echo 4.2.1",
    "code": "true",
}


def machine(folder: Path, programs: Mapping[str, str | None], *, key: bool = True, system: str = "Linux") -> Machine:
    """A machine with these programs on top of a whole one; None takes one away."""
    path, home = folder / "bin", folder / "home"
    path.mkdir()
    (home / ".ssh").mkdir(parents=True)
    for name, body in {**WHOLE, **programs}.items():
        if body is not None:
            program = path / name
            program.write_text(f"#!/bin/sh\n{body}\n")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
    if key:
        (home / ".ssh" / "id_ed25519.pub").write_text("ssh-ed25519 AAAA ada")
    return Machine(system, {"PATH": str(path), "HOME": str(home)}, home, folder / "Applications")


def states(one: Machine, **options: bool) -> dict[str, tuple[str, str]]:
    return {found.name: (found.state, found.detail) for found in examine(one, **options)}


def test_a_machine_with_everything_is_ready(tmp_path: Path) -> None:
    found = examine(machine(tmp_path, {}))
    assert [one.state for one in found] == ["good"] * 7
    assert not any(one.advice for one in found)
    assert "that of ada" in found[4].detail


CASES = [
    # what is other, the check, its state, words of what it says
    ({"python3": None}, "python", "bad", "finds no Python"),
    ({"python3": "echo 3.9.1; echo /usr"}, "python", "bad", "3.9.1"),
    ({"python3": "exit 1"}, "python", "bad", "does not run"),
    ({"python3": "echo 3.12.4; echo /usr"}, "python", "good", "3.12.4"),
    ({"git": None}, "git", "bad", "not installed"),
    ({"git": "echo git version 2.7.4"}, "git", "bad", "too old"),
    ({"git": "echo xcrun: error: invalid active developer path; exit 1"}, "git", "bad", "does not run"),
    ({"git": GIT.replace('echo "Ada Example"', "exit 1")}, "identity", "bad", "does not know your name"),
    ({"git": GIT.replace('echo "ada@example.edu"', "exit 1")}, "identity", "bad", "does not know your address"),
    ({"git": GIT.replace("ada@example.edu", "ada")}, "identity", "bad", "is no address"),
    ({}, "github", "good", "an SSH key (id_ed25519.pub)"),
    ({"ssh": "echo 'git@github.com: Permission denied (publickey).'; exit 255"}, "network", "bad", "not know your key"),
    ({"ssh": "echo 'Could not resolve hostname'; exit 255"}, "network", "good", "can be read"),
    (
        {"ssh": "exit 255", "git": GIT.replace('echo "0123 HEAD"', "exit 128")},
        "network",
        "unknown",
        "no answer from github.com",
    ),
    ({"jupyter-lab": None}, "notebooks", "unknown", "Colab does as well"),
    ({"jupyter-lab": None, "jupyter": "echo jupyter core 5.7"}, "notebooks", "good", "5.7"),
    ({"jupyter-lab": "exit 1"}, "notebooks", "unknown", "does not run here"),
    ({"code": None}, "editor", "bad", "no editor"),
    ({"code": None, "nvim": "true"}, "editor", "good", "Neovim"),
]


@pytest.mark.parametrize(("programs", "check", "state", "words"), CASES)
def test_each_thing_is_found_or_missed(
    tmp_path: Path, programs: dict[str, str | None], check: str, state: str, words: str
) -> None:
    found = states(machine(tmp_path, programs))[check]
    assert found[0] == state
    assert words in found[1]


@pytest.mark.parametrize(
    ("helper", "state", "words"),
    [("osxkeychain", "good", "credential helper `osxkeychain`"), ("", "bad", "neither an SSH key nor")],
)
def test_without_a_key_a_credential_helper_does(tmp_path: Path, helper: str, state: str, words: str) -> None:
    git = GIT.replace('credential.helper") exit 1', f'credential.helper") echo {helper}') if helper else GIT
    found = states(machine(tmp_path, {"git": git, "ssh": None}, key=False))
    assert found["github"][0] == state
    assert words in found["github"][1]
    assert found["network"][0] == "good"
    assert "shows at the first push" in found["network"][1]


def test_the_github_command_signed_in_does_too(tmp_path: Path) -> None:
    found = states(machine(tmp_path, {"gh": "exit 0"}, key=False))
    assert "`gh`" in found["github"][1]
    (tmp_path / "other").mkdir()
    assert states(machine(tmp_path / "other", {"gh": "exit 1"}, key=False))["github"][0] == "bad"


def test_offline_nothing_is_asked(tmp_path: Path) -> None:
    marker = tmp_path / "asked"
    asking = {"ssh": f"touch {marker}", "git": GIT.replace("ls-remote*)", f"ls-remote*) touch {marker};")}
    assert states(machine(tmp_path, asking), offline=True)["network"][0] == "unknown"
    assert not marker.exists()


@pytest.mark.parametrize("system", ["Linux", "Darwin", "Windows"])
def test_every_advice_is_of_the_system(tmp_path: Path, system: str) -> None:
    nothing = dict.fromkeys(WHOLE)
    found = {one.name: one for one in examine(machine(tmp_path, nothing, key=False, system=system))}
    for name in ("python", "git", "github", "notebooks", "editor"):
        assert found[name].advice == ADVICE[name][system]
    assert {one.state for one in found.values()} == {"bad", "unknown"}


def test_an_editor_of_a_mac_is_found_among_its_applications(tmp_path: Path) -> None:
    (tmp_path / "Applications" / "Visual Studio Code.app").mkdir(parents=True)
    assert states(machine(tmp_path, {"code": None}, system="Darwin"))["editor"][0] == "good"


def test_the_command_says_it_in_words_and_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = machine(tmp_path, {"git": None, "jupyter-lab": None})
    monkeypatch.setenv("PATH", made.environment["PATH"])
    monkeypatch.setenv("HOME", str(made.home))
    said = CliRunner().invoke(doctor, ["--student", "--offline"])
    assert said.exit_code == 1
    assert "[MISSING]  git: it is not installed" in said.output
    assert "Still to do: git." in said.output
    assert "Could not be checked from here: GitHub answers, Notebooks." in said.output
    asked = json.loads(CliRunner().invoke(doctor, ["--student", "--offline", "--json"]).output)
    assert asked["ready"] is False
    assert {"name", "title", "state", "detail", "advice"} == set(asked["checks"][0])
    program = Path(made.environment["PATH"]) / "git"
    program.write_text(f"#!/bin/sh\n{GIT}\n")
    program.chmod(0o755)
    ready = CliRunner().invoke(doctor, ["--student", "--offline"])
    assert ready.exit_code == 0
    assert "This machine is ready for the course." in ready.output


def test_a_program_that_never_ends_is_left_alone(tmp_path: Path) -> None:
    made = machine(tmp_path, {"jupyter-lab": "exec /bin/sleep 30"})
    assert made.run(str(made.find("jupyter-lab")), seconds=0.3) is None
