"""What `chainrule doctor` says of the sandbox: which layers hold on this machine, and what to do where one does not."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import subprocess
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from chainrule import machine
from chainrule.cli.show import console
from chainrule.labs import CannotStart
from chainrule.labs.sandbox import bwrap
from chainrule.labs.sandbox.cgroups import find_tree
from chainrule.labs.sandbox.measure import Measured, measure
from chainrule.labs.sandbox.selftest import Row, SelfTest, self_test

PRELOADS = (("numpy",), ("numpy", "torch"))


def report(*, as_json: bool) -> bool:
    """Try every layer, print what came of it, and give whether all hold."""
    test, versions, zygotes = self_test(), versions_here(), zygotes_here()
    if as_json:
        click.echo(json.dumps(as_data(test, versions, zygotes), indent=2))
    else:
        show(test, versions, zygotes)
    return not test.missing


def versions_here() -> dict[str, str]:
    """What the box is made of."""
    tree = find_tree()
    return {
        "kernel": platform.release(),
        "bubblewrap": bubblewrap_version(),
        "libseccomp": machine.libseccomp() or "missing",
        "control groups": tree.version if tree else "not writable",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in ("numpy", "torch", "chainrule")},
    }


def bubblewrap_version() -> str:
    program = bwrap.find_bubblewrap()
    if program is None:
        return "missing"
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip().removeprefix("bubblewrap ") or "does not run"


def zygotes_here() -> list[Measured]:
    """The zygotes with NumPy and with PyTorch, measured; none where the box does not start."""
    try:
        return [measure(preload) for preload in PRELOADS]
    except CannotStart:
        return []


def as_data(test: SelfTest, versions: dict[str, str], zygotes: list[Measured]) -> dict[str, Any]:
    """Everything as plain data."""
    return {
        "holds": not test.missing,
        "refuses_to_grade": test.refusal,
        "warning": test.warning,
        "layers": [
            {
                "name": row.layer.name,
                "title": row.layer.title,
                "holds": row.holds,
                "detail": row.detail,
                "remedy": "" if row.holds else row.layer.remedy,
            }
            for row in test.rows
        ],
        "parts": [
            {"name": part.name, "serves": part.serves, "found": part.find(), "remedy": "" if part.find() else part.get}
            for part in machine.PARTS
        ],
        "versions": versions,
        "zygotes": [
            {
                "preload": list(one.preload),
                "start_seconds": round(one.start_seconds, 3),
                "job_milliseconds": round(one.job_milliseconds, 1),
                "memory_mb": None if one.memory_mb is None else round(one.memory_mb, 1),
            }
            for one in zygotes
        ],
    }


def show(test: SelfTest, versions: dict[str, str], zygotes: list[Measured]) -> None:
    """The tables."""
    out = console()
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("layer", no_wrap=True)
    table.add_column("what it does")
    for row in test.rows:
        table.add_row(*cells(row, plain=not out.encoding.lower().startswith("utf")))
    out.print(table)
    out.print()
    out.print(Text("  ".join(f"{name} {version}" for name, version in versions.items()), style="dim"))
    for one in zygotes:
        memory = "size not known" if one.memory_mb is None else f"{one.memory_mb:.0f} MB"
        names = " and ".join(one.preload)
        out.print(
            f"zygote with {names}: {memory}, warm in {one.start_seconds:.1f} s, a job in {one.job_milliseconds:.0f} ms"
        )
    out.print()
    for part in machine.missing():
        out.print(Text(part.word, style="dim"))
    out.print(conclusion(test))


def cells(row: Row, *, plain: bool) -> tuple[Text, str, Text]:
    """One line of the table: whether it holds, the layer, and what it does or what is to be done."""
    if row.holds:
        return Text("ok" if plain else "✓", style="green"), row.layer.title, Text(row.layer.does, style="dim")
    words = Text(f"{row.detail}\nTo do: {row.layer.remedy}")
    return Text("NO" if plain else "✗", style="bold red"), row.layer.title, words


def conclusion(test: SelfTest) -> Text:
    if test.refusal:
        return Text(f"This machine does not grade: {test.refusal}", style="bold red")
    if test.warning:
        return Text(f"This machine grades, with a warning: {test.warning}", style="bold yellow")
    return Text("Every layer holds: this machine grades.", style="green")
