"""How this command was called, so that a fix which we print works from where the user stands.

The Makefile sets CHAINRULE_CALLED_BY=make; then a fix is a command of make's.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path


def by_make() -> bool:
    """Whether `make` runs us."""
    return os.environ.get("CHAINRULE_CALLED_BY") == "make"


def program(called: str | None = None) -> str:
    """What the user types to run `chainrule`: the name where the shell finds this one, else as it was called."""
    called = sys.argv[0] if called is None else called
    if called in ("", "-c", "-m") or called.endswith("__main__.py"):
        return f"{shlex.quote(sys.executable)} -m chainrule"
    found = shutil.which(Path(called).name)
    if found and Path(found).exists() and Path(called).exists() and Path(found).samefile(called):
        return Path(called).name
    return shlex.quote(called)


def with_port(port: int, arguments: Sequence[str] | None = None, at: str | None = None) -> str:
    """The command that was given, with another port."""
    if by_make():
        return f"make run PORT={port}" + (f" AT={at}" if at else "")
    kept = without_option("--port", list(sys.argv[1:] if arguments is None else arguments))
    return f"{program()} {shlex.join([*kept, '--port', str(port)])}"


def demo_reset(at: str) -> str:
    """The command that makes the demo class of this moment."""
    return f"make demo-reset AT={at}" if by_make() else f"{program()} manage demo --reset --at {at}"


def without_option(name: str, arguments: Sequence[str]) -> list[str]:
    """The arguments without an option that takes a value, however it is written."""
    kept: list[str] = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument == name:
            skip = True
        elif not argument.startswith(f"{name}="):
            kept.append(argument)
    return kept
