"""What Chainrule uses of a machine and pip does not bring: the one list of such parts, and how to get each.

`scripts/needs.py` (for the Makefile and `.ci/run`), `chainrule doctor` and the tests read it. The script loads this
file before anything is installed, with whatever Python there is: so it needs the standard library alone.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable  # noqa: UP035  (an old Python, which is to be told so in words, reads this too)

FASHION_MNIST = "/usr/share/datasets/fashion-mnist"
PLAYWRIGHT = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")


@dataclass(frozen=True)
class Part:
    """One part: what it serves, where it is on this machine, and how to get it.

    `find` gives "" where it is missing. `packages` are Debian's. With `instead`, which says what happens where the part
    is missing, nothing demands it.
    """

    name: str
    serves: str
    find: Callable[[], str]
    get: str
    packages: tuple[str, ...] = ()
    instead: str = ""

    @property
    def word(self) -> str:
        """What somebody reads who does not have it."""
        return f"missing: {self.name} ({self.serves}). To do: {self.get}"


def program(*names: str) -> str:
    """The first of these programs that there is; the system's own folders count though a PATH leaves them out."""
    path = os.environ.get("PATH", "") + ":/usr/bin:/bin"
    return next(filter(None, (shutil.which(name, path=path) for name in names)), "")


def bubblewrap() -> str:
    """Debian's package of that name; the one on PyPI is something else."""
    return program("bwrap")


def libseccomp() -> str:
    """The library's name, where it can be loaded: a linker's cache may still list what is gone."""
    name = ctypes.util.find_library("seccomp") or ""
    try:
        return name if name and ctypes.CDLL(name) else ""
    except OSError:
        return ""


def git() -> str:
    """Git as the system has it, which is what the sandbox shows, with what it needs to speak https."""
    found = next((path for path in ("/usr/bin/git", "/bin/git") if os.access(path, os.X_OK)), "")
    helpers = (Path("/usr/lib/git-core"), Path("/usr/libexec/git-core"))
    return found if any((folder / "git-remote-https").exists() for folder in helpers) else ""


CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The headless shell comes first: the same engine without a window, for half of the processor's time."""


def chromium() -> str:
    """`$CHAINRULE_CHROMIUM`, else the system's Chromium, else the one that Playwright fetched."""
    chosen = os.environ.get("CHAINRULE_CHROMIUM", "")
    if chosen:
        return chosen if os.access(chosen, os.X_OK) else ""
    folders = (os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""), *PLAYWRIGHT)
    fetched = [found for folder in filter(None, folders) for found in fetched_by_playwright(folder)]
    return program(*CHROMIUMS) or (max(fetched) if fetched else "")


def fetched_by_playwright(folder: str) -> list[str]:
    """The browsers in its folder, on Linux and on macOS."""
    root = Path(folder).expanduser()
    places = ("chrome-linux*/chrome", "chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
    return [found for place in places for found in map(str, root.glob(f"chromium-*/{place}"))]


def postgresql(name: str = "postgres") -> str:
    """A program of PostgreSQL's server; Debian keeps them off the path."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = sorted(versions, key=lambda path: [int(part) for part in path.parts[-3].split(".")])
    return program(name) or (str(newest[-1]) if newest else "")


def folder_of_data() -> str:
    """The folder that CHAINRULE_DATA names, where it is one."""
    folder = os.environ.get("CHAINRULE_DATA", "")
    return folder if folder and Path(folder).is_dir() else ""


PARTS = (
    Part(
        "make",
        "`make run` and `make test`",
        lambda: program("make", "gmake"),
        "install it (Debian, Ubuntu: apt-get install make)",
        ("make",),
    ),
    Part(
        "venv",
        "setting up",
        lambda: "ensurepip" if importlib.util.find_spec("ensurepip") else "",
        "install Python's venv with pip (Debian, Ubuntu: apt-get install python3-venv)",
        ("python3-venv",),
    ),
    Part(
        "bubblewrap",
        "the sandbox",
        bubblewrap,
        "install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap)",
        ("bubblewrap",),
    ),
    Part(
        "libseccomp",
        "the sandbox",
        libseccomp,
        "install libseccomp (Debian, Ubuntu: apt-get install libseccomp2)",
        ("libseccomp2",),
    ),
    Part(
        "git",
        "fetching teams' repositories",
        git,
        "install it (Debian, Ubuntu: apt-get install git)",
        ("git",),
    ),
    Part(
        "Chromium",
        "tests in a browser",
        chromium,
        "install it (Debian: apt-get install chromium-headless-shell), or run `playwright install chromium`, or name a "
        "program by CHAINRULE_CHROMIUM",
        ("chromium-headless-shell",),
    ),
    Part(
        "PostgreSQL",
        "tests of the site and of sweeps on it",
        lambda: postgresql("initdb") and postgresql(),
        "install its server (Debian, Ubuntu: apt-get install postgresql)",
        ("postgresql",),
    ),
    Part(
        "Fashion-MNIST",
        "tests on a real data set",
        lambda: FASHION_MNIST if any(Path(FASHION_MNIST).glob("*-ubyte*")) else "",
        "install it (Debian, Ubuntu: apt-get install dataset-fashion-mnist)",
        ("dataset-fashion-mnist",),
    ),
    Part(
        "Node.js",
        "the front end's build",
        lambda: program("node") and program("npm"),
        "install it from nodejs.org (Debian, Ubuntu: apt-get install npm)",
        ("npm",),
        instead="the build takes the one from PyPI",
    ),
    Part(
        "data sets",
        "trainings on MNIST, CIFAR-10, names and texts",
        folder_of_data,
        "fetch them (`chainrule data get mnist`) and set CHAINRULE_DATA to the folder that `chainrule data where` says",
        instead="tests that need them are skipped",
    ),
)


def part(name: str) -> Part:
    """The part of that name. Raises `LookupError`."""
    for one in PARTS:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in PARTS)
    raise LookupError(f"no part is called {name!r}; there are {names}")


def missing() -> tuple[Part, ...]:
    """The parts that this machine lacks."""
    return tuple(one for one in PARTS if not one.find())
