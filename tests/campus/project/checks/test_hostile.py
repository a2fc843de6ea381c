"""Whatever a stranger hands in: the checks end soon, raise nothing, and say something that is JSON and short."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.campus.project.checks.good import MEMBERS, MILESTONE, HandIn, code_cell, commit, flat, notebook

from chainrule.campus.project.checks import check
from chainrule.campus.project.checks.reading import is_binary, shown
from chainrule.campus.repositories.model import Archive, Repository

SECONDS = 10.0  # for one file of 5 MB; on a quiet machine the longest of them takes a fraction of a second
LONG = 4_000_000
NAMES = [
    "README.md",
    "main.ipynb",
    "model.py",
    "requirements.txt",
    "pyproject.toml",
    "environment.yml",
    ".env",
    "a.yml",
]


def cell(source: str) -> bytes:
    return notebook(code_cell(source))


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "one line": ("README.md", lambda: b"x" * LONG),
    "headings": ("README.md", lambda: b"# Goal\n" * (LONG // 7)),
    "headings that fall": ("README.md", lambda: b"##### a\n" + b"###### b\n" * 400_000),
    "bars": ("README.md", lambda: b"## Team\n|a|\n|-|\n" + b"|" * LONG),
    "rows": ("README.md", lambda: b"## Team\n|a|\n|-|\n" + b"|Aylin Quliyeva|\n" * 200_000),
    "fences": ("README.md", lambda: b"```\n" * (LONG // 4)),
    "dashes": ("README.md", lambda: b"a\n---\n" * (LONG // 6)),
    "marks over letters": ("README.md", lambda: ("## Team\n|a|\n|-|\n|" + "a\u0301" * 900_000).encode()),
    "deep JSON": ("main.ipynb", lambda: b"[" * LONG),
    "deep objects": ("main.ipynb", lambda: b'{"cells":' * (LONG // 9)),
    "a long number": ("main.ipynb", lambda: b"1" * LONG),
    "many cells": ("main.ipynb", lambda: b'{"nbformat":4,"cells":[' + b",".join([b"{}"] * 1_000_000) + b"]}"),
    "lines of a merge": ("main.ipynb", lambda: b"\n" * LONG),
    "deep code": ("model.py", lambda: b"(" * LONG),
    "deep code, short": ("model.py", lambda: b"-" * 190_000 + b"1"),
    "a chain": ("model.py", lambda: b"a" + b".a" * 90_000),
    "a long cell": ("main.ipynb", lambda: cell("x = 1\n" * 600_000)),
    "magic": ("main.ipynb", lambda: cell("=" * 190_000 + "!")),
    "question marks": ("main.ipynb", lambda: cell("?\n" * 90_000 + "(")),
    "surrogates": ("main.ipynb", lambda: b'{"nbformat":4,"cells":[{"cell_type":"code","source":"\\ud800\\u0000"}]}'),
    "zeros": ("model.py", lambda: b"\0" * LONG),
    "password after password": ("a.yml", lambda: b"password" * (LONG // 8)),
    "password and blanks": ("a.yml", lambda: (b"password" + b" " * 5) * (LONG // 13)),
    "passwords": ("a.yml", lambda: b"password: hunter2x\n" * (LONG // 19)),
    "addresses": ("a.md", lambda: b"://a:" * (LONG // 5)),
    "keys": ("a.md", lambda: b"-----BEGIN A A A A" * (LONG // 18)),
    "tokens": ("a.md", lambda: b"ghp_" * (LONG // 4)),
    "AWS keys": ("a.md", lambda: (b"AKIA" + b"Z7Q2M5K8" * 2 + b" ") * (LONG // 21)),
    "secret": ("a.md", lambda: b"secret_access_key" * (LONG // 17)),
    "requirements": ("requirements.txt", lambda: b"a" * LONG),
    "deep TOML": ("pyproject.toml", lambda: b"a = " + b"[" * LONG),
    "dotted TOML": ("pyproject.toml", lambda: b".".join([b"a"] * 90_000) + b" = 1"),
    "YAML": ("environment.yml", lambda: b"dependencies:\n" + b"- - - " * (LONG // 6)),
    "line endings": ("a.txt", lambda: b"\r" * LONG),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_takes_long_or_breaks_a_check(name: str) -> None:
    path, content = BOMBS[name]
    hand_in = flat()
    hand_in.files[path] = content()
    hand_in.archive = lambda files: Archive(files | {path: files[path] + b"\r\n"})
    began = time.process_time()
    verdicts = hand_in.verdicts()
    assert time.process_time() - began < SECONDS
    assert len(json.dumps([asdict(verdict) for verdict in verdicts.values()])) < 50_000


def test_many_files_do_not_take_long() -> None:
    hand_in = flat()
    hand_in.files |= {f"m{n}/{'x' * 200}{n}.py": b"import a\n" for n in range(5_000)}
    hand_in.commits += [commit(f"author {n}", f"{n}@example.org") for n in range(3_000)]
    began = time.process_time()
    verdicts = hand_in.verdicts()
    assert time.process_time() - began < 2 * SECONDS
    assert all(len(verdict.details) <= 41 for verdict in verdicts.values())


FIELDS = ["cell_type", "source", "outputs"]
CONTENT = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="#|-:= \nab`~<>![]()\"'\\@,%?", max_size=300).map(str.encode),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just("code"),
        lambda inner: st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*FIELDS, "cells", "nbformat", "x"]), inner, max_size=5),
        max_leaves=20,
    ).map(lambda value: json.dumps(value).encode()),
    st.lists(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["code", "import a", [], ["x"], 4]))).map(
        lambda cells: json.dumps({"nbformat": 4, "cells": cells}).encode()
    ),
)  # fmt: skip
PATH = st.one_of(st.sampled_from(NAMES), st.text(alphabet="ab/._-é ", min_size=1, max_size=12).map(lambda s: f"{s}.py"))
FILES = st.dictionaries(PATH, CONTENT, max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FILES, st.none() | FILES, st.text(max_size=8), st.lists(st.text(max_size=12), max_size=3))
@example({}, {}, "", [])
def test_no_files_break_the_checks(
    files: dict[str, bytes], packed: dict[str, bytes] | None, prefix: str, members: list[str]
) -> None:
    archive = None if packed is None else Archive(packed, prefix)
    commits = (commit(prefix, prefix), *[commit(name, name) for name in members])
    repository = Repository("https://h.org/a/b", "1" * 40, "", files, (prefix,), ("a",), commits, {"b.py": 3}, ("c",))
    first = check(MILESTONE, repository, archive, members)
    assert first == check(MILESTONE, repository, archive, members)
    for verdict in json.loads(json.dumps([asdict(verdict) for verdict in first])):
        assert verdict["outcome"] in ("ok", "problem", "notice", "not tried")
        assert verdict["text"].isprintable()
        assert all(line.isprintable() and len(line) <= 300 for line in verdict["details"])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_a_readme_of_a_stranger_cannot_write_into_a_verdict(name: str) -> None:
    hand_in = HandIn({"README.md": f"## Team\n|a|b|\n|-|-|\n|{name}|{name}|".encode("utf-8", "replace")}, [], MEMBERS)
    assert all(verdict.text.isprintable() for verdict in hand_in.verdicts().values())


@given(st.text())
def test_what_is_shown_is_one_line_without_control_characters(text: str) -> None:
    assert shown(text, 40).isprintable()
    assert len(shown(text, 40)) <= 40


@pytest.mark.parametrize(
    ("content", "binary"),
    [(b"", False), (b"abc", False), (b"\0", True), (("a" + "é" * 9000).encode(), False),
     (b"\xff\xfea\0", False), (b"\x89PNG", True), (b"a\xff", True)],
)  # fmt: skip
def test_what_is_binary(content: bytes, binary: bool) -> None:
    assert is_binary(content) is binary
