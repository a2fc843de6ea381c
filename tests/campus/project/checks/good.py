"""Three repositories with nothing wrong, of different shape, and what they become after one mistake."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from chainrule.campus.project.checks import Verdict, check
from chainrule.campus.project.milestones import load
from chainrule.campus.repositories.model import Archive, Commit, Repository
from chainrule.course import find_course

MILESTONE = load(find_course())["milestone-1"]
MEMBERS = ("Aylin Quliyeva", "Kənan Əliyev", "Sam O'Neil")
WHEN = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@dataclass
class HandIn:
    """A hand-in that can be changed. The ZIP has what the commit has, until `archive` says otherwise."""

    files: dict[str, bytes]
    commits: list[Commit]
    members: tuple[str, ...] = MEMBERS
    archive: Callable[[dict[str, bytes]], Archive | None] = lambda files: Archive(files)
    links: tuple[str, ...] = ()
    submodules: tuple[str, ...] = ()
    lfs: tuple[str, ...] = ()
    large: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True

    def readme(self) -> str:
        return next(path for path in self.files if path.lower().startswith("readme"))

    def notebook(self) -> str:
        return sorted(
            (path for path in self.files if path.lower().endswith(".ipynb")), key=lambda p: (p.count("/"), p)
        )[0]

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.files[path].decode()
        assert old in text, (path, old)
        self.files[path] = text.replace(old, new).encode()

    def verdicts(self) -> dict[str, Verdict]:
        repository = Repository(
            "https://github.com/owls/birds", "0123456789abcdef", "main", self.files, self.links, self.submodules,
            tuple(self.commits), self.large, self.lfs, self.complete,
        )  # fmt: skip
        found = check(MILESTONE, repository, self.archive(dict(self.files)), self.members)
        json.dumps([asdict(verdict) for verdict in found])
        return {verdict.id: verdict for verdict in found}

    def told(self) -> dict[str, str]:
        """The outcomes that are not "ok", by check."""
        return {id: one.outcome for id, one in self.verdicts().items() if one.outcome != "ok"}


def commit(author: str, email: str, added: int = 40, *, merge: bool = False) -> Commit:
    return Commit("0" * 40, author, email, WHEN, added, 3, merge)


def code_cell(source: str, *, ran: bool = True) -> dict:
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["0.71\n"]}] if ran else []
    lines = source.splitlines(keepends=True)
    return {"cell_type": "code", "source": lines, "outputs": outputs, "execution_count": 1, "metadata": {}}


def text_cell(source: str) -> dict:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells: dict, **changed: object) -> bytes:
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **changed}
    return json.dumps(whole, indent=1, ensure_ascii=False).encode()


def module(name: str, *heads: str, functions: int = 6) -> bytes:
    """A module with these lines at its head and functions of eight lines."""
    bodies = [
        f"\n\ndef {name}_{number}(values):\n    kept = []\n    for value in values:\n        if value > {number}:\n"
        f"            kept.append(value)\n    if not kept:\n        return None\n    return sum(kept) / len(kept)\n"
        for number in range(functions)
    ]
    return ("\n".join([f'"""What the project knows of {name}."""', "", *heads]) + "".join(bodies)).encode()


README = """\
# Bird songs in city noise

## Goal
Five seconds of sound go in, the name of a bird comes out.

## Data
From https://zenodo.org/records/1, CC BY 4.0: 2,400 recordings of 12 birds.

## Setup
```bash
# install first
pip install -r requirements.txt
```

## Evaluation
Balanced accuracy on the recordings of five people who are not in the training data; 0.6 means success.

## Results
| model | balanced accuracy |
|---|---|
| most frequent | 0.08 |
| network | 0.71 |

