"""What the course needs of a student's own machine: Python, git, a way to GitHub, notebooks, an editor.

Each check runs the real programs that it finds, and says what it found, what is missing and what to do about it on this
system, or that it could not be checked. Nothing is changed, and no password or key is read.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

GOOD, BAD, UNKNOWN = "good", "bad", "unknown"
OLDEST_PYTHON, OLDEST_GIT = (3, 11), (2, 20)
SECONDS, SECONDS_OF_NETWORK = 20.0, 12.0
EDITORS = {
    "code": "VS Code", "cursor": "Cursor", "codium": "VSCodium", "pycharm": "PyCharm", "charm": "PyCharm",
    "subl": "Sublime Text", "zed": "Zed", "hx": "Helix", "nvim": "Neovim", "vim": "Vim", "emacs": "Emacs",
}  # fmt: skip
MAC_EDITORS = {"Visual Studio Code": "VS Code", "Cursor": "Cursor", "PyCharm": "PyCharm", "PyCharm CE": "PyCharm"}
GITHUB = "https://github.com/git/git.git"
ADVICE: dict[str, dict[str, str]] = {
    "python": {
        "Linux": "sudo apt install python3 python3-venv    (Fedora: sudo dnf install python3)",
        "Darwin": "Install it from https://www.python.org/downloads/, or: brew install python",
        "Windows": "Install it from https://www.python.org/downloads/, and tick “Add python.exe to PATH”.",
    },
    "git": {
        "Linux": "sudo apt install git    (Fedora: sudo dnf install git)",
        "Darwin": "xcode-select --install",
        "Windows": "winget install Git.Git    (or from https://git-scm.com), then open a new terminal.",
    },
    "github": {
        "Linux": "ssh-keygen -t ed25519, then paste ~/.ssh/id_ed25519.pub at https://github.com/settings/keys",
        "Darwin": "ssh-keygen -t ed25519, then paste ~/.ssh/id_ed25519.pub at https://github.com/settings/keys",
        "Windows": "Git for Windows brings a credential manager: git config --global credential.helper manager\n"
        "The first push then opens the browser, where you sign in.",
    },
    "notebooks": dict.fromkeys(
        ("Linux", "Darwin", "Windows"),
        "Open https://colab.research.google.com and sign in with a Google account; or on this machine:\n"
        "python -m pip install jupyterlab",
    ),
    "editor": {
        "Linux": "Install VS Code from https://code.visualstudio.com, or: sudo snap install code --classic",
        "Darwin": "Install VS Code from https://code.visualstudio.com, or: brew install --cask visual-studio-code",
        "Windows": "winget install Microsoft.VisualStudioCode    (or from https://code.visualstudio.com)",
    },
}
NAMED = 'git config --global user.name "Your Name"\ngit config --global user.email you@example.edu'


@dataclass(frozen=True)
class Finding:
    """What came of one check: its state, what was found, what to do (empty where nothing is to be done)."""

    name: str
    title: str
    state: str
    detail: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Ran:
    """What a program said, and the status with which it ended."""

    status: int
    said: str


@dataclass(frozen=True)
class Machine:
    """A machine as the checks see it: its system, its environment, the home folder, where programs lie."""

    system: str
    environment: Mapping[str, str]
    home: Path
    applications: Path = Path("/Applications")

    @classmethod
    def this(cls) -> Machine:
        return cls(platform.system(), dict(os.environ), Path.home())

    def find(self, *names: str) -> str | None:
        """The first of these programs that is there."""
        path = self.environment.get("PATH", "")
        return next((found for name in names if (found := shutil.which(name, path=path))), None)

    def run(self, *command: str, seconds: float = SECONDS) -> Ran | None:
        """Run a program without asking anything; None where it does not start or takes too long."""
        asks_nobody = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "GCM_INTERACTIVE": "never"}
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**self.environment, **asks_nobody, "LC_ALL": "C"},
                cwd=self.home,
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return Ran(done.returncode, done.stdout.decode(errors="replace").strip())

    def advice(self, name: str) -> str:
        """What to do on this system."""
        by_system = ADVICE[name]
        return by_system.get(self.system, by_system["Linux"])


def examine(machine: Machine, *, offline: bool = False) -> list[Finding]:
    """All checks, in the order in which things are installed."""
    found = [python(machine), git(machine)]
    if found[-1].state == GOOD:
        found.append(identity(machine))
    return [*found, *github(machine, offline=offline), notebooks(machine), editor(machine)]


def version_in(text: str) -> tuple[int, ...]:
    """The first version in a text.

    >>> version_in("git version 2.39.3 (Apple Git-146)"), version_in("no number")
    ((2, 39, 3), ())
    """
    match = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(map(int, match[0].split("."))) if match else ()


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def python(machine: Machine) -> Finding:
    """Whether the terminal finds a Python that is new enough, and whether it is the one that runs this."""
    word = "python" if machine.system == "Windows" else "python3"
    program = machine.find(word, "python3", "python", "py")
    ran = (
        machine.run(program, "-c", "import sys; print(sys.version.split()[0]); print(sys.prefix)") if program else None
    )
    title, advice = "Python", machine.advice("python")
    if program is None:
        return Finding("python", title, BAD, "the terminal finds no Python", advice)
    if ran is None or ran.status or not version_in(ran.said):
        return Finding("python", title, BAD, f"{program} does not run", advice)
    version, prefix = version_in(ran.said), ran.said.splitlines()[-1]
    if version < OLDEST_PYTHON:
        problem = f"{dotted(version)} at {program} is too old: the course needs {dotted(OLDEST_PYTHON)} or later"
        return Finding("python", title, BAD, problem, advice)
    detail = f"{dotted(version)} at {program}"
    if Path(prefix) != Path(sys.prefix):
        other = f"This command runs in another Python, {sys.prefix}: what is installed in one is not in the other."
        return Finding("python", title, GOOD, detail, other)
    return Finding("python", title, GOOD, detail)


def git(machine: Machine) -> Finding:
    """Whether git is there and new enough."""
    program, title, advice = machine.find("git"), "git", machine.advice("git")
    if program is None:
        return Finding("git", title, BAD, "it is not installed", advice)
    ran = machine.run(program, "--version")
    if ran is None or ran.status or not (version := version_in(ran.said)):
        return Finding("git", title, BAD, f"{program} does not run", advice)
    if version < OLDEST_GIT:
        problem = f"{dotted(version)} is too old: {dotted(OLDEST_GIT)} or later is needed"
        return Finding("git", title, BAD, problem, advice)
    return Finding("git", title, GOOD, f"{dotted(version)} at {program}")


def setting(machine: Machine, key: str) -> str:
    """A setting of git; empty where it is not set."""
    ran = machine.run("git" if not (found := machine.find("git")) else found, "config", "--get", key)
    return ran.said if ran and not ran.status else ""


def identity(machine: Machine) -> Finding:
    """Whether git knows whose commits these are."""
    name, address = setting(machine, "user.name"), setting(machine, "user.email")
    missing = [word for word, value in (("your name", name), ("your address", address)) if not value]
    if missing:
        problem = f"git does not know {' and '.join(missing)}, and refuses to commit"
        return Finding("identity", "Name in git", BAD, problem, NAMED)
    if "@" not in address:
        problem = f"{address!r} is no address"
        return Finding("identity", "Name in git", BAD, problem, NAMED.splitlines()[1])
    return Finding("identity", "Name in git", GOOD, f"{name} <{address}>")


def github(machine: Machine, *, offline: bool) -> Iterator[Finding]:
    """Whether there is a way to sign in to GitHub, and whether GitHub answers and knows it."""
    keys = sorted((machine.home / ".ssh").glob("id_*.pub"))
    helper = setting(machine, "credential.helper") if machine.find("git") else ""
    gh = machine.find("gh")
    signed_in = bool(gh and (ran := machine.run(gh, "auth", "status")) and not ran.status)
    ways = [
        *([f"an SSH key ({keys[0].name})"] if keys else []),
        *([f"the credential helper `{helper}`"] if helper else []),
        *(["the `gh` command, signed in"] if signed_in else []),
    ]
    title = "Sign-in to GitHub"
    if not ways:
        problem = "there is neither an SSH key nor a credential helper, so nothing can be pushed"
        yield Finding("github", title, BAD, problem, machine.advice("github"))
    else:
        yield Finding("github", title, GOOD, " and ".join(ways))
    yield reached(machine, has_key=bool(keys), offline=offline)


def reached(machine: Machine, *, has_key: bool, offline: bool) -> Finding:
    """Whether GitHub answers; with an SSH key, whether it knows the key."""
    title = "GitHub answers"
    if offline:
        return Finding("network", title, UNKNOWN, "the network was not asked (--offline)")
    ssh, program = machine.find("ssh"), machine.find("git")
    if has_key and ssh:
        nowhere = "NUL" if machine.system == "Windows" else "/dev/null"
        options = ("BatchMode=yes", "ConnectTimeout=8", "StrictHostKeyChecking=no", f"UserKnownHostsFile={nowhere}")
        flags = [part for option in options for part in ("-o", option)]
        ran = machine.run(ssh, "-T", *flags, "git@github.com", seconds=SECONDS_OF_NETWORK)
        if ran and (hello := re.search(r"Hi ([\w-]+)", ran.said)) and "successfully authenticated" in ran.said:
            return Finding("network", title, GOOD, f"it knows your key as that of {hello[1]}")
        if ran and "Permission denied" in ran.said:
            add = "Paste the file that ends in .pub at https://github.com/settings/keys."
            return Finding("network", title, BAD, "it does not know your key", add)
    ran = machine.run(program, "ls-remote", GITHUB, "HEAD", seconds=SECONDS_OF_NETWORK) if program else None
    if ran and not ran.status:
        known = "; whether it lets you push shows at the first push" if not has_key else ""
        return Finding("network", title, GOOD, f"it can be read{known}")
    why = "no answer from github.com; is there a network, and does it let git through?" if program else "git is missing"
    return Finding("network", title, UNKNOWN, why)


def notebooks(machine: Machine) -> Finding:
    """Whether Jupyter runs here; Colab does as well, and cannot be seen from here."""
    title, program = "Notebooks", machine.find("jupyter-lab", "jupyter-notebook", "jupyter")
    ran = machine.run(program, "--version") if program else None
    if ran and not ran.status:
        return Finding("notebooks", title, GOOD, f"{Path(str(program)).stem} {dotted(version_in(ran.said))}".rstrip())
    found = "Jupyter does not run here" if program else "Jupyter is not installed"
    return Finding("notebooks", title, UNKNOWN, f"{found}; Colab does as well", machine.advice("notebooks"))


def editor(machine: Machine) -> Finding:
    """Whether there is an editor for code."""
    title = "Editor"
    for name, words in EDITORS.items():
        if found := machine.find(name):
            return Finding("editor", title, GOOD, f"{words} at {found}")
    if machine.system == "Darwin":
        for name, words in MAC_EDITORS.items():
            if (machine.applications / f"{name}.app").exists():
                return Finding("editor", title, GOOD, f"{words} in {machine.applications}")
    chosen = machine.environment.get("VISUAL") or machine.environment.get("EDITOR")
    if chosen and machine.find(chosen.split()[0]):
        return Finding("editor", title, GOOD, f"{chosen}, as the environment says")
    return Finding("editor", title, BAD, "no editor for code was found", machine.advice("editor"))
