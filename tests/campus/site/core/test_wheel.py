"""The wheel that the site serves of itself: pip takes it, it holds the course, and no question of a paper."""

import csv
import hashlib
import io
import json
import zipfile
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from chainrule import __version__
from chainrule.campus.site.core import wheel
from chainrule.course import PACKAGE, find_course

ADDRESS = f"/wheel/chainrule-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(wheel.made()[0]))


def test_it_holds_the_library_the_course_and_the_bundle(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    for wanted in (
        "chainrule/__init__.py",
        "chainrule/campus/site/templates/base.html",
        "chainrule/_course/course.toml",
        "chainrule/_course/lectures/03-backpropagation-1/checks.py",
    ):
        assert wanted in names
    bundle = list((PACKAGE / "campus/site/static/built").rglob("*.js"))
    assert {f"chainrule/{path.relative_to(PACKAGE).as_posix()}" for path in bundle} <= set(names)
    assert len(names) == len(set(names))


def test_no_question_of_a_paper_is_in_it(archive: zipfile.ZipFile) -> None:
    questions = list(find_course().rglob("questions/*.py"))
    assert questions, "a course without questions proves nothing"
    assert not [name for name in archive.namelist() if "_course" in name and "/questions/" in name]
    assert not [name for name in archive.namelist() if "__pycache__" in name or "/." in name]


def test_its_record_names_every_file_with_its_hash(archive: zipfile.ZipFile) -> None:
    (record,) = (name for name in archive.namelist() if name.endswith(".dist-info/RECORD"))
    rows = list(csv.reader(archive.read(record).decode().splitlines()))
    assert [row[0] for row in rows] == archive.namelist()
    for name, digest, size in rows[:-1]:
        content = archive.read(name)
        assert urlsafe_b64decode(digest.removeprefix("sha256=") + "=") == hashlib.sha256(content).digest()
        assert int(size) == len(content)


def test_the_same_files_make_the_same_wheel(tmp_path: Path) -> None:
    made = [wheel.wheel(PACKAGE / "labs", find_course(), wheel.distribution()) for _ in range(2)]
    assert made[0] == made[1]


def test_anybody_gets_it_and_asks_again_cheaply(client: Client, db: None) -> None:
    first = client.get(ADDRESS)
    assert first.status_code == 200
    assert first.content == wheel.made()[0]
    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/wheel/chainrule-9.9.9-py3-none-any.whl").status_code == 404


def test_a_notebook_from_the_site_installs_the_sites_wheel(client: Client, db: None) -> None:
    first = next(cell for cell in client.get("/labs/03/notebook.ipynb").json()["cells"] if cell["cell_type"] == "code")
    assert f"    %pip install --quiet http://testserver{ADDRESS}\n" in first["source"]


def test_a_course_that_names_its_package_is_believed(client: Client, db: None, monkeypatch: Any) -> None:
    from dataclasses import replace

    named = replace(wheel.course(), notebooks=replace(wheel.course().notebooks, package="chainrule==0.1.0"))
    monkeypatch.setattr(wheel, "course", lambda: named)
    assert "%pip install --quiet chainrule==0.1.0" in json.dumps(client.get("/labs/03/notebook.ipynb").json())
