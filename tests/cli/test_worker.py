"""`chainrule worker` says in words why it cannot start."""

import os
import subprocess
import sys

import pytest

WORD = [sys.executable, "-c", "from chainrule.cli import main; main()"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "DATABASE_URL is not set"),
        ("sqlite:///site.sqlite3", "a database of another kind (SQLite), where the server keeps a worker of its own"),
        ("postgresql://nobody@127.0.0.1:1/none", "the database cannot be used"),
    ],
)
def test_what_keeps_it_from_starting_is_told_in_words(url: str, message: str, tmp_path: object) -> None:
    environment = os.environ | {"CHAINRULE_VAR": str(tmp_path), "DATABASE_URL": url}
    run = subprocess.run([*WORD, "worker"], env=environment, capture_output=True, text=True, cwd=str(tmp_path))
    assert run.returncode == 1
    assert message in run.stderr
    assert "fix:" in run.stderr
    assert "Traceback" not in run.stderr
