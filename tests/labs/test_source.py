"""Starters are the library's own text with some bodies emptied, and nothing else changed."""

import ast

import pytest

from chainrule.course import find_course, lecture_folders
from chainrule.labs import load_labs, solution, starter
from chainrule.labs.source import definitions, emptied, line_of, still_empty, where_to_begin

MODULE = '''\
"""A module."""
import math  # kept


def plain(x: int = 3) -> int:
    """What it does."""
    # how it does it
    y = x + 1
    return y  # the end
    # and a last word


# A comment between two functions stays.
def short(x): return x


def documented(x): "One line."


def wide(
    x: dict[str, int],  # stays
    *rest: int,
) -> dict[str, int]:  # stays too
    # goes: there is no docstring
    return {"x": x, **{"y": rest}}


@decorator(lambda a: a)
def decorated(x, f=lambda a: a):
    """Öffnet \\N{BULLET} — non-ASCII text before the body.

    Two paragraphs.
    """
    if x:
        return f(x)
    return [
        x,
    ]


class Outer:
    """A class."""

    size = 3

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, new):
        self._value = new

    class Inner:
        def method(self):
            """Inside."""; return 5

    async def waits(self):
        async with self:
            return 1


def last(x):
    return x'''

NAMES = [
    "plain",
    "short",
    "documented",
    "wide",
    "decorated",
    "Outer.value",
    "Outer.Inner.method",
    "Outer.waits",
    "last",
]


def without_bodies(source: str, names: list[str]) -> str:
    """The syntax tree with the named bodies cut down to the docstring."""
    tree = ast.parse(source)
    for name, node in [
        (name, node) for name, node in _walk(tree.body, "") if any(name == n or name.startswith(f"{n}.") for n in names)
    ]:
        if not isinstance(node, ast.ClassDef):
            keep = 1 if ast.get_docstring(node) is not None else 0
            node.body = [*node.body[:keep], ast.Raise(ast.Constant(name))]
    return ast.dump(tree)


def _walk(body: list[ast.stmt], prefix: str) -> list[tuple[str, ast.AST]]:
    found: list[tuple[str, ast.AST]] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append((prefix + node.name, node))
            if isinstance(node, ast.ClassDef):
                found += _walk(node.body, f"{prefix}{node.name}.")
    return found


def bodies(source: str) -> dict[str, str]:
    """Each function's statements after the docstring."""
    found = {}
    for name, node in definitions(source):
        if not isinstance(node, ast.ClassDef):
            rest = node.body[1:] if ast.get_docstring(node) is not None else node.body
            found[name] = "\n".join(ast.unparse(statement) for statement in rest)
    return found


@pytest.mark.parametrize("names", [*[[name] for name in NAMES], NAMES, ["Outer"], ["Outer.Inner"]], ids=" ".join)
def test_only_the_named_bodies_differ(names: list[str]) -> None:
    after = emptied(MODULE, names)
    assert without_bodies(after, names) == without_bodies(MODULE, names)
    now, before = bodies(after), bodies(MODULE)
    for name in before:
        if any(name == n or name.startswith(f"{n}.") for n in names):
            assert now[name] == f"raise NotImplementedError('write {name}')"
        else:
            assert now[name] == before[name]


def test_comments_outside_stay_and_comments_inside_go() -> None:
    after = emptied(MODULE, NAMES)
    for kept in ("import math  # kept", "x: dict[str, int],  # stays", "# stays too", "# A comment between", "Öffnet"):
        assert kept in after
    for gone in ("how it does it", "the end", "a last word", "goes: there is no docstring", "lambda b"):
        assert gone not in after
    assert not after.endswith("\n")


def test_a_name_that_begins_like_another_is_left_alone() -> None:
    source = "def add(x):\n    return x\n\n\ndef added(x):\n    return x\n"
    assert emptied(source, ["add"]).count("raise") == 1


EMPTIED = emptied(MODULE, NAMES)
WRITTEN = EMPTIED.replace("raise NotImplementedError", "return print")
FIRST, SECOND = (EMPTIED.splitlines().index(f'    raise NotImplementedError("write {name}")') + 1 for name in NAMES[:2])
# a student's file, and the line where they go on
PLACES = {
    "the starter": (EMPTIED, FIRST),
    "the first is written": (EMPTIED.replace('raise NotImplementedError("write plain")', "pass"), SECOND),
    "half a line is typed above": (EMPTIED.replace('"""A module."""', 'x = ("'), FIRST),
    "one is kept as a comment": (EMPTIED.replace("    raise NotImp", "    # raise NotImp", 1), SECOND),
    "one is named in a text": ("x = 'raise NotImplementedError(\"write x\")'\n" + EMPTIED, FIRST + 1),
    "all is written": (WRITTEN, WRITTEN.splitlines().index("def plain(x: int = 3) -> int:") + 1),
    "all is written and does not parse": (f"{WRITTEN}\n)", 1),
    "a zero byte": ("\0", 1),
    "nothing": ("", 1),
    "lines of Windows": (EMPTIED.replace("\n", "\r\n"), FIRST),
}


@pytest.mark.parametrize(("text", "line"), PLACES.values(), ids=PLACES.keys())
def test_a_student_goes_on_at_the_first_body_that_is_empty(text: str, line: int) -> None:
    assert where_to_begin(text, NAMES) == line


def test_a_link_leads_to_the_body_of_a_name_or_to_its_definition() -> None:
    assert line_of(EMPTIED, NAMES[1]) == SECOND
    assert line_of(WRITTEN, "plain") == WRITTEN.splitlines().index("def plain(x: int = 3) -> int:") + 1
    assert [line_of(EMPTIED, name) for name in ("", "gone")] == [0, 0]
    assert line_of(f"{WRITTEN}\n)", "plain") == 0


def test_what_is_empty_is_listed_from_the_top() -> None:
    listed = still_empty(EMPTIED)
    assert [line for line, _ in listed] == sorted(line for line, _ in listed)
    assert {name for _, name in listed} == set(NAMES)


@pytest.mark.parametrize("number", [n for n, f in lecture_folders(find_course()).items() if (f / "lab.toml").is_file()])
def test_every_starter_of_the_course_compiles_and_differs_in_its_names_alone(number: int) -> None:
    lab = load_labs(find_course())[f"{number:02}"]
    before, after = solution(lab), starter(lab)
    compile(after, lab.file_name, "exec")
    changed = {name for name, body in bodies(after).items() if body != bodies(before)[name]}
    assert changed == set(lab.names)
    assert without_bodies(after, list(lab.names)) == without_bodies(before, list(lab.names))
