"""Every ZIP of the corpus: refused in words, or contained."""

import re

import pytest
from tests.attacks.repositories.archives import CASES, LIMITS, Case

from chainrule.campus.repositories.archive import read
from chainrule.campus.repositories.model import Refused


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_refused_in_words_or_contained(case: Case) -> None:
    made = case.make()
    if isinstance(made, tuple):
        content, holds = made
        assert holds(read(content, LIMITS))
        return
    with pytest.raises(Refused) as refusal:
        read(made, LIMITS)
    assert re.search(case.says, str(refusal.value)), str(refusal.value)
    assert str(refusal.value).isprintable()
