"""A student's folder remembers progress and never loses work."""

import json
import os
import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab, run_checks, solution, starter
from chainrule.labs.folder import (
    STATE_FILE,
    Folder,
    FolderProblem,
    find_folder,
    next_hint,
    open_folder,
    reset_file,
    start_folder,
    still_to_write,
)

NOON = datetime(2026, 2, 3, 12, 0)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 3)


@pytest.fixture
def folder(tmp_path: Path, lab: Lab) -> Folder:
    return start_folder(tmp_path / "my course", [lab])[0]


def test_a_new_folder_has_the_starters_and_says_what_to_do(folder: Folder, lab: Lab) -> None:
    assert (folder.path / "lab03.py").read_text() == starter(lab)
    readme = (folder.path / "README.md").read_text()
    assert "chainrule watch" in readme
    assert "chainrule hint 03" in readme
    assert lab.title in readme
    assert find_folder(folder.path / "lab03.py") is not None or find_folder(folder.path) is not None


def test_starting_twice_keeps_what_is_there(folder: Folder, lab: Lab) -> None:
    (folder.path / "lab03.py").write_text("mine = 1\n")
    (folder.path / "README.md").unlink()
    folder.progress("03").best = 5
    folder.save()
    again, made, kept = start_folder(folder.path, [lab])
    assert (made, kept) == (["README.md"], ["lab03.py"])
    assert (folder.path / "lab03.py").read_text() == "mine = 1\n"
    assert again.progress("03").best == 5


def test_what_is_known_is_known_again(folder: Folder, lab: Lab) -> None:
    verdict = run_checks(lab.with_checks(lab.checks[:1]), solution(lab).encode())
    folder.progress("03").update(verdict, NOON)
    assert next_hint(folder.progress("03"), lab, "Value.backward")[0] == 1
    folder.progress("03").gave_up = True
    folder.save()
    known = open_folder(folder.path).progress("03")
    assert (known.best, known.out_of, known.passed) == (2, 2, "2026-02-03T12:00:00")
    assert (known.hints, known.gave_up) == ({"Value.backward": 1}, True)


def test_the_best_verdict_and_the_first_pass_stay(folder: Folder, lab: Lab) -> None:
    checks = lab.with_checks(lab.checks[:1])
    right, wrong = (run_checks(checks, source.encode()) for source in (solution(lab), starter(lab)))
    progress = folder.progress("03")
    progress.update(right, NOON)
    progress.update(wrong, NOON.replace(hour=13))
    progress.update(right, NOON.replace(hour=14))
    assert (progress.best, progress.passed) == (2, "2026-02-03T12:00:00")


def test_hints_go_one_level_further_each_time_and_end(folder: Folder, lab: Lab) -> None:
    progress = folder.progress("03")
    levels = [next_hint(progress, lab, "Value.tanh") for _ in range(5)]
    assert [level for level, _ in levels] == [1, 2, 3, 3, 3]
    assert [len(texts) for _, texts in levels] == [1, 2, 3, 3, 3]
    assert next_hint(progress, lab, "Value.relu")[0] == 1


DAMAGED = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe\x00",
    b'{"version": 1}',
    b'{"version": 1, "labs": []}',
    b'{"version": 1, "labs": {"03": []}}',
    b'{"version": 1, "labs": {"03": {"best": "5"}}}',
    b'{"version": 1, "labs": {"03": {"hints": {"a": "b"}}}}',
    b'{"version": 1, "labs": {"03": {"other": 1}}}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", DAMAGED, ids=lambda content: repr(content[:40]))
def test_a_damaged_file_is_put_aside_and_named(folder: Folder, content: bytes) -> None:
    (folder.path / STATE_FILE).write_bytes(content)
    again = open_folder(folder.path)
    assert "was damaged" in again.note
    assert again.labs == {}
    aside = [path for path in folder.path.iterdir() if "damaged" in path.name]
    assert [path.read_bytes() for path in aside] == [content]
    again.save()
    assert open_folder(folder.path).note == ""


def test_a_file_of_a_newer_version_is_left_alone(folder: Folder) -> None:
    newer = json.dumps({"version": 2, "labs": {}})
    (folder.path / STATE_FILE).write_text(newer)
    with pytest.raises(FolderProblem, match="newer chainrule"):
        open_folder(folder.path)
    assert (folder.path / STATE_FILE).read_text() == newer


def test_a_save_that_fails_leaves_the_old_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder.path / STATE_FILE).read_text()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    folder.progress("03").best = 9
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FolderProblem, match="No space left"):
        folder.save()
    assert (folder.path / STATE_FILE).read_text() == before
    assert sorted(path.name for path in folder.path.iterdir()) == [STATE_FILE, "README.md", "lab03.py"]


def test_reset_keeps_every_earlier_version(folder: Folder, lab: Lab) -> None:
    path = folder.file_of(lab)
    kept = []
    for work in (b"first\n", b"second \xff\r\n", b""):
        path.write_bytes(work)
        kept.append(reset_file(path, starter(lab)))
        assert path.read_text() == starter(lab)
    names = ["lab03-before-reset.py", "lab03-before-reset-2.py", "lab03-before-reset-3.py"]
    assert [file.name for file in kept if file] == names
    assert [(folder.path / name).read_bytes() for name in names] == [b"first\n", b"second \xff\r\n", b""]
    assert reset_file(path, starter(lab)) is None
    path.unlink()
    assert reset_file(path, starter(lab)) is None
    assert path.read_text() == starter(lab)


def test_reset_changes_nothing_where_the_copy_cannot_be_made(folder: Folder, lab: Lab) -> None:
    path = folder.file_of(lab)
    path.unlink()
    path.mkdir()
    with pytest.raises(FolderProblem, match="nothing was changed"):
        reset_file(path, starter(lab))
    assert path.is_dir()


def test_reset_writes_through_a_link_and_keeps_the_mode(folder: Folder, lab: Lab, tmp_path: Path) -> None:
    real = tmp_path / "real.py"
    real.write_text("mine\n")
    real.chmod(0o640)
    path = folder.file_of(lab)
    path.unlink()
    path.symlink_to(real)
    kept = reset_file(path, starter(lab))
    assert kept is not None
    assert kept.read_text() == "mine\n"
    assert path.is_symlink()
    assert real.read_text() == starter(lab)
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_what_is_still_to_write_is_read_off_the_file(lab: Lab) -> None:
    assert still_to_write(lab, starter(lab)) == list(lab.names)
    assert still_to_write(lab, solution(lab)) == []


def test_a_class_is_still_to_write_as_long_as_one_of_its_methods_is(lab: Lab) -> None:
    whole = replace(lab, builds=("chainrule.autograd.value:Value", "chainrule.autograd.value:topological_order"))
    assert still_to_write(whole, starter(whole)) == ["Value", "topological_order"]
    text = starter(whole).replace("NotImplementedError", "print", starter(whole).count("NotImplementedError") - 2)
    assert still_to_write(whole, text) == ["Value", "topological_order"]
    assert still_to_write(whole, solution(lab)) == []


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, lab: Lab, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FolderProblem, match="file"):
        start_folder(tmp_path / name, [lab])
