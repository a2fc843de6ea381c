"""Each mistake is planted alone in each good repository: its check tells it, and no other check says a word."""

import json
import re
from collections.abc import Callable

import pytest
from tests.campus.project.checks.good import GOOD, HandIn, code_cell, commit, module, notebook, text_cell

from chainrule.campus.repositories.model import Archive

Plant = Callable[[HandIn], None]
ALL = tuple(GOOD)
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n"
AWS = "AKIA" + "Z7Q2M5K8" * 2
GITHUB = "ghp_" + "a1B2c3D4e5" * 4
GOOGLE = "AIza" + "Sy0a1b2c3" * 3 + "d4e5f6g7"
PASSWORD = "hunter2-and-more"


def _zip(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Plant:
    def plant(hand_in: HandIn) -> None:
        packed = hand_in.archive

        def changed(files: dict[str, bytes]) -> Archive | None:
            archive = packed(change(dict(files)))
            assert archive is not None
            return archive

        hand_in.archive = changed

    return plant


def _set(path: str, content: bytes | str) -> Plant:
    def plant(hand_in: HandIn) -> None:
        hand_in.files[path] = content.encode() if isinstance(content, str) else content

    return plant


def _readme(change: Callable[[str], str]) -> Plant:
    def plant(hand_in: HandIn) -> None:
        old = hand_in.files[hand_in.readme()].decode().replace("\r\n", "\n")
        assert change(old) != old
        hand_in.files[hand_in.readme()] = change(old).encode()

    return plant


def _notebook(content: bytes | Callable[[bytes], bytes]) -> Plant:
    def plant(hand_in: HandIn) -> None:
        path = hand_in.notebook()
        hand_in.files[path] = content(hand_in.files[path]) if callable(content) else content

    return plant


def _attribute(**changes: object) -> Plant:
    def plant(hand_in: HandIn) -> None:
        for name, value in changes.items():
            setattr(hand_in, name, value)

    return plant


def _no_readme(hand_in: HandIn) -> None:
    del hand_in.files[hand_in.readme()]


def _readme_in_a_folder(hand_in: HandIn) -> None:
    hand_in.files["docs/README.md"] = hand_in.files.pop(hand_in.readme())


def _no_notebook(hand_in: HandIn) -> None:
    for path in [path for path in hand_in.files if path.lower().endswith(".ipynb")]:
        del hand_in.files[path]


def _two_notebooks(hand_in: HandIn) -> None:
    hand_in.files["first.ipynb"] = hand_in.files["second.ipynb"] = hand_in.files.pop(hand_in.notebook())


def _stripped(content: bytes) -> bytes:
    found = json.loads(content)
    for cell in found["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return json.dumps(found).encode()


def _no_code(content: bytes) -> bytes:
    found = json.loads(content)
    return json.dumps(found | {"cells": [text_cell("# Only words")]}).encode()


def _alone(content: bytes) -> bytes:
    return notebook(code_cell("import sys, os\nprint(sys.path, os.sep)"))


def _no_modules(hand_in: HandIn) -> None:
    code = b"".join(hand_in.files.pop(path) for path in list(hand_in.files) if path.endswith(".py"))
    functions = code_cell(f"def one():\n    return {len(code)}\n")
    hand_in.files[hand_in.notebook()] = notebook(functions, *[code_cell(f"one() + {n}") for n in range(9)])


def _no_lists(hand_in: HandIn) -> None:
    for path in ("requirements.txt", "pyproject.toml", "environment.yml"):
        hand_in.files.pop(path, None)


def _first_row(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if "Aylin" not in line)


def _silent_row(text: str) -> str:
    return re.sub(r"(\| Aylin Quliyeva \|.*?\|).*", r"\1 |", text)


def _no_bars(text: str) -> str:
    return text.replace("|", " ")


def _goal_gone(text: str) -> str:
    return text.replace("## Goal\n", "").replace("Goal\n----\n", "")


def _setup_empty(text: str) -> str:
    kept, inside = [], False
    for line in text.split("\n"):
        if inside and line.strip("# ").startswith("Evaluation"):
            inside = False
        if not inside or set(line) == {"-"}:
            kept.append(line)
        if line in ("## Setup", "Installation"):
            inside = True
    return "\n".join(kept)


MISTAKES: dict[str, tuple[Plant, str, str, str, tuple[str, ...]]] = {
    # name: (mistake, check, outcome, words of its text or details, shapes)
    "a file is only in the ZIP": (
        _zip(lambda f: f | {"late.py": b"x = 1\n"}),
        "same",
        "problem",
        "only in the ZIP: late.py",
        ALL,
    ),
    "a file is only in the commit": (
        _zip(lambda f: dict(list(f.items())[:-1])),
        "same",
        "problem",
        "only in the commit: ",
        ALL,
    ),
    "a file differs": (
        _zip(
            lambda f: {path: content + b"# after\n" if path.endswith(".py") else content for path, content in f.items()}
        ),
        "same",
        "problem",
        "differs: ",
        ALL,
    ),
    "caches in the ZIP": (
        _zip(lambda f: f | {"a/__pycache__/x.pyc": b"\0", ".git/HEAD": b"ref", ".DS_Store": b"\0"}),
        "same",
        "notice",
        "`.DS_Store`, `.git`, `__pycache__`",
        ALL,
    ),
    "no README": (_no_readme, "readme", "problem", "no README in the top folder", ()),
    "a section is missing": (_readme(_goal_gone), "readme", "problem", "missing: “Goal”", ALL),
    "a section is empty": (_readme(_setup_empty), "readme", "problem", "empty: “Setup”", ("flat", "packaged")),
    "a member is missing": (_readme(_first_row), "people", "problem", "no row of their own: Aylin Quliyeva", ()),
    "a member did nothing": (
        _readme(_silent_row),
        "people",
        "problem",
        "says too little: Aylin Quliyeva",
        ("flat", "packaged"),
    ),
    "a list, no table": (_readme(_no_bars), "people", "problem", "no table under", ()),
    "no notebook": (_no_notebook, "notebook", "problem", "There is no notebook", ALL),
    "two notebooks": (_two_notebooks, "notebook", "problem", "not clear which", ALL),
    "a notebook of format 3": (_notebook(notebook(nbformat=3)), "notebook", "problem", "it says format 3", ALL),
    "a notebook that is no JSON": (_notebook(b"{"), "notebook", "problem", "it is not JSON (line 1)", ALL),
    "a merge that was not finished": (
        _notebook(lambda c: c.replace(b'\n "cells"', b'\n<<<<<<< HEAD\n "cells"', 1)),
        "notebook",
        "problem",
        "holds the marks of a merge",
        ALL,
    ),
    "a notebook without code": (_notebook(_no_code), "notebook", "problem", "no cell with code", ALL),
    "a notebook without outputs": (_notebook(_stripped), "notebook", "problem", "shows an output", ALL),
    "a cell of no kind": (
        _notebook(notebook({"cell_type": "video", "source": ""})),
        "notebook",
        "problem",
        "cell 1 is of no",
        ALL,
    ),
    "a cell without text": (
        _notebook(notebook({"cell_type": "code", "source": 7})),
        "notebook",
        "problem",
        "cell 1 has no text",
        ALL,
    ),
    "a notebook that stands alone": (
        _notebook(_alone),
        "imports",
        "problem",
        "imports a module of the repository",
        ALL,
    ),
    "no modules at all": (_no_modules, "imports", "problem", "has no Python modules", ("flat",)),
    "one monolith": (_set("all.py", module("all", functions=200)), "code", "problem", "`all.py`. At most 70%", ALL),
    "wide lines do not hide it": (
        _set("all.py", "x = [" + "1," * 60_000 + "]\n"),
        "code",
        "problem",
        "one monolith",
        ALL,
    ),
    "a file that is no Python": (
        _set("broken.py", "print 'two'\n"),
        "code",
        "notice",
        "broken.py: line 1: this is not Python",
        ALL,
    ),
    "a package in no list": (
        _set("more.py", "import os, transformers.models\n"),
        "dependencies",
        "problem",
        "transformers (imported in more.py)",
        ALL,
    ),
    "a package with another name": (
        _set("more.py", "from skimage import io\n"),
        "dependencies",
        "problem",
        "skimage: write scikit-image",
        ALL,
    ),
    "no list": (_no_lists, "dependencies", "problem", "No list says", ALL),
    "somebody who is no member": (
        lambda h: h.commits.append(commit("root", "root@laptop")),
        "history",
        "notice",
        "in no row of the README: root <root@laptop>: 1 commit",
        ALL,
    ),
    "a member without commits": (
        lambda h: h.commits.__delitem__(0),
        "history",
        "notice",
        "No commit of Aylin Quliyeva",
        ALL,
    ),
    "a history that was cut": (_attribute(complete=False), "history", "notice", "longer than what was read", ALL),
    "too many files": (
        lambda h: h.files.update({f"out/{n}.txt": b"" for n in range(2001)}),
        "size",
        "problem",
        "at most 50 MB in 2,000 files",
        ALL,
    ),
    "caches in the commit": (
        _set("src/__pycache__/a.pyc", b"\0"),
        "size",
        "notice",
        "a machine left behind (`__pycache__`)",
        ALL,
    ),
    "a large file": (_set("model.pt", b"\0" * 5_000_001), "large", "problem", "model.pt: 5.0 MB, binary", ALL),
    "a file too large to be read": (
        _attribute(large={"songs.wav": 9_000_000}),
        "large",
        "problem",
        "songs.wav: 9.0 MB, not read",
        ALL,
    ),
    "a private key": (_set("deploy.pem", KEY), "secrets", "problem", "deploy.pem, line 1: private key", ALL),
    "an AWS key": (
        _set("s3.md", f"\n\nkey {AWS}\n"),
        "secrets",
        "problem",
        "s3.md, line 3: AWS access key (AKIA…, 20 letters)",
        ALL,
    ),
    "a GitHub token": (
        _set("push.sh", f"git push https://{GITHUB}@github.com/a/b\n"),
        "secrets",
        "problem",
        "GitHub token (ghp_…",
        ALL,
    ),
    "a Google key": (_set("a.md", GOOGLE), "secrets", "problem", "Google key (AIza…, 39 letters)", ALL),
    "a file .env": (_set(".env", "DEBUG=1\n"), "secrets", "problem", ".env: a file of settings", ALL),
    "a password in code": (
        _set("db.py", f'connect(user="a", password="{PASSWORD}")\n'),
        "secrets",
        "problem",
        "db.py, line 1: password or token in quotes (16 letters)",
        ALL,
    ),
    "a token with a name": (
        _set("a.py", f"hf_token = '{PASSWORD}'\n"),
        "secrets",
        "problem",
        "a.py, line 1: password or token in quotes",
        ALL,
    ),
    "a password in settings": (
        _set("a.yml", f"db:\n  password: {PASSWORD}\n"),
        "secrets",
        "problem",
        "a.yml, line 2: password",
        ALL,
    ),
    "a password in an address": (
        _set("a.md", f"postgres://me:{PASSWORD}@db.example.org/x"),
        "secrets",
        "problem",
        "in an address",
        ALL,
    ),
    "a file in Git LFS": (
        _set("m.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
        "pointers",
        "problem",
        "file in Git LFS: m.bin",
        ALL,
    ),
    "files that Git LFS has": (_attribute(lfs=("a.pt", "b.pt")), "pointers", "problem", "2 files in Git LFS", ALL),
    "a symbolic link": (_attribute(links=("data",)), "pointers", "problem", "symbolic link: data", ALL),
    "a submodule": (_attribute(submodules=("lib/yolo",)), "pointers", "problem", "submodule: lib/yolo", ALL),
}
# A README that is gone, or names fewer, is missed where it is read for something else too.
MORE = {
    "no README": {"people": "problem", "history": "notice"},
    "a member is missing": {"history": "notice"},
    "a list, no table": {"history": "notice"},
}
CASES = [(name, shape) for name, (*_, shapes) in MISTAKES.items() for shape in shapes or ALL]


@pytest.mark.parametrize(("name", "shape"), CASES)
def test_a_mistake_is_told_by_its_check_and_by_no_other(name: str, shape: str) -> None:
    plant, id, outcome, words, _ = MISTAKES[name]
    hand_in = GOOD[shape]()
    plant(hand_in)
    told = hand_in.told()
    told = {other: said for other, said in told.items() if said != "not tried"}
    assert told.pop(id, None) == outcome
    assert set(told) <= set(MORE.get(name, {})), told
    verdict = hand_in.verdicts()[id]
    assert words in "\n".join([verdict.text, *verdict.details])


@pytest.mark.parametrize("shape", ALL)
def test_no_verdict_repeats_a_secret(shape: str) -> None:
    hand_in = GOOD[shape]()
    secrets = (AWS, GITHUB, GOOGLE, PASSWORD, "MIIEowIBAAKCAQEA")
    hand_in.files["all.yml"] = "\n".join(
        [KEY, AWS, GITHUB, GOOGLE, f"password: {PASSWORD}", f"x://a:{PASSWORD}@b"]
    ).encode()
    said = repr(hand_in.verdicts())
    assert "all.yml, line 7" in said
    assert not [secret for secret in secrets if secret in said or secret[5:] in said]


def test_every_check_has_a_mistake() -> None:
    assert {id for _, id, *_ in MISTAKES.values()} == set(GOOD["flat"]().verdicts())
