"""Where a question was taught: a link to the section that its author named, in the class's lecture or in another."""

import pytest

from chainrule.campus.site.course import bank
from chainrule.campus.site.papers.taught import taught


def test_a_question_leads_to_the_section_that_teaches_it() -> None:
    found = taught("03/used_twice_so_added")
    assert found is not None
    assert found.address == "/lectures/03/#accumulation"
    assert found.words.startswith("Lecture 3, “")


@pytest.mark.parametrize("question", ["03/nothing", "99/nothing", ""])
def test_a_question_that_is_gone_leads_nowhere(question: str) -> None:
    assert taught(question) is None


def test_every_question_of_the_bank_leads_to_a_lecture() -> None:
    assert [id for id in bank() if taught(id) is None] == []
