"""`chainrule paper print`: the same variants at every print, on paper with answer sheets or with keys."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import patience
from tests.pdf_text import text_of

from chainrule.campus.site import pdf

WORD = [sys.executable, "-c", "from chainrule.cli import main; main()"]


def run(var: Path, *arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DJANGO_", "DATABASE_URL"))}
    return subprocess.run(
        [*WORD, *map(str, arguments)],
        env=clean | {"CHAINRULE_VAR": str(var), "CHAINRULE_AT": "2026-02-03T12:00"} | environment,
        capture_output=True,
        text=True,
        timeout=patience(120),
        check=False,
    )


def pages(file: Path) -> list[str]:
    content = file.read_bytes()
    return [text_of(content, number) for number in pdf.pages(content)]


@pytest.mark.slow
@pytest.mark.browser
def test_papers_and_keys_of_the_same_variants_are_printed(tmp_path: Path) -> None:
    assert run(tmp_path, "manage", "migrate", "--verbosity", "0").returncode == 0
    papers, keys = tmp_path / "new" / "papers.pdf", tmp_path / "keys.pdf"
    done = run(tmp_path, "paper", "print", "quiz-1", "--variants", "2", "-o", papers)
    assert done.returncode == 0, done.stderr
    assert f"{papers}: 2 variants, {len(pages(papers))} pages" in done.stdout
    whole = "".join(pages(papers))
    assert [whole.count(f"Answersheet:Quiz1,variant{number}") for number in (1, 2, 3)] == [1, 1, 0]
    assert "Key:" not in whole
    done = run(tmp_path, "paper", "print", "quiz-1", "--first", "2", "--variants", "1", "--keys", "-o", keys)
    assert done.returncode == 0, done.stderr
    assert "1 variant with keys" in done.stdout
    whole = "".join(pages(keys))
    assert whole.count("Key:") == 10
    assert "Quiz1,variant2:keys" in whole
    again = tmp_path / "again.pdf"
    assert run(tmp_path, "paper", "print", "quiz-1", "--variants", "2", "-o", again).returncode == 0
    assert pages(again) == pages(papers)


def test_what_cannot_be_printed_is_told_before_anything_is_made(tmp_path: Path) -> None:
    no_database = run(tmp_path, "paper", "print", "quiz-1", CHAINRULE_CHROMIUM=sys.executable)
    assert no_database.returncode == 2
    assert "the database cannot be used" in no_database.stderr
    assert "fix: run it where the server runs" in no_database.stderr
    unknown = run(tmp_path, "paper", "print", "quiz-77", CHAINRULE_CHROMIUM=sys.executable)
    assert unknown.returncode == 2
    assert "no quiz or exam 'quiz-77'\n  fix: name one of quiz-1, quiz-2" in unknown.stderr
    no_printer = run(tmp_path, "paper", "print", "quiz-1", CHAINRULE_CHROMIUM="no-such-program")
    assert no_printer.returncode == 2
    assert "CHAINRULE_CHROMIUM names no-such-program" in no_printer.stderr
    assert not list(tmp_path.glob("*.pdf"))
