"""What looks like a mistake and is none."""

import pytest
from tests.campus.project.checks.good import GOOD, MILESTONE, HandIn, code_cell, commit, flat, module, notebook

from chainrule.campus.project.checks.code import lines_of, own_modules, units
from chainrule.campus.project.checks.dependencies import lists_of
from chainrule.campus.project.checks.notebook import main_notebook
from chainrule.campus.project.checks.readme import headings_of, matched, rows_of
from chainrule.campus.repositories.model import Archive


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("login.py", 'password = os.environ["PASSWORD"]\nlog_in(password=password)\n'),
        ("login.md", "Write `password = \"your-password\"` or token: '<your token>' into .env\n"),
        (".env.example", "TOKEN=changeme\nSECRET=\n"),
        ("sk.md", "task-specific-learning-of-representations-in-every-language-of-the-world-is-hard\n"),
        ("compose.yml", "password: ${DB_PASSWORD}\nurl: postgres://user:password@localhost/db\n"),
        ("tokens.py", 'token = "<pad>"\ntokens = ["the", "of"]\nself.token: str = None\n'),
        (
            "names.py",
            'names = {"image.token": "vision_model.embeddings", "eos_token": "endoftext", "token": "unknown"}\n',
        ),
        ("hash.txt", "AKIAMERO and 0123456789abcdef0123456789abcdef01234567\n"),
        ("binary.bin", "\0-----BEGIN PRIVATE KEY-----"),
    ],
)
def test_what_is_no_secret(path: str, text: str) -> None:
    hand_in = flat()
    hand_in.files[path] = text.encode()
    if path.endswith(".py"):
        hand_in.files[path] = b"import os\n" + hand_in.files[path]
    assert hand_in.told() == {}


def test_a_hand_in_without_a_zip_and_without_history_is_not_tried_there() -> None:
    hand_in = flat()
    hand_in.archive, hand_in.commits = lambda files: None, []
    assert hand_in.told() == {"same": "not tried", "history": "not tried"}


@pytest.mark.parametrize("shape", GOOD)
def test_what_is_not_in_the_repository_is_not_missed_in_the_zip(shape: str) -> None:
    hand_in = GOOD[shape]()
    hand_in.lfs, hand_in.links, hand_in.submodules = ("w.pt",), ("latest",), ("lib",)
    hand_in.files["w.pt"] = b"version https://git-lfs.github.com/spec/v1"
    real = {"w.pt": b"\0real", "latest": b"x", "lib/a.py": b"import nothing"}
    hand_in.archive = lambda files: Archive(files | real)
    assert hand_in.told() == {"pointers": "problem"}


def test_a_commit_whose_files_are_all_in_one_folder_is_found_in_its_zip() -> None:
    hand_in = flat()
    files = {f"work/{path}": content for path, content in hand_in.files.items()}
    hand_in.archive = lambda _: Archive(flat().files, "work/")
    found = HandIn(files, hand_in.commits, archive=hand_in.archive).verdicts()
    assert found["same"].outcome == "ok"


def test_what_was_forgiven_is_said() -> None:
    said = GOOD["packaged"]().verdicts()["same"].details
    assert said == (
        "forgiven: the ZIP has all in the folder zipped/birds",
        "forgiven: line endings differ in 8 files",
    )


@pytest.mark.parametrize(
    ("paths", "main"),
    [
        ((), None),
        (("a.ipynb",), "a.ipynb"),
        (("a.ipynb", "b.ipynb"), None),
        (("a.ipynb", "MAIN.ipynb"), "MAIN.ipynb"),
        (("a.ipynb", "x/b.ipynb", "x/main.ipynb"), "a.ipynb"),
        (("x/a.ipynb",), "x/a.ipynb"),
        (("x/a.ipynb", "y/b.ipynb"), None),
        (("x/a.ipynb", ".ipynb_checkpoints/a.ipynb"), "x/a.ipynb"),
        (("main.ipynb", "Main.ipynb"), None),
    ],
)
def test_which_notebook_is_the_main_one(paths: tuple[str, ...], main: str | None) -> None:
    assert main_notebook(dict.fromkeys(paths, b"")) == main


@pytest.mark.parametrize(
    ("cell", "imports"),
    [
        ("import a.b, c as d", ["a.b", "c"]),
        ("from a import b, c\nfrom . import d\nfrom .e import f", ["a.b", "a.c"]),
        ("%load_ext x\n!pip install y\nimport a\n  ", ["a"]),
        ("%%bash\nimport a", []),
        ("%%javascript\nlet a = 1", []),
        ("%%capture out\nimport a", ["a"]),
        ("if True:\n    !ls\n    x = !pwd\nimport a", ["a"]),
        ("a = 5 \\\n % 3\nimport b", ["b"]),
        ("import a\nhelp?", ["a"]),
        ("def f():\n    import a", ["a"]),
    ],
)
def test_what_a_cell_imports(cell: str, imports: list[str]) -> None:
    found = units({"main.ipynb": notebook(code_cell(cell))})
    assert [one.name for unit in found for one in unit.imports] == imports
    assert [unit.problem for unit in found if unit.problem] == []


