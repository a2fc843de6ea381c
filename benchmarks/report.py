"""`docs/benchmarks.md` is written by the benchmark scripts: each owns one section and leaves the others as they are."""

import os
import platform
import re
from pathlib import Path

from chainrule.recipes.tables import table

__all__ = ["machine", "table", "write_section"]
REPORT = Path(__file__).parent.parent / "docs" / "benchmarks.md"

HEAD = """# Benchmarks

Every figure on this page was measured by the script that its section names, which wrote it here.
Times vary from machine to machine and from run to run; ratios taken in one run are what counts.
"""


def machine() -> str:
    """Where the figures come from, in a few words."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    )


def write_section(title: str, body: str, report: Path = REPORT) -> None:
    """Put `body` under the heading `title`: in place of what stood there, or at the end."""
    page = report.read_text(encoding="utf-8") if report.exists() else HEAD
    section = f"## {title}\n\n{body.strip()}\n\n"
    there = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    page, found = there.subn(lambda _: section, page, count=1)
    if not found:
        page = f"{page.rstrip()}\n\n{section}"
    report.write_text(page.rstrip() + "\n", encoding="utf-8")
