"""Say what this machine lacks of `chainrule.machine`'s list; with --install get it, on Debian and Ubuntu.

    python3 scripts/needs.py [--install]

With SYSTEM=no nothing is installed. With CI=true a part that is still missing ends the run: a skipped test is not a
green one.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).resolve().parent.parent / "src/chainrule/machine.py"


def machine():
    """The list, read from its file: nothing is installed yet."""
    spec = importlib.util.spec_from_file_location("machine", LIST)
    module = importlib.util.module_from_spec(spec)
    sys.modules["machine"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def as_root() -> list[str] | None:
    """What a command begins with that needs root; None where this user cannot have it."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if sys.stdin.isatty():
        return ["sudo"]
    asked = subprocess.run(["sudo", "--non-interactive", "true"], stdin=subprocess.DEVNULL, capture_output=True)
    return ["sudo", "--non-interactive"] if asked.returncode == 0 else None


def install(packages: list[str]) -> None:
    """Install Debian packages, where this is Debian and we may; what does not work is said, and no error."""
    word = as_root() if shutil.which("apt-get") else None
    if word is None:
        return
    print(f"Installing with apt-get: {' '.join(packages)} (make test SYSTEM=no leaves this out) ...", flush=True)
    quiet = ["-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
    apt = [*word, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run([*apt, "update", "-qq"])
    if not run([*apt, "install", *quiet, *packages]) and len(packages) > 1:
        for package in packages:  # one that this release does not have must not keep the others out
            run([*apt, "install", *quiet, package])


def run(command: list[str]) -> bool:
    """Whether a command of apt-get's worked; what does not is said, beside its own message."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    if done.returncode != 0:
        said = " ".join(command[command.index("apt-get") :])
        print(f"`{said}` failed; its message stands above.", file=sys.stderr, flush=True)
    return done.returncode == 0


def main() -> None:
    parts = machine()
    demanded = [part for part in parts.missing() if not part.instead]
    packages = [package for part in demanded for package in part.packages]
    if packages and "--install" in sys.argv[1:] and os.environ.get("SYSTEM") != "no":
        install(packages)
    absent = parts.missing()
    for part in absent:
        tail = f"; {part.instead}" if part.instead else ""
        print(f"{part.word}{tail}", file=sys.stderr)
    if not any(not part.instead for part in absent):
        return
    if os.environ.get("CI") == "true":
        sys.exit("With CI=true every part must be there.")
    print("Tests that need these parts are skipped, and say so.", file=sys.stderr)


if __name__ == "__main__":
    main()
