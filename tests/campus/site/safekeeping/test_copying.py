"""Backups in the process of the test: what is in them, and which are refused before anything is touched."""

import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.safekeeping import archive, copying, databases, holding, migrating
from chainrule.campus.site.safekeeping.problems import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_in_a_file")]
Act = Callable[[str, bytes], bytes]


@pytest.fixture
def var(settings: Any, tmp_path: Path, make_user: Callable[..., User]) -> Path:
    """The folder of a site with one entry in its log, an upload, and what is made again."""
    settings.VAR = tmp_path / "var"
    for name in ("uploads", "static", "before-1"):
        (settings.VAR / name).mkdir(parents=True)
        (settings.VAR / name / "a.txt").write_text(name)
    (settings.VAR / "site.sqlite3").write_text("not this one")
    (settings.VAR / "secret_key").write_text("old key")
    audit.record(make_user("student"), "labs.give_up", "lab 1")
    folder: Path = settings.VAR
    return folder


@pytest.fixture
def copy(var: Path) -> Path:
    return copying.backup(var.parent / "copy.zip").path


def repacked(file: Path, act: Act) -> None:
    """Somebody changed files of a backup."""
    with zipfile.ZipFile(file) as old:
        contents = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(file, "w") as new:
        for name, content in contents.items():
            new.writestr(name, act(name, content))


def saying(**more: Any) -> Act:
    """A manifest that says something else."""

    def change(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | more).encode() if name == archive.MANIFEST else content

    return change


def test_a_backup_names_all_that_is_in_it_and_only_its_owner_can_read_it(copy: Path, settings: Any) -> None:
    found = archive.opened(copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert set(found.files) == {databases.of_site().name, "secret_key", "files/uploads/a.txt"}
    assert found.says["database"] == connection.vendor
    assert "campus_accounts.0005_chained_audit_log" in found.says["migrations"]
    assert found.says["course"]["revision"]
    with zipfile.ZipFile(copy) as packed:
        assert packed.read("secret_key").decode() == settings.SECRET_KEY
    assert sorted(path.name for path in settings.VAR.iterdir() if path.name.startswith("chainrule-backup")) == []


def test_nothing_is_written_over(copy: Path) -> None:
    before = copy.read_bytes()
    with pytest.raises(Refused, match="never written over"):
        copying.backup(copy)
    assert copy.read_bytes() == before


def test_where_it_cannot_be_written_that_is_said(var: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        copying.backup(var / "no/such/copy.zip")


HARMED: dict[str, tuple[Act, str]] = {
    "a changed key": (lambda n, c: b"x" * len(c) if n == "secret_key" else c, "is not what the manifest says"),
    "a longer file": (lambda n, c: c + b" " if n.startswith("files/") else c, "is not what the manifest says"),
    "a newer release": (saying(migrations=["campus_papers.9999_next_year"]), "which is newer"),
    "another kind": (saying(database="oracle"), "this is a copy of a site on oracle"),
    "another form": (saying(**{"chainrule backup": 2}), "has another form"),
    "a file that is not there": (saying(files={"secret_key": {}}), "does not hold what its manifest says"),
}


@pytest.mark.parametrize(("act", "why"), HARMED.values(), ids=HARMED)
def test_a_backup_that_was_changed_is_refused_and_touches_nothing(act: Act, why: str, copy: Path, var: Path) -> None:
    before = sorted(path.name for path in var.iterdir())
    repacked(copy, act)
    with pytest.raises(Refused, match=why):
        copying.restore(copy, replace=True)
    assert sorted(path.name for path in var.iterdir() if path.name != holding.LOCK) == before
    assert (var / "secret_key").read_text() == "old key"


@pytest.mark.parametrize("cut", [0, 10, -300, -20])
def test_a_backup_that_was_cut_off_is_refused(cut: int, copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:cut])
    with pytest.raises(Refused, match="no whole backup"):
        copying.restore(copy, replace=True)


@pytest.mark.parametrize("name", ["/etc/passwd", "../out", "files/../../out", "files\\..\\out", ""])
def test_a_name_that_leads_elsewhere_is_not_plain(name: str) -> None:
    assert not archive.is_plain(name)
    assert archive.is_plain("files/uploads/a.txt")


def test_a_site_that_is_there_is_replaced_only_where_that_is_said_and_then_kept(copy: Path, var: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the database of the tests stays in its place; test_running puts one back on PostgreSQL")
    with pytest.raises(Refused, match="there is a site here already"):
        copying.restore(copy, replace=False)
    (var / "uploads/a.txt").write_text("changed")
    with holding.served(var), pytest.raises(Refused, match="a server runs on"):
        copying.restore(copy, replace=True)
    kept = Path(copying.restore(copy, replace=True).kept)
    with closing(sqlite3.connect(var / "site.sqlite3")) as database:
        assert database.execute("SELECT subject FROM campus_accounts_auditentry").fetchall() == [("lab 1",)]
    assert (var / "uploads/a.txt").read_text() == "uploads"
    assert (var / "secret_key").read_text() != "old key"
    assert (kept / "site.sqlite3").read_text() == "not this one"
    assert (kept / "uploads/a.txt").read_text() == "changed"
    assert (var / "static/a.txt").read_text() == "static"


@pytest.mark.parametrize(("there", "kept"), [((), []), (("mail",), ["secret_key"])], ids=["nothing", "a site's files"])
def test_where_no_site_has_been_nothing_is_kept_beside(
    there: tuple[str, ...], kept: list[str], copy: Path, settings: Any, tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the database of the tests stays in its place")
    settings.VAR = tmp_path / "fresh"
    for name in ("", *there):
        (settings.VAR / name).mkdir()
    (settings.VAR / "secret_key").write_text("the command that restores made it")
    connection.close()
    connection.settings_dict["NAME"] = str(settings.VAR / "site.sqlite3")
    done = copying.restore(copy, replace=False)
    beside = list(settings.VAR.glob("before-*"))
    assert [path.name for folder in beside for path in folder.iterdir()] == kept
    assert done.kept == "".join(map(str, beside))
    assert (settings.VAR / "uploads/a.txt").read_text() == "uploads"


def test_a_database_of_this_release_needs_no_migration(var: Path) -> None:
    assert migrating.plan() == []
