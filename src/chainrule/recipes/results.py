"""`docs/results.md` is written by the recipes: each owns a row of the table, and a section where it measured more."""

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

import torch

from chainrule.course import PACKAGE
from chainrule.recipes.catalogue import RECIPES
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table

HEAD = """\
# Results

Every number on this page was measured by the recipe whose name stands before it, which wrote it here:
`chainrule train RECIPE --write`, or `make results` for all. Where there are several seeds, it is their mean. Seconds
are those of everything that the recipe trained, without evaluations: all seeds together, and what its section compares
them with.
"""
COLUMNS = ("recipe", "must reach", "reached", "seeds", "seconds", "machine")
BEGIN, END = "<!-- rows written by the recipes -->", "<!-- end of the rows -->"


@dataclass(frozen=True)
class Machine:
    """Where a number was measured."""

    processor: str
    cores: int
    threads: int
    load: float
    torch: str

    def __str__(self) -> str:
        return (
            f"{self.processor}, {self.threads} of {self.cores} cores, load {self.load:.1f} before, torch {self.torch}"
        )


def machine() -> Machine:
    """This one, now."""
    return Machine(processor(), os.cpu_count() or 1, torch.get_num_threads(), load(), torch.__version__)


def processor() -> str:
    """The model of the processor, as Linux tells it, else its architecture."""
    try:
        names = re.findall(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        names = []
    return " ".join(names[0].split()) if names else platform.processor() or platform.machine()


def load() -> float:
    """How many processes wanted to run in the last minute, on average; NaN where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def page() -> Path | None:
    """The page of results in the checkout that this runs from; None in an installation, which has no docs."""
    docs = PACKAGE.parent.parent / "docs"
    return docs / "results.md" if docs.is_dir() else None


def write(recipe: Recipe, outcome: Outcome, where: Machine, path: Path) -> None:
    """Put the recipe's row, section and pictures in place of what it wrote before, and renew the page's head."""
    text = with_head(path.read_text(encoding="utf-8") if path.exists() else "")
    row = (
        recipe.name,
        "; ".join(f"{number.label} {number.wanted}" for number in outcome.numbers),
        "; ".join(number.written for number in outcome.numbers),
        ", ".join(map(str, outcome.seeds)),
        f"{outcome.seconds:.0f}",
        str(where),
    )
    rows = {each[0]: each for each in read_rows(text)} | {recipe.name: row}
    ordered = sorted(rows.values(), key=lambda each: (list(RECIPES).index(each[0]) if each[0] in RECIPES else 99, each))
    text = with_rows(text, table(COLUMNS, ordered, words=len(COLUMNS)))
    text = with_section(text, recipe, section(recipe, outcome, path))
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(text.rstrip() + "\n", encoding="utf-8")
    new.replace(path)


def read_rows(text: str) -> list[tuple[str, ...]]:
    """The rows that stand on the page."""
    inside = text.partition(BEGIN)[2].partition(END)[0]
    lines = [line for line in inside.splitlines() if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def with_head(text: str) -> str:
    """The page with the head as it is now."""
    _, begin, rest = text.partition(BEGIN)
    return f"{HEAD}\n{begin}{rest}" if begin else text or HEAD


def with_rows(text: str, rows: str) -> str:
    """The page with the table in its place."""
    block = f"{BEGIN}\n\n{rows}\n\n{END}"
    if BEGIN not in text:
        return f"{text.rstrip()}\n\n{block}\n"
    before, _, rest = text.partition(BEGIN)
    return before + block + rest.partition(END)[2]


def section(recipe: Recipe, outcome: Outcome, path: Path) -> str:
    """What stands below the table: more numbers, and pictures as files beside the page."""
    parts = [outcome.details.strip()] if outcome.details.strip() else []
    for name, picture in outcome.pictures.items():
        file = path.parent / "results" / f"{recipe.name}-{name}.svg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(picture, encoding="utf-8")
        parts.append(f"![{name.replace('-', ' ')}](results/{file.name})")
    return "\n\n".join(parts)


def with_section(text: str, recipe: Recipe, body: str) -> str:
    """The page with the recipe's section in its place, or without one where there is nothing to say."""
    there = re.compile(rf"^## {re.escape(recipe.name)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    whole = f"## {recipe.name}\n\n{recipe.title}.\n\n{body}\n\n" if body else ""
    text, found = there.subn(lambda _: whole, text, count=1)
    return text if found or not whole else f"{text.rstrip()}\n\n{whole}"
