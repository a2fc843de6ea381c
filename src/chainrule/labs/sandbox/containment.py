"""How student code is contained: the attacks of the public corpus, and the layers that stop each.

The table is made from the corpus itself (`tests/attacks/corpus`), where each attack is a file:

    \"\"\"What it tries.\"\"\"
    # stopped by: seccomp, capabilities
    # says: PermissionError

and kept beside this module, so that a site without the tests can show it. Make it anew with

    python -m chainrule.labs.sandbox tests/attacks/corpus docs/containment.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainrule.labs.sandbox.layers import LAYERS, Layer, layer

LAYER_KEYS = ("stopped_by", "succeeds_without")
STORED = Path(__file__).with_name("containment.json")
GROUPS = ("reading", "writing", "exhausting", "escaping", "network", "cheating")
KEYS = {"stopped by", "says", "succeeds without", "lab", "file", "runs", "seconds"}


@dataclass(frozen=True)
class Attack:
    """One attack of the corpus. `settings` are the lines `# key: value` at its top."""

    group: str
    name: str
    tries: str
    settings: Mapping[str, str]
    source: str

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """The names of the layers, the first that it meets first."""
        return tuple(name.strip() for name in self.settings["stopped by"].split(","))

    @property
    def succeeds_without(self) -> tuple[str, ...]:
        """The layers without which it gets through, by a test; none where that is not tried."""
        names = self.settings.get("succeeds without", "")
        return tuple(name.strip() for name in names.split(" and ")) if names else ()


def read_attack(path: Path) -> Attack:
    """One attack from its file. Raises `ValueError` where its head is not as it should be."""
    source = path.read_text(encoding="utf-8")
    found = re.match(r'(?:"""(?P<tries>.+?)"""\n)(?P<settings>(?:# [a-z ]+: [^\n]*\n)+)', source, re.DOTALL)
    if found is None:
        raise ValueError(f"{path}: begins with what it tries in triple quotes, then lines like `# stopped by: seccomp`")
    lines = (line.removeprefix("# ").partition(": ") for line in found["settings"].splitlines())
    settings = {key: value for key, _, value in lines}
    if not {"stopped by", "says"} <= settings.keys() <= KEYS:
        raise ValueError(f"{path}: has the settings {', '.join(settings)}; needed: stopped by, says")
    attack = Attack(path.parent.name, path.stem, " ".join(found["tries"].split()), settings, source)
    for name in attack.stopped_by:
        layer(name)
    if not set(attack.succeeds_without) <= set(attack.stopped_by):
        raise ValueError(f"{path}: succeeds without a layer that is not said to stop it")
    return attack


def read_corpus(folder: Path) -> tuple[Attack, ...]:
    """Every attack, group by group."""
    return tuple(read_attack(path) for group in GROUPS for path in sorted((folder / group).glob("*.py")))


@dataclass(frozen=True)
class Row:
    """A line of the table: an attack, in words, and the layers that stop it.

    `succeeds_without`: a test switches these off, together, and the attack then gets through.
    """

    group: str
    name: str
    tries: str
    stopped_by: tuple[Layer, ...]
    succeeds_without: tuple[Layer, ...]


def containment_table() -> tuple[Row, ...]:
    """Every attack of the corpus with the layers that stop it, as it was when the table was last made."""
    return tuple(
        Row(row["group"], row["name"], row["tries"], *(tuple(map(layer, row[key])) for key in LAYER_KEYS))
        for row in json.loads(STORED.read_text(encoding="utf-8"))
    )


def as_data(attacks: Iterable[Attack]) -> list[dict[str, Any]]:
    """What `containment.json` holds."""
    return [
        {
            "group": attack.group,
            "name": attack.name,
            "tries": attack.tries,
            **{key: list(getattr(attack, key)) for key in LAYER_KEYS},
        }
        for attack in attacks
    ]


def as_json(attacks: Iterable[Attack]) -> str:
    """The text of `containment.json`: a line for each attack."""
    return "[\n" + ",\n".join(json.dumps(row) for row in as_data(attacks)) + "\n]\n"


INTRODUCTION = """\
<!-- Made from the attack corpus by `python -m chainrule.labs.sandbox`. Do not edit. -->
# How student code is contained

A student's file runs on the instructor's machine. It must not read a check, a key or another student's file, reach
the network, harm the machine, or write its own grade. {layers} layers stand between the file and the machine, and
{attacks} attacks try to get through them in every run of the tests (`tests/attacks`). Each layer is also switched off,
alone or together with one that would cover for it, to show that an attack then gets through: the last column below.
Wall clock, output cap, small messages and the checker outside have such tests of their own.

`chainrule doctor` tries each layer of the sandbox on your machine and says how to install what is missing. Where one is
missing nothing is graded; where only control groups are, the server grades with resource limits alone and says so.

## The layers
"""

LIMITS = """\
## What no layer can stop

- **A right answer.** What a process sends back is an answer to inputs that come from a secret seed. Code that gives the
  right answers to them passes, however it came to them: by computing them with PyTorch, say, where the lab has it.
- **A guess.** A check that asks yes or no can be guessed by code that takes over its own process: that an error was
  raised, that a list is a list. Such checks are worth little by themselves; checks compare values.
- **The kernel.** The box is as tight as the kernel that makes it. Keep it up to date. A job can measure how busy the
  machine is, and so can notice that something else runs; it cannot see what.
- **Two submissions that agree.** The kernel counts some things over all jobs of one user, such as the signals that
  wait (`/proc/self/status` shows how many) and the pages of pipes, and keeps in memory what was read of files that all
  of them see. Two jobs that run at the same moment and know of each other may tell each other some bits by that. It
  gives neither anything that it could not have brought along.
- **Where packages lie.** `/proc/self/mountinfo` names the folders of this machine that the interpreter and the packages
  come from, and no other.

Without the sandbox (on a student's own machine) only the rows stopped by *checker outside*, *emptied library*,
*small messages*, *wall clock* and *output cap* hold, and each verdict says "self-check, not a grade".
"""


def as_page(attacks: Iterable[Attack]) -> str:
    """The page "How student code is contained", in Markdown."""
    attacks = tuple(attacks)
    lines = [
        INTRODUCTION.format(layers=len(LAYERS), attacks=len(attacks)),
        "| layer | what it does | attacks |",
        "|---|---|---|",
    ]
    for one in LAYERS:
        stopped = sum(one.name in attack.stopped_by for attack in attacks)
        lines.append(f"| **{one.title}** | {one.does} | {stopped} |")
    lines += ["", "## The attacks", ""]
    for group in GROUPS:
        lines += [
            f"### {group.capitalize()}",
            "",
            "| attack | what it tries | stopped by | gets through without |",
            "|---|---|---|---|",
        ]
        for attack in attacks:
            if attack.group == group:
                by, without = (", ".join(layer(n).title for n in getattr(attack, key)) for key in LAYER_KEYS)
                lines.append(f"| `{attack.name}` | {attack.tries} | {by} | {without} |")
        lines.append("")
    return "\n".join([*lines, LIMITS])
