"""Every attack of the corpus against the real sandbox and the real checker: none gets anywhere."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chainrule.labs import Lab, Verdict, run_checks
from chainrule.labs.sandbox import SandboxLauncher
from chainrule.labs.sandbox.containment import GROUPS, STORED, Attack, as_json, as_page, containment_table, read_corpus

CORPUS = read_corpus(Path(__file__).parent / "corpus")
PAGE = Path(__file__).parents[2] / "docs/containment.md"
RIGHT = b"""
import warnings

import numpy

warnings.warn("right code that warns is right")


def answer(x):
    return 3 * x + 1


def vector(x):
    return numpy.array([x, 2 * x, 3 * x])
"""


@pytest.mark.parametrize("attack", CORPUS, ids=lambda attack: f"{attack.group}-{attack.name}")
def test_the_attack_fails(
    attack: Attack,
    judge: Callable[..., Verdict],
    said: Callable[[Verdict], str],
    sandbox: SandboxLauncher,
    beside: Any,
    planted: Any,
    small_lab: Lab,
) -> None:
    zygote = sandbox.warm().process.pid
    before = planted.grades.read_text()
    verdict = judge(attack, sandbox)
    text = said(verdict)

    assert verdict.points == 0, text
    assert "GOT" not in verdict.output
    assert re.search(attack.settings["says"], text), text  # it was refused for the reason that we think
    for secret in (*planted.secrets, "canary-of-the-job-beside"):
        assert secret not in text
    assert planted.grades.read_text() == before
    assert beside.is_alive()
    assert sandbox.warm().process.pid == zygote
    honest = run_checks(small_lab, RIGHT, launch=sandbox)
    assert honest.points == honest.out_of, said(honest)


def test_the_corpus_is_large_and_of_every_kind() -> None:
    assert len(CORPUS) >= 75
    for group in GROUPS:
        assert sum(attack.group == group for attack in CORPUS) >= 8
    assert len({(attack.group, attack.name) for attack in CORPUS}) == len(CORPUS)


def test_the_table_and_the_page_are_current() -> None:
    """Else: python -m chainrule.labs.sandbox tests/attacks/corpus docs/containment.md"""
    assert STORED.read_text() == as_json(CORPUS)
    assert PAGE.read_text() == as_page(CORPUS)
    assert len(containment_table()) == len(CORPUS)
