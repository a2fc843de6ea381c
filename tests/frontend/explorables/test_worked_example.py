"""The worked example of docs/figures.md is built, rendered and proven as it stands there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.frontend.modules import FRONTEND, Modules
from tests.parts import need

from chainrule.autograd import Value
from chainrule.campus.lectures.explorables import EXPLORABLES, explorable_html, explorable_parts
from chainrule.campus.lectures.safe import safe_svg

ROOT = FRONTEND.parent
TEXT = (ROOT / "docs/figures.md").read_text(encoding="utf-8")
SCRIPTS = {match[1]: match[0] for match in re.findall(r"```js\n((?:// frontend/(\S+)\n)(?:.*?))```", TEXT, re.DOTALL)}
PYTHON, PROOF = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what the example imports, with the example in it."""
    shutil.copytree(FRONTEND / "explorables/kit", tmp_path / "frontend/explorables/kit")
    shutil.copy(FRONTEND / "asking.js", tmp_path / "frontend")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for path, source in SCRIPTS.items():
        (tmp_path / "frontend" / path).parent.mkdir(exist_ok=True)
        (tmp_path / "frontend" / path).write_text(source, encoding="utf-8")
    return tmp_path / "frontend"


@pytest.fixture
def python(monkeypatch) -> dict:
    names: dict = {}
    exec(PYTHON, names)
    monkeypatch.setitem(EXPLORABLES, "tangent", names["TANGENT"])
    return names


def test_its_script_is_bundled(folder):
    need("Node.js")
    program = ROOT / "node_modules/esbuild/bin/esbuild"
    if not program.is_file():
        pytest.skip("no esbuild: run `python frontend/build.py`")
    word = [
        "node",
        program,
        folder / "explorables/tangent.js",
        "--bundle",
        "--format=iife",
        f"--outfile={folder}/out.js",
    ]
    made = subprocess.run(word, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert "A parabola and its tangent" in (folder / "out.js").read_text(encoding="utf-8")


def test_its_proof_holds(folder):
    names: dict = {"Value": Value}
    exec(PROOF, names)
    model = Modules("explorables/tangent/model.js", folder)
    names["test_the_slope_is_that_of_the_library"](lambda name: model)
    model.close()


def test_its_picture_stands_in_the_page_and_its_parts_can_be_named(python):
    html = explorable_html("tangent", {"id": "slope", "x": "0.5"}, "tangent-1")
    assert '<div class="explorable" id="slope" data-explorable="tangent" data-id="slope" data-x="0.5">' in html
    assert "The slope at 0.5 is 1." in html
    assert explorable_parts("tangent", {}) == {"point", "slope"}
    with pytest.raises(ValueError, match="x=3 is not from -2 to 2"):
        explorable_html("tangent", {"x": "3"}, "x")
    with pytest.raises(ValueError, match=r"there is no setting `y`; there are x, id, show"):
        explorable_html("tangent", {"y": "3"}, "x")


def test_its_figure_is_safe(python):
    assert "<svg" in safe_svg(python["tangent_at"](1.0), "figure-1")
