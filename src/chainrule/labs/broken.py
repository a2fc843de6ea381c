"""Names that a lab hands out broken, to be found from their symptoms and mended.

Under `[broken]` in `lab.toml` stand names of the lab, each with the mutant whose planted mistake it is handed out with,
in place of an empty body.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping
from typing import Any

from chainrule.course import CourseError
from chainrule.labs.check import Check, Mutant
from chainrule.labs.source import definitions

Complaints = Callable[[str, str, str], CourseError]


def planted(source: str, mutants: Collection[Mutant]) -> str:
    """The source with the mistakes of these mutants in it."""
    for mutant in mutants:
        source = mutant.function(source)
    return source


def broken_names(
    broken: Any,
    source: str,
    names: Collection[str],
    mutants: Collection[Mutant],
    checks: Collection[Check],
    wrong: Complaints,
) -> dict[str, Mutant]:
    """The mutant that breaks each name under `[broken]`. Raises `CourseError`.

    It must change that name and nothing else, and the check that catches it must be about that name.
    """
    if not isinstance(broken, dict) or not all(isinstance(mutant, str) for mutant in broken.values()):
        raise wrong("broken", "`broken` is no table of names", 'write [broken] and below it "name" = "mutant"')
    known = {mutant.name: mutant for mutant in mutants}
    about = {check.name: check.about for check in checks}
    found = {}
    for name, by in broken.items():
        if name not in names:
            raise wrong(f'"{name}"', f"{name} is broken, and the lab does not build it", "name it in `builds`, too")
        if by not in known:
            raise wrong(f'"{name}"', f"no mutant is called {by}", f"mutants.py has {', '.join(known) or 'none'}")
        if name not in about.get(known[by].caught_by, ()):
            problem = f"the check that catches `{by}` is not about {name}"
            raise wrong(f'"{name}"', problem, f'write about=["{name}"] at `{known[by].caught_by}`')
        if (changed := changed_by(known[by], source)) != {name}:
            what = ", ".join(sorted(changed)) or "nothing"
            fix = "let its edit change that function alone, and keep it Python"
            raise CourseError(known[by].path, f"`{by}` is to break {name}, and changes {what}", fix, known[by].line)
        found[name] = known[by]
    return found


def changed_by(mutant: Mutant, source: str) -> set[str]:
    """The functions and methods whose text a mutant changes; a class counts by what is in it."""
    try:
        after = functions(mutant.function(source))
    except Exception:  # the edit is the author's: proving the lab says what is wrong with it
        return set()
    before = functions(source)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def functions(source: str) -> dict[str, str]:
    """The text of each function and method, by its qualified name, as Python reads it."""
    return {name: ast.unparse(node) for name, node in definitions(source) if not isinstance(node, ast.ClassDef)}


def still_broken(text: str, handed_out: str, broken: Collection[str]) -> list[str]:
    """Those of `broken` whose text in a student's file, which may be no Python, is still as it was handed out."""
    lines = handed_out.split("\n")
    parts: Mapping[str, str] = {
        name: "\n".join(lines[node.lineno - 1 : node.end_lineno]) for name, node in definitions(handed_out)
    }
    return [name for name in broken if parts[name] in text]