@pytest.mark.parametrize(
    ("name", "content", "packages"),
    [
        ("requirements.txt", "numpy\n# torch\n-r more.txt\n-e git+https://h.org/a#egg=owl\n", "numpy owl"),
        ("requirements.txt", "b @ https://h.org/b.whl\n", "b"),
        ("requirements.txt", "\ufefftorch[gpu]==2 ; x\nhttps://h.org/a.whl\n", "torch"),
        ("requirements-dev.txt", "pytest", "pytest"),
        ("requirements/base.txt", "jax", "jax"),
        ("a/b/c/requirements.txt", "jax", ""),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "3"\njax = "1"\n', "python jax"),
        ("pyproject.toml", '[dependency-groups]\na = ["b>1", {include-group = "c"}]', "b"),
        ("pyproject.toml", "[project", ""),
        ("pyproject.toml", 'project = 3\n[tool]\npoetry = ["x"]', ""),
        ("environment.yaml", "channels:\n- nope\ndependencies:\n- a=1\n- pip:\n  - 'b[x]>2'\nprefix: c\n", "a pip b"),
    ],
)  # fmt: skip
def test_what_a_list_of_dependencies_names(name: str, content: str, packages: str) -> None:
    assert sorted(set().union(*lists_of({name: content.encode()}).values())) == sorted(packages.split())


def test_a_list_in_utf_16_is_read() -> None:
    assert lists_of({"requirements.txt": "torch==2\n".encode("utf-16")}) == {"requirements.txt": {"torch"}}


def test_the_repositorys_own_modules() -> None:
    files = dict.fromkeys(["model.py", "src/owl/net.py", "src/owl/logging.py", "random.py", "venv/x.py", "a.txt"], b"")
    assert own_modules(files) == {"model", "src", "owl", "net", "random"}


def test_headings_are_those_outside_of_code() -> None:
    text = b"# A\n```\n# B\n```\nC\n===\n#D\n## E ##\n- x\n---\n| a |\n|---|\n~~~\n```\n# F\n~~~\n### G"
    assert [(heading.level, heading.title) for heading in headings_of(text)] == [(1, "A"), (1, "C"), (2, "E"), (3, "G")]


@pytest.mark.parametrize(
    ("table", "members", "rows"),
    [
        ("| Name | Did |\n|---|---|\n| Ann Lee | all of it |", ["Ann Lee"], {"Ann Lee": 0}),
        ("| Name | Did |\n|---|---|\n| lee, ANN | x |\n| Bo | y |", ["Bo", "Ann Lee"], {"Ann Lee": 0, "Bo": 1}),
        (
            "|N|D|\n|-|-|\n|Ann Lee Smith|x|\n|Ann Lee|y|",
            ["Ann Lee", "Ann Lee Smith"],
            {"Ann Lee": 1, "Ann Lee Smith": 0},
        ),
        ("|N|D|\n|-|-|\n|Ann Lee and Bo Ray|x|", ["Ann Lee", "Bo Ray"], {"Ann Lee": 0}),
        ("Name | Did\n--- | ---\nAnn Lee | x\n\nBo Ray | y", ["Ann Lee", "Bo Ray"], {"Ann Lee": 0}),
        ("no table | here\nAnn Lee | x", ["Ann Lee"], {}),
    ],
)
def test_whose_row_a_row_is(table: str, members: list[str], rows: dict[str, int]) -> None:
    found = rows_of(MILESTONE, {"README.md": f"## Who did what\n{table}".encode()})
    assert {member: found.index(row) for member, row in matched(found, members).items()} == rows


@pytest.mark.parametrize(
    ("author", "email", "known"),
    [
        ("aylin quliyeva", "x@y", True),
        ("Quliyeva Aylin", "x@y", True),
        ("x", "AYLIN@example.org", True),
        ("x", "5+kenan-a@users.noreply.github.com", True),
        ("Kenan-A", "x@y", True),
        ("", "", False),
        ("Aylin", "x@y", True),
        ("Ali", "x@y", False),
        ("a", "b", False),
    ],
)
def test_who_an_author_is(author: str, email: str, known: bool) -> None:
    hand_in = flat()
    hand_in.commits.append(commit(author, email))
    assert ("history" not in hand_in.told()) is known


def test_the_history_gives_figures_for_each_member() -> None:
    details = flat().verdicts()["history"].details
    assert details[0] == "Aylin Quliyeva: 1 commit (33%), 40 lines added and 3 removed (33% of lines)"


def test_code_is_measured_by_lines_that_are_not_blank() -> None:
    assert lines_of("a\n\n  \nb\n" + "x" * 450) == 5
    hand_in = flat()
    hand_in.files["big.py"] = module("big", functions=12)
    text = hand_in.verdicts()["code"].text
    assert "in 5 files with 30 functions" in text


def test_too_little_code_is_not_called_a_monolith() -> None:
    hand_in = flat()
    for path in ("data.py", "model.py", "train.py"):
        hand_in.files[path] = module(path[:-3], functions=2)
    hand_in.files["train.py"] = module("train", functions=7)
    assert hand_in.told() == {}


def test_code_that_is_too_long_is_measured_and_said() -> None:
    hand_in = flat()
    hand_in.files["long.py"] = b"x = 1\n" * 40_000
    hand_in.files |= {f"part{number}.py": b"y = [" + b"1, " * 60_000 + b"]\n" for number in range(12)}
    verdict = hand_in.verdicts()["code"]
    assert verdict.outcome == "notice"
    assert "long.py: too long to be read: 240,000 letters" in verdict.details
    assert "part9.py: not read: all code together is longer than 2,000,000 letters" in verdict.details
