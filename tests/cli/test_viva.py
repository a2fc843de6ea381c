"""`chainrule viva` on a learner's own folder."""

from pathlib import Path

import pytest
from tests.cli.conftest import Chainrule

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab, solution, starter


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 5)


@pytest.fixture
def folder(tmp_path: Path, lab: Lab) -> Path:
    (tmp_path / lab.file_name).write_text(solution(lab))
    return tmp_path


@pytest.mark.slow
def test_the_questions_are_printed_with_their_keys_after_them(chainrule: Chainrule, folder: Path) -> None:
    first = chainrule("viva", "5", "--sheet", "--seed", "4", cwd=folder, env=environment(folder))
    assert first.returncode == 0, first.stderr
    asked, _, keys = first.stdout.partition("Keys\n")
    assert [asked.count(f"Question {number}\n") for number in range(1, 7)] == [1, 1, 1, 1, 1, 0]
    assert "was run" in keys
    assert "was run" not in asked
    assert "chainrule viva 05 --seed 4" in keys
    again = chainrule("viva", "5", "--sheet", "--seed", "4", cwd=folder, env=environment(folder))
    assert again.stdout == first.stdout


def test_a_lab_that_is_not_passed_is_refused_with_what_to_do(chainrule: Chainrule, folder: Path, lab: Lab) -> None:
    (folder / lab.file_name).write_text(starter(lab))
    done = chainrule("viva", "5", "--sheet", cwd=folder, env=environment(folder))
    assert done.returncode == 2
    assert "has not passed" in done.stderr
    assert "chainrule check 05" in done.stderr


def test_no_such_file_is_told(chainrule: Chainrule, folder: Path) -> None:
    done = chainrule("viva", "5", "nothing.py", cwd=folder, env=environment(folder))
    assert done.returncode == 2
    assert "nothing.py" in done.stderr


def environment(folder: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(folder), "CHAINRULE_COURSE": str(find_course())}
