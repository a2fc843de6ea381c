"""docs/repositories.md and the corpus agree."""

import re

from tests.attacks.repositories import archives, cases
from tests.attacks.repositories.page import LAYERS, PAGE, written

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_corpus() -> None:
    assert written(TEXT) == TEXT, "python -m tests.attacks.repositories.page writes them anew"


def test_each_attack_has_a_name_of_its_own_words_and_a_layer_that_the_page_explains() -> None:
    every = [*cases.CASES, *archives.CASES]
    assert len({one.name for one in every}) == len(every) >= 60
    assert all(one.tries.endswith(".") and one.layer in LAYERS for one in every)
    explained = TEXT.split("## The layers")[1].split("## ")[0]
    assert re.findall(r"^\| (\w+) \| .+ \|$", explained, re.MULTILINE)[1:] == list(LAYERS)