## Who did what
| Name | Commits as | Did |
|------|:----------:|-----|
| Aylin Quliyeva | aylin@example.org | data.py, the split by person |
| Kənan Əliyev | kenan-a | model.py and the training loop |
| Sam O'Neil | Sam | evaluation, the figures of the report |
"""


def flat() -> HandIn:
    """All files in the top folder, and the ZIP as GitHub gives it."""
    cells = (
        text_cell("# Report"),
        code_cell("%matplotlib inline\n!pip install -q -r requirements.txt\nimport torch\nimport numpy as np"),
        code_cell("from data import data_1\nimport model as m\n\nprint(m.model_1([1, 2]))"),
    )
    files = {
        "README.md": README.encode(),
        "main.ipynb": notebook(*cells),
        "data.py": module("data", "import csv", "from pathlib import Path", "", "from PIL import Image"),
        "model.py": module("model", "import torch", "from torch import nn"),
        "train.py": module("train", "import numpy as np", "import data", "from model import model_1"),
        "requirements.txt": b"# what is needed\ntorch==2.4.0\nnumpy>=2\nPillow[xmp]~=11.0 ; python_version > '3.9'\n",
        "example.png": b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)),
    }
    commits = [
        commit("Aylin Quliyeva", "other@example.org"),
        commit("kenan-a", "7+kenan-a@users.noreply.github.com"),
        commit("Sam", "sam@example.com"),
        commit("GitHub", "noreply@github.com", merge=True),
    ]
    return HandIn(files, commits, archive=lambda files: Archive(files, "birds-main/"))


def packaged() -> HandIn:
    """A package under src with tests; one notebook in a folder; a ZIP packed by hand on Windows, with a folder more."""
    readme = README.replace("requirements.txt", "pyproject.toml").replace("## Who did what", "## 6. Who did what?")
    cells = (
        code_cell("%%bash\npip install -e ."),
        code_cell(
            "import sys\nsys.path.insert(0, '../src')\nfrom birds.model import model_1\nfrom google.colab import drive"
        ),
        code_cell("files = !ls\nmodel_1?\nprint(model_1([3]))"),
    )
    files = {
        "README.md": readme.encode(),
        "notebooks/report.ipynb": notebook(*cells),
        "src/birds/__init__.py": b"",
        "src/birds/data.py": module("data", "import yaml", "from . import model"),
        "src/birds/model.py": module("model", "from sklearn.linear_model import LogisticRegression"),
        "src/birds/logging.py": module("logging", "try:\n    import wandb\nexcept ImportError:\n    wandb = None"),
        "tests/test_data.py": module("test", "import pytest", "", "from birds.data import data_1", functions=2),
        "pyproject.toml": b'[project]\nname = "birds"\ndependencies = ["scikit-learn>=1.6", "PyYAML"]\n'
        b'[project.optional-dependencies]\ndev = ["pytest"]\n',
        ".gitignore": b"*.pt\n",
    }
    commits = [
        commit("Aylin", "aylin@example.org"),
        commit("Kenan Eliyev", "k@example.org"),
        commit("Sam", "s@example.org"),
    ]

    def archive(files: dict[str, bytes]) -> Archive:
        endings = {path: content.replace(b"\n", b"\r\n") for path, content in files.items() if b"\0" not in content}
        return Archive({f"birds/{path}": content for path, content in {**files, **endings}.items()}, "zipped/")

    return HandIn(files, commits, archive=archive)


UNDERLINED = """\
Nächte der Eulen
================

The data, in short: owls.

Goal
----
What an owl says at night.

Data set
--------
Ours, CC0.

Installation
------------
    conda env create -f environment.yml

### Evaluation and metric
F1 on nights 9 and 10.

Results so far
--------------
0.5

Contributions
-------------
Name | Commits as | Did
--- | --- | ---
Quliyeva, Aylin | <aylin@example.org> | recordings of all ten nights
Sam O\u2019Neil (lead) | [sam](https://github.com/sam-o) | owl/nets.py, all figures
"""


def conda() -> HandIn:
    """Underlined headings, a folder of modules, several notebooks, conda, everything with line endings of Windows."""
    files = {
        "readme.md": UNDERLINED.replace("\n", "\r\n").encode(),
        "Main.ipynb": notebook(code_cell("%%time\nimport owl.nets as nets\nnets.nets_0([1])"), text_cell("So.")),
        "experiments/one.ipynb": notebook(code_cell("import pandas as pd\nfrom owl import sound", ran=False)),
        "experiments/two.ipynb": notebook(code_cell("print('two')")),
        "owl/nets.py": module("nets", "import torch", "import cv2").replace(b"\n", b"\r\n"),
        "owl/sound.py": b"\xef\xbb\xbf" + module("sound", "import librosa, json"),
        "environment.yml": b"name: owl\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n"
        b"  - pytorch::pytorch=2.4\n"
        b"  - pandas\n  - pip:\n    - opencv-python==4.10\n    - librosa\n",
    }
    commits = [commit("aylin", "Aylin@Example.org", 500), commit("Sam", "9+sam-o@users.noreply.github.com", 5)]
    return HandIn(files, commits, members=("Aylin Quliyeva", "Sam O'Neil"))


GOOD: dict[str, Callable[[], HandIn]] = {"flat": flat, "packaged": packaged, "conda": conda}
