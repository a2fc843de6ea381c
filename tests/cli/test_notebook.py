"""`chainrule notebook` and checking what it wrote."""

import json
import re
import types
from shutil import copytree

import pytest
from click.testing import CliRunner

from chainrule import install
from chainrule.cli import cli
from chainrule.cli.magic import Notes, cells_of, load
from chainrule.course import find_course
from chainrule.labs import load_lab, load_labs, solution, starter
from chainrule.labs.cells import cell_id
from chainrule.labs.notebook import assembled, notebook_of


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])


def test_it_writes_once_and_never_over_work(run, tmp_path):
    assert run("notebook", "3", "-o", "mine.ipynb").exit_code == 0
    (tmp_path / "mine.ipynb").write_text("my work")
    again = run("notebook", "3", "-o", "mine.ipynb")
    assert (again.exit_code, "may hold your work" in again.output) == (2, True)
    assert (tmp_path / "mine.ipynb").read_text() == "my work"
    assert run("notebook", "3", "-o", "mine.ipynb", "--force").exit_code == 0


def test_an_untouched_notebook_is_checked_and_fails(run):
    run("notebook", "03")
    result = run("check", "03", "lab03.ipynb", "--json")
    verdict = json.loads(result.stdout)
    assert (result.exit_code, verdict["points"], verdict["file"]) == (1, 0, "lab03.ipynb")


def test_a_file_that_is_no_notebook_is_refused_in_words(run, tmp_path):
    (tmp_path / "lab.ipynb").write_bytes(b"\x89PNG\xff")
    result = run("check", "03", "lab.ipynb")
    assert (result.exit_code, "not UTF-8" in result.output) == (2, True)


def test_all_notebooks_are_written_at_once_for_publishing(run, tmp_path):
    made = run("notebook", "--all", "-o", "published")
    assert made.exit_code == 0, made.output
    labs = load_labs(find_course())
    assert {path.name for path in (tmp_path / "published").iterdir()} == {f"lab{number}.ipynb" for number in labs}
    for number, lab in labs.items():
        text = (tmp_path / "published" / f"lab{number}.ipynb").read_text()
        assert json.loads(text) == notebook_of(lab)
    again = run("notebook", "--all", "-o", "published")
    assert (again.exit_code, "is there already" in again.output) == (2, True)
    assert run("notebook", "--all", "-o", "published", "--force").exit_code == 0


@pytest.mark.parametrize("words", [(), ("03", "--all"), ("--all",), ("--all", "-o", "-")])
def test_it_must_be_said_which(run, words):
    assert run("notebook", *words).exit_code == 2


def test_without_a_package_the_first_cell_installs_what_runs_here_and_publishing_warns(run, tmp_path):
    cells = json.loads(run("notebook", "03", "-o", "-").stdout)["cells"]
    first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    (installs,) = re.findall(r"%pip install --quiet (.+)\n", first)
    assert installs == install.quoted(install.source()) != "chainrule"
    assert "before you publish them" in run("notebook", "--all", "-o", "published").stderr


def test_the_first_cell_installs_what_the_course_names(run, tmp_path, monkeypatch):
    course = copytree(find_course(), tmp_path / "course")
    text = (course / "course.toml").read_text()
    address = "git+https://github.com/ada/course"
    (course / "course.toml").write_text(text.replace('package = ""', f'package = "{address}"'))
    monkeypatch.setenv("CHAINRULE_COURSE", str(course))
    cells = json.loads(run("notebook", "03", "-o", "-").stdout)["cells"]
    first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert f"    %pip install --quiet {address}\n" in first


class Shell:
    """What the extension asks of IPython."""

    def __init__(self):
        self.hooks, self.magics, self.ran, self.space, self.input_transformers_cleanup = [], {}, [], {}, []
        self.events = types.SimpleNamespace(register=lambda name, function: self.hooks.append(function))

    def register_magic_function(self, function, kind, name):
        self.magics[kind, name] = function

    def push(self, names):
        self.space |= names

    def run_cell(self, text):
        self.ran.append(text)

    def run(self, text, identity=None):
        for hook in self.hooks:
            hook(types.SimpleNamespace(raw_cell=text, cell_id=identity))


def test_the_magic_checks_the_cells_so_far(capsys):
    lab, shell = load_lab(find_course(), "03"), Shell()
    load(shell)
    load(shell)
    assert len(shell.hooks) == 1
    for cell in notebook_of(lab)["cells"]:
        if cell["cell_type"] == "code":
            shell.run("".join(cell["source"]), cell["id"])
    shell.magics["cell", "check"]("03", "x = Value(2.0)\n")
    assert "Lab 03" in capsys.readouterr().out
    assert shell.space["Value"](2.0).data == 2.0
    assert shell.ran == ["x = Value(2.0)\n"]


@pytest.mark.parametrize(("line", "words"), [("", "Say which lab"), ("77", "no lab 77")])
def test_the_magic_says_what_is_wrong(capsys, line, words):
    Notes(Shell()).check(line, "")
    assert words in capsys.readouterr().out


def test_a_cell_without_an_id_is_known_by_its_function():
    lab = load_lab(find_course(), "03")
    text = "def exp(self):\n    return 1\n"
    assert cells_of(lab, [([""], "def exp(self): pass"), ([""], text), ([""], "1 +")]) == {"Value.exp": text}
    mixed_up = cells_of(lab, [([cell_id(lab, "Value.log")], text)])
    assert mixed_up == {"Value.log": text, "Value.exp": text}
    assert assembled(lab, {}) == starter(lab) != solution(lab)
