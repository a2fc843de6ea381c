"""What the workers of one run have together: it is made once, by whoever needs it first."""

import fcntl
import os
from pathlib import Path

import pytest

from chainrule.campus.lectures import load_lecture, run_blocks
from chainrule.course import find_course, lecture_folders


def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def outputs_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the code of the course's lectures gives, to be linked as `lectures` into the CHAINRULE_VAR of a site.

    Without it each site that a test starts would begin to run the code of every lecture, behind the tests' back.
    """
    folder = folder_of_the_run(tmp_path_factory) / "lectures"
    folder.mkdir(exist_ok=True)
    filled = folder / "all"
    with (folder.parent / "lectures.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not filled.exists():
            for path in lecture_folders(find_course()).values():
                if (path / "lecture.md").is_file():
                    run_blocks(load_lecture(path), folder)
            filled.touch()
    return folder
