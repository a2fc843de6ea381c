"""Which lab's file was saved, told by what the file is and not by messages alone."""

from pathlib import Path

import pytest
from tests.patience import patience

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab
from chainrule.labs.folder import FolderProblem, read_file, start_folder
from chainrule.labs.saves import saved_labs, state_of


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 3)


@pytest.fixture
def folder(tmp_path: Path, lab: Lab) -> Path:
    return start_folder(tmp_path, [lab])[0].path


def test_the_first_lab_comes_at_once_and_then_each_that_is_saved(folder: Path, lab: Lab) -> None:
    saves = saved_labs(folder, {lab.number: lab}, lab, every_ms=50)
    assert next(saves) == lab
    (folder / lab.file_name).write_text("saved while somebody else was busy")
    found = (next(saves) for _ in range(int(patience(100))))
    assert next(one for one in found if one) == lab


def test_without_a_save_it_only_gives_the_chance_to_look_at_other_things(folder: Path, lab: Lab) -> None:
    saves = saved_labs(folder, {lab.number: lab}, every_ms=50)
    (folder / "notes.txt").write_text("no lab")
    assert [next(saves) for _ in range(4)] == [None] * 4


def test_a_file_that_is_put_in_the_place_of_another_is_a_save(folder: Path, lab: Lab) -> None:
    """As editors do that write beside and rename."""
    file, beside = folder / lab.file_name, folder / "beside"
    before = state_of(file)
    beside.write_bytes(file.read_bytes())
    beside.replace(file)
    assert state_of(file) != before
    file.unlink()
    assert state_of(file) is None


def test_what_is_no_file_is_refused_with_what_to_do(folder: Path) -> None:
    with pytest.raises(FolderProblem, match=r"there is no file .*gone.py\n  fix: make it"):
        read_file(folder / "gone.py", "make it")
    with pytest.raises(FolderProblem, match="is a folder"):
        read_file(folder, "make it")
