"""Find-the-error questions made from a lab's mutants: one planted mistake serves as mutant, as hint and as question."""

import ast
import functools
from collections.abc import Sequence
from pathlib import Path

from chainrule.campus.questions.kinds.find_error import Edit, Faulty, right_edit, wrong_edit
from chainrule.campus.questions.text import block
from chainrule.campus.questions.variant import BadContent
from chainrule.course import lecture_folders
from chainrule.labs import Lab, Mutant, solution
from chainrule.labs.broken import changed_by
from chainrule.labs.lab import load_folder
from chainrule.labs.source import definitions

IN_PLACE = """\
import {module} as _module
for _name, _thing in list(vars(_module).items()):
    globals().setdefault(_name, _thing)
setattr(_module{owner}, "{name}", {name})
"""


def from_mutant(
    file: str, mutant: str, *edits: Edit, stem: str, test: str, because: str, others: Sequence[str] = (), lab: int = 0
) -> Faulty:
    """What a find-the-error question returns that shows the function which a mutant of a lab breaks.

    The function is shown without its docstring and annotations. It stands in the library's place while `test` runs,
    which may use all names of its module. The mutant must change one line of one function.

    Args:
        file: `__file__` of the question, which says where the lab is.
        mutant: the name of the mutant whose mistake is shown; the line of the solution mends it.
        edits: wrong edits of the author's own, beside those of `others`.
        stem: the symptom (Markdown).
        test: code that fails with the mistake and passes without it.
        because: why the line of the solution mends it.
        others: mutants of the same function; each becomes a wrong edit, with its own mistake as the reason.
        lab: the lecture whose lab it is, where that is not the question's own.
    """
    one = lab_of(Path(file), lab)
    planted = {each.name: each for each in one.mutants}
    if unknown := [name for name in (mutant, *others) if name not in planted]:
        raise BadContent(f"lab {one.number} has no mutant `{unknown[0]}`", f"name one of {', '.join(planted)}")
    name = only(changed_by(planted[mutant], solution(one)), f"the functions that `{mutant}` changes")
    right, faulty = shown(solution(one), name), mutated(one, planted[mutant], name)
    wrong_line, mended = difference(faulty, right, mutant)
    made = [right_edit(wrong_line, mended, because=because), *edits]
    for other in others:
        into, line = difference(mutated(one, planted[other], name), right, other)
        reason = f"It makes another mistake: {planted[other].mistake}."
        made.append(wrong_edit(wrong_line if line == mended else line, into, because=reason))
    module = next(build.partition(":")[0] for build in one.builds if build.partition(":")[2] == name)
    owner, _, last = name.rpartition(".")
    in_place = IN_PLACE.format(module=module, owner=f".{owner}" if owner else "", name=last)
    return Faulty(stem, faulty, f"{in_place}\n{block(test)}", *made)


def lab_of(file: Path, number: int) -> Lab:
    """The lab of the question's own lecture, or of another one of the course."""
    folder = lecture_folders(file.parents[3])[number] if number else file.parents[1]
    return loaded(folder)


@functools.lru_cache(maxsize=32)
def loaded(folder: Path) -> Lab:
    """A lab by its folder; a question of it is drawn many times."""
    return load_folder(folder, folder.name[:2])


def mutated(lab: Lab, mutant: Mutant, name: str) -> str:
    """The function as this mutant leaves it."""
    return shown(mutant.function(solution(lab)), name)


def shown(source: str, name: str) -> str:
    """One function of a module, at the left margin, without docstring and annotations."""
    node = next(node for found, node in definitions(source) if found == name)
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    if ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    node.returns = None
    for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]:
        if argument is not None:
            argument.annotation = None
    for index, inner in enumerate(node.body):
        if isinstance(inner, ast.AnnAssign) and inner.value is not None:
            node.body[index] = ast.copy_location(ast.Assign([inner.target], inner.value), inner)
    return ast.unparse(node)


def difference(one: str, other: str, mutant: str) -> tuple[str, str]:
    """The one line in which two texts of a function differ, as each has it."""
    lines, others = one.split("\n"), other.split("\n")
    pairs = [(a.strip(), b.strip()) for a, b in zip(lines, others, strict=False) if a != b]
    if len(lines) != len(others) or len(pairs) != 1:
        fix = "choose a mutant that changes one line, or write the question without it"
        raise BadContent(f"the mutant `{mutant}` changes more than one line of this function", fix)
    return pairs[0]


def only(found: set[str], what: str) -> str:
    """The one there is."""
    if len(found) != 1:
        names = ", ".join(sorted(found)) or "none"
        raise BadContent(f"{what} are {names}", "choose a mutant of one function")
    return next(iter(found))
