"""The corpus of attacks through another door: as a block that a reader runs in a lecture. None gets anywhere."""

from pathlib import Path
from typing import Any

import pytest
from tests.patience import slowness

from chainrule.campus.lectures import live
from chainrule.campus.lectures.code import live_html
from chainrule.campus.lectures.live import Came, Piece
from chainrule.labs import Limits
from chainrule.labs.sandbox import SandboxLauncher
from chainrule.labs.sandbox.containment import Attack, read_corpus

pytestmark = pytest.mark.slow
# Those that cheat want a verdict, and here is none; what they do to the process that they are in is the same.
CORPUS = read_corpus(Path(__file__).parent / "corpus")
# What one's own process is asked is one's own to answer: here they only show something to who wrote them.
OWN = {"whole_memory", "own_memory"}


def run(source: str, sandbox: SandboxLauncher, seconds: float) -> Came:
    limits = Limits(load_seconds=8.0 * slowness(), output=5_000_000)
    return live.run([Piece(0, source, told=True)], sandbox, seconds=seconds, limits=limits)


def shown(came: Came) -> str:
    """What the page of the reader who ran it shows."""
    return live_html(came.output(0), "run-0") + came.problem


@pytest.mark.parametrize("attack", CORPUS, ids=lambda attack: f"{attack.group}-{attack.name}")
def test_as_a_block_of_a_lecture_it_fails_too(
    attack: Attack, sandbox: SandboxLauncher, beside: Any, planted: Any
) -> None:
    zygote = sandbox.warm().process.pid
    before = planted.grades.read_text()
    seconds = float(attack.settings.get("seconds", 4.0 * slowness()))
    came = run(planted.source(attack).decode(), sandbox, seconds)
    text = shown(came)

    for secret in (*planted.secrets, "canary-of-the-job-beside"):
        assert secret not in text
    assert "GOT" not in came.output(0).stdout or attack.name in OWN or attack.group == "cheating", text
    assert len(text) < 500_000
    assert planted.grades.read_text() == before
    assert beside.is_alive()
    assert sandbox.warm().process.pid == zygote
    assert "<samp>42</samp>" in shown(run("6 * 7", sandbox, 8.0 * slowness()))


def test_the_library_in_the_box_is_what_the_block_imports_and_holds_no_check_and_no_course(
    sandbox: SandboxLauncher,
) -> None:
    for name in ("chainrule.labs", "chainrule.campus", "chainrule.cli", "chainrule.recipes"):
        assert "ModuleNotFoundError" in shown(run(f"import {name}", sandbox, 8.0 * slowness()))
    imported = run("from chainrule.autograd import Value\nValue(2.0)", sandbox, 8.0 * slowness())
    assert "Value(" in shown(imported)
