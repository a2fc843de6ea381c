"""Where this installation came from, so that a hint of what to install names an address that works.

pip writes down where it took a package from (`direct_url.json`); where it wrote nothing, an index has the package.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import shlex
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

NAME = "chainrule"


def command(extra: str = "") -> str:
    """What to type to get the packages of an extra: `pip install "chainrule[campus]"`, or from where this one came."""
    found = installed()
    return f"{pip()} install {' '.join(map(quoted, arguments(origin(found), extra, wanted(found, extra))))}"


def source() -> str:
    """What `pip install` takes to install what runs here: a name, an address or a folder."""
    return arguments(origin(installed()), "", ())[-1]


def upgrade() -> str:
    """What to do to get a newer one."""
    where = origin(installed())
    if not where:
        return f"{pip()} install -U {NAME}"
    return f"install a newer one from where this one came: {place(where)}"


def installed() -> importlib.metadata.Distribution | None:
    try:
        return importlib.metadata.distribution(NAME)
    except importlib.metadata.PackageNotFoundError:  # the files alone, on Python's path
        return None


def origin(found: importlib.metadata.Distribution | None) -> dict[str, object]:
    """What pip wrote down; empty where an index has the package."""
    try:
        read = json.loads((found and found.read_text("direct_url.json")) or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def wanted(found: importlib.metadata.Distribution | None, extra: str) -> tuple[str, ...]:
    """The requirements of an extra."""
    marked = ((found.requires if found else None) or []) if extra else []
    pattern = re.compile(rf"""(.+?)\s*;\s*extra\s*==\s*['"]{re.escape(extra)}['"]""")
    return tuple(match.group(1) for match in map(pattern.fullmatch, marked) if match)


def arguments(where: dict[str, object], extra: str, requirements: tuple[str, ...]) -> list[str]:
    """What follows `pip install`; a file that is gone cannot be named, so its requirements are."""
    asked = f"{NAME}[{extra}]" if extra else NAME
    if not where:
        return [asked]
    url = str(where.get("url", ""))
    if not url.startswith("file:"):
        address = f"git+{url}" if "vcs_info" in where else url
        return [f"{asked} @ {address}" if extra else address]
    path = Path(place(where))
    if not path.exists():
        return list(requirements) or [asked]
    if "dir_info" not in where:
        return [f"{asked} @ {url}" if extra else str(path)]
    folder = f"{path}[{extra}]" if extra else str(path)
    constraints = ["-c", str(path / "constraints.txt")] if (path / "constraints.txt").is_file() and extra else []
    editable = isinstance(where["dir_info"], dict) and where["dir_info"].get("editable") and bool(extra)
    return [*constraints, *(["-e"] if editable else []), folder]


def place(where: dict[str, object]) -> str:
    """A folder or file as a path, everything else as its address."""
    url = str(where.get("url", ""))
    return unquote(urlsplit(url).path) if url.startswith("file:") else url


def pip() -> str:
    """`pip`, where the shell's is that of this Python; else that of this Python, by name."""
    found = shutil.which("pip")
    ours = found is not None and Path(found).parent.resolve() == Path(sys.prefix, "bin").resolve()
    return "pip" if ours else f"{shlex.quote(sys.executable)} -m pip"


def quoted(word: str) -> str:
    """As a shell takes it, in double quotes where there must be some: they work on every system."""
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else f'"{word}"'
